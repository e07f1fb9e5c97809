"""A run told by a published standard: for each criterion what the rules that speak to it gave, or that none does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from risk_checks.reports.layout import columns, number, paragraph
from risk_checks.reports.neutral import printable
from risk_checks.reports.run import NotRun, RunFacts
from risk_checks.reports.summary import COUNTS, SummaryRow, not_evaluated_line, summary_of
from risk_checks.rules.standards import standard_named

if TYPE_CHECKING:
    import pandas as pd

NO_RULE = "no rule speaks to this"


@dataclass(frozen=True, slots=True)
class CriterionSums:
    """One criterion: its words, the sums of the rules that speak to it, and those of them that this run left out."""

    criterion: str
    words: str
    rules: tuple[SummaryRow, ...]
    not_run: tuple[NotRun, ...] = ()

    @property
    def has_rule(self) -> bool:
        """Whether any rule speaks to it, run or not."""
        return bool(self.rules or self.not_run)


@dataclass(frozen=True, slots=True, repr=False)
class StandardSummary:
    """The criteria of a standard in its own order, and what to know before reading them.

    A rule that speaks to several criteria stands under each. What is counted is what is recorded: a criterion asks for
    more than a record can show. `further` counts the rules of the run that speak to no criterion of the standard.
    """

    name: str
    title: str
    url: str
    criteria: tuple[CriterionSums, ...]
    further: int = 0
    warnings: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.criteria)

    def __iter__(self) -> Iterator[CriterionSums]:
        return iter(self.criteria)

    def __getitem__(self, criterion: str) -> CriterionSums:
        """Return the sums of a criterion, by its name."""
        for each in self.criteria:
            if each.criterion == criterion:
                return each
        raise KeyError(criterion)

    @property
    def without_a_rule(self) -> tuple[str, ...]:
        """The criteria that no rule speaks to."""
        return tuple(each.criterion for each in self.criteria if not each.has_rule)

    def to_dicts(self) -> list[dict[str, Any]]:
        """Return one plain dict for each rule under each criterion; `rule` is None where none speaks to it."""
        nothing = dict.fromkeys(SummaryRow.__dataclass_fields__)
        found: list[dict[str, Any]] = []
        for each in self.criteria:
            head = {"standard": self.name, "criterion": each.criterion, "words": each.words}
            found += [{**head, **asdict(row), "not_run": None} for row in each.rules]
            found += [
                {**head, **nothing, "rule": left.id, "slug": left.slug, "title": left.title, "not_run": str(left.why)}
                for left in each.not_run
            ]
            if not each.has_rule:
                found.append({**head, **nothing, "not_run": None})
        return found

    def as_dict(self) -> dict[str, Any]:
        """Return it as JSON values, rules within criteria."""
        return {
            "name": self.name,
            "title": self.title,
            "url": self.url,
            "criteria": [
                {
                    "criterion": each.criterion,
                    "words": each.words,
                    "rules": [asdict(row) for row in each.rules],
                    "not_run": [left.as_dict() for left in each.not_run],
                }
                for each in self.criteria
            ],
            "further_rules": self.further,
        }

    def to_pandas(self) -> pd.DataFrame:
        """Return `to_dicts()` as a pandas frame; counts are Int64, null where nothing was counted."""
        import pandas as pd

        names = ["standard", "criterion", "words", *SummaryRow.__dataclass_fields__, "not_run"]
        return pd.DataFrame(self.to_dicts(), columns=names).astype(dict.fromkeys(COUNTS, "Int64"))

    def __str__(self) -> str:
        warned = [line for warning in self.warnings for line in paragraph(f"! {warning}")]
        return "\n".join([*warned, printable(self.title), *lines(self)])

    __repr__ = __str__


def by_standard(run: RunFacts, name: str) -> StandardSummary:
    """Return a run told by a standard; raises UsageError for a name that no standard has."""
    standard = standard_named(name, run.standards)
    speaking: dict[str, list[SummaryRow]] = {criterion: [] for criterion in standard.criteria}
    left_out: dict[str, list[NotRun]] = {criterion: [] for criterion in standard.criteria}
    further = 0
    for rule, row in zip(run.rules, summary_of(run), strict=True):
        named = _named(rule.standards, name)
        further += not named
        for criterion in named:
            speaking[criterion].append(row)
    for left in run.not_run:
        for criterion in _named(left.standards, name):
            left_out[criterion].append(left)
    criteria = tuple(
        CriterionSums(each.name, each.words, tuple(speaking[each.name]), tuple(left_out[each.name]))
        for each in standard.criteria.values()
    )
    return StandardSummary(standard.name, standard.title, standard.url, criteria, further, run.warnings)


def _named(standards: tuple[str, ...], name: str) -> tuple[str, ...]:
    return tuple(text.partition("/")[2] for text in standards if text.partition("/")[0] == name)


def lines(found: StandardSummary) -> list[str]:
    """Return it as text of 80 characters a line: each criterion in words, and under it its rules."""
    table = _table(found)
    text = table[:1]
    counted = iter(table[1:])
    for each in found.criteria:
        text += paragraph(f"{each.criterion}  {printable(each.words)}", hanging="    ")
        for row in each.rules:
            if row.is_counted:
                title = paragraph(f"{printable(row.title)} ({row.severity})", indent="      ")
                text += [next(counted), *title]
            else:
                text += not_evaluated_line(row, indent="    ")
        for left in each.not_run:
            text += paragraph(f"{left.id} not run: {left.why}", indent="    ", hanging="      ")
        if not each.has_rule:
            text.append(f"    {NO_RULE}")
    if found.further:
        rules = "1 further rule" if found.further == 1 else f"{found.further:,} further rules"
        speaks = "speaks" if found.further == 1 else "speak"
        text += paragraph(f"{rules} of this run {speaks} to no criterion here.")
    return text


def _table(found: StandardSummary) -> list[str]:
    """Return a head and a line for each rule that was evaluated, in the order told; no line where there is none."""
    rows = [row for each in found.criteria for row in each.rules if row.is_counted]
    if not rows:
        return []
    cells = [(row.rule, *(number(getattr(row, name)) for name in COUNTS)) for row in rows]
    return columns(("rule", *COUNTS), cells, left=1, indent="    ")
