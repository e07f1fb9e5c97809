"""Gives a syntax tree its types: names are looked up, sugar is taken out, what cannot work is refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import cast

from risk_checks.errors import DefinitionError, nearest
from risk_checks.views.elements import Element, Kind, elements_of, is_type, json_name, kind_of, resource_types
from risk_checks.views.fhirpath import terms
from risk_checks.views.fhirpath.boundaries import NoBoundary, boundary
from risk_checks.views.fhirpath.source import Source
from risk_checks.views.fhirpath.syntax import Binary, Call, Constant, Indexer, Literal, Member, Node, This
from risk_checks.views.fhirpath.terms import Term

_NUMBERS = (Kind.INTEGER, Kind.DECIMAL)
_LOGIC = ("and", "or", "xor", "implies")
_COMPARE = ("=", "!=", "<", "<=", ">", ">=")


@dataclass(frozen=True, slots=True)
class Choice:
    """`value` of a choice `value[x]`, before `ofType` or `exists` says what is wanted of it."""

    of: Term
    element: Element
    many: bool


def check(node: Node, *, source: Source, focus: str, constants: Mapping[str, terms.Value]) -> Term:
    """Return what a syntax tree means on a focus of a type; raises DefinitionError at the first fault."""
    return _Checker(source, constants).term(node, terms.Focus(focus))


class _Checker:
    def __init__(self, source: Source, constants: Mapping[str, terms.Value]) -> None:
        self._source = source
        self._constants = constants

    def fault(self, code: str, message: str, at: int, hint: str | None = None) -> DefinitionError:
        return self._source.fault(code, message, at=at, hint=hint)

    def term(self, node: Node, focus: Term) -> Term:
        """Return the term of a node, which may not be an undecided choice."""
        found = self._any(node, focus)
        if isinstance(found, Choice):
            listed = ", ".join(f"{found.element.name}.ofType({each})" for each in found.element.types[:3])
            raise self.fault(
                "RC-E206", f"'{found.element.name}' may have several types", node.at, f"say which: {listed}"
            )
        return found

    def single(self, node: Node, focus: Term, *, who: str) -> Term:
        """Return the term of a node that has at most one value."""
        found = self.term(node, focus)
        if found.many:
            raise self.fault("RC-E205", f"{who} needs one value", node.at, "use first(), exists() or where(...)")
        return found

    def boolean(self, node: Node, focus: Term, *, who: str) -> Term:
        """Return the term of a node that is true, false or empty."""
        found = self.single(node, focus, who=who)
        if kind_of(found.type) is not Kind.BOOLEAN:
            raise self.fault("RC-E205", f"{who} needs a boolean, not {found.type}", node.at, "use exists() or =")
        return found

    def _any(self, node: Node, focus: Term) -> Term | Choice:
        match node:
            case Literal():
                return terms.Value(node.value, node.type)
            case Constant():
                return self._constant(node)
            case This():
                return focus
            case Member():
                return self._member(node, focus)
            case Indexer():
                return self._indexer(node, focus)
            case Binary():
                return self._binary(node, focus)
            case Call():
                return self._call(node, focus)

    def _constant(self, node: Constant) -> Term:
        if node.name == "rowIndex":
            return terms.RowIndex()
        found = self._constants.get(node.name)
        if found is None:
            known = [*self._constants, "rowIndex"]
            raise self.fault("RC-E204", f"unknown constant '%{node.name}'", node.at, nearest(node.name, known))
        return found

    def _member(self, node: Member, focus: Term) -> Term | Choice:
        if node.of is None and node.name == focus.type and node.name in resource_types():
            return focus
        of = focus if node.of is None else self.term(node.of, focus)
        if kind_of(of.type) is not None:
            if node.name not in elements_of("Element"):
                raise self.fault("RC-E203", f"'{node.name}': a {of.type} has no elements that views read", node.at)
            of = self._companion(of, node)
        known = elements_of(of.type)
        element = known.get(node.name)
        if element is None:
            raise self.fault(
                "RC-E203", f"{of.type} has no element '{node.name}'", node.at, _element_hint(node.name, known)
            )
        if element.choice:
            return Choice(of, element, of.many)
        return child(of, element, element.types[0])

    def _companion(self, of: Term, node: Node) -> Term:
        """Return what JSON keeps beside a primitive: the extensions of `birthDate` are in `_birthDate`."""
        if not isinstance(of, terms.Child):
            hint = "ask it of the element by its name, as in birthDate.extension(...)"
            raise self.fault(
                "RC-E202", "only an element itself has extensions, not a value taken from it", node.at, hint
            )
        return terms.Child(of.of, f"_{of.property}", "Element", of.repeats, of.many)

    def _indexer(self, node: Indexer, focus: Term) -> Term:
        of, index = self.term(node.of, focus), self.term(node.index, focus)
        if not isinstance(index, terms.Value) or kind_of(index.type) is not Kind.INTEGER or int(index.value) < 0:
            raise self.fault("RC-E205", "an index is a whole number from 0", node.index.at)
        return terms.Item(of, int(index.value), of.type)

    def _binary(self, node: Binary, focus: Term) -> Term:
        who = f"'{node.operator}'"
        if node.operator in _LOGIC:
            word = cast(terms.LogicWord, node.operator)
            return terms.Logic(word, self.boolean(node.left, focus, who=who), self.boolean(node.right, focus, who=who))
        if node.operator in _COMPARE:
            return self._compare(node, focus, who)
        if node.operator in ("in", "contains"):
            return self._membership(node, focus)
        if node.operator == "|":
            raise self.fault("RC-E202", "'|' is read only in a list of values after 'in'", node.at, "use unionAll")
        return self._arithmetic(node, focus, who)

    def _arithmetic(self, node: Binary, focus: Term, who: str) -> Term:
        left, right = self.single(node.left, focus, who=who), self.single(node.right, focus, who=who)
        kinds = {kind_of(left.type), kind_of(right.type)}
        if kinds == {Kind.TEXT} and node.operator == "&":
            return terms.Concat(left, right)
        sign = cast(terms.ArithmeticSign, node.operator)
        if kinds == {Kind.TEXT} and sign == "+":
            return terms.Arithmetic(sign, left, right, "string")
        fitting = (Kind.INTEGER,) if sign in ("div", "mod") else _NUMBERS
        if node.operator == "&" or not kinds.issubset(fitting):
            raise self.fault("RC-E205", f"{who} cannot take {left.type} and {right.type}", node.at)
        whole = kinds == {Kind.INTEGER} and sign != "/"
        return terms.Arithmetic(sign, left, right, "integer" if whole else "decimal")

    def _membership(self, node: Binary, focus: Term) -> Term:
        """Return `value in list`: a value compared with each of the list, or a list asked for one fixed value."""
        one, listed = (node.left, node.right) if node.operator == "in" else (node.right, node.left)
        if isinstance(listed, Binary) and listed.operator == "|":
            either = [Binary(node.operator, *_sides(node, one, part), node.at) for part in (listed.left, listed.right)]
            return self.term(Binary("or", either[0], either[1], node.at), focus)
        value, values = self.term(one, focus), self.term(listed, focus)
        if isinstance(values, terms.Value):
            return self.term(Binary("=", one, listed, node.at), focus)
        if not isinstance(value, terms.Value):
            raise self.fault(
                "RC-E202", f"'{node.operator}' needs a fixed value on one side", node.at, "use exists(...) with ="
            )
        here = Binary("=", This(node.at), one, node.at)
        return terms.Exists(terms.Filter(values, self.term(here, terms.Focus(values.type)), values.type, values.many))

    def _compare(self, node: Binary, focus: Term, who: str) -> Term:
        sign = cast(terms.CompareSign, node.operator)
        if sign in ("=", "!="):
            left, right = self.term(node.left, focus), self.term(node.right, focus)
        else:
            left, right = self.single(node.left, focus, who=who), self.single(node.right, focus, who=who)
        sides = (kind_of(left.type), kind_of(right.type))
        if None in sides:
            raise self.fault("RC-E205", f"{who} compares values, not {left.type} and {right.type}", node.at)
        if len(set(sides)) > 1 and not set(sides).issubset(_NUMBERS):
            hint = "write a date as @2026-01-31" if {Kind.TEXT, Kind.DATE} == set(sides) else None
            raise self.fault("RC-E205", f"{who} cannot compare {left.type} with {right.type}", node.at, hint)
        if sign not in ("=", "!=") and Kind.BOOLEAN in sides:
            raise self.fault("RC-E205", f"{who} cannot order booleans", node.at)
        return terms.Compare(sign, left, right)

    def _call(self, node: Call, focus: Term) -> Term:
        form = _FUNCTIONS.get(node.name)
        if form is None:
            raise self.fault(
                "RC-E202", f"unknown function '{node.name}'", node.at, nearest(node.name, list(_FUNCTIONS))
            )
        if not form.least <= len(node.arguments) <= form.most:
            wanted = str(form.least) if form.least == form.most else f"{form.least} to {form.most}"
            raise self.fault("RC-E202", f"{node.name}() takes {wanted} arguments, not {len(node.arguments)}", node.at)
        of = focus if node.of is None else self._any(node.of, focus)
        if isinstance(of, Choice) and node.name not in ("ofType", "exists", "empty"):
            self.term(node.of or node, focus)
        return form.build(self, node, of)

    def exists(self, node: Call, of: Term | Choice) -> Term:
        """Return `of.exists(criteria)`; of a choice, whether any of its types is there."""
        if not isinstance(of, Choice):
            return terms.Exists(self.where(node, of) if node.arguments else of)
        if node.arguments:
            raise self.fault(
                "RC-E206", f"'{of.element.name}' may have several types", node.at, "say which with ofType()"
            )
        found: Term | None = None
        for each in of.element.types:
            here = terms.Exists(child(of.of, of.element, each))
            found = here if found is None else terms.Logic("or", found, here)
        assert found is not None  # a choice has types
        return found

    def empty(self, node: Call, of: Term | Choice) -> Term:
        """Return `of.empty()`."""
        return terms.Not(self.exists(node, of))

    def where(self, node: Call, of: Term | Choice) -> Term:
        """Return `of.where(criteria)`."""
        assert not isinstance(of, Choice)
        criteria = self.boolean(node.arguments[0], terms.Focus(of.type), who=f"{node.name}()")
        return terms.Filter(of, criteria, of.type, of.many)

    def first(self, _node: Call, of: Term | Choice) -> Term:
        """Return `of.first()`."""
        assert not isinstance(of, Choice)
        return terms.Item(of, 0, of.type)

    def not_(self, node: Call, of: Term | Choice) -> Term:
        """Return `of.not()`."""
        assert not isinstance(of, Choice)
        if of.many or kind_of(of.type) is not Kind.BOOLEAN:
            raise self.fault("RC-E205", "not() needs one boolean", node.at, "use exists() or empty()")
        return terms.Not(of)

    def of_type(self, node: Call, of: Term | Choice) -> Term:
        """Return `of.ofType(Type)`."""
        name = self._type_name(node)
        types = of.element.types if isinstance(of, Choice) else (of.type,)
        if name not in types:
            what = f"'{of.element.name}'" if isinstance(of, Choice) else f"a {of.type}"
            raise self.fault("RC-E206", f"{what} is never of type {name}", node.arguments[0].at, nearest(name, types))
        return child(of.of, of.element, name) if isinstance(of, Choice) else of

    def extension(self, node: Call, of: Term | Choice) -> Term:
        """Return `of.extension(url)`: the extensions of that url."""
        assert not isinstance(of, Choice)
        element = elements_of(of.type).get("extension")
        if element is None:
            of = self._companion(of, node)
            element = elements_of("Element")["extension"]
        url = self._text(node)
        here = terms.Child(terms.Focus("Extension"), "url", "uri", repeats=False, many=False)
        criteria = terms.Compare("=", here, terms.Value(url, "uri"))
        return terms.Filter(child(of, element, "Extension"), criteria, "Extension", many=True)

    def low_boundary(self, node: Call, of: Term | Choice) -> Term:
        """Return `of.lowBoundary(precision)`."""
        return self._boundary(node, of, "low")

    def high_boundary(self, node: Call, of: Term | Choice) -> Term:
        """Return `of.highBoundary(precision)`."""
        return self._boundary(node, of, "high")

    def _boundary(self, node: Call, of: Term | Choice, side: terms.Side) -> Term:
        assert not isinstance(of, Choice)
        if of.many:
            raise self.fault("RC-E205", f"{node.name}() needs one value", node.at, "use first()")
        precision = self._whole(node) if node.arguments else None
        try:
            found = boundary(of, side, precision)
        except NoBoundary as reason:
            raise self.fault("RC-E205", str(reason), node.at) from None
        return found or terms.Nothing(of.type)

    def _whole(self, node: Call) -> int:
        found = self.term(node.arguments[0], terms.Focus("Element"))
        if not isinstance(found, terms.Value) or kind_of(found.type) is not Kind.INTEGER:
            raise self.fault("RC-E205", f"{node.name}() takes a whole number", node.arguments[0].at)
        return int(found.value)

    def join(self, node: Call, of: Term | Choice) -> Term:
        """Return `of.join(separator)`."""
        assert not isinstance(of, Choice)
        if kind_of(of.type) is not Kind.TEXT:
            raise self.fault("RC-E205", f"join() joins strings, not {of.type}", node.at)
        return terms.Join(of, self._text(node) if node.arguments else "")

    def resource_key(self, node: Call, of: Term | Choice) -> Term:
        """Return `getResourceKey()`."""
        if not isinstance(of, terms.Focus) or of.type not in resource_types():
            raise self.fault("RC-E205", "getResourceKey() is asked of the resource itself, outside forEach", node.at)
        return terms.ResourceKey(of, of.type)

    def reference_key(self, node: Call, of: Term | Choice) -> Term:
        """Return `of.getReferenceKey(Type)`."""
        assert not isinstance(of, Choice)
        if of.type != "Reference":
            raise self.fault("RC-E205", f"getReferenceKey() is asked of a Reference, not of {of.type}", node.at)
        target = self._type_name(node) if node.arguments else None
        if target is not None and target not in resource_types():
            hint = nearest(target, sorted(resource_types()))
            raise self.fault("RC-E205", f"'{target}' is not a resource type", node.arguments[0].at, hint)
        return terms.ReferenceKey(of, target, of.many)

    def _type_name(self, node: Call) -> str:
        written = node.arguments[0]
        if isinstance(written, Member) and isinstance(written.of, Member) and written.of.name in ("FHIR", "System"):
            written = Member(None, written.name, written.at)
        if not isinstance(written, Member) or written.of is not None:
            raise self.fault("RC-E205", f"{node.name}() takes the name of a type", written.at)
        if not is_type(written.name):
            raise self.fault("RC-E205", f"unknown type '{written.name}'", written.at)
        return written.name

    def _text(self, node: Call) -> str:
        found = self.term(node.arguments[0], terms.Focus("Element"))
        if not isinstance(found, terms.Value) or not isinstance(found.value, str):
            raise self.fault("RC-E205", f"{node.name}() takes a text in quotes, or a constant", node.arguments[0].at)
        return found.value


@dataclass(frozen=True, slots=True)
class _Function:
    least: int
    most: int
    build: Callable[[_Checker, Call, Term | Choice], Term]


_FUNCTIONS = {
    "empty": _Function(0, 0, _Checker.empty),
    "exists": _Function(0, 1, _Checker.exists),
    "extension": _Function(1, 1, _Checker.extension),
    "first": _Function(0, 0, _Checker.first),
    "getReferenceKey": _Function(0, 1, _Checker.reference_key),
    "getResourceKey": _Function(0, 0, _Checker.resource_key),
    "highBoundary": _Function(0, 1, _Checker.high_boundary),
    "join": _Function(0, 1, _Checker.join),
    "lowBoundary": _Function(0, 1, _Checker.low_boundary),
    "not": _Function(0, 0, _Checker.not_),
    "ofType": _Function(1, 1, _Checker.of_type),
    "where": _Function(1, 1, _Checker.where),
}


def child(of: Term, element: Element, type_name: str) -> Term:
    """Return the term for an element, of one of its types, of each value of `of`."""
    return terms.Child(of, json_name(element, type_name), type_name, element.many, of.many or element.many)


def _sides(node: Binary, one: Node, listed: Node) -> tuple[Node, Node]:
    return (one, listed) if node.operator == "in" else (listed, one)


def _element_hint(name: str, known: Mapping[str, Element]) -> str | None:
    for element in known.values():
        if element.choice and name.startswith(element.name):
            match = [each for each in element.types if json_name(element, each) == name]
            if match:
                return f"write {element.name}.ofType({match[0]})"
    return nearest(name, list(known))
