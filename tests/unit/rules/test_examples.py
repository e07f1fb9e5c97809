"""Examples are read with their resources or rows, typed as FHIR and the tables have them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from risk_checks.documents import read_document
from risk_checks.errors import DefinitionErrors
from risk_checks.model.outcome import OutcomeKind
from risk_checks.rules.examples import Example, load_examples, read_examples
from risk_checks.rules.rule import read_rule
from tests.unit.rules.small import RULE, TABLES, code_sets, rule

SETS = code_sets("name: forms\ntitle: Forms\nmeans: Forms.\nsite: true\ncodes: []\n")

HEAD = """\
examples:
  - name: First
    shown: true
    pair: last-good
    as_of: "2026-11-01"
"""
EXPECT = "    expect: [{subject: a, outcome: gap, reason_code: none_recorded, due_on: none, missing: []}]\n"


def examples(text: str) -> tuple[Example, ...]:
    return read_examples(read_document(text, file="x.examples.yaml"), rule="RC-TEST-001", tables=TABLES, code_sets=SETS)


def with_resource(text: str) -> str:
    return f"{HEAD}    resources: [{text}]\n{EXPECT}"


def with_row(text: str) -> str:
    return f"{HEAD}    rows: {{{text}}}\n{EXPECT}"


def faults_of(text: str) -> list[str]:
    with pytest.raises(DefinitionErrors) as raised:
        examples(text)
    return [str(fault).removeprefix("RC-E").replace("x.examples.yaml:", "") for fault in raised.value.faults]


def test_example_says_what_it_expects() -> None:
    (found,) = examples(
        with_resource("{resourceType: Patient, id: p1}").replace("expect:", "covers: [Patient]\n    expect:")
    )
    assert (found.rule, found.name, found.shown, found.pair) == ("RC-TEST-001", "First", True, "last-good")
    assert (found.as_of, found.covers, found.rows) == (date(2026, 11, 1), frozenset({"Patient"}), None)
    assert found.resources == ({"resourceType": "Patient", "id": "p1"},)
    (expected,) = found.expect
    assert (expected.subject, expected.outcome) == ("a", OutcomeKind.GAP)
    assert expected.facts == {"reason_code": "none_recorded", "due_on": "none", "missing": "none"}


def test_facts_that_are_not_stated_are_left_out() -> None:
    text = with_resource("").replace(EXPECT, "    expect: [{subject: a, outcome: met, missing: [b, c]}]\n")
    (found,) = examples(text)
    assert found.expect[0].facts == {"missing": "b, c"}


def test_examples_beside_a_rule_are_loaded(tmp_path: Path) -> None:
    path = tmp_path / "assessment-missing.yaml"
    beside = read_rule(read_document(RULE, file="x.yaml"), path=path)
    assert load_examples(rule(), tables=TABLES, code_sets=SETS) == ()
    assert load_examples(beside, tables=TABLES, code_sets=SETS) == ()
    (tmp_path / "assessment-missing.examples.yaml").write_text(with_resource(""), encoding="utf-8")
    assert [example.name for example in load_examples(beside, tables=TABLES, code_sets=SETS)] == ["First"]


def test_texts_of_resources_become_what_fhir_says() -> None:
    (found,) = examples(
        with_resource("""\
{resourceType: Patient, active: true, deceasedBoolean: false, birthDate: 1980-01-01, multipleBirthInteger: 2,
    name: [{given: [A, null], _given: [null, {extension: [{url: u, valueString: 'null'}]}]}],
    contact: [{relationship: [{coding: [{userSelected: false, code: N}]}], telecom: [{rank: 1}]}],
    extension: [{url: u, valueDecimal: 1.5}], contained: [{resourceType: Location, position: {latitude: 1}}]}""")
    )
    assert found.resources[0] == {
        "resourceType": "Patient",
        "active": True,
        "deceasedBoolean": False,
        "birthDate": "1980-01-01",
        "multipleBirthInteger": 2,
        "name": [{"given": ["A", None], "_given": [None, {"extension": [{"url": "u", "valueString": "null"}]}]}],
        "contact": [{"relationship": [{"coding": [{"userSelected": False, "code": "N"}]}], "telecom": [{"rank": 1}]}],
        "extension": [{"url": "u", "valueDecimal": 1.5}],
        "contained": [{"resourceType": "Location", "position": {"latitude": 1.0}}],
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Patient", ["105 6:17: expected a resource with its resourceType"]),
        ("{id: p1}", ["105 6:17: expected a resource with its resourceType"]),
        ("{resourceType: Pateint}", ["104 6:32: FHIR has no resource 'Pateint'; did you mean 'Patient'?"]),
        (
            "{resourceType: Patient, brithDate: x}",
            ["104 6:41: Patient has no element 'brithDate'; did you mean 'birthDate'?"],
        ),
        (
            "{resourceType: Patient, deceased: x}",
            [
                "104 6:41: Patient has no element 'deceased'; did you mean 'deceasedBoolean'?",
            ],
        ),
        (
            "{resourceType: Patient, name: {family: A}}",
            ["106 6:47: 'name' may repeat and is a list, got keys and values"],
        ),
        ("{resourceType: Patient, active: yes}", ["106 6:49: expected boolean, got 'yes'"]),
        ("{resourceType: Patient, active: [true]}", ["106 6:49: expected boolean, got a list"]),
        ("{resourceType: Patient, multipleBirthInteger: x}", ["106 6:63: expected integer, got 'x'"]),
        (
            "{resourceType: Patient, maritalStatus: M}",
            ["106 6:56: expected keys and values of CodeableConcept, got 'M'"],
        ),
    ],
)
def test_resource_that_fhir_does_not_have_is_refused(text: str, expected: list[str]) -> None:
    assert faults_of(with_resource(text)) == expected


def test_rows_are_filled_with_what_absence_means() -> None:
    (found,) = examples(
        with_row("""\
patient: [{id: p1}],
      referral: [{id: r1, patient: p1, status: open, start: 2026-10, end: open, visits: 3, derived: true,
                  kinds: [b|2, a|1, b|2]}]""")
    )
    assert found.resources == ()
    assert found.rows == {
        "patient": (
            {
                "standing": "checked",
                "id": "p1",
                "patient": "p1",
                "deceased": False,
                "gp_practice": None,
                "birth_date_earliest": None,
                "birth_date_latest": None,
            },
        ),
        "referral": (
            {
                "id": "r1",
                "patient": "p1",
                "status": "open",
                "derived": True,
                "team": None,
                "visits": 3,
                "note": None,
                "start_earliest": date(2026, 10, 1),
                "start_latest": date(2026, 10, 31),
                "end_earliest": date(9999, 12, 31),
                "end_latest": date(9999, 12, 31),
                "last_contact_earliest": None,
                "last_contact_latest": None,
                "kinds": ["a|1", "b|2"],
            },
        ),
    }


def test_end_that_is_not_written_is_open() -> None:
    (found,) = examples(with_row("referral: [{id: r1, patient: p1}]"))
    assert found.rows is not None
    (row,) = found.rows["referral"]
    assert (row["end_latest"], row["kinds"], row["derived"]) == (date(9999, 12, 31), [], None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("referal: []", ["104 6:12: unknown table 'referal'; did you mean 'referral'?"]),
        ("referral: [r1]", ["106 6:23: expected a row of referral, got 'r1'"]),
        ("referral: [{id: r1}]", ["105 6:23: missing key 'patient'"]),
        ("patient: [{}]", ["105 6:22: missing key 'id'", "105 6:22: missing key 'patient'"]),
        ("carer: [{id: a, patient: b, rol: x}]", ["104 6:40: unknown column 'rol' of carer; did you mean 'role'?"]),
        ("carer: [{id: a, patient: b, role: [x]}]", ["106 6:46: expected a value for 'role', got a list"]),
        ("carer: [{id: a, patient: b, active: yes}]", ["111 6:48: 'active' is compared with true or false, got 'yes'"]),
        (
            "carer: [{id: a, patient: b, relationships: x}]",
            ["106 6:55: expected a list of system|code for 'relationships'"],
        ),
        (
            "carer: [{id: a, patient: b, relationships: [x]}]",
            [
                "106 6:55: expected a list of system|code for 'relationships'",
            ],
        ),
        (
            "referral: [{id: a, patient: b, start: soon}]",
            ["106 6:50: expected a day, month or year for 'start', got 'soon'"],
        ),
        (
            "referral: [{id: a, patient: b, start: 2026-13}]",
            [
                "106 6:50: expected a day, month or year for 'start', got '2026-13'",
            ],
        ),
    ],
)
def test_row_that_the_table_does_not_have_is_refused(text: str, expected: list[str]) -> None:
    assert faults_of(with_row(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (HEAD + EXPECT, ["106 2:5: an example gives either resources or rows"]),
        (HEAD + "    resources: []\n    rows: {}\n" + EXPECT, ["106 2:5: an example gives either resources or rows"]),
        (
            with_resource("").replace("2026-11-01", "2026-11"),
            [
                "106 5:12: expected a day such as 2026-11-01, got '2026-11'",
            ],
        ),
        (
            with_resource("").replace("due_on: none", "due_on: never"),
            [
                "106 7:77: expected a day such as 2026-11-01, got 'never'",
            ],
        ),
        (
            with_resource("").replace("due_on: none", "due_on: 20261101"),
            [
                "106 7:77: expected a day such as 2026-11-01, got '20261101'",
            ],
        ),
        (with_resource("").replace("gap", "gpa"), ["104 7:36: 'gpa' is not allowed here; did you mean 'gap'?"]),
        (
            with_resource("").replace("shown: true\n", "shwon: true\n"),
            [
                "105 2:5: missing key 'shown'",
                "104 3:5: unknown key 'shwon'; did you mean 'shown'?",
            ],
        ),
        (
            with_resource("") + with_resource("").removeprefix("examples:\n"),
            ["114 8:5: two examples are called 'First'"],
        ),
        (
            with_resource("").replace("[{subject: a", "[{subject: a, outcome: met}, {subject: a"),
            [
                "114 7:42: a subject has one outcome",
            ],
        ),
    ],
)
def test_fault_of_an_example_is_named(text: str, expected: list[str]) -> None:
    assert faults_of(text) == expected


def test_example_may_set_parameters() -> None:
    text = with_resource("").replace(EXPECT, f"    parameters: {{review_every: 6 months}}\n{EXPECT}")
    (found,) = examples(text)
    assert found.parameters == (("review_every", "6 months"),)
    (found,) = examples(with_resource(""))
    assert found.parameters == ()
    assert faults_of(text.replace("review_every", "Review")) == [
        "106 7:26: expected small letters, digits and underscores, such as review_every, got '6 months'"
    ]


def with_codes(text: str) -> str:
    return with_resource("").replace(EXPECT, f"    codes: {{{text}}}\n{EXPECT}")


def test_example_may_fill_a_code_set_of_the_site() -> None:
    (found,) = examples(with_codes("forms: [{system: s, code: b}, {system: s, code: a}]"))
    assert found.codes == (("forms", (("s", "b"), ("s", "a"))),)
    (found,) = examples(with_resource(""))
    assert found.codes == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("form: [{system: s, code: a}]", ["104 7:13: there is no code set 'form'; did you mean 'forms'?"]),
        (
            "risk: [{system: s, code: b}]",
            ["106 7:13: the code set 'risk' is not for the site to fill; examples show what the shipped codes do"],
        ),
        ("forms: []", ["106 7:13: no code is added; add one, or leave the set out"]),
        ("forms: [{system: s|x, code: a}]", ["106 7:21: system and code go apart, without '|'"]),
        ("forms: [{system: s}]", ["105 7:21: missing key 'code'"]),
        ("Forms: [{system: s, code: a}]", ["106 7:20: expected small letters, digits and hyphens"]),
    ],
)
def test_codes_that_an_example_cannot_fill_are_refused(text: str, expected: list[str]) -> None:
    found = faults_of(with_codes(text))
    assert [one[: len(want)] for one, want in zip(found, expected, strict=True)] == expected


def test_example_may_say_that_the_rule_is_not_evaluated() -> None:
    (found,) = examples(with_resource("").replace(EXPECT, "    expect: not_evaluated\n"))
    assert (found.evaluated, found.expect) == (False, ())
    (found,) = examples(with_resource("").replace(EXPECT, "    expect: []\n"))
    assert (found.evaluated, found.expect) == (True, ())
    assert faults_of(with_resource("").replace(EXPECT, "    expect: not_evalated\n")) == [
        "104 7:13: 'not_evalated' is not allowed here; did you mean 'not_evaluated'?"
    ]
