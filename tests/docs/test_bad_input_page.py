"""The page of bad input is the one that the rows and their tests give now, with no row left out."""

from __future__ import annotations

import re
from pathlib import Path

from tests.packaging.checkout import load_tool

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "bad-input.md"


def test_page_of_bad_input_is_current() -> None:
    """If this fails: make reference."""
    assert PAGE.read_text(encoding="utf-8") == load_tool("make_bad_input_page").page()


def test_every_row_is_there_and_says_which_tests_show_it_or_what_it_waits_for() -> None:
    rows = re.findall(r"^\| (\d+) \| .* \| (.*) \| (.*) \|$", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert [int(number) for number, _, _ in rows] == list(range(1, 113))
    assert all("`" in tests or "*Not yet:" in behaviour for _, behaviour, tests in rows)
