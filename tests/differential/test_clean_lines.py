"""Single lines that were damaged: they are not surely clean, or the gate lets them pass as they were read."""

from __future__ import annotations

import io
from collections import Counter
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from risk_checks.engines.duckdb_clean_type import CleanType, Deeper
from risk_checks.records.clean_lines import NotClean, marks_of, whole_objects
from risk_checks.records.framing import Expected, Framing, units_of
from risk_checks.records.gate import Passed, judge
from risk_checks.records.shape import Shape
from risk_checks.records.strict_json import StrictDecoder
from tests.differential.clean_ways import (
    NHS,
    PROJECTIONS,
    SHAPES,
    composition,
    flag,
    line,
    observation,
    patient,
    response,
)

_KINDS = {kind: CleanType(kind, SHAPES[kind], turns=2) for kind in ("Flag", "Patient", "Observation", "Composition")}
_KINDS["QuestionnaireResponse"] = CleanType("QuestionnaireResponse", SHAPES["QuestionnaireResponse"], turns=2)
_TWO = [{"system": NHS, "value": value} for value in ("9434765919", "9876543210", "9434765918")]
_LINES = [
    flag(),
    flag(meta={"security": [{"code": "R"}]}),
    patient(),
    patient(identifier=_TWO),
    observation(numbers=[{"whole": 2, "part": 3.5}]),
    response("r", 3),
    composition("c"),
]
_PIECES = (
    b'null true NaN Infinity " { } [ ] , : \\ 0 - 1e9 \\u0000 \\ud83d \xc2\xa0 "" {} [] "id":"z", "Status":"x",'
    b' "z":[1,"a"], "modifierExtension":[{"url":"u"}], "a":{"a":1,"a":2}, "n":1.5,'
    b' "contained":[{"resourceType":"List"}], "identifier":{"system":"s","value":"v"},'
    b' "comment":"x", "z":[[[1]]], # \x00 \x7f \xff'
).split(b" ")


@st.composite
def _damaged(draw: st.DrawFn) -> bytes:
    text = line(draw(st.sampled_from(_LINES))).rstrip()
    for _ in range(draw(st.integers(0, 2))):
        places = [place for place, byte in enumerate(text) if byte in b",{["]
        at = draw(st.one_of(st.integers(0, len(text)), st.sampled_from(places or [0]).map(lambda place: place + 1)))
        text = text[:at] + draw(st.sampled_from([b"", b" ", *_PIECES])) + text[at + draw(st.integers(0, 3)) :]
    return text


@given(st.sampled_from(sorted(_KINDS)), _damaged())
@settings(max_examples=400, deadline=None)
def test_a_damaged_line_is_not_clean_or_passes_the_gate_in_silence(kind: str, text: bytes) -> None:
    try:
        found = _KINDS[kind](whole_objects(text + b"\n"))
    except (NotClean, Deeper):
        return
    framing = Framing(StrictDecoder(), Expected(lines=True))
    (unit,) = units_of(io.BytesIO(text + b"\n"), framing)
    verdict = judge(unit, file="", projections=PROJECTIONS)
    assert isinstance(verdict, Passed)
    assert not any((framing.flags, verdict.searches, verdict.servers, verdict.flags))
    assert Counter(verdict.faults) == found.faults
    assert found.rows is not None
    assert marks_of(text + b"\n") == (1, int.from_bytes(verdict.entry.version.mark, "big"))
    (row,) = found.rows.to_pylist()
    assert _told(row) == _told(_read(verdict.entry.resource, SHAPES[kind]))


def _told(value: Any) -> Any:
    if isinstance(value, list):
        return [_told(each) for each in value]
    if isinstance(value, dict):
        return {name: _told(each) for name, each in value.items() if each is not None}
    return value


def _read(value: Any, of: Any) -> Any:
    """Return what a shape has of a value."""
    if isinstance(value, list):
        return [_read(each, of) for each in value]
    if not isinstance(value, dict) or not isinstance(of, Shape):
        return value
    return {name: _read(each, of.fields[name].of) for name, each in value.items() if name in of.fields}
