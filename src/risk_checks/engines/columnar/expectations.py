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
            return _alone(judged(expect, subjects, run), words.parts[0], run)
        case AnyOf() | AllOf():
            return together(expect, subjects, run, clauses=words.parts)
        case _:
            assert_never(expect)


def _alone(part: Part, clauses: Clauses, run: Run) -> Answers:
    own = part.own
    table = run.keep(
        part.columns.table.mutate(
            a_kind=part.kind,
            a_code=own.code,
            a_due=own.due_on,
            a_latest=own.latest,
            a_missing=own.missing,
            a_evidence=own.evidence,
            a_in_doubt=own.in_doubt,
        )
    )
    names = ("a_code", "a_due", "a_latest", "a_missing", "a_evidence", "a_in_doubt")
    said = Said(*(table[name] for name in names))
    return Answers(
        columns=Columns(table, part.columns.row, part.columns.as_of, part.columns.havings),
        kind=table["a_kind"],
        code=said.code,
        due_on=cast("ir.DateValue", said.due_on),
        missing=said.missing,
        evidence=said.evidence,
        words=clause(said, clauses),
    )
