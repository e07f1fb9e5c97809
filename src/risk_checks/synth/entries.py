"""Stories of when an assessment of risk was put on the record, each with what RC-REC-001 must say of it.

Told of each assessment when all of them are known; those that are no longer asked about, or never were, have them too.
"""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from risk_checks.model.outcome import OutcomeKind, ReasonCode
from risk_checks.synth import planted
from risk_checks.synth.chart import Chart, Resource, concept
from risk_checks.synth.deck import Weighted
from risk_checks.synth.facts import AssessmentRow, AssessmentState, Fact, Progress, Span
from risk_checks.synth.horizon import ONE_DAY, pick
from risk_checks.synth.reckoning import cut, decided, within
from risk_checks.synth.services import any_worker
from risk_checks.synth.story import EntryStory
from risk_checks.synth.written import write_moment

_OPERATIONS = "http://terminology.hl7.org/CodeSystem/v3-DataOperation"


def tell_not_said(chart: Chart, assessment: AssessmentRow) -> None:
    """Nothing says when it was entered: nothing is asked. It may have been changed."""
    if assessment.day is not None and chart.rng.random() < 0.05:
        chart.distractors += 1
        _add_provenance(chart, assessment, assessment.day + timedelta(days=chart.rng.randrange(300)), is_entry=False)


def tell_same_day(chart: Chart, assessment: AssessmentRow) -> None:
    """Entered on the day on which it was made."""
    _entered_after(chart, assessment, 0)


def tell_day_after(chart: Chart, assessment: AssessmentRow) -> None:
    """Entered on the day after."""
    _entered_after(chart, assessment, 1)


def tell_two_days_after(chart: Chart, assessment: AssessmentRow) -> None:
    """Entered two days after it was made."""
    _entered_after(chart, assessment, 2)


def tell_long_after(chart: Chart, assessment: AssessmentRow) -> None:
    """Entered days or weeks after it was made."""
    _entered_after(chart, assessment, chart.rng.randrange(3, 60))


def tell_day_before(chart: Chart, assessment: AssessmentRow) -> None:
    """Entered before the day it is dated: nothing is asked."""
    chart.distractors += 1
    _entered_after(chart, assessment, -chart.rng.choice((1, 1, 10, 400)))


def tell_after_the_check(chart: Chart, assessment: AssessmentRow) -> None:
    """Made by the day of the check, and entered after it."""
    _enter(chart, assessment, chart.near.ahead(chart.rng.choice((1, 1, 1, 2, 5))))


def tell_just_made(chart: Chart, assessment: AssessmentRow) -> None:
    """Made the day before the check, or the day before that, and entered at once, or after the day of the check."""
    if chart.rng.random() < 0.6:
        _entered_after(chart, assessment, 0)
    else:
        tell_after_the_check(chart, assessment)


def tell_in_the_span(chart: Chart, assessment: AssessmentRow) -> None:
    """Entered in the month or year in which it was made."""
    days = _begun(chart, assessment)
    _enter(chart, assessment, pick(chart.rng, chart.near, days.earliest, days.latest))


def tell_after_the_span(chart: Chart, assessment: AssessmentRow) -> None:
    """Entered after the month or year in which it was made: the day after, the day after that, or later."""
    days = _begun(chart, assessment)
    _enter(chart, assessment, days.latest + timedelta(days=chart.rng.choice((0, 1, 1, 2, 2, 30))))


def tell_of_no_day(chart: Chart, assessment: AssessmentRow) -> None:
    """Entered, and nobody knows when it was made: nothing is asked."""
    _enter(chart, assessment, chart.near.ago(chart.rng.randrange(500)))


def tell_of_a_day_ahead(chart: Chart, assessment: AssessmentRow) -> None:
    """Entered by the day of the check, and dated after it; or entered after it too."""
    rng, near = chart.rng, chart.near
    assert assessment.days is not None
    last = assessment.days.latest
    _enter(chart, assessment, near.ago(rng.randrange(30)) if rng.random() < 0.85 else last + rng.randrange(2) * ONE_DAY)


def _entered_after(chart: Chart, assessment: AssessmentRow, days: int) -> None:
    assert assessment.day is not None
    _enter(chart, assessment, assessment.day + timedelta(days=days))


def _begun(chart: Chart, assessment: AssessmentRow) -> Span:
    assert assessment.days is not None
    return cut(assessment.days, chart.near.as_of)


def _enter(chart: Chart, assessment: AssessmentRow, day: date) -> None:
    """Add what says that an assessment was entered on a day, and claim what is said of it."""
    if chart.referrals:
        _claim(chart, assessment, day)
    rng = chart.rng
    if assessment.resource["resourceType"] == "Observation" and rng.random() < 0.5:
        assessment.resource["issued"] = write_moment(rng, day)
        return
    if assessment.resource["resourceType"] == "Observation" and rng.random() < 0.2:
        assessment.resource["issued"] = write_moment(rng, day + timedelta(days=rng.randrange(40)))
    _add_provenance(chart, assessment, day)
    # The first entry counts; what was changed since is no entry.
    match rng.randrange(16):
        case 0:
            _add_provenance(chart, assessment, day + timedelta(days=rng.randrange(90)))
        case 1 | 2:
            _add_provenance(chart, assessment, day + timedelta(days=rng.randrange(300)), is_entry=False)


def _add_provenance(chart: Chart, assessment: AssessmentRow, day: date, *, is_entry: bool = True) -> None:
    rng = chart.rng
    chart.add(
        "Provenance",
        target=[{"reference": assessment.key}],
        recorded=write_moment(rng, day),
        **_activity(rng, is_entry=is_entry),
        agent=[{"who": any_worker(rng)}],
    )


def _activity(rng: Random, *, is_entry: bool) -> Resource:
    if not is_entry:
        return {"activity": concept(_OPERATIONS, "UPDATE")}
    return {"activity": concept(_OPERATIONS, "CREATE")} if rng.random() < 0.7 else {}


def _claim(chart: Chart, assessment: AssessmentRow, entered: date) -> None:
    rule, key, as_of = planted.RISK_ENTERED, assessment.key, chart.near.as_of
    if assessment.days is None or assessment.state not in {AssessmentState.COMPLETE, AssessmentState.UNKNOWN}:
        return
    days, first = cut(assessment.days, as_of), chart.near.year_ago
    if days.latest < first or entered < days.earliest:
        return
    if days.earliest < first or entered < days.latest or assessment.state is AssessmentState.UNKNOWN:
        chart.claim_unsure(rule, key)
        return
    deadline, due_on = Span(days.earliest + ONE_DAY, days.latest + ONE_DAY), assessment.days.latest + ONE_DAY
    entry = Fact(Progress.DONE, Span(entered, entered))
    match decided(within([entry], first=days, deadline=deadline, as_of=as_of)):
        case OutcomeKind.MET:
            chart.claim(rule, key, OutcomeKind.MET, ReasonCode.IN_TIME)
        case OutcomeKind.LATE:
            chart.claim(rule, key, OutcomeKind.LATE, ReasonCode.RECORDED_LATE, due_on)
        case OutcomeKind.DUE:
            chart.claim(rule, key, OutcomeKind.DUE, ReasonCode.NOT_YET_DUE, due_on)
        case OutcomeKind.GAP:
            chart.claim(rule, key, OutcomeKind.GAP, ReasonCode.ONLY_FUTURE, due_on)
        case _:
            chart.claim(rule, key, OutcomeKind.UNKNOWN, ReasonCode.DATE_NOT_KNOWN)


def _is_made(chart: Chart, assessment: AssessmentRow) -> bool:
    return assessment.day is not None and assessment.day <= chart.near.as_of


def _is_ago(chart: Chart, assessment: AssessmentRow, days: int) -> bool:
    return assessment.day is not None and assessment.day <= chart.near.ago(days)


def _is_of_these_days(chart: Chart, assessment: AssessmentRow) -> bool:
    return _is_ago(chart, assessment, 1) and not _is_ago(chart, assessment, 3)


def _is_partial(chart: Chart, assessment: AssessmentRow) -> bool:
    days = assessment.days
    return days is not None and days.earliest < days.latest and days.earliest <= chart.near.as_of


def _is_ahead(chart: Chart, assessment: AssessmentRow) -> bool:
    return assessment.days is not None and assessment.days.earliest > chart.near.as_of


def _is_undated(_chart: Chart, assessment: AssessmentRow) -> bool:
    return assessment.days is None


STORIES = (
    Weighted(EntryStory("not said", tell_not_said), 40),
    Weighted(EntryStory("same day", tell_same_day, _is_made), 36),
    Weighted(EntryStory("day after", tell_day_after, lambda c, a: _is_ago(c, a, 1)), 10),
    Weighted(EntryStory("two days after", tell_two_days_after, lambda c, a: _is_ago(c, a, 2)), 4),
    Weighted(EntryStory("long after", tell_long_after, lambda c, a: _is_ago(c, a, 60)), 5),
    Weighted(EntryStory("day before", tell_day_before, _is_made), 2),
    Weighted(EntryStory("after the check", tell_after_the_check, _is_made), 1),
    Weighted(EntryStory("just made", tell_just_made, _is_of_these_days), 2),
    Weighted(EntryStory("in the span", tell_in_the_span, _is_partial), 4),
    Weighted(EntryStory("after the span", tell_after_the_span, _is_partial), 4),
    Weighted(EntryStory("of no day", tell_of_no_day, _is_undated), 2),
    Weighted(EntryStory("of a day ahead", tell_of_a_day_ahead, _is_ahead), 3),
)
