"""Sources read into memory: for a record, or an extract small enough to hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from risk_checks.records.accounting import Fate, Sums
from risk_checks.records.coverage import Coverage
from risk_checks.records.entry import Entry
from risk_checks.records.intake import Intake
from risk_checks.records.opening import Progress
from risk_checks.records.problems import Problem
from risk_checks.records.projections import Projections
from risk_checks.records.shape import Shape
from risk_checks.records.sources import Skipped


@dataclass(frozen=True, slots=True)
class Records:
    """The entries in use, in reading order, and what became of everything else.

    `incomplete` says that something is missing which cannot be laid at one patient's door. `paths` says which file a
    label in problems stands for; it is not to leave the process.
    """

    entries: tuple[Entry, ...]
    sums: Sums
    problems: tuple[Problem, ...]
    coverage: Coverage
    incomplete: bool
    skipped: tuple[Skipped, ...]
    paths: Mapping[str, Path]
    latest_update: datetime | None
    digest: bytes


def read_sources(
    sources: Sequence[Any],
    *,
    shapes: Mapping[str, Shape] | Projections,
    covers: Collection[str] | None = None,
    not_used: Collection[str] = (),
    progress: Progress | None = None,
) -> Records:
    """Return the entries of folders, files, JSON texts, dicts, lists and FHIR models, reduced to the shapes.

    >>> from risk_checks.records.shape import Field, Primitive
    >>> patient = Shape({"id": Field(False, Primitive.TEXT), "birthDate": Field(False, Primitive.TEXT)})
    >>> read = read_sources([{"resourceType": "Patient", "id": "p1", "gender": "female"}], shapes={"Patient": patient})
    >>> [entry.key for entry in read.entries], read.sums.used, sorted(read.coverage.types)
    (['Patient/p1'], 1, ['Patient'])
    """
    intake = Intake(sources, shapes=shapes, covers=covers, not_used=not_used, progress=progress)
    entries = list(intake.entries())
    settlement = intake.settle()
    kept: list[Entry] = []
    conflicting: list[tuple[str, dict[str, Any]]] = []
    places: Counter[str] = Counter()
    for entry in entries:
        dropped = settlement.dropped.get(entry.type, {}).get(places[entry.type])
        places[entry.type] += 1
        if dropped is None:
            kept.append(entry)
        elif dropped.fate is Fate.SET_ASIDE:
            conflicting.append((entry.type, entry.resource))
    intake.servers.in_memory(kept)
    intake.naming().in_memory(kept)
    account = intake.account(settlement, conflicting=conflicting)
    return Records(
        entries=tuple(kept),
        sums=account.sums,
        problems=account.problems,
        coverage=account.coverage,
        incomplete=account.incomplete,
        skipped=account.skipped,
        paths=account.paths,
        latest_update=account.latest_update,
        digest=account.digest,
    )
