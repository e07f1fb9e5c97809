"""Resources within a resource (bad-input row 35): followed from inside it, counted nowhere."""

from __future__ import annotations

from typing import Any

import pytest

from risk_checks.records.keys import NHS_NUMBER
from tests.unit.records.conftest import Read
from tests.unit.records.small import bundle, entry, flag, patient
from tests.unit.records.test_reference_forms import identifier, key_in_view, number

P1 = patient("p1", identifier=[number("9434765919"), identifier("x1")])
CONTAINED = "reference-contained"


def holding(*contained: Any, element: str = "author", fragment: str = "#c", **others: Any) -> dict[str, Any]:
    """Return a flag that contains resources, with a reference to one of them."""
    return {"resourceType": "Flag", "id": "f1", element: {"reference": fragment}, "contained": [*contained], **others}


def within(kind: str, id_: Any = "c", **fields: Any) -> dict[str, Any]:
    return {"resourceType": kind, "id": id_, **fields}


@pytest.mark.parametrize(
    "kind",
    ["Practitioner", "PractitionerRole", "Organization", "RelatedPerson", "CareTeam", "Location", "HealthcareService"],
)
def test_somebody_who_is_only_named_has_a_key_made_of_the_parents(read: Read, kind: str) -> None:
    records = read([holding(within(kind)), P1])
    found = records.entries[0].resource["author"]
    assert found == {"reference": f"{kind}/~Flag~f1~c"}
    assert key_in_view(found) == f"{kind}/~Flag~f1~c"
    assert records.problems == ()


def test_the_same_id_in_two_parents_is_two(read: Read) -> None:
    flags = [{**holding(within("Practitioner")), "id": own} for own in ("f1", "f2")]
    keys = [one.resource["author"]["reference"] for one in read(flags).entries]
    assert keys == ["Practitioner/~Flag~f1~c", "Practitioner/~Flag~f2~c"]


def test_what_is_contained_is_no_entry_and_no_resource(read: Read) -> None:
    records = read([holding(within("Patient", identifier=[identifier("x1")]), within("Organization", "o"))])
    assert (records.sums.total, [one.key for one in records.entries]) == (1, ["Flag/f1"])
    assert read([holding(within("Patient"), element="subject"), flag("f2", of="Patient/c")]).sums.total == 2


PEOPLE: dict[str, tuple[dict[str, Any], str | None, str | None]] = {
    # contained, key of the subject, problem
    "by a number": (within("Patient", identifier=[number("943 476 5919")]), "Patient/p1", None),
    "by another identifier": (within("Patient", identifier=[identifier("x1")]), "Patient/p1", None),
    "of somebody else": (within("Patient", identifier=[number("9000000009")]), None, "reference-not-found"),
    "by a number with a wrong check digit": (within("Patient", identifier=[number("9434765918")]), None, CONTAINED),
    "by one of the past": (within("Patient", identifier=[identifier("x1", use="old")]), None, CONTAINED),
    "by two": (within("Patient", identifier=[identifier("x1"), identifier("x9")]), None, CONTAINED),
    "by none": (within("Patient"), None, CONTAINED),
    "by identifiers that are none": (within("Patient", identifier=5), None, CONTAINED),
    "a group by its identifier": (within("Group", identifier=[identifier("x1")]), None, "reference-not-found"),
    "without a type": ({"id": "c", "identifier": [identifier("x1")]}, None, CONTAINED),
    "of a type that is none": (within("Patiens", identifier=[identifier("x1")]), None, CONTAINED),
    "with an id that is none": (within("Patient", 5, identifier=[identifier("x1")]), None, CONTAINED),
    "under another id": (within("Patient", "d", identifier=[identifier("x1")]), None, CONTAINED),
}


@pytest.mark.parametrize(("contained", "key", "problem"), PEOPLE.values(), ids=PEOPLE)
def test_a_contained_subject_is_whoever_in_the_input_has_its_identifier(
    read: Read, contained: dict[str, Any], key: str | None, problem: str | None
) -> None:
    records = read([holding(contained, element="subject"), P1])
    assert key_in_view(records.entries[0].resource["subject"]) == key
    assert [(one.code, one.resource_type) for one in records.problems] == ([(problem, "Flag")] if problem else [])


@pytest.mark.parametrize(
    "one",
    [
        holding(within("Practitioner"), within("Organization")),  # two of one id
        holding(within("Practitioner"), fragment="#d"),
        holding(within("Practitioner", "c~c"), fragment="#c~c"),
        {**holding(within("Practitioner")), "id": "f~1"},
        holding("c", None),
        {**holding(), "contained": {"id": "c"}},
    ],
    ids=["two", "none of the name", "an odd id", "a parent with an odd id", "no objects", "no list"],
)
def test_what_names_nothing_within_its_parent_is_told(read: Read, one: dict[str, Any]) -> None:
    records = read([one])
    assert records.entries[0].resource["author"]["reference"].startswith("#")
    assert [each.code for each in records.problems] == [CONTAINED]


def test_fragments_hold_within_their_resource_only(read: Read) -> None:
    outside = flag("f2", author={"reference": "#c"})
    records = read(bundle(entry(holding(within("Practitioner")), "urn:uuid:a"), entry(outside)))
    assert [one.resource["author"]["reference"] for one in records.entries] == ["Practitioner/~Flag~f1~c", "#c"]


def test_a_contained_resource_with_one_of_its_own_is_told(read: Read) -> None:
    deep = within("Practitioner", contained=[within("Organization", "d")])
    records = read([holding(deep), holding(within("Practitioner", contained=[]), id="f2")])
    assert [(one.code, one.count, one.resource_type) for one in records.problems] == [("contained-nested", 1, "Flag")]
    assert records.entries[0].resource["author"] == {"reference": "Practitioner/~Flag~f1~c"}


def test_a_conflict_is_laid_at_the_door_of_a_contained_subject(read: Read) -> None:
    subject = within("Patient", identifier=[identifier("9434765919", NHS_NUMBER)])
    both = [holding(subject, element="subject", status=status) for status in ("active", "inactive")]
    records = read([*both, P1])
    assert records.coverage.uncovered == {"Patient/p1": {"Flag"}}
    assert not records.incomplete
