"""Chapters of hospital: a stay is fixed first, then what goes with it, and every rule that asks about it is answered.

Told when assessments, contacts with carers and mentions of them are known.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from risk_checks.synth.assessment_rows import add_assessment
from risk_checks.synth.chart import Chart
from risk_checks.synth.deck import Weighted
from risk_checks.synth.facts import AssessmentState, Fact, Progress, span
from risk_checks.synth.horizon import ONE_DAY, pick, quarter_ago
from risk_checks.synth.marks import maybe_mark
from risk_checks.synth.services import any_organization
from risk_checks.synth.stay_claims import claim_admission, claim_discharge
from risk_checks.synth.stay_rows import (
    ELSEWHERE,
    OTHER_BEDS,
    Ending,
    add_follow_up,
    add_indirect_contact,
    add_letter,
    add_stay,
)
from risk_checks.synth.story import Story

FOLLOW_UP_DAYS = 3
_DAY = timedelta(days=1)
_PROGRESS = {
    "finished": Progress.DONE,
    "completed": Progress.DONE,
    "planned": Progress.DRAFT,
    "preparation": Progress.DRAFT,
    "in-progress": Progress.DRAFT,
    "cancelled": Progress.VOID,
    "not-done": Progress.VOID,
    "entered-in-error": Progress.VOID,
}


def can_stay(chart: Chart) -> bool:
    """Return whether a stay makes no referral, and everything that answers about it is known to the day."""
    facts = chart.facts
    is_exact = all(each.is_to_the_day for each in (*facts.assessments, *facts.calls))
    is_exact = is_exact and all(each.state is not AssessmentState.UNKNOWN for each in facts.assessment_rows)
    return not chart.derived and is_exact and (not chart.exempt or chart.died_some_day)


def tell_none(_chart: Chart) -> None:
    """No stay."""


def tell_current(chart: Chart) -> None:
    """The person is on the ward."""
    rng, near = chart.rng, chart.near
    _admitted(chart, pick(rng, near, near.ago(150), near.as_of))


def tell_just_admitted(chart: Chart) -> None:
    """Admitted the day before, or two days before: the last day for an assessment, or the day after it."""
    _admitted(chart, chart.near.ago(chart.rng.choice((0, 1, 1, 2, 2))))


def tell_discharged(chart: Chart) -> None:
    """Discharged some time ago."""
    rng, near = chart.rng, chart.near
    _discharged(chart, pick(rng, near, first_asked(chart), near.as_of))


def tell_just_discharged(chart: Chart) -> None:
    """Discharged so recently that a follow-up is due, or has been since yesterday."""
    _discharged(chart, chart.near.ago(chart.rng.randrange(FOLLOW_UP_DAYS + 2)))


def tell_first_asked(chart: Chart) -> None:
    """Discharged on the first day that is asked about."""
    _discharged(chart, first_asked(chart))


def tell_not_asked(chart: Chart) -> None:
    """Discharged the day before that."""
    _discharged(chart, first_asked(chart) - ONE_DAY)


def tell_one_day(chart: Chart) -> None:
    """Admitted and discharged on one day."""
    day = pick(chart.rng, chart.near, first_asked(chart), chart.near.as_of)
    _discharged(chart, day, start=day)


def tell_tribunal(chart: Chart) -> None:
    """Discharged by a tribunal."""
    day = pick(chart.rng, chart.near, first_asked(chart), chart.near.as_of)
    _discharged(chart, day, ending=Ending(method="3"))


def tell_elsewhere(chart: Chart) -> None:
    """Discharged to where others take on the care at once."""
    day = pick(chart.rng, chart.near, first_asked(chart), chart.near.as_of)
    _discharged(chart, day, ending=Ending(destination=chart.rng.choice(ELSEWHERE)))


def tell_died(chart: Chart) -> None:
    """The stay is said to have ended in death."""
    day = pick(chart.rng, chart.near, first_asked(chart), chart.near.as_of)
    ending = Ending(method="4") if chart.rng.random() < 0.5 else Ending(destination="79")
    _discharged(chart, day, ending=ending)


def tell_other_bed(chart: Chart) -> None:
    """Discharged from a bed that is not an acute one for adults."""
    day = pick(chart.rng, chart.near, first_asked(chart), chart.near.as_of)
    _discharged(chart, day, ending=Ending(bed=chart.rng.choice(OTHER_BEDS)))


def tell_transferred(chart: Chart) -> None:
    """Another stay on the ward began on the day of discharge."""
    near = chart.near
    day = pick(chart.rng, near, first_asked(chart), near.as_of)
    _discharged(chart, day, next_on=day)


def tell_readmitted(chart: Chart) -> None:
    """Another stay on the ward began within the days in which a follow-up is asked for."""
    near = chart.near
    day = pick(chart.rng, near, first_asked(chart), near.ago(1))
    last = min(near.as_of, day + timedelta(days=FOLLOW_UP_DAYS))
    _discharged(chart, day, next_on=pick(chart.rng, near, day + ONE_DAY, last))


def tell_not_held(chart: Chart) -> None:
    """A stay that was called off, entered in error, or is planned."""
    rng, near = chart.rng, chart.near
    chart.distractors += 1
    if rng.random() < 0.5:
        add_stay(chart, near.ago(20), near.ago(10), status=rng.choice(("cancelled", "entered-in-error")))
    else:
        add_stay(chart, near.ahead(rng.randrange(1, 30)), None, status="planned")


def first_asked(chart: Chart) -> date:
    """Return the first day of discharge that is asked about."""
    return quarter_ago(chart.near)


def _admitted(chart: Chart, start: date) -> None:
    stay = add_stay(chart, start, None, status=chart.rng.choice(("in-progress", "in-progress", "onleave", "arrived")))
    _maybe_assess(chart, start - _DAY, start + 3 * _DAY)
    claim_admission(chart, stay)


def _discharged(
    chart: Chart, end: date, *, start: date | None = None, ending: Ending | None = None, next_on: date | None = None
) -> None:
    rng = chart.rng
    begun = start or end - rng.choice((1, 2, 7, 30, 60, 100, 150)) * _DAY
    ending = ending or Ending(bed=rng.choice(("", "", "", "200", "10")), destination=rng.choice(("", "19")))
    stay = add_stay(chart, begun, end, status="finished", ending=ending, next_on=next_on)
    stays = [stay] if next_on is None else [stay, add_stay(chart, next_on, None, status="in-progress")]
    _maybe_assess(chart, begun - _DAY, begun + 3 * _DAY)
    _maybe_assess(chart, end - 5 * _DAY, end)
    for each in stays:
        claim_admission(chart, each)
    maybe_mark(chart, begun, end)
    claim_discharge(chart, stay, contacts=_contacts(chart, end), letters=_letters(chart, begun, end))


def _maybe_assess(chart: Chart, first: date, last: date) -> None:
    """Add an assessment, where one of those days comes before an assessment that settles how current they are."""
    latest = chart.facts.settled_on
    if latest is not None and latest >= first and chart.rng.random() < 0.6:
        add_assessment(chart, pick(chart.rng, chart.near, first, min(last, latest)))


def _contacts(chart: Chart, end: date) -> list[Fact]:
    """Add what follows a discharge, and return the contacts of the ward with the person."""
    rng, near = chart.rng, chart.near
    last = end + FOLLOW_UP_DAYS * _DAY
    made: list[Fact] = []

    def meet(day: date, status: str = "finished") -> None:
        add_follow_up(chart, day, status=status)
        made.append(Fact(_PROGRESS[status], span(day)))

    match rng.randrange(13):
        case 12 if near.as_of >= end + 2 * _DAY:
            meet(end + 2 * _DAY)
        case 0 | 1 | 2 if near.as_of > end:
            meet(pick(rng, near, end + _DAY, min(near.as_of, last)))
        case 3 if near.as_of >= last:
            meet(last)
        case 4 if near.as_of > last:
            meet(last + _DAY)
        case 5 if near.as_of > last:
            meet(pick(rng, near, last + _DAY, near.as_of))
        case 6:
            meet(end)
        case 7:
            meet(near.ahead(rng.randrange(1, 20)), "planned")
        case 8:
            meet(end + _DAY, "cancelled")
        case 9 if near.as_of > end:
            chart.distractors += 1
            add_follow_up(chart, end + _DAY, provider=str(any_organization(rng)["reference"]))
        case 10 if near.as_of > end:
            chart.distractors += 1
            add_indirect_contact(chart, end + _DAY)
    return made


def _letters(chart: Chart, start: date, end: date) -> list[Fact]:
    """Add what is sent about a discharge, and return the discharge letters to those who go on with the care."""
    rng, near = chart.rng, chart.near
    made: list[Fact] = []

    def send(day: date, status: str = "completed") -> None:
        add_letter(chart, day, status=status)
        made.append(Fact(_PROGRESS[status], span(day)))

    match rng.randrange(10):
        case 0 | 1 | 2:
            send(end)
        case 3 if near.as_of > end:
            send(end + _DAY)
        case 4 if near.as_of > end + _DAY:
            send(end + 2 * _DAY)
        case 5:
            send(end - _DAY if end > start else end)
        case 6:
            send(end, rng.choice(("preparation", "in-progress")))
        case 7:
            send(end, rng.choice(("not-done", "entered-in-error")))
        case 8:
            chart.distractors += 1
            add_letter(chart, end, discharge=False)
    return made


def _story(name: str, tell: Callable[[Chart], None], weight: int) -> Weighted[Story]:
    return Weighted(Story(name, tell, can_stay), weight)


STORIES = (
    Weighted(Story("none", tell_none), 100),
    _story("current", tell_current, 5),
    _story("just admitted", tell_just_admitted, 3),
    _story("discharged", tell_discharged, 12),
    _story("just discharged", tell_just_discharged, 6),
    _story("first asked", tell_first_asked, 1),
    _story("not asked", tell_not_asked, 1),
    _story("one day", tell_one_day, 1),
    _story("tribunal", tell_tribunal, 1),
    _story("elsewhere", tell_elsewhere, 1),
    _story("died", tell_died, 1),
    _story("other bed", tell_other_bed, 1),
    _story("transferred", tell_transferred, 1),
    _story("readmitted", tell_readmitted, 2),
    _story("not held", tell_not_held, 2),
)
