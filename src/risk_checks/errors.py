"""What goes wrong, said so that a reader can act, and never with a value from a record."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import wraps
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")
Y = TypeVar("Y")


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


class ResourcesError(RiskChecksError):
    """The machine gave too little memory or disk (RC-E8xx): the same call may end well with more of it."""

    exit_code = ExitCode.TEMPORARY


def type_and_place(error: BaseException) -> str:
    """Return an error's type, and module and line of its innermost frame of ours: its text may quote a record."""
    frames = [(frame.f_globals.get("__name__", "?"), line) for frame, line in traceback.walk_tb(error.__traceback__)]
    ours = [place for place in frames if str(place[0]).partition(".")[0] == "risk_checks"]
    name, line = (ours or frames or [("?", 0)])[-1]
    return f"{type(error).__name__} at {name}:{line}"


def nearest(wrong: str, valid: Sequence[str]) -> str | None:
    """Return a hint naming the valid name closest to `wrong`, or the valid names where none is close."""
    import difflib

    close = difflib.get_close_matches(wrong, valid, n=1, cutoff=0.6)
    if close:
        return f"did you mean '{close[0]}'?"
    return f"expected one of: {', '.join(sorted(valid))}" if valid else None


def without_records(function: Callable[P, T]) -> Callable[P, T]:
    """Return a public function whose errors bring nothing of a record with them (design clause 5.8).

    `raise ... from None` hides the error before, and keeps it: databases and parsers quote in it what they met. Here it
    is let go, and so are the variables of the calls that have ended, which tracebacks with variables would show. What
    is no error of ours, nor of the disk or the caller, is told by its type and place.
    """

    @wraps(function)
    def call(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return function(*args, **kwargs)
        except Exception as error:
            told = _told(error)
            del args, kwargs
            if told is error:
                raise
        raise told

    return call


def yields_without_records(function: Callable[P, Generator[Y, None, T]]) -> Callable[P, Generator[Y, None, T]]:
    """Return a public function whose generator's errors, at whatever step, bring nothing of a record with them."""

    @wraps(function)
    def call(*args: P.args, **kwargs: P.kwargs) -> Generator[Y, None, T]:
        return _each(function(*args, **kwargs))

    return call


def _each(given: Generator[Y, None, T]) -> Generator[Y, None, T]:
    try:
        return (yield from given)
    except Exception as error:
        told = _told(error)
        del given
        if told is error:
            raise
    raise told


def _told(error: Exception) -> Exception:
    """Return what a caller is told in the place of an error: itself, once it holds nothing of a record, or another."""
    if isinstance(error, RiskChecksError):
        _forget(error)
        return error
    if not _may_quote(error):
        return error
    what = f"internal error: {type_and_place(error)}"
    return EngineError("RC-E400", what, hint="please report this line, which holds nothing from the records")


def _forget(error: RiskChecksError) -> None:
    """Let go of what was raised before an error, and of the variables of the calls below the one that catches it."""
    before = error.__cause__ or error.__context__
    while before is not None and not isinstance(before, RiskChecksError):
        before = before.__cause__ or before.__context__
    error.__cause__, error.__context__, error.__suppress_context__ = before, None, True
    traceback.clear_frames(error.__traceback__)
    if isinstance(before, RiskChecksError):
        _forget(before)


def _may_quote(error: Exception) -> bool:
    """Return whether an error may quote what it met: not one of the disk, of a class of the caller, nor of the call."""
    if isinstance(error, (OSError, MemoryError, ImportError, NotImplementedError)):
        return False
    is_of_the_call = error.__traceback__ is None or error.__traceback__.tb_next is None
    return not is_of_the_call and type(error).__module__.partition(".")[0] in _THEIRS


_THEIRS = frozenset({"builtins", "duckdb", "ibis", "json", "numpy", "pandas", "polars", "pyarrow", "pydantic_core"}) | {
    *("_duckdb", "decimal", "sqlglot", "yaml", "zlib", "zoneinfo"),
}
