"""A linter for rules made of small checks, each with a code."""

from risk_checks.rules.lint.checks import CHECKS, lint
from risk_checks.rules.lint.finding import Check, Finding, Linted

__all__ = ["CHECKS", "Check", "Finding", "Linted", "lint"]
