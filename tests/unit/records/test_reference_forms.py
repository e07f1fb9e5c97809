"""Every form of a reference (bad-input row 44): whom it names once everything was read, and which problem it makes."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Any

import pytest

from risk_checks.records.keys import NHS_NUMBER
from risk_checks.records.reading import read_sources
from risk_checks.records.shape import Shape, merge
from risk_checks.views.fhirpath.references import KEY_GROUP, reference_pattern
from tests.unit.records.conftest import Read
from tests.unit.records.small import SHAPES, TEXT, bundle, entry, flag, many, patient, write

LOCAL = "https://example.org/id"
SPACED = "943 476 5919"
# printf 'https://example.org/id|nobody' | sha256sum | cut -c1-16
NOBODY = "8c2159fdb0f03d21"


def identifier(value: Any, system: str | None = LOCAL, **others: Any) -> dict[str, Any]:
    return {"value": value, **({"system": system} if system else {}), **others}


def number(value: str, **others: Any) -> dict[str, Any]:
    return identifier(value, NHS_NUMBER, **others)


PEOPLE = [
    patient("p1", identifier=[number("9434765919"), identifier("x1"), identifier("sha,red|1")]),
    patient("p2", identifier=[number("9000000009"), identifier("x2"), identifier("both")]),
    patient(
        "p3", identifier=[identifier("both"), identifier("x1", use="old"), identifier("past", period={"end": "2020"})]
    ),
    {"resourceType": "Organization", "id": "o1", "identifier": [identifier("ward")]},
]
FORM, CONTAINED, IDENTIFIER = "reference-form", "reference-contained", "reference-identifier"
NOT_FOUND, AMBIGUOUS, NO_ENTRY = "reference-not-found", "reference-ambiguous", "reference-unresolved"

TEXTS: dict[str, tuple[str, str | None, str | None]] = {
    # text, key, problem
    "relative": ("Patient/p1", "Patient/p1", None),
    "absolute": ("https://example.org/fhir/Patient/p1", "Patient/p1", None),
    "absolute, without encryption": ("http://example.org/fhir/Patient/p1", "Patient/p1", None),
    "absolute, at another server": ("https://example.com/Patient/p1", "Patient/p1", None),
    "versioned": ("Patient/p1/_history/2", "Patient/p1", None),
    "absolute and versioned": ("https://example.org/fhir/Patient/p1/_history/2", "Patient/p1", None),
    "a part of another resource": ("Patient/p1#name", "Patient/p1", None),
    "one who is not there": ("Patient/p404", "Patient/p404", None),  # told as an orphan
    "urn:uuid without a Bundle": ("urn:uuid:p1", None, NO_ENTRY),
    "urn:oid without a Bundle": ("urn:oid:1.2.3", None, NO_ENTRY),
    "conditional": (f"Patient?identifier={LOCAL}|x1", "Patient/p1", None),
    "conditional, encoded": ("Patient?identifier=https%3A%2F%2Fexample.org%2Fid%7Cx1", "Patient/p1", None),
    "conditional, absolute": (f"https://example.org/fhir/Patient?identifier={LOCAL}|x1", "Patient/p1", None),
    "conditional, escaped": (rf"Patient?identifier={LOCAL}|sha\,red\|1", "Patient/p1", None),
    "conditional, said twice": (f"Patient?identifier={LOCAL}|x1&identifier={LOCAL}|x1", "Patient/p1", None),
    "conditional, an NHS number": (f"Patient?identifier={NHS_NUMBER}|9434765919", "Patient/p1", None),
    "conditional, an NHS number with spaces": (f"Patient?identifier={NHS_NUMBER}|943+476%205919", "Patient/p1", None),
    "conditional, a wrong check digit": (f"Patient?identifier={NHS_NUMBER}|9434765918", None, FORM),
    "conditional, nobody": (f"Patient?identifier={LOCAL}|nobody", None, NOT_FOUND),
    "conditional, two": (f"Patient?identifier={LOCAL}|both", None, AMBIGUOUS),
    "conditional, another type": (f"Encounter?identifier={LOCAL}|x1", None, NOT_FOUND),
    "conditional, no longer theirs": (f"Patient?identifier={LOCAL}|past", None, NOT_FOUND),
    "conditional, without a system": ("Patient?identifier=x1", None, FORM),
    "conditional, with an empty system": ("Patient?identifier=|x1", None, FORM),
    "conditional, without a value": (f"Patient?identifier={LOCAL}|", None, FORM),
    "conditional, either of two": (f"Patient?identifier={LOCAL}|x1,{LOCAL}|x2", None, FORM),
    "conditional, two identifiers": (f"Patient?identifier={LOCAL}|x1&identifier={LOCAL}|x2", None, FORM),
    "conditional, and more": (f"Patient?identifier={LOCAL}|x1&active=true", None, FORM),
    "conditional, with a modifier": (f"Patient?identifier:of-type={LOCAL}|x1", None, FORM),
    "conditional, by something else": ("Patient?name=Smith", None, FORM),
    "conditional, of no type": (f"Patiens?identifier={LOCAL}|x1", None, FORM),
    "conditional, with nothing to it": ("Patient?", None, FORM),
    "a search after an id": ("Patient/p1?identifier=x", None, FORM),
    "a query string": ("Patient/p1?_format=json", None, FORM),
    "a trailing slash": ("Patient/p1/", None, FORM),
    "a leading slash": ("/Patient/p1", None, FORM),
    "a type in lower case": ("patient/p1", None, FORM),
    "a type in upper case": ("PATIENT/p1", None, FORM),
    "an id in another case": ("Patient/P1", "Patient/P1", None),  # ids are case-sensitive: somebody else
    "another scheme": ("ftp://example.org/Patient/p1", None, FORM),
    "white space around": (" Patient/p1 ", None, FORM),
    "white space within": ("Patient/ p1", None, FORM),
    "white space after a search": (f"Patient?identifier={LOCAL}|x1 ", None, FORM),
    "a bare id": ("p1", None, FORM),
    "a type that is none": ("Patiens/p1", None, FORM),
    "a path before the type": ("fhir/Patient/p1", None, FORM),
    "a fragment of nothing": ("#p1", None, CONTAINED),
    "the resource itself": ("#", None, CONTAINED),
    "what waits in our own words": (f"~waits-for:text:Patient?identifier={LOCAL}|x1", None, FORM),
}


def key_in_view(reference: Any, target: str | None = None) -> str | None:
    """Return the key that a view reads from a reference, with `getReferenceKey(target)`."""
    text = reference.get("reference") if reference else None
    found = re.match(reference_pattern(target), text) if text else None
    return found[KEY_GROUP] if found else None


@pytest.mark.parametrize(("text", "key", "problem"), TEXTS.values(), ids=TEXTS)
def test_the_text_of_a_reference(read: Read, text: str, key: str | None, problem: str | None) -> None:
    records = read([flag("f1", of=text), *PEOPLE])
    resource = records.entries[0].resource
    assert key_in_view(resource.get("subject"), "Patient") == key
    if key is not None:
        assert resource["subject"]["reference"] == key
    told = [(one.code, one.file, one.count, one.resource_type) for one in records.problems]
    assert told == ([(problem, None, 1, "Flag")] if problem else [])


LOGICAL: dict[str, tuple[str, dict[str, Any], str | None, str | None]] = {
    # element, reference, key, problem
    "of a type": ("subject", {"type": "Patient", "identifier": identifier("x1")}, "Patient/p1", None),
    "of a type, in full": (
        "subject",
        {"type": "http://hl7.org/fhir/StructureDefinition/Patient", "identifier": identifier("x1")},
        "Patient/p1",
        None,
    ),
    "an NHS number": ("subject", {"identifier": number("9434765919")}, "Patient/p1", None),
    "an NHS number with spaces": ("subject", {"identifier": number(SPACED)}, "Patient/p1", None),
    "an NHS number with hyphens": ("subject", {"identifier": number("943-476-5919")}, "Patient/p1", None),
    "a wrong check digit": ("subject", {"identifier": number("9434765918")}, None, IDENTIFIER),
    "an NHS number of nobody": ("subject", {"identifier": number("9000000017")}, None, NOT_FOUND),
    "of any type": ("subject", {"identifier": identifier("x2")}, "Patient/p2", None),
    "of any type, two": ("subject", {"identifier": identifier("both")}, None, AMBIGUOUS),
    "of any type, nobody": ("author", {"identifier": identifier("nobody")}, None, NOT_FOUND),
    "of a type that is none": ("subject", {"type": "Patiens", "identifier": identifier("x1")}, None, IDENTIFIER),
    "of a type that has none such": ("encounter", {"identifier": identifier("x1")}, None, NOT_FOUND),
    "without a system": ("subject", {"identifier": identifier("x1", None)}, None, IDENTIFIER),
    "without a value": ("subject", {"identifier": {"system": LOCAL}}, None, IDENTIFIER),
    "a value of spaces": ("subject", {"identifier": identifier("  ")}, None, IDENTIFIER),
    "old": ("subject", {"identifier": identifier("x1", use="old")}, None, IDENTIFIER),
    "temporary": ("subject", {"identifier": identifier("x1", use="temp")}, None, IDENTIFIER),
    "ended": ("subject", {"identifier": identifier("x1", period={"end": "2024-05-01"})}, None, IDENTIFIER),
    "begun": ("subject", {"identifier": identifier("x1", period={"start": "2024-05-01"})}, "Patient/p1", None),
    "a type only": ("subject", {"type": "Patient"}, None, None),
    "words only": ("subject", {"display": "Somebody"}, None, None),
    "beside a reference": ("subject", {"reference": "Patient/p2", "identifier": identifier("x1")}, "Patient/p2", None),
    "beside one that cannot be followed": (
        "subject",
        {"reference": "urn:uuid:p2", "identifier": identifier("x1")},
        "Patient/p1",
        None,
    ),
    "useless, beside one that cannot be followed": (
        "subject",
        {"reference": "urn:uuid:p2", "identifier": {"value": "x1"}},
        None,
        NO_ENTRY,
    ),
    "of another JSON kind": ("subject", {"identifier": "x1"}, None, None),
    "an organisation that is there": (
        "author",
        {"type": "Organization", "identifier": identifier("ward")},
        "Organization/o1",
        None,
    ),
    "an organisation that is not": (
        "author",
        {"type": "Organization", "identifier": identifier("nobody")},
        f"Organization/~{NOBODY}",
        None,
    ),
    "a practitioner that is not": (
        "author",
        {"type": "Practitioner", "identifier": identifier("nobody")},
        f"Practitioner/~{NOBODY}",
        None,
    ),
    "a practitioner by an NHS number": (
        "author",
        {"type": "Practitioner", "identifier": number("9434765919")},
        None,
        NOT_FOUND,
    ),
    "a related person that is not": (
        "author",
        {"type": "RelatedPerson", "identifier": identifier("nobody")},
        None,
        NOT_FOUND,
    ),
}


@pytest.mark.parametrize(("element", "reference", "key", "problem"), LOGICAL.values(), ids=LOGICAL)
def test_a_reference_by_identifier(
    read: Read, element: str, reference: dict[str, Any], key: str | None, problem: str | None
) -> None:
    records = read([{"resourceType": "Flag", "id": "f1", element: reference}, *PEOPLE])
    found = records.entries[0].resource.get(element)
    assert key_in_view(found) == key
    assert set(found or {}) <= {"reference"}
    assert [(one.code, one.resource_type) for one in records.problems] == ([(problem, "Flag")] if problem else [])


def test_a_conditional_reference_to_a_practitioner_who_is_not_there_names_the_same_as_a_logical_one(read: Read) -> None:
    by_text = flag("f1", author={"reference": f"Practitioner?identifier={LOCAL}|nobody"})
    records = read([by_text])
    assert records.entries[0].resource["author"] == {"reference": f"Practitioner/~{NOBODY}"}
    assert records.problems == ()


def test_files_in_any_order_give_the_same(read: Read, tmp_path: Path) -> None:
    flags = [flag(f"f{place}", of=text) for place, (text, *_) in enumerate(TEXTS.values())]
    found = []
    for folder, (first, second) in {"a": ("1", "2"), "b": ("2", "1")}.items():
        write(tmp_path / folder, f"{first}.Flag.ndjson", *flags)
        write(tmp_path / folder, f"{second}.ndjson", *PEOPLE)
        records = read(tmp_path / folder)
        by_key = {one.key: one.resource for one in records.entries}
        found.append((by_key, records.problems, records.digest, records.coverage, records.incomplete))
    assert found[0] == found[1]


def _replaced_by(other: str) -> dict[str, Any]:
    return {"other": {"reference": f"Patient/{other}"}, "type": "replaced-by"}


class TestWhoHasAnIdentifier:
    FLAG = flag("f1", of=f"Patient?identifier={LOCAL}|x")

    def _subject(self, read: Read, *others: Any) -> tuple[str | None, list[str]]:
        records = read([self.FLAG, *others])
        (found,) = (one.resource for one in records.entries if one.type == "Flag")
        return key_in_view(found["subject"]), [one.code for one in records.problems]

    def test_only_versions_in_use_have_theirs(self, read: Read) -> None:
        old = patient("p1", identifier=[identifier("x")], meta={"versionId": "1"})
        new = patient("p1", identifier=[identifier("y")], meta={"versionId": "2"})
        other = patient("p2", identifier=[identifier("x")])
        assert self._subject(read, old, new, other) == ("Patient/p2", [])
        assert self._subject(read, old, new) == (None, [NOT_FOUND])

    def test_a_repeated_resource_is_one(self, read: Read) -> None:
        one = patient("p1", identifier=[identifier("x"), identifier("x")])
        assert self._subject(read, one, one) == ("Patient/p1", [])

    @pytest.mark.parametrize(
        ("links", "key"),
        [
            ({"p1": [("p2", "replaced-by")]}, "Patient/p2"),
            ({"p2": [("p1", "replaces")]}, "Patient/p2"),
            ({"p1": [("p2", "replaced-by")], "p2": [("p1", "replaces")]}, "Patient/p2"),
            ({"p1": [("p2", "seealso")]}, None),
            ({"p1": [("p2", "replaced-by")], "p2": [("p1", "replaced-by")]}, None),
            ({"p1": [("p9", "replaced-by")]}, None),
            ({"p1": [("p3", "replaced-by")], "p2": [("p3", "replaced-by")]}, "Patient/p3"),
            ({"p1": [("p3", "replaced-by")], "p3": [("p2", "replaced-by")]}, "Patient/p2"),
            ({"p3": [("p1", "replaces"), ("p2", "replaces")]}, "Patient/p3"),
            ({"p1": [("p9", "replaced-by")], "p2": [("p9", "replaces")]}, "Patient/p2"),
            ({"p1": [("p3", "replaced-by"), ("p2", "replaced-by")]}, None),
            ({"p1": [("p3", "replaced-by")], "p3": [("p1", "replaced-by")]}, None),
        ],
    )
    def test_whoever_was_merged_into_another_who_has_it_does_not_count(
        self, read: Read, links: dict[str, list[tuple[str, str]]], key: str | None
    ) -> None:
        people = [
            patient(
                own,
                **({} if own == "p3" else {"identifier": [identifier("x")]}),
                link=[{"other": {"reference": f"Patient/{other}"}, "type": kind} for other, kind in links.get(own, ())],
            )
            for own in ("p1", "p2", "p3")
        ]
        assert self._subject(read, *people) == (key, [] if key else [AMBIGUOUS])

    def test_whoever_was_merged_by_identifier_does_not_count_either(self, read: Read) -> None:
        by_number = {"other": {"type": "Patient", "identifier": number("9434765919")}, "type": "replaced-by"}
        people = [
            patient("p1", identifier=[identifier("x")], link=[by_number]),
            patient("p2", identifier=[identifier("x"), number(SPACED)]),
        ]
        assert self._subject(read, *people) == ("Patient/p2", [])

    def test_one_who_has_it_is_found_though_merged_into_another(self, read: Read) -> None:
        merged = patient("p1", identifier=[identifier("x")], link=[_replaced_by("p2")])
        assert self._subject(read, merged, patient("p2")) == ("Patient/p1", [])

    def test_identifiers_that_are_no_identifiers_cost_no_resource(self, read: Read) -> None:
        assert self._subject(read, patient("p1", identifier=[{"system": LOCAL, "value": 5}])) == (None, [NOT_FOUND])
        assert self._subject(read, patient("p1", identifier="x")) == (None, [NOT_FOUND])

    def test_identifiers_that_views_read_do_not_identify_where_their_use_is_not_known(self) -> None:
        shape = merge(SHAPES["Patient"], Shape({"identifier": many(system=TEXT, value=TEXT)}))
        odd = patient("p1", identifier=[identifier("x", use=5)])
        records = read_sources([[self.FLAG, odd]], shapes={**SHAPES, "Patient": shape})
        assert records.entries[1].resource == {"id": "p1", "identifier": [identifier("x")]}
        assert [one.code for one in records.problems] == [NOT_FOUND]
        known = read_sources(
            [[self.FLAG, patient("p1", identifier=[identifier("x")])]], shapes={**SHAPES, "Patient": shape}
        )
        assert known.entries[0].resource["subject"] == {"reference": "Patient/p1"}
        assert known.entries[1].resource["identifier"] == [identifier("x")]

    def test_patients_are_linked_by_identifier_too(self, read: Read) -> None:
        merged = patient("p1", link=[{"other": {"identifier": number("9434765919")}, "type": "replaced-by"}])
        survivor = patient("p2", identifier=[number(SPACED)])
        records = read([merged, survivor])
        assert records.entries[0].resource["link"] == [{"other": {"reference": "Patient/p2"}, "type": "replaced-by"}]
        assert records.problems == ()

    def test_what_is_read_beside_the_views_stays_out_of_sight(self, read: Read) -> None:
        records = read([patient("p1", identifier=[identifier("x")]), flag(of="Patient/p1")])
        assert records.entries[0].resource == {"id": "p1", "~names": [f"{LOCAL}|x"]}
        assert records.entries[1].resource == {"id": "f1", "status": "active", "subject": {"reference": "Patient/p1"}}


def test_in_a_bundle_too(read: Read) -> None:
    of_patient = {"subject": {"identifier": number("9434765919")}}
    records = read(bundle(entry({"resourceType": "Flag", "id": "f1", **of_patient}), entry(PEOPLE[0], "urn:uuid:a")))
    assert records.entries[0].resource["subject"] == {"reference": "Patient/p1"}


class TestTypesThatNoViewReads:
    LOGICAL = flag("f1", author={"type": "Practitioner", "identifier": identifier("w")})

    def _author(self, read: Read, *workers: Any) -> tuple[str | None, list[str], int]:
        records = read([self.LOGICAL, *workers])
        (found,) = records.entries
        return key_in_view(found.resource["author"]), [one.code for one in records.problems], records.sums.not_needed

    def _worker(self, id_: Any, *identifiers: Any) -> dict[str, Any]:
        return {"resourceType": "Practitioner", "id": id_, "identifier": [*identifiers]}

    def test_somebody_who_is_there_is_found_though_not_needed(self, read: Read) -> None:
        assert self._author(read, self._worker("w1", identifier("w"))) == ("Practitioner/w1", [], 1)

    def test_told_twice_is_told_once(self, read: Read) -> None:
        one = self._worker("w1", identifier("w"))
        assert self._author(read, one, one) == ("Practitioner/w1", [], 2)

    def test_two_are_ambiguous(self, read: Read) -> None:
        workers = [self._worker(own, identifier("w")) for own in ("w1", "w2")]
        assert self._author(read, *workers) == (None, [AMBIGUOUS], 2)

    def test_others_are_not_found(self, read: Read) -> None:
        others = [self._worker("w1", identifier("v")), self._worker(5, identifier("w")), self._worker("w2", "w")]
        key, codes, not_needed = self._author(read, *others)
        assert (key, codes, not_needed) == (
            "Practitioner/~" + hashlib.sha256(f"{LOCAL}|w".encode()).hexdigest()[:16],
            [],
            3,
        )
