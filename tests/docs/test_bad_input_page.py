"""The page of bad input is the one that the rows and their tests give now, with no row left out."""

from __future__ import annotations

import re
from pathlib import Path

from tests.packaging.checkout import load_tool

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "bad-input.md"


def test_page_of_bad_input_is_current() -> None:
    """If this fails: make reference."""
    assert PAGE.read_text(encoding="utf-8") == load_tool("make_bad_input_page").page()


def test_every_row_is_there_once_with_its_exit_code_and_tests_or_among_those_that_wait() -> None:
    built, waiting = (_rows(part) for part in PAGE.read_text(encoding="utf-8").split("## Rows that wait"))
    assert sorted(int(row[0]) for row in (*built, *waiting)) == list(range(1, 113))
    assert all("`" in tests and code for _, _, _, code, tests in built)
    assert all(waits and "`tests" not in waits for *_, waits in waiting)


def _rows(text: str) -> list[list[str]]:
    lines = [line for line in text.splitlines() if re.match(r"\| \d+ \|", line)]
    return [re.split(r" (?<!\\)\| ", line.removeprefix("| ").removesuffix(" |")) for line in lines]


OF_OTHER_FAULTS = {18: {3}, 102: {2, 3}}
"""Codes that tests of a row assert for another fault, which they put beside the row's own."""


def test_exit_codes_that_tests_assert_are_told() -> None:
    told = {int(row[0]): {int(code) for code in re.findall(r"\d+", row[3])} for row in _rows(_built())}
    asserted = load_tool("make_bad_input_page").codes_by_row()
    assert sum(map(len, asserted.values())) > 60
    untold = {row: codes - told[row] - OF_OTHER_FAULTS.get(row, set()) - {0} for row, codes in asserted.items()}
    assert {row: codes for row, codes in untold.items() if codes} == {}


def _built() -> str:
    return PAGE.read_text(encoding="utf-8").split("## Rows that wait")[0]
