"""Compiles a FHIRPath term to a closure over plain JSON values: every result is a list, as in FHIRPath itself.

Whether an element repeats is read from the data here, never from the table of element types, so that the other engine,
which trusts the table, is judged by this one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, assert_never

from risk_checks.views.elements import Kind, kind_of
from risk_checks.views.fhirpath import terms
from risk_checks.views.fhirpath.references import KEY_GROUP, reference_pattern
from risk_checks.views.fhirpath.terms import Term
from risk_checks.views.memory_boundary import number_boundary, text_boundary
from risk_checks.views.memory_truth import Decide, Step, compile_test, compile_truth, is_decided


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
            of, test = compile_term(term.of), compile_test(term.criteria, step_of=compile_term)
            return lambda focus, index: (
                [each for each in found if test(each, index)] if (found := of(focus, index)) else []
            )
        case terms.Not() if not is_decided(term):
            of = compile_term(term.of)
            return lambda focus, index: [not each for each in of(focus, index)]
        case terms.Exists() | terms.Not() | terms.Logic() | terms.Compare():
            return _listed(compile_truth(term, step_of=compile_term))
        case _:
            return _made(term)


def _made(
    term: terms.Arithmetic | terms.Concat | terms.Boundary | terms.Join | terms.ResourceKey | terms.ReferenceKey,
) -> Step:
    match term:
        case terms.Arithmetic():
            return _arithmetic(term)
        case terms.Concat():
            return _concat(term)
        case terms.Boundary():
            return _boundary(term)
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


def _listed(decide: Decide) -> Step:
    def listed(focus: Any, index: int) -> list[Any]:
        truth = decide(focus, index)
        return [] if truth is None else [truth]

    return listed


def _child(term: terms.Child) -> Step:
    names = [term.property]
    of: Term = term.of
    while isinstance(of, terms.Child):
        names.append(of.property)
        of = of.of
    names.reverse()
    if isinstance(of, terms.Focus):
        return _path(names)
    found = compile_term(of)
    return lambda focus, index: spread(found(focus, index), names)


def _path(names: list[str]) -> Step:
    """Return what follows properties from the focus: one by one, until there is nothing or a list."""
    if len(names) == 1:
        (only,) = names

        def read(focus: Any, _index: int) -> list[Any]:
            value = None if focus is None else focus.get(only)
            if value is None:
                return []
            return [each for each in value if each is not None] if type(value) is list else [value]

        return read
    beyond = [(name, names[place:]) for place, name in enumerate(names, start=1)]

    def follow(focus: Any, _index: int) -> list[Any]:
        if focus is None:
            return []
        for name, rest in beyond:
            focus = focus.get(name)
            if focus is None:
                return []
            if type(focus) is list:
                return spread([each for each in focus if each is not None], rest)
        return [focus]

    return follow


def spread(found: list[Any], names: Sequence[str]) -> list[Any]:
    """Return what properties of several values hold, and properties of that.

    A null in a list of primitives is an extension without a value, and none.
    """
    for name in names:
        held: list[Any] = []
        for each in found:
            value = each.get(name)
            if type(value) is list:
                held.extend(item for item in value if item is not None)
            elif value is not None:
                held.append(value)
        found = held
    return found


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
    of = compile_term(term.of)
    whole = re.compile(reference_pattern(term.target).removesuffix("$")).fullmatch

    def keys(focus: Any, index: int) -> list[Any]:
        found: list[Any] = []
        for each in of(focus, index):
            text = each.get("reference")
            if text is not None and (match := whole(text)) is not None:
                found.append(match[KEY_GROUP])
        return found

    if not isinstance(term.of, terms.Child) or not isinstance(term.of.of, terms.Focus):
        return keys
    name = term.of.property

    def key(focus: Any, index: int) -> list[Any]:
        value = None if focus is None else focus.get(name)
        if type(value) is not dict:
            return keys(focus, index) if value else []
        text = value.get("reference")
        match = None if text is None else whole(text)
        return [] if match is None else [match[KEY_GROUP]]

    return key
