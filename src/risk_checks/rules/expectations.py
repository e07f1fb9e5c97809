"""Expectations as they are written: what is to be recorded or complete, and by which clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from risk_checks.documents import Listing, Mapping_, Node, Scalar, described
from risk_checks.errors import Where
from risk_checks.rules.conditions import Condition, Operand, name_in, parse_condition, parse_operand, parse_parts
from risk_checks.rules.faults import WRONG_VALUE, Faults


@dataclass(frozen=True, slots=True)
class Grace:
    """Is it there, once `of` + `time` has passed?"""

    of: Operand
    time: Scalar
    where: Where


@dataclass(frozen=True, slots=True)
class Within:
    """Was it done between `of` and `of` + `time`?"""

    of: Operand
    time: Scalar
    first_day_counted: bool
    where: Where


@dataclass(frozen=True, slots=True)
class Every:
    """Is the latest no older than `time`, and the first there by `of` + `first_time`?"""

    time: Scalar
    of: Operand
    first_time: Scalar
    where: Where


Clock = Grace | Within | Every


@dataclass(frozen=True, slots=True)
class Recorded:
    """A row of a table."""

    table: Scalar
    called: Scalar | None
    condition: Condition | None
    clock: Clock | None
    since: Operand | None
    carry_over: Scalar | None
    where: Where


@dataclass(frozen=True, slots=True)
class Complete:
    """Columns of the subject that are to be filled."""

    columns: tuple[Scalar, ...]
    where: Where


Expectation = Recorded | Complete

_LATER = ("all_of", "any_of", "window")
_RECORDED = ("recorded", "called", "where", "grace", "within", "every", "first_within", "since", "carry_over")
_TIME = "a time such as 12 months"


def parse_expectation(node: Node, faults: Faults) -> Expectation:
    """Return the expectation a node says; what is wrong with it goes to `faults`."""
    if isinstance(node, Mapping_) and node.get("complete") is not None:
        return _complete(node, faults)
    parts = parse_parts(node, _RECORDED, later=_LATER, faults=faults)
    if parts is None:
        parts = {}
    elif "recorded" not in parts and not (isinstance(node, Mapping_) and set(node.keys()) & set(_LATER)):
        faults.add(WRONG_VALUE, "an expectation says 'recorded: table' or 'complete: [columns]'", node.where)
    return Recorded(
        table=_text("recorded", parts, "the name of a table", faults) or Scalar("", node.where, quoted=True),
        called=_text("called", parts, "a noun", faults),
        condition=parse_condition(parts["where"], faults) if "where" in parts else None,
        clock=_clock(node, parts, faults),
        since=parse_operand(parts["since"], faults) if "since" in parts else None,
        carry_over=_text("carry_over", parts, _TIME, faults),
        where=node.where,
    )


def _complete(node: Mapping_, faults: Faults) -> Complete:
    columns = (parse_parts(node, ("complete",), faults=faults, later=_LATER) or {}).get("complete", node)
    if not isinstance(columns, Listing) or not columns.items:
        faults.add(WRONG_VALUE, f"expected a list of columns, got {described(columns)}", columns.where)
        return Complete((), node.where)
    return Complete(tuple(name_in(item, "a column", faults) for item in columns.items), node.where)


def _clock(node: Node, parts: Mapping[str, Node], faults: Faults) -> Clock | None:
    named = [key for key in ("grace", "within", "every") if key in parts]
    if len(named) > 1:
        faults.add(WRONG_VALUE, f"one clock only, got {' and '.join(named)}", node.where)
    if ("every" in parts) != ("first_within" in parts):
        faults.add(WRONG_VALUE, "'every' and 'first_within' go together", node.where)
        return None
    match named:
        case ["grace"]:
            of, time, _ = _span(parts["grace"], faults)
            return Grace(of, time, parts["grace"].where)
        case ["within"]:
            of, time, counted = _span(parts["within"], faults, first_day=True)
            return Within(of, time, counted, parts["within"].where)
        case ["every"]:
            of, first_time, _ = _span(parts["first_within"], faults)
            return Every(name_in(parts["every"], _TIME, faults), of, first_time, parts["every"].where)
        case _:
            return None


def _span(node: Node, faults: Faults, *, first_day: bool = False) -> tuple[Operand, Scalar, bool]:
    """Return the `of`, the `time` and whether the first day counts, of a clock's `{of, time, first_day}`."""
    keys = ("of", "time", "first_day") if first_day else ("of", "time")
    parts = parse_parts(node, keys, faults=faults)
    nothing = Scalar("", node.where, quoted=True)
    if parts is None:
        return nothing, nothing, False
    time = name_in(parts.get("time"), _TIME, faults, needed=("time", node.where))
    of = parse_operand(parts["of"], faults) if "of" in parts else nothing
    if "of" not in parts:
        name_in(None, "", faults, needed=("of", node.where))
    if not first_day:
        return of, time, False
    counted = name_in(parts.get("first_day"), "counted or not counted", faults, needed=("first_day", node.where))
    if counted.text not in ("", "counted", "not counted"):
        faults.add(WRONG_VALUE, f"expected counted or not counted, got {described(counted)}", counted.where)
    return of, time, counted.text == "counted"


def _text(key: str, parts: Mapping[str, Node], what: str, faults: Faults) -> Scalar | None:
    return name_in(parts[key], what, faults) if key in parts else None
