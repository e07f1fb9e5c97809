"""Reading under random damage: nothing crashes, the sums add up, and what was not touched is read as it was."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import risk_checks as rc
from risk_checks.records.reading import Records, read_sources
from risk_checks.records.references import Surroundings, Unfollowed, follow_whole, reference_key
from risk_checks.records.staging import stage_sources
from risk_checks.records.strict_json import Parsed, StrictDecoder, flaw_of
from tests.faults.harness import AS_OF, ONE_RULE, Resource, assessment, lines, referral
from tests.faults.harness import patient as person
from tests.unit.records.small import SHAPES, bundle, entry, flag, patient

LINES = [json.dumps(each).encode() for each in (patient("p1", active=True), flag("f1"), patient("p2"), flag("f2"))]
KEYS = ["Patient/p1", "Flag/f1", "Patient/p2", "Flag/f2"]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


def read_both(content: bytes) -> Records:
    """Read a file in memory and staged, find that they agree and add up, and return what is in memory."""
    with tempfile.TemporaryDirectory() as name:
        file = Path(name) / "data.ndjson"
        file.write_bytes(content)
        records = read_sources([file], shapes=SHAPES)
        staged = stage_sources([file], shapes=SHAPES, into=Path(name) / "staged")
        assert staged.sums == records.sums
        assert list(staged.problems) == list(records.problems)
        assert (staged.digest, staged.incomplete, staged.coverage) == (
            records.digest,
            records.incomplete,
            records.coverage,
        )
        kept = [json.loads(line) for file in staged.files.values() for line in file.read_bytes().splitlines()]
    by_type = [one.resource for kind in SHAPES for one in records.entries if one.type == kind]
    assert kept == by_type
    assert records.sums.adds_up
    return records


@st.composite
def damaged(draw: st.DrawFn) -> tuple[int, bytes]:
    """Return which line is damaged, and what it is then."""
    place = draw(st.integers(0, len(LINES) - 1))
    line = bytearray(LINES[place])
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, max(len(line) - 1, 0)))
        new = draw(st.binary(max_size=2) | st.sampled_from([b'"', b"{", b"}", b",", b"\\", b"\x00", b"\xed\xa0\x80"]))
        line[at : at + draw(st.integers(0, 3))] = new
    return place, bytes(line).replace(b"\n", b" ").replace(b"\r", b" ")


@pytest.mark.row(22, 25)
@given(damaged())
def test_damage_to_a_line_stays_in_the_line(drawn: tuple[int, bytes]) -> None:
    place, line = drawn
    records = read_both(b"\n".join([*LINES[:place], line, *LINES[place + 1 :]]) + b"\n")
    assert records.sums.total == len(LINES)
    whole = {one.key: one.resource for one in read_both(b"\n".join(LINES) + b"\n").entries}
    found = {one.key: one.resource for one in records.entries if one.line != place + 1}
    for key in {*KEYS} - {KEYS[place]}:  # a damaged line may come to be another version of one, or its deletion
        assert found.get(key, whole[key]) == whole[key]
        assert key in found or records.problems or records.sums.duplicate or records.sums.superseded


@pytest.mark.row(22, 24, 25, 26)
@given(JSON)
def test_json_is_read_as_json_says_or_not_at_all(value: Any) -> None:
    text = json.dumps(value).encode()
    found = StrictDecoder().read(text)
    assert isinstance(found, Parsed)
    if "NaN" in json.dumps(value) or "Infinity" in json.dumps(value):
        assert found.suspect
    elif found.suspect:
        assert flaw_of(found.value) in (None, "text-not-unicode")
    else:
        assert found.value == json.loads(text)


@pytest.mark.row(22, 25)
@given(st.binary(max_size=40) | st.text('{}[]":,\\u0dD8019.eE+- \ttrufalsn', max_size=30).map(str.encode))
def test_what_python_refuses_is_refused(text: bytes) -> None:
    found = StrictDecoder().read(text)
    try:
        value = json.loads(text.decode())
    except (ValueError, RecursionError):
        assert not isinstance(found, Parsed)
    else:
        assert not isinstance(found, Parsed) or found.suspect or found.value == value


@pytest.mark.row(21)
@given(st.lists(st.sampled_from([*LINES, b"", b"  "]), max_size=8), st.sampled_from([b"\n", b"\r\n"]), st.booleans())
def test_however_lines_are_put_together_each_has_one_fate(chosen: Sequence[bytes], end: bytes, closed: bool) -> None:
    content = end.join(chosen) + (end if closed else b"")
    records = read_both(content)
    expected = len(content.split(b"\n")) - (content.endswith(b"\n") or not content)
    assert records.sums.total == expected
    assert {one.key for one in records.entries} == {KEYS[LINES.index(line)] for line in chosen if line.strip()}


@st.composite
def odd_bundles(draw: st.DrawFn) -> Resource:
    """Return a Bundle in which some part was replaced."""
    one = bundle(
        entry(patient("p1"), "urn:uuid:1"), entry(flag("f1", of="urn:uuid:1")), entry(bundle(entry(patient("p2"))))
    )
    spot = draw(st.sampled_from(["entry", "item", "resource", "fullUrl", "request", "type"]))
    value = draw(JSON)
    if spot in ("entry", "type"):
        return {**one, spot: value}
    place = draw(st.integers(0, 2))
    one["entry"][place] = value if spot == "item" else {**one["entry"][place], spot: value}
    return one


@pytest.mark.row(21, 35)
@given(odd_bundles())
def test_a_bundle_of_any_shape_is_accounted_for(record: Resource) -> None:
    records = read_sources([record], shapes=SHAPES)
    assert records.sums.adds_up
    lost = records.sums.set_aside
    assert len(records.problems) >= (1 if lost else 0)
    assert read_sources([json.loads(json.dumps(record))], shapes=SHAPES).sums == records.sums


@pytest.mark.row(44)
@given(
    st.text(max_size=30)
    | st.from_regex(r"(https?://[a-z./]{0,9})?/?[A-Za-z]{0,9}/[A-Za-z0-9.|?=#/-]{0,9}", fullmatch=True)
)
def test_any_reference_names_a_key_or_says_why_not(text: str) -> None:
    around = Surroundings({}, "Flag/f1", flag("f1"))
    found = follow_whole({"reference": text}, around, element="subject")
    key = reference_key(text)
    assert key is None or reference_key(key) == key
    if isinstance(found, str):
        assert follow_whole({"reference": found}, around, element="subject") == found
    else:
        assert found is not None or text == ""
        assert isinstance(found, Unfollowed) or found is None or found.type in text


PARTS = {"Patient": person(), "EpisodeOfCare": referral(), "RiskAssessment": assessment(method={"text": "x"})}
REPLACEMENTS: list[Any] = [None, "", 0, 5, True, [], {}, "x", ["x"], [{}], {"x": "y"}]


def outcomes_of(parts: Mapping[str, Resource]) -> list[str]:
    report = rc.check(lines(*parts.values()), as_of=AS_OF, select=[ONE_RULE], covers=list(PARTS), engine="reference")
    return [each.outcome.value for each in report.outcomes]


@st.composite
def reshaped(draw: st.DrawFn, of: Sequence[str]) -> dict[str, Resource]:
    """Return the parts of a record with one element of one of them removed, wrapped or replaced."""
    kind = draw(st.sampled_from(of))
    one = json.loads(json.dumps(PARTS[kind]))
    holder = one
    name = draw(st.sampled_from(sorted(one)))
    while isinstance(holder[name], dict) and draw(st.booleans()):
        holder = holder[name]
        name = draw(st.sampled_from(sorted(holder)))
    match draw(st.sampled_from(["remove", "wrap", "replace"])):
        case "remove":
            del holder[name]
        case "wrap":
            holder[name] = [holder[name]]
        case _:
            holder[name] = draw(st.sampled_from(REPLACEMENTS))
    return {**PARTS, kind: one}


@pytest.mark.row(27, 28)
@given(reshaped(["RiskAssessment", "EpisodeOfCare"]))
def test_a_wrong_shape_never_makes_a_person_who_was_assessed_a_gap(parts: dict[str, Resource]) -> None:
    assert outcomes_of(PARTS) == ["met"]
    report = rc.check(lines(*parts.values()), as_of=AS_OF, select=[ONE_RULE], covers=list(PARTS), engine="reference")
    found = [each.outcome.value for each in report.outcomes]
    assert set(found) <= {"met", "unknown"} or report.run.incomplete


@pytest.mark.row(27, 28)
@given(reshaped(["Patient", "EpisodeOfCare"]))
def test_a_wrong_shape_never_makes_a_gap_met(parts: dict[str, Resource]) -> None:
    without = {kind: one for kind, one in parts.items() if kind != "RiskAssessment"}
    assert "met" not in outcomes_of(without)
