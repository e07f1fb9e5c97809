from __future__ import annotations

from itertools import permutations

import pytest

from risk_checks.records.accounting import Fate
from risk_checks.records.versions import Candidate, choose

USED, DUPLICATE, SUPERSEDED, SET_ASIDE = Fate.USED, Fate.DUPLICATE, Fate.SUPERSEDED, Fate.SET_ASIDE


def _version(content: str, updated: int | None = None, number: int | None = None) -> Candidate:
    return Candidate(content.encode(), updated, number)


@pytest.mark.parametrize(
    ("candidates", "fates"),
    [
        ([_version("a")], [USED]),
        ([_version("a"), _version("a")], [USED, DUPLICATE]),
        ([_version("a", 1), _version("b", 2)], [SUPERSEDED, USED]),
        ([_version("a", 2), _version("b", 1), _version("a", 2)], [USED, SUPERSEDED, DUPLICATE]),
        ([_version("a", None, 9), _version("b", None, 10)], [SUPERSEDED, USED]),
        ([_version("a", 1, 1), _version("b", 1, 2)], [SUPERSEDED, USED]),
        ([_version("a", 1, 2), _version("b", 2, 1)], [SUPERSEDED, USED]),
        ([_version("a", 1, 1), _version("b", None, 2)], [SUPERSEDED, USED]),
        ([_version("a"), _version("b")], [SET_ASIDE, SET_ASIDE]),
        ([_version("a", 1, 1), _version("b", 1, 1)], [SET_ASIDE, SET_ASIDE]),
        ([_version("a", 1), _version("b", None, 1)], [SET_ASIDE, SET_ASIDE]),
        ([_version("a", 2), _version("b", 2), _version("c", 1)], [SET_ASIDE] * 3),
        ([_version("a", 2), _version("b", 1), _version("b", 1), _version("c")], [SET_ASIDE] * 4),
    ],
    ids=[
        "one",
        "the same content twice",
        "updated later",
        "updated later, twice",
        "higher number, as a number",
        "updated together, higher number",
        "updated later, lower number: the time decides",
        "only one has a time: the number decides",
        "nothing tells",
        "everything is equal",
        "nothing to compare by",
        "two newest",
        "one that cannot be compared",
    ],
)
def test_the_newest_content_is_used(candidates: list[Candidate], fates: list[Fate]) -> None:
    assert choose(candidates) == tuple(fates)


@pytest.mark.parametrize(
    "candidates",
    [
        [_version("a", 1), _version("b", 3), _version("c", 2)],
        [_version("a", None, 1), _version("b", 5, 3), _version("c", 5, 2)],
        [_version("a", 1, 5), _version("b", None, 3), _version("c", 2, 1)],
    ],
    ids=["by time", "by number", "in a ring"],
)
def test_the_order_of_reading_changes_nothing(candidates: list[Candidate]) -> None:
    one_way = dict(zip(candidates, choose(candidates), strict=True))
    assert all(dict(zip(order, choose(order), strict=True)) == one_way for order in permutations(candidates))
