"""Several expectations answered together: each part by itself, then those that decide (clause 5.15)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from functools import reduce
from operator import add
from typing import cast

import ibis
import ibis.expr.types as ir

from risk_checks.engines.columnar.answers import Answers
from risk_checks.engines.columnar.columns import Columns
from risk_checks.engines.columnar.parts import Part, Said, judged, no_texts
from risk_checks.engines.columnar.subjects import KEY, Run, to_the_end
from risk_checks.engines.columnar.trees import (
    Node,
    any_of,
    deadline,
    deciding,
    outcome_columns,
    tree,
    with_outcomes,
)
from risk_checks.engines.columnar.wording import clause, next_clause
from risk_checks.engines.limits import EVIDENCE_LIMIT
from risk_checks.engines.reasons import JOINT, Clauses
from risk_checks.model.outcome import OutcomeKind
from risk_checks.rules.fields import parts_of
from risk_checks.rules.plan import AllOf, AnyOf

_SAID = tuple(field.name for field in fields(Said))
_LISTS = ("missing", "evidence")


def together(several: AnyOf | AllOf, subjects: Columns, run: Run, *, clauses: Sequence[Clauses]) -> Answers:
    """Return what several expectations say together of each of the subjects."""
    root = tree(several)
    nodes = tuple(root.parts())
    subjects = subjects.on(run.keep(subjects.table))
    judgements = [
        _stored(judged(part, subjects, run), node, run) for part, node in zip(parts_of(several), nodes, strict=True)
    ]
    table = run.keep(_joined(judgements, nodes))
    table = with_outcomes(root, table, keep=run.keep)
    table = run.keep(table.mutate(**deciding(root, table)))
    table = run.keep(table.mutate(**_said_by_those_that_decide(root, table)))
    said = [Said(*(table[f"{node.name}_{name}"] for name in _SAID)) for node in nodes]
    whole = run.keep(
        table.select(
            a_key=table[KEY],
            a_kind=table[root.kind],
            a_code=ibis.coalesce(*(each.code for each in said)),
            a_due=deadline(root, table),
            a_missing=_distinct([each.missing for each in said]),
            a_evidence=_distinct([each.evidence for each in said])[:EVIDENCE_LIMIT],
            a_words=_sentence([table[node.decides] for node in nodes], said, clauses),
        )
    )
    return _answers(subjects, whole, run)


def _stored(part: Part, node: Node, run: Run) -> ir.Table:
    """Return the judgement of a part by subject, under the name of its node."""
    said = {
        f"{node.name}_{whose}_{name}": getattr(each, name)
        for whose, each in (("own", part.own), ("unknown", part.unknown))
        for name in _SAID
    }
    outcome = outcome_columns(node, could=part.possible, kind=part.kind)
    key = {f"{node.name}_key": part.columns.table[KEY]}
    return run.keep(part.columns.table.select(**key, **outcome, **said))


def _joined(judgements: Sequence[ir.Table], nodes: Sequence[Node]) -> ir.Table:
    first = f"{nodes[0].name}_key"
    table = judgements[0]
    for judgement, node in zip(judgements[1:], nodes[1:], strict=True):
        table = table.inner_join(judgement, [(first, f"{node.name}_key")])
    return table.rename({KEY: first})


def _said_by_those_that_decide(root: Node, table: ir.Table) -> dict[str, ir.Value]:
    """Return what each part says; null, or no texts, where it does not decide."""
    unknown = table[root.kind] == OutcomeKind.UNKNOWN.value
    found = {}
    for node in root.parts():
        for name in _SAID:
            own, other = table[f"{node.name}_own_{name}"], table[f"{node.name}_unknown_{name}"]
            nothing = no_texts() if name in _LISTS else ibis.null(own.type())
            said = ibis.ifelse(unknown, other, own)
            found[f"{node.name}_{name}"] = ibis.ifelse(table[node.decides], said, nothing)
    return found


def _distinct(lists: Sequence[ir.Value]) -> ir.ArrayValue:
    """Return the texts of several lists, each where it first stands; no list repeats one of its own."""
    fresh = [lists[0]]
    for place, texts in enumerate(lists[1:], start=1):
        fresh.append(_without(cast("ir.ArrayValue", texts), lists[:place]))
    return cast("ir.ArrayValue", ibis.array(fresh).flatten())


def _without(texts: ir.ArrayValue, earlier: Sequence[ir.Value]) -> ir.Value:
    return texts.filter(lambda text: ~any_of([cast("ir.ArrayValue", found).contains(text) for found in earlier]))


def _sentence(decides: Sequence[ir.Value], said: Sequence[Said], clauses: Sequence[Clauses]) -> ir.Value:
    """Return the clauses of the parts that decide, joined."""
    texts = []
    for place, (each, words) in enumerate(zip(said, clauses, strict=True)):
        text = clause(each, words)
        if place:
            begun = any_of([cast("ir.BooleanValue", one) for one in decides[:place]])
            text = ibis.ifelse(begun, ibis.literal(JOINT) + next_clause(each, words), text)
        texts.append(ibis.ifelse(decides[place], text, ""))
    return reduce(add, texts)


def _answers(subjects: Columns, whole: ir.Table, run: Run) -> Answers:
    judged_ = subjects.table.select(*to_the_end(subjects.table))
    table = run.keep(judged_.inner_join(whole, [(KEY, "a_key")]))
    return Answers(
        columns=Columns(table, subjects.row, subjects.as_of, subjects.havings),
        kind=table["a_kind"],
        code=table["a_code"],
        due_on=cast("ir.DateValue", table["a_due"]),
        missing=table["a_missing"],
        evidence=table["a_evidence"],
        words=table["a_words"],
    )
