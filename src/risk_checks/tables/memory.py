"""A table in memory: its definition compiled once, then any number of records' view rows turned into its rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import cast
from zoneinfo import ZoneInfo

from risk_checks.tables.cells import TableRow, Tally
from risk_checks.tables.definition import Derive, TableDef
from risk_checks.tables.derived import compile_derived
from risk_checks.tables.faults import Fault
from risk_checks.tables.identity import (
    CHECKED,
    INACTIVE,
    LINK_VIEW,
    MERGED,
    PATIENT_TABLE,
    PATIENT_VIEW,
    STANDING,
    TEST,
    Identity,
    Link,
    Survivors,
    close_links,
)
from risk_checks.tables.lookups import Views
from risk_checks.tables.periods import Period, fixed, periods
from risk_checks.tables.sources import compile_source


@dataclass(frozen=True, slots=True)
class OneTable:
    """The rows of one table, and how often each fault was met in which column."""

    rows: list[TableRow]
    faults: Tally


def compile_table(definition: TableDef, *, zone: ZoneInfo) -> Callable[[Views, Survivors], OneTable]:
    """Return a function from view rows, and who survives whom, to the rows of one table."""
    plain = [(source.view, compile_source(definition, source, zone=zone)) for source in definition.plain_sources]
    derives = [each.derive for each in definition.derived_sources]
    derived = compile_derived(definition, definition.derived_sources, zone=zone)
    spans = periods(definition)

    def build(views: Views, survivors: Survivors) -> OneTable:
        tally: Tally = Counter()
        made = [(view, read(views, survivors, tally)) for view, read in plain]
        rows = [row for _, found in made for row in found]
        if derives:
            rows += derived(views, survivors, [_served(definition, each, made) for each in derives], tally)
        for row in rows:
            for span in spans:
                _settle(row, span, tally)
            if row["patient"] is None:
                tally[Fault.NOBODY, "patient"] += 1
            if definition.name == PATIENT_TABLE:
                row[STANDING] = _standing(row, survivors)
        return OneTable(rows, tally)

    return build


def _served(definition: TableDef, derive: Derive, made: Iterable[tuple[str, list[TableRow]]]) -> frozenset[object]:
    """Return the patients who have a row of the source that makes deriving one needless."""
    return frozenset(
        row["patient"]
        for view, found in made
        if view == derive.unless_rows_from
        for row in found
        if row[str(definition.status)] not in derive.disregard
    )


def _settle(row: TableRow, span: Period, tally: Tally) -> None:
    """Make a period that surely ends before it starts unknown, with the states that it dates."""
    start, end = row[span.start.earliest], row[span.end.latest]
    if not (isinstance(start, date) and isinstance(end, date) and start > end):
        return
    tally[Fault.REVERSED, span.end.name] += 1
    for name in (*span.start.stored, *span.end.stored):
        row[name] = None
    for state in span.states:
        if row[state.name] not in fixed(state):
            row[state.name] = None


def _standing(row: TableRow, survivors: Survivors) -> str:
    if row["id"] in survivors:
        return MERGED
    if row.get("test_patient") is True:
        return TEST
    return INACTIVE if row.get("active") is False else CHECKED


def identify(views: Views) -> Identity:
    """Return who is who, by the links between the patients that are there."""
    links = (
        Link(str(row["patient"]), cast("str | None", row["other"]), cast("str | None", row["type"]))
        for row in views.get(LINK_VIEW, ())
    )
    return close_links(links, present={str(row["id"]) for row in views.get(PATIENT_VIEW, ())})
