"""A chart in which nothing is written yet, and what it comes to say."""

from __future__ import annotations

from datetime import date
from random import Random

from risk_checks.synth.chart import Chart, Referral
from risk_checks.synth.facts import Span
from risk_checks.synth.horizon import horizon

DAY = date(2026, 11, 1)
IN_CARE = Referral("EpisodeOfCare/e1", date(2026, 1, 5), 300)
UNSURE = "unknown population_not_known"


def chart(*, dead: bool = False, died: Span | None = None, in_care: bool = True, seed: int = 1) -> Chart:
    """Return the chart of a person on 1 November 2026, in care since January unless said otherwise."""
    made = Chart(
        rng=Random(seed),
        near=horizon(DAY),
        patient="p1",
        number="9990000018",
        bystander=None,
        exempt=dead,
        referrals=(IN_CARE,) if in_care else (),
    )
    made.facts.died = died
    return made


def said(made: Chart) -> dict[tuple[str, str], str]:
    """Return what is claimed of each rule and subject: the outcome, the reason, and the deadline where there is one."""
    return {
        (str(each.rule), each.subject): f"{each.outcome} {each.reason} {each.due_on or ''}".strip()
        for each in made.claims.values()
    }
