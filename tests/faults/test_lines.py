"""Lines and their bytes (rows 8, 9 and 12 to 17): what is whole is read, the rest is set aside with its place."""

from __future__ import annotations

import json
import sys
import tracemalloc
from pathlib import Path

import pytest

from risk_checks.engines.definitions import shipped_definitions
from risk_checks.records.framing import LONGEST_DOCUMENT
from risk_checks.records.lines import LONGEST_LINE
from risk_checks.records.reading import Records, read_sources
from tests.faults.harness import Ran, assessment, check, extract, folder_of, lines, patient, referral
from tests.faults.system import told_of_little_memory

FILE = "RiskAssessment.ndjson"
FIRST = lines(assessment())
SECOND = lines(assessment("r2", on="2020-01-01"))
BOM = b"\xef\xbb\xbf"


def _places(ran: Ran) -> list[tuple[str, str | None, int | None, int | None]]:
    return [(one["code"], one.get("file"), one.get("line"), one.get("offset")) for one in ran.problems]


def _read(path: Path) -> Records:
    return read_sources([path], shapes=shipped_definitions().projections)


@pytest.mark.row(8)
def test_last_line_that_is_cut_off_anywhere_is_set_aside_as_torn(tmp_path: Path) -> None:
    whole = FIRST + SECOND + lines(assessment("r3", note=[{"text": "x" * 200}]))
    start = len(FIRST + SECOND)
    path = tmp_path / FILE
    for length in range(len(whole) - 200, len(whole) - 1):
        path.write_bytes(whole[:length])
        records = _read(path)
        assert [(one.code, one.line, one.offset) for one in records.problems] == [("line-torn", 3, start)]
        assert [entry.id for entry in records.entries] == ["r1", "r2"]
        assert records.incomplete


@pytest.mark.row(8)
@pytest.mark.parametrize("length", [1, 2, 40, len(SECOND) - 2])
def test_torn_line_makes_the_run_incomplete(tmp_path: Path, length: int) -> None:
    ran = check(extract(tmp_path, RiskAssessment=FIRST + SECOND[:length]), into=tmp_path)
    assert (ran.code, _places(ran)) == (3, [("line-torn", FILE, 2, len(FIRST))])
    assert ran.entries == {"total": 4, "used": 3, "set_aside": 1}


@pytest.mark.row(8)
def test_line_that_is_cut_within_a_character_is_torn(tmp_path: Path) -> None:
    named = json.dumps(assessment("r2", note=[{"text": "ééé"}]), ensure_ascii=False).encode()
    ran = check(extract(tmp_path, RiskAssessment=FIRST + named[: named.index(b"\xc3") + 1]), into=tmp_path)
    assert (ran.code, _places(ran)) == (3, [("line-torn", FILE, 2, len(FIRST))])


@pytest.mark.row(9)
def test_last_line_without_its_end_is_read_like_any_other(tmp_path: Path) -> None:
    ran = check(extract(tmp_path, RiskAssessment=SECOND + FIRST.rstrip()), into=tmp_path)
    assert (ran.code, ran.outcome_of("Patient/p1"), ran.codes) == (0, "met", set())


@pytest.mark.row(12)
@pytest.mark.parametrize("content", [b"", b"\n", b"\r\n \t\r\n\n"], ids=["empty", "blank", "blank, several"])
def test_empty_ndjson_file_says_that_there_is_none_of_its_type(tmp_path: Path, content: bytes) -> None:
    ran = check(extract(tmp_path, RiskAssessment=content), into=tmp_path)
    assert (ran.code, ran.outcome_of("Patient/p1"), ran.codes) == (0, "gap", set())
    assert ran.entries.get("blank", 0) == content.count(b"\n")


@pytest.mark.row(12)
def test_blank_lines_and_ends_of_windows_change_nothing(tmp_path: Path) -> None:
    content = b"\r\n" + SECOND.replace(b"\n", b"\r\n") + b" \r\n\r\n" + FIRST.replace(b"\n", b"\r\n")
    ran = check(extract(tmp_path, RiskAssessment=content), into=tmp_path)
    assert (ran.code, ran.outcome_of("Patient/p1"), ran.codes) == (0, "met", set())
    assert ran.entries == {"total": 7, "used": 4, "blank": 3}


@pytest.mark.row(12)
def test_file_that_begins_with_ever_so_many_blank_lines_is_read(tmp_path: Path) -> None:
    ran = check(extract(tmp_path, RiskAssessment=b"\n" * 20_000 + FIRST), into=tmp_path)
    assert (ran.code, ran.outcome_of("Patient/p1"), ran.entries["blank"]) == (0, "met", 20_000)


@pytest.mark.row(12)
def test_resource_after_ever_so_many_blank_lines_is_read(tmp_path: Path) -> None:
    people = lines(patient("p1")) + b"\n" * 10_000 + lines(patient("p2"))
    ran = check(folder_of(tmp_path, {"people.json": people}), into=tmp_path)
    assert ran.entries == {"total": 10_002, "used": 2, "blank": 10_000}


@pytest.mark.row(8, 29)
def test_torn_lines_after_one_that_is_no_resource_are_told(tmp_path: Path) -> None:
    folder = extract(tmp_path)
    (folder / "part.ndjson").write_bytes(b'{"meta":"x"}\n' + lines(patient("p2"))[:40] + b"\n")
    ran = check(folder, into=tmp_path)
    assert ran.code == 3
    assert {"type-missing", "not-json"} <= ran.codes


@pytest.mark.row(12)
def test_empty_json_document_is_refused(tmp_path: Path) -> None:
    folder = extract(tmp_path)
    (folder / "bundle.json").write_bytes(b"")
    ran = check(folder, into=tmp_path)
    assert (ran.code, _places(ran)) == (3, [("file-empty", "bundle.json", None, None)])


@pytest.mark.row(13)
def test_marks_at_the_start_and_at_joins_are_passed_over_and_told_once(tmp_path: Path) -> None:
    ran = check(extract(tmp_path, RiskAssessment=BOM + SECOND + BOM + FIRST), into=tmp_path)
    assert (ran.code, ran.outcome_of("Patient/p1"), ran.entries["used"]) == (0, "met", 4)
    assert [(one["code"], one["file"], one["count"]) for one in ran.problems] == [("byte-order-mark", FILE, 2)]


@pytest.mark.row(13)
def test_mark_between_two_objects_on_a_line_sets_the_line_aside(tmp_path: Path) -> None:
    ran = check(extract(tmp_path, RiskAssessment=SECOND.rstrip() + BOM + FIRST), into=tmp_path)
    assert (ran.code, _places(ran)) == (3, [("not-json", FILE, 1, 0)])


@pytest.mark.row(14)
@pytest.mark.parametrize("name", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"])
def test_encodings_of_wide_characters_are_refused_by_name(tmp_path: Path, name: str) -> None:
    ran = check(extract(tmp_path, RiskAssessment=(FIRST + SECOND).decode().encode(name)), into=tmp_path)
    assert (ran.code, _places(ran)) == (3, [("encoding-not-read", FILE, None, None)])
    assert ran.problems[0]["what"].endswith(f": {name[:6].upper()}")


@pytest.mark.row(14)
@pytest.mark.parametrize("encoding", ["latin-1", "cp1252"])
def test_line_with_bytes_of_another_encoding_is_set_aside(tmp_path: Path, encoding: str) -> None:
    text = "café – “naïve”" if encoding == "cp1252" else "café"
    line = json.dumps(assessment(note=[{"text": text}]), ensure_ascii=False).encode(encoding) + b"\n"
    ran = check(extract(tmp_path, RiskAssessment=b"\n" + line + b"\n"), into=tmp_path)
    assert (ran.code, ran.outcome_of("Patient/p1")) == (0, "unknown")
    assert _places(ran) == [("text-not-unicode", FILE, 2, 1)]
    assert ran.entries == {"total": 5, "used": 2, "blank": 2, "set_aside": 1}


@pytest.mark.row(15)
def test_nul_within_a_line_sets_it_aside(tmp_path: Path) -> None:
    line = SECOND.replace(b"final", b"fi\x00nal")
    ran = check(extract(tmp_path, RiskAssessment=FIRST + line + SECOND), into=tmp_path)
    assert (ran.code, _places(ran)) == (3, [("not-json", FILE, 2, len(FIRST))])


@pytest.mark.row(15)
@pytest.mark.parametrize("torn", [b"", SECOND[:30], SECOND.rstrip()], ids=["nothing", "half a line", "no end"])
@pytest.mark.parametrize("padding", [1, 512, LONGEST_LINE + 5])
def test_nuls_at_the_end_are_what_a_writer_left_that_crashed(tmp_path: Path, torn: bytes, padding: int) -> None:
    ran = check(extract(tmp_path, RiskAssessment=FIRST + torn + bytes(padding)), into=tmp_path)
    assert (ran.code, _places(ran)) == (3, [("line-torn", FILE, 2, len(FIRST))])
    assert ran.entries == {"total": 4, "used": 3, "set_aside": 1}


@pytest.mark.row(16)
@pytest.mark.parametrize("engine", ["reference", "duckdb"])
def test_control_characters_in_values_are_read_and_stand_in_no_text(tmp_path: Path, engine: str) -> None:
    odd = "".join(map(chr, [*range(32), 127, 0x202E, 0x2066, 0x2028, 0x2029, 0x85, 0xFEFF]))
    folder = extract(
        tmp_path,
        EpisodeOfCare=[referral(type=[{"coding": [{"system": f"urn:{odd}", "code": odd, "display": odd}]}])],
        RiskAssessment=[assessment(code={"coding": [{"code": odd}], "text": odd}, note=[{"text": odd}])],
    )
    ran = check(folder, into=tmp_path, options=["--engine", engine])
    assert (ran.code, ran.outcome_of("Patient/p1"), ran.codes) == (0, "unknown", set())  # a code that no map knows
    assert ran.entries == {"total": 3, "used": 3}
    written = [path.read_text(encoding="utf-8") for path in ran.out.iterdir() if path.suffix != ".parquet"]
    assert not [text for text in [ran.said, *written] if set(text) & set(odd) - {"\n", "\t"}]


LONG = b'{"resourceType":"RiskAssessment","id":"r9","note":[{"text":"' + b"x" * LONGEST_LINE + b'"}]}\n'


@pytest.mark.row(17)
@pytest.mark.parametrize("before", [b"", SECOND], ids=["as the first", "later"])
def test_line_longer_than_the_cap_is_set_aside_and_the_next_is_read(tmp_path: Path, before: bytes) -> None:
    ran = check(extract(tmp_path, RiskAssessment=before + LONG + FIRST + b"{\n"), into=tmp_path)
    number, offset = (2, len(before)) if before else (1, 0)
    after = (number + 2, offset + len(LONG) + len(FIRST))
    assert _places(ran) == [("line-too-long", FILE, number, offset), ("not-json", FILE, *after)]
    assert (ran.code, ran.outcome_of("Patient/p1")) == (3, "met")


@pytest.mark.row(17)
def test_line_just_as_long_as_the_cap_is_read(tmp_path: Path) -> None:
    line = lines(assessment("r9", on="2020-01-01", note=[{"text": ""}])).rstrip()
    padded = line.replace(b'"text": ""', b'"text": "' + b"x" * (LONGEST_LINE - len(line)) + b'"')
    assert len(padded) == LONGEST_LINE
    ran = check(extract(tmp_path, RiskAssessment=padded + b"\n" + FIRST), into=tmp_path)
    assert (ran.code, ran.entries["used"], ran.codes) == (0, 4, set())


@pytest.mark.row(17)
def test_long_line_is_not_held(tmp_path: Path) -> None:
    path = tmp_path / FILE
    with path.open("wb") as file:
        file.write(SECOND + LONG[:-4])
        for _ in range(10):
            file.write(b"x" * LONGEST_LINE)
        file.write(b"\n" + FIRST)
    tracemalloc.start()
    try:
        records = _read(path)
        assert tracemalloc.get_traced_memory()[1] < 4 * LONGEST_LINE
    finally:
        tracemalloc.stop()
    assert [one.code for one in records.problems] == ["line-too-long"]
    assert [entry.id for entry in records.entries] == ["r2", "r1"]


@pytest.mark.row(17)
@pytest.mark.parametrize("name", ["bundle.json", "bundle.ndjson"])
@pytest.mark.parametrize("indent", [None, 1])
def test_document_may_be_longer_than_a_line(tmp_path: Path, name: str, indent: int | None) -> None:
    note = [{"text": "x" * (LONGEST_LINE // 3)}]
    notes = [assessment(f"r{number}", on="2020-01-01", note=note) for number in range(2, 6)]
    resources = [patient(), referral(), assessment(), *notes]
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": each} for each in resources]}
    folder = folder_of(tmp_path, {name: json.dumps(bundle, indent=indent).encode()})
    ran = check(folder, into=tmp_path)
    assert (ran.code, ran.entries["used"], ran.codes) == (0, 7, set())


@pytest.mark.row(17)
def test_resource_longer_than_a_line_may_be_is_set_aside_in_a_document_too(tmp_path: Path) -> None:
    long = assessment("r2", note=[{"text": "x" * LONGEST_LINE}])
    bundle = {"resourceType": "Bundle", "entry": [{"resource": each} for each in (patient(), referral(), long)]}
    ran = check(folder_of(tmp_path, {"bundle.json": json.dumps(bundle).encode()}), into=tmp_path)
    assert _places(ran) == [("resource-too-long", "bundle.json", 3, None)]
    assert (ran.code, ran.outcome_of("Patient/p1")) == (0, "unknown")


@pytest.mark.row(17)
def test_document_beyond_its_own_cap_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert LONGEST_DOCUMENT > LONGEST_LINE
    monkeypatch.setattr("risk_checks.records.framing.LONGEST_DOCUMENT", 1000)
    bundle = {"resourceType": "Bundle", "entry": [{"resource": patient(f"q{number}")} for number in range(20)]}
    folder = extract(tmp_path)
    (folder / "bundle.json").write_bytes(json.dumps(bundle, indent=1).encode())
    ran = check(folder, into=tmp_path)
    assert (ran.code, _places(ran)) == (3, [("document-too-large", "bundle.json", None, None)])


@pytest.mark.heavy
@pytest.mark.row(17)
@pytest.mark.skipif(sys.platform == "win32", reason="there are no limits of memory to set")
def test_line_of_two_gigabytes_is_set_aside_in_bounded_memory(tmp_path: Path) -> None:
    folder = extract(tmp_path)
    with (folder / FILE).open("ab") as file:
        file.write(LONG[:-4])
        for _ in range(128):
            file.write(b"x" * LONGEST_LINE)
        file.write(b'"}]}\n' + SECOND)
    assert "line-too-long" in told_of_little_memory(folder, limit=1_200_000_000, seconds=120)
