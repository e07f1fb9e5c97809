"""What would change an answer, each tried out: another row, a fact that is not known, another day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from risk_checks.engines.coverage import Input
from risk_checks.engines.reference.candidates import Candidate, Standing, compile_candidates
from risk_checks.engines.reference.clocks import compile_clock
from risk_checks.engines.reference.conditions import compile_condition
from risk_checks.engines.reference.decide import compile_plan
from risk_checks.engines.reference.made_rows import could_hold
from risk_checks.engines.reference.parts import Verdict, all_seen
from risk_checks.engines.reference.person import Context, Person
from risk_checks.engines.reference.several import combined, compile_parts
from risk_checks.model import truth
from risk_checks.model.days import Days
from risk_checks.model.outcome import Outcome, OutcomeKind, ReasonCode
from risk_checks.records.coverage import Coverage
from risk_checks.rules.fields import parts_of
from risk_checks.rules.plan import All, Complete, Plan, Recorded
from risk_checks.tables.definition import ColumnType


def changes(plan: Plan, context: Context, outcome: Outcome, *, seen: Input) -> tuple[str, ...]:
    """Return sentences that say what would give another outcome, and which."""
    leaves = [judge(context) for judge in compile_parts(plan.expect, seen=seen)]
    verdict = combined(plan.expect, iter(leaves)).kind
    exempt = sum(compile_condition(each.when)(context.subject, context).surely for each in plan.unless)
    if outcome.reason_code is ReasonCode.POPULATION_NOT_KNOWN:
        applies = OutcomeKind.EXEMPT if exempt else verdict
        return (f"If it were known that the rule applies: {applies}. If it does not: no outcome.",)
    if outcome.outcome is OutcomeKind.EXEMPT:
        return (f"Without the exemption{'s' if exempt > 1 else ''}: {verdict}.",)
    found = list(_exemptions(plan, context))
    for number, part in enumerate(parts_of(plan.expect)):
        for words, possible in _alternatives(part, context):
            changed = [*leaves[:number], _verdict(possible), *leaves[number + 1 :]]
            kind = combined(plan.expect, iter(changed)).kind
            if kind is not outcome.outcome:
                found.append(f"{words}: {kind}.")
    found += _time(plan, context, outcome, seen=seen)
    return tuple(dict.fromkeys(found))


def _exemptions(plan: Plan, context: Context) -> Iterator[str]:
    for exemption in plan.unless:
        if compile_condition(exemption.when)(context.subject, context).possibly:
            yield f"If it were known that {exemption.because}: exempt."


def _time(plan: Plan, context: Context, outcome: Outcome, *, seen: Input) -> Iterator[str]:
    """Yield what the answer becomes once its deadline has passed, with nothing else changed."""
    if outcome.due_on is None or outcome.due_on < context.as_of or outcome.due_on == date.max:
        return
    after = outcome.due_on + timedelta(days=1)
    later = compile_plan(plan, seen=seen)(replace(context, as_of=after))
    if later is not None and later.outcome is not outcome.outcome:
        yield f"On {after}, with nothing new recorded: {later.outcome}."


def _verdict(possible: frozenset[OutcomeKind]) -> Verdict:
    return Verdict(possible, lambda kind: None, lambda kind: ())


def _alternatives(part: Recorded | Complete, context: Context) -> Iterator[tuple[str, frozenset[OutcomeKind]]]:
    match part:
        case Complete(columns=columns):
            yield f"With {', '.join(column.name for column in columns)} filled", frozenset({OutcomeKind.MET})
        case Recorded():
            yield from _other_rows(part, context)


def _other_rows(part: Recorded, context: Context) -> Iterator[tuple[str, frozenset[OutcomeKind]]]:
    whole = all_seen(part, context.person.seen)
    rows, clock = compile_candidates(part)(context), compile_clock(part, whole)
    for row in rows:
        if row.standing is Standing.COUNTS and not row.qualifies.surely:
            others = [other for other in rows if other is not row]
            sure = replace(row, qualifies=truth.TRUE)
            yield f"If it were known that {row.key} qualifies", clock([*others, sure], context).possible
            yield f"If it were known that {row.key} does not qualify", clock(others, context).possible
    for row in [row for row in rows if row.qualifies.surely][:3]:
        yield f"Without {row.key}", clock([other for other in rows if other is not row], context).possible
    if not whole(context):
        words = f"If the input held everything about {part.table.many}, and nothing more was there"
        yield words, clock(rows, replace(context, person=_with_all_seen(context.person, part))).possible
    if _counts_today(part, context):
        words = f"With one more {part.called} that counts, dated {context.as_of}"
        yield (
            words if part.table.dated_by else f"With one more {part.called}",
            clock([*rows, _new(part, context.as_of)], context).possible,
        )


def _new(part: Recorded, day: date) -> Candidate:
    days = Days(day, day) if part.table.dated_by else Days(None, None).cut(day)
    return Candidate("", Standing.COUNTS, truth.TRUE, truth.TRUE, truth.TRUE, days, days)


def _counts_today(part: Recorded, context: Context) -> bool:
    """Whether some row dated on the day of the check would surely lie between the days that count, and qualify."""
    made: dict[str, object] = {"id": "", "patient": context.person.key}
    for column in part.table.columns.values():
        made.update(dict.fromkeys(column.stored, [] if column.type is ColumnType.CODES else None))
    if part.table.dated_by is not None:
        day = part.table.columns[part.table.dated_by]
        made.update(dict.fromkeys(day.stored, context.as_of))
    decided = {"id", "patient", part.table.dated_by}
    if not could_hold(part.where, made, context, decided=decided):
        return False
    anything = replace(part, status=All(()), where=All(()), table=replace(part.table, status=None))
    person = replace(context.person, rows={part.table.name: [made]})
    (found,) = compile_candidates(anything)(replace(context, person=person))
    return part.table.dated_by is None or found.qualifies.surely


def _with_all_seen(person: Person, part: Recorded) -> Person:
    """Return the person as if everything that could answer had been in the input."""
    return replace(person, seen=replace(person.seen, coverage=Coverage(person.seen.answering(part))))
