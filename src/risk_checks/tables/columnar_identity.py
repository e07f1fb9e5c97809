"""Who is who on a columnar engine: the few link pairs are fetched and closed in Python, as Ibis has no recursion."""

from __future__ import annotations

from collections.abc import Mapping

import ibis

from risk_checks.tables.columnar_truth import Expression
from risk_checks.tables.identity import LINK_VIEW, PATIENT_VIEW, Identity, Link, Survivors, close_links


def collect_identity(views: Mapping[str, Expression]) -> Identity:
    """Return who is who, by the links between the patients that are there: runs two queries."""
    if LINK_VIEW not in views:
        return Identity({})
    links = views[LINK_VIEW].select("patient", "other", "type").distinct()
    pairs = [Link(row["patient"], row["other"], row["type"]) for row in links.to_pyarrow().to_pylist()]
    if PATIENT_VIEW not in views:
        return close_links(pairs, present=())
    linked = links.select(id="patient").union(links.select(id="other")).distinct()
    present = views[PATIENT_VIEW].select("id").semi_join(linked, "id")
    return close_links(pairs, present={row["id"] for row in present.to_pyarrow().to_pylist()})


def merged_pairs(survivors: Survivors) -> Expression | None:
    """Return who survives whom as a table for `given_to`; None where nobody was merged."""
    if not survivors:
        return None
    return ibis.memtable(
        {"merged key": list(survivors), "survivor key": list(survivors.values())},
        schema={"merged key": "string", "survivor key": "string"},
    )


def given_to(rows: Expression, pairs: Expression | None) -> Expression:
    """Return the rows with those of a patient who was merged away given to whoever survives."""
    if pairs is None:
        return rows
    joined = rows.left_join(pairs, rows["patient"] == pairs["merged key"])
    survivor = ibis.coalesce(joined["survivor key"], joined["patient"])
    return joined.select(**{name: survivor if name == "patient" else joined[name] for name in rows.columns})
