"""The narrow pools that rules and records share, so that their days and values meet. Simplest first."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

from risk_checks.model.duration import shift
from risk_checks.tables.definition import ColumnType
from tests.spec.plans import time

RUN_DAYS = (date(2025, 6, 15), date(2025, 2, 28), date(2024, 2, 29), date(2025, 3, 31))
"""The days of the check: any day, both ends of February, and the end of a month after a shorter one."""

TIMES = tuple(time(text) for text in ("14 days", "1 month", "12 months", "1 day", "2 weeks", "1 year"))

FAR = (date(1990, 1, 1), date(2030, 1, 1))
"""Days far out on both sides, for intervals without a bound there."""

TEAMS = ("Team/1", "Team/2", "Team/3")
LANES = ("a", "b")
CODES = ("risk", "falls", "risk falls")
NUMBERS = (1, 2, 0)

USUAL = {"referral": "open", "assessment": "complete"}
"""The status that most rows have."""

VALUES: dict[ColumnType, tuple[str | bool | int, ...]] = {
    ColumnType.BOOLEAN: (True, False),
    ColumnType.INTEGER: NUMBERS,
    ColumnType.KEY: TEAMS,
    ColumnType.TEXT: LANES,
}
"""What a column can hold, by its type; words are said by their column."""


@cache
def days_around(as_of: date) -> tuple[date, ...]:
    """Return the day of the check, and the days that lie a time of the pool away from it, each with its neighbours."""
    apart = [shift(as_of, length, sign=sign) for length in TIMES[:3] for sign in (-1, 1)]
    return tuple(dict.fromkeys(day + timedelta(days=by) for by in (0, -1, 1) for day in (as_of, *apart)))
