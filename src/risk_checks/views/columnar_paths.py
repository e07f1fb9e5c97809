"""Compiles a FHIRPath term to an Ibis expression; element types say whether it is one value or an array."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, assert_never

import ibis

from risk_checks.views.columnar_boundary import number_boundary, text_boundary
from risk_checks.views.columnar_compare import compare
from risk_checks.views.columnar_values import (
    Absent,
    Collection,
    Each,
    Many,
    One,
    Row,
    at,
    filled,
    null_like,
    opposite,
    surely,
    without_nulls,
)
from risk_checks.views.elements import Kind, kind_of
from risk_checks.views.fhirpath import terms
from risk_checks.views.fhirpath.references import KEY_GROUP, reference_pattern
from risk_checks.views.fhirpath.terms import Term

IBIS_TYPES = {
    Kind.TEXT: "string",
    Kind.DATE: "string",
    Kind.TIME: "string",
    Kind.BOOLEAN: "boolean",
    Kind.INTEGER: "int64",
    Kind.DECIMAL: "float64",
}


@dataclass(frozen=True, slots=True)
class Context:
    """What a term is evaluated on."""

    focus: One | Row
    row_index: Any
    each: Each
    cut: bool = False
    """Whether the table has no columns for what lies deeper than any resource goes."""


def compile_term(term: Term, context: Context) -> Collection:
    """Return the expression for a term."""
    match term:
        case terms.Focus():
            return context.focus
        case terms.RowIndex():
            return One(context.row_index)
        case terms.Value():
            return One(ibis.literal(term.value, type=_ibis_type(term.type)))
        case terms.Nothing():
            return Absent(ibis.null(_null_type(term.type)))
        case terms.Child():
            return _child(term, compile_term(term.of, context), context)
        case terms.Item():
            return _item(compile_term(term.of, context), term.position)
        case terms.Filter():
            return _filter(term, context)
        case terms.Exists():
            return One(compile_term(term.of, context).exists())
        case terms.Not():
            return One(opposite(_single(term.of, context)))
        case terms.Logic() | terms.Compare() | terms.Arithmetic() | terms.Concat() | terms.Boundary():
            return One(_operation(term, context))
        case terms.Join():
            return _join(compile_term(term.of, context), term.separator)
        case terms.ResourceKey():
            key = ibis.literal(f"{term.resource}/") + _record(term.of, context).property("id")
            return One(key)
        case terms.ReferenceKey():
            return _reference_key(compile_term(term.of, context), term.target, context.each)
        case _:
            assert_never(term)


def _operation(term: terms.Operation, context: Context) -> Any:
    match term:
        case terms.Logic():
            return _logic(term.word, _single(term.left, context), _single(term.right, context))
        case terms.Compare():
            return compare(term, compile_term(term.left, context), compile_term(term.right, context), context.each)
        case terms.Arithmetic():
            return _arithmetic(term.sign, _single(term.left, context), _single(term.right, context))
        case terms.Concat():
            return _single(term.left, context).fill_null("") + _single(term.right, context).fill_null("")
        case terms.Boundary():
            return _boundary(term, _single(term.of, context))
        case _:
            assert_never(term)


NOTHING_IN_IT = "struct<id: string>"
"""The type of an element of which nothing is known."""


def _null_type(type_name: str) -> str:
    kind = kind_of(type_name)
    return NOTHING_IN_IT if kind is None else IBIS_TYPES[kind]


def _ibis_type(type_name: str) -> str:
    kind = kind_of(type_name)
    assert kind is not None  # literals and constants are primitive
    return IBIS_TYPES[kind]


def _single(term: Term, context: Context) -> Any:
    found = compile_term(term, context)
    assert not isinstance(found, Many)  # the checker allows only one value here
    return found.value


def _record(term: Term, context: Context) -> One | Row:
    found = compile_term(term, context)
    assert not isinstance(found, Many)  # the checker allows only the resource itself
    return found


def _child(term: terms.Child, of: Collection, context: Context) -> Collection:
    name, each = term.property, context.each
    if isinstance(of, Absent) or (context.cut and not of.has(name)):
        return Absent(ibis.null(_null_type(term.type)))
    number = kind_of(term.type) is Kind.DECIMAL and not term.written
    sparse = kind_of(term.type) is not None or name.startswith("_")

    def one(value: Any) -> Any:
        return value.cast("float64") if number and value.type().is_string() else value

    def whole(values: Any) -> Any:
        found = without_nulls(filled(values), each) if sparse else filled(values)
        return found.cast("array<float64>") if number and values.type().value_type.is_string() else found

    if isinstance(of, Many):
        if term.repeats:
            return Many(of.values.map(each(lambda item: whole(item[name]))).flatten())
        return Many(without_nulls(of.values.map(each(lambda item: one(item[name]))), each))
    value = of.property(name)
    return Many(whole(value)) if term.repeats else One(one(value))


def _item(of: Collection, position: int) -> Collection:
    if isinstance(of, Many):
        return One(at(of.values, position))
    return of if position == 0 or isinstance(of, Absent) else One(null_like(of.value))


def _filter(term: terms.Filter, context: Context) -> Collection:
    def holds(focus: One | Row) -> Any:
        return surely(_single(term.criteria, replace(context, focus=focus)))

    of = compile_term(term.of, context)
    if isinstance(of, Many):
        return Many(of.values.filter(context.each(lambda item: holds(One(item)))))
    return of.guarded(holds(of))


def _logic(word: terms.LogicWord, left: Any, right: Any) -> Any:
    """SQL's connectives have the truth tables of FHIRPath, null being empty."""
    match word:
        case "and":
            return left & right
        case "or":
            return left | right
        case "xor":
            return left != right
        case "implies":
            return opposite(left) | right
        case _:
            assert_never(word)


def _arithmetic(sign: terms.ArithmeticSign, left: Any, right: Any) -> Any:
    match sign:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
        case "/":
            return left.cast("float64") / right.cast("float64").nullif(0.0)
        case "div":
            divisor = right.nullif(0)
            return ((left - left % divisor) / divisor).cast("int64")
        case "mod":
            return left % right.nullif(0)
        case _:
            assert_never(sign)


def _boundary(term: terms.Boundary, value: Any) -> Any:
    if kind_of(term.of.type) in (Kind.INTEGER, Kind.DECIMAL):
        return number_boundary(value, term.side, term.precision)
    return text_boundary(value, term.side, term.precision, term.of.type)


def _join(of: Collection, separator: str) -> Collection:
    if not isinstance(of, Many):
        return of
    joined = of.values.join(separator)
    return One(ibis.ifelse(of.values.length() > 0, joined, null_like(joined)))


def _reference_key(of: Collection, target: str | None, each: Each) -> Collection:
    pattern = reference_pattern(target)

    def key(reference: Any) -> Any:
        return reference["reference"].re_extract(pattern, KEY_GROUP).nullif("")

    if isinstance(of, Absent):
        return Absent(ibis.null("string"))
    if isinstance(of, Many):
        return Many(without_nulls(of.values.map(each(key)), each))
    return One(key(of.value))
