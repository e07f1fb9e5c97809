"""Pieces of Markdown: texts that stay what they are, wrapped paragraphs, tables."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Sequence

WIDTH = 120


def escaped(text: str) -> str:
    r"""Return a text of which no character is Markdown's or HTML's; underscores within a word are nobody's.

    >>> print(escaped("has_name <c> [d] *"))
    has_name &lt;c> \[d\] \*
    """
    return re.sub(r"([\\`*\[\]]|\b_|_\b)", r"\\\1", text).replace("&", "&amp;").replace("<", "&lt;")


def wrapped(text: str, *, first: str = "", later: str = "") -> str:
    """Return an escaped text in lines, the first and the later ones begun as said."""
    return textwrap.fill(
        escaped(text),
        width=WIDTH,
        initial_indent=first,
        subsequent_indent=later,
        break_long_words=False,
        break_on_hyphens=False,
    )


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table; its cells are Markdown already."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines)
