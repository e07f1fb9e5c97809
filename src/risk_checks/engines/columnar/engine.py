"""The columnar engine: one Ibis query for the outcomes of each rule, one for its sums."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, partial

import ibis
import ibis.expr.types as ir

from risk_checks.engines.attempt import Raised, attempt
from risk_checks.engines.columnar.births import problems_of_births
from risk_checks.engines.columnar.days import day, known
from risk_checks.engines.columnar.narrow import needed_by
from risk_checks.engines.columnar.outcomes import outcome_rows, placed_subjects
from risk_checks.engines.columnar.shelf import Once, Shelf
from risk_checks.engines.columnar.store import OutcomeStore
from risk_checks.engines.columnar.subjects import Run, subject_rows
from risk_checks.engines.columnar.today import all_on_day
from risk_checks.engines.coverage import Input
from risk_checks.engines.lazy import WhenRead
from risk_checks.engines.population import CHECKED, MERGED, ahead_problems, evidence_tables, patient_sums
from risk_checks.engines.protocol import EngineResult, PatientSums, ProblemsOf, Tally, no_problems
from risk_checks.model.outcome import OutcomeKind, RuleId
from risk_checks.records.problems import Problem
from risk_checks.rules.empty_sets import folded
from risk_checks.rules.plan import Plan
from risk_checks.tables.definition import TableDef
from risk_checks.tables.identity import PATIENT_TABLE, STANDING


class ColumnarEngine:
    """Runs plans over canonical tables that Ibis can reach; `shelf` says where their backend keeps tables."""

    def __init__(
        self,
        tables: Mapping[str, ir.Table],
        *,
        definitions: Mapping[str, TableDef],
        shelf: Callable[[], Shelf],
        seen: Input,
        set_aside: int = 0,
        problems: ProblemsOf = no_problems,
    ) -> None:
        self._tables = tables
        self._definitions = definitions
        self._shelf = shelf
        self._seen = seen
        self._set_aside = set_aside
        self._problems = problems

    def run(self, plans: Sequence[Plan], *, as_of: date) -> EngineResult:
        """Return the outcomes of the plans as of a day, in the order rule, patient, subject."""
        found = OutcomeStore()
        tallies: dict[RuleId, Tally] = {}
        skipped: dict[RuleId, str] = {}
        failed: dict[RuleId, str] = {}
        running: list[Plan] = []
        for asked in plans:
            why = self._seen.why_not_evaluated(asked)
            if why is None:
                running.append(folded(asked))
            else:
                skipped[asked.rule] = why
        shared, shelf = self._shelf(), self._shelf()
        try:
            run = self._run(running, as_of, shared=shared, own=shelf)
            rows_of = cache(partial(_rows, run.tables))
            for plan in running:
                done = attempt(partial(_evaluated, plan, run))
                if isinstance(done, Raised):
                    failed[plan.rule] = done.what
                else:
                    kinds = found.add(shelf.batches(done.outcomes))
                    tallies[plan.rule] = _tally(done.placed, rows_of(plan.subject.name), kinds)
                shelf.clear()
        finally:
            found.close()
            shelf.clear()
            shared.clear()
        return EngineResult(
            outcomes=found.finished() or (),
            tallies=tallies,
            not_evaluated=skipped,
            patients=self._patients(),
            problems=(*self._problems(running), *self._of_days(running, day(as_of))),
            failed=failed,
        )

    def _run(self, plans: Sequence[Plan], as_of: date, *, shared: Shelf, own: Shelf) -> Run:
        share = Once(shared.keep)
        today = all_on_day(
            self._definitions,
            self._tables,
            as_of=day(as_of),
            needed=needed_by(plans, self._definitions),
            keep=share,
        )
        subjects = WhenRead(today, lambda name: share(subject_rows(name, today)))
        return Run(self._definitions, today, subjects, as_of, self._seen, own.keep, share)

    def _of_days(self, plans: Sequence[Plan], as_of: ir.DateValue) -> tuple[Problem, ...]:
        counts = []
        for table in evidence_tables(plans):
            rows = self._tables[table.name]
            later = known(rows[f"{table.dated_by}_earliest"] > as_of)
            counts.append((table, int(rows.filter(later).count().to_pyarrow().as_py())))
        return (*ahead_problems(counts), *problems_of_births(self._tables, evidence_tables(plans), as_of=as_of))

    def _patients(self) -> PatientSums:
        counts = self._tables["patient"].group_by("standing").aggregate(people=ibis._.count()).to_pyarrow()
        pairs = ((str(row["standing"]), int(row["people"])) for row in counts.to_pylist())
        return patient_sums(pairs, set_aside=self._set_aside)


@dataclass(frozen=True, slots=True)
class _Evaluated:
    """The subjects of a rule, and their outcomes in order: the first stored, the second of stored rows."""

    placed: ir.Table
    outcomes: ir.Table


def _evaluated(plan: Plan, run: Run) -> _Evaluated:
    placed = placed_subjects(plan, run)
    outcomes = run.keep(outcome_rows(plan, placed, run))
    return _Evaluated(placed.table, outcomes.order_by("patient", "subject"))


def _tally(placed: ir.Table, row: Mapping[str, int], kinds: Mapping[str, int]) -> Tally:
    """Return the sums, each counted by itself: that they add up shows that no row was lost or doubled."""
    later = placed["is_later"]
    inside = _counts(placed.aggregate(later=later.sum(), outside=(~later & ~placed["applies_possibly"]).sum()))
    return Tally(
        rows=row["rows"],
        outside=row["unchecked"] + inside["outside"],
        later=inside["later"],
        orphan=row["orphan"],
        outcomes={kind: kinds.get(kind.value, 0) for kind in OutcomeKind},
    )


def _rows(tables: Mapping[str, ir.Table], name: str) -> Mapping[str, int]:
    """Return how many rows a table of subjects has, how many of them for nobody, and for people who are not checked."""
    patients = tables["patient"].select(known_id="id", known_standing=STANDING)
    joined = tables[name].left_join(patients, [("patient", "known_id")])
    known_patient = joined["known_id"].notnull()
    checked = joined["known_standing"].fill_null("") == CHECKED
    if name == PATIENT_TABLE:
        checked = checked & (joined[STANDING] != MERGED)
    unchecked = known_patient & ~checked
    return _counts(joined.aggregate(rows=joined.count(), orphan=(~known_patient).sum(), unchecked=unchecked.sum()))


def _counts(sums: ir.Table) -> dict[str, int]:
    return {name: int(count or 0) for name, count in sums.to_pyarrow().to_pylist()[0].items()}
