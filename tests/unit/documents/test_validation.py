"""Nodes are checked against models, and each fault is said at its place, in our words."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

import pytest
from pydantic import Field, ValidationError

from risk_checks.documents import Definition, Flag, Whole, Words, read_document, validate
from risk_checks.errors import DefinitionErrors


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


class Take(Definition):
    take: Words


class Constant(Definition):
    constant: Flag
    from_: Words | None = Field(default=None, alias="from")


class Circle(Definition):
    shape: Literal["circle"]
    radius: Whole


class Square(Definition):
    shape: Literal["square"]
    side: Whole


class Part(Definition):
    view: Words
    cells: dict[str, Take | Constant] = {}  # noqa: RUF012 - pydantic copies defaults


class Whole_(Definition):
    name: Words
    kind: Literal["day", "word"] = "day"
    colour: Colour = Colour.RED
    words: tuple[str, ...] = ()
    among: frozenset[str] = frozenset()
    size: Whole = 1
    parts: tuple[Part, ...] = ()
    part: Part | None = None
    figure: Annotated[Circle | Square, Field(discriminator="shape")] | None = None
    short: Annotated[str, Field(max_length=3)] = ""


def faults_of(text: str) -> list[str]:
    with pytest.raises(DefinitionErrors) as raised:
        validate(read_document(text, file="x.yaml"), Whole_)
    return [str(fault).removeprefix("RC-E10") for fault in raised.value.faults]


def test_texts_become_what_the_model_declares() -> None:
    text = (
        "name: a\ncolour: blue\nwords: [x]\namong: [y, y]\nsize: '3'\nparts: [{view: v, cells: {c: {constant: true}}}]"
    )
    made = validate(read_document(text, file="x.yaml"), Whole_)
    assert made.colour is Colour.BLUE
    assert made.words == ("x",)
    assert made.among == frozenset({"y"})
    assert made.size == 3
    assert made.parts[0].model_dump()["cells"] == {"c": {"constant": True, "from_": None}}
    with pytest.raises(ValidationError):
        made.name = "b"  # type: ignore[misc]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{}", ["5 x.yaml:1:1: missing key 'name'"]),
        ("name:", ["6 x.yaml:1:6: expected a text, got nothing"]),
        ("name: [a]", ["6 x.yaml:1:7: expected a text, got a list"]),
        ("name: a\nkind: dya", ["4 x.yaml:2:7: 'dya' is not allowed here; did you mean 'day'?"]),
        ("name: a\nkind: [day]", ["4 x.yaml:2:7: a list is not allowed here; expected one of: day, word"]),
        ("name: a\ncolour: green", ["4 x.yaml:2:9: 'green' is not allowed here; expected one of: blue, red"]),
        ("name: a\nwords: b", ["6 x.yaml:2:8: expected a list, got 'b'"]),
        ("name: a\namong: {}", ["6 x.yaml:2:8: expected a list, got keys and values"]),
        ("name: a\nsize: 1.5", ["6 x.yaml:2:7: expected a whole number, got '1.5'"]),
        ("name: a\nsize: [1]", ["6 x.yaml:2:7: expected a whole number, got a list"]),
        ("name: a\nsize: 007", ["6 x.yaml:2:7: expected a whole number, got '007'"]),
        ("name: a\npart: b", ["6 x.yaml:2:7: expected keys and values, got 'b'"]),
        ("name: a\nparts: [b]", ["6 x.yaml:2:9: expected keys and values, got 'b'"]),
        ("name: a\nnmae: b", ["4 x.yaml:2:1: unknown key 'nmae'; did you mean 'name'?"]),
        (
            "name: a\npart: {view: v, cell: {}}",
            ["4 x.yaml:2:17: unknown key 'cell'; did you mean 'cells'?"],
        ),
        (
            "name: a\nparts:\n  - {view: v}\n  - {veiw: v}",
            [
                "5 x.yaml:4:5: missing key 'view'",
                "4 x.yaml:4:6: unknown key 'veiw'; did you mean 'view'?",
            ],
        ),
        (
            "name: a\npart: {view: v, cells: {c: {constant: yes, frm: x}}}",
            [
                "5 x.yaml:2:28: missing key 'take'",
                "4 x.yaml:2:29: key 'constant' does not go with the keys beside it",
                "6 x.yaml:2:39: expected true or false, got 'yes'",
                "4 x.yaml:2:44: unknown key 'frm'; did you mean 'from'?",
            ],
        ),
        (
            "name: a\nfigure: {shape: circel, radius: 1}",
            ["4 x.yaml:2:9: keys and values is not allowed here; expected one of: circle, square"],
        ),
        (
            "name: a\nfigure: {shape: circle, radios: 1}",
            [
                "5 x.yaml:2:9: missing key 'radius'",
                "4 x.yaml:2:25: unknown key 'radios'; did you mean 'radius'?",
            ],
        ),
        ("name: a\nshort: long", ["6 x.yaml:2:8: String should have at most 3 characters, got 'long'"]),
    ],
)
def test_fault_is_said_in_our_words(text: str, expected: list[str]) -> None:
    assert faults_of(text) == expected


def test_long_values_are_cut() -> None:
    (fault,) = faults_of("name: a\nkind: " + "x" * 1000)
    assert len(fault) < 150
