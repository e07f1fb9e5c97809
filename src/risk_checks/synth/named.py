"""What RC-REC-010 must say of everybody who is mentioned: whether they are somebody else than the patient."""

from __future__ import annotations

from risk_checks.model.outcome import OutcomeKind, ReasonCode
from risk_checks.synth import planted
from risk_checks.synth.chart import Chart


def claim_named(chart: Chart) -> None:
    """Claim what is said of each mention of a person in care that is, or may be, in use."""
    if not chart.referrals:
        return
    for each in chart.facts.named:
        if not each.is_sure:
            chart.claim_unsure(planted.NOT_ANOTHER_PERSON, each.key)
        elif each.is_patient:
            chart.claim(planted.NOT_ANOTHER_PERSON, each.key, OutcomeKind.GAP, ReasonCode.NONE_RECORDED)
        else:
            chart.claim(planted.NOT_ANOTHER_PERSON, each.key, OutcomeKind.MET, ReasonCode.RECORDED)
