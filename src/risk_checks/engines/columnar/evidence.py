"""Each subject's candidates brought together: flags, days, and the keys that an outcome may carry as evidence."""

from __future__ import annotations

from typing import cast

import ibis
import ibis.expr.types as ir

from risk_checks.engines.columnar.candidates import (
    COUNTS,
    DRAFT,
    FUTURE,
    RETRACTED,
    apart,
    candidate_rows,
)
from risk_checks.engines.columnar.clocks import chooser, deadlines, decided_by, decisive, facts
from risk_checks.engines.columnar.columns import SUBJECT, Columns
from risk_checks.engines.columnar.days import FIRST_DAY, day
from risk_checks.engines.columnar.subjects import KEY, Run, to_the_end
from risk_checks.engines.limits import EVIDENCE_LIMIT
from risk_checks.model.days import NO_END
from risk_checks.rules.plan import Recorded

_OF = "evidence_for"


def void(expect: Recorded) -> tuple[str, ...]:
    """Return the standings that a gap may name, the first of them that occurs first."""
    return (FUTURE, DRAFT, RETRACTED, apart(expect))


def with_evidence(expect: Recorded, subjects: Columns, run: Run) -> Columns:
    """Return the subjects with what their candidates amount to; a subject without any has false, null and empty.

    `keys` are those of the rows that decide, or where none counts those of the standing that a gap names.
    """
    ends = deadlines(expect, subjects)
    asked = {*ends, *chooser(expect)}
    timed = run.keep(subjects.table.mutate(**ends))
    rows = candidate_rows(expect, Columns(timed, SUBJECT, run.today, subjects.havings), run)
    found = facts(expect, rows)
    counts = rows["counts"]
    flags = {
        "some_counts": counts.any(),
        "some_sure": rows["sure"].any(),
        "status_unsure": (counts & ~rows["status_sure"]).any(),
        "where_unsure": (counts & ~rows["where_sure"]).any(),
        **{f"some_{standing}": (rows["standing"] == standing).any() for standing in void(expect)},
        **found.flags,
    }
    days = {**found.days, "latest": rows["day_latest"].max(where=counts)}
    ranked = rows.mutate(rank=_rank(expect, rows))
    gathered = run.keep(
        ranked.group_by(KEY).aggregate(**flags, **days, first_rank=ranked["rank"].min()).rename({_OF: KEY})
    )
    keys = _keys(expect, ranked, gathered)
    joined = timed.left_join(gathered, [(KEY, _OF)]).left_join(keys, [(KEY, "keys_for")])
    empty = ibis.literal([], type="array<string>")
    filled = joined.select(
        *to_the_end(timed),
        *(name for name in timed.columns if name in asked),
        *days,
        **{name: joined[name].fill_null(False) for name in flags},
        keys=ibis.coalesce(joined["keys"], empty),
    )
    return Columns(filled, SUBJECT, run.today, subjects.havings)


def _rank(expect: Recorded, rows: ir.Table) -> ir.Value:
    """Return which rows of a subject are evidence, if there are any: those with the least rank."""
    order = (COUNTS, *void(expect))
    return ibis.cases(*((rows["standing"] == standing, rank) for rank, standing in enumerate(order)))


def _keys(expect: Recorded, ranked: ir.Table, gathered: ir.Table) -> ir.Table:
    by = decided_by(expect)
    facts_of = gathered.select(_OF, "first_rank", **{f"f_{by}": gathered[by]})
    beside = ranked.inner_join(facts_of, [(KEY, _OF)])
    first = beside["rank"] == beside["first_rank"]
    named = beside.filter(first & ((beside["rank"] > 0) | decisive(expect, beside)))
    order = [
        ibis.desc(named["day_latest"].fill_null(day(NO_END))),
        ibis.desc(named["day_earliest"].fill_null(day(FIRST_DAY))),
        named["key"],
    ]
    listed = named.group_by(KEY).aggregate(keys=named["key"].collect(order_by=order)[:EVIDENCE_LIMIT])
    return cast("ir.Table", listed.rename({"keys_for": KEY}))
