"""The page of statuses says what becomes of each status of a resource; the tables do as it says (row 68)."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.faults.harness import assessment, check, extract, patient, referral
from tests.tables.harness import Built, build, definitions

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "statuses.md"
AMBULATORY = {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "AMB"}
VERIFICATION = "http://terminology.hl7.org/CodeSystem/condition-ver-status"
CLINICAL = "http://terminology.hl7.org/CodeSystem/condition-clinical"
A_PLAN = {"coding": [{"system": "http://snomed.info/sct", "code": "734163000"}]}
ACTIVE = {"coding": [{"system": CLINICAL, "code": "active"}]}


class Said(NamedTuple):
    """A row of the page for one resource type."""

    type: str
    code: str
    table: str
    word: str | None
    counts: str


def _said() -> list[Said]:
    found = []
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == 5 and "`" in cells[1]:
            types, status, table, word, counts = cells
            found += [Said(kind, status.split("`")[1], table, word or None, counts) for kind in types.split(", ")]
    return found


SAID = _said()


def _resource(said: Said) -> dict[str, Any]:
    key = f"{said.type}-{said.code}"
    about = {"reference": f"Patient/{key}"}
    made: dict[str, Any] = {"resourceType": said.type, "id": key}
    match said.type:
        case "EpisodeOfCare":
            return {**made, "status": said.code, "patient": about}
        case "Appointment":
            return {**made, "status": said.code, "participant": [{"actor": about, "status": "accepted"}]}
        case "Encounter":
            return {**made, "status": said.code, "subject": about, "class": AMBULATORY}
        case "Condition":
            coded = {"coding": [{"system": VERIFICATION, "code": said.code}]}
            return {**made, "subject": about, "verificationStatus": coded, "clinicalStatus": ACTIVE}
        case "Composition" | "DocumentReference" if said.table == "care_plan":
            return {**made, "status": said.code, "subject": about, "type": A_PLAN}
        case _:
            return {**made, "status": said.code, "subject": about}


@cache
def _built(table: str) -> Built:
    mine = [_resource(said) for said in SAID if said.table == table]
    return build(table, [*mine, *(patient(each["id"]) for each in mine)], engine="memory")


def test_the_page_has_every_status_of_each_type() -> None:
    assert Counter((said.table, said.type) for said in SAID) == {
        ("assessment", "RiskAssessment"): 8,
        ("assessment", "Observation"): 8,
        ("assessment", "QuestionnaireResponse"): 5,
        ("assessment", "Procedure"): 8,
        ("assessment", "ClinicalImpression"): 3,
        ("assessment", "Composition"): 4,
        ("assessment", "DocumentReference"): 3,
        ("care_plan", "CarePlan"): 7,
        ("care_plan", "Composition"): 4,
        ("care_plan", "DocumentReference"): 3,
        ("referral", "EpisodeOfCare"): 7,
        ("contact", "Encounter"): 9,
        ("contact", "Appointment"): 10,
        ("problem", "Condition"): 6,
    }


@pytest.mark.row(68)
@pytest.mark.parametrize("said", SAID, ids=lambda said: f"{said.type} {said.code}")
def test_status_is_the_word_of_the_page(said: Said) -> None:
    row = _built(said.table).one(f"{said.type}-{said.code}")
    assert row["status"] == said.word
    table = definitions(said.table).tables[said.table]
    policy: dict[str | None, str] = {None: "not known"}
    policy |= dict.fromkeys(table.retracted, "never")
    policy |= dict.fromkeys(table.drafts, "where named")
    assert policy.get(said.word, "counts") == said.counts


@pytest.mark.row(68)
@pytest.mark.parametrize("table", ["assessment", "care_plan", "referral", "contact", "problem"])
def test_statuses_of_the_page_are_known(table: str) -> None:
    assert _built(table).problems.get(("status", "code-not-mapped"), 0) == 0


@pytest.mark.row(68)
@pytest.mark.parametrize(
    ("status", "outcome", "codes"),
    [
        ("final", "met", set()),
        ("preliminary", "gap", set()),
        ("cancelled", "gap", set()),
        ("entered-in-error", "gap", set()),
        ("unknown", "unknown", set()),
        ("done", "unknown", {"code-not-mapped"}),
        ("FINAL", "unknown", {"code-not-mapped"}),
        ("final ", "unknown", {"code-not-mapped"}),
        (None, "unknown", set()),
    ],
)
def test_status_decides_whether_an_assessment_answers(
    tmp_path: Path, status: str | None, outcome: str, codes: set[str]
) -> None:
    made = {name: value for name, value in assessment(status=status).items() if value is not None}
    ran = check(extract(tmp_path, RiskAssessment=[made]), into=tmp_path)
    assert (ran.code, ran.outcome_of("Patient/p1"), ran.codes) == (0, outcome, codes)


@pytest.mark.row(68)
@pytest.mark.parametrize(
    ("status", "outcome"),
    [("active", "gap"), ("planned", None), ("finished", None), ("cancelled", None), ("entered-in-error", None)],
)
def test_status_decides_whether_a_referral_is_asked_about(tmp_path: Path, status: str, outcome: str | None) -> None:
    begun = {"start": "2026-01-05"}
    period = {"finished": {**begun, "end": "2026-02-01"}, "planned": {}}.get(status, begun)
    folder = extract(tmp_path, EpisodeOfCare=[referral(status=status, period=period)], RiskAssessment=[])
    assert check(folder, into=tmp_path).outcome_of("Patient/p1") == outcome
