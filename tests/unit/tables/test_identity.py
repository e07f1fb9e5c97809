"""Who is who after merges (design clause 5.6)."""

from __future__ import annotations

from itertools import pairwise

import pytest

from risk_checks.tables.identity import Link, close_links

LOOP, AMBIGUOUS, ABSENT = "patients-in-a-circle", "patient-replaced-twice", "survivor-absent"

CASES: dict[str, tuple[str, str, dict[str, str], dict[str, int]]] = {
    # links (a>b: a is replaced by b; a<b: a replaces b; a~b: a refers to b), who is present, survivors, problems
    "nobody is linked": ("", "a b", {}, {}),
    "one replaced by another": ("a>b", "a b", {"a": "b"}, {}),
    "one that replaces another": ("b<a", "a b", {"a": "b"}, {}),
    "both say so": ("a>b b<a", "a b", {"a": "b"}, {}),
    "a chain is followed to its end": ("a>b b>c d<c", "a b c d", {"a": "d", "b": "d", "c": "d"}, {}),
    "two into one": ("a>c b>c", "a b c", {"a": "c", "b": "c"}, {}),
    "seealso and refer do not merge": ("a~b", "a b", {}, {}),
    "a link to nobody": ("a>?", "a b", {}, {}),
    "the replaced record is not in the input": ("b<a", "b", {"a": "b"}, {}),
    "the survivor is not in the input": ("a>b", "a", {}, {ABSENT: 1}),
    "the furthest present one survives": ("a>b b>c", "a b", {"a": "b"}, {ABSENT: 1}),
    "a gap in the chain": ("a>b b>c", "a c", {"a": "c", "b": "c"}, {}),
    "nobody of a chain is present": ("a>b b>c", "", {}, {ABSENT: 1}),
    "a circle": ("a>b b>a", "a b", {}, {LOOP: 2}),
    "replaced by itself": ("a>a", "a", {}, {LOOP: 1}),
    "a way into a circle": ("a>b b>c c>b", "a b c", {}, {LOOP: 3}),
    "a circle beside a chain": ("a>b b>a c>d", "a b c d", {"c": "d"}, {LOOP: 2}),
    "replaced by two who are not one": ("a>b a>c", "a b c", {}, {AMBIGUOUS: 1}),
    "replaced by two who become one": ("a>b a>c b>d c>d", "a b c d", {"a": "d", "b": "d", "c": "d"}, {}),
    "replaced by two, one of whom is absent": ("a>b a>c", "a b", {"a": "b"}, {ABSENT: 1}),
    "into one who is replaced by two": ("z>a a>b a>c", "z a b c", {"z": "a"}, {AMBIGUOUS: 1}),
    "into an absent one who is replaced by two": ("z>a a>b a>c", "z b c", {}, {AMBIGUOUS: 1}),
}
KINDS = {">": "replaced-by", "<": "replaces", "~": "refer"}


@pytest.mark.parametrize(("links", "present", "survivors", "problems"), CASES.values(), ids=CASES)
def test_links_are_closed(links: str, present: str, survivors: dict[str, str], problems: dict[str, int]) -> None:
    pairs = [Link(text[0], None if text[2] == "?" else text[2], KINDS[text[1]]) for text in links.split()]
    for order in (pairs, pairs[::-1]):
        found = close_links(order, present=set(present.split()))
        assert found.survivors == survivors
        assert {each.code: each.count for each in found.problems} == problems
        assert all(each.table == "patient" and each.column == "replaced_by" for each in found.problems)


def test_a_long_chain_and_a_long_circle_end() -> None:
    names = [f"p{number:04}" for number in range(3000)]
    chain = [Link(old, new, "replaced-by") for old, new in pairwise(names)]
    assert close_links(chain, present=set(names)).survivors == dict.fromkeys(names[:-1], names[-1])
    circle = [*chain, Link(names[-1], names[0], "replaced-by")]
    found = close_links(circle, present=set(names))
    assert (found.survivors, found.problems[0].count) == ({}, 3000)
