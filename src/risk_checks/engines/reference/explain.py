"""Why one subject has the outcome it has: what was looked for, what was seen, and which dates decided."""

from __future__ import annotations

from risk_checks.engines.coverage import Input
from risk_checks.engines.reference.candidates import Candidate, Standing, compile_candidates
from risk_checks.engines.reference.changes import changes
from risk_checks.engines.reference.conditions import compile_condition
from risk_checks.engines.reference.decide import compile_plan
from risk_checks.engines.reference.engine import starts_later
from risk_checks.engines.reference.explanation import Branch, Explanation, Part, Seen
from risk_checks.engines.reference.operands import compile_days, compile_time, moved
from risk_checks.engines.reference.parts import Verdict
from risk_checks.engines.reference.person import Context
from risk_checks.engines.reference.several import compile_parts
from risk_checks.engines.reference.trees import answer_word, branch, branches, days_words
from risk_checks.model.outcome import BEST_FIRST
from risk_checks.rules.empty_sets import folded
from risk_checks.rules.fields import parts_of
from risk_checks.rules.plan import (
    AllOf,
    AnyOf,
    Clock,
    Complete,
    Every,
    Expectation,
    Operand,
    Plan,
    Recorded,
    Time,
    Window,
)
from risk_checks.rules.words import expectation_words, operand_words, time_words

FEW = 5
"""How many rows that are not what is looked for are shown; the others are counted."""

STANDINGS = {
    Standing.COUNTS: "counts",
    Standing.BEFORE_START: "from before the first day that counts",
    Standing.OUTSIDE: "outside the days that count",
    Standing.FUTURE: "after the day of the check",
    Standing.DRAFT: "a draft",
    Standing.RETRACTED: "retracted or not done",
    Standing.OTHER: "not what is looked for",
}


def explain(plan: Plan, context: Context, *, seen: Input) -> Explanation:
    """Return why the plan says what it says of one subject."""
    plan = folded(plan)
    later = starts_later(plan.subject, context.subject, context.as_of)
    outcome = None if later else compile_plan(plan, seen=seen)(context)
    judged = zip(parts_of(plan.expect), compile_parts(plan.expect, seen=seen), strict=True)
    return Explanation(
        rule=plan.rule,
        title=plan.title,
        subject=str(context.subject["id"]),
        as_of=context.as_of,
        outcome=outcome,
        applies=branches(plan.when, context.subject, context),
        exempt=tuple(
            Branch(
                exemption.because,
                answer_word(compile_condition(exemption.when)(context.subject, context)),
                parts=(branch(exemption.when, context.subject, context),),
            )
            for exemption in plan.unless
        ),
        together=_together(plan.expect),
        parts=tuple(_part(part, judge(context), context) for part, judge in judged),
        changes=() if outcome is None else changes(plan, context, outcome, seen=seen),
    )


def _together(expect: Expectation) -> str | None:
    match expect:
        case AnyOf():
            return f"The best of these counts: {expectation_words(expect)}"
        case AllOf():
            return f"The worst of these counts: {expectation_words(expect)}"
        case _:
            return None


def _part(part: Recorded | Complete, verdict: Verdict, context: Context) -> Part:
    possible = " or ".join(kind for kind in BEST_FIRST if kind in verdict.possible)
    if isinstance(part, Complete):
        return Part(expectation_words(part), None, possible, (), further=0, of_rows=False)
    rows = sorted(compile_candidates(part)(context), key=lambda row: row.key)  # tables of a database have no order
    wanted = [row for row in rows if row.standing is not Standing.OTHER]
    others = [row for row in rows if row.standing is Standing.OTHER]
    return Part(
        looked_for=expectation_words(part),
        deadline=_deadline(part.clock, context),
        possible=possible,
        seen=tuple(_seen(row, part, context) for row in (*wanted, *others[:FEW])),
        further=max(0, len(others) - FEW),
        of_rows=True,
    )


def _seen(candidate: Candidate, expect: Recorded, context: Context) -> Seen:
    row = next(row for row in context.person.rows[expect.table.name] if row["id"] == candidate.key)
    found = (*branches(expect.status, row, context), *branches(expect.where, row, context))
    days = days_words(candidate.recorded_days) if expect.table.dated_by else "this kind of row has no date"
    unmet = tuple(each for each in found if each.answer != "yes")
    counts = candidate.standing is not Standing.COUNTS or candidate.qualifies.surely
    return Seen(candidate.key, STANDINGS[candidate.standing] if counts else "may count", days, unmet)


def _deadline(clock: Clock | None, context: Context) -> str | None:
    match clock:
        case None:
            return None
        case Window(first=first, last=last):
            sides = [(side, day) for side, day in (("from", first), ("to", last)) if day is not None]
            return "; ".join(f"{side} {operand_words(day)}, which is {_day(day, context)}" for side, day in sides)
        case Every(of=of, first_time=time):
            return _counted(of, time, context)
        case _:
            return _counted(clock.of, clock.time, context)


def _day(of: Operand, context: Context) -> str:
    return days_words(compile_days(of, cut=False)(context.subject, context))


def _counted(of: Operand, time: Time, context: Context) -> str:
    days = compile_days(of, cut=False)(context.subject, context)
    length = compile_time(time)(context.subject, context)
    due = days_words(moved(days, length))
    asked = "" if time_words(time) == str(length) else f" {time_words(time)}"
    return f"{operand_words(of)} is {days_words(days)}; {length} later{asked} is {due}"
