from __future__ import annotations

import pytest

from tests.built_tables import Build, in_memory, on_duckdb

ENGINES: dict[str, Build] = {"memory": in_memory, "duckdb": on_duckdb}


@pytest.fixture(params=sorted(ENGINES))
def build(request: pytest.FixtureRequest) -> Build:
    """What makes tables of view rows, on each engine in turn."""
    return ENGINES[request.param]
