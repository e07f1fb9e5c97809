"""Compiles what is true, false or neither to closures that give just that, where a list of one would say no more."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from risk_checks.views.elements import Kind, kind_of
from risk_checks.views.fhirpath import terms
from risk_checks.views.fhirpath.terms import Term
from risk_checks.views.memory_compare import compare_plain, compare_temporal

Step = Callable[[Any, int], list[Any]]
"""A compiled term: the focus and `%rowIndex` in, the collection of its values out."""
StepOf = Callable[[Term], Step]
Truth: TypeAlias = "bool | None"
"""FHIRPath's truth; None is the empty collection."""
Decide = Callable[[Any, int], Truth]
"""A compiled term of which there is one value at most, a boolean: the focus and `%rowIndex` in, its truth out."""

# FHIRPath's truth tables. `implies` is `not left or right`.
_AND: dict[tuple[Truth, Truth], Truth] = {
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
_NOT: dict[Truth, Truth] = {True: False, False: True, None: None}
_OR = {(a, b): _NOT[_AND[_NOT[a], _NOT[b]]] for a, b in _AND}
_TABLES: Mapping[terms.LogicWord, Mapping[tuple[Truth, Truth], Truth]] = {
    "and": _AND,
    "or": _OR,
    "xor": {(a, b): None if a is None or b is None else a is not b for a, b in _AND},
    "implies": {(a, b): _OR[_NOT[a], b] for a, b in _AND},
}
Decided = terms.Logic | terms.Compare | terms.Exists | terms.Not
"""Terms of which there is one value at most, a boolean, where that holds of what they negate."""


def compile_test(term: Term, *, step_of: StepOf) -> Decide:
    """Return the closure that gives true where a criterion is true and nothing else; false or nothing elsewhere."""
    if is_decided(term):
        return compile_truth(term, step_of=step_of)
    step = step_of(term)
    return lambda focus, index: step(focus, index) == [True]


def is_decided(term: Term) -> bool:
    """Whether a term has one value at most, a boolean, by its form."""
    return is_decided(term.of) if isinstance(term, terms.Not) else isinstance(term, Decided)


def compile_truth(term: Term, *, step_of: StepOf) -> Decide:
    """Return the closure that says what is so of a term: its first value, where it may have several."""
    match term:
        case terms.Logic():
            return _logic(term, step_of)
        case terms.Compare():
            return _compare(term, step_of)
        case terms.Exists():
            return _exists(term.of, step_of)
        case terms.Not():
            return _not(compile_truth(term.of, step_of=step_of))
        case _:
            return _first(step_of(term))


def _first(step: Step) -> Decide:
    def decide(focus: Any, index: int) -> Truth:
        found = step(focus, index)
        return found[0] if found else None

    return decide


def _not(of: Decide) -> Decide:
    def decide(focus: Any, index: int) -> Truth:
        truth = of(focus, index)
        return None if truth is None else not truth

    return decide


def _logic(term: terms.Logic, step_of: StepOf) -> Decide:
    wanted = _one_of(term)
    left, right = compile_truth(term.left, step_of=step_of), compile_truth(term.right, step_of=step_of)
    table = _TABLES[term.word]

    def decide(focus: Any, index: int) -> Truth:
        return table[left(focus, index), right(focus, index)]

    def both(focus: Any, index: int) -> Truth:
        here = left(focus, index)
        if here is False:
            return False
        there = right(focus, index)
        return False if there is False else there and here

    def either(focus: Any, index: int) -> Truth:
        here = left(focus, index)
        if here is True:
            return True
        there = right(focus, index)
        return True if there is True else None if there is None else here

    if wanted is not None:
        return _is_among(*wanted, otherwise=either)
    return both if term.word == "and" else either if term.word == "or" else decide


def _one_of(term: Term) -> tuple[str, frozenset[str]] | None:
    """Return the property, and the texts of which it is to be one, where `or` joins nothing else."""
    match term:
        case terms.Compare(sign="=", left=terms.Child(of=terms.Focus()) as child, right=terms.Value(value=str(text))):
            is_text = kind_of(child.type) not in (Kind.DATE, Kind.TIME)
            return (child.property, frozenset((text,))) if is_text else None
        case terms.Logic(word="or", left=left, right=right):
            here, there = _one_of(left), _one_of(right)
            if here is None or there is None or here[0] != there[0]:
                return None
            return here[0], here[1] | there[1]
        case _:
            return None


def _is_among(name: str, texts: frozenset[str], *, otherwise: Decide) -> Decide:
    def decide(focus: Any, index: int) -> Truth:
        value = None if focus is None else focus.get(name)
        if value is None:
            return None
        return value in texts if type(value) is str else otherwise(focus, index)

    return decide


def _exists(of: Term, step_of: StepOf) -> Decide:
    match of:
        case terms.Child(of=terms.Focus(), property=name):

            def is_there(focus: Any, _index: int) -> bool:
                value = None if focus is None else focus.get(name)
                return any(each is not None for each in value) if type(value) is list else value is not None

            return is_there
        case terms.Filter(of=inner, criteria=criteria):
            found, test = step_of(inner), compile_test(criteria, step_of=step_of)

            def is_among(focus: Any, index: int) -> bool:
                return any(test(each, index) for each in found(focus, index))

            return is_among
        case _:
            step = step_of(of)
            return lambda focus, index: bool(step(focus, index))


def _compare(term: terms.Compare, step_of: StepOf) -> Decide:
    left, right = step_of(term.left), step_of(term.right)
    temporal = kind_of(term.left.type) in (Kind.DATE, Kind.TIME)
    negated = term.sign == "!="
    sign: terms.CompareSign = "=" if negated else term.sign
    pair = compare_temporal(sign) if temporal else compare_plain(sign)

    def decide(focus: Any, index: int) -> Truth:
        here, there = left(focus, index), right(focus, index)
        if not here or not there:
            return None
        truth: Truth
        if len(here) != len(there):
            truth = False  # only = and != take several values
        else:
            found = [pair(*each) for each in zip(here, there, strict=True)]
            truth = False if False in found else None if None in found else True
        return None if truth is None else truth is not negated

    if temporal or sign != "=" or not isinstance(term.right, terms.Value):
        return decide
    return _equal(term.left, term.right.value, negated=negated) or decide


def _equal(left: Term, wanted: object, *, negated: bool) -> Decide | None:
    """Return the comparison with one value of the focus, or of a property of it; None for any other left side."""

    def among(found: list[Any]) -> Truth:
        held = [each for each in found if each is not None]
        return (held == [wanted]) is not negated if held else None

    match left:
        case terms.Focus():
            return lambda focus, _index: None if focus is None else (focus == wanted) is not negated
        case terms.Child(of=terms.Focus(), property=name):

            def of_property(focus: Any, _index: int) -> Truth:
                value = None if focus is None else focus.get(name)
                if value is None:
                    return None
                return among(value) if type(value) is list else (value == wanted) is not negated

            return of_property
        case _:
            return None
