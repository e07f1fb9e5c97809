"""Day columns as Ibis expressions: date texts to the first and last day they may mean.

Nothing is cast before the date pattern has let it by: engines read `2024-1-5`, year 10000 and worse as dates.
A dateTime with an offset becomes a day in the time zone of the session that runs the expression.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import assert_never

import ibis

from risk_checks.model.days import DATE_TEXT, FIRST_PLAUSIBLE, NO_END
from risk_checks.tables.columnar_among import Among
from risk_checks.tables.columnar_truth import NO, Expression, holds, some
from risk_checks.tables.definition import Column
from risk_checks.tables.forms import Between, DayCell, DayPart, FirstAmong, FirstOf, LastAmong, LatestOf, OpenWhile

_WHOLE_TEXT = DATE_TEXT.removesuffix("$") + r"\z"  # `$` lets a last line feed by on some engines

_ASSUMED = r"T([0-9:.]*\z|.*:60)"  # of a text that can be read


@dataclass(frozen=True, slots=True)
class DayBounds:
    """The days a date may be, as two expressions."""

    earliest: Expression
    latest: Expression


@dataclass(frozen=True, slots=True)
class Span:
    """A period between two date texts, and the names of the columns that hold what is wrong with it."""

    start: str
    end: str

    @property
    def unreadable(self) -> str:
        """Whether one of the texts cannot be read."""
        return f"{self.start} {self.end} unreadable"

    @property
    def reversed(self) -> str:
        """Whether it surely ends before it starts, by texts that can be read."""
        return f"{self.start} {self.end} reversed"

    def faults(
        self, texts: Mapping[str, DayBounds], columns: Mapping[str, Expression]
    ) -> Iterator[tuple[str, Expression]]:
        """Yield the two columns, given the days of the texts."""
        unread = [columns[text].notnull() & texts[text].earliest.isnull() for text in (self.start, self.end)]
        yield self.unreadable, unread[0] | unread[1]
        yield self.reversed, holds(texts[self.start].earliest > texts[self.end].latest)


@dataclass(frozen=True, slots=True)
class DayColumn:
    """A day column: its bounds, and whether something unreadable, reversed, assumed or implausible was met in it."""

    days: DayBounds
    unreadable: Expression = NO
    reversed: Expression = NO
    assumed: Expression = NO
    implausible: Expression = NO


@dataclass(frozen=True, slots=True)
class _Part:
    """What may fill a day column; both bounds are null where it does not."""

    days: DayBounds
    filled: Expression
    unreadable: Expression = NO
    reversed: Expression = NO
    assumed: Expression = NO
    implausible: Expression = NO


def earliest_day(text: Expression) -> Expression:
    """Return the first day that a recorded FHIR date text may mean; null where it is absent or cannot be read."""
    length = text.length()
    first = ibis.cases((length == 4, text + "-01-01"), (length == 7, text + "-01"), else_=text)
    # The pattern lets `:60` stand for seconds only; a leap second is the second before it, as no calendar has one.
    moment = text.replace(":60", ":59").try_cast("timestamp('UTC')")
    day = (length > 10).ifelse(moment.cast("date"), first.try_cast("date"))
    return (text.re_search(_WHOLE_TEXT) & day.year().between(1, 9999)).ifelse(day, _no_day())


def latest_day(text: Expression, *, earliest: Expression) -> Expression:
    """Return the last day that a date text may mean, given its first."""
    length = text.length()
    next_year, next_month = earliest + ibis.interval(years=1), earliest + ibis.interval(months=1)
    after = ibis.cases((length == 4, next_year), (length == 7, next_month), else_=_no_day())
    last = (after - ibis.interval(days=1)).cast("timestamp").cast("date")  # some engines make it a timestamp unasked
    return ibis.coalesce(last, earliest)


def absent_day(column: Column) -> Expression:
    """Return what both bounds of a day column are where nothing fills it."""
    return ibis.date(NO_END.isoformat()) if column.absent == "open" else _no_day()


def day_column(
    column: Column,
    cell: DayCell | None,
    *,
    texts: Mapping[str, DayBounds],
    columns: Mapping[str, Expression],
) -> DayColumn:
    """Return a day column, given the days of every date text and the columns of the view."""
    absent = absent_day(column)
    match cell:
        case None:
            return DayColumn(DayBounds(absent, absent))
        case FirstOf(parts):
            return _first_of([_part(part, texts, columns) for part in parts], absent)
        case LatestOf(parts):
            return _latest_of([_part(part, texts, columns) for part in parts], absent)
        case _:
            assert_never(cell)


def _part(part: DayPart, texts: Mapping[str, DayBounds], columns: Mapping[str, Expression]) -> _Part:
    match part:
        case str():
            return _text_part(part, texts, columns)
        case Between(start, end):
            return _between(Span(start, end), texts, columns)
        case OpenWhile(status, among):
            is_open = holds(columns[status].isin(among))
            no_end = is_open.ifelse(ibis.date(NO_END.isoformat()), _no_day())
            return _Part(DayBounds(no_end, no_end), is_open)
        case FirstAmong(column):
            return _among_part(Among(column), Among(column).least, columns)
        case LastAmong(column):
            return _among_part(Among(column), Among(column).greatest, columns)
        case _:
            assert_never(part)


def _text_part(column: str, texts: Mapping[str, DayBounds], columns: Mapping[str, Expression]) -> _Part:
    days, text = texts[column], columns[column]
    filled = text.notnull()
    return _Part(
        days,
        filled,
        unreadable=filled & days.earliest.isnull(),
        assumed=days.earliest.notnull() & _is_assumed(text),
        implausible=holds(days.latest < ibis.date(FIRST_PLAUSIBLE.isoformat())),
    )


def _is_assumed(text: Expression) -> Expression:
    """Return whether a text that can be read leaves its zone, or a leap second, to be assumed."""
    return holds(text.re_search(_ASSUMED))


def _among_part(among: Among, bounds: tuple[str, str], columns: Mapping[str, Expression]) -> _Part:
    earliest, latest = bounds
    return _Part(DayBounds(columns[earliest], columns[latest]), columns[among.filled], columns[among.unreadable])


def _between(span: Span, texts: Mapping[str, DayBounds], columns: Mapping[str, Expression]) -> _Part:
    start, end = (_text_part(text, texts, columns) for text in (span.start, span.end))
    unreadable, turned = columns[span.unreadable], columns[span.reversed]
    usable = ~(unreadable | turned)
    days = DayBounds(usable.ifelse(start.days.earliest, _no_day()), usable.ifelse(end.days.latest, _no_day()))
    return _Part(
        days,
        start.filled | end.filled,
        unreadable,
        turned,
        assumed=usable & (start.assumed | end.assumed),
        implausible=usable & (start.implausible | end.implausible),
    )


def _first_of(parts: Sequence[_Part], absent: Expression) -> DayColumn:
    def chosen(of: Callable[[_Part], Expression], otherwise: Expression) -> Expression:
        if all(of(part) is otherwise for part in parts):
            return otherwise
        return ibis.cases(*((part.filled, of(part)) for part in parts), else_=otherwise)

    return DayColumn(
        DayBounds(chosen(lambda part: part.days.earliest, absent), chosen(lambda part: part.days.latest, absent)),
        chosen(lambda part: part.unreadable, NO),
        chosen(lambda part: part.reversed, NO),
        chosen(lambda part: part.assumed, NO),
        chosen(lambda part: part.implausible, NO),
    )


def _latest_of(parts: Sequence[_Part], absent: Expression) -> DayColumn:
    unreadable = some(part.unreadable for part in parts)
    turned = some(part.reversed for part in parts)
    filled = some(part.filled for part in parts)
    earliest = _latest_known([part.days.earliest for part in parts])
    latest = _latest_known([part.days.latest for part in parts])
    unbounded = some(part.filled & part.days.latest.isnull() for part in parts)
    latest = (unreadable | turned | unbounded).ifelse(_no_day(), latest)
    return DayColumn(
        DayBounds(filled.ifelse(earliest, absent), filled.ifelse(latest, absent)),
        unreadable,
        turned,
        some(part.assumed for part in parts),
        some(part.implausible for part in parts),
    )


def _latest_known(days: Sequence[Expression]) -> Expression:
    """Return the latest of the days that are known: engines' `greatest` differ on null."""
    return days[0] if len(days) == 1 else ibis.array(list(days)).maxs()


def _no_day() -> Expression:
    return ibis.null("date")
