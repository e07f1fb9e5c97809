"""Files become trees of text with places, or every fault of them is said."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from risk_checks.documents import (
    Listing,
    Mapping_,
    Scalar,
    described,
    in_file_order,
    plain,
    position,
    read_document,
    read_file,
    reading,
    shortened,
)
from risk_checks.errors import DefinitionError, DefinitionErrors, Where

TEXT = """\
title: no
size: 012
quoted: "no"
block: |
  two
  lines
list:
  - a
  - {b: [c]}
empty:
"""


@pytest.fixture(params=["CBaseLoader", "BaseLoader"])
def _either_loader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_LOADER", getattr(yaml, request.param))


def faults_of(text: str) -> list[str]:
    with pytest.raises(DefinitionErrors) as raised:
        read_document(text, file="x.yaml")
    return [str(fault) for fault in raised.value.faults]


@pytest.mark.usefixtures("_either_loader")
def test_everything_stays_the_text_it_was_written_as() -> None:
    assert read_document(TEXT, file="x.yaml").plain() == {
        "title": "no",
        "size": "012",
        "quoted": "no",
        "block": "two\nlines\n",
        "list": ["a", {"b": ["c"]}],
        "empty": "",
    }


@pytest.mark.usefixtures("_either_loader")
def test_places_count_from_one() -> None:
    document = read_document(TEXT, file="x.yaml")
    assert document.where == Where("x.yaml", 1, 1)
    assert position(document, ("title",)) == Where("x.yaml", 1, 8)
    assert position(document, ("list", 1, "b", 0)) == Where("x.yaml", 9, 10)
    assert document.key("list") == Scalar("list", Where("x.yaml", 7, 1), quoted=False)


def test_place_of_what_is_not_there_is_the_nearest_that_is() -> None:
    document = read_document(TEXT, file="x.yaml")
    assert position(document, ("list", 7, "b")) == Where("x.yaml", 8, 3)
    assert position(document, ("list", "Union[...]", 1, "b")) == Where("x.yaml", 9, 9)
    assert position(document, ("nothing",)) == document.where


@pytest.mark.usefixtures("_either_loader")
def test_quoted_texts_are_told_from_plain_ones() -> None:
    document = read_document(TEXT, file="x.yaml")
    assert [isinstance(node, Scalar) and node.quoted for _, node in document.entries] == [
        False,
        False,
        True,
        True,
        False,
        False,
    ]


def test_mapping_gives_its_nodes_by_key() -> None:
    document = read_document(TEXT, file="x.yaml")
    assert document.keys() == ("title", "size", "quoted", "block", "list", "empty")
    assert document.get("nothing") is None
    assert document.key("nothing") is None
    found = document.get("list")
    assert isinstance(found, Listing)
    assert plain(found) == ["a", {"b": ["c"]}]


def test_json_is_read_the_same_way() -> None:
    document = read_document('{"a": [1, true, null, "1"], "b": {}}', file="x.json")
    assert document.plain() == {"a": ["1", "true", "null", "1"], "b": {}}


def test_byte_order_mark_is_passed_over() -> None:
    assert read_document("\ufeffa: 1", file="x.yaml").plain() == {"a": "1"}


BROKEN = {
    "empty": ("", ["RC-E101 x.yaml:1:1: the file is empty"]),
    "comments only": ("# nothing\n", ["RC-E101 x.yaml:1:1: the file is empty"]),
    "a list": ("- a\n", ["RC-E101 x.yaml:1:1: the file must hold keys and values"]),
    "a text": ("a\n", ["RC-E101 x.yaml:1:1: the file must hold keys and values"]),
    "two documents": (
        "a: 1\n---\nb: 2\n",
        ["RC-E101 x.yaml:2:1: the file holds more than one document; give each its own file"],
    ),
    "key twice": ("a: 1\nb: 2\na: 3\n", ["RC-E102 x.yaml:3:1: key 'a' is here twice; first on line 1"]),
    "key twice, in flow": ("a: {b: 1, b: 2}\n", ["RC-E102 x.yaml:1:11: key 'b' is here twice; first on line 1"]),
    "key that is a list": ("? [a]\n: 1\n", ["RC-E101 x.yaml:1:3: a key must be a text; put it in quotes"]),
    "anchor and alias": (
        "a: &x 1\nb: *x\n",
        [
            "RC-E103 x.yaml:1:4: anchors and aliases (& and *) are not used here; write it out, or quote it",
            "RC-E103 x.yaml:2:4: anchors and aliases (& and *) are not used here; write it out, or quote it",
        ],
    ),
    "anchored list": (
        "a: &x [1]\n",
        [
            "RC-E103 x.yaml:1:4: anchors and aliases (& and *) are not used here; write it out, or quote it",
        ],
    ),
    "tags": (
        "a: !!int 1\nb: !!python/object:os.system {}\n",
        [
            "RC-E103 x.yaml:1:4: tags (!) are not used here; leave the tag out, or quote the text",
            "RC-E103 x.yaml:2:4: tags (!) are not used here; leave the tag out, or quote the text",
        ],
    ),
    "several faults": (
        "a: 1\na: !t 2\na: 3\n",
        [
            "RC-E102 x.yaml:2:1: key 'a' is here twice; first on line 1",
            "RC-E103 x.yaml:2:4: tags (!) are not used here; leave the tag out, or quote the text",
            "RC-E102 x.yaml:3:1: key 'a' is here twice; first on line 1",
        ],
    ),
    "too deep": ("[" * 51 + "]" * 51, ["RC-E101 x.yaml:1:51: nested more than 50 deep"]),
    "too large": ("a: " + "x" * 2**20, ["RC-E101 x.yaml: the file is larger than 1 MiB"]),
    "control character": (
        "a: 1\nb: \x00\n",
        ["RC-E101 x.yaml:2:4: the character U+0000 may not stand in a file; delete it"],
    ),
    "half a pair": ("a: \udc80", ["RC-E101 x.yaml:1:4: the character U+DC80 may not stand in a file; delete it"]),
    "second byte order mark": (
        "a: \ufeff",
        ["RC-E101 x.yaml:1:4: the character U+FEFF may not stand in a file; delete it"],
    ),
}


@pytest.mark.usefixtures("_either_loader")
@pytest.mark.parametrize(("text", "expected"), BROKEN.values(), ids=list(BROKEN))
def test_broken_file_says_each_fault_at_its_place(text: str, expected: list[str]) -> None:
    assert faults_of(text) == expected


@pytest.mark.usefixtures("_either_loader")
@pytest.mark.parametrize("text", ["a: [", "a: @x", "a: 'x", "\ta: 1", "%FOO\n", "a: b: c", "- a\nb: 1", ": : :\n- x"])
def test_text_that_is_not_yaml_is_said_to_be_none(text: str) -> None:
    (fault,) = faults_of(text)
    assert fault.startswith("RC-E101 x.yaml:")
    assert "not YAML: " in fault


def test_fifty_deep_is_allowed() -> None:
    assert read_document("a: " + "[" * 49 + "]" * 49, file="x.yaml").keys() == ("a",)


def test_aliases_are_not_followed() -> None:
    bomb = "a: &a [x, x]\n" + "".join(f"{c}: &{c} [*{p}, *{p}]\n" for p, c in zip("abcdefgh", "bcdefghi", strict=True))
    assert len(faults_of(bomb)) == 9 + 16


def test_file_on_disk_is_named_as_asked(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("a: 1\n", encoding="utf-8")
    assert read_file(path).where.file == path.as_posix()
    assert read_file(path, file="rules/a.yaml").where.file == "rules/a.yaml"


def test_file_that_cannot_be_read_is_a_fault_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"a: \xff\n")
    with pytest.raises(DefinitionErrors, match=r"RC-E101 a\.yaml: the file is not UTF-8 text"):
        read_file(path, file="a.yaml")
    with pytest.raises(DefinitionErrors, match=r"RC-E101 b\.yaml: the file cannot be read \(No such file"):
        read_file(tmp_path / "b.yaml", file="b.yaml")


def test_faults_stand_in_the_order_of_their_places() -> None:
    places = [Where("b"), Where("a", 2, 1), Where("a", 1, 9), None]
    faults = [DefinitionError("RC-E101", "x", where=where) for where in places]
    assert [fault.where for fault in in_file_order(faults)] == [None, Where("a", 1, 9), Where("a", 2, 1), Where("b")]


def test_values_are_quoted_on_one_short_line() -> None:
    where = Where("x")
    assert shortened("a\n  b") == "a b"
    assert len(shortened("x" * 100)) == 60
    assert described(Scalar("a", where, quoted=False)) == "'a'"
    assert described(Scalar(" ", where, quoted=True)) == "nothing"
    assert described(Listing((), where)) == "a list"
    assert described(Mapping_((), where)) == "keys and values"
