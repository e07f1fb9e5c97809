"""What the text of a reference names, before anything but its resource and its Bundle is known."""

from __future__ import annotations

from typing import Any

import pytest

from risk_checks.records.identifiers import Search
from risk_checks.records.identity import base_of, identity
from risk_checks.records.references import Surroundings, Unfollowed, follow, reference_key
from risk_checks.records.shape import Field, Shape
from risk_checks.records.widening import compile_visit
from tests.unit.records.small import REFERENCE, TEXT, many, one


@pytest.mark.parametrize(
    ("reference", "key"),
    [
        ("Patient/p1", "Patient/p1"),
        ("Patient/p1/_history/2", "Patient/p1"),
        ("Patient/p1#name", "Patient/p1"),
        ("https://example.org/fhir/Patient/p1", "Patient/p1"),
        ("http://example.org:8080/a/b/Patient/p1/_history/2", "Patient/p1"),
        ("Patient/p_1", "Patient/p_1"),
        ("Patient", None),
        ("Patient/", None),
        ("Patient/p1/", None),
        ("Patient/p1?x=y", None),
        ("Patient?identifier=s|1", None),
        ("patient/p1", None),
        ("fhir/Patient/p1", None),
        ("urn:uuid:b7f1", None),
        ("#p1", None),
        ("", None),
        (None, None),
        (5, None),
    ],
)
def test_a_reference_names_a_key_or_nothing(reference: object, key: str | None) -> None:
    assert reference_key(reference) == key


@pytest.mark.parametrize(
    ("reference", "named"),
    [
        ("urn:uuid:b7f1", "Patient/p1"),
        ("urn:uuid:b7f1#name", "Patient/p1"),
        ("https://example.org/Patient/p1/_history/2", "Patient/p9"),
        ("https://example.org/Patient/p2", "Patient/p2"),
        ("Patient/p2", "Patient/p2"),
        ("Patient?identifier=s|1", Search("Patient", "s|1")),
        ("Person_/p2", Unfollowed.FORM),
        ("Patiens/p2", Unfollowed.FORM),
        ("#p1", Unfollowed.CONTAINED),
        ("#", Unfollowed.CONTAINED),
        ("urn:uuid:other", Unfollowed.NO_ENTRY),
        ("urn:oid:1.2", Unfollowed.NO_ENTRY),
        ("urn:uuid:two", Unfollowed.NO_ENTRY),
    ],
)
def test_an_address_of_the_bundle_goes_before_what_the_text_says(reference: str, named: object) -> None:
    scope = {"urn:uuid:b7f1": "Patient/p1", "https://example.org/Patient/p1": "Patient/p9", "urn:uuid:two": None}
    assert follow(reference, Surroundings(scope, "Flag/f1", {})) == named


SHAPE = Shape(
    {
        "id": TEXT,
        "subject": REFERENCE,
        "part": many(actor=REFERENCE, note=TEXT),
        "deep": one(inner=many(reference=TEXT, type=TEXT)),
        "code": one(text=TEXT),
    }
)


def test_references_are_visited_at_every_depth() -> None:
    visit = compile_visit(SHAPE)
    assert visit is not None
    resource: dict[str, Any] = {
        "id": "x",
        "subject": {"reference": "a"},
        "part": [{"actor": {"reference": "b"}}, {"note": "c"}, {"actor": {}}],
        "deep": {"inner": [{"reference": "d"}, None, {"type": "e"}]},
    }
    met: list[object] = []
    visit(resource, lambda spot, value: met.append((spot.element, spot.spare, value)))
    assert met == [
        ("subject", ("identifier", "type"), {"reference": "a"}),
        ("actor", ("identifier", "type"), {"reference": "b"}),
        ("inner", ("identifier",), {"reference": "d"}),
        ("inner", ("identifier",), {"type": "e"}),
    ]


@pytest.mark.parametrize(
    "field", [TEXT, one(text=TEXT), one(reference=one(text=TEXT))], ids=["a text", "an object", "another reference"]
)
def test_a_shape_without_references_has_nothing_to_visit(field: Field) -> None:
    assert compile_visit(Shape({"id": TEXT, "code": field})) is None


@pytest.mark.parametrize(
    ("resource", "full_url", "own"),
    [
        ({"id": "p1"}, None, "p1"),
        ({"id": "p1"}, "urn:uuid:b7f1", "p1"),
        ({"id": "a_b-c.1"}, None, "a_b-c.1"),
        ({}, "urn:uuid:b7f1", "b7f1"),
        ({"id": ""}, "urn:uuid:b7f1", "b7f1"),
        ({}, "urn:oid:1.2.3", "1.2.3"),
        ({}, "https://example.org/fhir/Patient/p1", "p1"),
        ({}, "https://example.org/fhir/Patient/p1/_history/2", "p1"),
        ({}, "https://example.org/Coverage?beneficiary=9000000009", ""),
        ({}, "urn:uuid:", ""),
        ({}, "Patient/p1", ""),
        ({}, 5, ""),
        ({}, None, ""),
        ({"id": 5}, None, None),
        ({"id": None}, "urn:uuid:b7f1", None),
        ({"id": "a b"}, None, None),
        ({"id": " p1"}, None, None),
        ({"id": "a/b"}, None, None),
        ({"id": "#p1"}, None, None),
        ({"id": "p1\n"}, None, None),
    ],
)
def test_the_id_is_the_resource_s_own_or_that_of_its_address(
    resource: dict[str, Any], full_url: object, own: str
) -> None:
    assert identity(resource, full_url) == own


@pytest.mark.parametrize(
    ("full_url", "base"),
    [
        ("https://Example.org/FHIR/Patient/p1", "example.org/fhir"),
        ("HTTP://example.org/fhir/Patient/p1/_history/2", "example.org/fhir"),
        ("https://example.org/Patient/p2", None),
        ("https://example.org/Patient/p1/", None),
        ("ftp://example.org/Patient/p1", None),
        ("urn:uuid:p1", None),
        ("Patient/p1", None),
        (None, None),
        (5, None),
    ],
)
def test_a_server_is_known_by_an_address_that_ends_in_the_key(full_url: object, base: str | None) -> None:
    assert base_of(full_url, key="Patient/p1") == base
