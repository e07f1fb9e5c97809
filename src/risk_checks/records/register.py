"""Which entries name the same resource, kept small: what choosing between versions needs, and no resource."""

from __future__ import annotations

import struct
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from risk_checks.records.accounting import Fate
from risk_checks.records.canonical import DigestSum
from risk_checks.records.entry import Entry
from risk_checks.records.instants import nanoseconds
from risk_checks.records.versions import Candidate, choose

_DIGEST_SIZE = 16
# Digest, updated, number, place among the entries of its type; server; then file and line, for problems.
_ROW = struct.Struct(f"<{_DIGEST_SIZE}sqqQIII")
_NONE = -(2**63)
_NO_BASE = 0
_LONGEST_NUMBER = 18  # digits that surely fit


@dataclass(frozen=True, slots=True)
class Dropped:
    """An entry that is not used after all, and where it came from; the code is that of a problem, if set aside."""

    fate: Fate
    file: str
    line: int
    code: str = "version-conflict"


@dataclass(slots=True)
class Settlement:
    """The entries that are not used after all, by type and place among those of the type; the digest of the others."""

    dropped: dict[str, dict[int, Dropped]] = field(default_factory=dict)
    digest: bytes = b""


class Register:
    """All versions of each resource, and what was deleted."""

    def __init__(self) -> None:
        self._first: dict[str, bytes] = {}
        self._others: dict[str, list[bytes]] = {}
        self._deleted: dict[str, int | None] = {}
        self._count: Counter[str] = Counter()
        self._files: dict[str, int] = {}
        self._bases: dict[str | None, int] = {None: _NO_BASE}
        self._digests = DigestSum()
        self._gone: set[str] = set()

    def add(self, entry: Entry) -> None:
        """Take in an entry; its place among those of its type is the order in which they are added."""
        key = entry.key
        row = self._pack(entry)
        if self._first.setdefault(key, row) is not row:
            self._others.setdefault(key, []).append(row)
        self._digests.add(key, row[:_DIGEST_SIZE])

    def delete(self, key: str, *, when: object) -> None:
        """Take in that a resource was deleted; where it is known when, later versions of it stand."""
        point = nanoseconds(when)
        known = self._deleted.get(key, point)
        self._deleted[key] = None if point is None or known is None else max(point, known)

    def settle(self) -> Settlement:
        """Return which entries are not used, once the last was added."""
        settlement = Settlement()
        files = list(self._files)
        for key in dict.fromkeys((*self._others, *self._deleted)):
            rows = [*([self._first[key]] if key in self._first else []), *self._others.get(key, ())]
            code, found = self._fates(key, rows)
            fates = list(found)
            if Fate.USED not in fates:
                self._gone.add(key)
            for row, fate in zip(rows, fates, strict=True):
                if fate is not Fate.USED:
                    *_, place, _, file, line = _ROW.unpack(row)
                    dropped = settlement.dropped.setdefault(key.partition("/")[0], {})
                    dropped[place] = Dropped(fate, files[file], line, code)
                    self._digests.add(key, row[:_DIGEST_SIZE], sign=-1)
        settlement.digest = self._digests.value
        return settlement

    def in_use(self, key: str) -> bool:
        """Return whether a resource is there and is used, once all was settled."""
        return key in self._first and key not in self._gone

    @property
    def servers(self) -> frozenset[str]:
        """The addresses of the servers that resources are known to come from."""
        return frozenset(base for base in self._bases if base is not None)

    def may_be_at(self, key: str, server: str) -> bool:
        """Return whether a resource comes from a server, for all that is known; one that is not there may."""
        rows = [*([self._first[key]] if key in self._first else []), *self._others.get(key, ())]
        bases = {base for *_, base, _, _ in map(_ROW.unpack, rows)}
        return not bases or not bases.isdisjoint((_NO_BASE, self._bases.get(server, _NO_BASE)))

    def _pack(self, entry: Entry) -> bytes:
        place = self._count[entry.type]
        self._count[entry.type] += 1
        file = self._files.setdefault(entry.file, len(self._files))
        version = entry.version
        updated = nanoseconds(version.last_updated)
        text = version.version_id or ""
        is_number = text.isascii() and text.isdecimal() and len(text) <= _LONGEST_NUMBER
        number = int(text) if is_number else _NONE
        digest = version.digest[:_DIGEST_SIZE]
        base = self._bases.setdefault(version.base, len(self._bases))
        return _ROW.pack(digest, _NONE if updated is None else updated, number, place, base, file, entry.line)

    def _fates(self, key: str, rows: list[bytes]) -> tuple[str, Iterator[Fate]]:
        """Return the fate of each row, and the code of the problem that those set aside have."""
        stands = [not self._is_deleted(key, _unpack(row)) for row in rows]
        standing = [row for row, does in zip(rows, stands, strict=True) if does]
        if _come_from_several(standing):
            code, found = "addresses-differ", (Fate.SET_ASIDE,) * len(standing)
        else:
            code, found = "version-conflict", choose([_unpack(row) for row in standing]) if standing else ()
        chosen = iter(found)
        return code, (next(chosen) if does else Fate.DELETED for does in stands)

    def _is_deleted(self, key: str, candidate: Candidate) -> bool:
        if key not in self._deleted:
            return False
        when = self._deleted[key]
        return when is None or candidate.updated is None or candidate.updated <= when


def _unpack(row: bytes) -> Candidate:
    digest, updated, number, *_ = _ROW.unpack(row)
    return Candidate(digest, None if updated == _NONE else updated, None if number == _NONE else number)


def _come_from_several(rows: list[bytes]) -> bool:
    """Return whether servers gave one key to different content, which is then not one resource."""
    unpacked = [_ROW.unpack(row) for row in rows]
    bases = {base for *_, base, _, _ in unpacked} - {_NO_BASE}
    return len(bases) > 1 and len({digest for digest, *_ in unpacked}) > 1
