"""The columnar engine: one Ibis query for the outcomes of each rule, one for its sums."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from risk_checks.engines.attempt import Raised, attempt
from risk_checks.engines.columnar.births import problems_of_births
from risk_checks.engines.columnar.columns import SUBJECT, Columns
from risk_checks.engines.columnar.days import day, known
from risk_checks.engines.columnar.outcomes import outcome_rows, placed_subjects
from risk_checks.engines.columnar.shelf import Shelf
from risk_checks.engines.columnar.subjects import PERSON, Run
from risk_checks.engines.columnar.today import all_on_day
from risk_checks.engines.coverage import Input
from risk_checks.engines.population import CHECKED, MERGED, ahead_problems, evidence_tables, patient_sums
from risk_checks.engines.protocol import EngineResult, PatientSums, ProblemsOf, Tally, no_problems
from risk_checks.model.outcome import OutcomeKind, RuleId
from risk_checks.records.problems import Problem
from risk_checks.rules.empty_sets import folded
from risk_checks.rules.plan import Plan
from risk_checks.tables.definition import TableDef


@dataclass(frozen=True, slots=True)
class ArrowOutcomes:
    """Outcomes as an Arrow table whose columns are the fields of `Outcome`."""

    table: pa.Table

    def to_pyarrow_table(self) -> pa.Table:
        """Return the table."""
        return self.table


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
        found: list[pa.Table] = []
        tallies: dict[RuleId, Tally] = {}
        skipped: dict[RuleId, str] = {}
        failed: dict[RuleId, str] = {}
        running: list[Plan] = []
        shelf = self._shelf()
        try:
            today = all_on_day(self._definitions, self._tables, as_of=day(as_of), keep=shelf.keep)
            run = Run(today, as_of, self._seen, shelf.keep)
            for asked in plans:
                why = self._seen.why_not_evaluated(asked)
                if why is not None:
                    skipped[asked.rule] = why
                    continue
                plan = folded(asked)
                running.append(plan)
                done = attempt(partial(_evaluated, plan, run))
                if isinstance(done, Raised):
                    failed[plan.rule] = done.what
                    continue
                outcomes, tallies[plan.rule] = done
                found.append(outcomes)
        finally:
            shelf.clear()
        return EngineResult(
            outcomes=ArrowOutcomes(pa.concat_tables(found)) if found else (),
            tallies=tallies,
            not_evaluated=skipped,
            patients=self._patients(),
            problems=(*self._problems(running), *self._of_days(running, day(as_of))),
            failed=failed,
        )

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


def _evaluated(plan: Plan, run: Run) -> tuple[pa.Table, Tally]:
    placed = placed_subjects(plan, run)
    outcomes = outcome_rows(plan, placed, run).order_by("patient", "subject").to_pyarrow()
    return outcomes, _tally(plan, run, placed, outcomes)


def _tally(plan: Plan, run: Run, placed: Columns, outcomes: pa.Table) -> Tally:
    """Return the sums, each counted by itself: that they add up shows that no row was lost or doubled."""
    subject = run.tables[plan.subject.name].rename(lambda name: SUBJECT + name)
    patients = run.tables["patient"].select(known_id="id", known_standing="standing")
    joined = subject.left_join(patients, [(PERSON, "known_id")])
    known_patient = joined["known_id"].notnull()
    checked = joined["known_standing"].fill_null("") == CHECKED
    if plan.subject.name == "patient":
        checked = checked & (joined[f"{SUBJECT}standing"] != MERGED)
    unchecked = known_patient & ~checked
    row = _counts(joined.aggregate(rows=joined.count(), orphan=(~known_patient).sum(), unchecked=unchecked.sum()))
    table = placed.table
    later = table["is_later"]
    inside = _counts(table.aggregate(later=later.sum(), outside=(~later & ~table["applies_possibly"]).sum()))
    kinds = dict.fromkeys(OutcomeKind, 0)
    for counted in outcomes.group_by("outcome").aggregate([("subject", "count")]).to_pylist():
        kinds[OutcomeKind(counted["outcome"])] = counted["subject_count"]
    return Tally(
        rows=row["rows"],
        outside=row["unchecked"] + inside["outside"],
        later=inside["later"],
        orphan=row["orphan"],
        outcomes=kinds,
    )


def _counts(sums: ir.Table) -> dict[str, int]:
    return {name: int(count or 0) for name, count in sums.to_pyarrow().to_pylist()[0].items()}
