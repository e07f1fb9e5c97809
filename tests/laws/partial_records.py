"""Small made-up records that are full of gaps, and the ways in which those gaps could be filled.

Days are drawn from a narrow pool around the boundaries of the rules that are asked, so that the two meet.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import cast

from hypothesis import strategies as st

from risk_checks.tables.definition import Column, ColumnType, TableDef
from tests.spec.harness import add_person
from tests.spec.rows import NOTHING, OPEN_END, Cell, Row, Rows, Written, assessed, caring, no_rows, person, referred
from tests.spec.world import TABLES

AS_OF = date(2025, 6, 15)
POOL = (
    "2024-05-31", "2024-06-01", "2024-06-14", "2024-06-15", "2024-06-16", "2025-01-01", "2025-05-15", "2025-05-16",
    "2025-05-31", "2025-06-01", "2025-06-02", "2025-06-13", "2025-06-14", "2025-06-15", "2025-06-16", "2025-07-01",
)  # fmt: skip
PARTIAL = ("2023", "2024", "2025", "2024-06", "2025-05", "2025-06", "2025-07")
FAR = (date(1990, 1, 1), date(2030, 1, 1))
"""Days far out on both sides, for intervals without a bound there."""

exact = st.sampled_from(POOL)
intervals = st.tuples(exact, exact).map(lambda pair: "..".join(sorted(pair)))
half_bounded = st.one_of(exact.map(lambda day: day + ".."), exact.map(lambda day: ".." + day))
days = st.one_of(exact, exact, st.sampled_from(PARTIAL), st.just(NOTHING), intervals, half_bounded)
ends = st.one_of(st.just("open"), days)
perhaps: st.SearchStrategy[Cell] = st.sampled_from((True, False, NOTHING))
numbers: st.SearchStrategy[Cell] = st.sampled_from((0, 1, 2, NOTHING))
teams: st.SearchStrategy[Cell] = st.sampled_from(("Team/1", "Team/2", NOTHING))


@st.composite
def referrals(draw: st.DrawFn) -> Written:
    """Draw a referral, more often open than not."""
    status = draw(
        st.sampled_from(
            ("open", "open", "open", "open", "open", "planned", "closed", "cancelled", "retracted", NOTHING)
        )
    )
    return referred(
        draw(days), end=draw(ends), status=status, team=draw(teams), visits=draw(numbers), agreed=draw(perhaps)
    )


@st.composite
def assessments(draw: st.DrawFn) -> Written:
    """Draw an assessment, more often complete than not."""
    return assessed(
        draw(days),
        status=draw(
            st.sampled_from(
                ("complete", "complete", "complete", "complete", "complete", "draft", "stopped", "retracted", NOTHING)
            )
        ),
        kinds=draw(st.sampled_from(("risk", "risk", "risk falls", "falls", NOTHING))),
        seen=draw(perhaps),
        score=draw(numbers),
        author=draw(teams),
        review=draw(days),
    )


@st.composite
def carers(draw: st.DrawFn) -> Written:
    """Draw a mention of a carer."""
    return caring(active=draw(perhaps), start=draw(days), end=draw(ends), lives_in=draw(perhaps))


@st.composite
def records(draw: st.DrawFn) -> Rows:
    """Draw the rows of one person."""
    rows = no_rows()
    written = [
        person(birth_date=draw(days)),
        *draw(st.lists(referrals(), min_size=1, max_size=2)),
        *draw(st.lists(assessments(), max_size=3, min_size=draw(st.sampled_from((0, 1, 2))))),
        *draw(st.lists(carers(), max_size=2)),
    ]
    add_person(rows, "Patient/p1", written)
    return rows


def completed(rows: Rows, *, chance: Random) -> Rows:
    """Return the rows with every gap filled in one of the ways that the record allows on `AS_OF`."""
    return {name: [_filled(row, TABLES[name], chance) for row in found] for name, found in rows.items()}


def gaps(rows: Rows) -> int:
    """Return how many cells could be filled."""
    return sum(1 for name, found in rows.items() for row in found for _ in _gaps(row, TABLES[name]))


def _gaps(row: Row, table: TableDef) -> Iterator[Column]:
    answers = _undated(row, table)
    for column in table.columns.values():
        if column.name in answers:
            continue
        values = [row[name] for name in column.stored]
        if column.type is ColumnType.DAY:
            if values[0] is None or values[0] != values[1]:
                yield column
        elif values[0] is None:
            yield column


def _undated(row: Row, table: TableDef) -> set[str]:
    """Return the starts that are unknown where a state says that it is yet to begin: it is as extracted (5.4a)."""
    found: set[str] = set()
    for column in table.columns.values():
        spec, state = column.on_day, row[column.name] if column.on_day else None
        if spec and spec.start and state not in (None, spec.open, spec.ended, *spec.fixed):
            start = table.columns[spec.start]
            if row[start.earliest] is None and row[start.latest] is None:
                found.add(start.name)
    return found


def _filled(row: Row, table: TableDef, chance: Random) -> Row:
    filled = dict(row)
    for column in _gaps(row, table):
        filled.update(dict.fromkeys(column.stored, _choice(row, column, chance)))
    return filled


def _choice(row: Row, column: Column, chance: Random) -> object:
    match column.type:
        case ColumnType.DAY:
            return _day(row, column, chance)
        case ColumnType.WORD:
            return chance.choice(column.words)
        case ColumnType.BOOLEAN:
            return chance.choice((True, False))
        case ColumnType.INTEGER:
            return chance.choice((0, 1, 2, 3))
        case _:
            return chance.choice(("Team/1", "Team/2", "Team/3"))


def _day(row: Row, column: Column, chance: Random) -> date:
    """Return a day of the interval; of one that says what happened and straddles `AS_OF`, a day up to it."""
    earliest, latest = (cast("date | None", row[name]) for name in column.stored)
    first, last = earliest or FAR[0], latest or FAR[1]
    if not column.ahead and first <= AS_OF:
        last = min(last, AS_OF)
    last = max(first, last)
    around = [day for text in POOL if first <= (day := date.fromisoformat(text)) <= last]
    return chance.choice([first, last, first + timedelta(days=chance.randint(0, (last - first).days)), *around])


assert FAR[1] < OPEN_END
