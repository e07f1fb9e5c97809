"""Which entries name the same resource, kept small: what choosing between versions needs, and no resource."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from risk_checks.records.accounting import Fate
from risk_checks.records.buckets import Buckets, key_hash
from risk_checks.records.canonical import MARK_SIZE, DigestSum
from risk_checks.records.entry import Entry
from risk_checks.records.instants import nanoseconds
from risk_checks.records.settlement import Settlement
from risk_checks.records.versions import Candidate, choose, orders_differ

_DIGEST_SIZE = 16
_ENTRY = f"{_DIGEST_SIZE}s{MARK_SIZE}sqqIHIIIq"
_DELETION = "qH"
_NONE = -(2**63)
_ALWAYS = 2**63 - 1  # deleted, and it is not known when
_NO_BASE = 0
_LONGEST_NUMBER = 18  # digits that surely fit


class _Row(NamedTuple):
    """An entry; `place` is that among the entries of its type, the others are places in lists or plain numbers."""

    digest: bytes
    mark: bytes
    updated: int
    number: int
    place: int
    type: int
    base: int
    file: int
    line: int
    offset: int

    @property
    def candidate(self) -> Candidate:
        """What choosing between versions needs."""
        updated = None if self.updated == _NONE else self.updated
        return Candidate(self.digest, updated, None if self.number == _NONE else self.number)


@dataclass(frozen=True, slots=True)
class _Choice:
    """The fate of each row of a key; the code is that of those set aside, the others tell of the whole."""

    fates: Sequence[Fate]
    code: str
    faults: Collection[str]


class Register:
    """All versions of each resource, and what was deleted.

    `needed` are the types that views read; `origins` says which of the sources given a file belongs to.
    """

    def __init__(self, *, needed: Collection[str], origins: Mapping[str, int]) -> None:
        self._needed = needed
        self._origins = origins
        self._rows = Buckets(_ENTRY)
        self._deletions = Buckets(_DELETION)
        self._count: Counter[str] = Counter()
        self._types: dict[str, int] = {}
        self._files: dict[str, int] = {}
        self._origin: list[int] = []  # of each file
        self._bases: dict[str | None, int] = {None: _NO_BASE}
        self._digests = DigestSum()
        self._untimed: Counter[str] = Counter()

    def add(self, entry: Entry) -> None:
        """Take in an entry; its place among those of its type is the order in which they are added."""
        of = key_hash(entry.key)
        place = self._count[entry.type]
        self._count[entry.type] += 1
        version = entry.version
        updated = None
        if version.last_updated is not None:
            updated = nanoseconds(version.last_updated)
            self._untimed[entry.type] += updated is None
        self._rows.add(
            of,
            version.digest[:_DIGEST_SIZE],
            version.mark,
            _NONE if updated is None else updated,
            _number(version.version_id),
            place,
            self._types.setdefault(entry.type, len(self._types)),
            self._bases.setdefault(version.base, len(self._bases)),
            self._place_of(entry.file),
            entry.line,
            -1 if entry.offset is None else entry.offset,
        )
        self._digests.add(version.mark)

    def take(self, marks: int) -> None:
        """Take in the marks of resources that are surely met once only and not deleted."""
        self._digests.add_sum(marks)

    def _place_of(self, file: str) -> int:
        place = self._files.get(file)
        if place is None:
            place = self._files[file] = len(self._files)
            self._origin.append(self._origins.get(file, 0))
        return place

    def delete(self, key: str, *, when: object) -> None:
        """Take in that a resource was deleted; where it is known when, later versions of it stand."""
        kind = key.partition("/")[0]
        if kind in self._needed:
            point = nanoseconds(when)
            self._deletions.add(
                key_hash(key),
                _ALWAYS if point is None else point,
                self._types.setdefault(kind, len(self._types)),
            )

    def settle(self) -> Settlement:
        """Return which entries are not used, once the last was added."""
        types = tuple(self._types)
        settlement = Settlement(files=tuple(self._files), types=types, sizes=self._count)
        settlement.faults.update({("version-time-not-usable", kind): n for kind, n in self._untimed.items() if n})
        for first in sorted({*self._rows.firsts(), *self._deletions.firsts()}):
            deleted: dict[bytes, tuple[int, int]] = {}
            for of, (point, kind) in self._deletions.rows_in(first):
                deleted[of] = max(deleted.get(of, (_NONE, kind)), (point, kind))
            for of, found in self._rows.met_again(first, also=deleted.keys()):
                point, _ = deleted.pop(of, (_NONE, 0))
                self._settle([_Row(*row) for row in found], settlement, deleted=point)
            for _, kind in deleted.values():
                settlement.faults["delete-not-found", types[kind]] += 1
        settlement.digest = self._digests.value
        return settlement

    def _settle(self, rows: list[_Row], settlement: Settlement, *, deleted: int) -> None:
        choice = self._choose(rows, deleted=deleted)
        kind = rows[0].type
        self._count_once(rows, choice.fates)
        for row, fate in zip(rows, choice.fates, strict=True):
            if fate is Fate.USED:
                continue
            if fate is Fate.SET_ASIDE:
                settlement.set_aside(kind, row.place, code=choice.code, file=row.file, line=row.line, offset=row.offset)
            else:
                settlement.drop(kind, row.place, fate)
        settlement.faults.update((code, tuple(self._types)[kind]) for code in choice.faults)

    def _count_once(self, rows: Sequence[_Row], fates: Sequence[Fate]) -> None:
        """Leave one row in the digest of the input, or none; of several spellings of one content always the same."""
        for row in rows:
            self._digests.add(row.mark, sign=-1)
        alike = [row.mark for row, fate in zip(rows, fates, strict=True) if fate in (Fate.USED, Fate.DUPLICATE)]
        if alike:
            self._digests.add(min(alike))

    def in_use(self, key: str) -> bool:
        """Return whether a resource is there and is used, once all was settled."""
        rows = [_Row(*row) for row in self._rows.rows_of(key)]
        deleted = max((point for point, _ in self._deletions.rows_of(key)), default=_NONE)
        return bool(rows) and Fate.USED in self._choose(rows, deleted=deleted).fates

    @property
    def servers(self) -> frozenset[str]:
        """The addresses of the servers that resources are known to come from."""
        return frozenset(base for base in self._bases if base is not None)

    def may_be_at(self, key: str, server: str) -> bool:
        """Return whether a resource comes from a server, for all that is known; one that is not there may."""
        bases = {_Row(*row).base for row in self._rows.rows_of(key)}
        return not bases or not bases.isdisjoint((_NO_BASE, self._bases.get(server, _NO_BASE)))

    def _choose(self, rows: Sequence[_Row], *, deleted: int) -> _Choice:
        """Return what becomes of the rows of one key, in the order in which they were added."""
        stands = [deleted == _NONE or deleted < row.updated for row in rows]
        standing = [row for row, does in zip(rows, stands, strict=True) if does]
        faults: list[str] = []
        code = "version-conflict"
        found: Sequence[Fate] = ()
        if _come_from_several(standing):
            code, found = "addresses-differ", (Fate.SET_ASIDE,) * len(standing)
        elif standing:
            candidates = [row.candidate for row in standing]
            found = choose(candidates)
            if orders_differ(candidates):
                faults.append("version-orders-differ")
            if self._are_of_several_sources(standing):
                faults.append("sources-share-ids")
        chosen = iter(found)
        return _Choice([next(chosen) if does else Fate.DELETED for does in stands], code, faults)

    def _are_of_several_sources(self, rows: Sequence[_Row]) -> bool:
        """Return whether sources that were given one by one differ on what they call by one key."""
        if len({row.digest for row in rows}) == 1:
            return False
        return len({self._origin[row.file] for row in rows}) > 1


def _number(version_id: str | None) -> int:
    text = version_id or ""
    is_number = text.isascii() and text.isdecimal() and len(text) <= _LONGEST_NUMBER
    return int(text) if is_number else _NONE


def _come_from_several(rows: Sequence[_Row]) -> bool:
    """Return whether servers gave one key to different content, which is then not one resource."""
    bases = {row.base for row in rows} - {_NO_BASE}
    return len(bases) > 1 and len({row.digest for row in rows}) > 1
