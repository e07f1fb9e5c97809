"""How hard Hypothesis searches: `local` while writing, `ci` the same draws every time, `deep` for a long look.

Choose with HYPOTHESIS_PROFILE; the CI variable alone chooses `ci`. Markers and warnings are set in pyproject.toml.

Measuring coverage doubles the time of a test. It is not measured in tests that run much of the library at once to
compare answers: what they reach, the tests of its parts have to reach as well.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# A machine with two cores under load is slow, which says nothing about the code: no deadline, no too_slow.
_CALM = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

settings.register_profile("local", _CALM, max_examples=25)
settings.register_profile("ci", _CALM, max_examples=60, derandomize=True, database=None, print_blob=True)
settings.register_profile("deep", _CALM, max_examples=2000, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if os.environ.get("CI") else "local"))

_UNMEASURED = frozenset({"data", "differential", "laws", "vignettes"})
_HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: Iterable[pytest.Item]) -> None:
    """Measure no coverage in the folders of tests that compare answers, nor while DuckDB makes the shipped tables."""
    for item in items:
        if not item.path.is_relative_to(_HERE):
            continue
        folder = item.path.relative_to(_HERE).parts[0]
        if folder in _UNMEASURED or (folder == "tables" and "duckdb" in item.name):
            item.add_marker(pytest.mark.no_cover)
