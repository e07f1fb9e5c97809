"""Writes docs/reference/tables.md from rules/tables; run it after changing a table."""

from __future__ import annotations

from pathlib import Path

from risk_checks.reports.tables_page import tables_page
from risk_checks.tables.loading import shipped_tables

TARGET = Path(__file__).resolve().parents[1] / "docs" / "reference" / "tables.md"


if __name__ == "__main__":
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(tables_page(shipped_tables().values()), encoding="utf-8")
    print(f"wrote {TARGET.name}")
