"""Which entries are not used after all, known once the last was read; kept small, as it may be nearly all of them."""

from __future__ import annotations

import struct
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from risk_checks.records.accounting import Fate

_FATES = tuple(Fate)
_USED = _FATES.index(Fate.USED)
assert _USED == 0, "a place that nothing was written to is that of an entry in use"
_CONFLICT = struct.Struct(">IIqHH")  # file, line, offset, type, code: in this order they sort by place


@dataclass(frozen=True, slots=True)
class Conflict:
    """An entry that is set aside for want of a choice; the code is that of its problem."""

    file: str
    line: int
    offset: int | None
    type: str
    code: str


class Settlement:
    """The fate of each entry by its type and its place among those of the type; the digest of those in use.

    `counts` says how many entries, used until then, have which other fate; `faults` has what is told of whole types.
    """

    def __init__(self, *, files: Sequence[str], types: Sequence[str], sizes: Counter[str]) -> None:
        self._files, self._types, self._sizes = files, types, sizes
        self._fates: dict[str, bytearray] = {}
        self._conflicts: list[bytes] = []
        self._codes: dict[str, int] = {}
        self.counts: Counter[Fate] = Counter()
        self.faults: Counter[tuple[str, str]] = Counter()
        self.digest = b""

    def drop(self, kind: int, place: int, fate: Fate) -> None:
        """Take an entry out of use."""
        name = self._types[kind]
        fates = self._fates.get(name)
        if fates is None:
            fates = self._fates[name] = bytearray(self._sizes[name])
        fates[place] = _FATES.index(fate)
        self.counts[fate] += 1

    def set_aside(self, kind: int, place: int, *, code: str, file: int, line: int, offset: int) -> None:
        """Take an entry out of use that a problem is told of."""
        self.drop(kind, place, Fate.SET_ASIDE)
        self._conflicts.append(_CONFLICT.pack(file, line, offset, kind, self._codes.setdefault(code, len(self._codes))))

    @property
    def types(self) -> Collection[str]:
        """The types of which some entry is not used."""
        return self._fates.keys()

    def fate(self, kind: str, place: int) -> Fate:
        """Return what became of an entry."""
        fates = self._fates.get(kind)
        return Fate.USED if fates is None else _FATES[fates[place]]

    def conflicts(self) -> Iterator[Conflict]:
        """Give the entries that are set aside, in the order of the files and of their lines."""
        codes = tuple(self._codes)
        for row in sorted(self._conflicts):
            file, line, offset, kind, code = _CONFLICT.unpack(row)
            yield Conflict(self._files[file], line, None if offset < 0 else offset, self._types[kind], codes[code])
