"""Who became whom: which records have replaced which, closed to one survivor each (design clause 5.6)."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Closed:
    """The survivor of each record that was merged, and how many records stand in the way of more."""

    survivors: Mapping[str, str]
    absent: int
    ambiguous: int
    circular: int


def replacements(links: Iterable[tuple[str, str | None, str | None]]) -> dict[str, set[str]]:
    """Return by which records each was replaced, of links that say which record, which other, and the type of link."""
    found: dict[str, set[str]] = defaultdict(set)
    for source, target, kind in links:
        if target is None:
            continue  # a link to nobody who can be named
        match kind:
            case "replaced-by":
                found[source].add(target)
            case "replaces":
                found[target].add(source)
            case _:
                pass  # seealso and refer do not merge
    return found


def close_merges(replaced_by: Mapping[str, Collection[str]], *, is_present: Callable[[str], bool]) -> Closed:
    """Return who every merged record has become: the furthest one along its replacements that is present.

    Nobody is merged who is in a circle or leads into one, nor whoever is replaced by two who are not one.

    >>> close_merges({"a": ["b"], "b": ["c"]}, is_present=lambda key: key != "b").survivors
    {'b': 'c', 'a': 'c'}
    """
    replaces: dict[str, set[str]] = defaultdict(set)
    for old, news in replaced_by.items():
        for new in news:
            replaces[new].add(old)
    ends: dict[str, str | None] = {}
    ready = deque(sorted(replaces.keys() - replaced_by.keys()))
    absent = sum(not is_present(key) for key in ready)
    ambiguous = 0
    waiting = {old: len(news) for old, news in replaced_by.items()}
    while ready:
        key = ready.popleft()
        found = {ends[new] for new in replaced_by.get(key, ())} - {None}
        ambiguous += len(found) > 1
        ends[key] = found.pop() if len(found) == 1 else key if is_present(key) else None
        for old in sorted(replaces[key]):
            waiting[old] -= 1
            if not waiting[old]:
                ready.append(old)
    circular = sum(left > 0 for left in waiting.values())
    survivors = {key: end for key, end in ends.items() if end is not None and end != key}
    return Closed(survivors, absent, ambiguous, circular)
