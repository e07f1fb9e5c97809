"""One person's rows out of tables that Ibis can reach, for `explain`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from risk_checks.api.inputs import Rows
from risk_checks.rules.fields import tables_read
from risk_checks.rules.plan import Plan


def rows_of_person(tables: Mapping[str, Any], plan: Plan, subject: str) -> Rows | None:
    """Return the rows that a plan reads of the person whose subject this is; None where there is no such one."""
    rows = tables[plan.subject.name]
    found = rows.filter(rows["id"] == subject).select("patient").to_pyarrow().to_pylist()
    if not found or found[0]["patient"] is None:
        return None
    patient = found[0]["patient"]
    read = {name: tables[name] for name in tables_read([plan])}
    return {name: each.filter(each["patient"] == patient).to_pyarrow().to_pylist() for name, each in read.items()}
