"""Expectations answered: by their one part, or by several together."""

from __future__ import annotations

from typing import assert_never, cast

import ibis.expr.types as ir

from risk_checks.engines.columnar.answers import Answers
from risk_checks.engines.columnar.columns import Columns
from risk_checks.engines.columnar.parts import Part, Said, judged
from risk_checks.engines.columnar.several import together
from risk_checks.engines.columnar.subjects import Run
from risk_checks.engines.columnar.wording import clause
from risk_checks.engines.reasons import Clauses, Sentences
from risk_checks.rules.plan import AllOf, AnyOf, Complete, Expectation, Recorded


def answers(expect: Expectation, subjects: Columns, run: Run, *, words: Sentences) -> Answers:
    """Return what the expectation says of each of the subjects."""
    match expect:
        case Complete() | Recorded():
            return _alone(judged(expect, subjects, run), words.parts[0])
        case AnyOf() | AllOf():
            return together(expect, subjects, run, clauses=words.parts)
        case _:
            assert_never(expect)


def _alone(part: Part, clauses: Clauses) -> Answers:
    own = part.own
    table = part.columns.table.mutate(
        s_kind=part.kind,
        s_code=own.code,
        s_due=own.due_on,
        s_latest=own.latest,
        s_missing=own.missing,
        s_evidence=own.evidence,
        s_in_doubt=own.in_doubt,
    )
    names = ("s_code", "s_due", "s_latest", "s_missing", "s_evidence", "s_in_doubt")
    said = Said(*(table[name] for name in names))
    return Answers(
        columns=part.columns.on(table),
        kind=table["s_kind"],
        code=said.code,
        due_on=cast("ir.DateValue", said.due_on),
        missing=said.missing,
        evidence=said.evidence,
        words=clause(said, clauses),
    )
