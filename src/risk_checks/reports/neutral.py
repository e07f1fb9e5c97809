"""Text that cannot act: no terminal escape, no spreadsheet formula, no invisible change of direction."""

from __future__ import annotations

import unicodedata
from datetime import date

# What OWASP lists for the start of a spreadsheet cell, with the full-width forms that some programs fold.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
ACTING = r"^[=+\-@]|[^ -~]"
"""Found in every text that `cell` or `printable` changes, and in some that they leave alone."""
# Controls, formats (bidi overrides, zero widths), surrogates, and the line and paragraph separators.
_ACTING = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def printable(text: str) -> str:
    r"""Return the text with every character that acts rather than shows written as its escape.

    >>> print(printable("Ward 3\x1b[2J"))
    Ward 3\x1b[2J
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(_escape(char) if unicodedata.category(char) in _ACTING else char for char in text)


def cell(text: str) -> str:
    """Return the text as a spreadsheet cell that is read as text.

    >>> print(cell("=1+1"), cell("1+1"))
    '=1+1 1+1
    """
    return ("'" if text.startswith(_FORMULA_STARTS) else "") + printable(text)


def day_text(day: date) -> str:
    """Return a day as people write it.

    >>> day_text(date(2026, 11, 1))
    '1 November 2026'
    """
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def _escape(char: str) -> str:
    return char.encode("unicode_escape").decode("ascii")
