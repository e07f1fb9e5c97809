"""ViewDefinitions as people write them: what is read, and that every fault is reported at its place."""

from __future__ import annotations

import json

import pytest

from risk_checks.errors import DefinitionErrors
from risk_checks.views.definition import View
from risk_checks.views.loading import load_view

FINE = """
resourceType: https://sql-on-fhir.org/ig/StructureDefinition/ViewDefinition
name: names
title: "Names"
status: active
description: One row for each name.
resource: http://hl7.org/fhir/StructureDefinition/Patient
constant:
  - {name: use, valueCode: official}
select:
  - column:
      - {name: id, path: getResourceKey(), type: string}
  - forEachOrNull: name.where(use = %use)
    column:
      - {name: given, path: given, type: string, collection: true}
      - {name: family, path: family}
where:
  - path: active = true
"""


def load(text: str) -> View:
    return load_view(text, file="x.yaml")


def faults(text: str) -> list[str]:
    with pytest.raises(DefinitionErrors) as caught:
        load(text)
    return [str(fault) for fault in caught.value.faults]


def columns(body: str) -> str:
    return "resource: Patient\nselect:\n- column:\n" + body


def test_a_view_is_read() -> None:
    view = load(FINE)
    assert (view.name, view.resource) == ("names", "Patient")
    assert [(c.name, c.type, c.collection) for c in view.columns] == [
        ("id", "string", False),
        ("given", "string", True),
        ("family", "string", False),
    ]
    assert dict(view.constants)["use"].value == "official"


def test_json_is_read_as_well() -> None:
    view = {"resource": "Patient", "select": [{"column": [{"name": "id", "path": "id", "collection": True}]}]}
    found = load_view(json.dumps(view, indent=2), file="folder/people.json")
    assert found.name == "people"
    assert found.columns[0].collection


def test_a_type_that_is_not_declared_is_inferred() -> None:
    assert load(columns("  - {name: born, path: birthDate}")).columns[0].type == "date"


def test_every_fault_of_a_file_is_reported_at_its_place() -> None:
    text = """
resource: Patient
titel: People
select:
  - column:
      - {name: a b, path: id}
      - {name: born, path: birthDat}
      - {name: born, path: "active.not("}
where:
  - path: gender
"""
    assert faults(text) == [
        "RC-E210 x.yaml:3:1: a ViewDefinition has no key 'titel'; did you mean 'title'?",
        "RC-E213 x.yaml:6:16: column name 'a b' is not letters, digits and underscores",
        "RC-E203 x.yaml:7:28: Patient has no element 'birthDat' in FHIRPath `birthDat`; did you mean 'birthDate'?",
        "RC-E201 x.yaml:8:40: expected a path or a value, found 'the end' in FHIRPath `active.not(`",
        "RC-E215 x.yaml:10:11: a where path is true or false, not code; use exists() or =",
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{resource: Patint, select: [{column: [{name: a, path: id}]}]}", "1:12: 'Patint' is not a resource type"),
        ("{resource: DomainResource, select: [{column: [{name: a, path: id}]}]}", "is not a resource type"),
        ("{resourceType: View, resource: Patient, select: [{column: [{name: a, path: id}]}]}", "is not ViewDefinition"),
        ("{resource: Patient}", "RC-E211 x.yaml:1:1: 'select' is missing"),
        ("{resource: Patient, select: []}", "RC-E212 x.yaml:1:29: 'select' is a list"),
        ("{resource: Patient, select: {}}", "'select' is a list"),
        ("{resource: Patient, select: [a]}", "each of 'select' holds keys and values"),
        ("{resource: Patient, select: [{}]}", "a select has column, select or unionAll"),
        ("{resource: Patient, select: [{forEach: name, select: [{select: [{}]}]}]}", "a select has column"),
        ("{resource: Patient, select: [{column: [{path: id}]}]}", "'name' is missing"),
        ("{resource: Patient, select: [{column: [{name: a}]}]}", "'path' is missing"),
        ("{resource: Patient, select: [{column: [{name: a, path: ' '}]}]}", "'path' is a text"),
        (
            "{resource: Patient, select: [{column: [{name: a, path: id, collection: yes}]}]}",
            "'collection' is true or false",
        ),
        (
            "{resource: Patient, select: [{column: [{name: a, path: name}]}]}",
            "go on to one of its elements: extension, ",
        ),
        (
            "{resource: Patient, select: [{column: [{name: a, path: id, type: boolean}]}]}",
            "the path gives id, not boolean",
        ),
        ("{resource: Patient, select: [{column: [{name: a, path: id, type: words}]}]}", "unknown type 'words'"),
        (
            "{resource: Patient, select: [{repeat: contact, column: [{name: a, path: id}]}]}",
            "'repeat' is a list of paths",
        ),
        ("{resource: Patient, select: [{repeat: [], column: [{name: a, path: id}]}]}", "'repeat' is a list of paths"),
        (
            "{resource: Patient, select: [{repeat: [contact], forEach: name, column: [{name: a, path: id}]}]}",
            "RC-E212 x.yaml:1:50: repeat and forEach stand together; keep one of them",
        ),
        (
            "{resource: Questionnaire, select: [{repeat: [itme], column: [{name: a, path: linkId}]}]}",
            "RC-E203 x.yaml:1:46: Questionnaire has no element 'itme' in FHIRPath `itme`; did you mean 'item'?",
        ),
        (
            "{resource: Questionnaire, select: [{repeat: ['item('], column: [{name: a, path: linkId}]}]}",
            "RC-E201 x.yaml:1:52: expected a path or a value, found 'the end'",
        ),
        (
            "{resource: Questionnaire, select: [{repeat: [$this], column: [{name: a, path: id}]}]}",
            "RC-E217 x.yaml:1:46: a path of repeat leads to parts of the element",
        ),
        (
            "{resource: Patient, select: [{repeat: [name, contact], column: [{name: a, path: id}]}]}",
            "RC-E217 x.yaml:1:46: repeat leads to elements of two types, HumanName and Patient.contact",
        ),
        (
            "{resource: Patient, select: [{repeat: [item], column: [{name: a, path: linkId}]}]}",
            "RC-E216 x.yaml:1:72: the repeat finds nothing here, so the column's type cannot be known",
        ),
        (
            "{resource: Patient, select: [{repeat: [item], column: [{name: a, path: linkId, type: Coding}]}]}",
            "a column holds a primitive value, not Coding",
        ),
        (
            "{resource: Patient, select: [{repeat: [item], column: [{name: a, path: '@@', type: code}]}]}",
            "RC-E201 x.yaml:1:73: cannot read '@'",
        ),
        (
            "{resource: Patient, constant: [{name: a, valuePositiveInt: 0}], select: []}",
            "the value is not of type positiveInt",
        ),
        (
            "{resource: Patient, select: [{forEach: name, forEachOrNull: name, column: [{name: a, path: family}]}]}",
            "RC-E212 x.yaml:1:46: forEach and forEachOrNull stand together; keep one of them",
        ),
        (
            "{resource: Patient, select: [{column: [{name: a, path: id}]}, {column: [{name: a, path: id}]}]}",
            "RC-E213 x.yaml:1:63: column 'a' is defined already",
        ),
        (
            "resource: Group\nselect: [unionAll: [column: [{name: a, path: id}], column: [{name: b, path: id}]]]",
            "RC-E214 x.yaml:2:52: branches of unionAll have different columns; expected: a id",
        ),
        ("{resource: Patient, constant: [{name: a}], select: [{column: [{name: a, path: id}]}]}", "has one value"),
        (
            "{resource: Patient, constant: [{name: a, valueInteger: x}], select: [{column: [{name: a, path: id}]}]}",
            "the value is not of type integer",
        ),
        (
            '{resource: Patient, constant: [{name: a, valueBoolean: "true"}], select: []}',
            "the value is not of type boolean",
        ),
        (
            "{resource: Patient, constant: [{name: rowIndex, valueCode: x}], select: []}",
            "constant 'rowIndex' is defined already",
        ),
    ],
)
def test_what_is_wrong_is_refused(text: str, words: str) -> None:
    assert any(words in fault for fault in faults(text)), faults(text)


def test_the_column_of_a_fault_is_found_inside_quotes_and_without() -> None:
    assert "x.yaml:4:24:" in faults(columns("  - {name: a, path: id.x}"))[0]
    assert "x.yaml:4:25:" in faults(columns("  - {name: a, path: 'id.x'}"))[0]


def test_an_expression_over_several_lines_is_placed_where_it_starts() -> None:
    assert "x.yaml:5:11:" in faults(columns("  - name: a\n    path: >-\n      id.exists()\n      and nam.exists()"))[0]


def test_one_fault_in_a_for_each_does_not_breed_others() -> None:
    assert len(faults("{resource: Patient, select: [{forEach: nam, column: [{name: a, path: family}]}]}")) == 1


@pytest.mark.parametrize(
    ("key", "written", "value"),
    [
        ("valueBase64Binary", "aGk=", "aGk="),
        ("valueBoolean", "false", False),
        ("valueCanonical", "http://example.org/q|1", "http://example.org/q|1"),
        ("valueDate", "2026-01", "2026-01"),
        ("valueDateTime", "2026-01-01T10:00:00Z", "2026-01-01T10:00:00Z"),
        ("valueDecimal", "1.5", 1.5),
        ("valueInstant", "2026-01-01T10:00:00.5+01:00", "2026-01-01T10:00:00.5+01:00"),
        ("valueInteger", "-7", -7),
        ("valueInteger64", '"9223372036854775807"', 9223372036854775807),
        ("valueInteger64", "5", 5),
        ("valueOid", "urn:oid:1.2.3", "urn:oid:1.2.3"),
        ("valuePositiveInt", "1", 1),
        ("valueTime", "'10:30:00'", "10:30:00"),
        ("valueUnsignedInt", "0", 0),
        ("valueUri", "urn:x", "urn:x"),
        ("valueUrl", "http://example.org", "http://example.org"),
        ("valueUuid", "urn:uuid:c757873d-ec9a-4326-a141-556f43239520", "urn:uuid:c757873d-ec9a-4326-a141-556f43239520"),
    ],
)
def test_constants_of_every_type(key: str, written: str, value: object) -> None:
    text = f"resource: Patient\nconstant:\n- name: c\n  {key}: {written}\n"
    view = load(text + "select:\n- column:\n  - {name: a, path: '%c'}")
    assert dict(view.constants)["c"].value == value


def test_what_a_repeat_can_never_find_needs_only_a_type() -> None:
    view = load("{resource: Patient, select: [{repeat: [item], column: [{name: a, path: linkId, type: string}]}]}")
    assert [(column.name, column.type) for column in view.columns] == [("a", "string")]


def test_the_definition_that_a_view_is_of_may_be_named() -> None:
    named = 'resourceDefinition: "http://hl7.org/fhir/StructureDefinition/ViewDefinition|3.0.0-ballot"\n'
    assert load(named + columns("  - {name: a, path: id}")).columns[0].name == "a"
