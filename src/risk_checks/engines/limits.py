"""Bounds that both engines share."""

from __future__ import annotations

EVIDENCE_LIMIT = 10
"""How many keys an outcome carries as evidence at the most."""
