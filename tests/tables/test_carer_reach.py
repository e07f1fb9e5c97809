"""How carers are reached and named, and whether they are the person themselves: each person is one case."""

from __future__ import annotations

from typing import Any

import pytest

from tests.tables.harness import ENGINES, Built, build
from tests.tables.making import Made, patients_of, ref, resource

NHS_NUMBER = "https://fhir.nhs.uk/Id/nhs-number"


def _related(key: str, **elements: Any) -> Made:
    return resource("RelatedPerson", key, **{"patient": ref(f"Patient/{key}"), **elements})


def _contact(key: str, *contacts: Made) -> Made:
    return resource("Patient", key, contact=list(contacts))


def _phone(value: str, **elements: Any) -> Made:
    return {"telecom": [{"system": "phone", "value": value, **elements}]}


def _number(value: str, **elements: Any) -> Made:
    return {"system": NHS_NUMBER, "value": value, **elements}


def _one_address(reached: Made) -> Made:
    """Return the same as a contact of a patient has it: there an address is one."""
    return {name: value[0] if name == "address" else value for name, value in reached.items()}


REACHED: dict[str, tuple[Made, bool]] = {
    "by-an-ended-number": (_phone("01131231234", period={"end": "2015-01-01"}), False),
    "by-a-number-since": (_phone("01131231234", period={"start": "2015-01-01"}), True),
    "by-an-ended-address": ({"address": [{"line": ["1 High Street"], "period": {"end": "2009"}}]}, False),
    "by-an-old-address": ({"address": [{"line": ["1 High Street"], "use": "old"}]}, False),
    "by-a-blank": (_phone("  "), False),
    "by-a-blank-address": ({"address": [{"line": [" "], "postalCode": " "}]}, False),
    "by-one-of-two": ({"telecom": [{"value": "1", "period": {"end": "2015"}}, {"value": "01131231234"}]}, True),
}
"""How somebody may be reached, and whether that is a way."""
NAMED: dict[str, tuple[Made, bool]] = {
    "by-now": ({"family": "Smith"}, True),
    "once": ({"family": "Smith", "use": "old"}, False),
    "until": ({"family": "Smith", "period": {"end": "2001"}}, False),
    "since": ({"family": "Smith", "period": {"start": "2001"}}, True),
    "by-a-blank": ({"family": " ", "given": ["\t"]}, False),
}
NUMBERS: dict[str, tuple[list[Made], list[Made], bool]] = {
    # the person's, the related person's, whether they are the same
    "spaced": ([_number("9434765919")], [_number("943 476 5919")], True),
    "spaced-in-the-other": ([_number("943-476-5919")], [_number("9434765919")], True),
    "any": ([_number("9000000009"), _number("9434765919")], [_number("9449305552"), _number("9434765919")], True),
    "old-one-first": ([_number("9000000009", use="old"), _number("9434765919")], [_number("9434765919")], True),
    "no-longer-theirs": ([_number("9434765919", use="old")], [_number("9434765919")], False),
    "no-longer-ours": ([_number("9434765919")], [_number("9434765919", period={"end": "2020"})], False),
    "with-the-same-slip": ([_number("9434765918")], [_number("943 476 5918")], True),
    "filled": ([_number("0000000000")], [_number("000 000 0000")], False),
}
_ABOUT = [
    *(_related(f"reached-{name}", **given) for name, (given, _) in REACHED.items()),
    *(_contact(f"reached-as-contact-{name}", _one_address(given)) for name, (given, _) in REACHED.items()),
    *(_related(f"named-{name}", name=[given]) for name, (given, _) in NAMED.items()),
    *(_contact(f"named-as-contact-{name}", {"name": given}) for name, (given, _) in NAMED.items()),
    *(
        each
        for name, (theirs, ours, _) in NUMBERS.items()
        for each in (
            resource("Patient", f"number-{name}", identifier=theirs),
            _related(f"number-{name}", identifier=ours),
        )
    ),
]
_THERE = {each["id"] for each in _ABOUT if each["resourceType"] == "Patient"}
RESOURCES = [*(each for each in patients_of(_ABOUT) if each["id"] not in _THERE), *_ABOUT]


@pytest.fixture(scope="module", params=ENGINES)
def built(request: pytest.FixtureRequest) -> Built:
    return build("carer", RESOURCES, engine=request.param)


@pytest.mark.parametrize("name", REACHED)
def test_what_has_ended_or_is_blank_reaches_nobody(built: Built, name: str) -> None:
    _, reaches = REACHED[name]
    found = [built.one(f"{way}-{name}")["has_contact"] for way in ("reached", "reached-as-contact")]
    assert found == [reaches] * 2


@pytest.mark.parametrize("name", NAMED)
def test_a_name_of_the_past_or_of_blanks_is_none(built: Built, name: str) -> None:
    _, is_named = NAMED[name]
    assert [built.one(f"{way}-{name}")["has_name"] for way in ("named", "named-as-contact")] == [is_named] * 2


@pytest.mark.parametrize("name", NUMBERS)
def test_the_person_is_known_by_any_number_in_use_however_it_is_written(built: Built, name: str) -> None:
    *_, is_same = NUMBERS[name]
    assert built.one(f"number-{name}")["is_patient"] is is_same
