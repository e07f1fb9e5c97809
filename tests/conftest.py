"""How hard Hypothesis searches: `local` while writing, `ci` the same draws every time, `deep` for a long look.

Choose with HYPOTHESIS_PROFILE; the CI variable alone chooses `ci`. Markers and warnings are set in pyproject.toml.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

# A machine with two cores under load is slow, which says nothing about the code: no deadline, no too_slow.
_CALM = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

settings.register_profile("local", _CALM, max_examples=25)
settings.register_profile("ci", _CALM, max_examples=60, derandomize=True, database=None, print_blob=True)
settings.register_profile("deep", _CALM, max_examples=2000, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if os.environ.get("CI") else "local"))
