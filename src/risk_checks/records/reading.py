"""Sources read into memory: for a record, or an extract small enough to hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from risk_checks.records.accounting import Fate, Sums
from risk_checks.records.coverage import Coverage
from risk_checks.records.entry import Entry
from risk_checks.records.intake import Intake, read_through
from risk_checks.records.opening import Progress
from risk_checks.records.problems import Problem
from risk_checks.records.projections import Projections, compile_shapes
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
    problems: Sequence[Problem]
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
    salvage: bool = False,
) -> Records:
    """Return the entries of folders, files, JSON texts, dicts, lists and FHIR models, reduced to the shapes.

    >>> from risk_checks.records.shape import Field, Primitive
    >>> patient = Shape({"id": Field(False, Primitive.TEXT), "birthDate": Field(False, Primitive.TEXT)})
    >>> read = read_sources([{"resourceType": "Patient", "id": "p1", "gender": "female"}], shapes={"Patient": patient})
    >>> [entry.key for entry in read.entries], read.sums.used, sorted(read.coverage.types)
    (['Patient/p1'], 1, ['Patient'])
    """
    compiled = compile_shapes(shapes)
    begin = partial(
        Intake, sources, shapes=compiled, covers=covers, not_used=not_used, progress=progress, salvage=salvage
    )
    intake, entries = read_through(begin, lambda intake: list(intake.entries()))
    settlement = intake.settle()
    kept: list[Entry] = []
    places: Counter[str] = Counter()
    for entry in entries:
        fate = settlement.fate(entry.type, places[entry.type])
        places[entry.type] += 1
        if fate is Fate.USED:
            kept.append(entry)
        elif fate is Fate.SET_ASIDE:
            intake.lose(entry.type, entry.resource)
    intake.servers.in_memory(kept)
    intake.naming().in_memory(kept)
    account = intake.account(settlement)
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
