"""Cases of the meaning, run on an engine in batches: each case is one person, each batch one run."""

from __future__ import annotations

import atexit
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, partial
from itertools import count
from typing import Any

import pytest
from ibis.backends.duckdb import Backend

from risk_checks.engines.attempt import refuse_failed
from risk_checks.engines.columnar.build import rows_table
from risk_checks.engines.columnar.engine import ColumnarEngine
from risk_checks.engines.coverage import Input
from risk_checks.engines.duckdb import Shelf, connect_in_memory
from risk_checks.engines.duckdb_keep import keep
from risk_checks.engines.protocol import EngineResult, PatientSums, Tally
from risk_checks.engines.reference.engine import ReferenceEngine
from risk_checks.model.outcome import Outcome, OutcomeKind, ReasonCode, RuleId
from risk_checks.records.coverage import Coverage
from risk_checks.records.problems import Problem
from risk_checks.rules.plan import Plan
from tests.spec.rows import Rows, Written, day, no_rows, person, stored
from tests.spec.world import EVERY_TYPE, FEEDS, PATIENT, TABLES


@dataclass(frozen=True, slots=True)
class Ran:
    """What an engine gave back, in one form for all engines."""

    outcomes: tuple[Outcome, ...]
    tallies: Mapping[RuleId, Tally]
    not_evaluated: Mapping[RuleId, str]
    patients: PatientSums
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class World:
    """Rows, and what the input covers of them."""

    rows: Rows
    covers: frozenset[str] = EVERY_TYPE
    uncovered: Mapping[str, frozenset[str]] | None = None
    set_aside: int = 0

    @property
    def seen(self) -> Input:
        """The coverage of the run."""
        return Input(Coverage(self.covers, self.uncovered or {}), FEEDS)


Run = Callable[[World, Sequence[Plan], date], Ran]


def on_reference(world: World, plans: Sequence[Plan], as_of: date) -> Ran:
    """Run plans on the reference engine."""
    engine = ReferenceEngine(world.rows, seen=world.seen, set_aside=world.set_aside)
    return _ran(engine.run(plans, as_of=as_of))


def on_duckdb(world: World, plans: Sequence[Plan], as_of: date) -> Ran:
    """Run plans on the columnar engine in DuckDB."""
    connection, number = _connection(), next(_NUMBERS)
    tables = {
        name: keep(connection, f"given_{name}_{number}", rows_table(table, world.rows[name]))
        for name, table in TABLES.items()
    }
    engine = ColumnarEngine(
        tables, definitions=TABLES, shelf=partial(Shelf, connection), seen=world.seen, set_aside=world.set_aside
    )
    return _ran(engine.run(plans, as_of=as_of))


_NUMBERS = count()

ENGINES: Mapping[str, Run] = {"reference": on_reference, "duckdb": on_duckdb}


@cache
def _connection() -> Backend:
    connection = connect_in_memory(zone="Europe/London")
    atexit.register(_leave, connection)
    return connection


def _leave(connection: Backend) -> None:
    connection.disconnect()
    _connection.cache_clear()


def _ran(result: EngineResult) -> Ran:
    refuse_failed(result.failed)
    found = result.outcomes
    outcomes = tuple(found) if isinstance(found, Sequence) else _outcomes(found.to_pyarrow_table().to_pylist())
    return Ran(outcomes, result.tallies, result.not_evaluated, result.patients, result.problems)


def _outcomes(found: list[dict[str, Any]]) -> tuple[Outcome, ...]:
    return tuple(
        Outcome(**{
            **row,
            "outcome": OutcomeKind(row["outcome"]),
            "reason_code": ReasonCode(row["reason_code"]),
            "missing": tuple(row["missing"]),
            "evidence": tuple(row["evidence"]),
        })
        for row in found
    )  # fmt: skip


# --- cases ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Says:
    """What is expected of one outcome; the sentence only where a case is about it."""

    outcome: str
    reason_code: str
    due_on: date | None
    overdue_days: int | None
    evidence: tuple[str, ...]
    missing: tuple[str, ...]
    reason: str | None


@dataclass(frozen=True, slots=True)
class Case:
    """One behaviour: the rows of one person, and what the rule says of their one subject (None: it has no outcome)."""

    clause: str
    name: str
    rows: tuple[Written, ...]
    says: Says | None
    set_aside: frozenset[str]
    source: str

    def __str__(self) -> str:
        return f"{self.clause} {self.name}"


def case(
    clause: str,
    name: str,
    *rows: Written,
    says: str | None,
    due: str | None = None,
    overdue: int | None = None,
    evidence: str = "",
    missing: str = "",
    reason: str | None = None,
    set_aside: str = "",
    source: str = "",
) -> Case:
    """Return a case; `says` is an outcome and a reason code, and evidence names rows as `a2 a1`."""
    if says is None:
        return Case(clause, name, rows, None, frozenset(set_aside.split()), source)
    outcome, code = says.split()
    expected = Says(
        outcome=outcome,
        reason_code=code,
        due_on=day(due) if due else None,
        overdue_days=overdue,
        evidence=tuple(evidence.split()),
        missing=tuple(missing.split()),
        reason=reason,
    )
    return Case(clause, name, rows, expected, frozenset(set_aside.split()), source)


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """Cases that share a plan, a day and a coverage, and so one run."""

    plan: Plan
    as_of: str
    cases: tuple[Case, ...]
    covers: frozenset[str] = EVERY_TYPE

    def answer(self, asked: Case, *, on: str) -> Says | None:
        """Return what the engine says of the case's subject."""
        outcome = _answers(self, on)[self.cases.index(asked)]
        if outcome is None:
            return None
        return Says(
            outcome=outcome.outcome,
            reason_code=outcome.reason_code,
            due_on=outcome.due_on,
            overdue_days=outcome.overdue_days,
            evidence=tuple(key.rpartition("/")[2] for key in outcome.evidence),
            missing=outcome.missing,
            reason=outcome.reason if asked.says and asked.says.reason is not None else None,
        )


def each(*batches: Batch) -> list[Any]:
    """Return every case with its batch, as parameters of a test."""
    return [pytest.param(batch, one, id=str(one)) for batch in batches for one in batch.cases]


@cache
def _answers(batch: Batch, engine: str) -> list[Outcome | None]:
    rows, uncovered = no_rows(), {}
    for number, one in enumerate(batch.cases):
        add_person(rows, f"Patient/p{number}", one.rows)
        if one.set_aside:
            uncovered[f"Patient/p{number}"] = one.set_aside
    ran = ENGINES[engine](World(rows, batch.covers, uncovered), [batch.plan], day(batch.as_of))
    found = {outcome.patient: outcome for outcome in ran.outcomes}
    assert len(found) == len(ran.outcomes), "a case has one subject"
    assert all(tally.adds_up for tally in ran.tallies.values())
    return [found.get(f"Patient/p{number}") for number in range(len(batch.cases))]


def add_person(rows: Rows, patient: str, written: Sequence[Written]) -> None:
    """Add a person's rows, with keys that end in r1, r2... for referrals, a1... for assessments, c1... for carers."""
    people = [one for one in written if one.table is PATIENT] or [person()]
    (row,) = (stored(one, key=patient, patient=patient) for one in people)
    rows["patient"].append(row)
    for table in TABLES.values():
        theirs = [one for one in written if one.table is table and table is not PATIENT]
        width = len(str(len(theirs)))
        rows[table.name] += [
            stored(one, key=f"{patient}/{table.name[0]}{number:0{width}}", patient=patient)
            for number, one in enumerate(theirs, start=1)
        ]
