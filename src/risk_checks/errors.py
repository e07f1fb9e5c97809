"""What goes wrong, said so that a reader can act, and never with a value from a record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum


class ExitCode(IntEnum):
    """Exit codes of the command line, a contract with orchestrators (docs/reference/exit-codes.md)."""

    OK = 0
    FINDINGS = 1
    USAGE = 2
    INCOMPLETE = 3
    INTERNAL = 4
    NOTHING_TO_CHECK = 5
    TEMPORARY = 75
    INTERRUPTED = 130
    TERMINATED = 143


@dataclass(frozen=True, slots=True)
class Where:
    """A place in a file that a person wrote: rule, view, table or settings; lines and columns count from 1."""

    file: str
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        return ":".join(str(part) for part in (self.file, self.line, self.column) if part is not None)


class RiskChecksError(Exception):
    """The base of every error this library raises; `str()` gives code, place, message and hint on one line."""

    exit_code = ExitCode.INTERNAL

    def __init__(self, code: str, message: str, *, where: Where | None = None, hint: str | None = None) -> None:
        self.code = code
        self.message = message
        self.where = where
        self.hint = hint
        super().__init__(str(self))

    def __str__(self) -> str:
        head = f"{self.code} {self.where}: " if self.where else f"{self.code}: "
        return head + self.message + (f"; {self.hint}" if self.hint else "")


class UsageError(RiskChecksError):
    """The call itself is wrong: an option, a path, a parameter."""

    exit_code = ExitCode.USAGE


class NothingToCheckError(RiskChecksError):
    """Nothing is left to check: no rule, or no patient."""

    exit_code = ExitCode.NOTHING_TO_CHECK


class DefinitionError(RiskChecksError):
    """A rule, view, table or code-set file is wrong (RC-E1xx rules, RC-E2xx views, RC-E3xx tables)."""

    exit_code = ExitCode.USAGE


class DefinitionErrors(DefinitionError):
    """Every fault of the files that were read, together, in file order."""

    def __init__(self, faults: Sequence[RiskChecksError]) -> None:
        self.faults = tuple(faults)
        super().__init__("RC-E100", f"{len(self.faults)} faults in definitions")

    def __str__(self) -> str:
        return "\n".join(str(fault) for fault in self.faults)


class InputError(RiskChecksError):
    """A source cannot be read at all (RC-E5xx); faults of single lines are problems, not errors."""

    exit_code = ExitCode.INCOMPLETE


class EngineError(RiskChecksError):
    """An engine cannot express or finish something (RC-E4xx); it never approximates."""


def nearest(wrong: str, valid: Sequence[str]) -> str | None:
    """Return a hint naming the valid name closest to `wrong`, or the valid names where none is close."""
    import difflib

    close = difflib.get_close_matches(wrong, valid, n=1, cutoff=0.6)
    if close:
        return f"did you mean '{close[0]}'?"
    return f"expected one of: {', '.join(sorted(valid))}" if valid else None
