"""What became of every entry (design clause 5.7): the fates add up to the entries read, or the run fails."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum


class Fate(StrEnum):
    """What becomes of an entry: an NDJSON line, a Bundle.entry, an element of an array, or a file of one resource."""

    USED = "used"
    DUPLICATE = "duplicate"  # the same content as one that is used
    SUPERSEDED = "superseded"  # an older version of one that is used
    DELETED = "deleted"  # an instruction to delete, or what it deleted
    NOT_NEEDED = "not_needed"  # of a type that no view reads
    CONTROL = "control"  # about the data, not of it: an OperationOutcome, Parameters, the envelope of a Bundle
    BLANK = "blank"
    SET_ASIDE = "set_aside"  # a problem says where and why


@dataclass(frozen=True, slots=True)
class Sums:
    """How many entries were read, counted as they were met, and how many had each fate, counted as it was decided."""

    total: int = 0
    used: int = 0
    duplicate: int = 0
    superseded: int = 0
    deleted: int = 0
    not_needed: int = 0
    control: int = 0
    blank: int = 0
    set_aside: int = 0

    @property
    def adds_up(self) -> bool:
        """Whether every entry read has exactly one fate."""
        fates: Mapping[str, int] = {name: count for name, count in self.as_dict().items() if name != "total"}
        return self.total == sum(fates.values())

    def as_dict(self) -> dict[str, int]:
        """Return the sums by name, the total first."""
        return asdict(self)


class Tally:
    """Sums while they are being counted."""

    def __init__(self) -> None:
        self.total = 0
        self._fates = dict.fromkeys(Fate, 0)

    def count(self, fate: Fate, *, by: int = 1) -> None:
        """Count entries to a fate; a negative number takes them away, when a later entry changes the fate."""
        self._fates[fate] += by

    def sums(self) -> Sums:
        """Return the sums as they stand."""
        counts: Mapping[str, int] = {fate.value: number for fate, number in self._fates.items()}
        return Sums(total=self.total, **counts)
