"""Writes the generated part of docs/guide/mhsds.md from rules/mhsds; run it after changing the mapping or a table."""

from __future__ import annotations

from pathlib import Path

from risk_checks.reports.mapping_page import with_section
from risk_checks.tables.flat_loading import MAPPINGS, shipped_mapping

GUIDE = Path(__file__).resolve().parents[1] / "docs" / "guide"


if __name__ == "__main__":
    for name in MAPPINGS:
        page = GUIDE / f"{name}.md"
        page.write_text(with_section(page.read_text(encoding="utf-8"), shipped_mapping(name)), encoding="utf-8")
        print(f"wrote {page.name}")
