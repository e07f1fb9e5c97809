"""Two expectations side by side, each in a state of its own: what the cases of several expectations are made of."""

from __future__ import annotations

from typing import Any

from tests.spec.harness import Case, case
from tests.spec.plans import FALLS, RISKY
from tests.spec.rows import Written, assessed, referred

RISK_PART = f"{{{RISKY}, within: {{of: start, time: 14 days, first_day: counted}}}}"
FALLS_PART = f"{{{FALLS}, within: {{of: reviewed, time: 14 days, first_day: counted}}}}"
"""The same question of two kinds of assessment, counted from two days, so that each may stand anywhere by itself."""

AS_OF = "2025-06-15"

RISK_STATES: dict[str, tuple[str, Written | None]] = {
    "met": ("2025-05-01", assessed("2025-05-02")),
    "late": ("2025-05-01", assessed("2025-05-20")),
    "due": ("2025-06-10", None),
    "gap": ("2025-05-01", None),
    "met|gap": ("2025-05-01", assessed("2025-05-02", status="?")),
    "late|gap": ("2025-05-01", assessed("2025-05-20", status="?")),
    "met|late": ("2025-05-01", assessed("2025-05")),
    "met|due": ("2025-06-10", assessed("2025-06-11", status="?")),
    "due|gap": ("2025-05-31..2025-06-02", None),
}
"""What is possible of the risk assessment; its deadlines are 15 May, 24 June and, of the last, up to 16 June."""

FALLS_STATES: dict[str, tuple[str, Written | None]] = {
    "met": ("2025-04-01", assessed("2025-04-02", kinds="falls")),
    "late": ("2025-04-01", assessed("2025-04-20", kinds="falls")),
    "due": ("2025-06-05", None),
    "gap": ("2025-04-01", None),
    "met|gap": ("2025-04-01", assessed("2025-04-02", kinds="falls", status="?")),
    "met|due": ("2025-06-05", assessed("2025-06-06", kinds="falls", status="?")),
    "due|gap": ("2025-05-31..2025-06-02", None),
}
"""What is possible of the falls assessment; its deadlines are 15 April, 19 June and, of the last, up to 16 June."""


def pair(risk: str, falls: str, *, rows: tuple[Written, ...] = (), **expected: Any) -> Case:
    """Return the case of a person in two states; the assessments are `a1` and `a2` in this order, those there are."""
    (start, first), (reviewed, second) = RISK_STATES[risk], FALLS_STATES[falls]
    found = [row for row in (first, second) if row is not None]
    team = expected.pop("team", "?")
    referral = referred(start, reviewed=reviewed, team=team)
    name = f"{risk}, {falls}" + (f", {expected.pop('named')}" if "named" in expected else "")
    return case("5.15", name, referral, *found, *rows, **expected)
