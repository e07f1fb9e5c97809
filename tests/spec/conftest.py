"""The engines that every case of the meaning is run on."""

from __future__ import annotations

import pytest

from tests.spec.harness import ENGINES


@pytest.fixture(params=list(ENGINES))
def engine(request: pytest.FixtureRequest) -> str:
    """Return the name of an engine."""
    return str(request.param)
