"""How often each rule gave each outcome: counts, and why where a rule could not be evaluated."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from risk_checks.model.outcome import OutcomeKind
from risk_checks.reports.layout import WIDTH, columns, number, paragraph
from risk_checks.reports.neutral import printable
from risk_checks.reports.run import NotRun, RunFacts
from risk_checks.rules.choice import WhyNot

if TYPE_CHECKING:
    import pandas as pd

_TOLD = (WhyNot.OFF_HERE, WhyNot.OFF)
"""The reasons why a rule was not run that the call did not give: nobody is to take silence for an answer."""
COUNTS = ("population", *(str(kind) for kind in OutcomeKind))


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """One rule: how many subjects it applies to, what it said of them; None where it was not evaluated, or failed."""

    rule: str
    slug: str
    title: str
    severity: str
    population: int | None
    met: int | None
    late: int | None
    due: int | None
    gap: int | None
    unknown: int | None
    exempt: int | None
    not_evaluated: str | None
    failed: str | None = None

    @property
    def is_counted(self) -> bool:
        """Whether the rule gave outcomes, if of nobody."""
        return self.not_evaluated is None and self.failed is None


@dataclass(frozen=True, slots=True, repr=False)
class Summary:
    """The rows, one a rule, in the order in which the rules were run, and what to know before reading them.

    `not_run` has the rules that are in use and were not run.
    """

    rows: tuple[SummaryRow, ...]
    warnings: tuple[str, ...] = ()
    not_run: tuple[NotRun, ...] = ()

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[SummaryRow]:
        return iter(self.rows)

    def __getitem__(self, rule: str) -> SummaryRow:
        """Return the row of a rule, by id or slug."""
        for row in self.rows:
            if rule in {row.rule, row.slug}:
                return row
        raise KeyError(rule)

    def to_dicts(self) -> list[dict[str, Any]]:
        """Return the rows as plain dicts."""
        return [asdict(row) for row in self.rows]

    def to_pandas(self) -> pd.DataFrame:
        """Return the rows as a pandas frame; counts are Int64, null where a rule was not evaluated."""
        import pandas as pd

        names = list(SummaryRow.__dataclass_fields__)
        return pd.DataFrame(self.to_dicts(), columns=names).astype(dict.fromkeys(COUNTS, "Int64"))

    def __str__(self) -> str:
        warned = [line for warning in self.warnings for line in paragraph(f"! {warning}")]
        return "\n".join([*warned, *lines(self)]) or "no rules"

    __repr__ = __str__


def summary_of(run: RunFacts) -> Summary:
    """Return the summary of a run."""
    rows = []
    for rule in run.rules:
        tally = run.tallies.get(rule.id)
        counts: dict[str, int | None] = dict.fromkeys(COUNTS)
        if tally is not None:
            counts = {"population": tally.population}
            counts |= {str(kind): tally.outcomes.get(kind, 0) for kind in OutcomeKind}
        rows.append(
            SummaryRow(
                rule=rule.id,
                slug=rule.slug,
                title=rule.title,
                severity=rule.severity,
                not_evaluated=run.not_evaluated.get(rule.id),
                failed=run.failed.get(rule.id),
                **counts,
            )
        )
    return Summary(tuple(rows), run.warnings, run.not_run)


def lines(summary: Summary) -> list[str]:
    """Return the summary as text of 80 characters a line; at its end what was not evaluated, or is switched off."""
    evaluated = [row for row in summary.rows if row.is_counted]
    others = [row for row in summary.rows if not row.is_counted]
    text: list[str] = []
    if evaluated:
        table = _table(evaluated, grouped=True)
        if max(map(len, table)) > WIDTH:
            table = _table(evaluated, grouped=False)
        text.append(table[0])
        for row, line in zip(evaluated, table[1:], strict=True):
            text += [line, *paragraph(f"{printable(row.title)} ({row.severity})", indent="    ")]
    for row in others:
        text += not_evaluated_line(row)
    for why in _TOLD:
        left = [each.id for each in summary.not_run if each.why is why]
        text += paragraph(f"{why}: {', '.join(left)}", hanging="    ") if left else []
    return text


def not_evaluated_line(row: SummaryRow, *, indent: str = "  ") -> list[str]:
    """Return what is said of a rule that was not evaluated, or failed."""
    why = f"FAILED: {row.failed}" if row.failed else f"not evaluated: {row.not_evaluated or ''}"
    return paragraph(f"{row.rule} {printable(why)}", indent=indent, hanging=f"{indent}  ")


def _table(rows: list[SummaryRow], *, grouped: bool) -> list[str]:
    return columns(
        ("rule", *COUNTS),
        [(row.rule, *(number(getattr(row, name), grouped=grouped) for name in COUNTS)) for row in rows],
        left=1,
    )
