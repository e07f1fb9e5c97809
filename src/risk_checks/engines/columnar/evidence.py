"""Each subject's candidates brought together: flags, days, and the keys that an outcome may carry as evidence."""

from __future__ import annotations

import ibis

from risk_checks.engines.columnar.candidates import (
    DRAFT,
    FUTURE,
    RETRACTED,
    apart,
    candidate_rows,
)
from risk_checks.engines.columnar.clocks import decisive, facts
from risk_checks.engines.columnar.columns import ROW, SUBJECT, Columns
from risk_checks.engines.columnar.days import FIRST_DAY, day
from risk_checks.engines.columnar.subjects import KEY, Run
from risk_checks.engines.limits import EVIDENCE_LIMIT
from risk_checks.model.days import NO_END
from risk_checks.rules.plan import Recorded


def void(expect: Recorded) -> tuple[str, ...]:
    """Return the standings that a gap may name, the first of them that occurs first."""
    return (FUTURE, DRAFT, RETRACTED, apart(expect))


def with_evidence(expect: Recorded, subjects: Columns, run: Run) -> Columns:
    """Return the subjects with what their candidates amount to; a subject without any has false, null and empty."""
    rows = candidate_rows(expect, subjects, run)
    found = facts(expect, rows)
    table = rows.columns.table
    counts = table["counts"]
    marked = table.mutate(decides=decisive(expect, rows))
    order = [
        ibis.desc(marked["day_latest"].fill_null(day(NO_END))),
        ibis.desc(marked["day_earliest"].fill_null(day(FIRST_DAY))),
        marked[f"{ROW}id"],
    ]
    flags = {
        "some_counts": counts.any(),
        "some_sure": table["sure"].any(),
        "status_unsure": (counts & ~table["status_sure"]).any(),
        "where_unsure": (counts & ~table["where_sure"]).any(),
        **{f"some_{standing}": (table["standing"] == standing).any() for standing in void(expect)},
        **found.flags,
    }
    keys = {
        f"keys_{standing}": marked[f"{ROW}id"].collect(where=marked["standing"] == standing, order_by=order)
        for standing in void(expect)
    }
    keys["keys_counts"] = marked[f"{ROW}id"].collect(where=marked["decides"], order_by=order)
    gathered = marked.group_by(KEY).aggregate(
        **flags, **found.days, **keys, latest=table["day_latest"].max(where=counts)
    )
    gathered = gathered.rename({"evidence_for": KEY})
    joined = subjects.table.left_join(gathered, [(KEY, "evidence_for")])
    empty = ibis.literal([], type="array<string>")
    filled = run.keep(
        joined.mutate(
            **{name: joined[name].fill_null(False) for name in flags},
            **{name: ibis.coalesce(joined[name], empty)[:EVIDENCE_LIMIT] for name in keys},
        )
    )
    return Columns(filled, SUBJECT, run.today, subjects.havings)
