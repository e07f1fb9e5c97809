"""What goes wrong when a view meets a resource, on either engine."""

from __future__ import annotations

from risk_checks.errors import RiskChecksError
from risk_checks.records.turns import DEEPEST
from risk_checks.views.definition import View


class ViewError(RiskChecksError):
    """A view cannot be evaluated on a resource: several values for one, or a repeat deeper than is followed."""


def several_values(view: View, column: str) -> ViewError:
    """Return the error for a column without `collection` that finds several values in a resource."""
    message = f"column '{column}' of view '{view.name}' holds one value, and a {view.resource} has several"
    return ViewError("RC-E220", message, hint="give the column 'collection: true', or use first()")


def repeats_too_deep(view: View) -> ViewError:
    """Return the error for a repeat that would be followed further than `DEEPEST` turns."""
    message = f"a repeat of view '{view.name}' goes more than {DEEPEST} turns deep in a {view.resource}"
    return ViewError("RC-E223", message, hint="flatten the resource, or leave it out")
