"""What the havings of conditions say of subject rows: how many rows of another table surely and possibly qualify."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

import ibis
import ibis.expr.types as ir

from risk_checks.engines.columnar.columns import ROW, SUBJECT, Columns
from risk_checks.engines.columnar.conditions import havings_inside_out, truth
from risk_checks.engines.columnar.days import known
from risk_checks.engines.columnar.subjects import KEY, PERSON, Run, candidates_of
from risk_checks.rules.plan import Chosen, Condition, Count, Having

_SURELY, _POSSIBLY, _OF = "having_surely", "having_possibly", "having_key"


def with_havings(rows: ir.Table, conditions: Iterable[Condition], run: Run, *, of: ir.Table) -> Columns:
    """Return subject rows with two columns for each having of the conditions; `of` are all subject rows, stored.

    Rows are counted for all of them, so that rules that ask for the same rows of the same subjects share the counts.
    """
    named: dict[int, tuple[str, str]] = {}
    havings = {id(having): having for condition in conditions for having in havings_inside_out(condition)}
    within = {id(inner) for having in havings.values() for inner in havings_inside_out(having.where)}
    for number, having in enumerate(havings.values()):
        counts = run.share(_counts(Columns(of, ROW, run.today, dict(named)), having, run))
        names = f"h{number}_surely", f"h{number}_possibly"
        rows = _marked(rows, having, counts, run, names=names)
        if id(having) in within:
            of = _marked(of, having, counts, run, names=names)
        named[id(having)] = names
    return Columns(rows, SUBJECT, run.today, named)


def _counts(subjects: Columns, having: Having, run: Run) -> ir.Table:
    """Return how many rows surely and how many possibly qualify, for each subject that has any of these."""
    joined = candidates_of(subjects.table, having.table, run)
    found = truth(having.where, Columns(joined, ROW, run.today, subjects.havings))
    possibly = found.possibly
    if having.table.dated_by:
        possibly = possibly & ~known(joined[f"{ROW}{having.table.dated_by}_earliest"] > run.today)
    flagged = joined.filter(possibly).select(KEY, surely=found.surely.cast("int64"))
    counts = flagged.group_by(KEY).aggregate(**{_SURELY: flagged["surely"].sum(), _POSSIBLY: flagged.count()})
    return cast("ir.Table", counts.rename({_OF: KEY}))


def _marked(rows: ir.Table, having: Having, counts: ir.Table, run: Run, *, names: tuple[str, str]) -> ir.Table:
    joined = rows.left_join(counts, [(KEY, _OF)])
    least = _enough(having.at_least, Columns(joined, SUBJECT, run.today, {}))
    whole = run.whole(run.seen.holding(having.table), joined[PERSON])
    surely, possibly = (joined[name].fill_null(0) >= least for name in (_SURELY, _POSSIBLY))
    marked = {names[0]: surely, names[1]: possibly | ~whole}
    return cast("ir.Table", joined.select(*rows.columns, **marked))


def _enough(count: Count, columns: Columns) -> ir.Value:
    """Return how many rows are enough, which may depend on the subject."""
    if isinstance(count, Chosen):
        return columns.choice(count, lambda number: cast("ir.Value", ibis.literal(number)))
    return cast("ir.Value", ibis.literal(count))
