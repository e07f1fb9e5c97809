"""Checks of the words of a rule: it speaks of the record, never of the person, and cites what was seen."""

from __future__ import annotations

import re
from collections.abc import Iterator

from risk_checks.documents import Listing, Mapping_, Node, Scalar
from risk_checks.errors import Where
from risk_checks.rules.expectations import Recorded
from risk_checks.rules.fields import code_sets_in
from risk_checks.rules.lint.finding import Fault, Linted
from risk_checks.rules.named import used_in

_NEVER = re.compile(
    r"\b(at[ -]risk|safe|unsafe|compliant|non-compliant|dangerous|high[ -]risk|low[ -]risk)\b", re.IGNORECASE
)
_FAULT = re.compile(
    r"(^|-)(absent|before|blank|conflicting|empty|expired|incomplete|lapsed|late|missing|no|not|only|out-of-date|overdue"
    r"|passed|stale|undated|unknown|unlinked|unsent|unsigned|without)(-|$)"
)
_UNSEEN = "[U]"


def of_the_record(linted: Linted) -> Iterator[Fault]:
    """Yield words that judge a person, or that promise more than that something is recorded (design clause 5.9)."""
    rule, about = linted.rule, linted.rule.about
    said = [(("title",), about.title), (("what",), about.what), (("action",), about.action)]
    called = rule.expect.called if isinstance(rule.expect, Recorded) else None
    places: list[tuple[Where, str]] = [(rule.place(*path), text) for path, text in said if text]
    places += [(rule.place("unless", index, "because"), each.because) for index, each in enumerate(rule.unless)]
    places += [(called.where, called.text)] if called else []
    for where, text in places:
        for found in _NEVER.finditer(text):
            yield where, f"'{found[0]}' is not a word for a record; say what is recorded or not recorded"


def names_the_fault(linted: Linted) -> Iterator[Fault]:
    """Yield a slug that does not say what is wrong."""
    if not _FAULT.search(linted.rule.slug):
        yield linted.rule.place("slug"), "a slug names the fault, such as care-plan-missing or contact-out-of-date"


def only_what_was_seen(linted: Linted) -> Iterator[Fault]:
    """Yield texts that carry the mark of a fact nobody has seen in its source."""
    yield from _marked(linted.rule.document)
    for condition in used_in(linted.rule.conditions, linted.conditions):
        if _UNSEEN in condition.says:
            yield condition.where, f"{_UNSEEN} marks what nobody has seen, and is not shipped"
    for name in code_sets_in(linted.plan):
        for code in linted.code_sets[name].codes:
            if _UNSEEN in code.source:
                yield linted.code_sets[name].where, f"{_UNSEEN} marks what nobody has seen, and is not shipped"


def _marked(node: Node) -> Iterator[Fault]:
    match node:
        case Scalar():
            if _UNSEEN in node.text:
                yield node.where, f"{_UNSEEN} marks what nobody has seen, and is not shipped"
        case Listing():
            for item in node.items:
                yield from _marked(item)
        case Mapping_():
            for _, value in node.entries:
                yield from _marked(value)
