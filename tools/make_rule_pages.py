"""Writes docs/reference/rules/ from the shipped rules, and docs/reference/lint.md from the linter."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

from risk_checks import api
from risk_checks.reports.lint_page import lint_page
from risk_checks.reports.rule_docs import rule_pages
from risk_checks.rules.lint.checks import prepare
from risk_checks.tables.loading import shipped_tables

REFERENCE = Path(__file__).resolve().parents[1] / "docs" / "reference"


def pages() -> Mapping[str, str]:
    """Return every page by its path below docs/reference."""
    catalogue, tables = api.load_rules(), shipped_tables()
    rules = [prepare(rule, catalogue=catalogue, tables=tables) for rule in catalogue.rules]
    return {"lint.md": lint_page(), **{f"rules/{name}": text for name, text in rule_pages(rules).items()}}


def main() -> None:
    """Write the pages, and remove those of rules that are no more."""
    made = pages()
    for path in (REFERENCE / "rules").glob("*.md"):
        if f"rules/{path.name}" not in made:
            path.unlink()
    for name, text in made.items():
        (REFERENCE / name).parent.mkdir(parents=True, exist_ok=True)
        (REFERENCE / name).write_text(text, encoding="utf-8")
    sys.stdout.write(f"docs/reference: {len(made)} pages\n")


if __name__ == "__main__":
    main()
