"""Counts that tell of nobody: small ones are left out, the others rounded, and totals are of the counts told.

A total of everybody would give away what was left out, to whoever takes the parts from it. The usual cure is to leave
out larger counts as well; which ones, tells again of the small one. A total of what is told tells nothing that its
parts do not: whatever small number stands in the place of one left out, the row that is shared is the same.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

MIN_CELL = 5
ROUND_TO = 5


@dataclass(frozen=True, slots=True)
class Cell:
    """A count, and how many people are behind it: ten alerts may all be of one person."""

    count: int
    people: int

    @property
    def size(self) -> int:
        """The number that must not be small."""
        return min(self.count, self.people)


@dataclass(frozen=True, slots=True)
class Shown:
    """A row as it may be shared; None stands for what is left out, `told` is the sum of the parts that are not."""

    parts: Mapping[str, int | None]
    told: int | None


PeopleOf = Callable[[Collection[str]], int]
"""Gives how many people are behind some parts of a row, each counted once."""


def rounded(count: int, *, to: int) -> int:
    """Return the nearest multiple, of two as near the greater.

    >>> rounded(12, to=5), rounded(13, to=5), rounded(7, to=1)
    (10, 15, 7)
    """
    return (count + to // 2) // to * to


def shown(
    parts: Mapping[str, Cell],
    *,
    min_cell: int = MIN_CELL,
    round_to: int = ROUND_TO,
    min_group: int = 0,
    people: PeopleOf | None = None,
) -> Shown:
    """Return a row as it may be shared: no count below `min_cell`, nothing among them, nor one of fewer people.

    Nothing is told of a group of which fewer people than `min_group` would be told; `people` gives how many are behind
    some of the parts, each counted once. Without it they are taken to be as few as they can be.

    >>> shown({"met": Cell(41, 41), "gap": Cell(12, 12), "late": Cell(3, 3), "due": Cell(0, 0)})
    Shown(parts={'met': 40, 'gap': 10, 'late': None, 'due': None}, told=50)
    """
    large = {name: cell for name, cell in parts.items() if cell.size >= max(min_cell, 1)}
    if not large:
        return Shown(dict.fromkeys(parts), None)
    behind = people(large) if people else max(cell.people for cell in large.values())
    if behind < min_group:
        return Shown(dict.fromkeys(parts), None)
    told = {name: rounded(cell.count, to=round_to) if name in large else None for name, cell in parts.items()}
    return Shown(told, sum(count for count in told.values() if count is not None))


def percent(part: int | None, whole: int | None) -> int | None:
    """Return a part of a whole in whole per cent, both as shared: it tells no more than they do.

    >>> percent(10, 40), percent(None, 40), percent(10, None)
    (25, None, None)
    """
    if part is None or not whole:
        return None
    return (100 * part + whole // 2) // whole
