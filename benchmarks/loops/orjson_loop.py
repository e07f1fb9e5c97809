"""The careful loop: orjson and dicts, each type's file read once or twice, unknown kept apart from gap."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson

from benchmarks.loops.asked import Asked, asked
from benchmarks.loops.deciding import answers_about
from benchmarks.loops.reading import people
from benchmarks.loops.writing import write_answers


def run(given: Asked) -> None:
    """Answer the six rules over an extract and write the answers."""
    counted = 0

    def read(kind: str) -> Iterator[dict[str, Any]]:
        nonlocal counted
        for row in lines(given.folder / f"{kind}.ndjson"):
            counted += 1
            yield row

    found = people(read, as_of=given.as_of)
    answers = (answer for key, person in found.items() for answer in answers_about(key, person, as_of=given.as_of))
    write_answers(given.out, answers, people=len(found), resources=counted)


def lines(file: Path) -> Iterator[dict[str, Any]]:
    """Yield the resources of a file."""
    with file.open("rb") as source:
        for line in source:
            yield orjson.loads(line)


if __name__ == "__main__":
    run(asked(__doc__))
