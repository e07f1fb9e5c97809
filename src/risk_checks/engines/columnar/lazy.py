"""Tables that are stored when they are first read: what no rule reads costs nothing."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping

import ibis.expr.types as ir


class WhenRead(Mapping[str, ir.Table]):
    """Tables by name, each made by `make` when it is first asked for, and kept."""

    def __init__(self, names: Collection[str], make: Callable[[str], ir.Table]) -> None:
        self._names = names
        self._make = make
        self._made: dict[str, ir.Table] = {}

    def __getitem__(self, name: str) -> ir.Table:
        if name not in self._made:
            self._made[name] = self._make(name)
        return self._made[name]

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)
