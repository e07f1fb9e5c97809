"""A run as counts that may be shared: by rule and outcome, or by team too; no key, no small number."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

from risk_checks.errors import UsageError
from risk_checks.model.outcome import OutcomeKind
from risk_checks.reports.disclosure import Cell, PeopleOf, percent, shown
from risk_checks.reports.layout import columns, paragraph
from risk_checks.reports.neutral import cell, printable
from risk_checks.reports.run import RuleFacts, RunFacts, statuses_warning
from risk_checks.reports.shield import Shield

if TYPE_CHECKING:
    import pandas as pd

    from risk_checks.reports.report import Report

MIN_GROUP = 10
"""People; a team of fewer is not told of."""
LEFT_OUT = "*"
"""Stands in texts for a count that is left out."""
NOT_EVALUATED = "not evaluated"
BY_RULE = ("rule", "outcome")
BY_TEAM = (*BY_RULE, "team")
BEGINS = "rule,slug,"
"""How every such CSV begins."""
_NUMBERS = ("count", "total_told", "percent")

Groups = Mapping[str, Mapping[str | None, Mapping[str, Cell]]]
"""The counts of each outcome by rule and team."""


@dataclass(frozen=True, slots=True)
class AggregateRow:
    """One outcome of one rule, of one team where it is told by team; counts are rounded, None where left out.

    `total_told` is the sum of the counts that are told of the rule (and team), and `percent` a part of that. `note`
    says what to know before reading them.
    """

    rule: str
    slug: str
    team: str | None
    outcome: str
    count: int | None
    total_told: int | None
    percent: int | None
    as_of: date
    note: str


@dataclass(frozen=True, slots=True, repr=False)
class Aggregate:
    """The rows in the order of rules, teams and outcomes; `small_teams` times a rule has nothing to tell of a team."""

    rows: tuple[AggregateRow, ...]
    by: tuple[str, ...] = BY_RULE
    small_teams: int = 0

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[AggregateRow]:
        return iter(self.rows)

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns: no team where it is not told by team."""
        names = AggregateRow.__dataclass_fields__
        return tuple(name for name in names if name != "team" or "team" in self.by)

    def to_dicts(self) -> list[dict[str, Any]]:
        """Return the rows as plain dicts."""
        return [{name: getattr(row, name) for name in self.columns} for row in self.rows]

    def to_pandas(self) -> pd.DataFrame:
        """Return the rows as a pandas frame; numbers are Int64, null where they are left out."""
        import pandas as pd

        return pd.DataFrame(self.to_dicts(), columns=list(self.columns)).astype(dict.fromkeys(_NUMBERS, "Int64"))

    def to_csv(self) -> str:
        """Return the rows as CSV that no spreadsheet runs; a star stands for a count that is left out."""
        text = io.StringIO()
        lines = csv.writer(text, lineterminator="\n")
        lines.writerow(self.columns)
        lines.writerows([cell(value) for value in self._texts(row)] for row in self.rows)
        return text.getvalue()

    def __str__(self) -> str:
        rows = [[printable(value) for value in self._texts(row)] for row in self.rows]
        told = columns(self.columns, rows, left=len(self.columns) - len(_NUMBERS) - 2)
        if self.small_teams:
            told += paragraph(f"too small to tell of, by rule and team: {self.small_teams}")
        return "\n".join(told)

    __repr__ = __str__

    def _texts(self, row: AggregateRow) -> list[str]:
        values = {**asdict(row), "as_of": row.as_of.isoformat()}
        absent = "" if row.outcome == NOT_EVALUATED else LEFT_OUT
        shown_as = {name: absent if values[name] is None else str(values[name]) for name in _NUMBERS}
        return [shown_as.get(name, values[name] or "") for name in self.columns]


def aggregate(report: Report, *, by: Sequence[str], min_cell: int, round_to: int, min_group: int) -> Aggregate:
    """Return the counts of a report that may be shared."""
    if tuple(by) not in (BY_RULE, BY_TEAM):
        hint = 'by=("rule", "outcome"), or ("rule", "outcome", "team")'
        raise UsageError("RC-E715", "no table of that kind can be shared", hint=hint)
    if min(min_cell, round_to, min_group) < 1:
        raise UsageError("RC-E716", "the least count, the rounding and the least group are whole numbers above 0")
    by_team = tuple(by) == BY_TEAM
    hide = Shield(report.run.digest).text
    found = _counted(report, by_team=by_team)
    people = _people(report) if by_team else {}
    rows: list[AggregateRow] = []
    small = 0
    for rule in report.run.rules:
        if rule.id not in report.run.tallies:
            rows.append(_row(report.run, rule, NOT_EVALUATED))
            continue
        for team, parts in found.get(rule.id, {} if by_team else {None: {}}).items():
            every = {str(kind): parts.get(kind, Cell(0, 0)) for kind in OutcomeKind}
            row = shown(
                every,
                min_cell=min_cell,
                round_to=round_to,
                min_group=min_group if by_team else 0,
                people=people.get((rule.id, team)),
            )
            if by_team and row.told is None:
                small += 1
                continue
            named = None if team is None else hide(team)
            rows += [
                _row(report.run, rule, kind, team=named, count=count, told=row.told)
                for kind, count in row.parts.items()
            ]
    return Aggregate(tuple(rows), tuple(by), small)


def _row(
    run: RunFacts,
    rule: RuleFacts,
    outcome: str,
    *,
    team: str | None = None,
    count: int | None = None,
    told: int | None = None,
) -> AggregateRow:
    note = " ".join(
        [
            *(["INCOMPLETE: part of the input could not be read."] if run.incomplete else []),
            *([statuses_warning(day, as_of=run.as_of)] if (day := run.statuses_from_another_day) else []),
        ]
    )
    return AggregateRow(
        rule=rule.id,
        slug=rule.slug,
        team=team,
        outcome=outcome,
        count=count,
        total_told=told,
        percent=percent(count, told),
        as_of=run.as_of,
        note=note,
    )


def _counted(report: Report, *, by_team: bool) -> Groups:
    """Return the counts; all under None where they are not asked for by team."""
    from risk_checks.reports import arrow

    groups: dict[str, dict[str | None, dict[str, Cell]]] = {}
    counted = arrow.people_counted(report.outcomes.to_arrow(), columns=BY_TEAM if by_team else BY_RULE)
    for row in sorted(counted, key=lambda row: (row.get("team") is not None, row.get("team") or "")):
        parts = groups.setdefault(row["rule"], {}).setdefault(row.get("team"), {})
        parts[row["outcome"]] = Cell(row["count"], row["people"])
    return groups


def _people(report: Report) -> Mapping[tuple[str, str | None], PeopleOf]:
    """Return what counts the people behind some outcomes of a rule in a team."""
    from risk_checks.reports import arrow

    found: dict[tuple[str, str | None], list[tuple[frozenset[str], int]]] = {}
    for row in arrow.people_by_outcomes(report.outcomes.to_arrow(), columns=("rule", "team")):
        found.setdefault((row["rule"], row["team"]), []).append((frozenset(row["outcomes"]), row["people"]))
    return {group: partial(_behind, people) for group, people in found.items()}


def _behind(people: Sequence[tuple[frozenset[str], int]], outcomes: Collection[str]) -> int:
    return sum(count for having, count in people if not having.isdisjoint(outcomes))
