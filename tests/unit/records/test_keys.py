from __future__ import annotations

import re

import pytest

from risk_checks.records.keys import Pseudonyms, is_identifying, nhs_number, nhs_number_ok

# 9x10 + 4x9 + 3x8 + 4x7 + 7x6 + 6x5 + 5x4 + 9x3 + 1x2 = 299, which leaves 2 when divided by 11; 11 - 2 = 9.
VALID = ["9434765919", "9000000009", "9000000017", "4010232137"]


@pytest.mark.parametrize("number", VALID)
def test_a_number_with_its_check_digit_is_one(number: str) -> None:
    assert nhs_number_ok(number)


@pytest.mark.parametrize(
    "number",
    [
        "9434765918",  # another last digit
        "9434765991",  # two digits changed over
        "943476591",  # nine
        "94347659190",  # eleven
        "943 476 5919",  # with spaces
        "9434765919\n",
        "٩٤٣٤٧٦٥٩١٩",  # digits, but not these
        "943476591X",
        "",
        *(str(digit) * 10 for digit in range(10)),  # each would pass the check: 54 leaves 10 when divided by 11
    ],
)
def test_other_texts_are_none(number: str) -> None:
    assert not nhs_number_ok(number)


@pytest.mark.parametrize(
    ("written", "digits"),
    [
        ("9434765919", "9434765919"),
        ("943 476 5919", "9434765919"),
        ("943-476-5919", "9434765919"),
        (" 943\N{NO-BREAK SPACE}476 5919 ", "9434765919"),
        ("943 476 5918", None),
        ("943.476.5919", None),
        ("943\t476 5919", None),
        ("94347659190", None),
        ("000 000 0000", None),
        ("", None),
        (" ", None),
    ],
)
def test_a_number_is_the_same_however_it_is_spaced(written: str, digits: str | None) -> None:
    assert nhs_number(written) == digits


def test_no_check_digit_serves_where_the_sum_leaves_ten() -> None:
    # 1 x 10 + 1 x 2 = 12, which leaves 1; 11 - 1 = 10 is no digit.
    assert not any(nhs_number_ok(f"100000001{digit}") for digit in range(10))


@pytest.mark.parametrize(
    "key",
    [
        "Patient/9434765919",
        "Patient/9434765919#contact.0",
        "Patient/nhs-9434765919-a",
        "Patient/943-476-5919",
        "943 476 5919",
        "Patient/19434765919",
    ],
)
def test_a_key_that_holds_such_a_number_identifies(key: str) -> None:
    assert is_identifying(key)


@pytest.mark.parametrize(
    "key", ["Patient/p1", "Patient/9434765918", "Patient/43b6ae50-2cca-4934-ad38-282f8934b770", ""]
)
def test_other_keys_do_not(key: str) -> None:
    assert not is_identifying(key)


@pytest.mark.parametrize(
    ("key", "form"),
    [
        ("Patient/9434765919", r"Patient/~[0-9a-f]{16}"),
        ("Patient/9434765919#contact.0", r"Patient/~[0-9a-f]{16}#contact\.0"),
        ("9434765919", r"~[0-9a-f]{16}"),
        ("Patient/p1", r"Patient/p1"),
        ("Patient/p1#contact.0", r"Patient/p1#contact\.0"),
    ],
)
def test_only_what_identifies_gets_another_name(key: str, form: str) -> None:
    assert re.fullmatch(form, Pseudonyms(b"secret").of(key))


def test_the_same_key_has_the_same_name_and_no_other_key_or_secret_has_it() -> None:
    keys = ["Patient/9434765919", "RelatedPerson/9434765919", "Patient/9000000009"]
    names = [Pseudonyms(secret).of(key) for secret in (b"a", b"b") for key in keys]
    assert len({name.rpartition("~")[2] for name in names}) == 6
    assert Pseudonyms(b"a").of(keys[0]) == names[0]


def test_a_part_is_named_after_the_whole() -> None:
    named = Pseudonyms(b"secret").of
    assert named("Patient/9434765919#contact.0") == named("Patient/9434765919") + "#contact.0"
