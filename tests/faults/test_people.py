"""Who is checked, and as whom: merged, inactive and test patients, and NHS numbers that are not to be relied on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from risk_checks.records.keys import NHS_NUMBER
from tests.faults.harness import CANARY_NUMBER, Ran, Resource, check, extract, patient, referral


def _told(ran: Ran) -> dict[str, int]:
    """Return the problems by code."""
    return dict(ran.run["problems"])


def _links(size: int, *, closed: bool) -> list[Resource]:
    """Return people of whom each is replaced by the next, the last by the first or by nobody."""
    return [
        patient(
            f"p{place}",
            identifier=[],
            **(
                {"link": [{"type": "replaced-by", "other": {"reference": f"Patient/p{(place + 1) % size}"}}]}
                if closed or place + 1 < size
                else {}
            ),
        )
        for place in range(size)
    ]


@pytest.mark.row(46)
@pytest.mark.parametrize("size", [2, 3, 1000])
def test_patients_who_replace_each_other_in_a_circle_stay_who_they_are(tmp_path: Path, size: int) -> None:
    ran = check(extract(tmp_path, Patient=_links(size, closed=True)), into=tmp_path)
    assert (ran.outcome_of("Patient/p1"), ran.run["patients"]["checked"]) == ("met", size)
    assert _told(ran) == {"patients-in-a-circle": size}


@pytest.mark.row(47)
def test_a_chain_of_five_is_one_person_who_is_checked_once(tmp_path: Path) -> None:
    ran = check(extract(tmp_path, Patient=_links(5, closed=False)), into=tmp_path)
    assert (ran.outcome_of("Patient/p4"), ran.outcome_of("Patient/p1")) == ("met", None)
    assert {name: count for name, count in ran.run["patients"].items() if count} == {
        "total": 5,
        "checked": 1,
        "merged_into_another": 4,
    }


LINKS: dict[str, tuple[str, str, dict[str, int], int]] = {
    # type of p1's link to p2, whether p2 is there, what is told, how many are merged
    "replaced by one who is not there": ("replaced-by", "p9", {"survivor-absent": 1}, 0),
    "replaces": ("replaces", "p2", {}, 1),
    "see also": ("seealso", "p2", {}, 0),
    "refer": ("refer", "p2", {}, 0),
}


@pytest.mark.row(47)
@pytest.mark.parametrize(("kind", "to", "told", "merged"), LINKS.values(), ids=LINKS)
def test_only_links_of_a_merge_make_one_of_two(
    tmp_path: Path, kind: str, to: str, told: dict[str, int], merged: int
) -> None:
    link = [{"type": kind, "other": {"reference": f"Patient/{to}"}}]
    ran = check(extract(tmp_path, Patient=[patient(link=link), patient("p2", identifier=[])]), into=tmp_path)
    assert (ran.outcome_of("Patient/p1"), _told(ran)) == ("met", told)
    assert (ran.run["patients"]["merged_into_another"], ran.run["patients"]["checked"]) == (merged, 2 - merged)


HTEST = [{"system": "http://terminology.hl7.org/CodeSystem/v3-ActReason", "code": "HTEST"}]
APART: dict[str, tuple[dict[str, Any], str]] = {
    "inactive": ({"active": False}, "inactive"),
    "test by tag": ({"meta": {"tag": HTEST}}, "test"),
    "test by security label": ({"meta": {"security": HTEST}}, "test"),
}


@pytest.mark.row(48, 49)
@pytest.mark.parametrize(("more", "counted"), APART.values(), ids=APART)
def test_who_is_no_patient_now_is_counted_apart_and_not_checked(
    tmp_path: Path, more: dict[str, Any], counted: str
) -> None:
    ran = check(extract(tmp_path, Patient=[patient(**more), patient("p2", identifier=[])]), into=tmp_path)
    assert ran.outcome_of("Patient/p1") is None
    assert (ran.run["patients"][counted], ran.run["patients"]["checked"]) == (1, 1)


def _number(value: str, **more: Any) -> Resource:
    return {"system": NHS_NUMBER, "value": value, **more}


NUMBERS: dict[str, tuple[list[Resource], dict[str, int]]] = {
    "with spaces": ([_number("999 000 0018")], {}),
    "a wrong check digit": ([_number("9990000019")], {"nhs-number-not-valid": 1}),
    "one digit ten times": ([_number("0000000000")], {"nhs-number-not-valid": 1}),
    "two that differ": ([_number(CANARY_NUMBER), _number("9434765919")], {"nhs-numbers-differ": 1}),
    "one of them old": ([_number(CANARY_NUMBER), _number("9434765919", use="old")], {}),
    "one of them temporary": ([_number(CANARY_NUMBER), _number("9434765919", use="temp")], {}),
    "one of them ended": ([_number(CANARY_NUMBER), _number("9434765919", period={"end": "2020"})], {}),
}


@pytest.mark.row(50)
@pytest.mark.parametrize(("identifiers", "told"), NUMBERS.values(), ids=NUMBERS)
def test_nhs_numbers_that_are_wrong_are_told_and_the_patient_is_checked(
    tmp_path: Path, identifiers: list[Resource], told: dict[str, int]
) -> None:
    ran = check(extract(tmp_path, Patient=[patient(identifier=identifiers)]), into=tmp_path)
    assert (ran.code, ran.outcome_of("Patient/p1")) == (0, "met")
    assert {code: count for code, count in _told(ran).items() if code.startswith("nhs-")} == told


@pytest.mark.row(50)
def test_two_patients_with_one_nhs_number_stay_two(tmp_path: Path) -> None:
    ran = check(
        extract(tmp_path, Patient=[patient(), patient("p2")], EpisodeOfCare=[referral(), referral("e2", of="p2")]),
        into=tmp_path,
    )
    assert (ran.outcome_of("Patient/p1"), ran.outcome_of("Patient/p2")) == ("met", "gap")
    assert ran.run["patients"]["checked"] == 2
