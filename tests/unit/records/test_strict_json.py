from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from risk_checks.records.strict_json import FlawedObject, Parsed, StrictDecoder, Unparsed, flaw_of, is_too_deep


def _flaw(text: bytes) -> str | None:
    """Return why a text is no strict JSON, as one who reads it whole would be told."""
    parsed = StrictDecoder().read(text)
    if isinstance(parsed, Unparsed):
        return parsed.code
    assert parsed.suspect or flaw_of(parsed.value) is None, "what is not suspect has no flaw"
    return flaw_of(parsed.value) if parsed.suspect else None


def _nested(depth: int, inner: bytes = b"1") -> bytes:
    return b'{"a":' * depth + inner + b"}" * depth


@pytest.mark.parametrize(
    ("text", "flaw"),
    [
        (b'{"id":"p1"}', None),
        (b' {"id" : "p1"} \r\n', None),
        (b'{"n":[-0, 1E5, 1.5e-3, 9223372036854775808, 18446744073709551616]}', None),
        (b'"\\ud83d\\ude00 \\u00e9 \xc3\xa9"', None),
        (b"{", "not-json"),
        (b"", "not-json"),
        (b"{'id':1}", "not-json"),
        (b'{"id":"p1",}', "not-json"),
        (b'{"id":"p1"}{"id":"p2"}', "not-json"),
        (b'{"id":"p1"} and more', "not-json"),
        (b'{"id":"a\x00b"}', "not-json"),
        (b'{"id":"a\nb"}', "not-json"),
        (b'{"id":"\\x41"}', "not-json"),
        (b"9" * 5000, "number-not-finite"),
        (b"\x00" * 512, "not-json"),
        (b'{"id":"caf\xe9"}', "text-not-unicode"),
        (b'{"caf\xe9":1}', "text-not-unicode"),
        (b"caf\xe9", "text-not-unicode"),
        (b'{"id":"\\ud800"}', "text-not-unicode"),
        (b'{"id":"\\uDC00\\uD800"}', "text-not-unicode"),
        (b'{"id":"a","id":"a"}', "duplicate-key"),
        (b'{"a":[{"b":1,"b":2}]}', "duplicate-key"),
        (b'{"id":"a","ID":"a"}', None),
        (b'{"n":NaN}', "number-not-finite"),
        (b'{"n":Infinity}', "number-not-finite"),
        (b'[{"n":-Infinity}]', "number-not-finite"),
        (b'{"n":1e400}', "number-not-finite"),
    ],
)
def test_what_readers_disagree_on_is_a_flaw(text: bytes, flaw: str | None) -> None:
    assert _flaw(text) == flaw


@pytest.mark.parametrize(
    ("text", "flaw"),
    [
        (_nested(100), None),
        (_nested(101), "too-deep"),
        (b"[" * 100 + b"]" * 100, None),
        (b"[" * 101 + b"]" * 101, "too-deep"),
        (b"[" * 100_000 + b"]" * 100_000, "too-deep"),
        (b"[" * 100_000, "too-deep"),
        (b'{"a":' * 100_000, "too-deep"),
        (b"[" * 60 + b"x" + b"]" * 90, "not-json"),
        (b"[" + b"[]," * 500 + b"[]]", None),
        (b'["' + b"[" * 500 + b'"]', None),
        (b'["\\"' + b"[" * 500 + b'"]', None),
        (b'["' + b"]" * 500 + b'",' + b"[" * 100 + b"]" * 100 + b"]", "too-deep"),
        (b'["\\\\",' + b"[" * 100 + b"]" * 100 + b"]", "too-deep"),
        (b'["' + b"[" * 500, "not-json"),
    ],
)
def test_the_depth_is_that_of_the_brackets_outside_of_texts(text: bytes, flaw: str | None) -> None:
    assert _flaw(text) == flaw


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(alphabet='[]{}"\\a', max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(alphabet='[]{}"\\a', max_size=3), inner, max_size=3)
    ),
)


@given(_json, st.integers(95, 105))
def test_texts_full_of_brackets_do_not_change_the_depth(value: Any, outer: int) -> None:
    def depth(item: Any) -> int:
        parts = item.values() if isinstance(item, dict) else item if isinstance(item, list) else None
        return 0 if parts is None else 1 + max(map(depth, parts), default=0)

    text = b"[" * outer + json.dumps(value).encode() + b"]" * outer
    assert is_too_deep(text) == (outer + depth(value) > 100)


@given(_json)
def test_json_that_anyone_would_accept_is_read_as_it_is(value: Any) -> None:
    assert StrictDecoder().read(json.dumps(value).encode()) == Parsed(value, suspect=False)


def test_a_decoder_forgets_the_flaws_of_the_text_before() -> None:
    decoder = StrictDecoder()
    assert decoder.read(b'{"a":1,"a":2}') == Parsed(FlawedObject(a=2), suspect=True)
    assert decoder.read(b'{"a":1}') == Parsed({"a": 1}, suspect=False)


def test_a_stack_that_is_nearly_used_up_is_no_crash() -> None:
    def read_far_down(text: bytes) -> Parsed | Unparsed:
        try:
            return read_far_down(text)
        except RecursionError:
            return StrictDecoder().read(text)

    try:
        assert read_far_down(_nested(90)) in (Unparsed("too-deep"), StrictDecoder().read(_nested(90)))
    except RecursionError:
        pytest.fail("the stack overran")


def _holding_itself() -> dict[str, Any]:
    value: dict[str, Any] = {}
    value.update(a=value, b=value)
    return value


@pytest.mark.parametrize(
    ("value", "flaw"),
    [
        ({"a": [1, 1.5, None, True, "x", "\u00e9"]}, None),
        ({"a": float("nan")}, "number-not-finite"),
        ({"a": "\ud800"}, "text-not-unicode"),
        ({"\ud800": "a"}, "text-not-unicode"),
        ({1: "a"}, "value-not-json"),
        ({"a": (1, 2)}, "value-not-json"),
        ({"a": [object()]}, "value-not-json"),
        (_holding_itself(), "too-deep"),
    ],
    ids=[
        "none",
        "nan",
        "half a pair",
        "half a pair in a name",
        "a number for a name",
        "a tuple",
        "an object",
        "itself",
    ],
)
def test_values_from_memory_are_held_to_the_same(value: Any, flaw: str | None) -> None:
    assert flaw_of(value) == flaw
