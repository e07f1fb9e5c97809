"""Stories of NHS numbers, each with what RC-REC-009 must say of a person in care.

Told before anybody is mentioned: a mention may carry the person's own number.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from risk_checks.model.outcome import OutcomeKind, ReasonCode
from risk_checks.synth import planted
from risk_checks.synth.chart import LOCAL, Chart, Resource
from risk_checks.synth.deck import Weighted
from risk_checks.synth.identity import any_number, nhs_identifier
from risk_checks.synth.story import Story


def tell_sound(chart: Chart) -> None:
    """One number, with the right check digit."""
    _sound(chart)
    _hold(chart, nhs_identifier(chart.number))


def tell_spaced(chart: Chart) -> None:
    """One number, with spaces or hyphens between its digits; it may be there without them too."""
    _sound(chart)
    _hold(chart, nhs_identifier(spaced(chart.rng, chart.number)))
    if chart.rng.random() < 0.3:
        _hold(chart, nhs_identifier(chart.number))


def tell_sound_beside_others(chart: Chart) -> None:
    """One number in use, beside faulty ones that are old, temporary or over, or of another system."""
    _sound(chart)
    chart.distractors += 1
    _hold(chart, nhs_identifier(chart.number))
    chart.facts.identifiers.append(_not_in_use(chart, _one_off(chart)))


def tell_faulty(chart: Chart) -> None:
    """One number, with a slip in it, or no number at all."""
    _faulty(chart)
    _hold(chart, nhs_identifier(chart.rng.choice(_SLIPS)(chart), traced=False))


def tell_wrong_check_digit(chart: Chart) -> None:
    """One number, of which the last digit is one off."""
    _faulty(chart)
    _hold(chart, nhs_identifier(_one_off(chart), traced=False))


def tell_two(chart: Chart) -> None:
    """Two numbers in use that differ, of which each by itself would do, or one would."""
    _faulty(chart)
    other = any_number(chart.rng, but=chart.number) if chart.rng.random() < 0.6 else _one_off(chart)
    numbers = [nhs_identifier(chart.number), nhs_identifier(other)]
    chart.rng.shuffle(numbers)
    for each in numbers:
        _hold(chart, each)


def tell_none(chart: Chart) -> None:
    """No number in use: nothing is asked."""
    if chart.rng.random() < 0.5:
        chart.distractors += 1
        chart.facts.identifiers.append(_not_in_use(chart, _one_off(chart)))


def spaced(rng: Random, number: str) -> str:
    """Return a number as it is often written.

    >>> spaced(Random(1), "9990000018")
    '999 000 0018'
    """
    return rng.choice((" ", " ", "-")).join((number[:3], number[3:6], number[6:]))


def _sound(chart: Chart) -> None:
    if chart.referrals:
        chart.claim(planted.NHS_NUMBER, chart.key, OutcomeKind.MET, ReasonCode.RECORDED)


def _faulty(chart: Chart) -> None:
    if chart.referrals:
        chart.claim(planted.NHS_NUMBER, chart.key, OutcomeKind.GAP, ReasonCode.NONE_RECORDED)


def _hold(chart: Chart, identifier: Resource) -> None:
    chart.facts.identifiers.append(identifier)
    chart.facts.numbers.append(str(identifier["value"]))


def _one_off(chart: Chart) -> str:
    return f"{chart.number[:9]}{(int(chart.number[9]) + chart.rng.choice((1, 9))) % 10}"


def _one_missing(chart: Chart) -> str:
    place = chart.rng.randrange(10)
    return chart.number[:place] + chart.number[place + 1 :]


def _one_too_many(chart: Chart) -> str:
    return chart.number + chart.number[9]


def _two_swapped(chart: Chart) -> str:
    """Return the number with two neighbours swapped; where all neighbours are the same, with its last digit one off."""
    number = chart.number
    places = [place for place in range(9) if number[place] != number[place + 1]]
    if not places:
        return _one_off(chart)
    place = chart.rng.choice(places)
    return f"{number[:place]}{number[place + 1]}{number[place]}{number[place + 2 :]}"


def _one_digit(chart: Chart) -> str:
    return str(chart.rng.randrange(10)) * 10


def _words(chart: Chart) -> str:
    return chart.rng.choice(("not known", "AWAITED", "see letter"))


def _not_in_use(chart: Chart, value: str) -> Resource:
    """Return an identifier that is not read as the person's NHS number of today."""
    rng, near = chart.rng, chart.near
    match rng.randrange(4):
        case 0:
            return {"use": "old", **nhs_identifier(value)}
        case 1:
            return {"use": "temp", **nhs_identifier(value)}
        case 2:
            return {**nhs_identifier(value), "period": {"end": near.ago(rng.randrange(1, 2000)).isoformat()}}
        case _:
            return {"system": LOCAL, "value": value}


_SLIPS: tuple[Callable[[Chart], str], ...] = (_one_off, _one_missing, _one_too_many, _two_swapped, _one_digit, _words)
STORIES = (
    Weighted(Story("sound", tell_sound), 150),
    Weighted(Story("spaced", tell_spaced), 10),
    Weighted(Story("sound beside others", tell_sound_beside_others), 8),
    Weighted(Story("faulty", tell_faulty), 4),
    Weighted(Story("wrong check digit", tell_wrong_check_digit), 1),
    Weighted(Story("two", tell_two), 1),
    Weighted(Story("none", tell_none), 6),
)
