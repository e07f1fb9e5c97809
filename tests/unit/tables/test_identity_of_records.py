"""Who has become whom, from Patient.link as records have it, on either engine (bad-input rows 46 and 47)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.tables.harness import ENGINES, build

NHS_NUMBER = "https://fhir.nhs.uk/Id/nhs-number"
Links = dict[str, list[tuple[Any, str]]]


def patients(links: Links) -> list[dict[str, Any]]:
    """Return a patient for each id, with links to others: an id, or the whole of a reference."""
    return [
        {
            "resourceType": "Patient",
            "id": own,
            "link": [{"other": _reference(other), "type": kind} for other, kind in told],
        }
        for own, told in links.items()
    ]


def _reference(other: Any) -> Any:
    return {"reference": f"Patient/{other}"} if isinstance(other, str) else other


def circle(*ids: str) -> Links:
    return {own: [(after, "replaced-by")] for own, after in zip(ids, (*ids[1:], ids[0]), strict=True)}


RELATED = {"reference": "RelatedPerson/r1"}
UNKNOWN = {"identifier": {"system": NHS_NUMBER, "value": "9434765919"}}
LOOP, TWICE, ABSENT = "patients-in-a-circle", "patient-replaced-twice", "survivor-absent"
MANY = [f"p{number}" for number in range(1000)]

CASES: dict[str, tuple[Links, dict[str, str], dict[str, int]]] = {
    # links, who has become whom, problems
    "replaced by": ({"a": [("b", "replaced-by")], "b": []}, {"a": "b"}, {}),
    "replaces": ({"a": [], "b": [("a", "replaces")]}, {"a": "b"}, {}),
    "see also": ({"a": [("b", "seealso")], "b": [("a", "seealso")]}, {}, {}),
    "refer": ({"a": [("b", "refer")], "b": []}, {}, {}),
    "a chain of five": (
        {**{old: [(new, "replaced-by")] for old, new in ("ab", "bc", "cd", "de")}, "e": []},
        dict.fromkeys("abcd", "e"),
        {},
    ),
    "a circle of two": (circle("a", "b"), {}, {LOOP: 2}),
    "a circle of three": (circle("a", "b", "c"), {}, {LOOP: 3}),
    "a circle of a thousand": (circle(*MANY), {}, {LOOP: 1000}),
    "by two": ({"a": [("b", "replaced-by"), ("c", "replaced-by")], "b": [], "c": []}, {}, {TWICE: 1}),
    "by one who is not there": ({"a": [("b", "replaced-by")]}, {}, {ABSENT: 1}),
    "by one who is known by a number that nobody has": ({"a": [(UNKNOWN, "replaced-by")]}, {}, {}),
    "by somebody who is no patient": ({"a": [(RELATED, "replaced-by")]}, {}, {}),
    "also known as a related person": ({"a": [(RELATED, "seealso"), ("b", "replaced-by")], "b": []}, {"a": "b"}, {}),
    "by another version": ({"a": [({"reference": "Patient/b/_history/2"}, "replaced-by")], "b": []}, {"a": "b"}, {}),
    "in words only": ({"a": [({"display": "B"}, "replaced-by")], "b": []}, {}, {}),
}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("links", "became", "problems"), CASES.values(), ids=CASES)
def test_records_are_merged_as_their_links_say(
    links: Links, became: dict[str, str], problems: dict[str, int], engine: str
) -> None:
    built = build("patient", patients(links), engine=engine)
    rows = {key.removeprefix("Patient/"): row for key, row in built.rows.items()}
    assert {own: row["patient"] for own, row in rows.items()} == {
        own: f"Patient/{became.get(own, own)}" for own in links
    }
    assert {own: row["replaced_by"] for own, row in rows.items()} == {
        own: f"Patient/{became[own]}" if own in became else None for own in links
    }
    assert {own for own, row in rows.items() if row["standing"] == "merged"} == set(became)
    assert {code: count for (column, code), count in built.problems.items() if column == "replaced_by"} == problems


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("number", ["9434765919", "943 476 5919"])
def test_the_one_who_replaces_a_record_may_be_known_by_number(engine: str, number: str) -> None:
    survivor = {"resourceType": "Patient", "id": "b", "identifier": [{"system": NHS_NUMBER, "value": number}]}
    built = build("patient", [*patients({"a": [(UNKNOWN, "replaced-by")]}), survivor], engine=engine)
    assert built.rows["Patient/a"]["patient"] == "Patient/b"


@pytest.mark.parametrize("engine", ENGINES)
def test_what_a_merged_record_holds_belongs_to_the_survivor(engine: str) -> None:
    of_number = {"identifier": {"system": NHS_NUMBER, "value": "9434765919"}}
    kin = [
        {"resourceType": "RelatedPerson", "id": "r1", "patient": {"reference": "Patient/a"}},
        {"resourceType": "RelatedPerson", "id": "r2", "patient": of_number},
    ]
    people = patients({"a": [("b", "replaced-by")], "b": []})
    for each in people:
        each["identifier"] = [{"system": NHS_NUMBER, "value": "9434765919"}]
    built = build("carer", [*kin, *people], engine=engine)
    assert {key: row["patient"] for key, row in built.rows.items()} == {
        "RelatedPerson/r1": "Patient/b",
        "RelatedPerson/r2": "Patient/b",
    }
