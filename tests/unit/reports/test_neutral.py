"""Text that cannot act, and numbers that cannot be read."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from risk_checks.records.keys import is_identifying
from risk_checks.reports.neutral import ACTING, cell, day_text, printable
from risk_checks.reports.shield import MAYBE_NUMBER, Shield
from tests.unit.reports.making import NHS

SPACED = f"{NHS[:3]} {NHS[3:6]} {NHS[6:]}"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Ward 3", "Ward 3"),
        ("Zoë – café", "Zoë – café"),
        ("a\nb\r\tc", "a\\nb\\r\\tc"),
        ("\x1b[31mred", "\\x1b[31mred"),
        ("left\u202eright\u2028end\x85", "left\\u202eright\\u2028end\\x85"),
        ("\ud800", "\\ud800"),
        ("", ""),
    ],
)
def test_characters_that_act_are_shown_as_escapes(text: str, shown: str) -> None:
    assert printable(text) == shown


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "\uff1d"])
def test_cell_that_a_spreadsheet_would_run_is_text(start: str) -> None:
    assert cell(f"{start}cmd|' /C calc'!A0").startswith("'")


def test_ordinary_cell_is_left_alone() -> None:
    assert cell("Team East") == "Team East"
    assert cell("") == ""


@given(st.text(max_size=6))
def test_text_that_is_changed_is_found_beforehand(text: str) -> None:
    assert cell(text) == printable(text) == text or re.search(ACTING, text)
    assert not is_identifying(text) or re.search(MAYBE_NUMBER, text)


def test_months_do_not_hang_on_a_locale() -> None:
    assert day_text(date(2026, 1, 31)) == "31 January 2026"
    assert day_text(date(2026, 12, 1)) == "1 December 2026"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Patient/p1 and nothing else.", "Patient/p1 and nothing else."),
        ("the number 9434765918 fails its check", "the number 9434765918 fails its check"),
    ],
)
def test_text_without_a_number_is_left_alone(text: str, shown: str) -> None:
    assert Shield(b"k").text(text) == shown


def test_key_in_a_text_is_hidden_as_the_key_itself_is() -> None:
    shield = Shield(b"k")
    key = shield.key(f"Patient/{NHS}")
    assert shield.text(f"of Patient/{NHS}, Patient/{NHS}.") == f"of {key}, {key}."
    assert shield.text(f"Patient/{NHS}#contact.0 was read") == f"{key}#contact.0 was read"
    assert shield.text(f"folder/{NHS}.json").startswith("folder/~")
    assert Shield(b"other").key(f"Patient/{NHS}") != key


def test_number_with_spaces_is_hidden() -> None:
    assert re.search(MAYBE_NUMBER, SPACED)
    told = Shield(b"k").text(f"called {SPACED} and {SPACED}!")
    assert not is_identifying(told)
    assert told.startswith("called ~")
    assert told.endswith("!")


@given(st.text(max_size=20), st.sampled_from([NHS, SPACED, SPACED.replace(" ", "-"), NHS * 2]), st.text(max_size=20))
def test_no_text_gets_a_number_through(before: str, number: str, after: str) -> None:
    assert not is_identifying(Shield(b"k").text(before + number + after))
