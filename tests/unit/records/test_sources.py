from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from fhir.resources.flag import Flag as FlagR5
from fhir.resources.R4B.bundle import Bundle
from fhir.resources.R4B.patient import Patient

from risk_checks.errors import UsageError
from tests.unit.records.conftest import Read
from tests.unit.records.small import bundle, entry, flag, patient, write

RECORD = bundle(entry(patient()), entry(flag()))
BOTH = ["Patient/p1", "Flag/f1"]


class OldModel:
    """As pydantic 1 models were."""

    def json(self) -> str:
        return json.dumps(patient())


class BytesModel:
    def model_dump_json(self) -> bytes:
        return json.dumps(patient()).encode()


class Response:
    """An HTTP response, say: its `json` gives no text."""

    def json(self) -> dict[str, Any]:
        return patient()


@pytest.mark.parametrize(
    ("source", "keys"),
    [
        (RECORD, BOTH),
        (patient(), BOTH[:1]),
        ([patient(), flag()], BOTH),
        ((patient(), flag()), BOTH),
        ([RECORD], BOTH),
        ([], []),
        (json.dumps(RECORD), BOTH),
        (json.dumps(RECORD, indent=2), BOTH),
        ("\n " + json.dumps([patient(), flag()]), BOTH),
        (json.dumps(RECORD).encode(), BOTH),
        (json.dumps(patient()) + "\n" + json.dumps(flag()) + "\n", BOTH),
        (Patient.model_validate(patient()), BOTH[:1]),
        (Bundle.model_validate(bundle(entry(patient()))), BOTH[:1]),
        ([Patient.model_validate(patient()), flag()], BOTH),
        (FlagR5.model_validate(flag(code={"text": "x"})), BOTH[1:]),
        (OldModel(), BOTH[:1]),
        (BytesModel(), BOTH[:1]),
    ],
    ids=[
        "a Bundle",
        "a resource",
        "a list",
        "a tuple",
        "a list with a Bundle",
        "an empty list",
        "JSON text",
        "pretty JSON text",
        "JSON text with space before it",
        "JSON bytes",
        "NDJSON text",
        "a model",
        "a model of a Bundle",
        "a list with a model",
        "a model of another FHIR version",
        "an older model",
        "a model that writes bytes",
    ],
)
def test_a_record_can_be_handed_over_in_many_forms(read: Read, source: Any, keys: list[str]) -> None:
    records = read(source)
    assert [one.key for one in records.entries] == keys
    assert records.problems == ()


def test_a_mark_before_json_text_is_passed_over_and_told(read: Read) -> None:
    records = read("\ufeff\n " + json.dumps([patient(), flag()]))
    assert [one.key for one in records.entries] == BOTH
    assert [one.code for one in records.problems] == ["byte-order-mark"]


@pytest.mark.parametrize("as_text", [True, False])
def test_a_path_is_a_path_or_its_text(read: Read, folder: Path, as_text: bool) -> None:
    path = write(folder, "Patient.ndjson", patient())
    assert [one.key for one in read(str(path) if as_text else path).entries] == ["Patient/p1"]


def test_a_text_that_looks_like_json_is_a_path_where_there_is_such_a_file(
    read: Read, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(folder, "[2026]", patient())
    monkeypatch.chdir(folder)
    assert [one.key for one in read("[2026]").entries] == ["Patient/p1"]


def test_sources_are_read_in_the_order_given(read: Read, folder: Path) -> None:
    path = write(folder, "Flag.ndjson", flag())
    records = read(patient("p2"), path, patient())
    assert [(one.file, one.line, one.key) for one in records.entries] == [
        ("record-0001", 1, "Patient/p2"),
        ("Flag.ndjson", 1, "Flag/f1"),
        ("record-0003", 1, "Patient/p1"),
    ]


@pytest.mark.parametrize(
    ("sources", "code", "words"),
    [
        ([], "RC-E502", "nothing to read"),
        ([patient(), Path("zzcanary/nowhere")], "RC-E501", "source 2 is neither a file nor a folder"),
        (["zzcanary"], "RC-E501", "source 1"),
        ([5], "RC-E504", "source 1 is of a kind that cannot be read: int"),
        ([patient(), None], "RC-E504", "source 2 is of a kind that cannot be read: NoneType"),
        ([Response()], "RC-E504", "Response"),
    ],
)
def test_a_source_that_is_none_is_refused_without_naming_it(
    read: Read, sources: list[Any], code: str, words: str
) -> None:
    with pytest.raises(UsageError) as caught:
        read(*sources)
    assert caught.value.code == code
    assert words in str(caught.value)
    assert "zzcanary" not in str(caught.value)


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ({"id": "p1"}, "type-missing"),
        ([5], "not-an-object"),
        (["Patient/p1"], "not-an-object"),
        ({"resourceType": "Patient", "id": "p1", "birthDate": float("nan")}, "number-not-finite"),
        ({"resourceType": "Patient", "id": "p1", "birthDate": b"2024"}, "value-not-json"),
        ('{"resourceType": "Patient", "id": "\ud800"}', "text-not-unicode"),
        ("{" * 5000, "too-deep"),
        ("[1, 2", "not-json"),
        (b"<html>", "not-json"),
    ],
)
def test_a_record_that_is_no_fhir_is_set_aside_and_the_run_incomplete(read: Read, source: Any, code: str) -> None:
    records = read(source)
    assert [problem.code for problem in records.problems] == [code]
    assert records.sums.set_aside == records.sums.total == 1
    assert records.incomplete or records.coverage.uncovered == {"Patient/p1": {"Patient"}}


def test_a_record_that_holds_itself_is_set_aside(read: Read) -> None:
    record = bundle(entry(patient()))
    record["entry"].append(entry(record))
    records = read(record)
    assert [(problem.code, problem.line) for problem in records.problems] == [("too-deep", 2)]
    assert [one.key for one in records.entries] == ["Patient/p1"]
    assert records.incomplete


def test_empty_text_is_a_problem(read: Read) -> None:
    records = read(b"")
    assert [(problem.code, problem.file) for problem in records.problems] == [("file-empty", "record-0001")]
    assert records.incomplete


def test_the_callers_record_is_left_as_it_was(read: Read) -> None:
    record = bundle(entry(patient(), "urn:uuid:a"), entry(flag(of="urn:uuid:a")))
    before = json.dumps(record)
    read(record)
    assert json.dumps(record) == before
