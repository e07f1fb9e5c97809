"""The columns that hold, on a columnar engine, what the referrers of a row have in a date column."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Among:
    """The names of the columns that hold what the referrers of a row have in a date column."""

    column: str

    @property
    def first(self) -> str:
        """The first day of each text, before the referrers are brought together."""
        return f"{self.column} earliest"

    @property
    def last(self) -> str:
        """The last day of each text, before the referrers are brought together."""
        return f"{self.column} latest"

    @property
    def least(self) -> tuple[str, str]:
        """The bounds of the least of their days."""
        return f"{self.column} least earliest", f"{self.column} least latest"

    @property
    def greatest(self) -> tuple[str, str]:
        """The bounds of the greatest of their days."""
        return f"{self.column} greatest earliest", f"{self.column} greatest latest"

    @property
    def filled(self) -> str:
        """Whether one of them has a text there."""
        return f"{self.column} filled"

    @property
    def unreadable(self) -> str:
        """Whether one of the texts cannot be read."""
        return f"{self.column} unreadable"
