"""Days as people write them in rules, code sets and examples."""

from __future__ import annotations

import re
from datetime import date

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def read_day(text: str) -> date | None:
    """Return the day that a text such as `2026-11-01` names, or None; no other way of writing days is taken.

    >>> read_day("2026-02-30") is None
    True
    """
    if not _DAY.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
