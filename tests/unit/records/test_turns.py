"""Shapes that hold themselves: merged, projected, counted and unrolled."""

from __future__ import annotations

from typing import Any

import pytest

from risk_checks.records.conform import ShapeFault, compile_shape
from risk_checks.records.shape import Field, Primitive, Shape, merge
from risk_checks.records.turns import DEEPEST, holds_itself, unrolled
from risk_checks.records.widening import compile_visit, widened
from tests.unit.records.small import TEXT, many, one


def items(**others: Field) -> Shape:
    """Return a shape of items within items."""
    fields: dict[str, Field] = {"text": TEXT, **others}
    shape = Shape(fields, turn=True)
    fields["item"] = Field(many=True, of=shape)
    return Shape({"id": TEXT, "item": Field(many=True, of=shape)})


def names(shape: Shape) -> dict[str, Any]:
    return {name: names(each.of) if isinstance(each.of, Shape) else {} for name, each in shape.fields.items()}


def test_a_shape_that_holds_itself_is_known() -> None:
    assert holds_itself(items())
    assert not holds_itself(Shape({"name": many(family=TEXT), "contact": many(name=one(family=TEXT))}))


def test_a_projection_keeps_all_levels() -> None:
    project = compile_shape(items())
    given = {"id": "q", "item": [{"text": "a", "type": "x", "item": [{"text": "b"}, {"item": [{"text": "c"}]}]}]}
    kept = {"id": "q", "item": [{"text": "a", "item": [{"text": "b"}, {"item": [{"text": "c"}]}]}]}
    assert project(given) == kept
    assert project({"item": [{"item": [{"text": 5}]}]}) == ShapeFault("item.item.text")


def test_it_goes_as_deep_as_what_was_found_and_once_more() -> None:
    found = unrolled(items(), [{"item": [{"item": [None, {"text": "b"}]}]}, {"item": [{}]}])
    assert names(found) == {"id": {}, "item": {"text": {}, "item": {"text": {}, "item": {"text": {}}}}}
    assert names(unrolled(items(), [])) == {"id": {}, "item": {"text": {}}}
    assert not holds_itself(found)


def forms() -> Shape:
    """Return a shape of items within items and within answers, as two paths of one repeat make it."""
    item: dict[str, Field] = {"text": TEXT}
    other: dict[str, Field] = {"text": TEXT}
    items, others = Shape(item, turn=True), Shape(other, turn=True)
    answers = Field(many=True, of=Shape({"item": Field(many=True, of=others)}))
    for fields in (item, other):
        fields.update(item=Field(many=True, of=items), answer=answers)
    return Shape({"item": Field(many=True, of=items)})


def deep(turns: int) -> dict[str, Any]:
    return {"item": [{"text": "x"} if turns == 1 else deep(turns - 1)]}


@pytest.mark.parametrize("shape", [items(), forms()], ids=["one path", "two paths"])
@pytest.mark.parametrize("turns", [19, 20, 21])
def test_what_no_resource_has_is_not_kept_deeper_than_views_follow(shape: Shape, turns: int) -> None:
    assert _turns(unrolled(shape, [deep(turns)])) == max(turns, DEEPEST)


def _turns(shape: Shape) -> int:
    """Return the most turns on a way through a shape."""
    below = (_turns(each.of) for each in shape.fields.values() if isinstance(each.of, Shape))
    return shape.turn + max(below, default=0)


def test_an_object_that_is_only_followed_is_still_there() -> None:
    fields: dict[str, Field] = {}
    item = Shape(fields)
    fields["item"] = Field(many=True, of=item)
    assert names(unrolled(item, [])) == {"item": {"id": {}}}


def test_merging_keeps_what_either_reads_on_each_level() -> None:
    by_name = Shape({"id": TEXT, "item": many(item=many(linkId=TEXT))})
    for merged in (merge(items(), by_name), merge(by_name, items())):
        assert holds_itself(merged)
        assert names(unrolled(merged, []))["item"] == {
            "text": {},
            "item": {"text": {}, "linkId": {}, "item": {"text": {}}},
        }
    both = unrolled(merge(items(), items(linkId=TEXT)), [])
    assert set(names(both)["item"]) == {"text", "linkId"}


def test_a_number_is_read_as_written_where_anyone_asks_for_it() -> None:
    plain, written = (Shape({"value": Field(False, kind)}) for kind in (Primitive.DECIMAL, Primitive.NUMERAL))
    assert merge(plain, written) == merge(written, plain) == written
    assert compile_shape(written)({"value": 1.5}) == {"value": 1.5}
    with pytest.raises(ValueError, match="two shapes disagree on what value is"):
        merge(plain, Shape({"value": TEXT}))


def test_references_are_visited_on_every_level() -> None:
    visit = compile_visit(items(who=one(reference=TEXT)))
    assert visit is not None
    value = {"item": [{"item": [{"who": {"reference": "a"}}, {"who": {"reference": "b"}}]}, {"who": {"id": "c"}}]}
    met: list[tuple[str, dict[str, Any]]] = []
    visit(value, lambda spot, reference: met.append((spot.element, reference)))
    assert met == [("who", {"reference": "a"}), ("who", {"reference": "b"}), ("who", {"id": "c"})]
    assert compile_visit(items()) is None


def test_identifiers_of_references_are_read_on_every_level() -> None:
    wide = widened(items(who=one(reference=TEXT)), type_="QuestionnaireResponse")
    assert holds_itself(wide)
    level = names(unrolled(wide, [{"item": [{"item": [{}]}]}]))["item"]
    for each in (level, level["item"]):
        assert set(each["who"]) == {"reference", "identifier", "type"}
        assert set(each["who"]["identifier"]) == {"system", "value", "use", "period"}
