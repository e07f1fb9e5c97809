"""FHIRPath text to syntax tree to typed terms: what is read, and what is refused and where."""

from __future__ import annotations

import pytest

from risk_checks.errors import DefinitionError, Where
from risk_checks.views.fhirpath.check import check
from risk_checks.views.fhirpath.parser import parse
from risk_checks.views.fhirpath.source import Source
from risk_checks.views.fhirpath.syntax import Binary, Call, Indexer, Literal, Member, Node
from risk_checks.views.fhirpath.terms import Term, Value

CONSTANTS = {"use": Value("official", "code"), "second": Value(1, "integer")}


def read(text: str, focus: str = "Patient") -> Term:
    source = Source(text)
    return check(parse(source), source=source, focus=focus, constants=CONSTANTS)


def refused(text: str, focus: str = "Patient") -> DefinitionError:
    with pytest.raises(DefinitionError) as caught:
        read(text, focus)
    return caught.value


def shown(node: Node) -> str:
    match node:
        case Binary():
            return f"({shown(node.left)} {node.operator} {shown(node.right)})"
        case Literal():
            return repr(node.value)
        case Member():
            return (f"{shown(node.of)}." if node.of else "") + node.name
        case Call():
            inner = ", ".join(shown(each) for each in node.arguments)
            return (f"{shown(node.of)}." if node.of else "") + f"{node.name}({inner})"
        case Indexer():
            return f"{shown(node.of)}[{shown(node.index)}]"
        case _:
            return type(node).__name__


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("a or b and c", "(a or (b and c))"),
        ("a and b or c", "((a and b) or c)"),
        ("a and b and c", "((a and b) and c)"),
        ("a implies b or c", "(a implies (b or c))"),
        ("a = b < c", "(a = (b < c))"),
        ("a + b * c", "(a + (b * c))"),
        ("a - b - c", "((a - b) - c)"),
        ("(a or b) and c", "((a or b) and c)"),
        ("a.b[0].c", "a.b[0].c"),
        ("-1.5 + 2", "(-1.5 + 2)"),
        ("-1.5.lowBoundary()", "(0 - 1.5.lowBoundary())"),
        ("+(1)", "1"),
        ("-a.b * 2", "((0 - a.b) * 2)"),
        ("a.where(b = 'x').first()", "a.where((b = 'x')).first()"),
        ("a // the rest is a comment\n.b /* and this */ .c", "a.b.c"),
        ("`class`.code", "class.code"),
        ("@2026-01", "'2026-01'"),
        ("@T10:30", "'10:30'"),
        ("@2026T", "'2026'"),
        (r"'it\'s \u00e9'", '"it\'s é"'),
        ("'HTEST'", "'HTEST'"),
        ("true", "True"),
        ("`true`", "true"),
    ],
)
def test_precedence_and_literals(text: str, tree: str) -> None:
    assert shown(parse(Source(text))) == tree


@pytest.mark.parametrize(
    ("text", "type_name", "many"),
    [
        ("birthDate", "date", False),
        ("name.family", "string", True),
        ("name.first().family", "string", False),
        ("name[%second].given", "string", True),
        ("Patient.active", "boolean", False),
        ("deceased.ofType(boolean)", "boolean", False),
        ("deceased.ofType(FHIR.dateTime)", "dateTime", False),
        ("deceased.exists()", "boolean", False),
        ("name.where(use = %use)", "HumanName", True),
        ("contact.name.given.first()", "string", False),
        ("extension('u').value.ofType(Coding).code", "code", True),
        ("link.other.getReferenceKey(Patient)", "string", True),
        ("managingOrganization.getReferenceKey()", "string", False),
        ("getResourceKey()", "string", False),
        ("name.given.join(',')", "string", False),
        ("%rowIndex", "integer", False),
        ("%rowIndex / 2", "decimal", False),
        ("%rowIndex * 2", "integer", False),
        ("'a' + 'b'", "string", False),
        ("birthDate >= @2000", "boolean", False),
        ("$this", "Patient", False),
        ("birthDate.extension('u').value.ofType(dateTime)", "dateTime", True),
        ("name.given.extension.url", "uri", True),
        ("birthDate.id", "string", False),
        ("birthDate.lowBoundary()", "date", False),
        ("deceased.ofType(dateTime).highBoundary()", "dateTime", False),
        ("birthDate.lowBoundary(9)", "date", False),
        ("multipleBirth.ofType(integer).highBoundary()", "decimal", False),
        ("name.first().period.lowBoundary()", "dateTime", False),
        ("-%rowIndex", "integer", False),
        ("%rowIndex div 2", "integer", False),
        ("gender & 'x'", "string", False),
        ("gender in ('male' | 'other')", "boolean", False),
        ("name.use contains 'old'", "boolean", False),
    ],
)
def test_types_and_cardinality(text: str, type_name: str, many: bool) -> None:
    term = read(text)
    assert (term.type, term.many) == (type_name, many)


@pytest.mark.parametrize(
    ("text", "code", "column", "words"),
    [
        (
            "name.famly",
            "RC-E203",
            6,
            "HumanName has no element 'famly' in FHIRPath `name.famly`; did you mean 'family'?",
        ),
        ("deceasedBoolean", "RC-E203", 1, "write deceased.ofType(boolean)"),
        ("deceased", "RC-E206", 1, "'deceased' may have several types"),
        ("deceased.ofType(string)", "RC-E206", 17, "'deceased' is never of type string"),
        ("birthDate.year", "RC-E203", 11, "a date has no elements"),
        ("name.wher(use = 'x')", "RC-E202", 6, "unknown function 'wher'"),
        ("name.where()", "RC-E202", 6, "where() takes 1 arguments, not 0"),
        ("name.where(use)", "RC-E205", 12, "where() needs a boolean, not code"),
        ("%nope", "RC-E204", 1, "unknown constant '%nope'"),
        ("name.family and active", "RC-E205", 6, "'and' needs one value"),
        ("gender and active", "RC-E205", 1, "'and' needs a boolean, not code"),
        ("name.family > 'A'", "RC-E205", 6, "'>' needs one value"),
        ("name = 'A'", "RC-E205", 6, "compares values, not HumanName and string"),
        ("birthDate = '2000-01-01'", "RC-E205", 11, "write a date as @2026-01-31"),
        ("active = 1", "RC-E205", 8, "cannot compare boolean with integer"),
        ("active > true", "RC-E205", 8, "cannot order booleans"),
        ("active + 1", "RC-E205", 8, "cannot take boolean and integer"),
        ("name[-1]", "RC-E205", 6, "an index is a whole number from 0"),
        ("name[use]", "RC-E203", 6, "Patient has no element 'use'"),
        ("name.not()", "RC-E205", 6, "not() needs one boolean"),
        ("name.getResourceKey()", "RC-E205", 6, "asked of the resource itself"),
        ("name.getReferenceKey()", "RC-E205", 6, "asked of a Reference"),
        ("managingOrganization.getReferenceKey(Patint)", "RC-E205", 38, "unknown type 'Patint'"),
        ("managingOrganization.getReferenceKey(Coding)", "RC-E205", 38, "'Coding' is not a resource type"),
        ("birthDate.first().extension('u')", "RC-E202", 19, "only an element itself has extensions"),
        ("'a'.extension('u')", "RC-E202", 5, "ask it of the element by its name"),
        ("gender in name.use", "RC-E202", 8, "'in' needs a fixed value on one side"),
        ("name | contact", "RC-E202", 6, "'|' is read only in a list of values after 'in'"),
        ("active is boolean", "RC-E202", 8, "operator 'is' is not read in FHIRPath"),
        ("gender ~ 'male'", "RC-E202", 8, "write ="),
        ("$index", "RC-E202", 1, "'$index' is not read"),
        ("active & 'a'", "RC-E205", 8, "'&' cannot take boolean and string"),
        ("1.5 div 2", "RC-E205", 5, "'div' cannot take decimal and integer"),
        ("name.given.lowBoundary()", "RC-E205", 12, "lowBoundary() needs one value"),
        ("birthDate.join()", "RC-E205", 11, "join() joins strings, not date"),
        ("deceased.exists($this)", "RC-E206", 10, "say which with ofType()"),
        ("deceased.ofType('boolean')", "RC-E205", 17, "takes the name of a type"),
        ("extension(url)", "RC-E203", 11, "Element has no element 'url'"),
        ("extension(1)", "RC-E205", 11, "takes a text in quotes, or a constant"),
        ("gender.lowBoundary()", "RC-E205", 8, "has boundaries, not a code"),
        ("birthDate.highBoundary(5)", "RC-E205", 11, "a date has 4, 6, 8 digits of precision, not 5"),
        ("birthDate.highBoundary('5')", "RC-E205", 24, "takes a whole number"),
        ("(1.0 + 2.0).lowBoundary()", "RC-E205", 13, "only of an element as it is recorded"),
        ("-" * 60 + "1", "RC-E201", 51, "nested more than 50 deep"),
        ("name.", "RC-E201", 6, "expected a name, found 'the end'"),
        ("name.where(use = 'x'", "RC-E201", 21, "expected ',' or ')', found 'the end'"),
        ("(name", "RC-E201", 6, "expected ')', found 'the end'"),
        ("name family", "RC-E201", 6, "'family' is not expected here"),
        ("'open", "RC-E201", 1, 'cannot read "\'"'),
        ("@@", "RC-E201", 1, "cannot read '@'"),
        ("", "RC-E201", 1, "expected a path or a value"),
        ("-name", "RC-E205", 2, "'-' needs one value"),
        ("(" * 60 + "1" + ")" * 60, "RC-E201", 51, "nested more than 50 deep"),
    ],
)
def test_a_fault_has_a_code_a_place_and_a_way_out(text: str, code: str, column: int, words: str) -> None:
    fault = refused(text)
    assert (fault.code, fault.where) == (code, Where("expression", 1, column))
    assert words in str(fault)
