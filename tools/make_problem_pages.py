"""Writes docs/reference/problems.md and docs/reference/exit-codes.md from the code."""

from __future__ import annotations

import sys
from pathlib import Path

from risk_checks.reports.exit_code_page import exit_code_page
from risk_checks.reports.problem_page import problem_page

REFERENCE = Path(__file__).resolve().parents[1] / "docs" / "reference"


def main() -> None:
    """Write the pages."""
    for name, text in {"problems.md": problem_page(), "exit-codes.md": exit_code_page()}.items():
        (REFERENCE / name).write_text(text, encoding="utf-8")
        sys.stdout.write(f"wrote {name}\n")


if __name__ == "__main__":
    main()
