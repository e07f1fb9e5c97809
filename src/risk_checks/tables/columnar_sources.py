"""One source of a table as Ibis expressions: view rows joined and given to whoever survives, then its columns."""

from __future__ import annotations

from risk_checks.tables.columnar_cells import RECORDED_PATIENT, is_unmapped, plain_column, truth_of
from risk_checks.tables.columnar_codes import gathered, paired
from risk_checks.tables.columnar_days import DayBounds, Span, day_column, earliest_day, latest_day
from risk_checks.tables.columnar_identity import given_to
from risk_checks.tables.columnar_lookups import Views, with_joined, with_referrers
from risk_checks.tables.columnar_truth import Expression, Keep, as_it_is, holds
from risk_checks.tables.definition import ColumnType, Source, TableDef
from risk_checks.tables.faults import Fault
from risk_checks.tables.forms import FirstOf, LatestOf, Mapped
from risk_checks.tables.possible import fault_column
from risk_checks.tables.reads import code_pairs, columns_read, date_texts, looked_up, spans_read


def source_rows(
    definition: TableDef, source: Source, views: Views, *, merged: Expression | None, keep: Keep = as_it_is
) -> Expression:
    """Return the source's rows with the columns that they look up, their codes paired and their dates read.

    Their patients are those that they have become; `RECORDED_PATIENT` is who they were.
    """
    rows = _looked_up(definition, source, views, merged=merged, keep=keep)
    if source.only is not None:
        rows = rows.filter(holds(truth_of(source.only, rows)))
    rows = rows.mutate(**{RECORDED_PATIENT: rows["patient"]})
    rows = given_to(rows, merged)
    texts = date_texts(source)
    if not texts:
        return rows
    rows = rows.mutate(**{_first(text): earliest_day(rows[text]) for text in texts})
    rows = rows.mutate(**{_last(text): latest_day(rows[text], earliest=rows[_first(text)]) for text in texts})
    spans = [Span(part.start, part.end) for part in spans_read(source)]
    days = _days_of_texts(source, rows)
    return rows.mutate(**{name: value for span in spans for name, value in span.faults(days, rows)}) if spans else rows


def day_expressions(definition: TableDef, source: Source, rows: Expression) -> dict[str, Expression]:
    """Return the stored day columns of the table, and the counters of their faults."""
    texts = _days_of_texts(source, rows)
    found: dict[str, Expression] = {}
    for column in definition.columns.values():
        cell = source.cells.get(column.name)
        if isinstance(cell, FirstOf | LatestOf) or (cell is None and column.type is ColumnType.DAY):
            day = day_column(column, cell, texts=texts, columns=rows)
            found |= {column.earliest: day.days.earliest, column.latest: day.days.latest}
            found |= {
                fault_column(Fault.UNREADABLE, column.name): day.unreadable.cast("int64"),
                fault_column(Fault.REVERSED, column.name): day.reversed.cast("int64"),
                fault_column(Fault.ASSUMED, column.name): day.assumed.cast("int64"),
                fault_column(Fault.IMPLAUSIBLE, column.name): day.implausible.cast("int64"),
            }
    return found


def plain_expressions(definition: TableDef, source: Source, rows: Expression) -> dict[str, Expression]:
    """Return the stored columns of the table that are no days, and the counters of their faults."""
    found: dict[str, Expression] = {}
    for column in definition.columns.values():
        cell = source.cells.get(column.name)
        if column.type is not ColumnType.DAY and not isinstance(cell, FirstOf | LatestOf):
            found[column.name] = plain_column(column, cell, rows)
            if isinstance(cell, Mapped):
                found[fault_column(Fault.UNMAPPED, column.name)] = is_unmapped(cell, rows).cast("int64")
    return found


def _looked_up(
    definition: TableDef, source: Source, views: Views, *, merged: Expression | None, keep: Keep
) -> Expression:
    rows, columns = views[source.view], columns_read(definition, source)
    rows = rows.select([name for name in rows.columns if name in columns])
    for join in source.joins:
        rows = with_joined(rows, join, looked_up(columns, join.view), views)
    for each in source.referrers:
        read = looked_up(columns, each.view)
        rows = with_referrers(rows, each, read, code_pairs(source), views, of=source.view, merged=merged, keep=keep)
    own = [pair for pair in code_pairs(source) if gathered(*pair) not in rows.columns]
    rows = rows.mutate(**{gathered(systems, codes): paired(rows[systems], rows[codes]) for systems, codes in own})
    return keep(rows) if source.joins or source.referrers else rows


def _days_of_texts(source: Source, rows: Expression) -> dict[str, DayBounds]:
    return {text: DayBounds(rows[_first(text)], rows[_last(text)]) for text in date_texts(source)}


def _first(text: str) -> str:
    return f"{text} earliest"


def _last(text: str) -> str:
    return f"{text} latest"
