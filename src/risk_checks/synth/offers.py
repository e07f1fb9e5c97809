"""Stories of offers of a carer's assessment, each with what RC-CARER-004 must say of every referral."""

from __future__ import annotations

from risk_checks.model.duration import Duration
from risk_checks.model.outcome import ReasonCode
from risk_checks.synth import planted
from risk_checks.synth.births import ADULT, is_aged
from risk_checks.synth.chart import LOCAL, Chart, Resource, concept
from risk_checks.synth.deck import Weighted
from risk_checks.synth.facts import Mention
from risk_checks.synth.horizon import pick
from risk_checks.synth.messages import add_message, note_request
from risk_checks.synth.renewing import Question, State, Way, When, claim_unknown, stories
from risk_checks.synth.services import any_organization, any_worker
from risk_checks.synth.site import CARERS_ASSESSMENTS
from risk_checks.synth.story import Story
from risk_checks.synth.written import write_day

_REQUEST = {
    State.COUNTS: ("active", "completed"),
    State.DRAFT: ("draft",),
    State.RETRACTED: ("entered-in-error",),
}
_TASK = {
    State.COUNTS: ("requested", "accepted", "in-progress", "completed"),
    State.DRAFT: ("draft",),
    State.RETRACTED: ("rejected", "cancelled", "entered-in-error"),
}
_LETTER = {
    State.COUNTS: ("completed", "in-progress"),
    State.DRAFT: ("preparation",),
    State.RETRACTED: ("not-done", "entered-in-error"),
}
_PROCEDURE = {
    State.COUNTS: ("completed",),
    State.DRAFT: ("preparation", "in-progress"),
    State.RETRACTED: ("not-done", "entered-in-error"),
}


def has_adult(chart: Chart) -> bool:
    """Return whether one of those who may be carers surely is an adult, or is not known to be a child."""
    return any(_is_adult(chart, each)[0] for each in chart.facts.mentions)


def may_have_adult(chart: Chart) -> bool:
    """Return whether one of them may be an adult."""
    return any(_is_adult(chart, each)[1] for each in chart.facts.mentions)


def is_undecided(chart: Chart) -> bool:
    """Return whether the record cannot tell whether there is an adult among them."""
    return may_have_adult(chart) and not has_adult(chart)


def add_request(chart: Chart, when: When, state: State, *, code: Resource | None = None) -> None:
    """Ask whoever makes the assessment for it, as a request or a task."""
    rng = chart.rng
    dated: Resource = {} if when is None else {"authoredOn": when if isinstance(when, str) else write_day(rng, when)}
    elements: Resource = {"intent": "order", "code": code or _code(chart), "requester": any_worker(rng), **dated}
    if rng.random() < 0.5:
        status = rng.choice(_REQUEST[state])
        chart.add("ServiceRequest", status=status, subject=chart.subject(), performer=[any_worker(rng)], **elements)
    else:
        status = rng.choice(_TASK[state])
        chart.add("Task", **{"for": chart.subject()}, status=status, owner=any_worker(rng), **elements)
    note_request(chart, when, status=status)


def add_letter(chart: Chart, when: When, state: State) -> None:
    """Send the carer's details to whoever makes the assessment."""
    status, party = chart.rng.choice(_LETTER[state]), any_organization(chart.rng)
    add_message(chart, when, status=status, party=party, kind=_code(chart), is_sent=True)


def add_form(chart: Chart, when: When, state: State) -> None:
    """Add the assessment itself."""
    rng = chart.rng
    elements: Resource = {"status": rng.choice(_PROCEDURE[state]), "code": _code(chart), "subject": chart.subject()}
    if when is not None:
        elements["performedDateTime"] = when if isinstance(when, str) else write_day(rng, when)
    chart.add("Procedure", **elements)


def tell_undecided(chart: Chart) -> None:
    """Of those who may be carers, the one who may be an adult was born in a year that does not say."""
    for each in chart.referrals:
        chart.claim_unsure(planted.CARERS_ASSESSMENT, each.key)


def can_be_uncoded(chart: Chart) -> bool:
    """Return whether a letter without a code is heard of by no other rule."""
    return has_adult(chart) and chart.derived and not chart.facts.has_psychosis


def tell_uncoded(chart: Chart) -> None:
    """A letter that does not say what it is."""
    claim_unknown(chart, QUESTION, ReasonCode.FIELD_NOT_KNOWN)
    day = pick(chart.rng, chart.near, QUESTION.first_current(chart.near), chart.near.as_of)
    add_letter(chart, day, State.COUNTS)
    del chart.resources[-1]["category"]


def _is_adult(chart: Chart, mention: Mention) -> tuple[bool, bool]:
    if mention.born is None:
        return True, True
    return is_aged(mention.born, ADULT, chart.near.as_of)


def _code(chart: Chart) -> Resource:
    system, code, _ = chart.rng.choice(CARERS_ASSESSMENTS)
    return concept(system, code)


def _add_look_alike(chart: Chart) -> None:
    chart.distractors += 1
    day = pick(chart.rng, chart.near, chart.near.ago(300), chart.near.as_of)
    if chart.rng.random() < 0.5 or chart.bystander is None:
        add_request(chart, day, State.COUNTS, code=concept(LOCAL, "needs-assessment"))
    else:
        party = any_organization(chart.rng)
        add_message(chart, day, status="completed", party=party, kind=_code(chart), is_sent=True, of=chart.bystander)


QUESTION = Question(
    rule=planted.CARERS_ASSESSMENT,
    every=Duration(12, "month"),
    first_days=90,
    ways=(
        Way(add_request, is_first=True, fits=lambda _chart: True),
        Way(add_letter, is_first=True, fits=lambda _chart: True),
        Way(add_form, is_first=False, fits=lambda _chart: True),
    ),
    add_look_alike=_add_look_alike,
    asks=has_adult,
)


STORIES = (
    *(each for each in stories(QUESTION) if each.card.name != "nobody"),
    Weighted(Story("nobody", lambda _chart: None, lambda c: not may_have_adult(c)), 40),
    Weighted(Story("undecided", tell_undecided, is_undecided), 40),
    Weighted(Story("uncoded", tell_uncoded, can_be_uncoded), 3),
)
