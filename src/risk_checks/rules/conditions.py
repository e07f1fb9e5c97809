"""Conditions as they are written: a typed tree with places, its names not yet looked up.

The classes mirror those of `plan`; `resolving` turns one into the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from risk_checks.documents import Listing, Mapping_, Node, Scalar, described, shortened
from risk_checks.errors import Where, nearest
from risk_checks.rules.faults import MISSING, NOT_YET, UNKNOWN_NAME, WRONG_VALUE, Faults
from risk_checks.rules.plan import Comparison


@dataclass(frozen=True, slots=True)
class Moved:
    """`{of: OPERAND, plus|minus: TIME}`."""

    of: Operand
    time: Scalar
    sign: Literal[1, -1]
    where: Where


Operand = Scalar | Moved
"""A scalar is a literal, a `$parameter`, a column or `as_of`: which one depends on what it is compared with."""


@dataclass(frozen=True, slots=True)
class Compare:
    """A column beside an operand."""

    column: Scalar
    how: Comparison
    to: Operand
    where: Where


@dataclass(frozen=True, slots=True)
class OneOf:
    """A column and a list of values."""

    column: Scalar
    values: tuple[Scalar, ...]
    where: Where


@dataclass(frozen=True, slots=True)
class AnyIn:
    """A column of codes and a code set."""

    column: Scalar
    code_set: Scalar
    where: Where


@dataclass(frozen=True, slots=True)
class Filled:
    """A column that is to be filled, or empty."""

    column: Scalar
    want: bool
    where: Where


@dataclass(frozen=True, slots=True)
class All:
    """Conditions joined by *and*."""

    items: tuple[Condition, ...]
    where: Where


@dataclass(frozen=True, slots=True)
class Any_:
    """Conditions joined by *or*."""

    items: tuple[Condition, ...]
    where: Where


@dataclass(frozen=True, slots=True)
class Not:
    """A condition denied."""

    item: Condition
    where: Where


@dataclass(frozen=True, slots=True)
class Use:
    """A named condition."""

    name: Scalar
    where: Where


@dataclass(frozen=True, slots=True)
class Having:
    """Rows of another table; `at_least` is a whole number or a `$parameter`."""

    table: Scalar
    condition: Condition
    at_least: Scalar | None
    where: Where


Condition = Compare | OneOf | AnyIn | Filled | All | Any_ | Not | Use | Having

WORDS = ("all", "any", "having", "not", "use")
"""The keys of a condition that are not columns."""

_COMPARISONS = {str(how): how for how in Comparison}
_TESTS = (*_COMPARISONS, "any_in", "filled", "not")


def parse_condition(node: Node, faults: Faults) -> Condition:
    """Return the condition a node says; what is wrong with it goes to `faults`."""
    if not isinstance(node, Mapping_) or not node.entries:
        faults.add(WRONG_VALUE, f"expected a condition such as {{status: open}}, got {described(node)}", node.where)
        return All((), node.where)
    return joined([_entry(key, value, faults) for key, value in node.entries], node.where)


def joined(items: Sequence[Condition], where: Where) -> Condition:
    """Return the conditions joined by *and*; one alone stands for itself."""
    return items[0] if len(items) == 1 else All(tuple(items), where)


def _entry(key: Scalar, value: Node, faults: Faults) -> Condition:
    match key.text:
        case "any":
            return Any_(_listed(value, faults), key.where)
        case "all":
            return All(_listed(value, faults), key.where)
        case "not":
            return Not(parse_condition(value, faults), key.where)
        case "use":
            return Use(name_in(value, "the name of a condition", faults), key.where)
        case "having":
            return _having(key, value, faults)
        case _:
            return _column(key, value, faults)


def _listed(node: Node, faults: Faults) -> tuple[Condition, ...]:
    if not isinstance(node, Listing) or not node.items:
        faults.add(WRONG_VALUE, f"expected a list of conditions, got {described(node)}", node.where)
        return ()
    return tuple(parse_condition(item, faults) for item in node.items)


def _column(column: Scalar, value: Node, faults: Faults) -> Condition:
    match value:
        case Scalar():
            return Compare(column, Comparison.IS, parse_operand(value, faults), column.where)
        case Listing():
            return OneOf(column, _values(value, faults), column.where)
        case Mapping_():
            if not value.entries:
                faults.add(WRONG_VALUE, "expected a test such as {filled: true}, got nothing", value.where)
            return joined([_test(column, key, to, faults) for key, to in value.entries], column.where)


def _values(node: Listing, faults: Faults) -> tuple[Scalar, ...]:
    if not node.items:
        faults.add(WRONG_VALUE, "expected at least one value, got an empty list", node.where)
    return tuple(name_in(item, "a value", faults) for item in node.items)


def _test(column: Scalar, key: Scalar, to: Node, faults: Faults) -> Condition:
    if key.text in _COMPARISONS:
        return Compare(column, _COMPARISONS[key.text], parse_operand(to, faults), key.where)
    match key.text:
        case "any_in":
            return AnyIn(column, name_in(to, "the name of a code set", faults), key.where)
        case "filled":
            want = name_in(to, "true or false", faults)
            if want.text not in ("true", "false"):
                faults.add(WRONG_VALUE, f"expected true or false, got {described(want)}", want.where)
            return Filled(column, want.text == "true", key.where)
        case "not":
            return Not(_column(column, to, faults), key.where)
        case _:
            hint = nearest(key.text, _TESTS)
            faults.add(UNKNOWN_NAME, f"unknown test '{shortened(key.text)}'", key.where, hint=hint)
            return All((), key.where)


def _having(key: Scalar, node: Node, faults: Faults) -> Condition:
    parts = parse_parts(node, ("table", "where", "count"), later=("window", "same"), faults=faults)
    if parts is None:
        return All((), key.where)
    table = name_in(parts.get("table"), "the name of a table", faults, needed=("table", node.where))
    condition = parse_condition(parts["where"], faults) if "where" in parts else All((), key.where)
    at_least = None
    if "count" in parts:
        count = parse_parts(parts["count"], ("at_least",), faults=faults) or {}
        at_least = name_in(count.get("at_least"), "a number", faults, needed=("at_least", parts["count"].where))
    return Having(table, condition, at_least, key.where)


def parse_operand(node: Node, faults: Faults) -> Operand:
    """Return the operand a node says."""
    if not isinstance(node, Mapping_):
        return name_in(node, "a value, a column or as_of", faults)
    parts = parse_parts(node, ("of", "plus", "minus"), faults=faults) or {}
    signs = [sign for sign in ("plus", "minus") if sign in parts]
    if "of" not in parts or len(signs) != 1:
        faults.add(WRONG_VALUE, "expected {of: ..., plus: ...} or {of: ..., minus: ...}", node.where)
        return Scalar("", node.where, quoted=True)
    time = name_in(parts[signs[0]], "a time such as 12 months", faults)
    return Moved(parse_operand(parts["of"], faults), time, 1 if signs == ["plus"] else -1, node.where)


def parse_parts(
    node: Node, keys: Sequence[str], *, faults: Faults, later: Sequence[str] = ()
) -> dict[str, Node] | None:
    """Return the nodes under the keys that are known; `later` names those that a later version will know."""
    if not isinstance(node, Mapping_):
        faults.add(WRONG_VALUE, f"expected {{{', '.join(keys)}}}, got {described(node)}", node.where)
        return None
    for key, _ in node.entries:
        if key.text in later:
            faults.add(NOT_YET, f"'{key.text}' is not supported yet", key.where)
        elif key.text not in keys:
            hint = nearest(key.text, keys)
            faults.add(UNKNOWN_NAME, f"unknown key '{shortened(key.text)}'", key.where, hint=hint)
    return {key.text: value for key, value in node.entries if key.text in keys}


def name_in(node: Node | None, what: str, faults: Faults, *, needed: tuple[str, Where] | None = None) -> Scalar:
    """Return the text of a node that must be one; `needed` is the key and the place to name where it is not there."""
    if node is None:
        key, where = needed or ("", Where(""))
        faults.add(MISSING, f"missing key '{key}'", where)
        return Scalar("", where, quoted=True)
    if isinstance(node, Scalar) and node.text.strip():
        return node
    faults.add(WRONG_VALUE, f"expected {what}, got {described(node)}", node.where)
    return Scalar("", node.where, quoted=True)
