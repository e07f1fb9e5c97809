from __future__ import annotations

from typing import Any

import pytest

from risk_checks.records.conform import ShapeFault, compile_shape
from risk_checks.records.shape import Field, Primitive, Shape
from tests.unit.records.small import BOOLEAN, TEXT, many, one

TEXTS = Field(many=True, of=Primitive.TEXT)
SHAPE = Shape(
    {
        "id": TEXT,
        "active": BOOLEAN,
        "count": Field(many=False, of=Primitive.INTEGER),
        "value": Field(many=False, of=Primitive.DECIMAL),
        "period": one(start=TEXT, end=TEXT),
        "name": many(family=TEXT, given=TEXTS, _given=many(url=TEXT)),
        "_birthDate": one(extension=many(url=TEXT)),
    }
)
project = compile_shape(SHAPE)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ({"id": "p1", "gender": "female", "meta": {"versionId": "1"}}, {"id": "p1"}),
        ({"active": False, "count": 0, "value": 0}, {"active": False, "count": 0, "value": 0}),
        ({"value": 1.5}, {"value": 1.5}),
        ({"period": {"start": "2024", "id": "x"}}, {"period": {"start": "2024"}}),
        ({"name": [{"family": "A"}, {"family": "B"}]}, {"name": [{"family": "A"}, {"family": "B"}]}),
        ({"_birthDate": {"extension": [{"url": "u"}]}}, {"_birthDate": {"extension": [{"url": "u"}]}}),
    ],
)
def test_only_the_properties_of_the_shape_are_kept(given: dict[str, Any], kept: dict[str, Any]) -> None:
    assert project(given) == kept


@pytest.mark.parametrize("empty", ["", [], {}], ids=["text", "list", "object"])
@pytest.mark.parametrize("name", sorted(SHAPE.fields))
def test_empty_values_count_as_absent(name: str, empty: Any) -> None:
    assert project({"id": "p1", name: empty}) == ({"id": "p1"} if name != "id" else {})


@pytest.mark.parametrize("blank", [" ", "\t\r\n", "\N{NO-BREAK SPACE}"])
def test_a_text_of_white_space_counts_as_absent(blank: str) -> None:
    given = {"id": "p1", "period": {"end": blank}, "name": [{"family": blank, "given": ["A", blank]}]}
    assert project(given) == {"id": "p1", "name": [{"given": ["A", None]}]}
    assert project({"id": f" p{blank}1"}) == {"id": f" p{blank}1"}


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ({"period": {"start": ""}}, {}),
        ({"period": {"start": "", "id": "x"}}, {"period": {}}),
        ({"name": [{}, {"family": "B"}]}, {"name": [{"family": "B"}]}),
        ({"name": [{}]}, {}),
    ],
    ids=["nothing in it", "something in it that is not read", "one of a list", "all of a list"],
)
def test_an_object_is_absent_where_nothing_is_in_it(given: dict[str, Any], kept: dict[str, Any]) -> None:
    assert project(given) == kept


def test_lists_of_primitives_and_their_companions_keep_the_place_of_what_is_absent() -> None:
    name = {"given": ["A", None, ""], "_given": [None, {"url": "u"}, None]}
    assert project({"name": [name]}) == {"name": [{"given": ["A", None, None], "_given": [None, {"url": "u"}, None]}]}


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ({"id": 5}, "id"),
        ({"id": None}, "id"),
        ({"id": {"x": "y"}}, "id"),
        ({"active": "true"}, "active"),
        ({"active": 1}, "active"),
        ({"count": True}, "count"),
        ({"count": 1.0}, "count"),
        ({"count": 2**63}, "count"),
        ({"value": "1.5"}, "value"),
        ({"value": True}, "value"),
        ({"period": [{"start": "2024"}]}, "period"),
        ({"period": {"start": 2024}}, "period.start"),
        ({"name": {"family": "A"}}, "name"),
        ({"name": ["A"]}, "name"),
        ({"name": [None]}, "name"),
        ({"name": [{"given": "A"}]}, "name.given"),
        ({"name": [{"given": [1]}]}, "name.given"),
        ({"_birthDate": {"extension": [{"url": 1}]}}, "_birthDate.extension.url"),
    ],
)
def test_a_wrong_json_kind_is_a_fault_that_names_the_element(given: dict[str, Any], path: str) -> None:
    assert project(given) == ShapeFault(path)


def test_a_wrong_kind_that_is_not_read_is_no_fault() -> None:
    assert project({"id": "p1", "gender": 5}) == {"id": "p1"}


def test_the_resource_given_is_left_alone() -> None:
    given = {"id": "p1", "name": [{"given": ["A"]}]}
    kept = project(given)
    assert isinstance(kept, dict)
    kept["name"][0]["given"].append("B")
    assert given == {"id": "p1", "name": [{"given": ["A"]}]}
