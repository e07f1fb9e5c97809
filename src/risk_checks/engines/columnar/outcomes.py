"""Outcome rows of one plan, decided in the order of design clause 5.11."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import cast

import ibis
import ibis.expr.types as ir

from risk_checks.engines.columnar.answers import Answers
from risk_checks.engines.columnar.columns import SUBJECT, Columns
from risk_checks.engines.columnar.conditions import truth
from risk_checks.engines.columnar.days import no_day
from risk_checks.engines.columnar.expectations import answers
from risk_checks.engines.columnar.havings import with_havings
from risk_checks.engines.columnar.narrow import carried
from risk_checks.engines.columnar.parts import no_texts
from risk_checks.engines.columnar.subjects import KEY, PERSON, Run, is_later
from risk_checks.engines.reasons import STOP, Sentences, sentences
from risk_checks.model.outcome import OutcomeKind, ReasonCode
from risk_checks.rules.fields import conditions_of
from risk_checks.rules.plan import Plan


def placed_subjects(plan: Plan, run: Run) -> Columns:
    """Return the subject rows of checked patients, stored, with whether the rule applies and whether they are ahead."""
    rows = run.subjects[plan.subject.name]
    columns = with_havings(rows, [plan.when], run, of=rows)
    applies = truth(plan.when, columns)
    placed = columns.table.select(
        *carried(plan, run.definitions),
        applies_surely=applies.surely,
        applies_possibly=applies.possibly,
        is_later=is_later(plan, columns),
    )
    return Columns(run.keep(placed), SUBJECT, run.today, {})


def outcome_rows(plan: Plan, placed: Columns, run: Run) -> ir.Table:
    """Return the outcomes of a plan, one row each, in no order; the columns are those of `Outcome`."""
    inside = placed.table.filter(placed.table["applies_possibly"] & ~placed.table["is_later"])
    inside = inside.drop("applies_possibly", "is_later")
    asked = conditions_of(plan)[1:]  # the first is of the population
    population = with_havings(inside, asked, run, of=run.subjects[plan.subject.name])
    words = sentences(plan, seen=run.seen)
    said = answers(plan.expect, _with_exemptions(plan, population), run, words=words)
    return _outcomes(plan, said, words)


def _with_exemptions(plan: Plan, population: Columns) -> Columns:
    """Return the subjects with all that decides before the expectation does."""
    table = population.table
    told: dict[str, ir.Value] = {"o_unsure": ~table["applies_surely"]}
    for number, exemption in enumerate(plan.unless):
        told[f"o_exempt_{number}"], told[f"o_unread_{number}"] = truth(exemption.when, population)
    if plan.subject.team:
        told["o_team"] = table[f"{SUBJECT}{plan.subject.team}"]
    return population.on(table.mutate(**told).drop("applies_surely"))


def _outcomes(plan: Plan, said: Answers, words: Sentences) -> ir.Table:
    table = _settled(plan, said, words)
    due_on = cast("ir.DateValue", table["o_due"])
    past = said.columns.as_of.delta(due_on, unit="day").cast("int32")
    runs = due_on.notnull() & (table["o_kind"] != OutcomeKind.LATE.value)
    return table.select(
        rule=ibis.literal(str(plan.rule)),
        patient=table[PERSON],
        table=ibis.literal(plan.subject.name),
        subject=table[KEY],
        outcome=table["o_kind"],
        reason_code=table["o_code"],
        reason=table["o_reason"],
        missing=table["o_missing"],
        due_on=due_on,
        overdue_days=ibis.ifelse(runs, ibis.greatest(past, 0), ibis.null("int32")).cast("int32"),
        evidence=table["o_evidence"],
        team=table["o_team"] if plan.subject.team else ibis.null("string"),
        revision=ibis.literal(plan.revision, type="int32"),
        severity=ibis.literal(plan.severity),
        as_of=said.columns.as_of,
    )


def _settled(plan: Plan, said: Answers, words: Sentences) -> ir.Table:
    """Return what was said, but for subjects of which it is unsure whether the rule applies and those exempt."""
    table = said.columns.table
    exempt = [table[f"o_exempt_{number}"] for number, _ in enumerate(plan.unless)]
    unsure, is_exempt = table["o_unsure"], reduce(or_, exempt, ibis.literal(False))

    def unless_bare(value: ir.Value, otherwise: ir.Value) -> ir.Value:
        return cast("ir.Value", ibis.cases((unsure | is_exempt, otherwise), else_=value))

    def settled(value: ir.Value, if_unsure: str, if_exempt: str) -> ir.Value:
        return ibis.cases((unsure, if_unsure), (is_exempt, if_exempt), else_=value)

    return cast(
        "ir.Table",
        table.mutate(
            o_kind=settled(said.kind, OutcomeKind.UNKNOWN.value, OutcomeKind.EXEMPT.value),
            o_code=settled(said.code, ReasonCode.POPULATION_NOT_KNOWN.value, ReasonCode.EXEMPT.value),
            o_due=unless_bare(said.due_on, no_day()),
            o_missing=unless_bare(said.missing, no_texts()),
            o_evidence=unless_bare(said.evidence, no_texts()),
            o_reason=_reason(said, exempt, words),
        ),
    )


def _reason(said: Answers, exempt: list[ir.Value], words: Sentences) -> ir.Value:
    table, text = said.columns.table, said.words + STOP
    for number, sentence in enumerate(words.unread):
        text = text + ibis.ifelse(table[f"o_unread_{number}"], sentence, "")
    cases = [(table["o_unsure"], ibis.literal(words.population))]
    cases += [(surely, ibis.literal(sentence)) for surely, sentence in zip(exempt, words.exempt, strict=True)]
    return ibis.cases(*cases, else_=text)
