"""Subjects whose patient is not in the input: where there are many, patients were left out of the extract."""

from __future__ import annotations

from dataclasses import replace

from risk_checks.engines.protocol import EngineResult
from risk_checks.errors import UsageError
from risk_checks.records.problems import problem

TOO_MANY = "orphans-above-limit"
"""The problem of a run in which they are more than was allowed: it is incomplete."""


def held_to_limit(result: EngineResult, *, limit: float | None) -> EngineResult:
    """Return a result with the problem that more than a share of the subjects of some rule have no patient, if so."""
    above = [
        tally.orphan for tally in result.tallies.values() if limit is not None and tally.orphan > limit * tally.rows
    ]
    return replace(result, problems=(*result.problems, problem(TOO_MANY, count=max(above)))) if above else result


def check_limit(limit: float | None) -> float | None:
    """Return a share that can be a limit; raises UsageError for any other number."""
    if limit is not None and not 0 <= limit <= 1:
        raise UsageError("RC-E511", "max_orphans is a share from 0 to 1", hint="write 0.01 for one in a hundred")
    return limit
