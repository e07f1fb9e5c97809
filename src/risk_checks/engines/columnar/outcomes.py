"""Outcome rows of one plan, decided in the order of design clause 5.11."""

from __future__ import annotations

from typing import cast

import ibis
import ibis.expr.types as ir

from risk_checks.engines.columnar.answers import Answers
from risk_checks.engines.columnar.columns import SUBJECT, Columns
from risk_checks.engines.columnar.conditions import Both, truth
from risk_checks.engines.columnar.days import no_day
from risk_checks.engines.columnar.expectations import answers
from risk_checks.engines.columnar.parts import no_texts
from risk_checks.engines.columnar.subjects import (
    KEY,
    PERSON,
    Run,
    is_later,
    subject_rows,
    with_havings,
)
from risk_checks.engines.reasons import STOP, Sentences, sentences
from risk_checks.model.outcome import OutcomeKind, ReasonCode
from risk_checks.rules.fields import conditions_of
from risk_checks.rules.plan import Plan


def placed_subjects(plan: Plan, run: Run) -> Columns:
    """Return the subject rows of checked patients, each with whether the rule applies and whether it starts later."""
    columns = with_havings(subject_rows(plan, run), conditions_of(plan), run)
    applies = truth(plan.when, columns)
    placed = columns.table.mutate(
        applies_surely=applies.surely, applies_possibly=applies.possibly, is_later=is_later(plan, columns)
    )
    return Columns(placed, SUBJECT, run.today, columns.havings)


def outcome_rows(plan: Plan, placed: Columns, run: Run) -> ir.Table:
    """Return the outcomes of a plan, one row each, in no order; the columns are those of `Outcome`."""
    inside = placed.table.filter(placed.table["applies_possibly"] & ~placed.table["is_later"])
    population = Columns(inside, SUBJECT, run.today, placed.havings)
    words = sentences(plan, seen=run.seen)
    said = answers(plan.expect, population, run, words=words)
    exempt = [truth(exemption.when, said.columns) for exemption in plan.unless]
    return _outcomes(plan, said, exempt, words)


def _outcomes(plan: Plan, said: Answers, exempt: list[Both], words: Sentences) -> ir.Table:
    table, as_of = said.columns.table, said.columns.as_of
    unsure = ~table["applies_surely"]
    any_exempt = ibis.literal(False)
    for both in exempt:
        any_exempt = any_exempt | both.surely
    bare = unsure | any_exempt

    def unless_bare(value: ir.Value, otherwise: ir.Value) -> ir.Value:
        return cast("ir.Value", ibis.ifelse(bare, otherwise, value))

    kind = ibis.cases((unsure, OutcomeKind.UNKNOWN.value), (any_exempt, OutcomeKind.EXEMPT.value), else_=said.kind)
    due_on = unless_bare(said.due_on, no_day())
    past = as_of.delta(cast("ir.DateValue", due_on), unit="day").cast("int32")
    runs = due_on.notnull() & (kind != OutcomeKind.LATE.value)
    team = table[f"{SUBJECT}{plan.subject.team}"] if plan.subject.team else ibis.null("string")
    return table.select(
        rule=ibis.literal(str(plan.rule)),
        patient=table[PERSON],
        table=ibis.literal(plan.subject.name),
        subject=table[KEY],
        outcome=kind,
        reason_code=ibis.cases(
            (unsure, ReasonCode.POPULATION_NOT_KNOWN.value),
            (any_exempt, ReasonCode.EXEMPT.value),
            else_=said.code,
        ),
        reason=_reason(said.words, exempt, words, unsure=unsure),
        missing=unless_bare(said.missing, no_texts()),
        due_on=due_on,
        overdue_days=ibis.ifelse(runs, ibis.greatest(past, 0), ibis.null("int32")).cast("int32"),
        evidence=unless_bare(said.evidence, no_texts()),
        team=team,
        revision=ibis.literal(plan.revision, type="int32"),
        severity=ibis.literal(plan.severity),
        as_of=as_of,
    )


def _reason(said: ir.Value, exempt: list[Both], words: Sentences, *, unsure: ir.Value) -> ir.Value:
    text = said + STOP
    for both, sentence in zip(exempt, words.unread, strict=True):
        text = text + ibis.ifelse(both.possibly, sentence, "")
    cases = [(unsure, ibis.literal(words.population))]
    cases += [(both.surely, ibis.literal(sentence)) for both, sentence in zip(exempt, words.exempt, strict=True)]
    return ibis.cases(*cases, else_=text)
