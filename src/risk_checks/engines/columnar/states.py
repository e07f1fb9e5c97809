"""States read on a day, as an Ibis expression (design clause 5.4a)."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from risk_checks.engines.columnar.days import DayPair, day, known
from risk_checks.model.days import NO_END
from risk_checks.tables.definition import StateOnDay


def state_on_day(
    raw: ir.Value, *, start: DayPair | None, end: DayPair | None, spec: StateOnDay, as_of: ir.DateValue
) -> ir.Value:
    """Return the state on `as_of`, null where the record cannot tell."""
    nothing = ibis.null(raw.type())
    dated: ir.Value = ibis.literal(False) if start is None else start.earliest.notnull() | start.latest.notnull()
    cases: list[tuple[ir.Value, ir.Value]] = [(raw.isnull(), nothing)]
    if spec.fixed:
        cases.append((known(raw.isin(list(spec.fixed))), raw))
    if start is not None:
        cases.append((known(start.earliest > as_of), ibis.literal(spec.ahead)))
    if end is None:
        return ibis.cases(*cases, else_=raw)
    open_ended = known(end.earliest == day(NO_END)) & known(end.latest == day(NO_END))
    begun = known(raw.isin([spec.ended, spec.open]))
    cases += [
        (open_ended & (begun | ~dated), raw),
        (open_ended, ibis.literal(spec.open)),
        (known(end.latest <= as_of), ibis.literal(spec.ended)),
        (known(end.earliest > as_of) & (begun | dated), ibis.literal(spec.open)),
        (known(end.earliest > as_of), raw),
    ]
    return ibis.cases(*cases, else_=nothing)
