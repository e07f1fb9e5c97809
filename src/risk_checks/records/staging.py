"""Sources read into one NDJSON file for each type: for extracts larger than memory, and for engines that read files."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from risk_checks.records.accounting import Fate, Sums
from risk_checks.records.coverage import Coverage
from risk_checks.records.intake import Intake, read_through
from risk_checks.records.opening import Progress
from risk_checks.records.problems import Problem
from risk_checks.records.projections import Projections, compile_shapes
from risk_checks.records.settlement import Settlement
from risk_checks.records.shape import Shape
from risk_checks.records.sources import Skipped
from risk_checks.records.staged_lines import LineOf, output, rewrite, written
from risk_checks.records.taking import Entangled, Taker


@dataclass(frozen=True, slots=True)
class Staged:
    """The file of each type, with one resource in use on each line, and what became of everything else.

    The rest is as in `Records`, and equal to it for the same sources. The files of types `taken` by a taker are empty.
    """

    files: Mapping[str, Path]
    sums: Sums
    problems: Sequence[Problem]
    coverage: Coverage
    incomplete: bool
    skipped: tuple[Skipped, ...]
    paths: Mapping[str, Path]
    latest_update: datetime | None
    digest: bytes
    taken: frozenset[str] = frozenset()


def stage_sources(
    sources: Sequence[Any],
    *,
    shapes: Mapping[str, Shape] | Projections,
    into: Path,
    covers: Collection[str] | None = None,
    not_used: Collection[str] = (),
    progress: Progress | None = None,
    salvage: bool = False,
    taker: Taker | None = None,
) -> Staged:
    """Return where `into/<Type>.ndjson` was written for each type in the shapes; it may be empty.

    A `taker` reads what it can by itself; all that it takes is as it would be without one.
    """
    compiled = compile_shapes(shapes)
    entangled: set[str] = set()

    def begin(after: Intake | None = None) -> Intake:
        intake = Intake(
            sources,
            shapes=compiled,
            covers=covers,
            not_used=not_used,
            progress=progress,
            salvage=salvage,
            after=after,
        )
        if taker is not None:
            intake.leave_to(taker, but=entangled)
        return intake

    while True:
        try:
            return _staged(begin, into)
        except Entangled as found:  # each time some type more
            entangled |= set(found.types)


def _staged(begin: Callable[..., Intake], into: Path) -> Staged:
    intake, files = read_through(begin, lambda intake: _write(intake, into))
    settlement = intake.settle()
    for kind in settlement.types:
        if kind in files:
            rewrite(files[kind], _keeping(kind, settlement, intake))
    intake.servers.in_files(files)
    intake.naming().in_files(files)
    account = intake.account(settlement)
    return Staged(
        files=files,
        sums=account.sums,
        problems=account.problems,
        coverage=account.coverage,
        incomplete=account.incomplete,
        skipped=account.skipped,
        paths=account.paths,
        latest_update=account.latest_update,
        digest=account.digest,
        taken=intake.taken,
    )


def _write(intake: Intake, into: Path) -> dict[str, Path]:
    into.mkdir(parents=True, exist_ok=True)
    files = {kind: into / f"{kind}.ndjson" for kind in intake.types}
    with ExitStack() as stack:
        outputs = {kind: stack.enter_context(output(file)) for kind, file in files.items()}
        for entry in intake.entries():
            outputs[entry.type].write(written(entry.resource))
    return files


def _keeping(kind: str, settlement: Settlement, intake: Intake) -> LineOf:
    """Return what takes lines out of a staged file, and gives on the resources that are set aside."""

    def kept(place: int, line: str) -> str:
        fate = settlement.fate(kind, place)
        if fate is Fate.SET_ASIDE:
            intake.lose(kind, json.loads(line))
        return line if fate is Fate.USED else ""

    return kept
