"""Lines or one document: what a file holds decides, and its name only where both would do."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from risk_checks.records.coverage import FILES, RECORDS
from tests.unit.records.conftest import Read
from tests.unit.records.small import bundle, entry, flag, patient, write

BOM = b"\xef\xbb\xbf"
P1, P2 = json.dumps(patient("p1")).encode(), json.dumps(patient("p2")).encode()
TWO = ["Patient/p1", "Patient/p2"]


@pytest.mark.parametrize("name", ["Patient.ndjson", "Patient.json", "extract.ndjson", "extract.json"])
@pytest.mark.parametrize(
    ("data", "keys"),
    [
        (P1 + b"\n" + P2 + b"\n", TWO),
        (P1 + b"\n" + P2, TWO),
        (P1 + b"\r\n" + P2 + b"\r\n", TWO),
        (b"\n\n" + P1 + b"\n \t\n" + P2 + b"\n\n", TWO),
        (b"[" + P1 + b"," + P2 + b"]", TWO),
        (b"[\n" + P1 + b",\n" + P2 + b"\n]\n", TWO),
        (b"[\n" + P1 + b"\n]\n", TWO[:1]),
        (json.dumps([patient("p1"), patient("p2")], indent=2).encode(), TWO),
        (json.dumps(bundle(entry(patient("p1")), entry(patient("p2")))).encode(), TWO),
        (json.dumps(bundle(entry(patient("p1")), entry(patient("p2"))), indent=2).encode(), TWO),
        (b'{"resourceType":"Bundle","entry":[\n{"resource":' + P1 + b"}\n]}\n", TWO[:1]),
        (b'{"resourceType":"Bundle","entry":[\n{"resource":\n' + P1 + b"}\n]}\n", TWO[:1]),
        (json.dumps(patient("p1"), indent="\t").encode(), TWO[:1]),
        (P1, TWO[:1]),
    ],
    ids=[
        "lines",
        "lines, the last without its end",
        "lines ended as on Windows",
        "lines with blank ones",
        "an array on one line",
        "an array, each element on a line",
        "an array of one",
        "an array, pretty",
        "a Bundle on one line",
        "a Bundle, pretty",
        "a Bundle, each entry on a line",
        "a Bundle, each resource on a line",
        "a resource, pretty",
        "a resource on one line",
    ],
)
def test_the_same_entries_are_read_from_every_form(
    read: Read, folder: Path, name: str, data: bytes, keys: list[str]
) -> None:
    write(folder, name, data)
    records = read(folder)
    assert [one.key for one in records.entries] == keys
    assert records.problems == ()


@pytest.mark.parametrize("name", ["Patient.ndjson", "Patient.json"])
@pytest.mark.parametrize(
    ("data", "count"),
    [
        (BOM + P1 + b"\n" + BOM + P2 + b"\n", 2),
        (P1 + b"\n" + BOM + P2, 1),
        (BOM + json.dumps(bundle(entry(patient("p1")), entry(patient("p2"))), indent=2).encode(), 1),
    ],
    ids=["at a join", "before the last line", "before a Bundle"],
)
def test_marks_before_the_text_are_passed_over_and_counted(
    read: Read, folder: Path, name: str, data: bytes, count: int
) -> None:
    write(folder, name, data)
    records = read(folder)
    assert [one.key for one in records.entries] == TWO
    assert [(one.code, one.file, one.count) for one in records.problems] == [("byte-order-mark", name, count)]
    assert not records.incomplete


@pytest.mark.parametrize(
    ("name", "data", "how"),
    [
        ("Patient.ndjson", P1, FILES),
        ("Patient.json", P1, RECORDS),
        ("Patient.json", P1 + b"\n" + P2, FILES),
        ("Patient.ndjson", json.dumps(patient(), indent=2).encode(), RECORDS),
        ("Patient.ndjson", b"[" + P1 + b"]", RECORDS),
        ("Patient.ndjson", json.dumps(bundle(entry(patient()))).encode(), RECORDS),
    ],
)
def test_a_single_line_is_ndjson_where_the_name_says_so(
    read: Read, folder: Path, name: str, data: bytes, how: str
) -> None:
    write(folder, name, data)
    assert read(folder).coverage.how == how


def test_lines_count_from_one_blank_ones_among_them(read: Read, folder: Path) -> None:
    write(folder, "Patient.ndjson", "", patient("p1"), "", patient("p2"))
    records = read(folder)
    assert [(one.file, one.line, one.key) for one in records.entries] == [
        ("Patient.ndjson", 2, "Patient/p1"),
        ("Patient.ndjson", 4, "Patient/p2"),
    ]
    assert records.sums.blank == 2


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ('{"resourceType":"Flag"', "not-json"),
        ("<html>", "not-json"),
        ("null", "not-an-object"),
        ("[]", "not-an-object"),
        ('"Flag"', "not-an-object"),
        ('{"id":"f1"}', "type-missing"),
        ('{"resourceType":null}', "type-missing"),
        ('{"resourceType":"Flog","id":"f1"}', "type-not-known"),
        ('{"resourceType":"DomainResource","id":"f1"}', "type-not-known"),
        ('{"resourceType":"Flag"}', "id-missing"),
        ('{"resourceType":"Flag","id":""}', "id-missing"),
        ('{"resourceType":"Flag","id":7}', "id-not-usable"),
        ('{"resourceType":"Flag","id":"f1","id":"f2"}', "duplicate-key"),
        ('{"resourceType":"Flag","id":"f1","x":NaN}', "number-not-finite"),
        (b'{"resourceType":"Flag","id":"\xe9"}\n', "text-not-unicode"),
        ('{"resourceType":"Flag","id":"f1","status":1}', "element-shape"),
        ('{"resourceType":"Flag","id":"f1","x":' + "[" * 100 + "]" * 100 + "}", "too-deep"),
    ],
)
def test_a_line_that_cannot_be_used_is_set_aside_with_its_place(
    read: Read, folder: Path, line: str | bytes, code: str
) -> None:
    write(folder, "Flag.ndjson", flag("f0"), line, flag("f9"))
    records = read(folder)
    assert [(one.code, one.file, one.line) for one in records.problems] == [(code, "Flag.ndjson", 2)]
    assert (records.sums.total, records.sums.used, records.sums.set_aside) == (3, 2, 1)
    assert records.incomplete


@pytest.mark.parametrize("length", [1, 20, len(P2) - 1])
def test_a_last_line_that_is_cut_off_is_set_aside_as_torn(read: Read, folder: Path, length: int) -> None:
    write(folder, "Patient.ndjson", P1 + b"\n" + P2[:length])
    records = read(folder)
    assert [(one.code, one.line) for one in records.problems] == [("line-torn", 2)]
    assert [one.key for one in records.entries] == ["Patient/p1"]
    assert records.incomplete


@pytest.mark.parametrize(
    ("name", "lines", "codes", "keys"),
    [
        ("Patient.ndjson", ['{"resourceType', patient("p1")], ["not-json"], ["Patient/p1"]),
        ("Patient.ndjson", ['{"resourceType', '{"resource', patient("p1")], ["not-json"] * 2, ["Patient/p1"]),
        ("Patient.ndjson", ["<html>", "<body>"], ["not-json"] * 2, []),
        ("Patient.ndjson", [b'{"resourceType'], ["line-torn"], []),
        ("Patient.json", ["<html>", patient("p1")], ["not-json"], ["Patient/p1"]),
        ("Patient.json", ["<html>", "<body>"], ["not-json"], []),
        ("Patient.json", ['{"resourceType":', '"Patient"'], ["not-json"], []),
        ("Patient.json", [b'{"resourceType'], ["not-json"], []),
    ],
)
def test_a_bad_beginning_does_not_take_the_rest_along(
    read: Read, folder: Path, name: str, lines: list[Any], codes: list[str], keys: list[str]
) -> None:
    write(folder, name, *lines)
    records = read(folder)
    assert [one.code for one in records.problems] == codes
    assert [one.key for one in records.entries] == keys
    assert records.incomplete


@pytest.mark.parametrize("name", ["Patient.ndjson", "Patient.json"])
@pytest.mark.parametrize("kind", ["Patient", "Bundle"])
def test_a_first_line_that_is_too_long_does_not_take_the_rest_along(
    read: Read, folder: Path, monkeypatch: pytest.MonkeyPatch, name: str, kind: str
) -> None:
    monkeypatch.setattr("risk_checks.records.lines.LONGEST_LINE", 400)
    monkeypatch.setattr("risk_checks.records.framing.LONGEST_LINE", 400)
    long = json.dumps({"resourceType": kind, "id": "x" * 500}).encode() + b"\n"
    write(folder, name, long + P1 + b"\n" + long + P2)
    records = read(folder)
    assert [(one.code, one.line, one.offset) for one in records.problems] == [
        ("line-too-long", 1, 0),
        ("line-too-long", 3, len(long + P1) + 1),
    ]
    assert [(one.key, one.line, one.offset) for one in records.entries] == [
        ("Patient/p1", 2, len(long)),
        ("Patient/p2", 4, len(long + P1 + long) + 1),
    ]


def test_lines_go_on_where_what_was_tried_as_a_document_is_too_large_for_one(
    read: Read, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("risk_checks.records.framing.LONGEST_DOCUMENT", 1000)
    people = [patient(f"p{number}") for number in range(100)]
    write(folder, "Patient.ndjson", '{"resourceType', '{"resource', *people)
    records = read(folder)
    assert [(one.code, one.line, one.offset) for one in records.problems] == [("not-json", 1, 0), ("not-json", 2, 15)]
    assert [(one.id, one.line) for one in records.entries] == [(f"p{number}", number + 3) for number in range(100)]


def test_every_line_has_the_offset_of_its_first_byte(read: Read, folder: Path) -> None:
    lines = [BOM + P1 + b"\r\n", b"\n", b"\xff\n", P2 + b"\n", b"{"]
    write(folder, "Patient.ndjson", b"".join(lines))
    records = read(folder)
    assert [(one.code, one.line, one.offset) for one in records.problems if one.line] == [
        ("text-not-unicode", 3, len(lines[0]) + 1),
        ("line-torn", 5, len(b"".join(lines[:4]))),
    ]
    assert [(one.key, one.offset) for one in records.entries] == [
        ("Patient/p1", 0),
        ("Patient/p2", len(b"".join(lines[:3]))),
    ]


@pytest.mark.parametrize("data", [b"", b"\n \n", BOM], ids=["empty", "blank", "a mark"])
def test_an_empty_document_is_refused_and_empty_lines_are_nothing(read: Read, folder: Path, data: bytes) -> None:
    write(folder, "Flag.ndjson", data)
    write(folder, "Patient.json", data)
    records = read(folder)
    assert [(one.code, one.file) for one in records.problems if one.code != "byte-order-mark"] == [
        ("file-empty", "Patient.json")
    ]
    assert records.sums.total == records.sums.blank
    assert records.incomplete


def test_a_bundle_on_a_line_is_an_envelope_for_its_entries(read: Read, folder: Path) -> None:
    write(folder, "data.ndjson", patient("p1"), bundle(entry(patient("p2")), entry(flag())))
    records = read(folder)
    assert [(one.line, one.key) for one in records.entries] == [(1, "Patient/p1"), (2, "Patient/p2"), (2, "Flag/f1")]
    assert (records.sums.total, records.sums.used, records.sums.control) == (4, 3, 1)


def test_a_bundle_in_an_array_is_an_envelope_for_its_entries(read: Read) -> None:
    records = read([patient("p1"), bundle(entry(patient("p2")))])
    assert [(one.line, one.key) for one in records.entries] == [(1, "Patient/p1"), (2, "Patient/p2")]
    assert (records.sums.total, records.sums.used, records.sums.control) == (3, 2, 1)
