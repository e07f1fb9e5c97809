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


MARK_SIZE = 16
"""Bytes of a mark, half of a SHA-256, which tells an entry from every other in the digest of an input."""


def line_mark(line: bytes) -> bytes:
    """Return the mark of a line of NDJSON without the space around it: of its bytes, so that none need be parsed.

    >>> line_mark(b'{"resourceType":"Flag"}') == content_mark(digest({"resourceType": "Flag"}))
    True
    """
    return hashlib.sha256(line).digest()[:MARK_SIZE]


def content_mark(content: bytes, *, given: str = "") -> bytes:
    """Return the mark of what came otherwise, of the digest of its content and the key that its place gave it."""
    return (hashlib.sha256(content + given.encode()).digest() if given else content)[:MARK_SIZE]


class DigestSum:
    """A digest of a set of entries: the sum of their marks, so that order makes no difference and one can go."""

    def __init__(self) -> None:
        self._sum = 0

    def add(self, mark: bytes, *, sign: int = 1) -> None:
        """Count an entry in, or with sign -1 out."""
        self.add_sum(sign * int.from_bytes(mark, "big"))

    def add_sum(self, marks: int) -> None:
        """Count in entries whose marks were added up."""
        self._sum = (self._sum + marks) % _MODULUS

    @property
    def value(self) -> bytes:
        """The digest of what is counted in."""
        return self._sum.to_bytes(32, "big")
