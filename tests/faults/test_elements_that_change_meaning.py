"""Rows 33 to 36 of docs/reference/bad-input.md: codes outside of lists, absences with a reason, modifiers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Literal

import pytest

from risk_checks.api import view_rows
from tests.faults.harness import Resource, assessment, check, extract, lines, patient, referral

ABSENT = {
    "extension": [{"url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason", "valueCode": "asked-unknown"}]
}
MODIFIER = [{"url": "https://example.org/does-not-count", "valueBoolean": True}]


@pytest.mark.row(33)
@pytest.mark.parametrize("status", ["done", "FINAL", "final ", "Final"])
def test_a_status_outside_of_the_list_is_unknown_and_a_problem(tmp_path: Path, status: str) -> None:
    ran = check(extract(tmp_path, RiskAssessment=[assessment(status=status)]), into=tmp_path)
    assert (ran.code, ran.entries["used"], ran.outcome_of("Patient/p1")) == (0, 3, "unknown")
    (problem,) = ran.problems
    assert (problem["table"], problem["column"]) == ("assessment", "status")


@pytest.mark.row(33)
@pytest.mark.parametrize("status", ["done", "ACTIVE", "active "])
def test_whether_care_is_open_is_unknown_by_a_status_outside_of_the_list(tmp_path: Path, status: str) -> None:
    ran = check(extract(tmp_path, EpisodeOfCare=[referral(status=status)], RiskAssessment=b""), into=tmp_path)
    assert ran.outcome_of("Patient/p1") in ("unknown", "gap")
    assert [(one["table"], one["column"]) for one in ran.problems] == [("referral", "status")]


@pytest.mark.row(34)
def test_a_value_that_is_absent_with_a_reason_is_neither_lost_nor_made_up(tmp_path: Path) -> None:
    person = patient(_birthDate=ABSENT, name=[{"given": ["A", None], "_given": [None, ABSENT]}])
    del person["birthDate"]
    ran = check(extract(tmp_path, Patient=[person]), into=tmp_path)
    assert (ran.code, ran.codes, ran.outcome_of("Patient/p1")) == (0, set(), "met")


@pytest.mark.row(34)
@pytest.mark.parametrize("engine", ["reference", "duckdb"])
def test_a_view_can_read_the_reason_for_an_absence(engine: Literal["reference", "duckdb"], tmp_path: Path) -> None:
    url = ABSENT["extension"][0]["url"]
    columns = [
        {"name": "born", "path": "birthDate"},
        {"name": "why", "path": f"birthDate.extension.where(url = '{url}').value.ofType(code).first()"},
    ]
    view = tmp_path / "born.json"
    view.write_text(json.dumps({"resource": "Patient", "name": "born", "select": [{"column": columns}]}))
    absent = {"resourceType": "Patient", "id": "p1", "_birthDate": ABSENT}
    rows = list(view_rows(view, [absent, {"resourceType": "Patient", "id": "p2"}], engine=engine))
    assert rows == [{"born": None, "why": "asked-unknown"}, {"born": None, "why": None}]


@pytest.mark.row(35)
def test_what_is_contained_is_no_entry_and_is_named_within_its_parent_only(tmp_path: Path) -> None:
    inner = {"resourceType": "Practitioner", "id": "w", "contained": [{"resourceType": "Organization", "id": "o"}]}
    more: Resource = {"contained": [inner, assessment("r9", of="p2")], "performer": {"reference": "#w"}}
    people = [patient(), patient("p2")]
    care = [referral(), referral("e2", of="p2")]
    ran = check(
        extract(tmp_path, Patient=people, EpisodeOfCare=care, RiskAssessment=[assessment(**more)]), into=tmp_path
    )
    assert ran.entries == {"total": 5, "used": 5}
    assert (ran.codes, ran.outcome_of("Patient/p1")) == ({"contained-nested"}, "met")
    assert ran.outcome_of("Patient/p2") == "gap"


MODIFIED: list[Resource] = [
    {"modifierExtension": MODIFIER},
    {"implicitRules": "https://example.org/rules"},
    {"code": {"coding": [{"code": "x", "modifierExtension": MODIFIER}]}},
    {"contained": [{"resourceType": "Practitioner", "id": "w", "modifierExtension": MODIFIER}]},
    {"modifierExtension": "not even a list"},
]


@pytest.mark.row(36)
@pytest.mark.parametrize("more", MODIFIED)
def test_what_says_that_it_means_something_else_is_no_evidence_and_no_gap(tmp_path: Path, more: Resource) -> None:
    ran = check(extract(tmp_path, RiskAssessment=[assessment(**more)]), into=tmp_path)
    assert (ran.code, ran.outcome_of("Patient/p1")) == (0, "unknown")
    (problem,) = ran.problems
    assert (problem["code"], problem["line"]) == ("modifier-not-understood", 1)


@pytest.mark.row(36)
@pytest.mark.parametrize("more", [{"modifierExtension": []}, {"note": [{"text": "x", "modifierExtension": MODIFIER}]}])
def test_a_modifier_of_nothing_or_of_what_no_view_reads_changes_nothing(tmp_path: Path, more: Resource) -> None:
    ran = check(extract(tmp_path, RiskAssessment=[assessment(**more)]), into=tmp_path)
    assert (ran.code, ran.codes, ran.outcome_of("Patient/p1")) == (0, set(), "met")


@pytest.mark.row(36)
def test_a_bundle_with_rules_of_its_own_is_not_read(tmp_path: Path) -> None:
    bundle = {"resourceType": "Bundle", "type": "collection", "implicitRules": "https://example.org/rules"}
    bundle["entry"] = [{"resource": assessment()}]  # type: ignore[assignment]
    ran = check(extract(tmp_path, RiskAssessment=[bundle]), into=tmp_path)
    assert (ran.code, ran.codes) == (3, {"modifier-not-understood"})


@pytest.mark.row(36)
def test_a_long_narrative_with_a_script_is_dropped(tmp_path: Path) -> None:
    div = "<div><script>alert('ZZCANARY')</script>" + "x" * 5_000_000 + "</div>"
    told: Resource = {"text": {"status": "generated", "div": div}}
    ran = check(extract(tmp_path, RiskAssessment=[assessment(**told)], Patient=[patient(**told)]), into=tmp_path)
    assert (ran.code, ran.codes, ran.outcome_of("Patient/p1")) == (0, set(), "met")
    assert sum(path.stat().st_size for path in ran.out.iterdir()) < 1_000_000


NUMBERS: dict[str, Any] = {
    "1E5": 100000,
    "-0": 0,
    "-0.0": 0,
    "9007199254740992": 9007199254740992,
    "9007199254740993": None,
    "9223372036854775808": None,
    "18446744073709551616": None,
    "18446744073709551617": None,
    "0.1": 0.1,
    "0.30000000000000004": 0.30000000000000004,
    "0.300000000000000000000000000001": None,
    "9.9999999999999999999": None,
    "1e-400": None,
}


@pytest.mark.row(24)
@pytest.mark.parametrize("written", NUMBERS)
def test_a_number_is_what_was_written_or_is_not_used(tmp_path: Path, written: str) -> None:
    view = tmp_path / "v.json"
    columns = [{"name": "value", "path": "value.ofType(Quantity).value"}]
    view.write_text(json.dumps({"resource": "Observation", "name": "v", "select": [{"column": columns}]}))
    one = lines({"resourceType": "Observation", "id": "o1"})[:-2] + b',"valueQuantity":{"value":%s}}\n'
    rows = list(view_rows(view, [one % written.encode()], engine="reference"))
    expected = NUMBERS[written]
    assert rows == ([] if expected is None else [{"value": expected}])
