"""States read on a day (design clause 5.4a)."""

from __future__ import annotations

from datetime import date

from risk_checks.model.days import OPEN_ENDED, Days
from risk_checks.tables.definition import StateOnDay

State = str | bool | None


def state_on_day(raw: State, *, start: Days | None, end: Days | None, spec: StateOnDay, as_of: date) -> State:
    """Return the state on `as_of`; None where the record cannot tell.

    A start that straddles `as_of` has happened (it is on the record); an end that straddles it may be planned, so the
    state is unknown. A state that ended without a date is as extracted.
    """
    if raw is None or raw in spec.fixed:
        return raw
    if start is not None and start.earliest is not None and start.earliest > as_of:
        return spec.ahead
    if end is None:
        return raw
    if end == OPEN_ENDED:
        return _without_end(raw, start=start, spec=spec)
    if end.latest is not None and end.latest <= as_of:
        return spec.ended
    if end.earliest is not None and end.earliest > as_of:
        return spec.open if raw in (spec.open, spec.ended) or _dated(start) else raw
    return None


def _without_end(raw: State, *, start: Days | None, spec: StateOnDay) -> State:
    return spec.open if raw not in (spec.open, spec.ended) and _dated(start) else raw


def _dated(start: Days | None) -> bool:
    return start is not None and (start.earliest is not None or start.latest is not None)
