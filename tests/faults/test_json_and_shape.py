"""Rows 21 to 31 of docs/reference/bad-input.md: lines that are no JSON, no resource, or not as FHIR says."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import risk_checks as rc
from tests.faults.harness import (
    AS_OF,
    CANARY_NAME,
    CANARY_NUMBER,
    Ran,
    Resource,
    assessment,
    check,
    extract,
    lines,
    patient,
    referral,
)

BESIDE = [assessment("r2", of="p2")]


def as_text(resource: Resource, **changed: str) -> bytes:
    """Return a resource as a line, with properties whose values are JSON as it is to be written."""
    more = "".join(f',"{name}":{text}' for name, text in changed.items())
    return json.dumps(resource).encode()[:-1] + more.encode() + b"}\n"


def check_with(line: bytes, into: Path) -> Ran:
    """Check two people, of whom the first has one assessment, on a line as given."""
    return check(
        extract(
            into,
            Patient=[patient(), patient("p2")],
            EpisodeOfCare=[referral(), referral("e2", of="p2")],
            RiskAssessment=line + lines(*BESIDE),
        ),
        into=into,
    )


# --- 21: any form, in a file of any name -----------------------------------------------------------------------------

RECORD = [patient(), referral(), assessment()]
FORMS: dict[str, Callable[[], bytes]] = {
    "lines": lambda: lines(*RECORD),
    "array": lambda: json.dumps(RECORD).encode(),
    "pretty array": lambda: json.dumps(RECORD, indent=2).encode(),
    "Bundle": lambda: json.dumps(a_bundle(*RECORD)).encode(),
    "pretty Bundle": lambda: json.dumps(a_bundle(*RECORD), indent=2).encode(),
    "Bundle among lines": lambda: lines(RECORD[0], a_bundle(*RECORD[1:])),
}


def a_bundle(*resources: Resource) -> Resource:
    return {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": each} for each in resources]}


@pytest.mark.row(21)
@pytest.mark.parametrize("name", ["extract.ndjson", "extract.json", "Patient.ndjson", "Bundle.json"])
@pytest.mark.parametrize("form", FORMS)
def test_a_record_is_read_from_every_form_in_a_file_of_any_name(tmp_path: Path, form: str, name: str) -> None:
    content = FORMS[form]()
    (tmp_path / name).write_bytes(content)
    ran = check(tmp_path / name, into=tmp_path, options=["--covers", "Patient,EpisodeOfCare,RiskAssessment"])
    assert (ran.entries["used"], ran.outcome_of("Patient/p1")) == (3, "met")
    report = rc.check(content, as_of=AS_OF, select=["risk-assessment-missing"])
    assert [each.outcome for each in report.outcomes] == ["met"]


@pytest.mark.row(21)
@pytest.mark.parametrize("indent", [None, 2])
def test_a_file_of_one_resource_is_that_resource(tmp_path: Path, indent: int | None) -> None:
    for one in RECORD:
        (tmp_path / f"{one['resourceType']}.json").write_text(json.dumps(one, indent=indent))
    files = [tmp_path / f"{one['resourceType']}.json" for one in RECORD]
    assert check(*files, into=tmp_path).outcome_of("Patient/p1") == "met"


@pytest.mark.row(21)
@pytest.mark.parametrize("engine", ["reference", "duckdb"])
def test_a_page_of_a_search_without_its_next_one_makes_nobody_a_gap(tmp_path: Path, engine: str) -> None:
    address = f"https://example.org/fhir?name={CANARY_NAME}&page=2"
    page = {**a_bundle(*RECORD[:2]), "type": "searchset", "link": [{"relation": "next", "url": address}]}
    (tmp_path / "page.json").write_text(json.dumps(page))
    ran = check(tmp_path / "page.json", into=tmp_path / "one", options=["--engine", engine])
    assert (ran.code, ran.outcome_of("Patient/p1")) == (3, "unknown")
    assert [(each["code"], each["file"]) for each in ran.problems] == [("bundle-next-unread", "page.json")]
    last = {**a_bundle(), "type": "searchset", "link": [{"relation": "self", "url": address}]}
    (tmp_path / "Bundle.json").write_text(json.dumps(last))
    both = (tmp_path / "page.json", tmp_path / "Bundle.json")
    ran = check(*both, into=tmp_path / "two", options=["--engine", engine])
    assert (ran.code, ran.outcome_of("Patient/p1"), ran.codes) == (0, "gap", set())


@pytest.mark.row(21, 27)
@pytest.mark.parametrize("engine", ["reference", "duckdb"])
def test_an_entry_that_may_be_anybody_s_makes_nobody_a_gap(tmp_path: Path, engine: str) -> None:
    lost = assessment(subject={"reference": 5})
    (tmp_path / "record.json").write_text(json.dumps(a_bundle(*RECORD[:2], lost)))
    ran = check(tmp_path / "record.json", into=tmp_path, options=["--engine", engine])
    assert (ran.code, ran.entries["set_aside"], ran.outcome_of("Patient/p1")) == (3, 1, "unknown")


# --- 22 to 26: what is not JSON, or is read differently by different readers ----------------------------------------

WHOLE = as_text(assessment())
NESTED = [b"[" * depth + b"]" * depth for depth in (99, 100, 4_999, 99_999)]
NOT_READ = {
    "two objects": (WHOLE[:-1] * 2 + b"\n", "not-json"),
    "trailing text": (WHOLE[:-1] + b"TRAILER\n", "not-json"),
    "trailing comma": (WHOLE[:-2] + b",}\n", "not-json"),
    "same key twice": (as_text(assessment(), status='"final"'), "duplicate-key"),
    "same key twice within": (as_text(assessment(), note='[{"text":"a","text":"b"}]'), "duplicate-key"),
    "not a number": (as_text(assessment(), x="NaN"), "number-not-finite"),
    "infinite": (as_text(assessment(), x="-Infinity"), "number-not-finite"),
    "too large": (as_text(assessment(), x="1e400"), "number-not-finite"),
    "5,000 digits": (as_text(assessment(), x="9" * 5000), "number-not-finite"),
    "5,000 digits below zero": (as_text(assessment(), x="-" + "9" * 5000), "number-not-finite"),
    "number with a plus": (as_text(assessment(), x="+1"), "not-json"),
    "number with a nought": (as_text(assessment(), x="01"), "not-json"),
    "half a pair": (as_text(assessment(), x=r'"\ud800"'), "text-not-unicode"),
    "pair the wrong way": (as_text(assessment(), x=r'"\udc00\ud800"'), "text-not-unicode"),
    "half a pair as a name": (as_text(assessment(), **{r"\udfff": "1"}), "text-not-unicode"),
    "no escape": (as_text(assessment(), x=r'"\x41"'), "not-json"),
    "cut escape": (as_text(assessment(), x=r'"\u12"'), "not-json"),
    "tab in a text": (as_text(assessment(), x='"a\tb"'), "not-json"),
    "escape character in a text": (as_text(assessment(), x='"\x1b[31m"'), "not-json"),
    "101 deep": (as_text(assessment(), x=NESTED[1].decode()), "too-deep"),
    "5,000 deep": (as_text(assessment(), x=NESTED[2].decode()), "too-deep"),
    "100,000 deep": (as_text(assessment(), x=NESTED[3].decode()), "too-deep"),
    "100,000 open": (b"[" * 100_000 + b"\n", "too-deep"),
}


@pytest.mark.row(22, 23, 24, 25, 26)
@pytest.mark.parametrize("fault", NOT_READ)
def test_a_line_that_readers_differ_on_is_set_aside_and_never_a_gap(tmp_path: Path, fault: str) -> None:
    line, code = NOT_READ[fault]
    ran = check_with(line, tmp_path)
    assert ran.entries["set_aside"] == 1
    assert ran.codes == {code}
    assert ran.outcome_of("Patient/p2") == "met"
    assert ran.outcome_of("Patient/p1") in ({"unknown"} if ran.code == 0 else {"gap", "unknown"})


@pytest.mark.row(23, 24, 25)
@pytest.mark.parametrize("fault", ["same key twice within", "not a number", "5,000 digits", "half a pair"])
def test_whose_it_is_can_be_read_where_the_flaw_is_elsewhere(tmp_path: Path, fault: str) -> None:
    ran = check_with(NOT_READ[fault][0], tmp_path)
    assert (ran.code, ran.outcome_of("Patient/p1")) == (0, "unknown")


@pytest.mark.row(26)
def test_a_line_as_deep_as_may_be_is_read(tmp_path: Path) -> None:
    assert check_with(as_text(assessment(), x=NESTED[0].decode()), tmp_path).outcome_of("Patient/p1") == "met"


@pytest.mark.row(22, 23, 24)
def test_duckdb_is_given_nothing_that_was_set_aside(tmp_path: Path) -> None:
    content = b"".join(line for line, _ in NOT_READ.values()) + lines(assessment())
    ran = check(extract(tmp_path, RiskAssessment=content), into=tmp_path, options=["--engine", "duckdb"])
    assert (ran.code, ran.outcome_of("Patient/p1")) == (3, "met")
    assert ran.entries == {"total": len(NOT_READ) + 3, "set_aside": len(NOT_READ), "used": 3}


@pytest.mark.row(23)
@pytest.mark.parametrize(
    ("more", "count"),
    [
        ({"ID": "r9"}, 1),
        ({"Status": "entered-in-error"}, 1),
        ({"Note": "no view reads it"}, 0),
    ],
)
def test_a_name_in_other_capitals_is_told_once_for_its_file(tmp_path: Path, more: Resource, count: int) -> None:
    ran = check(extract(tmp_path, RiskAssessment=[assessment(**more), assessment("r2", **more)]), into=tmp_path)
    assert (ran.code, ran.outcome_of("Patient/p1"), ran.entries["used"]) == (0, "met", 4)
    told = [(each["file"], each["count"]) for each in ran.problems if each["code"] == "element-case"]
    assert told == [("RiskAssessment.ndjson", 2)] * count


@pytest.mark.row(23)
def test_an_id_in_other_capitals_is_no_id(tmp_path: Path) -> None:
    one = assessment()
    one["ID"] = one.pop("id")
    ran = check(extract(tmp_path, RiskAssessment=[one]), into=tmp_path)
    assert (ran.codes, ran.outcome_of("Patient/p1")) == ({"id-missing"}, "unknown")


# --- 27 and 28: another JSON kind than FHIR says --------------------------------------------------------------------

WRONG_KINDS: list[tuple[Resource, str]] = [
    ({"status": ["final"]}, "status"),
    ({"status": {"value": "final"}}, "status"),
    ({"status": 1}, "status"),
    ({"status": None}, "status"),
    ({"subject": [{"reference": "Patient/p1"}]}, "subject"),
    ({"code": [{"coding": []}]}, "code"),
    ({"code": {"coding": {"code": "x"}}}, "code.coding"),
    ({"code": {"coding": [None]}}, "code.coding"),
    ({"code": {"coding": [{"code": 225337009}]}}, "code.coding.code"),
    ({"occurrenceDateTime": 20260601}, "occurrenceDateTime"),
    ({"occurrenceDateTime": True}, "occurrenceDateTime"),
]


@pytest.mark.row(27, 28)
@pytest.mark.parametrize(("changed", "element"), WRONG_KINDS)
def test_an_element_of_a_wrong_kind_leaves_its_patient_unknown(tmp_path: Path, changed: Resource, element: str) -> None:
    ran = check(extract(tmp_path, RiskAssessment=[assessment(**changed)]), into=tmp_path)
    assert ran.entries == {"total": 3, "used": 2, "set_aside": 1}
    (problem,) = ran.problems
    assert problem["code"] == "element-shape"
    assert problem["what"].endswith(f": {element}")
    assert ran.outcome_of("Patient/p1") == "unknown"


@pytest.mark.row(27)
@pytest.mark.parametrize("subject", ["Patient/p1", {"reference": ["Patient/p1"]}, {"reference": 1}])
def test_where_it_cannot_be_read_whose_it_is_the_run_is_incomplete(tmp_path: Path, subject: Any) -> None:
    ran = check(extract(tmp_path, RiskAssessment=[assessment(subject=subject)]), into=tmp_path)
    assert (ran.code, ran.codes, ran.entries["set_aside"]) == (3, {"element-shape"}, 1)


@pytest.mark.row(27)
@pytest.mark.parametrize("empty", ["", [], {}])
def test_an_empty_element_counts_as_absent(tmp_path: Path, empty: Any) -> None:
    ran = check(extract(tmp_path, RiskAssessment=[assessment(basis=empty, code=empty)]), into=tmp_path)
    assert (ran.codes, ran.outcome_of("Patient/p1")) == (set(), "met")


@pytest.mark.row(28)
@pytest.mark.parametrize("own", [5, 5.0, True, ["p1"], {"value": "p1"}])
def test_an_id_that_is_no_text_is_made_into_none(tmp_path: Path, own: Any) -> None:
    ran = check(extract(tmp_path, RiskAssessment=[{**assessment(), "id": own}]), into=tmp_path)
    assert (ran.codes, ran.entries["set_aside"]) == ({"id-not-usable"}, 1)
    assert ran.outcome_of("Patient/p1") == "unknown"


@pytest.mark.row(28)
@pytest.mark.parametrize("active", ["true", 1, 0])
def test_a_truth_that_is_a_text_or_a_number_is_not_taken_for_one(tmp_path: Path, active: Any) -> None:
    ran = check(extract(tmp_path, Patient=[patient(active=active)]), into=tmp_path)
    assert ran.codes == {"element-shape"}
    assert ran.run["patients"]["set_aside"] == 1


# --- 29 to 31: of which type, and what is no resource of a record ---------------------------------------------------


@pytest.mark.row(29)
@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (None, "type-missing"),
        (5, "type-missing"),
        (["RiskAssessment"], "type-missing"),
        ("riskassessment", "type-not-known"),
        ("RiskAssesment", "type-not-known"),
    ],
)
def test_a_line_without_a_known_type_could_be_of_any(tmp_path: Path, kind: Any, code: str) -> None:
    ran = check(extract(tmp_path, RiskAssessment=[{**assessment(), "resourceType": kind}]), into=tmp_path)
    assert (ran.code, ran.codes, ran.entries["set_aside"]) == (3, {code}, 1)


@pytest.mark.row(29)
def test_files_that_were_swapped_are_read_by_what_their_lines_say(tmp_path: Path) -> None:
    ran = check(
        extract(tmp_path, EpisodeOfCare=[assessment(), assessment("r2")], RiskAssessment=[referral()]), into=tmp_path
    )
    assert (ran.code, ran.outcome_of("Patient/p1")) == (0, "met")
    told = [(each["code"], each["file"], each["count"], each["resource_type"]) for each in ran.problems]
    assert told == [
        ("type-differs", "EpisodeOfCare.ndjson", 2, "RiskAssessment"),
        ("type-differs", "RiskAssessment.ndjson", 1, "EpisodeOfCare"),
    ]


@pytest.mark.row(30)
def test_an_error_of_the_server_among_the_lines_makes_the_run_incomplete(tmp_path: Path) -> None:
    failed = {"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": "timeout"}]}
    ran = check(extract(tmp_path, RiskAssessment=[assessment(), failed]), into=tmp_path)
    assert (ran.code, ran.codes, ran.outcome_of("Patient/p1")) == (3, {"server-error"}, "met")
    assert ran.entries == {"total": 4, "used": 3, "control": 1}
    (problem,) = ran.problems
    assert (problem["file"], problem["line"]) == ("RiskAssessment.ndjson", 2)


@pytest.mark.row(30)
def test_a_message_of_the_server_is_told_and_harms_nothing(tmp_path: Path) -> None:
    said = {"resourceType": "OperationOutcome", "issue": [{"severity": "information", "code": "informational"}]}
    ran = check(extract(tmp_path, RiskAssessment=[said, assessment()]), into=tmp_path)
    assert (ran.code, ran.codes, ran.outcome_of("Patient/p1")) == (0, {"server-message"}, "met")


@pytest.mark.row(31)
def test_blocks_of_an_export_by_patient_are_read_also_where_the_next_file_continues_them(tmp_path: Path) -> None:
    def header(own: str) -> Resource:
        reference = {"name": "header", "valueReference": {"reference": f"Patient/{own}"}}
        return {"resourceType": "Parameters", "parameter": [reference]}

    first = lines(header("p1"), patient(), referral(), assessment(), header("p2"), patient("p2"))
    second = lines(header("p2"), referral("e2", of="p2"), assessment("r2", of="p2"))
    (tmp_path / "1.ndjson").write_bytes(first)
    (tmp_path / "2.ndjson").write_bytes(second)
    ran = check(tmp_path / "2.ndjson", tmp_path / "1.ndjson", into=tmp_path)
    assert (ran.code, ran.codes) == (0, set())
    assert ran.entries == {"total": 9, "used": 6, "control": 3}
    assert [ran.outcome_of(f"Patient/{own}") for own in ("p1", "p2")] == ["met", "met"]


@pytest.mark.row(30)
@pytest.mark.parametrize("issue", [5, True, "x", {}, [], [None]])
def test_a_message_of_any_shape_counts_as_an_error_and_ends_nothing(tmp_path: Path, issue: object) -> None:
    folder = extract(tmp_path)
    told = {"resourceType": "OperationOutcome", "issue": issue}
    (folder / "Flag.ndjson").write_bytes(lines(told))
    ran = check(folder, into=tmp_path)
    assert ran.code == 3
    assert "server-error" in ran.codes


@pytest.mark.row(29, 102)
def test_a_type_that_is_none_is_told_to_no_one(tmp_path: Path) -> None:
    folder = extract(tmp_path)
    (folder / "Flag.ndjson").write_bytes(lines({"resourceType": f"{CANARY_NAME} {CANARY_NUMBER}", "id": "x"}))
    ran = check(folder, into=tmp_path)  # looks for both in all that is said and written
    assert (ran.code, ran.codes) == (3, {"type-not-known"})
    assert CANARY_NAME not in str(ran.run["coverage"])


@pytest.mark.row(23)
@pytest.mark.parametrize(
    "bundle",
    [
        {"resourceType": "Bundle", "Entry": [{"resource": assessment()}]},
        {"resourceType": "Bundle", "entry": [{"Resource": assessment()}]},
        {"resourceType": "Bundle", "entry": [{"fullURL": "urn:x", "resource": assessment()}]},
    ],
    ids=["entry", "resource", "address"],
)
def test_content_of_a_bundle_in_other_capitals_is_never_lost_in_silence(tmp_path: Path, bundle: Resource) -> None:
    path = tmp_path / "bundle.json"
    path.write_text(json.dumps(bundle))
    ran = check(path, into=tmp_path)
    assert (ran.code, ran.codes) == (3, {"bundle-not-usable"})


@pytest.mark.row(30)
@pytest.mark.parametrize(
    ("severity", "code", "told"), [("error", 3, {"server-error"}), ("warning", 0, {"server-message"})]
)
def test_an_error_beside_what_a_search_found_makes_the_run_incomplete(
    tmp_path: Path, severity: str, code: int, told: set[str]
) -> None:
    said = {"resourceType": "OperationOutcome", "issue": [{"severity": severity, "code": "incomplete"}]}
    found = {"resource": patient()}, {"resource": referral()}
    searched = {"resourceType": "Bundle", "entry": [*found, {"resource": said, "search": {"mode": "outcome"}}]}
    path = tmp_path / "bundle.json"
    path.write_text(json.dumps(searched))
    ran = check(path, into=tmp_path)
    assert (ran.code, ran.codes) == (code, told)
