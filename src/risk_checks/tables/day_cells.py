"""Day columns in memory: date texts of a view row to the days they may mean."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias, assert_never
from zoneinfo import ZoneInfo

from risk_checks.model.days import FIRST_PLAUSIBLE, NOT_KNOWN, OPEN_ENDED, Days, is_assumed, read_days
from risk_checks.tables.cells import Row, TableRow, Tally, Write
from risk_checks.tables.definition import Column
from risk_checks.tables.faults import Fault
from risk_checks.tables.forms import Between, DayCell, DayPart, FirstAmong, FirstOf, LastAmong, LatestOf, OpenWhile


@dataclass(frozen=True, slots=True)
class Doubted:
    """Days that are used, and what is wrong with a text that they are made of."""

    days: Days
    faults: tuple[Fault, ...]


Said: TypeAlias = "Days | Doubted | Fault | None"
"""What a part of a day says: its days, what is wrong with it, or None where it is not filled."""
Part = Callable[[Row], Said]


_UNKNOWN = frozenset({Fault.UNREADABLE, Fault.REVERSED})


def write_day(column: Column, cell: DayCell | None, *, zone: ZoneInfo) -> Write:
    """Return what writes a day column's earliest and latest day into a table row."""
    absent = OPEN_ENDED if column.absent == "open" else NOT_KNOWN
    match cell:
        case None:
            return _store(column, lambda _row, _tally: absent)
        case FirstOf(parts):
            return _store(column, _first_of(_compiled(parts, zone), name=column.name, absent=absent))
        case LatestOf(parts):
            return _store(column, _latest_of(_compiled(parts, zone), name=column.name, absent=absent))
        case _:
            assert_never(cell)


def _store(column: Column, read: Callable[[Row, Tally], Days]) -> Write:
    earliest, latest = column.stored

    def write(row: Row, out: TableRow, tally: Tally) -> None:
        days = read(row, tally)
        out[earliest] = days.earliest
        out[latest] = days.latest

    return write


def _first_of(parts: Sequence[Part], *, name: str, absent: Days) -> Callable[[Row, Tally], Days]:
    def read(row: Row, tally: Tally) -> Days:
        for part in parts:
            found = part(row)
            if isinstance(found, Fault):
                tally[found, name] += 1
                return NOT_KNOWN
            if isinstance(found, Doubted):
                tally.update((fault, name) for fault in found.faults)
                return found.days
            if found is not None:
                return found
        return absent

    return read


def _latest_of(parts: Sequence[Part], *, name: str, absent: Days) -> Callable[[Row, Tally], Days]:
    def read(row: Row, tally: Tally) -> Days:
        found = [said for part in parts if (said := part(row)) is not None]
        if not found:
            return absent
        faults = {said for said in found if isinstance(said, Fault)}
        days = [said for said in found if isinstance(said, Days)]
        for said in found:
            if isinstance(said, Doubted):
                faults.update(said.faults)
                days.append(said.days)
        tally.update((fault, name) for fault in faults)
        ends = [day.latest for day in days if day.latest is not None]
        return Days(
            max((day.earliest for day in days if day.earliest is not None), default=None),
            None if faults & _UNKNOWN or len(ends) < len(days) else max(ends),
        )

    return read


def _compiled(parts: Sequence[DayPart], zone: ZoneInfo) -> list[Part]:
    return [_part(part, zone) for part in parts]


def _part(part: DayPart, zone: ZoneInfo) -> Part:
    match part:
        case str():
            return _text(part, zone)
        case Between(start, end):
            return _between(_text(start, zone), _text(end, zone))
        case OpenWhile(status, among):
            return lambda row: OPEN_ENDED if row.get(status) in among else None
        case FirstAmong(column):
            return _among(column, least, zone)
        case LastAmong(column):
            return _among(column, greatest, zone)
        case _:
            assert_never(part)


def _text(column: str, zone: ZoneInfo) -> Part:
    def read(row: Row) -> Said:
        text = row.get(column)
        if not isinstance(text, str):
            return None
        days = read_days(text, zone=zone)
        if days is None:
            return Fault.UNREADABLE
        faults = _doubts(text, days)
        return Doubted(days, faults) if faults else days

    return read


def _doubts(text: str, days: Days) -> tuple[Fault, ...]:
    faults = (Fault.ASSUMED,) if is_assumed(text) else ()
    is_plausible = days.latest is None or days.latest >= FIRST_PLAUSIBLE
    return faults if is_plausible else (*faults, Fault.IMPLAUSIBLE)


def _among(column: str, chosen: Callable[[Sequence[Days]], Days], zone: ZoneInfo) -> Part:
    def read(row: Row) -> Said:
        texts = row.get(column)
        if not isinstance(texts, list) or not texts:
            return None
        read = [read_days(text, zone=zone) for text in texts]
        days = chosen([each or NOT_KNOWN for each in read])
        return days if all(read) else Doubted(days, (Fault.UNREADABLE,))

    return read


def _between(start: Part, end: Part) -> Part:
    def read(row: Row) -> Said:
        begun, over = start(row), end(row)
        if isinstance(begun, Fault) or isinstance(over, Fault):
            return Fault.UNREADABLE
        if begun is None and over is None:
            return None
        first, last = _days(begun), _days(over)
        if surely_after(first, last):
            return Fault.REVERSED
        days = Days(first.earliest, last.latest)
        doubts = dict.fromkeys((*_faults(begun), *_faults(over)))
        return Doubted(days, tuple(doubts)) if doubts else days

    return read


def _days(said: Days | Doubted | None) -> Days:
    return said.days if isinstance(said, Doubted) else said or NOT_KNOWN


def _faults(said: Days | Doubted | None) -> tuple[Fault, ...]:
    return said.faults if isinstance(said, Doubted) else ()


def surely_after(first: Days, last: Days) -> bool:
    """Return whether every day of `first` lies after every day of `last`."""
    return first.earliest is not None and last.latest is not None and first.earliest > last.latest


def least(days: Sequence[Days]) -> Days:
    """Return the first day of a group: its days may be unknown, and then it may be earlier than any known one."""
    earliest = [day.earliest for day in days if day.earliest]
    return Days(
        min(earliest) if len(earliest) == len(days) else None,
        min((day.latest for day in days if day.latest), default=None),
    )


def greatest(days: Sequence[Days]) -> Days:
    """Return the last day of a group: its days may be unknown, and then it may be later than any known one."""
    latest = [day.latest for day in days if day.latest]
    return Days(
        max((day.earliest for day in days if day.earliest), default=None),
        max(latest) if len(latest) == len(days) else None,
    )
