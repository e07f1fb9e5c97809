"""Sources read into one NDJSON file for each type: for extracts larger than memory, and for engines that read files."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from risk_checks.records.accounting import Fate, Sums
from risk_checks.records.coverage import Coverage
from risk_checks.records.intake import Intake
from risk_checks.records.opening import Progress
from risk_checks.records.problems import Problem
from risk_checks.records.projections import Projections
from risk_checks.records.register import Dropped
from risk_checks.records.shape import Shape
from risk_checks.records.sources import Skipped
from risk_checks.records.staged_lines import output, rewrite, written


@dataclass(frozen=True, slots=True)
class Staged:
    """The file of each type, with one resource in use on each line, and what became of everything else.

    The rest is as in `Records`, and equal to it for the same sources.
    """

    files: Mapping[str, Path]
    sums: Sums
    problems: tuple[Problem, ...]
    coverage: Coverage
    incomplete: bool
    skipped: tuple[Skipped, ...]
    paths: Mapping[str, Path]
    latest_update: datetime | None
    digest: bytes


def stage_sources(
    sources: Sequence[Any],
    *,
    shapes: Mapping[str, Shape] | Projections,
    into: Path,
    covers: Collection[str] | None = None,
    not_used: Collection[str] = (),
    progress: Progress | None = None,
) -> Staged:
    """Return where `into/<Type>.ndjson` was written for each type in the shapes; it may be empty."""
    intake = Intake(sources, shapes=shapes, covers=covers, not_used=not_used, progress=progress)
    into.mkdir(parents=True, exist_ok=True)
    files = {kind: into / f"{kind}.ndjson" for kind in intake.types}
    with ExitStack() as stack:
        outputs = {kind: stack.enter_context(output(file)) for kind, file in files.items()}
        for entry in intake.entries():
            outputs[entry.type].write(written(entry.resource))
    settlement = intake.settle()
    conflicting: list[tuple[str, dict[str, Any]]] = []
    for kind, dropped in settlement.dropped.items():
        conflicting += ((kind, resource) for resource in _drop(files[kind], dropped))
    intake.servers.in_files(files)
    intake.naming().in_files(files)
    account = intake.account(settlement, conflicting=conflicting)
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
    )


def _drop(file: Path, dropped: Mapping[int, Dropped]) -> list[dict[str, Any]]:
    """Take lines out of a staged file and return the resources that were set aside."""
    set_aside: list[dict[str, Any]] = []

    def keep(place: int, line: str) -> str:
        if place not in dropped:
            return line
        if dropped[place].fate is Fate.SET_ASIDE:
            set_aside.append(json.loads(line))
        return ""

    rewrite(file, keep)
    return set_aside
