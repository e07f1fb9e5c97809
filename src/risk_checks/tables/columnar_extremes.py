"""The first and the last day of a group as Ibis expressions: one that is not known may lie beyond all that are."""

from __future__ import annotations

import ibis

from risk_checks.tables.columnar_truth import Expression


def least_days(earliest: Expression, latest: Expression, *, of: Expression) -> tuple[Expression, Expression]:
    """Return the bounds of the first of a group's days, given how many days there are, known or not."""
    return (earliest.count() == of).ifelse(earliest.min(), ibis.null("date")), latest.min()


def greatest_days(earliest: Expression, latest: Expression, *, of: Expression) -> tuple[Expression, Expression]:
    """Return the bounds of the last of a group's days, given how many days there are, known or not."""
    return earliest.max(), (latest.count() == of).ifelse(latest.max(), ibis.null("date"))
