"""Periods under a service from made-up episodes, encounters and requests: each person is one case."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.corpus import resources_in
from tests.tables.harness import ENGINES, Built, build
from tests.tables.making import (
    ACT,
    NO_END,
    OPEN,
    SNOMED,
    UNKNOWN,
    Made,
    coded,
    day,
    days,
    patients_of,
    ref,
    resource,
    says,
)

BARS = "https://fhir.nhs.uk/CodeSystem/message-category-servicerequest"
STATUSES = {
    "planned": "planned",
    "waitlist": "planned",
    "active": "open",
    "onhold": "open",
    "finished": "closed",
    "cancelled": "cancelled",
    "entered-in-error": "retracted",
}
REFERRALS = ("3457005", "306206005", "103696004", "183524004", "390866009")
NO_REFERRALS: dict[str, Made] = {
    "laboratory": {"category": [coded(f"{SNOMED}|108252007")], "code": coded(f"{SNOMED}|135842001")},
    "imaging": {"category": [coded(f"{SNOMED}|363679005")]},
    "uncoded": {"code": {"text": "Referral to psychiatry"}},
    "other-system": {"category": [coded("urn:local|3457005")]},
    "source-of-test": {"extension": [says("SourceOfServiceRequest", f"{SNOMED}|108161000000109")]},
    "proposed": {"category": [coded(f"{SNOMED}|3457005")], "intent": "proposal"},
    "not-to-be": {"category": [coded(f"{SNOMED}|3457005")], "doNotPerform": True},
    "onwards": {"category": [coded(f"{SNOMED}|3457005")], "encounter": ref("Encounter/seen")},
    **{
        f"status-{code}": {"category": [coded(f"{SNOMED}|3457005")], "status": code}
        for code in ("draft", "revoked", "entered-in-error", "unknown")
    },
}


def _episode(key: str, **elements: Any) -> Made:
    whole: Made = {"status": "active", "patient": ref(f"Patient/{key}"), "period": {"start": "2026-01-05"}}
    return resource("EpisodeOfCare", key, **{**whole, **elements})


def _visit(key: str, patient: str, start: str, **elements: Any) -> Made:
    whole: Made = {
        "status": "finished",
        "class": {"system": ACT, "code": "AMB"},
        "subject": ref(f"Patient/{patient}"),
        "period": {"start": start, "end": start},
        "serviceProvider": ref("Organization/o1"),
    }
    return resource("Encounter", key, **{**whole, **elements})


def _request(key: str, **elements: Any) -> Made:
    whole: Made = {
        "status": "active",
        "intent": "order",
        "subject": ref(f"Patient/{key}"),
        "authoredOn": "2026-02-10",
        "performer": [ref("Practitioner/w1"), ref("Organization/o1")],
    }
    return resource("ServiceRequest", key, **{**whole, **elements})


def _referred(key: str, **elements: Any) -> Made:
    return _request(key, **{"category": [coded(f"{SNOMED}|3457005")], **elements})


_ABOUT = [
    *(_episode(f"status-{code}", status=code) for code in STATUSES),
    _episode(
        "whole",
        period={"start": "2026-01", "end": "2026-12-31"},
        type=[coded("urn:local|community")],
        managingOrganization=ref("Organization/o1"),
        careManager=ref("PractitionerRole/role1"),
        team=[ref("CareTeam/t1"), ref("CareTeam/t2")],
    ),
    _visit("e1", "whole", "2026-02-03", episodeOfCare=[ref("EpisodeOfCare/other"), ref("EpisodeOfCare/whole")]),
    _visit("e2", "whole", "2026-02-01", status="planned", episodeOfCare=[ref("EpisodeOfCare/whole")]),
    _visit("e3", "whole", "2026-01-20", status="cancelled", episodeOfCare=[ref("EpisodeOfCare/whole")]),
    _visit(
        "e4",
        "whole",
        "2026-01-10",
        type=[coded(f"{SNOMED}|185316007")],
        episodeOfCare=[ref("EpisodeOfCare/whole")],
    ),
    _visit("e5", "whole", "2026-03-01", status="onleave", episodeOfCare=[ref("EpisodeOfCare/whole")]),
    _referred("whole"),
    _episode("stay-only"),
    _visit(
        "e6",
        "stay-only",
        "2026-02",
        **{"class": {"system": ACT, "code": "IMP"}, "episodeOfCare": [ref("EpisodeOfCare/stay-only")]},
    ),
    _episode("bad-day"),
    _visit("e7", "bad-day", "2026-02-03", episodeOfCare=[ref("EpisodeOfCare/bad-day")]),
    _visit("e8", "bad-day", "2026-02-31", episodeOfCare=[ref("EpisodeOfCare/bad-day")]),
    _episode("in-error", status="entered-in-error"),
    _visit("e9", "in-error", "2026-02-03"),
    _visit("d1", "seen", "2026-03-05"),
    _visit("d2", "seen", "2026-03-20", status="in-progress", period={"start": "2026-03-20"}),
    _visit("d3", "seen", "2026-03-01", status="planned"),
    _visit("d4", "seen-elsewhere", "2026-03-05"),
    resource("Encounter", "d5", status="triaged", subject=ref("Patient/seen-elsewhere"), period={"start": "2026-04"}),
    _visit("d6", "unknown-status", "2026-03-05", status="unknown"),
    _visit("d7", "seen-and-referred", "2026-03-05"),
    _referred("seen-and-referred"),
    _visit("d8", "referred-again", "2026-01-05"),
    _referred("referred-again", authoredOn="2026-02"),
    _visit("d9", "referred-elsewhere", "2026-03-05"),
    _referred("referred-elsewhere", performer=[ref("Organization/o2")]),
    _referred("referred-to-nobody", performer=[ref("Practitioner/w1")], authoredOn="2026-02-30"),
    _referred("referred-undated", authoredOn=None),
    *(_request(f"category-{code}", category=[coded(f"{SNOMED}|{code}")]) for code in REFERRALS),
    *(_request(f"code-{code}", code=coded(f"{SNOMED}|{code}")) for code in REFERRALS),
    *(_referred(f"sent-{code}", status=code) for code in ("active", "on-hold", "completed")),
    _request("category-nhs", category=[coded(f"{BARS}|referral")]),
    *(_request(f"no-{name}", **elements) for name, elements in NO_REFERRALS.items()),
]
for each in _ABOUT:
    if each.get("authoredOn", "") is None:
        del each["authoredOn"]
RESOURCES = [*patients_of(_ABOUT), *_ABOUT]


@pytest.fixture(scope="module", params=ENGINES)
def built(request: pytest.FixtureRequest) -> Built:
    return build("referral", RESOURCES, engine=request.param)


@pytest.mark.parametrize(("code", "word"), STATUSES.items())
def test_every_status_of_an_episode_has_its_word(built: Built, code: str, word: str) -> None:
    row = built.one(f"status-{code}")
    assert (row["status"], days(row, "end"), days(row, "first_contact")) == (word, OPEN, UNKNOWN)


def test_an_episode_fills_every_column_that_no_site_has_to(built: Built) -> None:
    assert built.one("whole") == {
        "id": "EpisodeOfCare/whole",
        "patient": "Patient/whole",
        "status": "open",
        "start_earliest": date(2026, 1, 1),
        "start_latest": date(2026, 1, 31),
        "end_earliest": date(2026, 12, 31),
        "end_latest": date(2026, 12, 31),
        "last_contact_earliest": None,
        "last_contact_latest": None,
        "derived": False,
        "derived_from": None,
        "team": "CareTeam/t1",
        "provider": "Organization/o1",
        "kinds": ["urn:local|community"],
        "care_manager": "PractitionerRole/role1",
        "service": None,
        "first_contact_earliest": date(2026, 2, 3),
        "first_contact_latest": date(2026, 2, 3),
        "closure_reasons": [],
    }


def test_a_stay_is_a_first_contact(built: Built) -> None:
    assert days(built.one("stay-only"), "first_contact") == (date(2026, 2, 1), date(2026, 2, 28))


def test_a_day_that_cannot_be_read_may_be_the_first(built: Built) -> None:
    assert days(built.one("bad-day"), "first_contact") == (None, date(2026, 2, 3))


def test_an_episode_entered_in_error_is_as_none(built: Built) -> None:
    assert [row["id"] for row in built.of("in-error")] == [
        "EpisodeOfCare/in-error",
        "Patient/in-error#referral.Organization/o1",
    ]


def test_a_period_is_derived_from_encounters(built: Built) -> None:
    assert built.one("seen") == {
        "id": "Patient/seen#referral.Organization/o1",
        "patient": "Patient/seen",
        "status": "open",
        "start_earliest": date(2026, 3, 5),
        "start_latest": date(2026, 3, 5),
        "end_earliest": NO_END,
        "end_latest": NO_END,
        "last_contact_earliest": NO_END,
        "last_contact_latest": NO_END,
        "derived": True,
        "derived_from": "encounters",
        "team": None,
        "provider": "Organization/o1",
        "kinds": [],
        "care_manager": None,
        "service": None,
        "first_contact_earliest": date(2026, 3, 5),
        "first_contact_latest": date(2026, 3, 5),
        "closure_reasons": [],
    }


def test_a_period_is_derived_for_each_provider(built: Built) -> None:
    assert [(row["id"], row["provider"]) for row in built.of("seen-elsewhere")] == [
        ("Patient/seen-elsewhere#referral.Organization/o1", "Organization/o1"),
        ("Patient/seen-elsewhere#referral.none", None),
    ]


def test_no_period_is_derived_from_an_encounter_of_no_known_status(built: Built) -> None:
    assert built.of("unknown-status") == []


def test_a_period_is_derived_from_a_request(built: Built) -> None:
    row = built.one("category-3457005")
    assert (row["id"], row["status"]) == ("Patient/category-3457005#referral.Organization/o1", "open")
    assert (row["derived"], row["derived_from"], row["provider"]) == (True, "request", "Organization/o1")
    assert [days(row, name) for name in ("start", "end", "last_contact", "first_contact")] == [
        day(2026, 2, 10),
        OPEN,
        day(2026, 2, 10),
        UNKNOWN,
    ]


def test_encounters_and_requests_to_one_provider_are_one_period(built: Built) -> None:
    row = built.one("seen-and-referred")
    assert (row["derived_from"], days(row, "start")) == ("encounters", day(2026, 2, 10))
    assert (days(row, "last_contact"), days(row, "first_contact")) == (day(2026, 3, 5), day(2026, 3, 5))
    again = built.one("referred-again")
    assert (days(again, "start"), days(again, "first_contact")) == (day(2026, 1, 5), day(2026, 1, 5))
    assert days(again, "last_contact") == (date(2026, 2, 1), date(2026, 2, 28))


def test_a_request_to_another_provider_is_another_period(built: Built) -> None:
    assert [(row["provider"], row["derived_from"]) for row in built.of("referred-elsewhere")] == [
        ("Organization/o1", "encounters"),
        ("Organization/o2", "request"),
    ]


def test_a_request_without_a_provider_or_a_day_is_a_period(built: Built) -> None:
    row = built.one("referred-to-nobody")
    assert (row["id"], days(row, "start")) == ("Patient/referred-to-nobody#referral.none", UNKNOWN)
    assert days(built.one("referred-undated"), "start") == UNKNOWN


@pytest.mark.parametrize(
    "name",
    [
        *(f"{element}-{code}" for element in ("category", "code") for code in REFERRALS),
        *("category-nhs", "sent-active", "sent-on-hold", "sent-completed"),
    ],
)
def test_codes_of_referral_make_a_period(built: Built, name: str) -> None:
    assert built.one(name)["derived_from"] == "request"


@pytest.mark.parametrize("name", NO_REFERRALS)
def test_no_other_request_makes_a_period(built: Built, name: str) -> None:
    assert built.of(f"no-{name}") == []


def test_what_is_wrong_with_the_data_is_counted(built: Built) -> None:
    assert dict(built.problems) == {
        ("first_contact", "date-not-readable"): 1,
        ("start", "date-not-readable"): 1,
        ("last_contact", "date-not-readable"): 1,
    }


@pytest.mark.shared_data
@pytest.mark.parametrize("engine", ENGINES)
def test_the_episode_of_the_specification(engine: str) -> None:
    built = build("referral", resources_in("data", "hl7_r4_examples"), engine=engine)
    row = built.rows["EpisodeOfCare/example"]
    assert (row["patient"], row["status"], row["derived"]) == ("Patient/example", "open", False)
    assert (days(row, "start"), days(row, "first_contact")) == (day(2014, 9, 1), day(2013, 3, 11))
    assert (row["team"], row["provider"]) == ("CareTeam/example", "Organization/hl7")


@pytest.mark.shared_data
@pytest.mark.parametrize("engine", ENGINES)
def test_uk_core_requests_are_no_referrals(engine: str) -> None:
    built = build("referral", resources_in("data", "uk_core_json"), engine=engine)
    (row,) = built.rows.values()
    assert row["patient"] == "Patient/UKCore-Patient-RichardSmith-Example"
    assert row["provider"] == "Organization/UKCore-Organization-LeedsTeachingHospital-Example"
    assert (row["derived_from"], days(row, "start")) == ("encounters", day(2019, 12, 10))
