"""What must be said of mentions, by their days and by who they are, and of offers to those who may be carers."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from risk_checks.synth.chart import Chart
from risk_checks.synth.facts import Mention, Span, span
from risk_checks.synth.mentions import add_mention, close, oneself
from risk_checks.synth.named import claim_named
from risk_checks.synth.offers import QUESTION, add_form, add_letter, add_request, has_adult, is_undecided
from risk_checks.synth.renewing import State
from tests.unit.synth.charts import DAY, UNSURE, chart, said

RULE = "RC-REC-010"
TOMORROW, YESTERDAY = DAY + timedelta(days=1), DAY - timedelta(days=1)


def answers(made: Chart) -> list[str]:
    claim_named(made)
    return [answer for (rule, _), answer in said(made).items() if rule == RULE]


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [
        (None, None, ["gap none_recorded"]),
        (DAY, None, ["gap none_recorded"]),
        (TOMORROW, None, []),
        (None, TOMORROW, ["gap none_recorded"]),
        (None, DAY, []),
        (DAY, YESTERDAY, [UNSURE]),
    ],
)
@pytest.mark.parametrize("seed", range(6))
def test_a_mention_of_the_patient_is_a_gap_while_it_is_in_use(
    since: date | None, until: date | None, expected: list[str], seed: int
) -> None:
    made = chart(seed=seed)
    add_mention(made, oneself(), since=since, until=until)
    assert answers(made) == expected
    assert made.facts.mentions == []


def test_somebody_close_is_another_person_unless_they_have_the_patients_number() -> None:
    made = chart()
    made.facts.numbers.append(made.number)
    add_mention(made, close(made.rng))
    add_mention(made, close(made.rng), number=made.number)
    add_mention(made, close(made.rng), number="9990000026")
    assert answers(made) == ["met recorded", "gap none_recorded", "met recorded"]
    assert len(made.facts.mentions) == 2


def test_contacts_are_named_by_their_place_in_the_patient() -> None:
    made = chart()
    while len(made.contacts) < 2:
        add_mention(made, close(made.rng))
    claim_named(made)
    assert {(RULE, "Patient/p1#contact.0"), (RULE, "Patient/p1#contact.1")} <= said(made).keys()


def test_mentions_that_are_inactive_or_somebody_elses_or_of_people_not_in_care_are_not_asked_about() -> None:
    made = chart()
    add_mention(made, oneself(), inactive=True)
    add_mention(made, oneself(), of="p2")
    assert answers(made) == []
    discharged = chart(in_care=False)
    add_mention(discharged, oneself())
    assert answers(discharged) == []


@pytest.mark.parametrize(
    ("born", "adult", "undecided"),
    [
        (None, True, False),
        (span(date(2008, 11, 1)), True, False),
        (span(date(2008, 11, 2)), False, False),
        (span("2008"), False, True),
        (span("2007"), True, False),
    ],
)
def test_a_carers_assessment_is_for_adults(born: Span | None, *, adult: bool, undecided: bool) -> None:
    made = chart()
    assert not has_adult(made)
    made.facts.mentions.append(Mention(is_coded=True, start=None, born=born))
    assert has_adult(made) is adult
    assert is_undecided(made) is undecided
    made.facts.mentions.append(Mention(is_coded=True, start=None, born=None))
    assert has_adult(made)


@pytest.mark.parametrize("seed", range(12))
def test_an_offer_that_counts_is_under_way_or_done_and_any_other_is_not(seed: int) -> None:
    expected = {
        State.COUNTS: {"active", "completed", "requested", "accepted", "in-progress"},
        State.DRAFT: {"draft", "preparation", "in-progress"},
        State.RETRACTED: {"entered-in-error", "rejected", "cancelled", "not-done"},
    }
    for add in (add_request, add_letter, add_form):
        for state, statuses in expected.items():
            made = chart(seed=seed)
            add(made, DAY, state)
            (resource,) = made.resources
            assert resource["status"] in statuses
            if (add, state) != (add_form, State.DRAFT):
                assert (resource["status"] == "in-progress") <= (state is State.COUNTS)


def test_offers_are_renewed_each_year() -> None:
    assert QUESTION.first_current(chart().near) == date(2025, 11, 1)
