"""The references of one resource followed as far as the resource and its Bundle tell; the rest is left for the end."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from risk_checks.records.identifiers import Search, parse_search
from risk_checks.records.identity import ID_TEXT
from risk_checks.records.references import Scope, Surroundings, Unfollowed, follow_whole, key_in, server_in
from risk_checks.records.resource_types import RESOURCE_TYPES
from risk_checks.records.widening import Spot

_KEY = re.compile(rf"([A-Z][A-Za-z]+)/{ID_TEXT}")
WAITS = "~waits-for:"
"""How the text of a reference begins that waits for the end of reading; none that is followed begins so."""

OWN_SERVER = "~server"
"""The property of a projected resource with the address of the server it came from, where that is known."""
NAMED_SERVER = "~at"
"""The property of a reference with the address that it names, where that is not the one its resource came from."""

_BY_TEXT, _BY_IDENTIFIER = f"{WAITS}text:", f"{WAITS}identifier:"


class Follower:
    """Makes the references of a resource keys, in place; keeps what they ask for and the codes of those that fail.

    `server` is where the resource came from; the others that its references name are kept, and told in each.
    `whole` says that identifiers were read whole, also those of which views ask for a part.
    """

    def __init__(self, scope: Scope, *, key: str, resource: Mapping[str, Any], server: str | None, whole: bool) -> None:
        self._scope, self._key, self._resource = scope, key, resource
        self._server, self._whole = server, whole
        self.searches: list[Search] = []
        self.failed: list[Unfollowed] = []
        self.servers: set[str] = set()

    def __call__(self, spot: Spot, value: dict[str, Any]) -> None:
        """Follow one reference."""
        text = value.get("reference")
        found = _KEY.fullmatch(text) if text else None
        if found is None or found[1] not in RESOURCE_TYPES:
            self._follow(spot, value)
        elif len(value) == 1:
            return  # nearly all references that there are
        for name in spot.spare:
            value.pop(name, None)

    @cached_property
    def _around(self) -> Surroundings:
        return Surroundings(self._scope, self._key, self._resource)

    def _follow(self, spot: Spot, value: dict[str, Any]) -> None:
        reads = self._whole or "identifier" in spot.spare
        told = value if reads else {name: item for name, item in value.items() if name != "identifier"}
        found = follow_whole(told, self._around, element=spot.element)
        if isinstance(found, Unfollowed):
            self.failed.append(found)
            if value.get("reference", "").startswith(WAITS):
                del value["reference"]  # it was not put there by us
        elif isinstance(found, Search):
            self.searches.append(found)
            value["reference"] = f"{_BY_TEXT if value.get('reference') else _BY_IDENTIFIER}{found}"
        elif found is not None:
            self._note_server(value)
            value["reference"] = found

    def _note_server(self, value: dict[str, Any]) -> None:
        """Tell in a reference which server it names, unless that is known: the resource's own, or in the Bundle."""
        text = value.get("reference", "")
        server = server_in(text)
        if server is None or server == self._server or (self._server is None and key_in(self._scope, text)):
            return
        self.servers.add(server)
        value[NAMED_SERVER] = server


def waiting(reference: object) -> Search | None:
    """Return the search that waits in the place of a reference's text, or None where none does."""
    if not isinstance(reference, str) or not reference.startswith(WAITS):
        return None
    return parse_search(reference.removeprefix(_BY_TEXT).removeprefix(_BY_IDENTIFIER))


def give_up(value: dict[str, Any]) -> None:
    """Leave a reference that names nothing as it came, but for the spelling of its search."""
    text = value.pop("reference")
    if text.startswith(_BY_TEXT):
        value["reference"] = text.removeprefix(_BY_TEXT)
