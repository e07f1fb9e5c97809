"""Stories of contact with carers, each with what RC-CARER-005 must say of every referral."""

from __future__ import annotations

from datetime import date

from risk_checks.model.duration import Duration
from risk_checks.synth import planted
from risk_checks.synth.appointments import add_appointment
from risk_checks.synth.chart import LOCAL, Chart, Resource, concept
from risk_checks.synth.encounters import add_encounter
from risk_checks.synth.facts import Fact, Progress, span
from risk_checks.synth.horizon import pick
from risk_checks.synth.messages import add_message, somebody_close
from risk_checks.synth.renewing import Question, State, Way, When, stories
from risk_checks.synth.services import any_organization, any_worker
from risk_checks.synth.written import write_day

_APPOINTMENT = {State.COUNTS: "fulfilled", State.DRAFT: "booked", State.RETRACTED: "cancelled"}
_PROGRESS = {State.COUNTS: Progress.DONE, State.DRAFT: Progress.DRAFT, State.RETRACTED: Progress.VOID}
_MESSAGE = {
    State.COUNTS: ("completed",),
    State.DRAFT: ("preparation", "in-progress"),
    State.RETRACTED: ("not-done", "entered-in-error"),
}
_ANSWERS = {
    State.COUNTS: ("completed", "amended"),
    State.DRAFT: ("in-progress",),
    State.RETRACTED: ("entered-in-error",),
}


def add_visit(chart: Chart, when: When, state: State) -> None:
    """Add a contact or an appointment in which a carer takes part."""
    assert isinstance(when, date)
    chart.facts.visits.append(Fact(_PROGRESS[state], span(when)))
    related: Resource = {"reference": f"RelatedPerson/{chart.rng.choice(chart.facts.carers)}"}
    if state is State.COUNTS and not chart.derived and when <= chart.near.as_of and chart.rng.random() < 0.6:
        provider = any_organization(chart.rng)
        add_encounter(chart, status="finished", first=when, last=when, provider=provider)
        chart.resources[-1]["participant"] = [{"individual": any_worker(chart.rng)}, {"individual": related}]
    else:
        add_appointment(chart, when, status=_APPOINTMENT[state], with_carer=related)


def add_call(chart: Chart, when: When, state: State) -> None:
    """Add a message to or from a carer."""
    add_message(chart, when, status=chart.rng.choice(_MESSAGE[state]), party=somebody_close(chart))


def add_answers(chart: Chart, when: When, state: State) -> None:
    """Add a form that a carer has filled in."""
    chart.facts.answers.append(Fact(_PROGRESS[state], None if when is None else span(when)))
    elements: Resource = {"source": {"reference": f"RelatedPerson/{chart.rng.choice(chart.facts.carers)}"}}
    if when is not None:
        elements["authored"] = when if isinstance(when, str) else write_day(chart.rng, when)
    chart.add(
        "QuestionnaireResponse",
        questionnaire="https://forms.example.org/Questionnaire/how-are-you-managing|1",
        status=chart.rng.choice(_ANSWERS[state]),
        subject=chart.subject(),
        **elements,
    )


def _knows_somebody(chart: Chart) -> bool:
    return bool(chart.facts.carers)


def _add_look_alike(chart: Chart) -> None:
    rng, near = chart.rng, chart.near
    chart.distractors += 1
    day = pick(rng, near, near.ago(170), near.as_of)
    match rng.randrange(4 if chart.bystander is not None else 3):
        case 0:
            add_message(chart, day, status="completed", party=chart.subject())
        case 1:
            add_message(chart, day, status="completed", party=any_organization(rng))
        case 2:
            add_appointment(chart, day, status="fulfilled", kind=concept(LOCAL, "walk"))
        case _:
            add_message(chart, day, status="completed", party=somebody_close(chart), of=chart.bystander)


QUESTION = Question(
    rule=planted.CARER_ENGAGED,
    every=Duration(180, "day"),
    first_days=180,
    ways=(
        Way(add_visit, is_first=True, fits=_knows_somebody, needs_day=True),
        Way(add_visit, is_first=True, fits=_knows_somebody, needs_day=True),
        Way(add_call, is_first=False, fits=lambda _chart: True),
        Way(add_answers, is_first=False, fits=_knows_somebody),
    ),
    add_look_alike=_add_look_alike,
)
STORIES = stories(QUESTION)
