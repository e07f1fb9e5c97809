"""The rules as a list: one line each, or under the criteria of a published standard that they speak to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from risk_checks.reports.by_standard import NO_RULE
from risk_checks.reports.layout import columns, paragraph
from risk_checks.reports.neutral import printable
from risk_checks.rules.choice import AS_SHIPPED, Switches
from risk_checks.rules.rule import Rule
from risk_checks.rules.standards import Standard


def rule_lines(rules: Iterable[Rule], *, switches: Switches = AS_SHIPPED) -> list[str]:
    """Return one line a rule: id, severity, status, whether it runs where nobody selects rules, and name."""
    rows = [
        (rule.id, rule.about.severity, rule.about.status.stage, default_here(rule, switches), rule.slug)
        for rule in rules
    ]
    return columns(("id", "severity", "status", "default", "name"), rows, left=5, indent="")


def standard_lines(
    standard: Standard, speaking: Mapping[str, Sequence[Rule]], *, switches: Switches = AS_SHIPPED
) -> list[str]:
    """Return a standard with its criteria in words, under each the rules that speak to it, or that none does."""
    told = [*paragraph(printable(standard.title), indent=""), printable(standard.url)]
    rows = [
        (rule.id, rule.about.severity, _marked(rule, switches))
        for name in standard.criteria
        for rule in speaking.get(name, ())
    ]
    lines = iter(columns(("", "", ""), rows, left=3)[1:])
    for name, criterion in standard.criteria.items():
        told += ["", *paragraph(f"{name}  {printable(criterion.words)}", indent="", hanging="  ")]
        told += [next(lines) for _ in speaking.get(name, ())] or [f"  {NO_RULE}"]
    return told


def _marked(rule: Rule, switches: Switches) -> str:
    default = default_here(rule, switches)
    return rule.slug if default == "on" else f"{rule.slug} ({default})"


def default_here(rule: Rule, switches: Switches) -> str:
    """Return whether a rule runs where nobody selects rules, and that the site says so where it does.

    >>> from risk_checks.api import load_rules
    >>> default_here(load_rules().rule("care-plan-missing"), AS_SHIPPED)
    'on'
    """
    if rule.id in switches.on | switches.off:
        return "on here" if rule.id in switches.on else "off here"
    return rule.about.default
