"""Folders of canonical tables as tests write them, and what is asked of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import pytest

import risk_checks as rc

Engine = Literal["reference", "duckdb"]
AS_OF = "2026-11-01"
SUICIDE = "http://snomed.info/sct|225337009"

both_engines = pytest.mark.parametrize("engine", ["reference", "duckdb"])


def write(folder: Path, **tables: str) -> Path:
    """Write CSV tables, lines between slashes: `patient="id,deceased / p1,false"`."""
    folder.mkdir(exist_ok=True)
    for name, text in tables.items():
        lines = [line.strip() for line in text.split(" / ")]
        (folder / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def answers(source: Any, *, select: str, engine: Engine) -> dict[str, str]:
    """Return what a rule says of each subject, as `outcome reason_code`."""
    report = rc.read(source).check(as_of=AS_OF, select=select, engine=engine)
    return {each.subject: f"{each.outcome} {each.reason_code}" for each in report.outcomes}


def problems(report: rc.Report) -> list[tuple[str, str | None, str | None, int]]:
    """Return the problems as code, file, column and count, sorted."""
    return sorted((each.code, each.file, each.column, each.count) for each in report.problems)
