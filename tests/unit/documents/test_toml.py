"""TOML gives the same tree as YAML, each value at the place of its key."""

from __future__ import annotations

import pytest

from risk_checks.documents import position, read_toml
from risk_checks.documents.toml_places import key_places
from risk_checks.errors import DefinitionErrors

TEXT = """\
# a comment with a key = "in it" and a [table]
zone = "Europe/London"   # another
rules = [
    "one",  # first
    'two',
]

[parameters.RC-PLAN-002]
review_every = {by = {column = "team", values = {"Organization/eip" = "6 months", 'a.b' = "1 month"}, otherwise = "x"}}
long = \"\"\"
[not a table]
key = 1 \\\"\"\" still
\"\"\"
after = 1979-05-27
[ parameters . "quoted \\u00e9" ]
a.b.c = -17
[[many]]
one = true
[[many]]
two = 0x10
"""


def test_every_kind_of_value_becomes_a_text() -> None:
    assert read_toml(TEXT, file="x.toml").plain() == {
        "zone": "Europe/London",
        "rules": ["one", "two"],
        "parameters": {
            "RC-PLAN-002": {
                "review_every": {
                    "by": {
                        "column": "team",
                        "values": {"Organization/eip": "6 months", "a.b": "1 month"},
                        "otherwise": "x",
                    }
                },
                "long": '[not a table]\nkey = 1 """ still\n',
                "after": "1979-05-27",
            },
            "quoted é": {"a": {"b": {"c": "-17"}}},
        },
        "many": [{"one": "true"}, {"two": "16"}],
    }


@pytest.mark.parametrize(
    ("path", "at"),
    [
        (("zone",), (2, 1)),
        (("rules",), (3, 1)),
        (("parameters",), (8, 2)),
        (("parameters", "RC-PLAN-002"), (8, 13)),
        (("parameters", "RC-PLAN-002", "review_every"), (9, 1)),
        (("parameters", "RC-PLAN-002", "review_every", "by"), (9, 17)),
        (("parameters", "RC-PLAN-002", "review_every", "by", "column"), (9, 23)),
        (("parameters", "RC-PLAN-002", "review_every", "by", "values", "Organization/eip"), (9, 50)),
        (("parameters", "RC-PLAN-002", "review_every", "by", "values", "a.b"), (9, 83)),
        (("parameters", "RC-PLAN-002", "review_every", "by", "otherwise"), (9, 103)),
        (("parameters", "RC-PLAN-002", "long"), (10, 1)),
        (("parameters", "RC-PLAN-002", "after"), (14, 1)),
        (("parameters", "quoted é"), (15, 16)),
        (("parameters", "quoted é", "a", "b", "c"), (16, 5)),
        (("many",), (17, 3)),
    ],
)
def test_value_stands_at_its_key(path: tuple[str, ...], at: tuple[int, int]) -> None:
    assert key_places(TEXT)[path] == at
    where = position(read_toml(TEXT, file="x.toml"), path)
    assert (where.file, where.line, where.column) == ("x.toml", *at)


def test_carriage_returns_and_a_byte_order_mark_move_nothing() -> None:
    document = read_toml("\ufeffa = 1\r\n\r\nb = 2\r\n", file="x.toml")
    assert str(position(document, ("b",))) == "x.toml:3:1"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a = 1\nb = \n", "RC-E101 x.toml:2:5: not TOML: Invalid value"),
        ("a = 1\na = 2\n", "RC-E101 x.toml:2:6: not TOML: Cannot overwrite a value"),
        ('a = 1\nb = """\n', "RC-E101 x.toml:3:1: not TOML: Unterminated string"),
        ("a = 1\nb = " + "[" * 5000, "RC-E101 x.toml: not TOML that can be read: too deep, or a number too long"),
        ("a = " + "9" * 5000, "RC-E101 x.toml: not TOML that can be read: too deep, or a number too long"),
        ("a = " + "[" * 60 + "]" * 60, "RC-E101 x.toml:1:1: nested more than 50 deep"),
        (".".join("a" * 60) + " = 1", "RC-E101 x.toml:1:101: nested more than 50 deep"),
        ("#" * 1_048_577, "RC-E101 x.toml: the file is larger than 1 MiB"),
        (
            "a = 1\n[b]\nc = 1.5\n",
            (
                "RC-E103 x.toml:3:1: numbers with a point and times of the clock are not used here; "
                "write a text, a whole number, a day, true or false"
            ),
        ),
    ],
)
def test_fault_names_its_place(text: str, message: str) -> None:
    with pytest.raises(DefinitionErrors) as caught:
        read_toml(text, file="x.toml")
    assert str(caught.value) == message


def test_every_value_of_a_wrong_kind_is_told() -> None:
    with pytest.raises(DefinitionErrors) as caught:
        read_toml("a = 1.5\nb = 2026-11-01T10:00:00\nc = [10:00:00]\n", file="x.toml")
    assert [str(fault.where) for fault in caught.value.faults] == ["x.toml:1:1", "x.toml:2:1", "x.toml:3:1"]
