"""Who is who and what refers to whom: no version, namesake or loose reference changes an answer in silence."""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

import risk_checks as rc
from risk_checks.errors import UsageError
from risk_checks.records.keys import NHS_NUMBER
from tests.faults.harness import (
    CANARY_NUMBER,
    Ran,
    Resource,
    assessment,
    check,
    extract,
    folder_of,
    lines,
    patient,
    referral,
)

MARCH, JUNE = "2026-03-01T10:00:00Z", "2026-06-01T10:00:00Z"


def _told(ran: Ran) -> dict[str, int]:
    """Return the problems by code."""
    return dict(ran.run["problems"])


def _versioned(updated: str | None, number: str | None, **more: Any) -> Resource:
    meta = {name: value for name, value in (("lastUpdated", updated), ("versionId", number)) if value}
    return {**assessment(**more), **({"meta": meta} if meta else {})}


@pytest.mark.row(37)
def test_the_same_resource_again_is_used_once_and_counted(tmp_path: Path) -> None:
    folder = extract(tmp_path, RiskAssessment=[assessment(), assessment()])
    (folder / "RiskAssessment.2.ndjson").write_bytes(lines(dict(reversed(assessment().items()))))
    ran = check(folder, into=tmp_path)
    assert (ran.code, ran.outcome_of("Patient/p1"), ran.problems) == (0, "met", [])
    assert ran.entries == {"total": 5, "used": 3, "duplicate": 2}


VERSIONS = (
    _versioned(MARCH, "1", status="final"),
    _versioned(MARCH, "2", status="final", note=[{"text": "later"}]),
    _versioned(JUNE, "10", status="entered-in-error"),
)


@pytest.mark.row(38)
@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_the_version_that_the_server_made_last_counts_in_whatever_order_they_come(
    tmp_path: Path, order: Sequence[int]
) -> None:
    ran = check(extract(tmp_path, RiskAssessment=[VERSIONS[place] for place in order]), into=tmp_path)
    assert (ran.code, ran.outcome_of("Patient/p1"), ran.problems) == (0, "gap", [])
    assert ran.entries == {"total": 5, "used": 3, "superseded": 2}


@pytest.mark.row(38)
@pytest.mark.parametrize("order", [1, -1])
def test_time_goes_before_number_and_where_they_disagree_it_is_told(tmp_path: Path, order: int) -> None:
    versions = [_versioned(MARCH, "2", status="entered-in-error"), _versioned(JUNE, "1")][::order]
    ran = check(extract(tmp_path, RiskAssessment=versions), into=tmp_path)
    assert (ran.code, ran.outcome_of("Patient/p1")) == (0, "met")
    assert _told(ran) == {"version-orders-differ": 1}


@pytest.mark.row(39)
@pytest.mark.parametrize("order", [1, -1])
def test_one_version_with_two_contents_is_set_aside_and_leaves_its_patient_unknown(tmp_path: Path, order: int) -> None:
    versions = [_versioned(JUNE, "1"), _versioned(JUNE, "1", status="registered")][::order]
    ran = check(extract(tmp_path, RiskAssessment=[assessment("r0", of="p2"), *versions]), into=tmp_path)
    assert (ran.code, ran.outcome_of("Patient/p1"), _told(ran)) == (0, "unknown", {"version-conflict": 2})
    begins = len(lines(assessment("r0", of="p2")))
    assert [(one["line"], one["offset"]) for one in ran.problems] == [
        (2, begins),
        (3, begins + len(lines(versions[0]))),
    ]


NOT_ORDERED: dict[str, tuple[tuple[str | None, str | None], tuple[str | None, str | None], dict[str, int]]] = {
    # what two different contents say of their version; what is told
    "no meta": ((None, None), (None, None), {"version-conflict": 2}),
    "numbers that are none": ((None, "a"), (None, "b"), {"version-conflict": 2}),
    "a number and none": ((None, "1"), (None, None), {"version-conflict": 2}),
    "times without a zone": (
        ("2026-03-01T10:00:00", None),
        ("2026-06-01T10:00:00", None),
        {"version-conflict": 2, "version-time-not-usable": 2},
    ),
}


@pytest.mark.row(40)
@pytest.mark.parametrize(("first", "second", "told"), NOT_ORDERED.values(), ids=NOT_ORDERED)
@pytest.mark.parametrize("order", [1, -1])
def test_versions_that_nothing_puts_in_order_are_set_aside(
    tmp_path: Path,
    first: tuple[str | None, str | None],
    second: tuple[str | None, str | None],
    told: dict[str, int],
    order: int,
) -> None:
    versions = [_versioned(*first), _versioned(*second, status="registered")][::order]
    ran = check(extract(tmp_path, RiskAssessment=versions), into=tmp_path)
    assert (ran.code, ran.outcome_of("Patient/p1"), _told(ran)) == (0, "unknown", told)


@pytest.mark.row(40)
def test_a_time_without_a_zone_gives_way_to_the_number_and_is_told(tmp_path: Path) -> None:
    versions = [_versioned("2026-06-01T10:00:00", "1", status="entered-in-error"), _versioned(MARCH, "2")]
    ran = check(extract(tmp_path, RiskAssessment=versions), into=tmp_path)
    assert (ran.outcome_of("Patient/p1"), _told(ran)) == ("met", {"version-time-not-usable": 1})


@pytest.mark.row(40)
def test_a_change_in_the_future_is_warned_of(tmp_path: Path) -> None:
    ran = check(extract(tmp_path, RiskAssessment=[_versioned("2031-01-01T00:00:00Z", "1")]), into=tmp_path)
    assert (ran.code, ran.outcome_of("Patient/p1")) == (0, "met")
    assert ran.run["input"]["statuses_from_another_day"] is True


@pytest.mark.row(41)
@pytest.mark.parametrize("order", [1, -1])
def test_two_folders_that_differ_on_one_id_are_told(tmp_path: Path, order: int) -> None:
    one = extract(tmp_path / "one", RiskAssessment=[_versioned(MARCH, "1", status="entered-in-error")])
    other = extract(tmp_path / "other", RiskAssessment=[_versioned(JUNE, "2")])
    ran = check(*[one, other][::order], into=tmp_path)
    assert (ran.code, ran.outcome_of("Patient/p1")) == (0, "met")
    assert _told(ran) == {"sources-share-ids": 1}
    assert ran.entries == {"total": 6, "used": 3, "duplicate": 2, "superseded": 1}


@pytest.mark.row(41)
def test_two_folders_with_one_id_and_no_order_between_them_leave_the_patient_unknown(tmp_path: Path) -> None:
    one = extract(tmp_path / "one", RiskAssessment=[assessment(status="registered")])
    other = extract(tmp_path / "other")
    ran = check(one, other, into=tmp_path)
    assert (ran.outcome_of("Patient/p1"), _told(ran)) == (
        "unknown",
        {"sources-share-ids": 1, "version-conflict": 2},
    )


@pytest.mark.row(41)
def test_what_two_servers_call_by_one_id_is_never_made_one(tmp_path: Path) -> None:
    entries = [
        {"fullUrl": f"https://{host}.example.org/fhir/RiskAssessment/r1", "resource": assessment(status=status)}
        for host, status in (("a", "final"), ("b", "registered"))
    ]
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": entries}
    ran = check(extract(tmp_path, RiskAssessment=[bundle]), into=tmp_path)
    assert (ran.outcome_of("Patient/p1"), _told(ran)) == ("unknown", {"addresses-differ": 2})


@pytest.mark.row(42)
def test_one_id_under_several_types_is_several_resources(tmp_path: Path) -> None:
    folder = extract(
        tmp_path,
        Patient=[patient("1")],
        EpisodeOfCare=[referral("1", of="1")],
        RiskAssessment=[assessment("1", of="1")],
    )
    ran = check(folder, into=tmp_path)
    assert (ran.outcome_of("Patient/1"), ran.entries) == ("met", {"total": 3, "used": 3})


@pytest.mark.row(43)
@pytest.mark.parametrize(("limit", "code"), [(None, 0), ("0.5", 0), ("0.49", 3), ("0", 3)])
def test_referrals_without_a_patient_are_counted_and_held_to_a_limit(
    tmp_path: Path, limit: str | None, code: int
) -> None:
    folder = extract(tmp_path, EpisodeOfCare=[referral(), referral("e2", of="gone")])
    ran = check(folder, into=tmp_path, options=["--max-orphans", limit] if limit else [])
    assert (ran.code, ran.outcome_of("Patient/p1")) == (code, "met")
    assert _told(ran) == ({"orphans-above-limit": 1} if code else {})
    (rule,) = ran.run["rules"]
    assert rule["rows"]["without_a_patient_in_the_input"] == 1


SEARCH = f"Patient?identifier={NHS_NUMBER}|{CANARY_NUMBER}"
FORMS: dict[str, tuple[Any, bool, str | None]] = {
    # the reference, whether it names the patient, the code that tells that it names nobody
    "relative": ("Patient/p1", True, None),
    "absolute": ("https://ehr.example.org/fhir/Patient/p1", True, None),
    "with a version": ("Patient/p1/_history/2", True, None),
    "a search for an identifier": (SEARCH, True, None),
    "an address out of a Bundle": ("urn:uuid:3f0c1d2e-0000-4000-8000-000000000001", False, "reference-unresolved"),
    "a search for a name": ("Patient?name=x", False, "reference-form"),
    "a fragment of nothing": ("#p1", False, "reference-contained"),
    "the wrong case": ("patient/p1", False, "reference-form"),
    "a slash at the end": ("Patient/p1/", False, "reference-form"),
    "a query string": ("Patient/p1?_format=json", False, "reference-form"),
    "a space": (" Patient/p1", False, "reference-form"),
    "somebody unknown": (f"Patient?identifier={NHS_NUMBER}|9434765919", False, "reference-not-found"),
}


@pytest.mark.row(44)
@pytest.mark.parametrize(("text", "is_named", "code"), FORMS.values(), ids=FORMS)
def test_a_reference_names_its_patient_or_is_told_to_name_nobody(
    tmp_path: Path, text: str, is_named: bool, code: str | None
) -> None:
    folder = extract(tmp_path, RiskAssessment=[assessment(subject={"reference": text})])
    ran = check(folder, into=tmp_path)
    assert (ran.outcome_of("Patient/p1") == "met") is is_named
    assert code is None or code in _told(ran)


@pytest.mark.row(44)
@pytest.mark.parametrize(("number", "is_named"), [(CANARY_NUMBER, True), ("9434765919", False)])
def test_a_reference_by_identifier_only_names_the_one_who_has_it(tmp_path: Path, number: str, is_named: bool) -> None:
    subject = {"type": "Patient", "identifier": {"system": NHS_NUMBER, "value": number}}
    ran = check(extract(tmp_path, RiskAssessment=[assessment(subject=subject)]), into=tmp_path)
    assert (ran.outcome_of("Patient/p1") == "met") is is_named


PEOPLE = [
    *(patient(f"p{place}", identifier=[{"system": "urn:site", "value": f"{place}"}]) for place in range(6)),
    patient("old", identifier=[], link=[{"type": "replaced-by", "other": {"reference": "Patient/p1"}}]),
    *(referral(f"e{place}", of=f"p{place}") for place in range(6)),
    assessment("r1", of="old"),
    assessment("r2", subject={"reference": "Patient?identifier=urn:site|2"}),
    _versioned(MARCH, "1", own="r3", of="p3"),
    _versioned(JUNE, "2", own="r3", of="p3", status="entered-in-error"),
    assessment("r4", of="p4"),
    assessment("r4", of="p4", status="registered"),
    assessment("r5", of="p5"),
    assessment("r5", of="p5"),
]
EXPECTED = {"p0": "gap", "p1": "met", "p2": "met", "p3": "gap", "p4": "unknown", "p5": "met"}


@pytest.mark.row(45)
@pytest.mark.parametrize("seed", range(50))
def test_lines_and_files_in_any_order_give_the_same(tmp_path: Path, seed: int) -> None:
    rng = random.Random(seed)
    shuffled = rng.sample(PEOPLE, len(PEOPLE))
    cut = rng.randrange(len(shuffled))
    parts = [shuffled[:cut], shuffled[cut:]]
    folder = extract(tmp_path, Patient=b"", EpisodeOfCare=b"", RiskAssessment=b"")
    for place, part in enumerate(parts):
        (folder / f"{place}.ndjson").write_bytes(lines(*part))
    ran = check(folder, into=tmp_path)
    assert {own: ran.outcome_of(f"Patient/{own}") for own in EXPECTED} == EXPECTED
    assert _told(ran) == {"version-conflict": 2}
    assert ran.entries == {"total": 21, "used": 17, "duplicate": 1, "superseded": 1, "set_aside": 2}


def _ring(size: int, kind: str, link: Any) -> list[Resource]:
    return [
        {"resourceType": kind, "id": f"c{place}", "subject": {"reference": "Patient/p1"}, **link((place + 1) % size)}
        for place in range(size)
    ]


@pytest.mark.row(46)
@pytest.mark.parametrize("size", [2, 3, 1000])
def test_references_in_a_circle_are_read_once_each(tmp_path: Path, size: int) -> None:
    folder = extract(
        tmp_path,
        Encounter=_ring(
            size, "Encounter", lambda to: {"partOf": {"reference": f"Encounter/c{to}"}, "status": "planned"}
        ),
        Procedure=_ring(
            size, "Procedure", lambda to: {"partOf": [{"reference": f"Procedure/c{to}"}], "status": "unknown"}
        ),
        Condition=_ring(size, "Condition", lambda to: {"evidence": [{"detail": [{"reference": f"Condition/c{to}"}]}]}),
    )
    ran = check(folder, into=tmp_path)
    assert (ran.code, ran.outcome_of("Patient/p1")) == (0, "met")
    assert ran.entries["used"] == 3 + 3 * size


@pytest.mark.row(53)
@pytest.mark.parametrize(("kind", "outcome"), [("RiskAssessment", "unknown"), ("Observation", "unknown")])
def test_a_type_that_is_not_in_the_extract_is_nobody_s_gap(tmp_path: Path, kind: str, outcome: str) -> None:
    folder = extract(tmp_path, RiskAssessment=b"")
    (folder / f"{kind}.ndjson").unlink()
    ran = check(folder, into=tmp_path)
    assert (ran.code, ran.outcome_of("Patient/p1")) == (0, outcome)


@pytest.mark.row(53)
def test_a_rule_of_whose_evidence_no_type_is_there_is_not_evaluated(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, {"Patient.ndjson": [patient()], "EpisodeOfCare.ndjson": [referral()]})
    ran = check(folder, into=tmp_path)
    assert (ran.code, ran.outcomes) == (5, [])
    assert ran.run["rules"][0]["not_evaluated"]


@pytest.mark.row(43)
@pytest.mark.parametrize("limit", [-0.1, 1.1, float("nan")])
def test_a_limit_of_orphans_that_is_no_share_is_refused(tmp_path: Path, limit: float) -> None:
    with pytest.raises(UsageError, match="RC-E511: max_orphans is a share from 0 to 1"):
        rc.read(extract(tmp_path), max_orphans=limit)
