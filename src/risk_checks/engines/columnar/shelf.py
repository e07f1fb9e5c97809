"""Where a columnar engine keeps tables that it needs for a while; the backend says how."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Protocol

import ibis.expr.types as ir
import pyarrow as pa
from ibis.expr.operations import Node

Keep = Callable[[str, ir.Table], ir.Table]
"""Stores an expression under a name and returns the stored table."""


class Once:
    """Stores every expression once: who asks for one that was stored gets what is there."""

    def __init__(self, keep: Callable[[ir.Table], ir.Table]) -> None:
        self._keep = keep
        self._stored: dict[Node, ir.Table] = {}

    def __call__(self, expression: ir.Table) -> ir.Table:
        """Return the expression stored."""
        node = expression.op()
        if node not in self._stored:
            self._stored[node] = self._keep(expression)
        return self._stored[node]


class Shelf(Protocol):
    """Tables kept until they are cleared away."""

    def keep(self, expression: ir.Table) -> ir.Table:
        """Return the expression stored."""
        ...

    def batches(self, expression: ir.Table) -> Iterator[pa.RecordBatch]:
        """Give the rows of an expression as record batches."""
        ...

    def clear(self) -> None:
        """Drop everything that was kept."""
        ...
