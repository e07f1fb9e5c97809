"""Who takes part in made-up appointments: each person is one case."""

from __future__ import annotations

import pytest

from tests.tables.harness import ENGINES, Built, build
from tests.tables.making import Made, patients_of, ref, resource

CARERS: dict[str, tuple[Made, bool]] = {
    "accepted": ({"status": "accepted"}, True),
    "tentative": ({"status": "tentative"}, True),
    "declined": ({"status": "declined"}, False),
    "only-told": ({"status": "accepted", "required": "information-only"}, False),
}
"""What is said of a carer among the participants, and whether they take part."""


def _booking(key: str, *participants: Made) -> Made:
    return resource("Appointment", key, status="booked", start="2026-03-02T10:00:00Z", participant=list(participants))


def _person(key: str, status: str = "accepted") -> Made:
    return {"actor": ref(f"Patient/{key}"), "status": status}


_ABOUT = [
    _booking("declined", _person("declined", "declined")),
    _booking("group", _person("group-a"), _person("group-b", "declined")),
    *(
        _booking(f"with-{name}", _person(f"with-{name}"), {"actor": ref("RelatedPerson/r1"), **given})
        for name, (given, _) in CARERS.items()
    ),
]
RESOURCES = [*patients_of(_ABOUT), *_ABOUT]


@pytest.fixture(scope="module", params=ENGINES)
def built(request: pytest.FixtureRequest) -> Built:
    return build("contact", RESOURCES, engine=request.param)


def test_whoever_declined_an_appointment_has_no_part_in_it(built: Built) -> None:
    assert built.one("declined")["with_person"] is False
    assert [built.one(name)["with_person"] for name in ("group-a", "group-b")] == [True, False]


@pytest.mark.parametrize("name", CARERS)
def test_a_carer_takes_part_who_was_not_only_told_and_did_not_decline(built: Built, name: str) -> None:
    _, takes_part = CARERS[name]
    assert built.one(f"with-{name}")["with_carer"] is takes_part
