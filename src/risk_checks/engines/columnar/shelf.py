"""Where a columnar engine keeps tables that it needs for a while; the backend says how."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import ibis.expr.types as ir

Keep = Callable[[str, ir.Table], ir.Table]
"""Stores an expression under a name and returns the stored table."""


class Shelf(Protocol):
    """Tables kept until they are cleared away."""

    def keep(self, expression: ir.Table) -> ir.Table:
        """Return the expression stored."""
        ...

    def clear(self) -> None:
        """Drop everything that was kept."""
        ...
