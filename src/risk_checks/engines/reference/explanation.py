"""The whole of one answer, as values and as text; it holds keys, dates and table words, never text of the record."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from risk_checks.model.outcome import Outcome


@dataclass(frozen=True, slots=True)
class Branch:
    """A condition, what the record says of it (`yes`, `no`, `cannot tell`), on what facts, and what it is made of."""

    words: str
    answer: str
    facts: str = ""
    parts: tuple[Branch, ...] = ()

    def lines(self, indent: str) -> Iterator[str]:
        """Yield the branch and those below it, a line each."""
        yield f"{indent}{self.answer:12}{self.words}" + (f" ({self.facts})" if self.facts else "")
        for part in self.parts:
            yield from part.lines(f"{indent}  ")


@dataclass(frozen=True, slots=True)
class Seen:
    """A row that could have answered: how it stands, its days, and the conditions that it does not surely meet."""

    key: str
    standing: str
    days: str
    unmet: tuple[Branch, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One thing looked for: in words, by when, what of it is possible, and the rows that were seen.

    `further` counts rows that are not what is looked for and not shown.
    """

    looked_for: str
    deadline: str | None
    possible: str
    seen: tuple[Seen, ...]
    further: int
    of_rows: bool

    def lines(self) -> Iterator[str]:
        """Yield the part, a line each."""
        yield f"  Looked for {self.looked_for}"
        if self.deadline:
            yield f"    {self.deadline}"
        yield f"    by itself: {self.possible}"
        if self.of_rows:
            yield "  Seen" if self.seen else "  Seen: no row of this kind for this person"
        for row in self.seen:
            yield f"    {row.key}: {row.standing}, {row.days}"
            for branch in row.unmet:
                yield from branch.lines("      ")
        if self.further:
            yield f"    and {self.further} more that {'is' if self.further == 1 else 'are'} not what is looked for"


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a rule says what it says of one subject; `str()` is for reading."""

    rule: str
    title: str
    subject: str
    as_of: date
    outcome: Outcome | None
    applies: tuple[Branch, ...]
    exempt: tuple[Branch, ...]
    together: str | None
    parts: tuple[Part, ...]
    changes: tuple[str, ...]

    def __str__(self) -> str:
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        yield f"{self.rule} {self.title}: {self.subject} on {self.as_of}"
        if self.outcome is None:
            yield "  No outcome: the rule does not apply to this subject on this day."
        else:
            yield f"  {self.outcome.outcome.upper()} ({self.outcome.reason_code}): {self.outcome.reason}"
        yield "  Applies where"
        for branch in self.applies:
            yield from branch.lines("    ")
        if self.exempt:
            yield "  Exempt if"
        for branch in self.exempt:
            yield from branch.lines("    ")
        if self.together:
            yield f"  {self.together}"
        for part in self.parts:
            yield from part.lines()
        if self.changes:
            yield "  What would change the answer"
        for change in self.changes:
            yield f"    {change}"
