"""A key with one letter changed is refused, and the name that was meant is said (row 80)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from risk_checks.documents import Scalar, read_document, read_toml
from risk_checks.engines.definitions import shipped_definitions
from risk_checks.errors import RiskChecksError
from tests.faults.shipped_files import HOME, Written, by_kind, keys_in, replaced

KINDS = ("rule", "conditions", "code set", "table", "view", "examples", "site", "standards")
DECLARED: Mapping[str, set[str]] = {
    "conditions": set(),
    "examples": {"parameters"},  # held against the rule when the example is run
    "standards": {"", "criteria"},
    "table": {"codes", "columns"},
}
"""Under which keys stand names that a kind of file gives to what it defines, or codes of FHIR: any will do."""


def _misspelt(key: Scalar) -> str:
    return key.text[:-1] + ("x" if key.text[-1] != "x" else "y")


def _each_once(kind: str, folder: Path) -> Iterator[tuple[Written, str, Scalar]]:
    """Yield each key of a kind of file once for every key that it stands under; elements of FHIR once."""
    seen = set()
    for file in by_kind(folder)[kind]:
        read = read_toml if kind == "site" else read_document
        for under, key in keys_in(read(file.text, file=file.name)):
            place = ("" if kind == "examples" else under, key.text)
            if place not in seen:
                seen.add(place)
                yield file, under, key


def _names(fault: RiskChecksError, key: str) -> bool:
    """Whether a fault says the name that was meant, by itself or in a list; of names that are as near, one will do."""
    said = f"{fault.message} {fault.hint}"
    return "did you mean" in said or re.search(rf"(?<![\w-]){re.escape(key)}(?![\w-])", said) is not None


@pytest.mark.row(80)
@pytest.mark.parametrize("kind", KINDS)
def test_key_with_one_letter_changed_is_refused_with_the_name_that_was_meant(
    kind: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    passed, unsaid, tried = set(), [], 0
    for file, under, key in _each_once(kind, tmp_path_factory.getbasetemp()):
        faults = file.faults(replaced(file.text, key, _misspelt(key)))
        tried += 1
        if not faults:
            passed.add(under)
        elif key.text != "id" and not any(_names(fault, key.text) for fault in faults):  # every table has an id
            unsaid.append((file.name, key.text, str(faults[0])))
    assert passed <= DECLARED.get(kind, set())
    assert unsaid == []
    assert tried > 8


def _properties(schema: Any) -> Iterator[str]:
    match schema:
        case {"properties": dict() as properties, **_rest}:
            yield from map(str, properties)
    for below in schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ():
        yield from _properties(below)


@pytest.mark.row(80)
def test_every_word_of_the_language_is_among_the_keys_that_are_tried(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Columns of tables are words as well; one of each form stands for them."""
    folder = tmp_path_factory.getbasetemp()
    tried = {key.text for kind in KINDS for _, _, key in _each_once(kind, folder)}
    columns = {key.text for _, under, key in _each_once("table", folder) if under == "columns"} | {"id", "patient"}
    of_language = {
        name
        for path in (HOME / "schema").glob("*.json")
        for name in _properties(json.loads(path.read_bytes()))
        if name.removeprefix("patient.") not in columns
    }
    assert of_language - tried - set(shipped_definitions().tables) == NOT_SHIPPED


NOT_SHIPPED = {"extends", "to_day"}
"""Words that no shipped file uses; the tests of broken rules have them."""


@pytest.mark.row(80)
@pytest.mark.parametrize(
    ("wrong", "meant"), [("havinx", "having"), ("anx", "any"), ("alx", "all"), ("nox", "not"), ("agx", "age")]
)
def test_misspelt_word_over_what_no_column_is_asked_is_named_itself(
    wrong: str, meant: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    files = by_kind(tmp_path_factory.getbasetemp())["rule"]
    file = next(file for file in files if re.search(rf"\b{meant}: ?[\n{{]", file.text))
    faults = file.faults(re.sub(rf"\b{meant}:(?= ?[\n{{])", f"{wrong}:", file.text, count=1))
    assert f"unknown key '{wrong}'; did you mean '{meant}'?" in str(faults[0])
