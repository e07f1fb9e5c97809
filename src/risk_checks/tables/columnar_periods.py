"""Periods that end before they start, as Ibis expressions: what they date is not known, and each one is counted."""

from __future__ import annotations

import ibis

from risk_checks.tables.columnar_truth import NO, Expression, holds
from risk_checks.tables.periods import Period, fixed


def settled(table: Expression, period: Period, *, counter: str) -> Expression:
    """Return the rows with periods that surely end before they start made unknown, and the states that they date.

    `counter` is the column that counts them; it is added to where the table has it already.
    """
    turned = holds(table[period.start.earliest] > table[period.end.latest])
    once = turned.cast("int64")
    found: dict[str, Expression] = {counter: table[counter] + once if counter in table.columns else once}
    for name in (*period.start.stored, *period.end.stored):
        found[name] = turned.ifelse(ibis.null("date"), table[name])
    for state in period.states:
        value = table[state.name]
        stays = holds(value.isin(fixed(state))) if fixed(state) else NO
        found[state.name] = (turned & ~stays).ifelse(ibis.null(value.type()), value)
    return table.mutate(**found)
