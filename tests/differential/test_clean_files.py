"""Clean files that the engine reads itself: all is as if they were read line by line, or they are."""

from __future__ import annotations

import gzip
import hashlib
import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from risk_checks.engines.duckdb import connect
from risk_checks.engines.duckdb_clean import CleanFiles
from risk_checks.records.shape import Field, Primitive, Shape
from risk_checks.records.sources import Source
from tests.differential.clean_ways import (
    CLEAN,
    NHS,
    agree,
    composition,
    fast_and_slow,
    flag,
    line,
    observation,
    patient,
    response,
    written,
)
from tests.differential.nasty_lines import NASTY, START, raw

ALL = {"Flag", "Patient", "Observation", "Device"}


def test_clean_files_are_taken(tmp_path: Path) -> None:
    assert agree(written(tmp_path, CLEAN)) == ALL


def test_packed_files_and_other_line_ends_are_taken(tmp_path: Path) -> None:
    packed = {f"{name}.gz": gzip.compress(content.replace(b"\n", b"\r\n")) for name, content in CLEAN.items()}
    assert agree(written(tmp_path, packed)) == ALL


def test_a_last_line_without_its_end_and_files_in_parts_are_taken(tmp_path: Path) -> None:
    parts = {"Flag.000.ndjson": line(flag("a")).rstrip(), "Flag.001.ndjson": line(flag("b")), "Flag.002.ndjson": b""}
    assert agree(written(tmp_path, CLEAN | parts)) == ALL


_MOMENTS = [
    "2026-05-01T10:00:00Z",
    "2026-05-01T10:00:00.9Z",
    "2026-05-01T10:00:00.999999999Z",
    "2026-05-01T23:30:00+14:00",
    "2026-05-01T09:30:00-01:00",
    "2024-02-29T00:00:00Z",
    "1999-12-31T23:59:59-13:59",
    "2199-12-31T23:59:59Z",
    "2026-11-30T00:00:00.12+00:00",
]


@given(st.lists(st.sampled_from(_MOMENTS), min_size=1, max_size=6))
@settings(max_examples=10, deadline=None)
def test_the_latest_change_is_found(tmp_path_factory: pytest.TempPathFactory, drawn: list[str]) -> None:
    flags = [flag(f"f{place}", meta={"lastUpdated": moment}) for place, moment in enumerate(drawn)]
    files = {"Flag.ndjson": b"".join(map(line, flags))}
    assert agree(written(tmp_path_factory.mktemp("drawn") / "extract", files)) == {"Flag"}


TAKEN = [
    flag(period={"start": "2026", "unheard": {"of": [1, 2.5], "so": True}}),
    flag(subject={"reference": "Patient/p1", "identifier": {"system": "x", "value": "y"}, "type": "Patient"}),
    flag(subject={"display": "only"}),
    flag(code={"text": "C\u00e9 \U0001f600 \u2028 \u0000 \\ / \t end"}),
    flag(text={"div": '<div xmlns="http://www.w3.org/1999/xhtml">a  b</div>'}),
    flag(extension=[{"url": "u", "valueDecimal": 42.30383473874897}]),
    flag(own="A-b.C_d:9"),
    flag(nullable="null", list="a, inf b"),
]


@pytest.mark.parametrize("resource", TAKEN, ids=range(len(TAKEN)))
def test_what_is_clean_is_taken(tmp_path: Path, resource: dict[str, Any]) -> None:
    content = CLEAN["Flag.ndjson"] + line({**resource, "id": resource["id"] if resource["id"] != "f1" else "g"})
    assert agree(written(tmp_path, CLEAN | {"Flag.ndjson": content})) == ALL


@pytest.mark.row(8, 12, 13, 14, 15, 16, 17, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 35, 36, 37, 39, 40, 44)
@pytest.mark.parametrize("name", NASTY)
def test_a_nasty_line_is_read_the_same_or_left_to_be_read_by_itself(tmp_path: Path, name: str) -> None:
    agree(written(tmp_path, CLEAN | {"Flag.ndjson": CLEAN["Flag.ndjson"] + NASTY[name]}))


OTHERS: dict[str, tuple[dict[str, Any], bool]] = {
    "number with noughts": (observation(valueQuantity={"value": 1.50}), True),
    "whole number": (observation(valueQuantity={"value": 3}), True),
    "number below nothing": (observation(valueQuantity={"value": -3.25}), True),
    "number in a text": (observation(valueQuantity={"value": "3"}), False),
    "number too large for 64 bits": (observation(valueQuantity={"value": 2**70}), False),
    "number with an exponent": (observation(numbers=[{"whole": 2, "part": 1e-7}, {"whole": -2, "part": 3}]), False),
    "numbers": (observation(numbers=[{"whole": 2, "part": 100.0}, {"whole": -2, "part": 3}]), True),
    "whole number with a part": (observation(numbers=[{"whole": 2.0}]), False),
    "whole number too large": (observation(numbers=[{"whole": 2**63}]), False),
    "whole number much too large": (observation(numbers=[{"whole": 2**64}]), False),
    "truth for a number": (observation(numbers=[{"whole": True}]), False),
    "text for a number in a list": (observation(numbers=[{"part": 2}, {"part": "3"}]), False),
    "long fraction": (observation(numbers=[{"part": 3.141592653589793}]), False),
    "fraction of 15 digits": (observation(numbers=[{"part": 3.14159265358979}]), True),
    "NHS number wrong": (patient("q", identifier=[{"system": NHS, "value": "9434765918"}]), True),
    "NHS number with spaces": (patient("q", identifier=[{"system": NHS, "value": "943 476 5919"}]), True),
    "NHS number without a value": (patient("q", identifier=[{"system": NHS}]), True),
    "NHS number of before": (patient("q", identifier=[{"system": NHS, "value": "1", "period": {"end": "2020"}}]), True),
    "NHS number that is old": (patient("q", identifier=[{"system": NHS, "value": "1", "use": "old"}]), True),
    "two NHS numbers": (
        patient("q", identifier=[{"system": NHS, "value": "9434765919"}, {"system": NHS, "value": "9876543210"}]),
        True,
    ),
    "NHS number a number": (patient("q", identifier=[{"system": NHS, "value": 9434765919}]), False),
    "identifier an object": (patient("q", identifier={"system": NHS, "value": "9434765919"}), False),
    "merged": (patient("q", link=[{"other": {"reference": "Patient/p1"}, "type": "replaced-by"}]), True),
    "test patient": (patient("q", meta={"security": [{"code": "HTEST"}], "lastUpdated": "2026-01-01T00:00:00Z"}), True),
    "answers within answers": (response("r", 4), True),
    "answers 5 deep": (response("r", 5), True),
    "answers 20 deep": (response("r", 20), False),
    "answers 21 deep": (response("r", 21), False),
    "document": (composition("c"), True),
    "document that replaces": (
        composition("c", relatesTo=[{"code": "replaces", "targetIdentifier": {"system": "s", "value": "v"}}]),
        False,
    ),
}


_UNREAD = {
    "object": '{"a":1,"a":2}',
    "object within": '{"a":{"b":"c","d":5,"b":"c"}}',
    "list": '[{"a":true},{"a":false,"a":true}]',
    "list within a list": '{"e":[[{"f":"g","f":"h"}]]}',
}


@pytest.mark.row(23)
@pytest.mark.parametrize("name", _UNREAD)
@pytest.mark.parametrize("place", ["unread", "code", "meta"])
def test_a_property_named_twice_where_nothing_reads_it(tmp_path: Path, name: str, place: str) -> None:
    value = _UNREAD[name] if place == "unread" else '{"unread":' + _UNREAD[name] + "}"
    start = START + f',"{place}":'
    once = value
    for again in (',"a":2', ',"b":"c"', ',"a":true', ',"f":"h"'):
        once = once.replace(again, "")
    lines = [raw(f"{start}{once}}}").replace(b'"id":"g"', b'"id":"h%d"' % each) for each in range(5)]
    content = b"".join([*lines, raw(f"{start}{value}}}")])
    assert "Flag" in agree(written(tmp_path / "once", CLEAN | {"Flag.ndjson": b"".join(lines)}))
    assert "Flag" not in agree(written(tmp_path / "twice", CLEAN | {"Flag.ndjson": content}))


@pytest.mark.parametrize("name", OTHERS)
def test_other_types_are_read_the_same(tmp_path: Path, name: str) -> None:
    resource, is_taken = OTHERS[name]
    kind = resource["resourceType"]
    content = line(response("r0", 2)) if kind == "QuestionnaireResponse" else CLEAN.get(f"{kind}.ndjson", b"")
    other = content + line({**resource, "id": "q"})
    assert (kind in agree(written(tmp_path, CLEAN | {f"{kind}.ndjson": other}))) == is_taken


RESTRICTED = {"system": "http://terminology.hl7.org/CodeSystem/v3-Confidentiality", "code": "R"}


def test_restricted_resources_are_counted(tmp_path: Path) -> None:
    labels = [
        [RESTRICTED],
        [{**RESTRICTED, "code": "N"}],
        [{"system": "https://example.org", "code": "V"}],
        [RESTRICTED] * 2,
    ]
    flags = [flag(f"r{place}", meta={"security": each}) for place, each in enumerate(labels)]
    with fast_and_slow(written(tmp_path, {"Flag.ndjson": b"".join(map(line, flags))})) as (fast, _, slow, _):
        assert fast.taken == {"Flag"}
        assert [(each.code, each.count) for each in fast.problems] == [("access-restricted", 2)]
        assert fast.problems == slow.problems


def test_numbers_whose_digits_matter_leave_their_type(tmp_path: Path) -> None:
    as_written = Shape({"value": Field(many=False, of=Primitive.NUMERAL)})
    shapes = {"Observation": Shape({"valueQuantity": Field(many=False, of=as_written)})}
    connection = connect(tmp_path, zone="Europe/London")
    clean = CleanFiles(connection, shapes=shapes, least=0)
    folder = written(tmp_path / "in", {"Observation.ndjson": line(observation())})
    source = Source("Observation.ndjson", folder / "Observation.ndjson", True, "Observation")
    assert not clean([source], but=())
    connection.disconnect()


def _manifest(**more: Any) -> bytes:
    listed = {"type": "Flag", "url": "https://example.org/1.ndjson?token=a", **more}
    return json.dumps({"transactionTime": "2026-11-01T00:00:00Z", "output": [listed]}).encode()


class TestManifests:
    """A manifest says what is in a file, whatever its name, and is held to that."""

    LINES = b"".join(line(flag(f"f{each}")) for each in range(3))

    def _read(self, folder: Path, **more: Any) -> frozenset[str]:
        return agree(written(folder, {"1.ndjson": self.LINES, "manifest.json": _manifest(**more)}))

    @pytest.mark.row(52)
    @pytest.mark.parametrize("count", [3, 4, None])
    def test_a_count_is_compared(self, tmp_path: Path, count: int | None) -> None:
        assert self._read(tmp_path, **({} if count is None else {"count": count})) == {"Flag"}

    def test_a_hash_that_agrees_lets_the_file_be_taken(self, tmp_path: Path) -> None:
        assert self._read(tmp_path, sha256=hashlib.sha256(self.LINES).hexdigest()) == {"Flag"}

    def test_a_hash_that_differs_leaves_the_file(self, tmp_path: Path) -> None:
        assert not self._read(tmp_path, sha256="0" * 64)

    def test_a_file_of_deletions_is_left(self, tmp_path: Path) -> None:
        files = {"1.ndjson": self.LINES, "2.ndjson": self.LINES}
        listed = [{"type": "Flag", "url": f"https://example.org/{each}.ndjson"} for each in (1, 2)]
        said = {"transactionTime": "2026-11-01T00:00:00Z", "output": listed[:1], "deleted": listed[1:]}
        assert not agree(written(tmp_path, {**files, "manifest.json": json.dumps(said).encode()}))


class TestEntangled:
    """Types that others reach into are not taken."""

    def test_a_search_leaves_those_who_may_be_found(self, tmp_path: Path) -> None:
        search = {"reference": f"Patient?identifier={NHS}|9434765919"}
        assert agree(written(tmp_path, CLEAN | {"Flag.ndjson": line(flag(subject=search))})) == {
            "Observation",
            "Device",
        }

    def test_an_identifier_of_no_type_leaves_all_who_may_be_found(self, tmp_path: Path) -> None:
        author = {"identifier": {"system": "s", "value": "v"}}
        worker = {"resourceType": "Practitioner", "id": "w", "identifier": [{"system": "s", "value": "v"}]}
        files = {"Flag.ndjson": line(flag(author=author)), "Practitioner.ndjson": line(worker)}
        place = {"Location.ndjson": line({"resourceType": "Location", "id": "l", "identifier": worker["identifier"]})}
        assert agree(written(tmp_path, CLEAN | files | place)) == {"Observation", "Device"}

    def test_what_is_set_aside_and_names_somebody_by_identifier(self, tmp_path: Path) -> None:
        lost = flag(subject={"identifier": {"system": NHS, "value": "9434765919"}}, period=5)
        assert agree(written(tmp_path, CLEAN | {"Flag.ndjson": line(lost)})) == {"Observation", "Device"}

    def test_resources_of_the_type_elsewhere(self, tmp_path: Path) -> None:
        files = {"extra.json": line(flag("f1")), "Device.1.ndjson": line(patient("p1", active=False))}
        assert agree(written(tmp_path, CLEAN | files)) == {"Observation"}

    def test_a_deletion(self, tmp_path: Path) -> None:
        entry = {"request": {"method": "DELETE", "url": "Flag/f1"}}
        bundle = {"resourceType": "Bundle", "type": "transaction", "entry": [entry]}
        assert "Flag" not in agree(written(tmp_path, CLEAN | {"deleted.json": line(bundle)}))

    def test_a_bundle_with_addresses_beside(self, tmp_path: Path) -> None:
        visit = {
            "resourceType": "Encounter",
            "id": "e",
            "status": "planned",
            "subject": {"reference": "https://b.example.org/Patient/p1"},
        }
        entry = {"fullUrl": "https://a.example.org/Encounter/e", "resource": visit}
        bundle = {"resourceType": "Bundle", "type": "collection", "entry": [entry]}
        assert agree(written(tmp_path, CLEAN | {"beside.json": line(bundle)})) == ALL

    def test_a_file_that_cannot_be_read_beside(self, tmp_path: Path) -> None:
        cut = {"Encounter.ndjson.gz": gzip.compress(line(flag()))[:-9]}
        assert agree(written(tmp_path, CLEAN | cut)) == ALL


_TEXTS = ["", " ", "\u00a0", "x", "Patient/p1", "Patient/p2/_history/1", "#a", "2026", "2026-01-01T00:00:00Z"]
_SINGLE: list[Any] = [
    0,
    -1,
    1.5,
    2**64,
    True,
    False,
    None,
    [],
    {},
    [None],
    [""],
    [{}],
    ["a"],
    {"a": 1},
    [{"code": "b"}],
]
_OBJECTS = [
    {"reference": "Patient/p2"},
    {"identifier": {"system": "s", "value": "v"}},
    {"start": "2026"},
    {"start": 5},
    {"coding": [{"code": "a"}]},
]
_odd = st.sampled_from([*_TEXTS, *_SINGLE, *_OBJECTS]).map(deepcopy)
_NAMES = ["note", "code", "period", "identifier", "reference", "meta"]


@st.composite
def _resources(draw: st.DrawFn) -> dict[str, Any]:
    """Draw a clean resource with a part or two in it put in the place of another, taken out or added."""
    resource: dict[str, Any] = json.loads(
        json.dumps(draw(st.sampled_from([flag(), patient(), observation(), response("r", 3), composition("c")])))
    )
    resource["id"] = f"x{draw(st.integers(0, 10**6))}"
    for _ in range(draw(st.integers(0, 2))):
        at: Any = resource
        while True:
            name = draw(st.sampled_from([*at] or ["note"]) if isinstance(at, dict) else st.integers(0, len(at) - 1))
            below = at.get(name) if isinstance(at, dict) else at[name]
            if not isinstance(below, dict | list) or not below or draw(st.booleans()):
                break
            at = below
        match draw(st.sampled_from(["put", "add", "drop", "double"])):
            case "put":
                at[name] = draw(_odd)
            case "drop":
                del at[name]
            case "add" if isinstance(at, dict):
                at[draw(st.sampled_from(_NAMES))] = draw(_odd)
            case _ if isinstance(at, list):
                at.append(draw(_odd))
            case _:
                at[name] = [at[name], draw(_odd)]
    return resource


@given(st.lists(_resources(), min_size=1, max_size=5), st.booleans())
@settings(max_examples=20, deadline=None)
def test_resources_with_parts_changed(
    tmp_path_factory: pytest.TempPathFactory, drawn: list[dict[str, Any]], spaced: bool
) -> None:
    files = dict(CLEAN)
    for resource in drawn:
        kind = resource.get("resourceType")
        name = f"{kind if isinstance(kind, str) and kind.isalpha() else 'Flag'}.ndjson"
        files[name] = files.get(name, b"") + (json.dumps(resource).encode() + b"\n" if spaced else line(resource))
    agree(written(tmp_path_factory.mktemp("drawn") / "extract", files))


_MARKS = [*b',:{}[]"\\ \n\r\t0-.\xff\0'.decode("latin-1")]
_TOKENS = [
    "e9",
    "null",
    "true",
    "NaN",
    "\\u0020",
    "\\ud83d",
    "\xc2\xa0",
    '"id":"z",',
    '""',
    "{}",
    "[]",
    '"status":"a",',
    ",,",
]
_pieces = st.sampled_from([each.encode("latin-1") for each in (*_MARKS, *_TOKENS)])


@given(st.data())
@settings(max_examples=20, deadline=None)
def test_lines_with_bytes_changed(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    resource = data.draw(st.sampled_from([flag("g"), patient("q"), observation("q"), response("q", 2)]))
    text = line(resource)
    for _ in range(data.draw(st.integers(1, 2))):
        start = data.draw(st.integers(0, len(text)))
        text = text[:start] + data.draw(st.one_of(st.just(b""), _pieces)) + text[start + data.draw(st.integers(0, 3)) :]
    name = f"{resource['resourceType']}.ndjson"
    files = CLEAN | {name: CLEAN.get(name, b"") + text + line({**resource, "id": "last"})}
    agree(written(tmp_path_factory.mktemp("drawn") / "extract", files))
