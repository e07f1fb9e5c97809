"""Several expectations as a tree: what is possible for the whole, and which parts decide it (clause 5.15)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from itertools import count
from operator import and_, or_
from typing import assert_never, cast

import ibis
import ibis.expr.types as ir

from risk_checks.engines.columnar.days import no_day
from risk_checks.engines.columnar.parts import Flags, decided
from risk_checks.engines.columnar.subjects import Keep
from risk_checks.model.outcome import BEST_FIRST, OutcomeKind
from risk_checks.rules.plan import AllOf, AnyOf, Complete, Expectation, Recorded


@dataclass(frozen=True, slots=True)
class Node:
    """An expectation by the name that its columns begin with: a part, or the best or the worst of `items`."""

    name: str
    items: tuple[Node, ...] = ()
    best: bool = False

    @property
    def kind(self) -> str:
        """The column of its outcome."""
        return f"{self.name}_kind"

    @property
    def decides(self) -> str:
        """The column that says whether it decides."""
        return f"{self.name}_decides"

    def parts(self) -> Iterator[Node]:
        """Yield the parts under it, in the order written."""
        if not self.items:
            yield self
        for item in self.items:
            yield from item.parts()


def tree(expect: Expectation) -> Node:
    """Return an expectation as a tree."""
    return _node(expect, count())


def _node(expect: Expectation, numbers: count[int]) -> Node:
    name = f"e{next(numbers)}"
    match expect:
        case Recorded() | Complete():
            return Node(name)
        case AnyOf(items=items) | AllOf(items=items):
            return Node(name, tuple(_node(item, numbers) for item in items), isinstance(expect, AnyOf))
        case _:
            assert_never(expect)


def outcome_columns(node: Node, *, could: Flags, kind: ir.Value) -> dict[str, ir.Value]:
    """Return the columns of what is possible for a node, and of the outcome that it amounts to."""
    return {**{f"{node.name}_{one}": could[one] for one in BEST_FIRST}, node.kind: kind}


def with_outcomes(node: Node, table: ir.Table, *, keep: Keep) -> ir.Table:
    """Return a table that has the outcomes of the parts with those of every node, each node stored."""
    if not node.items:
        return table
    for item in node.items:
        table = with_outcomes(item, table, keep=keep)
    parts = [_flags(item, table) for item in node.items]
    could = {
        kind: any_of([part[kind] for part in parts]) & _all([_reaches(part, kind, best=node.best) for part in parts])
        for kind in BEST_FIRST
    }
    return keep(table.mutate(**outcome_columns(node, could=could, kind=decided(could))))


def _flags(node: Node, table: ir.Table) -> Flags:
    return {kind: cast("ir.BooleanValue", table[f"{node.name}_{kind}"]) for kind in BEST_FIRST}


def _reaches(part: Flags, kind: OutcomeKind, *, best: bool) -> ir.BooleanValue:
    """Return whether a part can be no better than the outcome (or, for the worst, no worse)."""
    place = BEST_FIRST.index(kind)
    return any_of([part[one] for one in (BEST_FIRST[place:] if best else BEST_FIRST[: place + 1])])


def deciding(root: Node, table: ir.Table) -> dict[str, ir.Value]:
    """Return for each part whether it is one of those that decide."""
    always = cast("ir.BooleanValue", ibis.literal(True))
    return dict(_deciding(root, table, target=table[root.kind], decides=always))


def _deciding(
    node: Node, table: ir.Table, *, target: ir.Value, decides: ir.BooleanValue
) -> Iterator[tuple[str, ir.Value]]:
    if not node.items:
        yield node.decides, decides
        return
    alike = [cast("ir.BooleanValue", table[item.kind] == target) for item in node.items]
    none = ~any_of(alike)
    for item, same in zip(node.items, alike, strict=True):
        chosen = same | (none & _is_open(_flags(item, table)))
        yield from _deciding(item, table, target=target, decides=decides & chosen)


def _is_open(could: Flags) -> ir.BooleanValue:
    return cast("ir.BooleanValue", sum(could[kind].cast("int8") for kind in BEST_FIRST) > 1)


def deadline(root: Node, table: ir.Table) -> ir.DateValue:
    """Return the latest (or, of the worst, the earliest) deadline of the parts that decide.

    Parts without a deadline are passed over; but what is due without end in one part, of the best, has no deadline.
    """
    return _deadline(root, table, is_due=table[root.kind] == OutcomeKind.DUE.value)


def _deadline(node: Node, table: ir.Table, *, is_due: ir.Value) -> ir.DateValue:
    if not node.items:
        return cast("ir.DateValue", table[f"{node.name}_due_on"])  # null where the part does not decide
    days = [_deadline(item, table, is_due=is_due) for item in node.items]
    found = ibis.array(days)
    if not node.best:
        return cast("ir.DateValue", found.mins())
    endless = any_of([_decides(item, table) & day.isnull() for item, day in zip(node.items, days, strict=True)])
    return cast("ir.DateValue", ibis.ifelse(is_due & endless, no_day(), found.maxs()))


def _decides(node: Node, table: ir.Table) -> ir.BooleanValue:
    return any_of([cast("ir.BooleanValue", table[part.decides]) for part in node.parts()])


def any_of(items: list[ir.BooleanValue]) -> ir.BooleanValue:
    """Return whether one of them holds."""
    return reduce(or_, items)


def _all(items: list[ir.BooleanValue]) -> ir.BooleanValue:
    return reduce(and_, items)
