"""Faults of rule files: their codes, and the collector that lets a file be read to its end."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from risk_checks.documents import in_file_order
from risk_checks.errors import DefinitionError, DefinitionErrors, RiskChecksError, UsageError, Where

UNKNOWN_NAME = "RC-E104"  # shared with documents: a key, column, word, parameter, condition or code set
MISSING = "RC-E105"
WRONG_VALUE = "RC-E106"
WRONG_TYPE = "RC-E111"  # things that cannot be compared
MIXED_STATUS = "RC-E112"  # a status condition tangled with other columns
NO_DATE = "RC-E113"  # a clock on a table that nothing dates
CLASH = "RC-E114"  # one name for two things
CIRCLE = "RC-E115"  # a named condition that uses itself
UNREAD = "RC-E116"  # a file that nothing reads

UNKNOWN_RULE = "RC-E601"
UNKNOWN_PARAMETER = "RC-E602"
WRONG_PARAMETER = "RC-E603"
NO_RULES = "RC-E604"
UNKNOWN_STANDARD = "RC-E606"

T = TypeVar("T")


class Faults:
    """Collects the faults of one or more files."""

    def __init__(self) -> None:
        self.found: list[RiskChecksError] = []

    def add(self, code: str, message: str, where: Where, *, hint: str | None = None) -> None:
        """Record a fault of a definition."""
        self.found.append(DefinitionError(code, message, where=where, hint=hint))

    def attempt(self, action: Callable[[], T]) -> T | None:
        """Return what the action returns, or None with its faults recorded."""
        try:
            return action()
        except DefinitionErrors as errors:
            self.found.extend(errors.faults)
            return None

    def attempt_at(self, where: Where, action: Callable[[], T]) -> T | None:
        """Return what the action returns, or None with the fault of the call recorded as one of a place in a file."""
        try:
            return action()
        except UsageError as error:
            self.add(error.code, error.message, where, hint=error.hint)
            return None

    def raise_any(self) -> None:
        """Raise what was recorded, in file order; nothing where nothing was."""
        if self.found:
            raise DefinitionErrors(in_file_order(self.found))
