"""What a file is called in problems: its name where that cannot name a person, else its place (ADR 3)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile
from pathlib import PurePosixPath

from risk_checks.records.keys import is_identifying
from risk_checks.records.resource_types import RESOURCE_TYPES

_PLAIN_WORDS = frozenset(
    """
    all bulk bundle bundles bz chunk config crdownload csv data day deleted ds store error errors example examples
    export extract fhir full gitignore gz history incremental index input json jsonl license licence log logs
    manifest md month ndjson origin out output outputs package page part partial parquet readme record records
    request requests resources sample samples schema tar test tests tmp txt week xml xz zip zst
    """.split()
) | {name.casefold() for name in RESOURCE_TYPES}
_WORDS = re.compile(r"[0-9]+|[^0-9\W_]+")
_SEPARATORS = re.compile(r"[\W_]", re.ASCII)
_SUFFIXES = frozenset(
    {".json", ".ndjson", ".gz", ".zst", ".zip", ".tar", ".bz2", ".xz", ".md", ".txt", ".csv", ".xml"}
    | {".part", ".partial", ".tmp", ".crdownload"}
)
_LONGEST_NUMBER = 8  # a date


def is_plain(path: PurePosixPath) -> bool:
    """Return whether a relative path is made of nothing but words from a fixed list, dates and short numbers.

    >>> is_plain(PurePosixPath("2026-11-01/Patient.000.ndjson")), is_plain(PurePosixPath("Jane_Doe.json"))
    (True, False)
    """
    text = str(path)
    if not text.isascii() or not text.isprintable() or is_identifying(_SEPARATORS.sub("", text)):
        return False
    return all(
        len(word) <= _LONGEST_NUMBER if word.isdecimal() else word.casefold() in _PLAIN_WORDS
        for word in _WORDS.findall(text)
    )


def labels(paths: Sequence[PurePosixPath]) -> list[str]:
    """Return a label for each path, in order and all different: the path where it is plain, else its place among them.

    >>> labels([PurePosixPath("Patient.ndjson"), PurePosixPath("Jane_Doe.json")])
    ['Patient.ndjson', 'file-0002.json']
    """
    given: list[str] = []
    taken: set[str] = set()
    for place, path in enumerate(paths, start=1):
        label = str(path)
        if label in taken or not is_plain(path):
            label = f"file-{place:04d}{_ending(path)}"
        taken.add(label)
        given.append(label)
    return given


def _ending(path: PurePosixPath) -> str:
    """Return the suffixes that a name ends with, as far back as they are known ones."""
    return "".join(reversed([*takewhile(_SUFFIXES.__contains__, reversed(path.suffixes))]))
