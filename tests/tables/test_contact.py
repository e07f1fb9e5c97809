"""Contacts from made-up Encounters and Appointments: each person is one case."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.corpus import resources_in
from tests.tables.harness import ENGINES, Built, build
from tests.tables.making import ACT, SNOMED, UK_CODES, UNKNOWN, Made, coded, day, days, patients_of, ref, resource, says

V2_CLASS = "http://terminology.hl7.org/CodeSystem/v2-0004"
REASON = "http://terminology.hl7.org/CodeSystem/appointment-cancellation-reason"


def _visit(key: str, **elements: Any) -> Made:
    whole: Made = {
        "status": "finished",
        "class": {"system": ACT, "code": "AMB"},
        "subject": ref(f"Patient/{key}"),
        "period": {"start": "2026-03-02T10:00:00Z", "end": "2026-03-02T11:00:00Z"},
    }
    return resource("Encounter", key, **{**whole, **elements})


def _classless(key: str, **elements: Any) -> Made:
    visit = _visit(key, **elements)
    del visit["class"]
    return visit


def _booking(key: str, *others: str, person: Made | None = None, **elements: Any) -> Made:
    participants = [{"actor": ref(f"Patient/{key}"), "status": "accepted", **(person or {})}]
    participants += [{"actor": ref(other), "status": "accepted"} for other in others]
    whole: Made = {"status": "booked", "start": "2026-03-02T10:00:00Z", "end": "2026-03-02T11:00:00Z"}
    return resource("Appointment", key, **{**whole, **elements}, participant=participants)


VISIT_STATUSES = {
    "planned": "planned",
    "arrived": None,
    "triaged": None,
    "in-progress": "attended",
    "onleave": "attended",
    "finished": "attended",
    "cancelled": "cancelled",
    "entered-in-error": "retracted",
    "unknown": None,
}
BOOKING_STATUSES = {
    "proposed": "planned",
    "pending": "planned",
    "booked": "planned",
    "waitlist": "planned",
    "arrived": None,
    "checked-in": None,
    "fulfilled": "attended",
    "noshow": "missed",
    "cancelled": "cancelled",
    "entered-in-error": "retracted",
}
PROVIDERS_REASONS = (
    *("prov", "prov-pers", "prov-dch", "prov-edu", "prov-hosp", "prov-labs", "prov-mri", "prov-onc"),
    *("maint", "meds-inc"),
)
CLASSES = {
    "AMB": ("face-to-face", True),
    "EMER": ("face-to-face", True),
    "FLD": ("face-to-face", True),
    "HH": ("face-to-face", True),
    "OBSENC": (None, True),
    "PRENC": (None, None),
    "SS": (None, True),
    "VR": (None, True),
}
# Encounter.type of SNOMED CT: mode, whether the person took part, whether a carer did; the class is AMB.
TYPES: dict[str, tuple[str, bool, bool]] = {
    "185317003": ("telephone", True, False),
    "386472008": ("telephone", True, False),
    "719410009": ("video", True, False),
    "448337001": ("video", True, False),
    "185316007": ("face-to-face", False, False),
    "438515009": ("other", False, True),
    "438516005": ("other", False, True),
    "11429006": ("face-to-face", True, False),
}
HOSPITAL: dict[str, Made] = {
    "hospitalization": {"hospitalization": {"admitSource": coded("urn:s|1")}},
    "admission-method": {"extension": [says("AdmissionMethod", "urn:s|13")]},
    "discharge-method": {"extension": [says("DischargeMethod", "urn:s|1")]},
    "legal-status": {"extension": [{"url": says("LegalStatus")["url"], "extension": []}]},
}

_ABOUT = [
    *(_visit(f"visit-{code}", status=code) for code in VISIT_STATUSES),
    *(_booking(f"booking-{code}", status=code) for code in BOOKING_STATUSES),
    *(_visit(f"class-{code}", **{"class": {"system": ACT, "code": code}}) for code in CLASSES),
    *(_visit(f"type-{code}", type=[coded(f"{SNOMED}|{code}")]) for code in TYPES),
    *(_classless(f"says-stay-{name}", **elements) for name, elements in HOSPITAL.items()),
    *(_visit(f"says-contact-{name}", **elements) for name, elements in HOSPITAL.items()),
    *(
        _booking(f"by-{code}", status="cancelled", cancelationReason=coded(f"{REASON}|{code}"))
        for code in PROVIDERS_REASONS
    ),
    _booking("by-patient", status="cancelled", cancelationReason=coded(f"{REASON}|pat-fb")),
    _booking("by-local", status="cancelled", cancelationReason=coded("urn:local|prov")),
    _booking("kept-after-all", status="fulfilled", cancelationReason=coded(f"{REASON}|prov")),
    _visit("class-no-system", **{"class": {"code": "HH"}}),
    _visit("class-local", **{"class": {"system": "urn:local", "code": "OP"}}),
    _visit("class-v2-outpatient", **{"class": {"system": V2_CLASS, "code": "O"}}),
    _visit("class-v2-inpatient", **{"class": {"system": V2_CLASS, "code": "I"}}),
    _visit(
        "class-local-stay",
        **{"class": {"system": "urn:local", "code": "W"}},
        hospitalization={"admitSource": {"text": "home"}},
    ),
    _classless("class-none"),
    *(_visit(f"class-{code}", **{"class": {"system": ACT, "code": code}}) for code in ("IMP", "ACUTE", "NONAC")),
    _visit("stay", **{"class": {"system": ACT, "code": "IMP"}}, subject=ref("Patient/in-stay")),
    _visit(
        "ward",
        **{"class": {"system": ACT, "code": "IMP"}},
        subject=ref("Patient/in-stay"),
        partOf=ref("Encounter/stay"),
    ),
    _classless("move", subject=ref("Patient/in-stay"), partOf=ref("Encounter/stay")),
    _visit("review", subject=ref("Patient/in-stay"), partOf=ref("Encounter/stay")),
    _classless("part", subject=ref("Patient/in-visit"), partOf=ref("Encounter/in-visit")),
    _visit("in-visit"),
    _classless("of-itself", partOf=ref("Encounter/of-itself")),
    _classless("of-nothing", partOf=ref("Encounter/not-there")),
    _visit(
        "whole",
        type=[coded(f"{SNOMED}|11429006"), coded("urn:local|review", "unsaid")],
        serviceType=coded(f"{SNOMED}|708168004"),
        reasonCode=[coded("urn:local|low-mood")],
        serviceProvider=ref("Organization/o1"),
        episodeOfCare=[ref("EpisodeOfCare/e1"), ref("EpisodeOfCare/e2")],
        appointment=[ref("Appointment/booked-whole")],
        participant=[{"individual": ref("Practitioner/w1")}, {"individual": ref("RelatedPerson/r1")}],
        period={"start": "2026-03"},
    ),
    resource("EpisodeOfCare", "e1", status="active", patient=ref("Patient/whole"), team=[ref("CareTeam/t1")]),
    _booking(
        "booked-whole",
        *("Practitioner/w1", "PractitionerRole/role1", "RelatedPerson/r1", "Location/l1"),
        status="fulfilled",
        extension=[says("DeliveryChannel", f"{UK_CODES}DeliveryChannel|Video")],
        serviceType=[coded("urn:local|psychology")],
        appointmentType=coded("http://terminology.hl7.org/CodeSystem/v2-0276|FOLLOWUP"),
        reasonCode=[coded("urn:local|low-mood")],
    ),
    resource("PractitionerRole", "role1", organization=ref("Organization/o1")),
    _booking("at-service", "HealthcareService/s1", "PractitionerRole/role2"),
    resource("HealthcareService", "s1", providedBy=ref("Organization/o2")),
    resource("PractitionerRole", "role2"),
    *(
        _booking(f"channel-{code}", extension=[says("DeliveryChannel", f"{UK_CODES}DeliveryChannel|{code}")])
        for code in ("In-person", "Telephone")
    ),
    _booking("channel-new", extension=[says("DeliveryChannel", f"{UK_CODES}DeliveryChannel|Hologram")]),
    _booking("told", person={"required": "information-only"}),
    _booking("asked", person={"required": "optional"}),
    resource(
        "Appointment",
        "group",
        status="noshow",
        start="2026-03-02T23:30:00-02:00",
        participant=[
            {"actor": ref("Practitioner/w1"), "status": "accepted"},
            {"actor": ref("Patient/group-a"), "status": "accepted"},
            {"actor": {"display": "interpreter"}, "status": "accepted"},
            {"actor": ref("Patient/group-b"), "status": "declined"},
        ],
    ),
    resource(
        "Appointment", "nobody", status="booked", participant=[{"actor": ref("Location/l1"), "status": "accepted"}]
    ),
    resource(
        "Appointment",
        "wished",
        status="proposed",
        requestedPeriod=[{"start": "2026-06-02", "end": "2026-06-09"}, {"start": "2027-01-01"}],
        participant=[{"actor": ref("Patient/wished"), "status": "needs-action"}],
    ),
    _visit(
        "not-kept",
        status="entered-in-error",
        appointment=[ref("Appointment/booked-error")],
        episodeOfCare=[ref("EpisodeOfCare/e3")],
    ),
    _booking("booked-error"),
]
RESOURCES = [*patients_of(_ABOUT), *_ABOUT]


@pytest.fixture(scope="module", params=ENGINES)
def built(request: pytest.FixtureRequest) -> Built:
    return build("contact", RESOURCES, engine=request.param)


@pytest.mark.parametrize(("code", "word"), VISIT_STATUSES.items())
def test_every_status_of_an_encounter_has_its_word(built: Built, code: str, word: str | None) -> None:
    assert built.one(f"visit-{code}")["status"] == word


@pytest.mark.parametrize(("code", "word"), BOOKING_STATUSES.items())
def test_every_status_of_an_appointment_has_its_word(built: Built, code: str, word: str | None) -> None:
    assert built.one(f"booking-{code}")["status"] == word


@pytest.mark.parametrize("code", PROVIDERS_REASONS)
def test_a_reason_of_the_provider_says_who_cancelled(built: Built, code: str) -> None:
    row = built.one(f"by-{code}")
    assert (row["status"], row["cancellation"]) == ("cancelled-by-provider", [f"{REASON}|{code}"])


def test_other_reasons_do_not_say_who_cancelled(built: Built) -> None:
    assert built.one("by-patient")["status"] == "cancelled"
    assert built.one("by-local")["status"] == "cancelled"
    assert built.one("kept-after-all")["status"] == "attended"


@pytest.mark.parametrize(("code", "expected"), CLASSES.items())
def test_the_class_says_how_and_whether_the_person_took_part(
    built: Built, code: str, expected: tuple[str | None, bool | None]
) -> None:
    row = built.one(f"class-{code}")
    assert (row["mode"], row["with_person"]) == expected


@pytest.mark.parametrize(("code", "expected"), TYPES.items())
def test_the_type_says_more_than_the_class(built: Built, code: str, expected: tuple[str, bool, bool]) -> None:
    row = built.one(f"type-{code}")
    assert (row["mode"], row["with_person"], row["with_carer"]) == expected


def test_a_class_of_no_system_is_one_of_hl7_and_one_of_another_says_nothing(built: Built) -> None:
    found = {name: built.one(name) for name in ("class-no-system", "class-local", "class-v2-outpatient", "class-none")}
    assert {name: (row["mode"], row["with_person"]) for name, row in found.items()} == {
        "class-no-system": ("face-to-face", True),
        "class-local": (None, None),
        "class-v2-outpatient": (None, None),
        "class-none": (None, None),
    }


@pytest.mark.parametrize("name", ["class-IMP", "class-ACUTE", "class-NONAC", "class-v2-inpatient", "class-local-stay"])
def test_a_stay_in_hospital_is_no_contact(built: Built, name: str) -> None:
    assert built.of(name) == []


@pytest.mark.parametrize("name", HOSPITAL)
def test_what_only_a_stay_has_counts_where_no_class_says_otherwise(built: Built, name: str) -> None:
    assert built.of(f"says-stay-{name}") == []
    assert built.one(f"says-contact-{name}")["mode"] == "face-to-face"


def test_part_of_a_stay_is_a_contact_only_by_a_class_that_says_so(built: Built) -> None:
    assert [row["id"] for row in built.of("in-stay")] == ["Encounter/review"]


def test_part_of_a_contact_is_a_contact(built: Built) -> None:
    assert [row["id"] for row in built.of("in-visit")] == ["Encounter/in-visit", "Encounter/part"]


def test_a_contact_that_is_said_to_be_part_of_itself_stands_alone(built: Built) -> None:
    assert built.one("of-itself")["status"] == "attended"


def test_part_of_what_is_not_there_is_not_known_to_be_a_contact(built: Built) -> None:
    assert built.of("of-nothing") == []


def test_an_encounter_fills_every_column_but_the_reason_of_cancelling(built: Built) -> None:
    assert built.one("whole") == {
        "id": "Encounter/whole",
        "patient": "Patient/whole",
        "status": "attended",
        "start_earliest": date(2026, 3, 1),
        "start_latest": date(2026, 3, 31),
        "end_earliest": None,
        "end_latest": None,
        "mode": "face-to-face",
        "kinds": [f"{SNOMED}|11429006", f"{SNOMED}|708168004", "urn:local|review"],
        "reasons": ["urn:local|low-mood"],
        "cancellation": [],
        "appointment": "Appointment/booked-whole",
        "with_person": True,
        "with_carer": True,
        "provider": "Organization/o1",
        "team": "CareTeam/t1",
        "referral": "EpisodeOfCare/e1",
    }


def test_an_appointment_fills_every_column_from_what_refers_to_it(built: Built) -> None:
    assert built.one("booked-whole") == {
        "id": "Appointment/booked-whole#person.0",
        "patient": "Patient/booked-whole",
        "status": "attended",
        "start_earliest": date(2026, 3, 2),
        "start_latest": date(2026, 3, 2),
        "end_earliest": date(2026, 3, 2),
        "end_latest": date(2026, 3, 2),
        "mode": "video",
        "kinds": ["http://terminology.hl7.org/CodeSystem/v2-0276|FOLLOWUP", "urn:local|psychology"],
        "reasons": ["urn:local|low-mood"],
        "cancellation": [],
        "appointment": "Appointment/booked-whole",
        "with_person": True,
        "with_carer": True,
        "provider": "Organization/o1",
        "team": None,
        "referral": "EpisodeOfCare/e1",
    }


def test_a_service_that_takes_part_is_the_team_and_names_the_provider(built: Built) -> None:
    row = built.one("at-service")
    assert (row["provider"], row["team"]) == ("Organization/o2", "HealthcareService/s1")


def test_the_channel_says_how_an_appointment_is_held(built: Built) -> None:
    assert built.one("channel-In-person")["mode"] == "face-to-face"
    assert built.one("channel-Telephone")["mode"] == "telephone"
    assert built.one("channel-new")["mode"] is None
    assert built.problems["mode", "code-not-mapped"] == 1


def test_whoever_is_only_told_of_an_appointment_has_no_part_in_it(built: Built) -> None:
    assert built.one("told")["with_person"] is False
    assert built.one("asked")["with_person"] is True


def test_an_appointment_is_a_row_for_each_person_in_it(built: Built) -> None:
    rows = [built.one("group-a"), built.one("group-b")]
    assert [row["id"] for row in rows] == ["Appointment/group#person.0", "Appointment/group#person.1"]
    assert [(row["status"], *days(row, "start")) for row in rows] == [("missed", *day(2026, 3, 3))] * 2
    assert not any(key.startswith("Appointment/nobody") for key in built.rows)


def test_an_appointment_without_a_time_is_asked_for_within_a_period(built: Built) -> None:
    row = built.one("wished")
    assert days(row, "start") == (date(2026, 6, 2), date(2026, 6, 9))
    assert days(row, "end") == UNKNOWN


def test_an_encounter_entered_in_error_says_nothing_of_its_appointment(built: Built) -> None:
    assert built.one("booked-error")["referral"] is None


def test_nothing_else_is_wrong_with_the_data(built: Built) -> None:
    assert dict(built.problems) == {("mode", "code-not-mapped"): 1}


@pytest.mark.shared_data
@pytest.mark.parametrize("engine", ENGINES)
def test_uk_core_appointments(engine: str) -> None:
    built = build("contact", resources_in("data", "uk_core_json"), engine=engine)
    assert {
        key: (row["status"], row["mode"], *days(row, "start"), row["with_person"]) for key, row in built.rows.items()
    } == {
        "Appointment/UKCore-Appointment-Extension-BookingOrganization-Example#person.0": (
            *("planned", None),
            *day(2022, 3, 11),
            True,
        ),
        "Appointment/UKCore-Appointment-Extension-DeliveryChannel-Example#person.0": (
            *("planned", "face-to-face"),
            *day(2022, 3, 11),
            True,
        ),
        "Appointment/UKCore-Appointment-OrthopaedicSurgery-Example#person.0": (
            *("planned", "face-to-face"),
            *day(2022, 3, 11),
            True,
        ),
    }
