"""One spelling for each JSON value, and the digest of it, so that equal content is seen to be equal."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from risk_checks.records.lines import LONGEST_LINE

_spell = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode
_MODULUS = 2**256


class TooLong(Exception):
    """A resource is longer than a line of NDJSON may be, however it came."""


def digest(resource: dict[str, Any]) -> bytes:
    """Return the SHA-256 of a resource's content; the order of its properties makes no difference."""
    spelled = _spell(resource)
    if len(spelled) > LONGEST_LINE:
        raise TooLong
    return hashlib.sha256(spelled.encode()).digest()


class DigestSum:
    """A digest of a set of entries: the sum of theirs, so that order makes no difference and one can be taken out."""

    def __init__(self) -> None:
        self._sum = 0

    def add(self, key: bytes, content: bytes, *, sign: int = 1) -> None:
        """Count an entry in, by the hash of its key, or with sign -1 out."""
        entry = hashlib.sha256(key + content).digest()
        self._sum = (self._sum + sign * int.from_bytes(entry, "big")) % _MODULUS

    @property
    def value(self) -> bytes:
        """The digest of what is counted in."""
        return self._sum.to_bytes(32, "big")
