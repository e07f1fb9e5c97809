"""What became of the rows of a table that was handed over (clause 5.7a)."""

from __future__ import annotations

from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class RowSums:
    """How many rows were read, counted as they were met, and what became of them.

    `duplicate` rows say the same as one that is used; `superseded` ones are an older telling of a flat row;
    `set_aside` ones have no id, share an id and differ, or were on a line that could not be read.
    """

    read: int
    used: int
    duplicate: int
    set_aside: int
    superseded: int = 0

    @property
    def adds_up(self) -> bool:
        """Whether every row is accounted for."""
        return self.read == sum(self.parts().values())

    def parts(self) -> dict[str, int]:
        """Return what became of the rows; the parts add up to those read."""
        return {name: count for name, count in asdict(self).items() if name != "read"}
