"""Why one subject has the outcome it has: what was looked for, what was seen, and which dates decided."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from risk_checks.engines.coverage import Input
from risk_checks.engines.reference.candidates import Candidate, Standing, compile_candidates
from risk_checks.engines.reference.conditions import compile_condition
from risk_checks.engines.reference.decide import compile_plan
from risk_checks.engines.reference.engine import starts_later
from risk_checks.engines.reference.operands import compile_days
from risk_checks.engines.reference.person import Context
from risk_checks.model.days import Days
from risk_checks.model.duration import Duration, shift
from risk_checks.model.outcome import Outcome
from risk_checks.model.truth import Truth
from risk_checks.rules.plan import All, Clock, Condition, Every, Operand, Plan, Recorded
from risk_checks.rules.words import condition_words, expectation_words, operand_words


@dataclass(frozen=True, slots=True)
class Note:
    """A condition and what the record says of it: `yes`, `no` or `cannot tell`."""

    words: str
    answer: str


@dataclass(frozen=True, slots=True)
class Seen:
    """A row that could have answered: how it stands, its days, and the conditions that it does not surely meet."""

    key: str
    standing: str
    days: str
    unmet: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """The whole of one answer; `str()` is for reading. It holds keys and dates, never names or text of the record."""

    rule: str
    title: str
    subject: str
    as_of: date
    outcome: Outcome | None
    applies: tuple[Note, ...]
    exempt: tuple[Note, ...]
    looked_for: str
    deadline: str | None
    seen: tuple[Seen, ...]

    def __str__(self) -> str:
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        yield f"{self.rule} {self.title}: {self.subject} on {self.as_of}"
        if self.outcome is None:
            yield "  No outcome: the rule does not apply to this subject on this day."
        else:
            yield f"  {self.outcome.outcome.upper()} ({self.outcome.reason_code}): {self.outcome.reason}"
        yield "  Applies where"
        yield from (f"    {note.answer:12}{note.words}" for note in self.applies)
        if self.exempt:
            yield "  Exempt if"
            yield from (f"    {note.answer:12}{note.words}" for note in self.exempt)
        yield f"  Looked for {self.looked_for}"
        if self.deadline:
            yield f"    {self.deadline}"
        yield "  Seen" if self.seen else "  Seen: no row of this kind for this person"
        for row in self.seen:
            yield f"    {row.key}: {row.standing}, {row.days}"
            yield from (f"      {note.answer:12}{note.words}" for note in row.unmet)


STANDINGS = {
    Standing.COUNTS: "counts",
    Standing.BEFORE_START: "from before the first day that counts",
    Standing.FUTURE: "dated after the day of the check",
    Standing.DRAFT: "a draft",
    Standing.RETRACTED: "retracted or not done",
    Standing.OTHER: "not what is looked for",
}


def explain(plan: Plan, context: Context, *, seen: Input) -> Explanation:
    """Return why the plan says what it says of one subject."""
    expect = plan.expect
    later = starts_later(plan.subject, context.subject, context.as_of)
    recorded = expect if isinstance(expect, Recorded) else None
    candidates = compile_candidates(recorded)(context) if recorded else []
    return Explanation(
        rule=plan.rule,
        title=plan.title,
        subject=str(context.subject["id"]),
        as_of=context.as_of,
        outcome=None if later else compile_plan(plan, seen=seen)(context),
        applies=tuple(_notes(plan.when, context)),
        exempt=tuple(
            Note(exemption.because, _answer(compile_condition(exemption.when)(context.subject, context)))
            for exemption in plan.unless
        ),
        looked_for=expectation_words(expect),
        deadline=_deadline(recorded.clock, context) if recorded else None,
        seen=tuple(_seen(row, recorded, context) for row in candidates) if recorded else (),
    )


def _notes(condition: Condition, context: Context) -> Iterator[Note]:
    parts = condition.items if isinstance(condition, All) else (condition,)
    for part in parts:
        yield Note(condition_words(part), _answer(compile_condition(part)(context.subject, context)))


def _answer(truth: Truth) -> str:
    return "yes" if truth.surely else "cannot tell" if truth.possibly else "no"


def _seen(candidate: Candidate, expect: Recorded, context: Context) -> Seen:
    row = next(row for row in context.person.rows[expect.table.name] if row["id"] == candidate.key)
    unmet: list[Note] = []
    for condition in (expect.status, expect.where):
        for part in condition.items if isinstance(condition, All) else (condition,):
            answer = _answer(compile_condition(part)(row, context))
            if answer != "yes":
                unmet.append(Note(condition_words(part), answer))
    days = days_words(candidate.recorded_days) if expect.table.dated_by else "this kind of row has no date"
    return Seen(candidate.key, STANDINGS[candidate.standing], days, tuple(unmet))


def _deadline(clock: Clock | None, context: Context) -> str | None:
    if clock is None:
        return None
    time = clock.first_time if isinstance(clock, Every) else clock.time
    return _counted(clock.of, time, context)


def _counted(of: Operand, time: Duration, context: Context) -> str:
    days = compile_days(of, cut=False)(context.subject, context)
    due = Days(
        None if days.earliest is None else shift(days.earliest, time),
        None if days.latest is None else shift(days.latest, time),
    )
    return f"{operand_words(of)} is {days_words(days)}; {time} later is {days_words(due)}"


def days_words(days: Days) -> str:
    """Return an interval of days in words."""
    match days:
        case Days(earliest=None, latest=None):
            return "a day that is not known"
        case Days(earliest=None, latest=latest):
            return f"some day up to {latest}"
        case Days(earliest=earliest, latest=None):
            return f"some day from {earliest}"
        case Days(earliest=earliest, latest=latest) if earliest == latest:
            return str(earliest)
        case _:
            return f"some day from {days.earliest} to {days.latest}"
