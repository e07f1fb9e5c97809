"""The forms that a rule is made of, by name: every kind of node, and what sets two of a kind apart."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

from risk_checks.model.duration import Duration
from risk_checks.rules.plan import (
    AllOf,
    AnyOf,
    Chosen,
    Clock,
    ColumnRef,
    Compare,
    Comparison,
    Condition,
    Exemption,
    Expectation,
    Having,
    Literal_,
    Not,
    Operand,
    Plan,
    Recorded,
    Shifted,
    Window,
    Within,
)
from risk_checks.tables.definition import ColumnType
from tests.strategies.nodes import nodes

_KINDS = tuple(
    getattr(kind, "__name__", "Chosen")
    for union in (Condition, Clock, Expectation, Operand)
    for kind in get_args(union)
)
_COMPARED = (
    *(f"{type_} {how}" for type_ in (ColumnType.DAY, ColumnType.INTEGER) for how in Comparison),
    *(f"{type_} is" for type_ in (ColumnType.WORD, ColumnType.BOOLEAN, ColumnType.KEY, ColumnType.TEXT)),
    *(f"to {kind}" for kind in ("ColumnRef", "AsOf", "Literal_", "Shifted", "Chosen")),
)
_SET_APART = (
    "a row's column", "a subject's column", "a patient's column",
    "earlier", "later", "a time by service", "a number by service", "a value by service",
    "two related rows", "dated rows", "undated rows",
    "no clock", "since", "carried over", "first day counted", "first day not counted",
    "from", "to", "closes", "looks back", "not of several", "several in several", "exempt",
)  # fmt: skip
EVERY_FORM = frozenset((*_KINDS, *_COMPARED, *_SET_APART))


def forms_of(plan: Plan) -> frozenset[str]:
    """Return the names of the forms that a plan has, among those of `EVERY_FORM`."""
    return frozenset(name for node in nodes(plan) for name in (type(node).__name__, *_names(node))) & EVERY_FORM


def _names(node: object) -> Iterator[str]:
    match node:
        case Compare(column=ref, how=how, to=to):
            yield f"{ref.column.type} {how}"
            yield f"to {type(to).__name__}"
        case Shifted(sign=sign):
            yield "later" if sign == 1 else "earlier"
        case Recorded(clock=clock, since=since, table=table):
            yield from ("no clock",) * (clock is None)
            yield from ("since",) * (since is not None and not isinstance(clock, Within))
            yield from ("carried over",) * isinstance(since, Shifted)
            yield "undated rows" if table.dated_by is None else "dated rows"
        case Within(first_day_counted=counted):
            yield "first day counted" if counted else "first day not counted"
        case Window(first=first, last=last, closes=closes):
            yield from ("from",) * (last is None) + ("to",) * (first is None)
            yield "closes" if closes else "looks back"
        case Having(at_least=at_least):
            yield from ("two related rows",) * (at_least == 2)
        case Not(item=item) if len(list(nodes(item))) > 2:
            yield "not of several"
        case AnyOf(items=items) | AllOf(items=items) if any(isinstance(item, AnyOf | AllOf) for item in items):
            yield "several in several"
        case _:
            yield from _scopes(node)


def _scopes(node: object) -> Iterator[str]:
    match node:
        case ColumnRef(scope=scope):
            yield f"a {scope}'s column"
        case Chosen(otherwise=otherwise):
            yield f"a {_SERVICE[type(otherwise)]} by service"
        case Exemption():
            yield "exempt"
        case _:
            pass


_SERVICE = {Duration: "time", int: "number", Literal_: "value"}
