"""Stories of missed appointments, each with what RC-COORD-002 must say; told when all other contacts are known."""

from __future__ import annotations

from datetime import date, timedelta

from risk_checks.model.outcome import OutcomeKind, ReasonCode
from risk_checks.synth import planted
from risk_checks.synth.appointments import add_appointment
from risk_checks.synth.chart import Chart
from risk_checks.synth.closings import closed_lately, missed_from
from risk_checks.synth.deck import Weighted
from risk_checks.synth.encounters import add_encounter
from risk_checks.synth.facts import ContactState, Progress
from risk_checks.synth.horizon import ONE_DAY, pick, quarter_ago
from risk_checks.synth.messages import add_message
from risk_checks.synth.services import any_organization
from risk_checks.synth.story import Story

FOLLOW_UP_DAYS = 3


def first_asked(chart: Chart) -> date:
    """Return the first day of which a missed appointment is still asked about."""
    return quarter_ago(chart.near)


def tell_none(chart: Chart) -> None:
    """No appointment was missed, or none that is asked about."""
    if chart.rng.random() < 0.2:
        _noise(chart)


def tell_followed_up(chart: Chart) -> None:
    """Followed up within the days allowed."""
    rng, near = chart.rng, chart.near
    day = pick(rng, near, first_asked(chart), near.as_of)
    _followed_up(chart, day, pick(rng, near, day, min(near.as_of, day + timedelta(days=FOLLOW_UP_DAYS))))


def tell_last_good_day(chart: Chart) -> None:
    """Followed up on the last day allowed."""
    day = pick(chart.rng, chart.near, first_asked(chart), chart.near.ago(FOLLOW_UP_DAYS))
    _followed_up(chart, day, day + timedelta(days=FOLLOW_UP_DAYS))


def tell_first_asked(chart: Chart) -> None:
    """Missed on the first day that is asked about, and followed up."""
    day = first_asked(chart)
    _followed_up(chart, day, day + ONE_DAY)


def claim_unclear(chart: Chart) -> None:
    """Claim of contacts to which the person may only have arrived that they may be missed appointments."""
    for each in chart.facts.contacts:
        if each.state is ContactState.UNCLEAR and each.days.latest >= first_asked(chart):
            chart.claim_unsure(planted.MISSED_APPOINTMENT, each.key)


def has_closed_lately(chart: Chart) -> bool:
    """Return whether an episode was closed in the last months."""
    return bool(closed_lately(chart))


def tell_before_closing(chart: Chart) -> None:
    """Missed before an episode was closed, and followed up; now and then with a letter about it."""
    rng, near = chart.rng, chart.near
    start, end = rng.choice(closed_lately(chart))
    if rng.random() < 0.6:
        add_message(chart, end - rng.choice((0, 3, 28, 29)) * ONE_DAY, status="completed", party=any_organization(rng))
    day = pick(rng, near, missed_from(start, end), end)
    _followed_up(chart, day, pick(rng, near, day, min(near.as_of, day + timedelta(days=FOLLOW_UP_DAYS))))


def tell_arrived_before_closing(chart: Chart) -> None:
    """The person came, it seems, before an episode was closed: whether they were seen, the record does not say."""
    rng = chart.rng
    start, end = rng.choice(closed_lately(chart))
    day = pick(rng, chart.near, missed_from(start, end), end)
    status, provider = rng.choice(("arrived", "triaged")), any_organization(rng)
    encounter = add_encounter(chart, status=status, first=day, last=day, provider=provider)
    if day >= first_asked(chart):
        chart.claim_unsure(planted.MISSED_APPOINTMENT, f"Encounter/{encounter}")


def can_be_quiet(chart: Chart) -> bool:
    """Return whether there are days asked about, past their deadline, since which nothing followed."""
    return _quiet_since(chart) <= chart.near.ago(FOLLOW_UP_DAYS + 1)


def tell_late(chart: Chart) -> None:
    """Followed up, after the days allowed."""
    rng, near = chart.rng, chart.near
    day = pick(rng, near, _quiet_since(chart), near.ago(FOLLOW_UP_DAYS + 1))
    _late(chart, day, pick(rng, near, day + timedelta(days=FOLLOW_UP_DAYS + 1), near.as_of))


def tell_first_late_day(chart: Chart) -> None:
    """Followed up on the first day that is too late."""
    day = pick(chart.rng, chart.near, _quiet_since(chart), chart.near.ago(FOLLOW_UP_DAYS + 1))
    _late(chart, day, day + timedelta(days=FOLLOW_UP_DAYS + 1))


def tell_not_followed_up(chart: Chart) -> None:
    """Nothing followed."""
    _noise(chart)
    if can_be_quiet(chart):
        _unmet(chart, pick(chart.rng, chart.near, _quiet_since(chart), chart.near.ago(FOLLOW_UP_DAYS + 1)))


def tell_first_bad_day(chart: Chart) -> None:
    """Nothing followed, and the last day allowed was the day before."""
    _unmet(chart, chart.near.ago(FOLLOW_UP_DAYS + 1))


def tell_only_ahead(chart: Chart) -> None:
    """Nothing followed but a contact that is said to have been on a day to come."""
    near = chart.near
    add_appointment(chart, pick(chart.rng, near, near.ahead(1), near.ahead(60)), status="fulfilled")
    _unmet(chart, pick(chart.rng, near, _quiet_since(chart), near.ago(FOLLOW_UP_DAYS + 1)))


def tell_two(chart: Chart) -> None:
    """Two were missed, and nothing followed either."""
    rng, near = chart.rng, chart.near
    one = pick(rng, near, _quiet_since(chart), near.ago(FOLLOW_UP_DAYS + 1))
    _unmet(chart, one, pick(rng, near, one, near.as_of))


def can_be_due(chart: Chart) -> bool:
    """Return whether nothing has happened in the days within which a follow-up is still in time."""
    return _quiet_since(chart) <= chart.near.ago(FOLLOW_UP_DAYS)


def tell_due(chart: Chart) -> None:
    """Missed just now."""
    _unmet(chart, pick(chart.rng, chart.near, chart.near.ago(FOLLOW_UP_DAYS), chart.near.as_of))


def tell_due_today(chart: Chart) -> None:
    """The last day allowed is the day of the check."""
    _unmet(chart, chart.near.ago(FOLLOW_UP_DAYS))


def tell_undated(chart: Chart) -> None:
    """Followed by a message of which nobody knows when it was sent."""
    day = pick(chart.rng, chart.near, _quiet_since(chart), chart.near.ago(FOLLOW_UP_DAYS + 1))
    _, subject = _missed(chart, day)
    _claim(chart, day, subject, OutcomeKind.UNKNOWN, ReasonCode.DATE_NOT_KNOWN)
    add_message(chart, None, status="completed", party=chart.subject())


def tell_not_asked(chart: Chart) -> None:
    """Missed the day before the first that is asked about, or said to be on a day to come."""
    chart.distractors += 1
    day = first_asked(chart) - ONE_DAY if chart.rng.random() < 0.7 else chart.near.ahead(1)
    add_appointment(chart, day, status="noshow")


def _followed_up(chart: Chart, day: date, then: date) -> None:
    appointment, subject = _missed(chart, day)
    _claim(chart, day, subject, OutcomeKind.MET, ReasonCode.IN_TIME)
    _follow_up(chart, appointment, then)


def _late(chart: Chart, day: date, then: date) -> None:
    appointment, subject = _missed(chart, day)
    _claim(chart, day, subject, OutcomeKind.LATE, ReasonCode.RECORDED_LATE)
    _follow_up(chart, appointment, then)


def _unmet(chart: Chart, *days: date) -> None:
    made = [(day, _missed(chart, day)[1]) for day in days]
    for day, subject in made:
        if chart.near.as_of <= day + timedelta(days=FOLLOW_UP_DAYS):
            _claim(chart, day, subject, OutcomeKind.DUE, ReasonCode.NOT_YET_DUE)
        else:
            reason = _why_not(chart, day)
            _claim(chart, day, subject, OutcomeKind.GAP, reason)


def _claim(chart: Chart, day: date, subject: str, outcome: OutcomeKind, reason: ReasonCode) -> None:
    """Claim an outcome, unless the person was in hospital on the day or was admitted in the days allowed."""
    last = day + timedelta(days=FOLLOW_UP_DAYS)
    rule = planted.MISSED_APPOINTMENT
    if day < first_asked(chart):
        return
    if any(each.start <= last and (each.end is None or each.end >= day) for each in chart.facts.stays):
        chart.claim(rule, subject, OutcomeKind.EXEMPT, ReasonCode.EXEMPT)
    elif outcome in {OutcomeKind.MET, OutcomeKind.UNKNOWN}:
        chart.claim(rule, subject, outcome, reason)
    else:
        chart.claim(rule, subject, outcome, reason, last)


def _missed(chart: Chart, day: date) -> tuple[str, str]:
    """Add a missed appointment, and return its key and that of its row."""
    key = f"Appointment/{add_appointment(chart, day, status='noshow')}"
    return key, f"{key}#person.0"


def _follow_up(chart: Chart, appointment: str, day: date) -> None:
    """Add what follows a missed appointment: nothing with a carer, so that only this rule hears of it."""
    rng = chart.rng
    match rng.randrange(4):
        case 0 if not chart.derived:
            add_encounter(chart, status="finished", first=day, last=day, provider=any_organization(rng))
        case 0 | 1:
            add_appointment(chart, day, status="fulfilled")
        case 2:
            add_message(chart, day, status="completed", party=chart.subject())
        case _:
            add_message(chart, day, status="completed", party=any_organization(rng), about=appointment)


def _quiet_since(chart: Chart) -> date:
    """Return the first day that is asked about from which on nothing that follows up is, or may be, recorded."""
    as_of, first = chart.near.as_of, first_asked(chart)
    came = {ContactState.ATTENDED, ContactState.UNCLEAR}
    contacts = [each.days for each in chart.facts.contacts if each.state in came]
    assessed = [each.days for each in chart.facts.assessments if each.progress is Progress.DONE]
    for days in (*chart.facts.messages, *assessed, *contacts):
        if days is None:
            return date.max
        if days.earliest <= as_of:
            first = max(first, days.latest + ONE_DAY)
    return first


def _why_not(chart: Chart, day: date) -> ReasonCode:
    """Return the first reason of a gap: what contacts there are, other than the one that was missed."""
    states = [each.state for each in chart.facts.contacts]
    if ContactState.AHEAD in states:
        return ReasonCode.ONLY_FUTURE
    if ContactState.PLANNED in states or states.count(ContactState.MISSED) > 1:
        return ReasonCode.ONLY_DRAFT
    if ContactState.VOID in states:
        return ReasonCode.ONLY_RETRACTED
    came = {ContactState.ATTENDED, ContactState.UNCLEAR}
    if any(each.state in came and each.days.latest < day for each in chart.facts.contacts):
        return ReasonCode.ONLY_BEFORE_START
    return ReasonCode.NONE_RECORDED


def _noise(chart: Chart) -> None:
    """Add what is no missed appointment that is asked about, and does not follow one up."""
    rng, near = chart.rng, chart.near
    chart.distractors += 1
    day = pick(rng, near, first_asked(chart), near.as_of)
    match rng.randrange(6 if chart.bystander is not None else 5):
        case 0:
            add_appointment(chart, day, status=rng.choice(("cancelled", "entered-in-error")))
        case 1:
            add_appointment(chart, near.ahead(rng.randrange(1, 60)), status="booked")
        case 2:
            add_appointment(chart, near.ago(rng.randrange(100, 900)), status="noshow")
        case 3:
            add_message(chart, day, status=rng.choice(("not-done", "preparation")), party=chart.subject())
        case 4:
            add_message(chart, day, status="completed", party=any_organization(rng))
        case _:
            add_appointment(chart, day, status="noshow", of=str(chart.bystander))


STORIES = (
    Weighted(Story("none", tell_none), 56),
    Weighted(Story("followed up", tell_followed_up), 12),
    Weighted(Story("last good day", tell_last_good_day), 3),
    Weighted(Story("first asked", tell_first_asked), 2),
    Weighted(Story("before closing", tell_before_closing, has_closed_lately), 8),
    Weighted(Story("arrived before closing", tell_arrived_before_closing, has_closed_lately), 2),
    Weighted(Story("late", tell_late, can_be_quiet), 5),
    Weighted(Story("first late day", tell_first_late_day, can_be_quiet), 2),
    Weighted(Story("not followed up", tell_not_followed_up, can_be_quiet), 6),
    Weighted(Story("first bad day", tell_first_bad_day, can_be_quiet), 2),
    Weighted(Story("only ahead", tell_only_ahead, can_be_quiet), 1),
    Weighted(Story("two", tell_two, can_be_quiet), 2),
    Weighted(Story("due", tell_due, can_be_due), 2),
    Weighted(Story("due today", tell_due_today, can_be_due), 2),
    Weighted(Story("undated", tell_undated, can_be_quiet), 2),
    Weighted(Story("not asked", tell_not_asked), 2),
)
