"""The resources of an extract person by person, as a loop over records needs them."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

TYPES = ("Patient", "EpisodeOfCare", "RiskAssessment", "Observation", "Procedure", "CarePlan", "RelatedPerson")
"""What somebody reads who has not met feeds without episodes, plans in documents, or reviews in provenance."""

Parse = Callable[[str], Any]


def by_person(
    folder: Path, parse: Parse = json.loads, types: tuple[str, ...] = TYPES
) -> dict[str, dict[str, list[Any]]]:
    """Return the resources of each person by type, each made of its line; one that cannot be is left out."""
    people: dict[str, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for kind in types:
        for line, key in _lines(folder / f"{kind}.ndjson"):
            try:
                people[key][kind].append(parse(line))
            except ValueError:
                continue
    return people


def _lines(file: Path) -> Iterator[tuple[str, str]]:
    """Yield each line with the key of the person it is about, which is cut out of the text."""
    is_patient = file.stem == "Patient"
    before = '"id":"' if is_patient else '"Patient/'
    with file.open(encoding="utf-8") as source:
        for line in source:
            key = line.partition(before)[2].partition('"')[0]
            yield line, f"Patient/{key}"
