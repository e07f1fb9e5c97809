"""The shape of a view: the elements it reads, in their JSON form, and nothing else."""

from __future__ import annotations

import json
from typing import Any

import pytest

from risk_checks.records.shape import Field, Shape
from risk_checks.views.library import shipped_views
from risk_checks.views.loading import load_view
from risk_checks.views.shape import shape_of


def shown(shape: Shape) -> dict[str, Any]:
    return {name: _shown(field) for name, field in shape.fields.items()}


def _shown(field: Field) -> Any:
    one = shown(field.of) if isinstance(field.of, Shape) else str(field.of)
    return [one] if field.many else one


def shape(select: Any, *, of: str = "Patient", where: str | None = None) -> Any:
    view = {"resource": of, "select": select, **({"where": [{"path": where}]} if where else {})}
    return shown(shape_of(load_view(json.dumps(view), file="v.json")))


def column(path: str) -> Any:
    return [{"column": [{"name": "x", "path": path, "collection": True}]}]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("birthDate", {"id": "text", "birthDate": "text"}),
        ("name.given.first()", {"id": "text", "name": [{"given": ["text"]}]}),
        ("deceased.ofType(boolean)", {"id": "text", "deceasedBoolean": "boolean"}),
        ("deceased.exists()", {"id": "text", "deceasedBoolean": "boolean", "deceasedDateTime": "text"}),
        ("name.where(use = 'old').family", {"id": "text", "name": [{"use": "text", "family": "text"}]}),
        ("maritalStatus.exists()", {"id": "text", "maritalStatus": {"id": "text"}}),
        ("maritalStatus.text.exists() or maritalStatus.exists()", {"id": "text", "maritalStatus": {"text": "text"}}),
        (
            "extension('u').extension('v').value.ofType(Coding).code",
            {
                "id": "text",
                "extension": [{"url": "text", "extension": [{"url": "text", "valueCoding": {"code": "text"}}]}],
            },
        ),
        ("getResourceKey()", {"id": "text"}),
        ("link.other.getReferenceKey(Patient)", {"id": "text", "link": [{"other": {"reference": "text"}}]}),
        ("%rowIndex", {"id": "text"}),
    ],
)
def test_paths(path: str, expected: Any) -> None:
    assert shape(column(path)) == expected


def test_numbers_have_their_json_kind() -> None:
    found = shape(column("component.value.ofType(Quantity).value"), of="Observation")
    assert found["component"] == [{"valueQuantity": {"value": "decimal"}}]
    assert shape(column("numberOfSeries"), of="ImagingStudy")["numberOfSeries"] == "integer"


def test_a_for_each_reads_what_stands_below_it() -> None:
    select = [{"forEach": "contact", "column": [{"name": "x", "path": "name.family"}]}]
    assert shape(select) == {"id": "text", "contact": [{"name": {"family": "text"}}]}


def test_a_for_each_of_which_nothing_is_read_is_there_all_the_same() -> None:
    select = [{"forEach": "contact", "column": [{"name": "x", "path": "%rowIndex"}]}]
    assert shape(select) == {"id": "text", "contact": [{"id": "text"}]}


def test_recursion_goes_as_deep_as_the_view_names() -> None:
    found = shape(column("item.item.linkId"), of="Questionnaire")
    assert found == {"id": "text", "item": [{"item": [{"linkId": "text"}]}]}


def test_where_and_union_are_read_too() -> None:
    select = [{"unionAll": column("gender") + column("language")}]
    assert shape(select, where="active") == {"id": "text", "gender": "text", "language": "text", "active": "boolean"}


def test_a_shipped_view_reads_the_elements_that_its_page_names() -> None:
    assert set(shape_of(shipped_views()["patient"]).fields) == {
        *("id", "birthDate", "deceasedBoolean", "deceasedDateTime", "active", "meta", "generalPractitioner"),
        "identifier",
    }
