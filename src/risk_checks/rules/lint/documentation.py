"""Checks that a rule says what it is, why, what it cannot do, and on whose word."""

from __future__ import annotations

from collections.abc import Iterator

from risk_checks.documents import Mapping_
from risk_checks.rules.lint.finding import Fault, Linted
from risk_checks.rules.rule import RuleFile

_TEXTS = ("what", "why", "action", "known_limits")


def is_explained(linted: Linted) -> Iterator[Fault]:
    """Yield the texts that a reader needs and does not find."""
    for key in _TEXTS:
        if getattr(linted.rule.about, key) is None:
            yield linted.rule.where, f"missing '{key}'"


def has_sources(linted: Linted) -> Iterator[Fault]:
    """Yield where no source is given, or one that does not say where it is and what it asks for."""
    rule = linted.rule
    if not rule.about.sources:
        yield rule.where, "missing 'sources'"
    for index, source in enumerate(rule.about.sources):
        for key in ("section", "url", "says"):
            if getattr(source, key) is None:
                yield rule.place("sources", index), f"the source '{source.title}' has no '{key}'"


def says_its_kind(linted: Linted) -> Iterator[Fault]:
    """Yield where it is not said which kind of data quality the rule looks at."""
    if linted.rule.about.kahn is None:
        yield linted.rule.where, "missing 'kahn' (completeness, conformance or plausibility)"


def says_since(linted: Linted) -> Iterator[Fault]:
    """Yield where it is not said since which version the rule has its status."""
    if linted.rule.about.status.since is None:
        yield linted.rule.place("status"), "the status has no 'since'"


def has_history(linted: Linted) -> Iterator[Fault]:
    """Yield a history that is not there, does not rise, or does not end with the revision that the rule has."""
    about, place = linted.rule.about, linted.rule.place("history")
    revisions = [entry.revision for entry in about.history]
    if not revisions:
        yield linted.rule.where, "missing 'history'"
    elif revisions != sorted(set(revisions)):
        yield place, "the revisions of the history rise; the newest stands last"
    elif revisions[-1] != about.revision:
        ends = f"the history ends with revision {revisions[-1]} and the rule has revision {about.revision}"
        yield place, f"{ends}; say what changed"


def in_order(linted: Linted) -> Iterator[Fault]:
    """Yield the first key that does not stand in the fixed order."""
    order = list(RuleFile.model_fields)
    document: Mapping_ = linted.rule.document
    last = 0
    for key, _ in document.entries:
        place = order.index(key.text)
        if place < last:
            yield key.where, f"'{key.text}' comes before '{order[last]}'"
            return
        last = place


def named_as_its_file(linted: Linted) -> Iterator[Fault]:
    """Yield a slug that is not the name of the file."""
    rule = linted.rule
    if rule.path is not None and rule.path.stem != rule.slug:
        yield rule.place("slug"), f"the slug is '{rule.slug}' and the file '{rule.path.name}'"
