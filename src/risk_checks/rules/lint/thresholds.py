"""Checks that no number decides without a reason: what decides is a parameter, and a parameter says why (RC-L011)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from risk_checks.documents import Scalar
from risk_checks.model.duration import Duration
from risk_checks.rules.lint.finding import Fault, Linted
from risk_checks.rules.lint.written import logic_of, parts_of
from risk_checks.rules.named import used_in
from risk_checks.rules.parameters import read_value


def are_parameters(linted: Linted) -> Iterator[Fault]:
    """Yield the times, numbers and days that stand in the logic itself, of the rule or of a condition that it uses.

    The windows of national measures are no exception: they are parameters whose standing is national. Allowed are
    times of nothing (`0 days` moves nothing) and the numbers 0 and 1, which ask whether there is any; `1 day` is
    somebody's decision, and whoever made it had a reason.
    """
    used = tuple(condition.when for condition in used_in(linted.rule.conditions, linted.conditions))
    for part in (*logic_of(linted.rule), *parts_of(used)):
        if isinstance(part, Scalar) and _decides(part.text):
            yield (
                part.where,
                f"'{part.text}' stands in the logic; make it a parameter that says why, and write its $name",
            )


def _decides(text: str) -> bool:
    match read_value(text):
        case Duration() as time:
            return bool(time.months or time.days)
        case int() as number:
            return number > 1
        case date():
            return True
        case str():
            return False
