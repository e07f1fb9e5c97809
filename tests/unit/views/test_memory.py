"""The in-memory engine, where the suite's cases do not reach: truth tables, dates, references, the errors."""

from __future__ import annotations

import json
from typing import Any

import pytest

from risk_checks.errors import RiskChecksError
from risk_checks.views.faults import ViewError
from risk_checks.views.loading import load_view
from risk_checks.views.memory import compile_view

Row = dict[str, Any]


def rows(select: list[dict[str, Any]], resource: Row, *, of: str = "Patient", where: str | None = None) -> list[Row]:
    view = {"resource": of, "select": select, **({"where": [{"path": where}]} if where else {})}
    return compile_view(load_view(json.dumps(view), file="v.json"))(resource)


def value(path: str, resource: Row, *, of: str = "Patient", collection: bool = False) -> Any:
    return rows([{"column": [{"name": "x", "path": path, "collection": collection}]}], resource, of=of)[0]["x"]


T, F, E = "active", "active.not()", "deceased.ofType(boolean)"  # true, false and empty of PERSON
PERSON: Row = {"active": True, "birthDate": "1990-02"}


@pytest.mark.parametrize(
    ("left", "right", "both", "either", "one", "follows"),
    [
        (T, T, True, True, False, True),
        (T, F, False, True, True, False),
        (T, E, None, True, None, None),
        (F, T, False, True, True, True),
        (F, F, False, False, False, True),
        (F, E, False, None, None, True),
        (E, T, None, True, None, True),
        (E, F, False, None, None, None),
        (E, E, None, None, None, None),
    ],
)
def test_connectives_follow_the_truth_tables_of_fhirpath(
    left: str, right: str, both: Any, either: Any, one: Any, follows: Any
) -> None:
    assert value(f"{left} and {right}", PERSON) is both
    assert value(f"{left} or {right}", PERSON) is either
    assert value(f"{left} xor {right}", PERSON) is one
    assert value(f"{left} implies {right}", PERSON) is follows


def test_not_of_nothing_is_nothing() -> None:
    assert value(f"({E}).not()", PERSON) is None
    assert value(f"{E}.exists().not()", PERSON) is True


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("birthDate = @1990-02", True),
        ("birthDate = @1990-03", False),
        ("birthDate != @1990-03", True),
        ("birthDate = @1990-02-01", None),
        ("birthDate < @1990-02-01", None),
        ("birthDate < @1990-03-01", True),
        ("birthDate >= @1990", None),
        ("birthDate >= @1989", True),
        ("birthDate > @1990-01-31", True),
        ("deceased.ofType(dateTime) > @2000", None),
    ],
)
def test_dates_compare_as_far_as_both_are_precise(path: str, expected: bool | None) -> None:
    assert value(path, PERSON) is expected


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        ("2026-01-01T10:00:00Z", "@2026-01-01T11:00:00Z", True),
        ("2026-01-01T10:00:00+01:00", "@2026-01-01T11:00:00+01:00", True),
        ("2026-01-01T10:00:00+01:00", "@2026-01-01T11:00:00Z", True),
        ("2026-01-01T10:00:00Z", "@2026-01-01T10:00Z", None),
        ("2026-01-01T10:00:00Z", "@2026-01-01T10:01Z", True),
    ],
)
def test_moments_compare_as_far_as_both_are_precise(left: str, right: str, expected: bool | None) -> None:
    assert value(f"issued < {right}", {"issued": left}, of="Observation") is expected


@pytest.mark.parametrize(
    ("reference", "any_key", "patient_key"),
    [
        ("Patient/p1", "Patient/p1", "Patient/p1"),
        ("Patient/p1/_history/2", "Patient/p1", "Patient/p1"),
        ("https://example.org/fhir/Patient/p1", "Patient/p1", "Patient/p1"),
        ("http://example.org/fhir/r4/Patient/p1/_history/1", "Patient/p1", "Patient/p1"),
        ("Group/g1", "Group/g1", None),
        ("MyPatient/p1", "MyPatient/p1", None),
        ("#p1", None, None),
        ("urn:uuid:5b0e0b1c-3f8a-4c55-8e1d-0a8f7d2f1a11", None, None),
        ("Patient?identifier=https://fhir.nhs.uk/Id/nhs-number|9000000009", None, None),
        ("Patient/p1#part", None, None),
        ("Patient/", None, None),
        ("Patient", None, None),
        ("http://Patient/p1", None, None),
        ("Patient/p1\n", None, None),
        (" Patient/p1", None, None),
    ],
)
def test_a_reference_gives_the_key_of_what_it_names(
    reference: str, any_key: str | None, patient_key: str | None
) -> None:
    resource = {"subject": {"reference": reference}}
    assert value("subject.getReferenceKey()", resource, of="Observation") == any_key
    assert value("subject.getReferenceKey(Patient)", resource, of="Observation") == patient_key


def test_a_reference_without_text_has_no_key() -> None:
    resource = {"subject": {"identifier": {"value": "x"}}}
    assert value("subject.getReferenceKey()", resource, of="Observation") is None


def test_a_null_in_a_list_of_texts_is_no_value() -> None:
    resource = {"name": [{"given": [None, "Ann"]}, {"given": [None]}]}
    assert value("name.given", resource, collection=True) == ["Ann"]
    assert value("name[1].given.exists()", resource) is False


def test_equality_of_several_values_goes_pair_by_pair() -> None:
    resource = {"name": [{"family": "A"}, {"family": "B"}], "contact": [{"name": {"family": "A"}}]}
    assert value("name.family = 'A'", resource) is False
    assert value("name.family != 'A'", resource) is True
    assert value("name.family = contact.name.family", resource) is False
    assert value("contact.name.family = 'A'", resource) is True
    assert value("photo.title = 'A'", resource) is None


def test_numbers() -> None:
    resource = {"valueQuantity": {"value": 3}, "component": [{"valueQuantity": {"value": 1.5}}]}
    of = "value.ofType(Quantity).value"
    assert value(f"{of} / component.first().{of}", resource, of="Observation") == 2
    assert value(f"{of} / 0", resource, of="Observation") is None
    assert value(f"{of} + 1", resource, of="Observation") == 4


def test_the_blank_row_of_for_each_or_null_is_one_row() -> None:
    select = [
        {
            "forEachOrNull": "name",
            "unionAll": [
                {"column": [{"name": "n", "path": "%rowIndex"}, {"name": "x", "path": "family.exists()"}]},
                {"column": [{"name": "n", "path": "1"}, {"name": "x", "path": "given.exists()"}]},
            ],
        }
    ]
    assert rows(select, {}) == [{"n": 0, "x": None}]


def test_sibling_selects_multiply_and_keep_their_own_row_index() -> None:
    def each(name: str) -> dict[str, Any]:
        return {"forEach": name, "column": [{"name": name, "path": "%rowIndex"}]}

    resource = {"name": [{"text": "a"}, {"text": "b"}], "telecom": [{"value": "c"}, {"value": "d"}]}
    found = rows([each("name"), each("telecom")], resource)
    assert [(row["name"], row["telecom"]) for row in found] == [(0, 0), (0, 1), (1, 0), (1, 1)]


def test_a_resource_of_another_type_has_no_rows() -> None:
    assert rows([{"column": [{"name": "id", "path": "id"}]}], {"resourceType": "Group", "id": "g"}) == []


def test_a_where_that_is_empty_leaves_the_resource_out() -> None:
    select = [{"column": [{"name": "id", "path": "id"}]}]
    assert rows(select, {"id": "p1"}, where="active") == []
    assert rows(select, {"id": "p1", "active": True}, where="active") == [{"id": "p1"}]


def test_several_values_for_one_are_an_error_that_shows_none_of_them() -> None:
    with pytest.raises(ViewError) as caught:
        value("name.family", {"name": [{"family": "Marked"}, {"family": "Canary"}]})
    assert caught.value.code == "RC-E220"
    assert isinstance(caught.value, RiskChecksError)
    assert "Marked" not in str(caught.value)


def test_rows_do_not_share_lists_with_the_resource() -> None:
    resource = {"name": [{"given": ["Ann"]}]}
    value("name.given", resource, collection=True).append("Bea")
    assert resource == {"name": [{"given": ["Ann"]}]}
