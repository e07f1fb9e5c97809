"""Cards dealt so that every one turns up early, and afterwards as often as its weight says."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Generic, TypeVar

Card = TypeVar("Card")


@dataclass(frozen=True, slots=True)
class Weighted(Generic[Card]):
    """A card and how many of it there are in a full pack."""

    card: Card
    weight: int


class Deck(Generic[Card]):
    """A shuffled pack; the first one holds each card once. Cards that do not fit wait for the next deal."""

    def __init__(self, cards: Sequence[Weighted[Card]]) -> None:
        self._cards = tuple(cards)
        self._waiting: list[Card] = []
        self._packs = 0

    def deal(self, rng: Random, fits: Callable[[Card], bool]) -> Card:
        """Return the next card that fits and take it out of the pack."""
        while True:
            for place in range(len(self._waiting) - 1, -1, -1):
                if fits(self._waiting[place]):
                    return self._waiting.pop(place)
            self._shuffle_in(rng)

    def _shuffle_in(self, rng: Random) -> None:
        first = self._packs == 0
        pack = [each.card for each in self._cards for _ in range(1 if first else each.weight)]
        rng.shuffle(pack)
        # What waited longest is seen first; what never fits must not pile up.
        self._waiting = pack + self._waiting[-len(self._cards) :]
        self._packs += 1
