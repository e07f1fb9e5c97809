from __future__ import annotations

import pytest

from risk_checks.records.shape import Field, Primitive, Shape, merge
from tests.unit.records.small import BOOLEAN, TEXT, many, one


def test_merging_keeps_the_properties_of_both_at_every_depth() -> None:
    a = Shape({"id": TEXT, "name": many(family=TEXT)})
    b = Shape({"name": many(given=Field(many=True, of=Primitive.TEXT)), "active": BOOLEAN})
    merged = Shape(
        {"id": TEXT, "name": many(family=TEXT, given=Field(many=True, of=Primitive.TEXT)), "active": BOOLEAN}
    )
    assert merge(a, b) == merged


def test_a_shape_merged_with_itself_is_itself() -> None:
    shape = Shape({"id": TEXT, "period": one(start=TEXT)})
    assert merge(shape, shape) == shape


@pytest.mark.parametrize(
    "other",
    [BOOLEAN, Field(many=True, of=Primitive.TEXT), one(id=TEXT)],
    ids=["another kind", "a list", "an object"],
)
def test_shapes_that_disagree_on_a_property_do_not_merge(other: Field) -> None:
    with pytest.raises(ValueError, match="status"):
        merge(Shape({"status": TEXT}), Shape({"status": other}))
