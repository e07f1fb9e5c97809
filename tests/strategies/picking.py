"""Choices: where they come from, and one way out of several with its weight, the simplest first.

Whatever is drawn is made by a function of a `Choose`. Hypothesis chooses where a test searches, and shrinks towards 0,
the simplest; a seed chooses where the same draws are wanted every time, for batches and for counting.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from random import Random
from typing import TypeVar

from hypothesis import strategies as st

T = TypeVar("T")
Choose = Callable[[int], int]
"""Returns a number from 0 to below the one given."""
Ways = tuple[tuple[int, Callable[[], T]], ...]
"""What could be made, each with its weight; 0 rules one out."""


def searched(make: Callable[[Choose], T]) -> st.SearchStrategy[T]:
    """Return a strategy for what `make` makes."""

    @st.composite
    def drawn(draw: st.DrawFn) -> T:
        return make(lambda below: draw(_numbers(below)) if below > 1 else 0)

    return drawn()


def dealt(make: Callable[[Choose], T], *, seed: str) -> T:
    """Return what `make` makes of a seed."""
    return make(Random(seed).randrange)


def pick(choose: Choose, *ways: tuple[int, Callable[[], T]]) -> T:
    """Return what one of the ways makes; the others are not made."""
    place = choose(sum(weight for weight, _ in ways))
    for weight, make in ways:
        if place < weight:
            return make()
        place -= weight
    raise AssertionError


def one_of(choose: Choose, choices: Sequence[T]) -> T:
    """Return one of the choices."""
    return choices[choose(len(choices))]


def some_of(choose: Choose, choices: Sequence[T], *, most: int) -> tuple[T, ...]:
    """Return one of the choices or more, no more than so many."""
    left = list(choices)
    return tuple(left.pop(choose(len(left))) for _ in range(1 + choose(min(most, len(left)))))


@cache
def _numbers(below: int) -> st.SearchStrategy[int]:
    return st.integers(0, below - 1)
