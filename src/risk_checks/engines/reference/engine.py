"""The reference engine: index rows by person, then decide subject by subject."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from functools import partial

from risk_checks.engines.attempt import Raised, attempt
from risk_checks.engines.coverage import Input
from risk_checks.engines.population import CHECKED, MERGED, ahead_problems, patient_sums, starts
from risk_checks.engines.protocol import EngineResult, ProblemsOf, Tally, no_problems
from risk_checks.engines.reference.births import problems_of_births
from risk_checks.engines.reference.candidates import is_future
from risk_checks.engines.reference.decide import Decide
from risk_checks.engines.reference.operands import named_days
from risk_checks.engines.reference.person import Context, Person, Row
from risk_checks.engines.reference.ready import MakeReady, Runnable, decide_of, make_ready
from risk_checks.model.outcome import Outcome, OutcomeKind, RuleId
from risk_checks.records.problems import Problem
from risk_checks.rules.fields import tables_read
from risk_checks.rules.plan import Plan
from risk_checks.tables.definition import TableDef

Rows = Mapping[str, Sequence[Row]]


class ReferenceEngine:
    """Runs plans over table rows held in memory; it keeps nothing between runs."""

    def __init__(
        self,
        rows: Rows,
        *,
        seen: Input,
        set_aside: int = 0,
        problems: ProblemsOf = no_problems,
        ready: MakeReady = make_ready,
    ) -> None:
        self._rows = rows
        self._seen = seen
        self._set_aside = set_aside
        self._problems = problems
        self._make_ready = ready

    def run(self, plans: Sequence[Plan], *, as_of: date) -> EngineResult:
        """Return the outcomes of the plans as of a day, in the order rule, patient, subject."""
        ready = self._make_ready(plans, self._seen)
        outcomes: list[Outcome] = []
        tallies: dict[RuleId, Tally] = {}
        failed: dict[RuleId, str] = {}
        theirs = people(self._rows, ready.tables, seen=self._seen)
        known = {str(row["patient"]) for row in self._rows["patient"]}
        for each in ready.running:
            done = attempt(partial(self._run, each, theirs, known, as_of))
            if isinstance(done, Raised):
                failed[each.plan.rule] = done.what
                continue
            found, tallies[each.plan.rule] = done
            outcomes += sorted(found, key=lambda outcome: (outcome.patient, outcome.subject))
        standings = Counter(str(row["standing"]) for row in self._rows["patient"])
        return EngineResult(
            outcomes=tuple(outcomes),
            tallies=tallies,
            not_evaluated=ready.skipped,
            patients=patient_sums(standings.items(), set_aside=self._set_aside),
            problems=(*self._problems([each.plan for each in ready.running]), *self._of_days(ready.evidence, as_of)),
            failed=failed,
        )

    def _of_days(self, evidence: Sequence[TableDef], as_of: date) -> tuple[Problem, ...]:
        counts = (
            (table, sum(is_future(named_days(row, str(table.dated_by)), as_of) for row in self._rows[table.name]))
            for table in evidence
        )
        return (*ahead_problems(counts), *problems_of_births(self._rows, evidence, as_of=as_of))

    def context(self, plan: Plan, subject: str, *, as_of: date) -> Context | None:
        """Return one subject with its person, or None where there is no such subject or its patient is not checked."""
        row = next((row for row in self._rows[plan.subject.name] if row["id"] == subject), None)
        if row is None or (plan.subject.name == "patient" and row["standing"] == MERGED):
            return None
        person = people(self._rows, tables_read([plan]), seen=self._seen).get(str(row["patient"]))
        return Context(person=person, subject=row, as_of=as_of) if person else None

    def _run(
        self, runnable: Runnable, theirs: Mapping[str, Person], known: Collection[str], as_of: date
    ) -> tuple[list[Outcome], Tally]:
        plan = runnable.plan
        decide = decide_of(runnable, self._seen)
        found: list[Outcome] = []
        counts: Counter[str] = Counter()
        kinds: Counter[OutcomeKind] = Counter()
        rows = self._rows[plan.subject.name]
        for row in rows:
            where, outcome = self._decide(plan, decide, row, theirs, known=known, as_of=as_of)
            counts[where] += 1
            if outcome is not None:
                found.append(outcome)
                kinds[outcome.outcome] += 1
        tally = Tally(
            rows=len(rows),
            outside=counts["outside"],
            later=counts["later"],
            orphan=counts["orphan"],
            outcomes={kind: kinds[kind] for kind in OutcomeKind},
        )
        return found, tally

    def _decide(
        self, plan: Plan, decide: Decide, row: Row, theirs: Mapping[str, Person], *, known: Collection[str], as_of: date
    ) -> tuple[str, Outcome | None]:
        patient = str(row["patient"])
        if patient not in known:
            return "orphan", None
        person = theirs.get(patient)
        if person is None or (plan.subject.name == "patient" and row["standing"] == MERGED):
            return "outside", None
        if starts_later(plan.subject, row, as_of):
            return "later", None
        outcome = decide(Context(person=person, subject=row, as_of=as_of))
        return ("outside" if outcome is None else "population"), outcome


def starts_later(subject: TableDef, row: Row, as_of: date) -> bool:
    """Whether the subject surely starts after the day of the check (clause 5.4a)."""
    start = starts(subject)
    return start is not None and is_future(named_days(row, start), as_of)


def people(rows: Rows, tables: Iterable[str], *, seen: Input) -> dict[str, Person]:
    """Return the checked people by key, each with the rows of the tables that are theirs."""
    patients = {str(row["id"]): row for row in rows["patient"] if row["standing"] == CHECKED}
    theirs: dict[str, dict[str, list[Row]]] = {key: defaultdict(list) for key in patients}
    for table in tables:
        if table != "patient":
            for row in rows[table]:
                mine = theirs.get(str(row["patient"]))
                if mine is not None:
                    mine[table].append(row)
    return {key: Person(key=key, patient=row, rows=theirs[key], seen=seen) for key, row in patients.items()}
