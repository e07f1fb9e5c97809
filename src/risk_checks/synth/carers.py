"""Stories of mentioned carers, each with what RC-CARER-001 and RC-CARER-002 must say."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from risk_checks.model.outcome import ReasonCode
from risk_checks.synth.chart import Chart
from risk_checks.synth.deck import Weighted
from risk_checks.synth.horizon import pick
from risk_checks.synth.mentions import (
    Reach,
    add_mention,
    close,
    in_words,
    is_own_number,
    official,
    oneself,
    unknown,
)
from risk_checks.synth.numbers import spaced
from risk_checks.synth.story import Story
from risk_checks.synth.verdicts import CARER_MISSING, all_met, carer_details, only_possible, unmet


def tell_complete(chart: Chart) -> None:
    """One mention says all of it."""
    all_met(chart, CARER_MISSING)
    carer_details(chart, complete=True)
    add_mention(chart, close(chart.rng))
    if chart.rng.random() < 0.2:
        _add_incomplete(chart)
    _noise(chart)


def tell_complete_until_tomorrow(chart: Chart) -> None:
    """One mention says all of it, and ends the day after the check."""
    all_met(chart, CARER_MISSING)
    carer_details(chart, complete=True)
    add_mention(chart, close(chart.rng), until=chart.near.ahead(1))


def tell_incomplete(chart: Chart) -> None:
    """Every mention lacks a name or a way to reach the person."""
    all_met(chart, CARER_MISSING)
    carer_details(chart, complete=False)
    for _ in range(chart.rng.choice((1, 1, 2))):
        _add_incomplete(chart)
    _noise(chart)


def tell_split(chart: Chart) -> None:
    """Two mentions say all of it between them, and neither does alone."""
    all_met(chart, CARER_MISSING)
    carer_details(chart, complete=False)
    add_mention(chart, close(chart.rng), reach=Reach.NONE)
    add_mention(chart, close(chart.rng), named=False)
    if chart.rng.random() < 0.5:
        add_mention(chart, unknown(chart.rng))


def tell_completed_by_another(chart: Chart) -> None:
    """A coded relationship that cannot be reached, and one in words that can."""
    all_met(chart, CARER_MISSING)
    carer_details(chart, complete=True)
    _add_incomplete(chart)
    add_mention(chart, in_words(chart.rng))


def tell_only_others_complete(chart: Chart) -> None:
    """The mention that says all of it is official, over, inactive or the patient; the carer's own does not."""
    all_met(chart, CARER_MISSING)
    carer_details(chart, complete=False)
    _add_incomplete(chart)
    _add_neutral(chart)


def tell_unknown(chart: Chart) -> None:
    """Somebody, of whom it is not said who they are."""
    only_possible(chart, CARER_MISSING)
    carer_details(chart, complete=False)
    add_mention(chart, unknown(chart.rng))
    _noise(chart)


def tell_in_words(chart: Chart) -> None:
    """Somebody close by the words of the record, without a code; all of it is said."""
    only_possible(chart, CARER_MISSING)
    carer_details(chart, complete=True)
    add_mention(chart, in_words(chart.rng))
    _noise(chart)


def tell_in_words_incomplete(chart: Chart) -> None:
    """Somebody close by the words of the record, without a code, who cannot be reached."""
    only_possible(chart, CARER_MISSING)
    carer_details(chart, complete=False)
    add_mention(chart, in_words(chart.rng), reach=Reach.HOLLOW)


def tell_none(chart: Chart) -> None:
    """Nobody."""
    unmet(chart, CARER_MISSING, ReasonCode.NONE_RECORDED)
    _noise(chart)


def tell_only_neutral(chart: Chart) -> None:
    """Only people who are official, no longer there, or the patient themself."""
    unmet(chart, CARER_MISSING, ReasonCode.NONE_RECORDED)
    for _ in range(chart.rng.choice((1, 1, 2))):
        _add_neutral(chart)


def _add_incomplete(chart: Chart) -> None:
    rng = chart.rng
    if rng.random() < 0.3:
        add_mention(chart, close(rng), named=False)
    else:
        add_mention(chart, close(rng), named=rng.random() < 0.8, reach=rng.choice((Reach.NONE, Reach.HOLLOW)))


def _add_official(chart: Chart) -> None:
    add_mention(chart, official(chart.rng))


def _add_oneself(chart: Chart) -> None:
    rng, near = chart.rng, chart.near
    match rng.randrange(8):
        case 0:
            add_mention(chart, oneself(), since=near.as_of)
        case 1:
            add_mention(chart, oneself(), since=pick(rng, near, near.ahead(1), near.ahead(60)))
        case 2:
            add_mention(chart, oneself(), until=pick(rng, near, near.as_of, near.ahead(1)))
        case 3:
            began = near.ago(rng.randrange(30, 900))
            add_mention(chart, oneself(), since=began, until=began - timedelta(days=rng.choice((1, 30, 365))))
        case _:
            add_mention(chart, oneself())


def _add_own_number(chart: Chart) -> None:
    """Add somebody close who has the patient's NHS number."""
    own = [each for each in chart.facts.numbers if is_own_number(chart, each)]
    if not own:
        _add_oneself(chart)
        return
    number = chart.rng.choice(own)
    add_mention(chart, close(chart.rng), number=spaced(chart.rng, number) if number.isdigit() else number)


def _add_ended(chart: Chart) -> None:
    near = chart.near
    add_mention(chart, close(chart.rng), until=pick(chart.rng, near, near.ago(900), near.as_of))


def _add_inactive(chart: Chart) -> None:
    add_mention(chart, close(chart.rng), inactive=True)


def _add_somebody_elses(chart: Chart) -> None:
    add_mention(chart, close(chart.rng), of=chart.bystander)


_NEUTRAL: tuple[Callable[[Chart], None], ...] = (
    _add_official,
    _add_official,
    _add_oneself,
    _add_own_number,
    _add_ended,
    _add_ended,
    _add_inactive,
)


def _add_neutral(chart: Chart) -> None:
    chart.distractors += 1
    choices = _NEUTRAL if chart.bystander is None else (*_NEUTRAL, _add_somebody_elses)
    chart.rng.choice(choices)(chart)


def _noise(chart: Chart) -> None:
    if chart.rng.random() < 0.2:
        _add_neutral(chart)


STORIES = (
    Weighted(Story("complete", tell_complete), 42),
    Weighted(Story("complete until tomorrow", tell_complete_until_tomorrow), 2),
    Weighted(Story("incomplete", tell_incomplete), 12),
    Weighted(Story("split", tell_split), 3),
    Weighted(Story("completed by another", tell_completed_by_another), 2),
    Weighted(Story("only others complete", tell_only_others_complete), 4),
    Weighted(Story("unknown", tell_unknown), 6),
    Weighted(Story("in words", tell_in_words), 3),
    Weighted(Story("in words, incomplete", tell_in_words_incomplete), 1),
    Weighted(Story("none", tell_none), 16),
    Weighted(Story("only neutral", tell_only_neutral), 9),
)
