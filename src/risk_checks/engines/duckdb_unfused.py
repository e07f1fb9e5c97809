"""Queries written as they were built: Ibis takes longer to fuse their steps than DuckDB does, which fuses them anyhow.

A step that Ibis fuses is also written once for each time it is used.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import RLock

import ibis

_ONE_AT_A_TIME = RLock()  # the option is one for the process


@contextmanager
def unfused() -> Iterator[None]:
    """Have Ibis leave the steps of a query as they are."""
    with _ONE_AT_A_TIME:
        before = ibis.options.sql.fuse_selects
        ibis.options.sql.fuse_selects = False
        try:
            yield
        finally:
            ibis.options.sql.fuse_selects = before
