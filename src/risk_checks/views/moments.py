"""How dates and times are taken apart, so that both engines compare the same pieces of their texts."""

from __future__ import annotations

ZONE = r"T.*(Z|[+-][0-9][0-9]:[0-9][0-9])$"
"""Finds the offset of a date with a time, as its first group."""
SECONDS = r"[0-9]{2}:[0-9]{2}:[0-9]{2}"
"""Found in what is written to the second; parts of a second are no other precision (FHIRPath, 6.2)."""
YEAR = r"([1-9][0-9]{3}|0[0-9]{2}[1-9]|0[0-9][1-9]0|0[1-9]00)"
MOMENT = rf"^{YEAR}-[0-9]{{2}}-[0-9]{{2}}T([01][0-9]|2[0-3]):[0-5][0-9]"
"""Found in what tells a minute, if the calendar has the day."""
OFFSET = r"^(Z|[+-](0[0-9]|1[0-3]):[0-5][0-9]|[+-]14:00)$"
"""Found in an offset that FHIR has."""
