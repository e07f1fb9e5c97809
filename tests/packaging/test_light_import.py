"""`import risk_checks` stays light: an EPR that calls it in-process does not pay for data libraries."""

from __future__ import annotations

import subprocess
import sys

import pytest

import risk_checks as rc

HEAVY = ("duckdb", "fhir", "ibis", "jinja2", "numpy", "pandas", "polars", "pyarrow")


def _loaded(code: str) -> set[str]:
    """Return the modules that are there once some code has run in a Python of its own."""
    code = f"import sys\n{code}\nprint('\\nLOADED', *sorted(sys.modules))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(ran.stdout.rpartition("LOADED")[2].split())


def _run(*arguments: str) -> str:
    return f"from risk_checks.cli.main import run\nassert run({list(arguments)!r}) == 0"


def _tops(names: set[str]) -> set[str]:
    return {name.split(".")[0] for name in names}


def test_import_brings_no_data_library() -> None:
    assert _tops(_loaded("import risk_checks")).isdisjoint(HEAVY)


def test_check_of_one_record_brings_no_data_library() -> None:
    person = [{"resourceType": "Patient", "id": "p1"}]
    assert _tops(_loaded(f"import risk_checks as rc\nrc.check({person!r}, as_of='2026-11-01')")).isdisjoint(HEAVY)


def test_help_reads_no_rule_and_none_of_what_reads_them() -> None:
    loaded = _loaded(_run("--help"))
    assert _tops(loaded).isdisjoint({*HEAVY, "pydantic", "yaml"})
    assert {"risk_checks.api", "risk_checks.rules.rule", "risk_checks.tables.loading"}.isdisjoint(loaded)


def test_list_of_rules_brings_no_data_library() -> None:
    assert _tops(_loaded(_run("rules", "list"))).isdisjoint(HEAVY)


def test_public_names_are_there_when_asked_for() -> None:
    for name in rc.__all__:
        assert getattr(rc, name) is not None
        assert name in dir(rc)
    with pytest.raises(AttributeError, match="no attribute 'chekc'"):
        _ = rc.chekc  # type: ignore[attr-defined]  # no such name: that is what is asked
