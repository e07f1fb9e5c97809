"""What the shipped tables make of view rows; the same on every engine."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from risk_checks.tables.loading import shipped_tables
from risk_checks.tables.reads import feeds
from risk_checks.tables.stored import stored_columns
from risk_checks.views.library import shipped_views
from tests.built_tables import Build, counts

NO_END = date(9999, 12, 31)


def _rows(build: Build, table: str, **views: list[dict[str, object]]) -> dict[str, dict[str, Any]]:
    built = build(views, tables=[shipped_tables()[table]])
    return {str(row["id"]): row for row in built.rows[table]}


def _patient(key: str, **columns: object) -> dict[str, object]:
    return {"id": f"Patient/{key}", "patient": f"Patient/{key}", **columns}


def _of(kind: str, key: str, patient: str, **columns: object) -> dict[str, object]:
    return {"id": f"{kind}/{key}", "patient": f"Patient/{patient}", **columns}


def _link(key: str, other: str | None, kind: str = "replaced-by") -> dict[str, object]:
    return _patient(key, position=0, other=None if other is None else f"Patient/{other}", type=kind)


def test_every_table_has_its_columns() -> None:
    assert {name: len(stored_columns(table)) for name, table in shipped_tables().items()} == {
        "admission": 16,
        "alert": 11,
        "assessment": 18,
        "care_plan": 24,
        "carer": 19,
        "consent": 16,
        "contact": 17,
        "measurement": 12,
        "message": 14,
        "patient": 14,
        "problem": 13,
        "referral": 19,
        "worker": 12,
    }


def test_the_types_that_feed_a_table_are_known() -> None:
    resources = {name: view.resource for name, view in shipped_views().items()}
    found = {name: feeds(table, resources=resources) for name, table in shipped_tables().items()}
    assert found["referral"] == {"EpisodeOfCare", "Encounter", "ServiceRequest"}
    assert found["assessment"] == {
        *("RiskAssessment", "Observation", "QuestionnaireResponse", "Procedure", "ClinicalImpression"),
        *("Composition", "DocumentReference"),
    }
    assert found["contact"] == {"Encounter", "Appointment"}
    assert found["measurement"] == {"Observation"}
    assert found["admission"] == {"Encounter"}
    assert found["carer"] == {"RelatedPerson", "Patient"}
    assert all(found.values())


def test_a_person_stands_as_merged_before_test_before_inactive(build: Build) -> None:
    people = [
        _patient("p1", active=False, test_patient=True),
        _patient("p2", active=False, test_patient=True),
        _patient("p3", active=False),
        _patient("p4", active=True),
        _patient("p5"),
        _patient("p6", active=False),
    ]
    links = [_link("p1", "p4"), _link("p6", "p9"), _link("p5", "p3", "seealso"), _link("p5", None)]
    built = build({"patient": people, "patient_link": links}, tables=[shipped_tables()["patient"]])
    found = {
        str(row["id"])[-2:]: (row["standing"], row["patient"], row["replaced_by"]) for row in built.rows["patient"]
    }
    assert found == {
        "p1": ("merged", "Patient/p4", "Patient/p4"),
        "p2": ("test", "Patient/p2", None),
        "p3": ("inactive", "Patient/p3", None),
        "p4": ("checked", "Patient/p4", None),
        "p5": ("checked", "Patient/p5", None),
        "p6": ("inactive", "Patient/p6", None),
    }
    assert counts(built) == {("patient", "replaced_by", "survivor-absent"): 1}


def test_somebody_has_died_by_either_element(build: Build) -> None:
    rows = _rows(
        build,
        "patient",
        patient=[
            _patient("p1", deceased=True),
            _patient("p2", deceased=False),
            _patient("p3"),
            _patient("p4", deceased_date="2024-05"),
            _patient("p5", deceased_date="not a date"),
            _patient("p6", deceased=True, deceased_date="not a date"),
        ],
    )
    assert {key[-2:]: row["deceased"] for key, row in rows.items()} == {
        "p1": True,
        "p2": False,
        "p3": False,
        "p4": True,
        "p5": None,
        "p6": True,
    }
    assert rows["Patient/p4"]["deceased_date_latest"] == date(2024, 5, 31)
    assert rows["Patient/p5"]["deceased_date_latest"] is None


def test_rows_go_to_whoever_the_patient_has_become(build: Build) -> None:
    rows = _rows(
        build,
        "care_plan",
        patient=[_patient("p1"), _patient("p2"), _patient("p3")],
        patient_link=[_link("p1", "p2"), _link("p3", "p2", "replaces")],
        care_plan=[_of("CarePlan", key, f"p{key}") for key in "1234"] + [{"id": "CarePlan/5"}],
    )
    assert {key[-1]: row["patient"] for key, row in rows.items()} == {
        "1": "Patient/p3",
        "2": "Patient/p3",
        "3": "Patient/p3",
        "4": "Patient/p4",
        "5": None,
    }


def test_an_episode_is_a_referral(build: Build) -> None:
    people = {"team": "CareTeam/t1", "provider": "Organization/o1", "care_manager": "Practitioner/w1"}
    columns = {"start": "2024-03", **people}
    rows = _rows(build, "referral", episode_of_care=[_of("EpisodeOfCare", "e1", "p1", status="active", **columns)])
    assert rows["EpisodeOfCare/e1"] == {
        "id": "EpisodeOfCare/e1",
        "patient": "Patient/p1",
        "status": "open",
        "start_earliest": date(2024, 3, 1),
        "start_latest": date(2024, 3, 31),
        "end_earliest": NO_END,
        "end_latest": NO_END,
        "last_contact_earliest": None,
        "last_contact_latest": None,
        "derived": False,
        "derived_from": None,
        "team": "CareTeam/t1",
        "provider": "Organization/o1",
        "kinds": [],
        "care_manager": "Practitioner/w1",
        "service": None,
        "first_contact_earliest": None,
        "first_contact_latest": None,
        "closure_reasons": [],
    }


def test_every_status_of_an_episode_is_known(build: Build) -> None:
    words = {
        "planned": "planned",
        "waitlist": "planned",
        "active": "open",
        "onhold": "open",
        "finished": "closed",
        "cancelled": "cancelled",
        "entered-in-error": "retracted",
    }
    rows = _rows(build, "referral", episode_of_care=[_of("EpisodeOfCare", code, "p1", status=code) for code in words])
    assert {key.removeprefix("EpisodeOfCare/"): row["status"] for key, row in rows.items()} == words


def _visit(key: str, patient: str, **columns: object) -> dict[str, object]:
    return _of("Encounter", key, patient, **{"status": "finished", **columns})


def test_a_referral_is_derived_for_each_person_and_provider(build: Build) -> None:
    rows = _rows(
        build,
        "referral",
        encounter=[
            _visit("c1", "p1", provider="Organization/o1", start="2024-03-05", end="2024-03-06"),
            _visit("c2", "p1", provider="Organization/o1", start="2024-01", end="2024-01-20"),
            _visit("c3", "p1", start="2024-02-02"),
            _visit("c4", "p2", provider="Organization/o1", start="2024-02-02T23:30:00-01:00"),
            _visit("c5", "p3", status="planned", start="2024-02-02"),
            _visit("c6", "p3", status="cancelled", start="2024-02-02"),
            {"id": "Encounter/c7", "status": "finished"},
        ],
    )
    assert set(rows) == {
        "Patient/p1#referral.Organization/o1",
        "Patient/p1#referral.none",
        "Patient/p2#referral.Organization/o1",
    }
    assert rows["Patient/p1#referral.Organization/o1"] == {
        "id": "Patient/p1#referral.Organization/o1",
        "patient": "Patient/p1",
        "status": "open",
        "start_earliest": date(2024, 1, 1),
        "start_latest": date(2024, 1, 31),
        "end_earliest": NO_END,
        "end_latest": NO_END,
        "last_contact_earliest": date(2024, 3, 6),
        "last_contact_latest": date(2024, 3, 6),
        "derived": True,
        "derived_from": "encounters",
        "team": None,
        "provider": "Organization/o1",
        "kinds": [],
        "care_manager": None,
        "service": None,
        "first_contact_earliest": date(2024, 1, 1),
        "first_contact_latest": date(2024, 1, 31),
        "closure_reasons": [],
    }
    assert rows["Patient/p2#referral.Organization/o1"]["last_contact_earliest"] == date(2024, 2, 3)
    assert rows["Patient/p1#referral.none"]["provider"] is None


def test_an_encounter_that_goes_on_is_contact_without_end(build: Build) -> None:
    visits = [_visit("c1", "p1", status="onleave", start="2024-01-01"), _visit("c2", "p1", start="2024-03-01")]
    row = _rows(build, "referral", encounter=visits)["Patient/p1#referral.none"]
    assert (row["last_contact_earliest"], row["last_contact_latest"]) == (NO_END, NO_END)
    assert (row["start_earliest"], row["start_latest"]) == (date(2024, 1, 1), date(2024, 1, 1))


def test_an_unknown_day_in_a_group_leaves_the_first_and_the_last_open_to_that_side(build: Build) -> None:
    visits = [
        _visit("c1", "p1", start="2024-03-01"),
        _visit("c2", "p1", start="bad", end="2024-05"),
        _visit("c3", "p1"),
    ]
    built = build({"encounter": visits}, tables=[shipped_tables()["referral"]])
    row = built.rows["referral"][0]
    assert (row["start_earliest"], row["start_latest"]) == (None, date(2024, 3, 1))
    assert (row["last_contact_earliest"], row["last_contact_latest"]) == (date(2024, 5, 1), None)
    assert (row["first_contact_earliest"], row["first_contact_latest"]) == (None, date(2024, 3, 1))
    assert counts(built) == {
        ("referral", "start", "date-not-readable"): 1,
        ("referral", "first_contact", "date-not-readable"): 1,
    }


def test_whoever_has_an_episode_has_no_derived_referral(build: Build) -> None:
    statuses = {"p1": "active", "p2": "cancelled", "p3": "nonsense", "p4": None, "p5": "entered-in-error"}
    rows = _rows(
        build,
        "referral",
        patient=[_patient("p1"), _patient("p9")],
        patient_link=[_link("p9", "p1")],
        episode_of_care=[_of("EpisodeOfCare", key, key, status=status) for key, status in statuses.items()],
        encounter=[_visit(key, key, start="2024-01-01") for key in (*statuses, "p9")],
    )
    assert [key for key, row in rows.items() if row["derived"]] == ["Patient/p5#referral.none"]


def test_a_period_that_ends_before_it_starts_is_not_known_and_nor_is_the_state(build: Build) -> None:
    times: dict[str, object] = {"start": "2024-05-02", "end": "2024-05-01"}
    episodes = [
        _of("EpisodeOfCare", "e1", "p1", status="active", **times),
        _of("EpisodeOfCare", "e2", "p1", status="entered-in-error", **times),
        _of("EpisodeOfCare", "e3", "p1", status="active", start="2024-05-02", end="2024-05"),
        _of("EpisodeOfCare", "e4", "p1", status="active", start="2024-05-02", end="2024-05-02"),
    ]
    built = build({"episode_of_care": episodes}, tables=[shipped_tables()["referral"]])
    days = ("start_earliest", "start_latest", "end_earliest", "end_latest")
    found = {str(row["id"])[-2:]: (row["status"], [row[day] for day in days]) for row in built.rows["referral"]}
    assert found == {
        "e1": (None, [None] * 4),
        "e2": ("retracted", [None] * 4),
        "e3": ("open", [date(2024, 5, 2), date(2024, 5, 2), date(2024, 5, 1), date(2024, 5, 31)]),
        "e4": ("open", [date(2024, 5, 2)] * 4),
    }
    assert counts(built) == {("referral", "end", "period-reversed"): 2}


def test_an_assessment_without_a_date_has_that_of_its_encounter(build: Build) -> None:
    rows = _rows(
        build,
        "assessment",
        risk_assessment=[
            _of("RiskAssessment", "r1", "p1", status="final", encounter="Encounter/c1"),
            _of("RiskAssessment", "r2", "p1", status="final", encounter="Encounter/c1", occurred="2024-03"),
            _of("RiskAssessment", "r3", "p1", status="final", encounter="Encounter/c9"),
            _of("RiskAssessment", "r4", "p1", status="final"),
        ],
        encounter=[_visit("c1", "p1", start="2024-01-05", end="2024-01-07", episode="EpisodeOfCare/e1")],
    )
    found = {key[-2:]: (row["date_earliest"], row["date_latest"], row["referral"]) for key, row in rows.items()}
    assert found == {
        "r1": (date(2024, 1, 5), date(2024, 1, 7), "EpisodeOfCare/e1"),
        "r2": (date(2024, 3, 1), date(2024, 3, 31), "EpisodeOfCare/e1"),
        "r3": (None, None, None),
        "r4": (None, None, None),
    }
    assert rows["RiskAssessment/r1"]["kinds"] == ["urn:risk-checks:kind|risk-assessment"]


def test_without_encounters_there_is_nothing_to_look_up(build: Build) -> None:
    found = _rows(build, "assessment", procedure=[_of("Procedure", "r1", "p1", encounter="Encounter/c1")])
    assert (found["Procedure/r1"]["date_latest"], found["Procedure/r1"]["referral"]) == (None, None)


def test_assessments_of_every_type_are_one_table(build: Build) -> None:
    built = build(
        {
            "observation": [
                _of("Observation", "o1", "p1", status="preliminary", effective_instant="2024-06-30T23:30:00Z")
            ],
            "questionnaire_response": [
                _of("QuestionnaireResponse", "q1", "p1", status="stopped", questionnaire="https://q|1", authored="2024")
            ],
            "procedure": [
                _of("Procedure", "x1", "p1", status="on-hold", code_systems=["s"], codes=["a"], has_code=True),
                _of("Procedure", "x2", "p1", status="not-done", start="2024-02-01", end="2024-01-01"),
                _of("Procedure", "x3", "p1", status="unknown"),
                _of("Procedure", "x4", "p1", status="done"),
            ],
        },
        tables=[shipped_tables()["assessment"]],
    )
    found = {str(row["id"]): (row["status"], row["kinds"], row["date_earliest"]) for row in built.rows["assessment"]}
    assert found == {
        "Observation/o1": ("draft", [], date(2024, 7, 1)),
        "QuestionnaireResponse/q1": ("stopped", ["urn:risk-checks:questionnaire|https://q"], date(2024, 1, 1)),
        "Procedure/x1": ("active", ["s|a"], None),
        "Procedure/x2": ("retracted", [], None),
        "Procedure/x3": (None, [], None),
        "Procedure/x4": (None, [], None),
    }
    assert counts(built) == {
        ("assessment", "status", "code-not-mapped"): 1,
        ("assessment", "date", "period-reversed"): 1,
    }


def test_a_plan_is_reviewed_when_it_was_written_or_began(build: Build) -> None:
    rows = _rows(
        build,
        "care_plan",
        care_plan=[
            _of("CarePlan", "1", "p1", status="completed", start="2024-01-01", created="2023-12-20"),
            _of("CarePlan", "2", "p1", status="revoked", created="2024", has_category=True),
            _of("CarePlan", "3", "p1", status="unknown"),
        ],
    )
    found = {key[-1]: (row["status"], row["reviewed_earliest"], row["reviewed_latest"]) for key, row in rows.items()}
    assert found == {
        "1": ("ended", date(2024, 1, 1), date(2024, 1, 1)),
        "2": ("withdrawn", date(2024, 1, 1), date(2024, 12, 31)),
        "3": (None, None, None),
    }
    assert [row["kinds"] for row in rows.values()].count(["urn:risk-checks:kind|care-plan"]) == 2


def test_carers_are_mentioned_as_people_and_as_contacts(build: Build) -> None:
    role = "http://terminology.hl7.org/CodeSystem/v3-RoleCode"
    rows = _rows(
        build,
        "carer",
        related_person=[
            _of(
                "RelatedPerson",
                "r1",
                "p1",
                active=False,
                has_name=True,
                relationship_systems=["http://terminology.hl7.org/CodeSystem/v2-0131", role],
                relationship_codes=["U", "WIFE"],
            )
        ],
        patient_contact=[
            _patient(
                "p1",
                position=0,
                relationship_systems=[role],
                relationship_codes=["ONESELF"],
                is_oneself=True,
                end="2024",
            ),
            _patient("p1", position=1, is_oneself=False),
        ],
    )
    columns = ("relationships", "has_name", "is_patient", "active", "end_latest")
    assert {key: tuple(row[column] for column in columns) for key, row in rows.items()} == {
        "RelatedPerson/r1": ([f"{role}|WIFE"], True, False, False, NO_END),
        "Patient/p1#contact.0": ([f"{role}|ONESELF"], None, True, True, date(2024, 12, 31)),
        "Patient/p1#contact.1": ([], None, False, True, NO_END),
    }


@pytest.mark.parametrize("table", sorted(shipped_tables()))
def test_no_views_make_no_rows(build: Build, table: str) -> None:
    built = build({}, tables=[shipped_tables()[table]])
    assert (built.rows[table], built.problems) == ([], ())
