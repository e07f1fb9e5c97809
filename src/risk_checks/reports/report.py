"""Everything one run has to say."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from risk_checks.errors import EngineError, UsageError, nearest, without_records
from risk_checks.model.outcome import OutcomeKind
from risk_checks.records.problems import Problem
from risk_checks.reports.aggregate import MIN_GROUP, Aggregate, aggregate
from risk_checks.reports.by_standard import StandardSummary, by_standard
from risk_checks.reports.disclosure import MIN_CELL, ROUND_TO
from risk_checks.reports.outcomes import Outcomes
from risk_checks.reports.run import RuleFacts, RunFacts
from risk_checks.reports.shield import Keys, secret_for
from risk_checks.reports.summary import Summary, summary_of
from risk_checks.reports.timing import untimed

FINDINGS = (OutcomeKind.GAP, OutcomeKind.LATE, OutcomeKind.UNKNOWN)

Explainer = Callable[[str, str], object]
"""What answers `explain`: given a rule and a subject, something whose `str()` is the explanation."""


@dataclass(frozen=True, slots=True, repr=False)
class Report:
    """The outcomes of a run, its facts, and the problems met on the way; refused where outcomes and sums differ."""

    outcomes: Outcomes
    run: RunFacts
    problems: Sequence[Problem] = ()
    explainer: Explainer | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        counted = self.outcomes.count_by("rule", "outcome")
        told = {
            (str(rule), str(kind)): count
            for rule, tally in self.run.tallies.items()
            for kind, count in tally.outcomes.items()
            if count
        }
        if counted != told:
            rules = sorted(
                {
                    rule
                    for rule, kind in counted.keys() | told.keys()
                    if counted.get((rule, kind)) != told.get((rule, kind))
                }
            )
            raise EngineError("RC-E491", f"the outcomes of this run differ from its sums: {', '.join(rules)}")

    def __repr__(self) -> str:
        part = ", INCOMPLETE" if self.run.incomplete else ""
        return f"<Report as of {self.run.as_of}{part}: {len(self.run.rules)} rules, {self.outcomes!r}>"

    def __str__(self) -> str:
        from risk_checks.reports.text import as_text

        return as_text(self)

    @property
    def findings(self) -> Outcomes:
        """The outcomes that need someone: gap, late and unknown."""
        return self.outcomes.where(outcome=FINDINGS)

    def summary(self) -> Summary:
        """Return how often each rule gave each outcome, or why it was not evaluated."""
        return summary_of(self.run)

    def by_standard(self, name: str) -> StandardSummary:
        """Return for each criterion of a standard what the rules that speak to it gave, or that none does."""
        return by_standard(self.run, name)

    def explain(self, rule: str, subject: str) -> object:
        """Return what a rule (id or slug) looked for about a subject, what it saw, which dates, and why."""
        if self.explainer is None:
            raise UsageError("RC-E712", "this report cannot explain: its records are no longer at hand")
        return self.explainer(self.rule(rule).id, subject)

    def rule(self, name: str) -> RuleFacts:
        """Return the facts of a rule of this run, by id or slug."""
        for rule in self.run.rules:
            if name in {rule.id, rule.slug}:
                return rule
        names = [str(name) for rule in self.run.rules for name in (rule.id, rule.slug)]
        raise UsageError("RC-E714", "no rule of this run has that name", hint=nearest(name, names))

    def aggregate(
        self,
        by: Sequence[str] = ("rule", "outcome"),
        *,
        min_cell: int = MIN_CELL,
        round_to: int = ROUND_TO,
        min_group: int = MIN_GROUP,
    ) -> Aggregate:
        """Return counts that may be shared: rounded, the small ones and what would give them away left out, no key.

        `by` is `("rule", "outcome")`, or `("rule", "outcome", "team")` for those teams that are not small. The table
        guards each of its rows; two tables of one run, or with other settings, may tell of each other: share one.
        """
        return aggregate(self, by=by, min_cell=min_cell, round_to=round_to, min_group=min_group)

    @without_records
    def write(
        self,
        folder: str | Path,
        *,
        spreadsheet_safe: bool = True,
        keys: Keys = "recorded",
        secret: str | bytes | None = None,
    ) -> None:
        """Write outcomes.parquet, findings.csv, problems.ndjson and run.json to a folder: all of them, or nothing.

        A folder that an earlier run wrote is replaced once the new one is whole; any other folder is refused.
        `spreadsheet_safe=False` leaves cells that a spreadsheet would take for a formula as they are. With
        `keys="pseudonymous"` every key is a keyed hash, the same in every run that is given the same `secret`.
        """
        from risk_checks.reports.files import write

        with (self.run.timings or untimed()).part("write"):
            write(self, Path(folder), spreadsheet_safe=spreadsheet_safe, secret=secret_for(keys, secret))
