"""`import risk_checks` stays light: an EPR that calls it in-process does not pay for data libraries."""

from __future__ import annotations

import subprocess
import sys

HEAVY = ("duckdb", "fhir", "ibis", "jinja2", "numpy", "pandas", "polars", "pyarrow")


def test_import_brings_no_data_library() -> None:
    loaded = subprocess.run(
        [sys.executable, "-c", "import sys, risk_checks; print(*sorted(sys.modules))"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert {name.split(".")[0] for name in loaded.stdout.split()}.isdisjoint(HEAVY)
