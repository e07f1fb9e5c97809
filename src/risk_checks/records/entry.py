"""An entry that passed the gate: one resource, reduced to what views read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Version:
    """What tells versions of one resource apart; the digest is of the whole of its content, as it came.

    `mark` is what is counted into the digest of the input: of the line itself, where there is one.
    `base` is the address of the server, where the entry's fullUrl tells it.
    """

    version_id: str | None
    last_updated: str | None
    digest: bytes
    base: str | None = None
    mark: bytes = b""


@dataclass(frozen=True, slots=True)
class Entry:
    """A resource and where it stood; `line` counts from 1, in a Bundle the entries, in an array the elements.

    `offset` is that of its line's first byte, as in `Unit`.
    """

    file: str
    line: int
    resource: dict[str, Any]
    type: str
    id: str
    version: Version
    offset: int | None = None

    @property
    def key(self) -> str:
        """Return the resource's key, as `Patient/p1`."""
        return f"{self.type}/{self.id}"
