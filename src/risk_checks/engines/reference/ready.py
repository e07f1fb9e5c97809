"""Plans made ready to run: compiled once for what an input covers, then run over any number of records."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from risk_checks.engines.attempt import Raised, attempt
from risk_checks.engines.coverage import Input
from risk_checks.engines.population import evidence_tables
from risk_checks.engines.reference.decide import Decide, compile_plan
from risk_checks.model.outcome import RuleId
from risk_checks.rules.empty_sets import folded
from risk_checks.rules.fields import tables_read
from risk_checks.rules.plan import Plan
from risk_checks.tables.definition import TableDef


@dataclass(frozen=True, slots=True)
class Runnable:
    """A plan, its empty code sets taken for what they are; `decide` is None where it could not be compiled."""

    plan: Plan
    decide: Decide | None


@dataclass(frozen=True, slots=True)
class Ready:
    """The plans that can be evaluated, and why the others cannot; the tables that they read, and those with evidence.

    It depends on the plans, on what feeds the tables and on the types that an input covers: on no record and no day.
    """

    running: tuple[Runnable, ...]
    skipped: Mapping[RuleId, str]
    tables: tuple[str, ...]
    evidence: tuple[TableDef, ...]


MakeReady = Callable[[Sequence[Plan], Input], Ready]


def make_ready(plans: Iterable[Plan], seen: Input) -> Ready:
    """Return plans made ready for an input."""
    skipped: dict[RuleId, str] = {}
    running: list[Runnable] = []
    for plan in plans:
        why = seen.why_not_evaluated(plan)
        if why is None:
            running.append(_runnable(folded(plan), seen))
        else:
            skipped[plan.rule] = why
    evaluated = [each.plan for each in running]
    return Ready(
        running=tuple(running),
        skipped=skipped,
        tables=tables_read(evaluated),
        evidence=evidence_tables(evaluated),
    )


def decide_of(runnable: Runnable, seen: Input) -> Decide:
    """Return what decides a plan; one that could not be compiled is tried again, and raises what it raises."""
    return runnable.decide or compile_plan(runnable.plan, seen=seen)


def _runnable(plan: Plan, seen: Input) -> Runnable:
    made = attempt(partial(compile_plan, plan, seen=seen))
    return Runnable(plan, None if isinstance(made, Raised) else made)
