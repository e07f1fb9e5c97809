"""Whose a flat row is that does not say so: that of the row it belongs to, and what is lost where that was set aside.

A row that belongs to one that was set aside counts for nobody, though it may be evidence. So what its table holds is
not covered for whoever that one is of; and where it belongs to none that is there, nor for whoever has a row without a
key, as it may belong to that.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import ibis
import ibis.expr.types as ir

from risk_checks.engines.columnar.shelf import Keep
from risk_checks.tables.columnar_flat import THROUGH_KEY

_LOST = {"owner": "string", "whose": "string"}


@dataclass(frozen=True, slots=True)
class Owners:
    """The rows of a view to which others may belong.

    `lost` has the ids, with their patients, of rows that were set aside, or that belong to one that was; None where
    there is none. `keyless` are the patients of rows that were set aside because they have no id.
    """

    rows: ir.Table
    lost: ir.Table | None = None
    keyless: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Losses:
    """What was lost of a view's own rows: whose they may be, and what others that belong to them lose."""

    patients: tuple[str | None, ...]
    lost: ir.Table | None
    keyless: frozenset[str]


def with_owners(rows: ir.Table, owners: Owners) -> ir.Table:
    """Return rows with their patient: the one that they name, else that of the row that they belong to."""
    found = owners.rows.select(owner="id", whose="patient")
    joined = rows.left_join(found, rows[THROUGH_KEY] == found["owner"])
    return joined.mutate(patient=ibis.coalesce(joined["patient"], joined["whose"])).drop("owner", "whose")


def losses(rows: ir.Table, apart: Sequence[dict[str, Any]], owners: Owners | None, *, keep: Keep, name: str) -> Losses:
    """Return what is lost of a view's rows, given those of them that were set aside and what they belong to."""
    keyless = frozenset(row["patient"] for row in apart if row["id"] is None and row["patient"] is not None)
    own = [{"owner": row["id"], "whose": row["patient"]} for row in apart if row["id"] is not None]
    found = [ibis.memtable(own, schema=_LOST)] if own else []
    patients: set[str | None] = set()
    if owners is not None and (owners.lost is not None or owners.keyless):
        ownerless = rows.filter(rows["patient"].isnull())
        if owners.lost is not None:
            below = ownerless.select("id", THROUGH_KEY).inner_join(owners.lost, [(THROUGH_KEY, "owner")])
            below = keep(f"below_{name}", below.select(owner="id", whose="whose").distinct())
            patients |= set(below["whose"].to_pyarrow().to_pylist())
            found.append(below.filter(below["owner"].notnull()))
        if owners.keyless and ownerless.count().to_pyarrow().as_py():
            patients |= owners.keyless
            keyless |= owners.keyless
    lost = keep(f"lost_{name}", ibis.union(*found, distinct=True)) if found else None
    return Losses(tuple(patients), lost, keyless)
