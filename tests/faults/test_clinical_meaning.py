"""What a record says of the person and their care, where it is odd, retracted or unsure (rows 66 to 75)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from risk_checks.engines.reference import candidates
from risk_checks.model import days
from risk_checks.tables import day_cells
from tests.faults.harness import ONE_RULE, Ran, assessment, check, extract, patient, referral

CURRENT = "risk-assessment-out-of-date"
SNOMED = "http://snomed.info/sct"
SUICIDE_RISK = {"system": SNOMED, "code": "225337009"}
ABSENT = "http://terminology.hl7.org/CodeSystem/data-absent-reason"
LONG_AGO = referral(start="2020-01-05")


def person(tmp_path: Path, select: str = CURRENT, /, options: tuple[str, ...] = (), **changed: Any) -> Ran:
    """Check one person in care since 2020."""
    return check(
        extract(tmp_path, **{"EpisodeOfCare": [LONG_AGO], **changed}), into=tmp_path, select=select, options=options
    )


@pytest.mark.row(66)
@pytest.mark.parametrize(
    ("made", "outcome", "codes"),
    [
        ("2026-11-01", "met", set()),
        ("2026-11-01T23:59:59Z", "met", set()),
        ("2026-11-02T00:00:00Z", "gap", {"dated-ahead"}),
        ("2026-11-02", "gap", {"dated-ahead"}),
        ("2026-11", "met", set()),
        ("2026-12", "gap", {"dated-ahead"}),
        ("2027", "gap", {"dated-ahead"}),
    ],
)
def test_assessment_of_a_later_day_is_no_evidence(tmp_path: Path, made: str, outcome: str, codes: set[str]) -> None:
    ran = person(tmp_path, RiskAssessment=[assessment(on=made)])
    assert (ran.code, ran.outcome_of("Patient/p1"), ran.codes) == (0, outcome, codes)


@pytest.mark.row(67)
@pytest.mark.parametrize(
    ("period", "outcome", "codes"),
    [
        pytest.param({"start": "2026-01-05"}, "gap", set(), id="no end goes on"),
        pytest.param({"start": "2026-01-05", "end": "2027-01-01"}, "gap", set(), id="an end to come goes on"),
        pytest.param({"start": "2026-01-05", "end": "2026-10-31"}, None, set(), id="ended"),
        pytest.param({"start": "2026-01-05", "end": "2026-01-05"}, None, set(), id="ended on the day it began"),
        pytest.param({"start": "2026-01-05", "end": "2026-01-04"}, "unknown", {"period-reversed"}, id="reversed"),
        pytest.param({"start": "2026-01-05", "end": "2026-01"}, None, set(), id="ended in the month it began"),
        pytest.param({"start": "2026-01-05", "end": "2026-13"}, "unknown", {"date-not-readable"}, id="end unreadable"),
        pytest.param({"end": "2027-01-01"}, "unknown", set(), id="no start"),
    ],
)
def test_period_is_read_by_its_two_days(
    tmp_path: Path, period: dict[str, str], outcome: str | None, codes: set[str]
) -> None:
    ran = person(tmp_path, EpisodeOfCare=[referral(period=period)], RiskAssessment=[])
    assert (ran.code, ran.outcome_of("Patient/p1"), ran.codes) == (0, outcome, codes)


@pytest.mark.row(67)
def test_assessment_over_a_reversed_period_is_of_no_known_day(tmp_path: Path) -> None:
    period = {"start": "2026-06-02", "end": "2026-06-01"}
    made = {**assessment(), "occurrencePeriod": period}
    del made["occurrenceDateTime"]
    ran = person(tmp_path, RiskAssessment=[made])
    assert (ran.outcome_of("Patient/p1"), ran.codes) == ("unknown", {"period-reversed"})


@pytest.mark.row(69)
@pytest.mark.parametrize(
    ("said", "outcome", "codes"),
    [
        pytest.param({"deceasedBoolean": True}, "exempt", set(), id="true"),
        pytest.param({"deceasedBoolean": False}, "gap", set(), id="false"),
        pytest.param({}, "gap", set(), id="nothing said"),
        pytest.param({"deceasedDateTime": "2026-05-01"}, "exempt", set(), id="a day"),
        pytest.param({"deceasedDateTime": "2026-11-01"}, "exempt", set(), id="the day of the check"),
        pytest.param({"deceasedDateTime": "2026-11-02"}, "gap", set(), id="a day to come"),
        pytest.param({"deceasedDateTime": "2026"}, "exempt", set(), id="a year that is under way"),
        pytest.param({"deceasedDateTime": "2026-02-30"}, "gap", {"date-not-readable"}, id="a day of no calendar"),
    ],
)
def test_death_stops_the_clock_from_its_day_on(
    tmp_path: Path, said: dict[str, Any], outcome: str, codes: set[str]
) -> None:
    ran = person(tmp_path, Patient=[patient(**said)], RiskAssessment=[])
    assert (ran.code, ran.outcome_of("Patient/p1"), ran.codes) == (0, outcome, codes)


@pytest.mark.row(69)
def test_assessment_after_death_changes_nothing_and_care_left_open_is_its_own_finding(tmp_path: Path) -> None:
    ran = person(
        tmp_path,
        f"{CURRENT},referral-not-closed-after-death",
        Patient=[patient(deceasedDateTime="2026-05-01")],
        RiskAssessment=[assessment(on="2026-06-01")],
    )
    assert ran.outcome_of("Patient/p1", rule="RC-RISK-002") == "exempt"
    assert [each["outcome"] for each in ran.outcomes if each["rule"] != "RC-RISK-002"] == ["gap"]


@pytest.mark.row(70)
@pytest.mark.parametrize(
    ("born", "made", "codes"),
    [
        pytest.param("2026-11-02", "2026-12-01", {"birth-not-plausible", "dated-ahead"}, id="in the future"),
        pytest.param("1896-10-31", "2026-06-01", {"date-not-plausible", "birth-not-plausible"},
                     id="130 years and a day"),
        pytest.param("1896-11-01", "2026-06-01", {"date-not-plausible"}, id="130 years"),
        pytest.param("1920-11-01", "2026-06-01", set(), id="106 years"),
        pytest.param("2026-06-02", "2026-06-01", {"dated-before-birth"}, id="after an assessment"),
        pytest.param("2026-06", "2026-06-01", set(), id="in the month of an assessment"),
    ],
)  # fmt: skip
def test_day_of_birth_that_nobody_can_have_is_flagged(tmp_path: Path, born: str, made: str, codes: set[str]) -> None:
    ran = person(tmp_path, Patient=[patient(birthDate=born)], RiskAssessment=[assessment(on=made)])
    assert (ran.code, ran.codes) == (0, codes)
    assert ran.outcome_of("Patient/p1") == ("gap" if "dated-ahead" in codes else "met")


def observed(*codings: dict[str, str], **more: Any) -> dict[str, Any]:
    """Return a final observation with these codings, whose code has a text as well."""
    return {
        "resourceType": "Observation",
        "id": "o1",
        "status": "final",
        "category": [{"coding": [{"code": "survey"}]}],
        "subject": {"reference": "Patient/p1"},
        "code": {"text": "Suicide risk assessment", **({"coding": list(codings)} if codings else {})},
        "effectiveDateTime": "2026-06-01",
        "valueString": "done",
        **more,
    }


LOCAL = {"system": "urn:local", "code": "225337009"}
SHOWN = {"system": SNOMED, "display": "Suicide risk assessment"}
DEPRESSION = {"system": SNOMED, "code": "35489007", "display": "Suicide risk assessment"}
OLD = {**SUICIDE_RISK, "version": "http://snomed.info/sct/83821000000107/version/20020101"}


@pytest.mark.row(71)
@pytest.mark.parametrize(
    ("codings", "outcome"),
    [
        pytest.param((SUICIDE_RISK,), "met", id="the code"),
        pytest.param((LOCAL, SUICIDE_RISK), "met", id="the code after another system's"),
        pytest.param((DEPRESSION, SUICIDE_RISK), "met", id="the code after another"),
        pytest.param((SUICIDE_RISK, LOCAL), "met", id="the same code in two systems"),
        pytest.param((OLD,), "met", id="the code in an edition long retired"),
        pytest.param((LOCAL,), "gap", id="the code in another system only"),
        pytest.param((DEPRESSION,), "gap", id="another code with the words of this one"),
        pytest.param(({"code": "225337009"},), "unknown", id="the code without a system"),
        pytest.param((SHOWN,), "unknown", id="words only"),
        pytest.param((), "unknown", id="text only"),
        pytest.param(({"system": SNOMED.upper(), "code": "225337009"},), "gap", id="the system in capitals"),
        pytest.param(({"system": SNOMED, "code": "225337009 "},), "gap", id="the code with a blank"),
    ],
)
def test_code_is_matched_by_system_and_code_over_all_codings(
    tmp_path: Path, codings: tuple[dict[str, str], ...], outcome: str
) -> None:
    ran = person(tmp_path, ONE_RULE, RiskAssessment=[], Observation=[observed(*codings)])
    assert (ran.code, ran.outcome_of("Patient/p1")) == (0, outcome)


def _absent(code: str) -> dict[str, Any]:
    return {"coding": [{"system": ABSENT, "code": code}]}


@pytest.mark.row(72)
@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        pytest.param({"dataAbsentReason": _absent("not-performed")}, "gap", id="not performed"),
        pytest.param({"dataAbsentReason": _absent("not-asked")}, "gap", id="not asked"),
        pytest.param({"dataAbsentReason": _absent("error")}, "gap", id="error"),
        pytest.param({"dataAbsentReason": _absent("unknown")}, "unknown", id="not known why"),
        pytest.param({"dataAbsentReason": _absent("masked")}, "unknown", id="masked"),
        pytest.param({"dataAbsentReason": {"text": "ran out of time"}}, "unknown", id="a reason in words"),
        pytest.param({"valueCodeableConcept": _absent("not-performed")}, "gap", id="a value that says not performed"),
        pytest.param({"valueBoolean": False}, "unknown", id="the answer no"),
        pytest.param({"valueBoolean": True}, "met", id="the answer yes"),
        pytest.param({}, "met", id="no value and no reason"),
        pytest.param(
            {"dataAbsentReason": _absent("not-asked"), "component": [{"code": {"text": "a"}, "valueInteger": 3}]},
            "met",
            id="a value in a component",
        ),
        pytest.param({"component": [{"code": {"text": "a"}, "dataAbsentReason": _absent("unknown")}]}, "unknown",
                     id="a component without one"),
        pytest.param({"hasMember": [{"reference": "Observation/o2"}]}, "met", id="a panel"),
        pytest.param({"valueQuantity": {"value": 5, "comparator": "<", "unit": "g"}}, "met", id="less than"),
        pytest.param({"valueQuantity": {"value": 5, "unit": "mg", "code": "mg"}}, "met", id="another unit"),
    ],
)  # fmt: skip
def test_observation_counts_by_what_it_says_of_its_value(tmp_path: Path, said: dict[str, Any], outcome: str) -> None:
    made = observed(SUICIDE_RISK)
    del made["valueString"]
    ran = person(tmp_path, ONE_RULE, RiskAssessment=[], Observation=[{**made, **said}])
    assert (ran.code, ran.outcome_of("Patient/p1")) == (0, outcome)


@pytest.mark.row(73)
def test_rule_goes_by_the_day_it_was_done_unless_it_names_another_clock(tmp_path: Path) -> None:
    late = observed(SUICIDE_RISK, effectiveDateTime="2024-06-01", issued="2026-10-01T10:00:00Z")
    ran = person(tmp_path, RiskAssessment=[], Observation=[late])
    assert ran.outcome_of("Patient/p1") == "gap"
    entered = observed(SUICIDE_RISK, effectiveDateTime="2026-09-01", issued="2026-10-01T10:00:00Z")
    ran = person(tmp_path / "entered", f"{CURRENT},assessment-entered-late", RiskAssessment=[], Observation=[entered])
    found = {each["rule"]: each["outcome"] for each in ran.outcomes}
    assert found.pop("RC-RISK-002") == "met"
    assert list(found.values()) == ["late"]


CONFIDENTIALITY = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality"


def _marked(system: str | None, code: str) -> dict[str, Any]:
    return {
        "security": [{"system": "urn:other", "code": "N"}, {"code": code, **({"system": system} if system else {})}]
    }


@pytest.mark.row(74)
@pytest.mark.parametrize(
    ("system", "code", "restricted"),
    [
        (CONFIDENTIALITY, "R", True),
        (CONFIDENTIALITY, "V", True),
        (CONFIDENTIALITY, "REDACTED", True),
        ("http://hl7.org/fhir/v3/Confidentiality", "V", True),
        (None, "R", True),
        (CONFIDENTIALITY, "N", False),
        (CONFIDENTIALITY, "U", False),
        ("urn:other", "R", False),
    ],
)
def test_restricted_records_are_counted_and_still_checked(
    tmp_path: Path, system: str | None, code: str, restricted: bool
) -> None:
    mark = _marked(system, code)
    ran = person(tmp_path, Patient=[patient(meta=mark), patient("p2")], RiskAssessment=[assessment(meta=mark)])
    assert (ran.code, ran.outcome_of("Patient/p1")) == (0, "met")
    told = {each["resource_type"]: each["count"] for each in ran.problems if each["code"] == "access-restricted"}
    assert told == ({"Patient": 1, "RiskAssessment": 1} if restricted else {})


@pytest.mark.row(74)
@pytest.mark.parametrize("security", [None, [], {}, "R", [None], ["R"], [{"code": None}], [{"code": {"R": 1}}], [{}]])
def test_security_labels_of_a_wrong_shape_are_no_fault(tmp_path: Path, security: Any) -> None:
    ran = person(tmp_path, Patient=[patient(meta={"security": security})])
    assert "access-restricted" not in ran.codes
    assert ran.code in {0, 3, 5}


@pytest.mark.row(75)
def test_person_with_no_resource_but_their_own_is_assessed(tmp_path: Path) -> None:
    ran = person(tmp_path, "nhs-number-not-valid", Patient=[patient(), patient("p2")], RiskAssessment=[])
    (rule,) = ran.run["rules"]
    assert (rule["rows"]["total"], rule["rows"]["outside_the_population"]) == (2, 1)
    assert ran.run["patients"] == {
        "total": 2,
        "checked": 2,
        "merged_into_another": 0,
        "test": 0,
        "inactive": 0,
        "set_aside": 0,
    }


def _many(count: int) -> list[dict[str, Any]]:
    return [assessment(f"r{number}", on="2026-06-01") for number in range(count)]


@pytest.mark.row(75)
def test_work_grows_with_the_resources_of_a_person_and_no_faster(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = {"read": 0, "weighed": 0}
    read, weigh = days.read_days, candidates.is_future

    def counted_read(*given: Any, **named: Any) -> Any:
        calls["read"] += 1
        return read(*given, **named)

    def counted_weigh(*given: Any, **named: Any) -> Any:
        calls["weighed"] += 1
        return weigh(*given, **named)

    monkeypatch.setattr(day_cells, "read_days", counted_read)
    monkeypatch.setattr(candidates, "is_future", counted_weigh)
    counts = []
    for size in (1000, 2000):
        calls.update(read=0, weighed=0)
        ran = person(tmp_path / str(size), RiskAssessment=_many(size))
        assert (ran.outcome_of("Patient/p1"), ran.entries["used"]) == ("met", size + 2)
        counts.append(dict(calls))
    assert min(counts[0].values()) >= 1000
    assert all(counts[1][what] <= 2 * counts[0][what] for what in calls)


@pytest.mark.row(75)
@pytest.mark.parametrize(
    "count", [pytest.param(5_000, id="slice"), pytest.param(200_000, id="whole", marks=pytest.mark.heavy)]
)
def test_person_with_very_many_resources_is_answered(tmp_path: Path, count: int) -> None:
    ran = person(tmp_path, options=("--engine", "duckdb"), RiskAssessment=_many(count))
    assert (ran.code, ran.outcome_of("Patient/p1"), ran.entries["used"]) == (0, "met", count + 2)
    (outcome,) = ran.outcomes
    assert len(outcome["evidence"]) <= 10
