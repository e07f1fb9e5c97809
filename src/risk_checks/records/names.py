"""Who has the identifiers that references ask for, known once everything was read; nobody else is kept."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from risk_checks.records.contained import STANDS_ALONE
from risk_checks.records.following import give_up, waiting
from risk_checks.records.identifiers import Search
from risk_checks.records.references import Unfollowed
from risk_checks.records.widening import NAMEABLE

OWN_NAMES = "~names"
"""The property of a projected resource that lists its identifiers as `system|value`; FHIR has none of this name."""


@dataclass(frozen=True, slots=True)
class _Merges:
    """The references of the Patient.link of one record: those who have replaced it, and those whom it has replaced."""

    replaced_by: frozenset[str]
    replaces: frozenset[str]


_UNMERGED = _Merges(frozenset(), frozenset())


class Names:
    """The identifiers asked for and the resources in use that have them; their order makes no difference."""

    def __init__(self) -> None:
        self._having: dict[str, dict[str, _Merges]] = {}  # identifier -> key of each who has it
        self._known: dict[str, set[str]] = {}
        self._types: set[str] = set()
        self.askers: set[str] = set()
        self.failed: Counter[tuple[str, str]] = Counter()

    def want(self, search: Search, *, by: str | None = None) -> None:
        """Take in that somebody is asked for; `by` is the type of a resource whose reference waits for it."""
        self._having.setdefault(search.name, {})
        self._types |= {search.type} if search.type else NAMEABLE
        if by is not None:
            self.askers.add(by)

    @property
    def asked(self) -> bool:
        """Whether anybody is asked for."""
        return bool(self._having)

    @property
    def types(self) -> frozenset[str]:
        """The types of which somebody is asked for."""
        return NAMEABLE.intersection(self._types)

    def know(self, key: str, names: Iterable[str]) -> None:
        """Take in a resource that no view reads: it is not looked at again."""
        for name in names:
            self._known.setdefault(name, set()).add(key)

    def meet(self, key: str, resource: Mapping[str, Any]) -> None:
        """Take in a resource that is in use."""
        for name in resource.get(OWN_NAMES, ()):
            if name in self._having:
                self._having[name][key] = _merges(resource)

    def key_of(self, search: Search) -> str | Unfollowed:
        """Return the key of the one who has an identifier, once all were met.

        A record that is merged into another with the same identifier does not stand in that one's way. Somebody who is
        not in the input and need not be gets a key made of the identifier.
        """
        everybody = {**dict.fromkeys(self._known.get(search.name, ()), _UNMERGED), **self._having.get(search.name, {})}
        having = {key: each for key, each in everybody.items() if search.type in ("", key.partition("/")[0])}
        found = having.keys() - _merged(having)
        if len(found) == 1:
            return found.pop()
        if having:
            return Unfollowed.AMBIGUOUS
        if search.type in STANDS_ALONE and not search.is_nhs_number:
            return f"{search.type}/~{hashlib.sha256(search.name.encode()).hexdigest()[:16]}"
        return Unfollowed.NOT_FOUND

    def settle(self, value: dict[str, Any], *, asker: str) -> None:
        """Make a waiting reference of a resource of a type a key, in place, or leave it and count the failure."""
        search = waiting(value.get("reference"))
        if search is None:
            return
        found = self.key_of(search)
        if isinstance(found, Unfollowed):
            self.failed[found.value, asker] += 1
            give_up(value)
        else:
            value["reference"] = found


def _merges(resource: Mapping[str, Any]) -> _Merges:
    links = resource.get("link", ())
    said = [(each.get("type"), each.get("other", {}).get("reference", "")) for each in links]
    return _Merges(
        *(frozenset(other for kind, other in said if kind == wanted) for wanted in ("replaced-by", "replaces"))
    )


def _merged(having: Mapping[str, _Merges]) -> set[str]:
    """Return those who are replaced by others who have the same identifier, and by nobody else."""
    replaced = {key: set(each.replaced_by) for key, each in having.items()}
    for key, each in having.items():
        for old in each.replaces & having.keys():
            replaced[old].add(key)
    return {old for old, news in replaced.items() if news and news <= having.keys()}
