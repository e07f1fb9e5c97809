"""Checks that a recorded decline lapses: people are asked again (clause 5.9)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from risk_checks.rules import conditions as written
from risk_checks.rules.lint.finding import Fault, Linted
from risk_checks.rules.lint.written import parts_of
from risk_checks.rules.named import used_in

_DECLINE = re.compile(r"declin\w*|refus\w*|(?:did|do|does) not (?:want|wish)|opt(?:ed|s)? out", re.IGNORECASE)


def lapse(linted: Linted) -> Iterator[Fault]:
    """Yield the exemptions that speak of a decline and would hold for ever."""
    for index, exemption in enumerate(linted.rule.unless):
        used = used_in([exemption.when], linted.conditions)
        parts = list(parts_of((exemption.when, *(condition.when for condition in used))))
        sets = [part.code_set.text for part in parts if isinstance(part, written.AnyIn)]
        titles = [linted.code_sets[name].title for name in sets if name in linted.code_sets]
        words = " ".join((exemption.because, *(condition.says for condition in used), *titles))
        spoken = _DECLINE.search(words)
        if spoken and not any(isinstance(part, written.Lasts) for part in parts):
            where = linted.rule.place("unless", index, "because")
            yield where, f"'{spoken[0]}' holds for ever; say how long with a column of days: {{lasts: $parameter}}"
