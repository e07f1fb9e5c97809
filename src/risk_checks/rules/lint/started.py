"""Check that what `risk-checks rules new` wrote for a start was written anew."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from risk_checks.documents import read_document, validate
from risk_checks.rules.lint.finding import Fault, Linted
from risk_checks.rules.rule import RuleFile

_TEMPLATE = "rule.yaml"
_TEXTS = ("what", "why", "action", "known_limits")
_OF_SOURCE = ("title", "section", "url", "says")


def is_written_anew(linted: Linted) -> Iterator[Fault]:
    """Yield the texts, and the sources, that are still those of the template."""
    rule, template = linted.rule, _template()
    (start,) = template.sources
    for key in _TEXTS:
        text = getattr(rule.about, key)
        if text is not None and text == getattr(template, key):
            yield rule.place(key), f"'{key}' is still to be written: it is the text that 'rules new' starts with"
    for index, source in enumerate(rule.about.sources):
        kept = [key for key in _OF_SOURCE if getattr(source, key) == getattr(start, key)]
        if kept:
            still = f"the source is still to be written: {', '.join(kept)}"
            yield rule.place("sources", index), f"{still} as 'rules new' starts with"


@cache
def _template() -> RuleFile:
    text = files("risk_checks.rules.template").joinpath(_TEMPLATE).read_text(encoding="utf-8")
    return validate(read_document(text, file=_TEMPLATE), RuleFile)
