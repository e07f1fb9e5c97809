"""A rule that raises is told as such, and takes none of the others with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from risk_checks.errors import EngineError, RiskChecksError, type_and_place
from risk_checks.model.outcome import RuleId

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Raised:
    """That a rule raised: the type of the error and its place, and nothing else of it."""

    what: str


def refuse_failed(failed: Mapping[RuleId, str]) -> None:
    """Raise EngineError where a rule failed: for those who asked about one rule, and have no other to go on with."""
    if failed:
        said = "; ".join(f"{rule} failed: {what}" for rule, what in failed.items())
        raise EngineError("RC-E402", said, hint="this is a fault of risk_checks, not of the rule: please report it")


def attempt(evaluate: Callable[[], T]) -> T | Raised:
    """Return what a rule's evaluation gives, or that it raised.

    What is wrong with the input, the call, the memory or the disk is not the rule's doing, and is raised on.
    """
    try:
        return evaluate()
    except EngineError as error:
        return Raised(str(error))
    except (RiskChecksError, OSError, MemoryError):
        raise
    except Exception as error:  # noqa: BLE001 -- one rule may fail in any way, and the others still have to be heard
        return Raised(type_and_place(error))
