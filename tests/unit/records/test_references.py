from __future__ import annotations

from typing import Any

import pytest

from risk_checks.records.identity import identity
from risk_checks.records.references import compile_references, reference_key, resolve
from risk_checks.records.shape import Field, Shape
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
    ("reference", "resolved"),
    [
        ("urn:uuid:b7f1", "Patient/p1"),
        ("urn:uuid:b7f1#name", "Patient/p1"),
        ("https://example.org/Patient/p1/_history/2", "Patient/p1"),
        ("https://example.org/Patient/p2", "https://example.org/Patient/p2"),
        ("Patient/p2", "Patient/p2"),
        ("#p1", "#p1"),
        ("urn:uuid:other", None),
        ("urn:oid:1.2", None),
        ("urn:uuid:two", None),
    ],
)
def test_an_address_of_the_bundle_becomes_the_key_of_its_entry(reference: str, resolved: str | None) -> None:
    scope = {"urn:uuid:b7f1": "Patient/p1", "https://example.org/Patient/p1": "Patient/p1", "urn:uuid:two": None}
    assert resolve(reference, scope) == resolved


SHAPE = Shape(
    {
        "id": TEXT,
        "subject": REFERENCE,
        "part": many(actor=REFERENCE, note=TEXT),
        "deep": one(inner=many(reference=TEXT)),
        "code": one(text=TEXT),
    }
)


def test_references_are_resolved_at_every_depth_and_the_unresolved_counted() -> None:
    visit = compile_references(SHAPE)
    assert visit is not None
    resource: dict[str, Any] = {
        "id": "x",
        "subject": {"reference": "urn:uuid:a"},
        "part": [{"actor": {"reference": "urn:uuid:b"}}, {"note": "urn:uuid:a"}, {"actor": {}}],
        "deep": {"inner": [{"reference": "urn:uuid:a"}, {"reference": "urn:uuid:c"}]},
    }
    assert visit(resource, {"urn:uuid:a": "Patient/p1"}) == 2
    assert resource == {
        "id": "x",
        "subject": {"reference": "Patient/p1"},
        "part": [{"actor": {"reference": "urn:uuid:b"}}, {"note": "urn:uuid:a"}, {"actor": {}}],
        "deep": {"inner": [{"reference": "Patient/p1"}, {"reference": "urn:uuid:c"}]},
    }


@pytest.mark.parametrize(
    "field", [TEXT, one(text=TEXT), one(reference=one(text=TEXT))], ids=["a text", "an object", "another reference"]
)
def test_a_shape_without_references_has_nothing_to_resolve(field: Field) -> None:
    assert compile_references(Shape({"id": TEXT, "code": field})) is None


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
