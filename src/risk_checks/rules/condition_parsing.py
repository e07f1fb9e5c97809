"""Conditions read from a document; what is wrong with them goes to a collector, so that a file is read to its end."""

from __future__ import annotations

from collections.abc import Sequence

from risk_checks.documents import Listing, Mapping_, Node, Scalar, described, shortened
from risk_checks.errors import Where, nearest
from risk_checks.rules.conditions import (
    Age,
    All,
    Any_,
    AnyIn,
    Compare,
    Condition,
    Filled,
    Having,
    Lasts,
    Moved,
    Not,
    OneOf,
    Operand,
    Use,
    Window,
)
from risk_checks.rules.faults import MISSING, UNKNOWN_NAME, WRONG_VALUE, Faults
from risk_checks.rules.parts import TIME, content, day_counted, name_in, parse_parts, text_in
from risk_checks.rules.plan import Comparison

_COMPARISONS = {str(how): how for how in Comparison}
_TESTS = (*_COMPARISONS, "any_in", "filled", "lasts", "not")
CONDITION_WORDS = ("age", "all", "any", "having", "not", "use")
"""The keys of a condition that are not columns."""


def parse_condition(node: Node, faults: Faults) -> Condition:
    """Return the condition a node says; what is wrong with it goes to `faults`."""
    if not isinstance(node, Mapping_) or not node.entries:
        faults.add(WRONG_VALUE, f"expected a condition such as {{status: open}}, got {content(node)}", node.where)
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
        case "age":
            return _age(key, value, faults)
        case _:
            meant = _meant(key, value)
            if meant is None:
                return _column(key, value, faults)
            faults.add(UNKNOWN_NAME, f"unknown key '{key.text}'", key.where, hint=f"did you mean '{meant}'?")
            return All((), key.where)


def _meant(key: Scalar, value: Node) -> str | None:
    """Return the word that a key was to be: one a letter away, over what no column can be asked."""
    match value:
        case Listing(items=items):
            of_column = all(isinstance(item, Scalar) for item in items)
        case Mapping_(entries=entries):
            of_column = all(test.text in _TESTS for test, _ in entries) or value.get("of") is not None
        case _:
            of_column = True
    return None if of_column else word_near(key.text)


def word_near(text: str) -> str | None:
    """Return the word of conditions that a text is a letter away from."""
    import difflib

    near = [word for word in CONDITION_WORDS if abs(len(word) - len(text)) <= 1]
    return next(iter(difflib.get_close_matches(text, near, n=1)), None)


def _listed(node: Node, faults: Faults) -> tuple[Condition, ...]:
    if not isinstance(node, Listing) or not node.items:
        faults.add(WRONG_VALUE, f"expected a list of conditions, got {content(node)}", node.where)
        return ()
    return tuple(parse_condition(item, faults) for item in node.items)


def _column(column: Scalar, value: Node, faults: Faults) -> Condition:
    match value:
        case Scalar():
            return Compare(column, Comparison.IS, parse_operand(value, faults), column.where)
        case Listing():
            return OneOf(column, _values(value, faults), column.where)
        case Mapping_() if value.get("of") is not None:
            return Compare(column, Comparison.IS, parse_operand(value, faults), column.where)
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
            if want.text not in ("", "true", "false"):
                faults.add(WRONG_VALUE, f"expected true or false, got {described(want)}", want.where)
            return Filled(column, want.text == "true", key.where)
        case "lasts":
            return Lasts(column, name_in(to, TIME, faults), key.where)
        case "not":
            return Not(_column(column, to, faults), key.where)
        case _:
            hint = nearest(key.text, _TESTS)
            faults.add(UNKNOWN_NAME, f"unknown test '{shortened(key.text)}'", key.where, hint=hint)
            return All((), key.where)


def _having(key: Scalar, node: Node, faults: Faults) -> Condition:
    parts = parse_parts(node, ("table", "dated_by", "where", "window", "count", "same"), faults=faults)
    if parts is None:
        return All((), key.where)
    table = name_in(parts.get("table"), "the name of a table", faults, needed=("table", node.where))
    at_least = None
    if "count" in parts:
        count = parse_parts(parts["count"], ("at_least",), faults=faults) or {}
        at_least = name_in(count.get("at_least"), "a number", faults, needed=("at_least", parts["count"].where))
    return Having(
        table=table,
        dated_by=text_in("dated_by", parts, "a column of days", faults),
        condition=parse_condition(parts["where"], faults) if "where" in parts else All((), key.where),
        window=parse_window(parts["window"], faults) if "window" in parts else None,
        at_least=at_least,
        same=parse_same(parts["same"], faults) if "same" in parts else (),
        where=key.where,
    )


def _age(key: Scalar, node: Node, faults: Faults) -> Condition:
    parts = parse_parts(node, ("on", "at_least", "under"), faults=faults)
    if parts is None:
        return All((), key.where)
    if "at_least" not in parts and "under" not in parts:
        message = "an age is compared with 'at_least', 'under' or both"
        faults.add(WRONG_VALUE, message, node.where, hint="write age: {at_least: 18 years}")
    return Age(
        on=parse_operand(parts["on"], faults) if "on" in parts else None,
        at_least=text_in("at_least", parts, TIME, faults),
        under=text_in("under", parts, TIME, faults),
        where=key.where,
    )


def parse_window(node: Node, faults: Faults) -> Window:
    """Return the days between which rows count."""
    parts = parse_parts(node, ("from", "from_day", "to", "to_day"), faults=faults) or {}
    if isinstance(node, Mapping_) and "from" not in parts and "to" not in parts:
        hint = "write window: {from: {of: as_of, minus: 12 months}, to: as_of}"
        faults.add(WRONG_VALUE, "a window has 'from', 'to' or both", node.where, hint=hint)
    for side in ("from", "to"):
        if f"{side}_day" in parts and side not in parts:
            hint = f"write {side}: a day, or leave out {side}_day"
            faults.add(MISSING, f"missing key '{side}', whose day '{side}_day' speaks of", node.where, hint=hint)
    return Window(
        first=parse_operand(parts["from"], faults) if "from" in parts else None,
        first_day_counted=day_counted("from_day", parts, faults),
        last=parse_operand(parts["to"], faults) if "to" in parts else None,
        last_day_counted=day_counted("to_day", parts, faults),
        where=node.where,
    )


def parse_same(node: Node, faults: Faults) -> tuple[tuple[Scalar, Scalar], ...]:
    """Return the links: a column of the row, and the column of the subject with the same key."""
    if not isinstance(node, Mapping_) or not node.entries:
        message = f"expected {{column of the row: column of the subject}}, got {content(node)}"
        faults.add(WRONG_VALUE, message, node.where, hint="write same: {referral: id}")
        return ()
    return tuple((key, name_in(value, "a column of the subject", faults)) for key, value in node.entries)


def parse_operand(node: Node, faults: Faults) -> Operand:
    """Return the operand a node says."""
    if not isinstance(node, Mapping_):
        return name_in(node, "a value, a column or as_of", faults)
    parts = parse_parts(node, ("of", "plus", "minus"), faults=faults) or {}
    signs = [sign for sign in ("plus", "minus") if sign in parts]
    if "of" not in parts or len(signs) != 1:
        faults.add(WRONG_VALUE, "expected {of: ..., plus: ...} or {of: ..., minus: ...}", node.where)
        return Scalar("", node.where, quoted=True)
    time = name_in(parts[signs[0]], TIME, faults)
    return Moved(parse_operand(parts["of"], faults), time, 1 if signs == ["plus"] else -1, node.where)
