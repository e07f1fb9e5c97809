"""Plain text in columns and paragraphs that fits a terminal of 80 characters."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence

WIDTH = 80
GAP = "  "


def number(value: int, *, grouped: bool = True) -> str:
    """Return a count as people write it.

    >>> number(1234567)
    '1,234,567'
    """
    return f"{value:,}" if grouped else str(value)


def paragraph(text: str, *, indent: str = "  ", hanging: str | None = None) -> list[str]:
    """Return the text as lines of at most 80 characters, later lines indented by `hanging`."""
    return textwrap.wrap(
        text,
        width=WIDTH,
        initial_indent=indent,
        subsequent_indent=indent if hanging is None else hanging,
        break_long_words=False,
        break_on_hyphens=False,
    )


def columns(head: Sequence[str], rows: Sequence[Sequence[str]], *, left: int, indent: str = "  ") -> list[str]:
    """Return rows under their heads: the first `left` columns to the left, the rest to the right."""
    widths = [max(len(row[place]) for row in (head, *rows)) for place in range(len(head))]
    return [
        (
            indent
            + GAP.join(_aligned(text, width, place < left) for place, (text, width) in enumerate(_zip(row, widths)))
        ).rstrip()
        for row in (head, *rows)
    ]


def sum_line(name: str, total: int, parts: Mapping[str, int]) -> list[str]:
    """Return one sum that a reader can check: the total, and every part that is not nothing.

    >>> print(*sum_line("entries", 12, {"used": 10, "blank": 2, "duplicate": 0}), sep="")
      entries   12 = 10 used + 2 blank
    """
    return paragraph(f"{name:<8}  {total:,} = {added(parts)}", hanging=" " * 12)


def added(parts: Mapping[str, int]) -> str:
    """Return the parts of a sum that are not nothing, with their names in words."""
    return " + ".join(f"{value:,} {part.replace('_', ' ')}" for part, value in parts.items() if value) or "none"


def _zip(row: Sequence[str], widths: Sequence[int]) -> zip[tuple[str, int]]:
    return zip(row, widths, strict=True)


def _aligned(text: str, width: int, left: bool) -> str:  # noqa: FBT001 -- one expression, one caller
    return text.ljust(width) if left else text.rjust(width)
