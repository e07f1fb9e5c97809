"""What a rule's logic is made of as it is written, however deep: for checks that need not know each form."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from risk_checks.documents import Scalar
from risk_checks.errors import Where
from risk_checks.rules.rule import Rule


def parts_of(written: object) -> Iterator[object]:
    """Yield a written condition, operand, clock or expectation, and all that it is made of, in the order written."""
    yield written
    if isinstance(written, tuple):
        for item in written:
            yield from parts_of(item)
    elif is_dataclass(written) and not isinstance(written, Scalar | Where):
        for field in fields(written):
            yield from parts_of(getattr(written, field.name))


def logic_of(rule: Rule) -> Iterator[object]:
    """Yield everything that a rule's `when`, `unless` and `expect` are made of; named conditions are not followed."""
    yield from parts_of((rule.when, tuple(exemption.when for exemption in rule.unless), rule.expect))
