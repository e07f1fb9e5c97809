"""Writes rules/schema/ from the models and tables; run it after changing what a rule's file may say."""

from __future__ import annotations

import sys
from pathlib import Path

from risk_checks.rules.schema import schema_files

RULES = Path(__file__).resolve().parents[1] / "rules"


def main() -> None:
    """Write the schemas."""
    made = schema_files()
    for name, text in made.items():
        (RULES / name).write_text(text, encoding="utf-8")
    sys.stdout.write(f"rules/schema: {len(made)} schemas\n")


if __name__ == "__main__":
    main()
