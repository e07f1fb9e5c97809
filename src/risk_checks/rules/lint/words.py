"""Checks of the words of a rule: it speaks of the record, never of the person, and cites what was seen."""

from __future__ import annotations

import re
from collections.abc import Iterator

from risk_checks.documents import Listing, Mapping_, Node, Scalar
from risk_checks.errors import Where
from risk_checks.rules.expectations import Recorded
from risk_checks.rules.fields import code_sets_in
from risk_checks.rules.lint.finding import Fault, Linted
from risk_checks.rules.lint.written import logic_of
from risk_checks.rules.named import used_in
from risk_checks.rules.standards import criteria_of

_NEVER = re.compile(
    r"\b(at[ -]risk|safe|safely|unsafe|compliant|non-compliant|dangerous|(?:high|medium|low)[ -]risk)\b", re.IGNORECASE
)
_FAULT = re.compile(
    r"(^|-)(absent|before|blank|conflicting|empty|expired|incomplete|lapsed|late|missing|no|not|only|out-of-date|overdue"
    r"|passed|stale|undated|unknown|unlinked|unsent|unsigned|without)(-|$)"
)
_UNSEEN = "[U]"
NAMES_NO_FAULT = "a slug names the fault, such as care-plan-missing or contact-out-of-date"


def of_the_record(linted: Linted) -> Iterator[Fault]:
    """Yield words that judge a person, or that promise more than that something is recorded (design clause 5.9)."""
    for where, text in _said(linted):
        for found in never_in(text):
            yield where, f"'{found}' is not a word for a record; say what is recorded or not recorded"


def never_in(text: str) -> tuple[str, ...]:
    """Return the words of a text that are not words for a record.

    >>> never_in("People at risk, and safe")
    ('at risk', 'safe')
    """
    return tuple(found[0] for found in _NEVER.finditer(text))


def _said(linted: Linted) -> Iterator[tuple[Where, str]]:
    """Yield the titles and reasons that people read beside a finding, each with its place."""
    rule, about = linted.rule, linted.rule.about
    for key, text in (("title", about.title), ("what", about.what), ("action", about.action)):
        if text:
            yield rule.place(key), text
    for index, exemption in enumerate(rule.unless):
        yield rule.place("unless", index, "because"), exemption.because
    for part in logic_of(rule):
        if isinstance(part, Recorded) and part.called:
            yield part.called.where, part.called.text
    for condition in used_in(rule.conditions, linted.conditions):
        yield condition.where, condition.says
    for name in code_sets_in(linted.plan):
        yield linted.code_sets[name].where, linted.code_sets[name].title
    for criterion in criteria_of(rule, linted.standards):
        yield criterion.where, criterion.words


def names_the_fault(linted: Linted) -> Iterator[Fault]:
    """Yield a slug that does not say what is wrong."""
    if not is_fault(linted.rule.slug):
        yield linted.rule.place("slug"), NAMES_NO_FAULT


def is_fault(slug: str) -> bool:
    """Return whether a slug says what is wrong.

    >>> is_fault("care-plan-missing"), is_fault("require-care-plan")
    (True, False)
    """
    return _FAULT.search(slug) is not None


def only_what_was_seen(linted: Linted) -> Iterator[Fault]:
    """Yield texts that carry the mark of a fact nobody has seen in its source."""
    texts = list(_texts(linted.rule.document))
    for condition in used_in(linted.rule.conditions, linted.conditions):
        reasons = [parameter.why or "" for parameter in condition.parameters.values()]
        texts.append((condition.where, " ".join((condition.says, *reasons))))
    for name in code_sets_in(linted.plan):
        found = linted.code_sets[name]
        codes = [text for code in found.codes for text in (code.display, code.source)]
        texts.append((found.where, " ".join((found.title, found.means, *codes))))
    for criterion in criteria_of(linted.rule, linted.standards):
        title = linted.standards[criterion.standard].title
        texts.append((criterion.where, f"{title} {criterion.words}"))
    for where, text in texts:
        if _UNSEEN in text:
            yield where, f"{_UNSEEN} marks what nobody has seen, and is not shipped"


def _texts(node: Node) -> Iterator[tuple[Where, str]]:
    match node:
        case Scalar():
            yield node.where, node.text
        case Listing():
            for item in node.items:
                yield from _texts(item)
        case Mapping_():
            for _, value in node.entries:
                yield from _texts(value)
