"""A cohort is whole files with known answers, the same bytes every time."""

from __future__ import annotations

import csv
import json
import re
from datetime import date
from pathlib import Path
from typing import Any, TextIO

import pytest

from risk_checks.errors import UsageError
from risk_checks.synth import DEFAULT_AS_OF, make_cohort
from risk_checks.synth.cohort import PART
from risk_checks.synth.folder import TYPES, CohortFolder, PartFiles
from risk_checks.synth.identity import nhs_numbers

FILLED = (
    "Patient EpisodeOfCare Encounter RelatedPerson RiskAssessment Observation QuestionnaireResponse Procedure CarePlan "
    "Organization Practitioner Appointment CareTeam Communication Consent DocumentReference Provenance ServiceRequest "
    "Task HealthcareService AdverseEvent Condition Flag"
).split()
EMPTY = "ClinicalImpression Composition PractitionerRole".split()
SITE_FILES = {"site.toml", "site/codes/carers-assessment.yaml", "site/codes/transition-plan.yaml"}
FILES = {"truth.csv", *SITE_FILES, *(f"{kind}.ndjson" for kind in (*FILLED, *EMPTY))}


def _bytes(folder: Path) -> dict[str, bytes]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def test_same_people_seed_and_day_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        make_cohort(tmp_path / name, people=150, seed=3, as_of=DEFAULT_AS_OF)
    assert _bytes(tmp_path / "a") == _bytes(tmp_path / "b")


@pytest.mark.parametrize(("seed", "as_of"), [(4, DEFAULT_AS_OF), (3, date(2026, 11, 2))])
def test_another_seed_or_day_gives_another_cohort(tmp_path: Path, seed: int, as_of: date) -> None:
    make_cohort(tmp_path / "a", people=50, seed=3, as_of=DEFAULT_AS_OF)
    make_cohort(tmp_path / "b", people=50, seed=seed, as_of=as_of)
    assert _bytes(tmp_path / "a") != _bytes(tmp_path / "b")


def test_the_day_is_the_first_of_november_unless_said_otherwise(tmp_path: Path) -> None:
    make_cohort(tmp_path, people=20, seed=1)
    with (tmp_path / "truth.csv").open(encoding="utf-8", newline="") as file:
        assert {row["as_of"] for row in csv.DictReader(file)} == {"2026-11-01"}


def test_every_file_exists_even_without_people(tmp_path: Path) -> None:
    make_cohort(tmp_path / "new" / "folder", people=0, seed=1)
    written = _bytes(tmp_path / "new" / "folder")
    assert set(written) == FILES
    assert written["truth.csv"] == b"as_of,rule,slug,patient,subject,outcome,reason_code,due_on\n"
    assert written["Patient.ndjson"] == b""


def test_every_line_is_a_resource_of_its_file(tmp_path: Path) -> None:
    make_cohort(tmp_path, people=300, seed=1)
    assert set(_bytes(tmp_path)) == FILES
    for kind in TYPES:
        lines = (tmp_path / f"{kind}.ndjson").read_text(encoding="utf-8").splitlines()
        resources = [json.loads(line) for line in lines]
        assert {each["resourceType"] for each in resources} == ({kind} if kind in FILLED else set())
        assert len({each["id"] for each in resources}) == len(resources)


@pytest.mark.parametrize("people", [1, 2, 3, 10, 300])
def test_people_counts_patient_resources(tmp_path: Path, people: int) -> None:
    make_cohort(tmp_path, people=people, seed=5)
    ids = [json.loads(line)["id"] for line in (tmp_path / "Patient.ndjson").read_text(encoding="utf-8").splitlines()]
    assert ids == [f"p{number:06}" for number in range(1, people + 1)]


def test_nhs_numbers_are_of_the_test_range_or_none_at_all(tmp_path: Path) -> None:
    make_cohort(tmp_path, people=400, seed=1)
    numbers = [
        identifier["value"].replace(" ", "").replace("-", "")
        for kind in ("Patient", "RelatedPerson")
        for line in (tmp_path / f"{kind}.ndjson").read_text(encoding="utf-8").splitlines()
        for identifier in json.loads(line).get("identifier", ())
    ]
    right = [each for each in numbers if each.startswith("999") and _has_right_check_digit(each)]
    assert 0.85 * len(numbers) < len(right) < len(numbers)
    assert not [each for each in numbers if not each.startswith("999") and _has_right_check_digit(each)]


def _has_right_check_digit(number: str) -> bool:
    if not re.fullmatch(r"\d{10}", number) or len(set(number)) == 1:
        return False
    return sum(int(digit) * (10 - place) for place, digit in enumerate(number[:9])) % 11 == -int(number[9]) % 11


def test_nobody_is_outside_the_extract(tmp_path: Path) -> None:
    make_cohort(tmp_path, people=300, seed=1)
    ids = {json.loads(line)["id"] for line in (tmp_path / "Patient.ndjson").read_text(encoding="utf-8").splitlines()}
    for kind in set(TYPES) - {"Patient", "Organization", "HealthcareService", "Practitioner", "Provenance"}:
        for line in (tmp_path / f"{kind}.ndjson").read_text(encoding="utf-8").splitlines():
            assert _owner(json.loads(line)).removeprefix("Patient/") in ids


def _owner(resource: dict[str, Any]) -> str:
    if "participant" in resource and resource["resourceType"] == "Appointment":
        return str(resource["participant"][0]["actor"]["reference"])
    owner = next(resource[element] for element in ("patient", "subject", "for") if element in resource)
    return str(owner["reference"])


def test_an_error_leaves_an_older_cohort_as_it_was(tmp_path: Path) -> None:
    make_cohort(tmp_path, people=10, seed=1)
    before = _bytes(tmp_path)
    with (
        pytest.raises(KeyError),
        CohortFolder(tmp_path) as files,
        PartFiles(files.part(1), as_of=DEFAULT_AS_OF) as part,
    ):
        part.add([{"resourceType": "Patient", "id": "p1"}, {"resourceType": "Unheard"}])
    assert _bytes(tmp_path) == before


def test_a_folder_that_cannot_be_filled_keeps_no_half_files(tmp_path: Path) -> None:
    (tmp_path / "Patient.ndjson").mkdir()
    with pytest.raises(OSError, match=r"Patient\.ndjson"):
        make_cohort(tmp_path, people=1, seed=1)
    assert [path.name for path in tmp_path.iterdir()] == ["Patient.ndjson"]


def test_a_part_whose_files_cannot_all_be_opened_closes_those_that_were(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[TextIO] = []
    real = Path.open

    def few(path: Path, *arguments: Any, **named: Any) -> Any:
        if len(opened) == 3:
            raise OSError("too many open files")
        opened.append(real(path, *arguments, **named))
        return opened[-1]

    monkeypatch.setattr(Path, "open", few)
    with pytest.raises(OSError, match="too many"), PartFiles(tmp_path / "part", as_of=DEFAULT_AS_OF):
        pass
    assert [file.closed for file in opened] == [True] * 3


def test_parts_made_one_by_one_or_side_by_side_are_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("risk_checks.synth.cohort.PART", 40)
    make_cohort(tmp_path / "alone", people=90, seed=3)
    make_cohort(tmp_path / "beside", people=90, seed=3, workers=2)
    assert _bytes(tmp_path / "alone") == _bytes(tmp_path / "beside")
    patients = [json.loads(line) for line in (tmp_path / "alone" / "Patient.ndjson").read_text().splitlines()]
    assert [each["id"] for each in patients] == [f"p{place:06}" for place in range(1, 91)]
    numbers = [each["identifier"][0]["value"] for each in patients if "identifier" in each]
    assert len(numbers) > 60


def test_people_of_different_parts_never_have_the_same_number() -> None:
    first, second = nhs_numbers(), nhs_numbers(1 + PART * 9 // 8)
    assert {next(first) for _ in range(PART)}.isdisjoint(next(second) for _ in range(PART))


@pytest.mark.parametrize(
    ("people", "as_of", "code"),
    [(-1, DEFAULT_AS_OF, "RC-E690"), (1, date(1979, 12, 31), "RC-E691"), (1, date(2101, 1, 1), "RC-E691")],
)
def test_what_cannot_be_made_is_refused(tmp_path: Path, people: int, as_of: date, code: str) -> None:
    with pytest.raises(UsageError) as refused:
        make_cohort(tmp_path / "none", people=people, seed=1, as_of=as_of)
    assert refused.value.code == code
    assert not (tmp_path / "none").exists()
