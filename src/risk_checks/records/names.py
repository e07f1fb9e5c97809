"""Who has the identifiers that references ask for, known once everything was read; nobody else is kept."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any

from risk_checks.records.contained import STANDS_ALONE
from risk_checks.records.following import give_up, waiting
from risk_checks.records.identifiers import Search
from risk_checks.records.merges import close_merges, replacements
from risk_checks.records.references import Unfollowed
from risk_checks.records.widening import NAMEABLE

OWN_NAMES = "~names"
"""The property of a projected resource that lists its identifiers as `system|value`; FHIR has none of this name."""


NUMBERS_IN_DOUBT = "~numbers-in-doubt"
"""The property of a projected patient whose current NHS numbers differ."""


class Names:
    """The identifiers asked for and the resources in use that have them; their order makes no difference.

    `in_use` says whether there is a resource of a key.
    """

    def __init__(self, *, in_use: Callable[[str], bool]) -> None:
        self._in_use = in_use
        # Identifier -> who has it: nobody, one key, or several. There are as many as people are named by identifier.
        self._having: dict[str, str | set[str] | None] = {}
        self._known: dict[str, set[str]] = {}
        self._links: list[tuple[str, str, str | None]] = []
        self._in_doubt: set[str] = set()
        self._types: set[str] = set()
        self.askers: set[str] = set()
        self.failed: Counter[tuple[str, str]] = Counter()

    def want(self, search: Search, *, by: str | None = None) -> None:
        """Take in that somebody is asked for; `by` is the type of a resource whose reference waits for it."""
        self._having.setdefault(search.name, None)
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
                known = self._having[name]
                if known is None:
                    self._having[name] = key
                elif isinstance(known, set):
                    known.add(key)
                elif known != key:
                    self._having[name] = {known, key}
        if NUMBERS_IN_DOUBT in resource:
            self._in_doubt.add(key)
        for link in resource.get("link", ()):
            self._links.append((key, link.get("other", {}).get("reference", ""), link.get("type")))

    def key_of(self, search: Search) -> str | Unfollowed:
        """Return the key of the one who has an identifier, once all were met.

        Records that were merged into one, by way of whomever, are one. An NHS number of somebody who has another as
        well identifies nobody. Somebody who is not in the input and need not be gets a key made of the identifier.
        """
        having = self._all_having(search)
        people = {self._survivors.get(key, key) for key in having}
        if len(people) > 1:
            return Unfollowed.AMBIGUOUS
        if people:
            (found,) = having if len(having) == 1 else people
            return Unfollowed.AMBIGUOUS if search.is_nhs_number and found in self._in_doubt else found
        if search.type in STANDS_ALONE and not search.is_nhs_number:
            return f"{search.type}/~{hashlib.sha256(search.name.encode()).hexdigest()[:16]}"
        return Unfollowed.NOT_FOUND

    def _all_having(self, search: Search) -> set[str]:
        having = self._having.get(search.name) or ()
        everybody = self._known.get(search.name, set()).union((having,) if isinstance(having, str) else having)
        return {key for key in everybody if search.type in ("", key.partition("/")[0])}

    @cached_property
    def _survivors(self) -> Mapping[str, str]:
        """Who became whom, once all were met."""
        return close_merges(replacements(self._followed()), is_present=self._in_use).survivors

    def _followed(self) -> Iterator[tuple[str, str | None, str | None]]:
        """Give the links between patients; one by identifier where one record has it."""
        for key, other, kind in self._links:
            search = waiting(other)
            having = {other} if search is None else self._all_having(search)
            if len(having) == 1 and (target := min(having)).startswith("Patient/"):
                yield key, target, kind

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
