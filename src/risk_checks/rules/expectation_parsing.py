"""Expectations read from a document; what is wrong with them goes to a collector."""

from __future__ import annotations

from collections.abc import Mapping

from risk_checks.documents import Listing, Mapping_, Node, Scalar
from risk_checks.rules.condition_parsing import parse_condition, parse_operand, parse_same, parse_window
from risk_checks.rules.conditions import Operand
from risk_checks.rules.expectations import AllOf, AnyOf, Clock, Complete, Every, Expectation, Grace, Recorded, Within
from risk_checks.rules.faults import WRONG_VALUE, Faults
from risk_checks.rules.parts import TIME, content, day_counted, name_in, parse_parts, text_in

_FORMS = ("recorded", "complete", "any_of", "all_of")
_RECORDED = (
    "recorded",
    "called",
    "dated_by",
    "where",
    "same",
    "grace",
    "within",
    "every",
    "first_within",
    "window",
    "since",
    "carry_over",
)


def parse_expectation(node: Node, faults: Faults) -> Expectation:
    """Return the expectation a node says; what is wrong with it goes to `faults`."""
    forms = [key for key in _FORMS if isinstance(node, Mapping_) and node.get(key) is not None]
    if len(forms) > 1:
        message = f"an expectation has one form only, got {' and '.join(forms)}"
        faults.add(WRONG_VALUE, message, node.where, hint="put them under any_of or all_of")
        return Complete((), node.where)
    match forms[0] if forms else None:
        case "complete":
            return _complete(node, faults)
        case "any_of":
            return AnyOf(_several("any_of", node, faults), node.where)
        case "all_of":
            return AllOf(_several("all_of", node, faults), node.where)
        case _:
            return _recorded(node, faults)


def _recorded(node: Node, faults: Faults) -> Recorded:
    parts = parse_parts(node, _RECORDED, faults=faults, others=_FORMS[1:]) or {}
    if isinstance(node, Mapping_) and "recorded" not in parts:
        message = f"an expectation has one of {', '.join(_FORMS)}"
        faults.add(WRONG_VALUE, message, node.where, hint="write recorded: the name of a table")
    return Recorded(
        table=text_in("recorded", parts, "the name of a table", faults) or Scalar("", node.where, quoted=True),
        called=text_in("called", parts, "a noun", faults),
        dated_by=text_in("dated_by", parts, "a column of days", faults),
        condition=parse_condition(parts["where"], faults) if "where" in parts else None,
        same=parse_same(parts["same"], faults) if "same" in parts else (),
        clock=_clock(node, parts, faults),
        since=parse_operand(parts["since"], faults) if "since" in parts else None,
        carry_over=text_in("carry_over", parts, TIME, faults),
        where=node.where,
    )


def _several(form: str, node: Node, faults: Faults) -> tuple[Expectation, ...]:
    items = (parse_parts(node, (form,), faults=faults) or {}).get(form, node)
    if not isinstance(items, Listing) or len(items.items) < 2:
        got = "a list of one" if isinstance(items, Listing) and items.items else content(items)
        faults.add(WRONG_VALUE, f"expected a list of two expectations or more, got {got}", items.where)
        return ()
    return tuple(parse_expectation(item, faults) for item in items.items)


def _complete(node: Node, faults: Faults) -> Complete:
    columns = (parse_parts(node, ("complete",), faults=faults) or {}).get("complete", node)
    if not isinstance(columns, Listing) or not columns.items:
        faults.add(WRONG_VALUE, f"expected a list of columns, got {content(columns)}", columns.where)
        return Complete((), node.where)
    return Complete(tuple(name_in(item, "a column", faults) for item in columns.items), node.where)


def _clock(node: Node, parts: Mapping[str, Node], faults: Faults) -> Clock | None:
    named = [key for key in ("grace", "within", "every", "window") if key in parts]
    if len(named) > 1:
        hint = "keep one; for several, write all_of and an expectation for each"
        faults.add(WRONG_VALUE, f"one clock only, got {' and '.join(named)}", node.where, hint=hint)
    if ("every" in parts) != ("first_within" in parts):
        hint = "write every: 12 months, and first_within: {of: start, time: 14 days}"
        faults.add(WRONG_VALUE, "'every' and 'first_within' go together", node.where, hint=hint)
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
            return Every(name_in(parts["every"], TIME, faults), of, first_time, parts["every"].where)
        case ["window"]:
            return parse_window(parts["window"], faults)
        case _:
            return None


def _span(node: Node, faults: Faults, *, first_day: bool = False) -> tuple[Operand, Scalar, bool]:
    """Return the `of`, the `time` and whether the first day counts, of a clock's `{of, time, first_day}`."""
    keys = ("of", "time", "first_day") if first_day else ("of", "time")
    parts = parse_parts(node, keys, faults=faults)
    nothing = Scalar("", node.where, quoted=True)
    if parts is None:
        return nothing, nothing, False
    time = name_in(parts.get("time"), TIME, faults, needed=("time", node.where))
    of = parse_operand(parts["of"], faults) if "of" in parts else nothing
    if "of" not in parts:
        name_in(None, "the day it runs from", faults, needed=("of", node.where))
    if first_day and "first_day" not in parts:
        name_in(None, "counted or not counted", faults, needed=("first_day", node.where))
    return of, time, day_counted("first_day", parts, faults)
