"""Compiles a FHIRPath term to a closure over plain JSON values: every result is a list, as in FHIRPath itself.

Whether an element repeats is read from the data here, never from the table of element types, so that the other engine,
which trusts the table, is judged by this one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, assert_never

from risk_checks.views.elements import Kind, kind_of
from risk_checks.views.fhirpath import terms
from risk_checks.views.fhirpath.references import KEY_GROUP, reference_pattern
from risk_checks.views.fhirpath.terms import Term
from risk_checks.views.memory_boundary import number_boundary, text_boundary
from risk_checks.views.memory_compare import compare_plain, compare_temporal

Step = Callable[[Any, int], list[Any]]
"""A compiled term: the focus and `%rowIndex` in, the collection of its values out."""

# FHIRPath's truth tables; None is the empty collection. `implies` is `not left or right`.
_AND: dict[tuple[bool | None, bool | None], bool | None] = {
    (True, True): True,
    (True, False): False,
    (True, None): None,
    (False, True): False,
    (False, False): False,
    (False, None): False,
    (None, True): None,
    (None, False): False,
    (None, None): None,
}
_NOT: dict[bool | None, bool | None] = {True: False, False: True, None: None}
_OR = {(a, b): _NOT[_AND[_NOT[a], _NOT[b]]] for a, b in _AND}
_TABLES: Mapping[terms.LogicWord, Mapping[tuple[bool | None, bool | None], bool | None]] = {
    "and": _AND,
    "or": _OR,
    "xor": {(a, b): None if a is None or b is None else a is not b for a, b in _AND},
    "implies": {(a, b): _OR[_NOT[a], b] for a, b in _AND},
}


def compile_term(term: Term) -> Step:
    """Return the closure that evaluates a term."""
    match term:
        case terms.Focus():
            return lambda focus, _index: [] if focus is None else [focus]
        case terms.RowIndex():
            return lambda _focus, index: [index]
        case terms.Value():
            value = [term.value]
            return lambda _focus, _index: value
        case terms.Nothing():
            return lambda _focus, _index: []
        case terms.Child():
            return _child(term)
        case terms.Item():
            of, position = compile_term(term.of), term.position
            return lambda focus, index: of(focus, index)[position : position + 1]
        case terms.Filter():
            of, criteria = compile_term(term.of), compile_term(term.criteria)
            return lambda focus, index: [each for each in of(focus, index) if criteria(each, index) == [True]]
        case terms.Exists():
            of = compile_term(term.of)
            return lambda focus, index: [bool(of(focus, index))]
        case terms.Not():
            of = compile_term(term.of)
            return lambda focus, index: [not each for each in of(focus, index)]
        case terms.Logic() | terms.Compare() | terms.Arithmetic() | terms.Concat() | terms.Boundary():
            return _operation(term)
        case terms.Join():
            of, separator = compile_term(term.of), term.separator
            return lambda focus, index: [separator.join(found)] if (found := of(focus, index)) else []
        case terms.ResourceKey():
            of, resource = compile_term(term.of), term.resource
            return lambda focus, index: [f"{resource}/{each['id']}" for each in of(focus, index) if each.get("id")]
        case terms.ReferenceKey():
            return _reference_key(term)
        case _:
            assert_never(term)


def _operation(term: terms.Operation) -> Step:
    match term:
        case terms.Logic():
            return _logic(term)
        case terms.Compare():
            return _compare(term)
        case terms.Arithmetic():
            return _arithmetic(term)
        case terms.Concat():
            return _concat(term)
        case terms.Boundary():
            return _boundary(term)
        case _:
            assert_never(term)


def _child(term: terms.Child) -> Step:
    name = term.property
    if isinstance(term.of, terms.Focus):
        return lambda focus, _index: [] if focus is None else _values(focus.get(name))
    of = compile_term(term.of)
    return lambda focus, index: [value for each in of(focus, index) for value in _values(each.get(name))]


def _values(content: Any) -> list[Any]:
    """Return the values of a property: a null in a list of primitives is an extension without a value, and none."""
    if content is None:
        return []
    if type(content) is list:
        return [each for each in content if each is not None]
    return [content]


def _truth(found: list[Any]) -> bool | None:
    return found[0] if found else None


def _logic(term: terms.Logic) -> Step:
    left, right, table = compile_term(term.left), compile_term(term.right), _TABLES[term.word]

    def decide(focus: Any, index: int) -> list[Any]:
        truth = table[_truth(left(focus, index)), _truth(right(focus, index))]
        return [] if truth is None else [truth]

    return decide


def _compare(term: terms.Compare) -> Step:
    left, right = compile_term(term.left), compile_term(term.right)
    temporal = kind_of(term.left.type) in (Kind.DATE, Kind.TIME)
    negated = term.sign == "!="
    sign: terms.CompareSign = "=" if negated else term.sign
    pair = compare_temporal(sign) if temporal else compare_plain(sign)

    def decide(focus: Any, index: int) -> list[Any]:
        here, there = left(focus, index), right(focus, index)
        if not here or not there:
            return []
        truth: bool | None
        if len(here) != len(there):
            truth = False  # only = and != take several values
        else:
            found = [pair(*each) for each in zip(here, there, strict=True)]
            truth = False if False in found else None if None in found else True
        if truth is None:
            return []
        return [truth is not negated]

    return decide


def _arithmetic(term: terms.Arithmetic) -> Step:
    left, right, sign = compile_term(term.left), compile_term(term.right), term.sign

    def compute(focus: Any, index: int) -> list[Any]:
        for here in left(focus, index):
            for there in right(focus, index):
                found = _number(sign, here, there)
                return [] if found is None else [found]
        return []

    return compute


def _number(sign: terms.ArithmeticSign, here: Any, there: Any) -> Any:
    """Return the result of arithmetic on two values, None where it has none; `+` also joins strings."""
    match sign:
        case "+":
            return here + there
        case "-":
            return here - there
        case "*":
            return here * there
        case "/":
            return here / there if there else None
        case "div" | "mod":
            if not there:
                return None
            whole = abs(here) // abs(there) * (1 if (here < 0) == (there < 0) else -1)
            return whole if sign == "div" else here - whole * there
        case _:
            assert_never(sign)


def _concat(term: terms.Concat) -> Step:
    left, right = compile_term(term.left), compile_term(term.right)
    return lambda focus, index: ["".join((*left(focus, index), *right(focus, index)))]


def _boundary(term: terms.Boundary) -> Step:
    of, kind = compile_term(term.of), kind_of(term.of.type)
    bound: Callable[[Any], Any]
    if kind in (Kind.INTEGER, Kind.DECIMAL):
        bound = number_boundary(term.side, term.precision)
    else:
        bound = text_boundary(term.side, term.precision, term.of.type)

    def boundaries(focus: Any, index: int) -> list[Any]:
        return [found for each in of(focus, index) if (found := bound(each)) is not None]

    return boundaries


def _reference_key(term: terms.ReferenceKey) -> Step:
    of, pattern = compile_term(term.of), re.compile(reference_pattern(term.target).removesuffix("$"))

    def keys(focus: Any, index: int) -> list[Any]:
        texts = [each.get("reference") for each in of(focus, index)]
        found = [pattern.fullmatch(text) for text in texts if text is not None]
        return [match[KEY_GROUP] for match in found if match]

    return keys
