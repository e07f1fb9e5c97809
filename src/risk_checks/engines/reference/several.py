"""Several expectations made one: the best of them, or the worst (clause 5.15)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import assert_never

from risk_checks.engines.coverage import Input
from risk_checks.engines.reference.parts import Judge, Said, Verdict, judge_complete, judge_recorded
from risk_checks.model.outcome import BEST_FIRST, OutcomeKind
from risk_checks.rules.fields import parts_of
from risk_checks.rules.plan import AllOf, AnyOf, Complete, Expectation, Recorded


def compile_expectation(expect: Expectation, *, seen: Input) -> Judge:
    """Return the judge of an expectation."""
    judges = compile_parts(expect, seen=seen)
    if len(judges) == 1:
        return judges[0]
    return lambda context: combined(expect, iter([judge(context) for judge in judges]))


def compile_parts(expect: Expectation, *, seen: Input) -> tuple[Judge, ...]:
    """Return the judges of what an expectation is made of, in the order of `parts_of`."""
    return tuple(_judge(part, number, seen) for number, part in enumerate(parts_of(expect)))


def _judge(part: Recorded | Complete, number: int, seen: Input) -> Judge:
    match part:
        case Complete():
            return judge_complete(part, part=number, seen=seen)
        case Recorded():
            return judge_recorded(part, part=number, seen=seen)
        case _:
            assert_never(part)


def combined(expect: Expectation, parts: Iterator[Verdict]) -> Verdict:
    """Return the verdict of an expectation from those of its parts, in the order of `parts_of`."""
    match expect:
        case Complete() | Recorded():
            return next(parts)
        case AnyOf(items=items) | AllOf(items=items):
            return together([combined(item, parts) for item in items], best=isinstance(expect, AnyOf))
        case _:
            assert_never(expect)


def together(parts: Sequence[Verdict], *, best: bool) -> Verdict:
    """Return what the best (or the worst) of several verdicts is."""
    possible = frozenset(
        kind
        for kind in BEST_FIRST
        if any(kind in part.possible for part in parts) and all(_reaches(part, kind, best=best) for part in parts)
    )

    def due_on(kind: OutcomeKind) -> date | None:
        days = [part.due_on(kind) for part in deciding(parts, kind)]
        found = [day for day in days if day is not None]
        if best and kind is OutcomeKind.DUE and len(found) < len(days):
            return None
        return (max if best else min)(found, default=None)

    def said(kind: OutcomeKind) -> tuple[Said, ...]:
        return tuple(each for part in deciding(parts, kind) for each in part.said(kind))

    return Verdict(possible, due_on, said)


def _reaches(part: Verdict, kind: OutcomeKind, *, best: bool) -> bool:
    """Whether a part can be no better than the outcome (or, for the worst, no worse)."""
    place = BEST_FIRST.index(kind)
    return not part.possible.isdisjoint(BEST_FIRST[place:] if best else BEST_FIRST[: place + 1])


def deciding(parts: Sequence[Verdict], kind: OutcomeKind) -> tuple[Verdict, ...]:
    """Return the parts that have the outcome of the whole; where it is unknown and none is, those not decided."""
    alike = tuple(part for part in parts if part.kind is kind)
    return alike or tuple(part for part in parts if len(part.possible) > 1)
