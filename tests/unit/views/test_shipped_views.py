"""What the shipped views make of resources: the facts that tables and rules rest on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from risk_checks.errors import DefinitionError, DefinitionErrors
from risk_checks.shipped import rules_home
from risk_checks.views.library import load_views, shipped_views
from risk_checks.views.memory import compile_view

ACT_REASON = "http://terminology.hl7.org/CodeSystem/v3-ActReason"
NHS_NUMBER = "https://fhir.nhs.uk/Id/nhs-number"
NOBODYS = {"HealthcareService", "Practitioner", "PractitionerRole"}
"""Resources that are about no patient: their views are only looked up."""


def rows(view: str, resource: dict[str, Any]) -> list[dict[str, Any]]:
    return compile_view(shipped_views()[view])(resource)


def row(view: str, resource: dict[str, Any], *columns: str) -> tuple[Any, ...]:
    (found,) = rows(view, resource)
    return tuple(found[column] for column in columns)


def test_every_shipped_view_says_what_it_is_and_types_its_columns() -> None:
    for name, view in shipped_views().items():
        text = (rules_home() / "views" / f"{name}.yaml").read_text(encoding="utf-8")
        assert text.startswith("# ")
        assert all(f"\n{key}: " in text for key in ("name", "title", "status", "description", "resource"))
        assert text.count("path: ") == text.count("type: ") + len(view.where)
        needed = {"id"} if view.resource in NOBODYS else {"id", "patient"}
        assert needed <= {column.name for column in view.columns}


def test_no_column_of_a_shipped_view_can_hold_several_values_by_mistake() -> None:
    for view in shipped_views().values():
        assert not [column.name for column in view.columns if column.path.many and not column.collection]


def test_patient() -> None:
    resource = {
        "id": "p1",
        "birthDate": "1990-02",
        "deceasedDateTime": "2026-01-05",
        "active": False,
        "identifier": [{"system": "x", "value": "1"}, {"system": NHS_NUMBER, "value": "9000000009"}],
        "generalPractitioner": [{"reference": "Practitioner/d1"}, {"reference": "Organization/Y12345"}],
    }
    assert rows("patient", resource) == [
        {
            "id": "Patient/p1",
            "patient": "Patient/p1",
            "birth_date": "1990-02",
            "deceased": None,
            "deceased_date": "2026-01-05",
            "active": False,
            "test_patient": False,
            "gp_practice": "Organization/Y12345",
            "gp_practice_ods": None,
            "nhs_numbers": ["9000000009"],
            "number_status_systems": [],
            "number_status_codes": [],
        }
    ]


@pytest.mark.parametrize(
    ("meta", "is_test"),
    [
        ({"security": [{"system": ACT_REASON, "code": "HTEST"}]}, True),
        ({"tag": [{"system": ACT_REASON, "code": "HTEST"}]}, True),
        ({"tag": [{"system": "other", "code": "HTEST"}]}, False),
        ({"tag": [{"code": "HTEST"}]}, False),
        ({}, False),
    ],
)
def test_a_test_patient_is_marked_with_htest(meta: dict[str, Any], is_test: bool) -> None:
    assert row("patient", {"id": "p1", "meta": meta}, "test_patient") == (is_test,)


def test_the_practice_that_pds_names_without_a_reference() -> None:
    practice = {"identifier": {"system": "https://fhir.nhs.uk/Id/ods-organization-code", "value": "Y12345"}}
    resource = {"id": "p1", "generalPractitioner": [practice]}
    assert row("patient", resource, "gp_practice", "gp_practice_ods") == (None, "Y12345")


def test_links_of_merged_records() -> None:
    resource = {"id": "p1", "link": [{"other": {"reference": "Patient/p2"}, "type": "replaced-by"}]}
    assert rows("patient_link", resource) == [
        {"id": "Patient/p1", "patient": "Patient/p1", "position": 0, "other": "Patient/p2", "type": "replaced-by"}
    ]


@pytest.mark.parametrize("view", ["patient_contact", "related_person"])
@pytest.mark.parametrize(
    ("name", "telecom", "address", "expected"),
    [
        ({"family": "A"}, [{"value": "1"}], {}, (True, True)),
        ({"text": "A"}, [{"value": "1", "use": "home"}], {}, (True, True)),
        ({"prefix": ["Mr"]}, [{"value": "1", "use": "old"}], {}, (False, False)),
        ({"given": ["A"]}, [{"system": "phone"}], {}, (True, False)),
        ({"given": [None]}, [], {"postalCode": "AB1 2CD"}, (False, True)),
        ({}, [], {"line": ["1 Road"]}, (False, True)),
        ({}, [], {"text": "1 Road", "use": "old"}, (False, False)),
        ({}, [], {"city": "Leeds"}, (False, False)),
    ],
)
def test_who_can_be_named_and_reached(
    view: str, name: Any, telecom: Any, address: Any, expected: tuple[bool, bool]
) -> None:
    if view == "patient_contact":
        resource = {"id": "p1", "contact": [{"name": name, "telecom": telecom, "address": address}]}
    else:
        resource = {"id": "r1", "name": [name], "telecom": telecom, "address": [address]}
    assert row(view, resource, "has_name", "has_contact") == expected


def test_systems_and_codes_of_a_relationship_are_aligned() -> None:
    relationship = [
        {"coding": [{"system": "s", "code": "a"}, {"code": "without-system"}, {"system": "t", "code": "b"}]},
        {"coding": [{"system": "no-code"}], "text": "words"},
    ]
    columns = ("relationship_systems", "relationship_codes", "has_relationship")
    assert row("related_person", {"id": "r1", "relationship": relationship}, *columns) == (["s", "t"], ["a", "b"], True)
    assert row("related_person", {"id": "r1"}, *columns) == ([], [], False)
    assert row("related_person", {"id": "r1", "relationship": [{"text": "mum"}]}, *columns) == ([], [], True)


def test_contacts_keep_their_position() -> None:
    resource = {"id": "p1", "contact": [{"gender": "male"}, {"period": {"start": "2026"}}]}
    assert [(each["position"], each["start"]) for each in rows("patient_contact", resource)] == [(0, None), (1, "2026")]


def test_a_related_person_known_by_identifier_only_has_no_patient() -> None:
    resource = {"id": "r1", "patient": {"identifier": {"system": NHS_NUMBER, "value": "9000000009"}}}
    assert row("related_person", resource, "id", "patient") == ("RelatedPerson/r1", None)


@pytest.mark.parametrize(
    ("category", "is_read"),
    [
        ([], True),
        ([{"coding": [{"code": "survey"}]}], True),
        ([{"coding": [{"code": "exam"}]}], True),
        ([{"coding": [{"code": "vital-signs"}]}, {"coding": [{"code": "exam"}]}], True),
        ([{"coding": [{"code": "vital-signs"}]}], False),
        ([{"text": "Mental health"}], True),
        ([{}], True),
    ],
)
def test_measurements_are_no_assessments_and_are_measurements(category: Any, is_read: bool) -> None:
    resource = {"id": "o1", "category": category, "subject": {"reference": "Patient/p1"}}
    assert [each["patient"] for each in rows("observation", resource)] == (["Patient/p1"] if is_read else [])
    assert row("measurement", resource, "id", "patient") == ("Observation/o1", "Patient/p1")


def test_a_choice_of_date_stands_in_its_own_column() -> None:
    dated = {"id": "a1", "occurrencePeriod": {"start": "2026-01-01", "end": "2026-01-02"}}
    columns = ("occurred", "start", "end")
    assert row("risk_assessment", dated, *columns) == (None, "2026-01-01", "2026-01-02")
    assert row("risk_assessment", {"id": "a1", "occurrenceDateTime": "2026"}, *columns) == ("2026", None, None)


def test_the_faults_of_all_files_of_a_folder_come_together(tmp_path: Path) -> None:
    view = {"name": "a", "resource": "Patient", "select": [{"column": [{"name": "x", "path": "idd"}]}]}
    (tmp_path / "a.json").write_text(json.dumps(view))
    (tmp_path / "b.yaml").write_text("resource: Nothing")
    (tmp_path / "notes.txt").write_text("not a view")
    with pytest.raises(DefinitionErrors) as caught:
        load_views(tmp_path, called="views")
    assert [str(fault).split(": ")[0] for fault in caught.value.faults] == [
        "RC-E203 views/a.json:1:84",
        "RC-E212 views/b.yaml:1:11",
    ]


def test_two_files_may_not_define_one_view(tmp_path: Path) -> None:
    for file in ("a.yaml", "b.yaml"):
        (tmp_path / file).write_text("{name: same, resource: Patient, select: [{column: [{name: x, path: id}]}]}")
    with pytest.raises(DefinitionErrors, match="another file defines view 'same'"):
        load_views(tmp_path)


def test_shipped_files_that_are_missing_are_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("risk_checks.shipped._PACKAGE", tmp_path / "src" / "risk_checks")
    with pytest.raises(DefinitionError, match="install it again"):
        rules_home()
