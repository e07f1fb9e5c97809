"""One outcome for one subject, decided in the order of design clause 5.11."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from risk_checks.engines.coverage import Input
from risk_checks.engines.limits import EVIDENCE_LIMIT
from risk_checks.engines.reasons import JOINT, STOP, Doubt, Sentences, Slot, following, sentences
from risk_checks.engines.reference.conditions import compile_condition
from risk_checks.engines.reference.parts import Said
from risk_checks.engines.reference.person import Context
from risk_checks.engines.reference.several import compile_expectation
from risk_checks.model.outcome import Outcome, OutcomeKind, ReasonCode
from risk_checks.rules.plan import Plan


@dataclass(frozen=True, slots=True)
class Answer:
    """An outcome without the rule and the subject it is about."""

    kind: OutcomeKind
    code: ReasonCode
    reason: str
    due_on: date | None = None
    missing: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()


Decide = Callable[[Context], Outcome | None]


def compile_plan(plan: Plan, *, seen: Input) -> Decide:
    """Return the function that decides a rule for a subject; None where the subject is not in the population."""
    when = compile_condition(plan.when)
    unless = tuple(compile_condition(exemption.when) for exemption in plan.unless)
    expect = compile_expectation(plan.expect, seen=seen)
    words = sentences(plan, seen=seen)

    def decide(context: Context) -> Outcome | None:
        applies = when(context.subject, context)
        if not applies.possibly:
            return None
        if not applies.surely:
            answer = Answer(OutcomeKind.UNKNOWN, ReasonCode.POPULATION_NOT_KNOWN, words.population)
            return _outcome(plan, context, answer)
        exempt = [test(context.subject, context) for test in unless]
        for sentence, truth in zip(words.exempt, exempt, strict=True):
            if truth.surely:
                return _outcome(plan, context, Answer(OutcomeKind.EXEMPT, ReasonCode.EXEMPT, sentence))
        verdict = expect(context)
        said = verdict.said(verdict.kind)
        unread = [sentence for sentence, truth in zip(words.unread, exempt, strict=True) if truth.possibly]
        answer = Answer(
            kind=verdict.kind,
            code=said[0].code,
            reason=_sentence(said, words) + "".join(unread),
            due_on=verdict.due_on(verdict.kind),
            missing=_distinct(name for each in said for name in each.missing),
            evidence=_distinct(key for each in said for key in each.evidence)[:EVIDENCE_LIMIT],
        )
        return _outcome(plan, context, answer)

    return decide


def _distinct(found: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found))


def _sentence(said: Sequence[Said], words: Sentences) -> str:
    return JOINT.join(_clause(each, words, first=each is said[0]) for each in said) + STOP


def _clause(said: Said, words: Sentences, *, first: bool) -> str:
    clauses = words.parts[said.part]
    wording = Doubt.MAY_BE_RECORDED if said.in_doubt else said.code
    template = (clauses.with_due if said.due_on else clauses.without_due)[wording]
    values = {
        Slot.DUE_ON: str(said.due_on),
        Slot.LATEST: str(said.latest),
        Slot.MISSING: ", ".join(said.missing),
    }
    parts = template if first else following(template)
    return "".join(values[part] if isinstance(part, Slot) else part for part in parts)


def overdue(kind: OutcomeKind, due_on: date | None, as_of: date) -> int | None:
    """Return the days past the deadline, 0 before it; None where no clock runs (any more)."""
    if due_on is None or kind is OutcomeKind.LATE:
        return None
    return max(0, (as_of - due_on).days)


def _outcome(plan: Plan, context: Context, answer: Answer) -> Outcome:
    team = context.subject.get(plan.subject.team) if plan.subject.team else None
    return Outcome(
        rule=plan.rule,
        patient=context.person.key,
        table=plan.subject.name,
        subject=str(context.subject["id"]),
        outcome=answer.kind,
        reason_code=answer.code,
        reason=answer.reason,
        missing=answer.missing,
        due_on=answer.due_on,
        overdue_days=overdue(answer.kind, answer.due_on, context.as_of),
        evidence=answer.evidence,
        team=None if team is None else str(team),
        revision=plan.revision,
        severity=plan.severity,
        as_of=context.as_of,
    )
