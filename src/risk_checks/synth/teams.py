"""Care teams and care managers: who has which part in a person's care, and who no longer has."""

from __future__ import annotations

from datetime import date

from risk_checks.synth.chart import LOCAL, Chart, Resource, concept
from risk_checks.synth.facts import Episode
from risk_checks.synth.services import LEFT, any_organization, any_worker
from risk_checks.synth.written import write_day, write_period

_ROLES = "urn:risk-checks:role"
_OTHER_PARTS = ("occupational-therapist", "pharmacist", "support-worker")


def name_manager(chart: Chart, episode: Episode, *, left: bool = False) -> None:
    """Name the care manager of an episode."""
    episode.resource["careManager"] = {"reference": f"Practitioner/{LEFT}"} if left else any_worker(chart.rng)


def key_worker() -> list[Resource]:
    """Return the role of a key worker."""
    return [concept(_ROLES, "care-manager")]


def other_part(chart: Chart) -> list[Resource]:
    """Return a role in a care team that is not that of a key worker."""
    return [concept(LOCAL, chart.rng.choice(_OTHER_PARTS))]


def add_member(
    chart: Chart,
    role: list[Resource],
    *,
    status: str = "active",
    start: date | None = None,
    end: date | str | None = None,
    whole_team: bool = False,
    left: bool = False,
    of: str | None = None,
) -> None:
    """Add a care team with one member in this role; `whole_team` makes the member an organisation."""
    rng = chart.rng
    member = any_organization(rng) if whole_team else {"reference": f"Practitioner/{LEFT}"} if left else any_worker(rng)
    part: Resource = {"member": member}
    if role:
        part["role"] = role
    begun = start or chart.near.ago(rng.randrange(30, 2000))
    if isinstance(end, str):
        period: Resource = {"start": min(begun.isoformat(), f"{int(end[:4]) - 1}-01-01"), "end": end}
    else:
        period = write_period(rng, begun if end is None else min(begun, end), end)
    elements: Resource = {
        "status": status,
        "subject": chart.subject() if of is None else {"reference": f"Patient/{of}"},
    }
    # The period of the part goes before that of the team.
    if end is None and start is None and rng.random() < 0.4:
        elements["period"] = {"start": write_day(rng, begun)}
    else:
        part["period"] = period
    chart.add("CareTeam", **elements, participant=[part])
