"""FHIR instants (meta.lastUpdated) as points on one line, so that versions can be put in order."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

_INSTANT = re.compile(
    r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-](?:0\d|1[0-3]):[0-5]\d|[+-]14:00)", re.ASCII
)
_START = datetime(1970, 1, 1, tzinfo=UTC)
_YEARS = range(1700, 2200)  # whose nanoseconds fit in 64 bits with room for the zone


def nanoseconds(text: object) -> int | None:
    """Return the nanoseconds from 1970 to an instant, or None where the text is not one.

    >>> nanoseconds("1970-01-01T01:00:00.5+01:00")
    500000000
    """
    found = _INSTANT.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        return None
    try:
        moment = datetime.fromisoformat(found[1] + found[3])
    except ValueError:  # a day or an hour that no calendar has
        return None
    if moment.year not in _YEARS:
        return None
    whole = (moment - _START) // timedelta(seconds=1)
    return whole * 1_000_000_000 + int((found[2] or "0").ljust(9, "0"))


def moment_of(point: int) -> datetime:
    """Return the moment in UTC, cut to microseconds, of a point that `nanoseconds` gave."""
    return _START + timedelta(microseconds=point // 1000)
