"""`python -m risk_checks` is the command line."""

from __future__ import annotations

from risk_checks.cli.main import main

main()
