"""Checks of the code sets that a rule cannot do without (clause 5.16)."""

from __future__ import annotations

from collections.abc import Iterator

from risk_checks.rules.lint.finding import Fault, Linted
from risk_checks.rules.needs import needed_by


def needed_are_filled(linted: Linted) -> Iterator[Fault]:
    """Yield the code sets that every path to `met` passes through, and that hold no code.

    One that is for the site to fill may be empty: examples show what the rule says with codes, and that it is not
    evaluated without them.
    """
    for name in sorted(needed_by(linted.plan)):
        found = linted.code_sets[name]
        if not found.codes and not found.site:
            yield found.where, f"the rule can never be met while the code set '{name}' is empty"
        elif not found.codes:
            yield from _not_shown(name, linted)


def _not_shown(name: str, linted: Linted) -> Iterator[Fault]:
    """Yield what examples do not show of a rule that waits for a code set of the site."""
    if not linted.examples:
        return  # said by RC-L008
    waits, where = f"the rule waits for the code set '{name}'", linted.rule.where
    if not any(name in dict(example.codes) for example in linted.examples):
        yield where, f"{waits}, and no example fills it with 'codes'"
    if all(example.evaluated or name in dict(example.codes) for example in linted.examples):
        yield where, f"{waits}, and no example without it says 'expect: not_evaluated'"
