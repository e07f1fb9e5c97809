"""Every card turns up early, then by weight."""

from __future__ import annotations

from collections import Counter
from random import Random

from risk_checks.synth.deck import Deck, Weighted


def test_the_first_pack_holds_each_card_once_and_the_next_ones_by_weight() -> None:
    deck = Deck([Weighted("a", 3), Weighted("b", 1)])
    rng = Random(1)
    dealt = [deck.deal(rng, lambda _: True) for _ in range(2 + 4 * 5)]
    assert sorted(dealt[:2]) == ["a", "b"]
    assert Counter(dealt[2:]) == {"a": 15, "b": 5}


def test_a_card_that_does_not_fit_waits_for_its_turn() -> None:
    deck = Deck([Weighted("a", 1), Weighted("b", 1)])
    rng = Random(1)
    assert deck.deal(rng, lambda card: card == "a") == "a"
    assert deck.deal(rng, lambda _: True) == "b"


def test_cards_that_never_fit_do_not_pile_up() -> None:
    deck = Deck([Weighted("a", 1), Weighted("b", 1)])
    rng = Random(1)
    dealt = [deck.deal(rng, lambda card: card == "a") for _ in range(1000)]
    assert set(dealt) == {"a"}
    waiting = [deck.deal(rng, lambda card: card == "b") for _ in range(3)]
    assert waiting == ["b", "b", "b"]
