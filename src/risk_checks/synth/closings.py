"""What RC-COORD-003 must say of referrals that were closed after missed appointments, from all that is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from risk_checks.model.outcome import OutcomeKind, ReasonCode
from risk_checks.synth import planted
from risk_checks.synth.chart import Chart
from risk_checks.synth.facts import ContactState, Fact
from risk_checks.synth.horizon import quarter_ago
from risk_checks.synth.reckoning import Outcomes, best, decided, in_window, why_not, worst

_MISSED, _REVIEWED = timedelta(days=60), timedelta(days=28)
_KINDS = OutcomeKind


@dataclass(frozen=True, slots=True)
class Asked:
    """One part of what is asked: what is possible, why it is not there, and why it may not be known."""

    possible: Outcomes
    why_not: ReasonCode
    not_known: ReasonCode = ReasonCode.DATE_NOT_KNOWN


def closed_lately(chart: Chart) -> list[tuple[date, date]]:
    """Return the first and last days of the episodes that were closed in the last months."""
    return [(start, end) for _, start, end in _closed(chart)]


def missed_from(start: date, end: date) -> date:
    """Return the first day on which an appointment missed before a closing counts."""
    return max(start, end - _MISSED)


def claim_closings(chart: Chart) -> None:
    """Claim what is said of each."""
    for key, start, end in _closed(chart):
        states = {
            each.state
            for each in chart.facts.contacts
            if missed_from(start, end) <= each.days.latest <= end and each.days.latest <= chart.near.as_of
        }
        if ContactState.MISSED in states:
            _claim(chart, key, end)
        elif ContactState.UNCLEAR in states:
            chart.claim_unsure(planted.CLOSED_AFTER_MISSED, key)


def _closed(chart: Chart) -> list[tuple[str, date, date]]:
    return [
        (f"EpisodeOfCare/{each.resource['id']}", each.start, each.over_on)
        for each in chart.facts.episodes
        if each.over_on is not None
        and each.over_on >= quarter_ago(chart.near)
        and each.resource["status"] not in {"cancelled", "entered-in-error"}
    ]


def _claim(chart: Chart, key: str, end: date) -> None:
    rule, facts = planted.CLOSED_AFTER_MISSED, chart.facts
    told = _carer_told(chart, end)
    parts = (_done(chart, facts.assessments, end), _done(chart, facts.letters, end), told)
    kind = decided(worst([each.possible for each in parts]))
    first = next((each for each in parts if decided(each.possible) is kind), None)
    match kind:
        case OutcomeKind.MET:
            chart.claim(rule, key, kind, ReasonCode.IN_TIME)
        case OutcomeKind.DUE:
            chart.claim(rule, key, kind, ReasonCode.NOT_YET_DUE, end)
        case OutcomeKind.GAP:
            assert first is not None
            chart.claim(rule, key, kind, first.why_not, end)
        case _:
            open_one = first or next(each for each in parts if len(each.possible) > 1)
            chart.claim(rule, key, OutcomeKind.UNKNOWN, open_one.not_known)


def _done(chart: Chart, rows: Sequence[Fact], end: date) -> Asked:
    as_of = chart.near.as_of
    possible = in_window(rows, first=end - _REVIEWED, last=end, as_of=as_of)
    return Asked(possible, why_not(rows, as_of=as_of, apart=ReasonCode.OUTSIDE_WINDOW))


def _carer_told(chart: Chart, end: date) -> Asked:
    called, seen = _done(chart, chart.facts.calls, end), _done(chart, chart.facts.visits, end)
    possible = best([called.possible, seen.possible, _left_out(chart, end)])
    if len(called.possible) > 1 or len(seen.possible) > 1:
        return Asked(possible, called.why_not)
    return Asked(possible, called.why_not, ReasonCode.FIELD_NOT_KNOWN)


def _left_out(chart: Chart, end: date) -> Outcomes:
    """Return what is possible of a reason to leave carers out: there is none, or the person refused that day."""
    if not chart.facts.has_carer:
        return frozenset({_KINDS.MET})
    answers = [each.refuses_on(end, as_of=chart.near.as_of) for each in chart.facts.wishes]
    if any(surely for surely, _ in answers):
        return frozenset({_KINDS.MET})
    return frozenset({_KINDS.MET, _KINDS.GAP}) if any(possibly for _, possibly in answers) else frozenset({_KINDS.GAP})
