"""Which rules a run is about: those that are asked for, else those that are on by default or switched on here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from risk_checks.model.outcome import RuleId
from risk_checks.rules.rule import Rule


class WhyNot(StrEnum):
    """Why a rule that is in use is not run."""

    NOT_SELECTED = "not selected"
    IGNORED = "ignored"
    OFF_HERE = "switched off here"
    OFF = "off unless selected"


@dataclass(frozen=True, slots=True)
class Switches:
    """What a site says once for all its runs, by rule id: rules that it runs although they are off, or does not run."""

    on: frozenset[RuleId] = frozenset()
    off: frozenset[RuleId] = frozenset()


@dataclass(frozen=True, slots=True)
class Choice:
    """The rules to run, and why each other rule in use is not run; a rule that was removed is neither."""

    rules: tuple[Rule, ...]
    not_run: Mapping[RuleId, WhyNot]


AS_SHIPPED = Switches()


def in_use(rule: Rule) -> bool:
    """Return whether a rule has not been removed."""
    return rule.about.status.stage != "removed"


def why_not(
    rule: Rule, *, selected: frozenset[RuleId] | None, ignored: frozenset[RuleId], switches: Switches
) -> WhyNot | None:
    """Return why a rule in use is not run, or None where it is; `selected` is None where nothing is selected."""
    if selected is not None and rule.id not in selected:
        return WhyNot.NOT_SELECTED
    if rule.id in ignored:
        return WhyNot.IGNORED
    if selected is not None:
        return None
    if rule.id in switches.off:
        return WhyNot.OFF_HERE
    if rule.about.default == "off" and rule.id not in switches.on:
        return WhyNot.OFF
    return None
