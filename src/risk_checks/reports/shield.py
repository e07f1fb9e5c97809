"""Keyed hashes in place of NHS numbers, in whatever leaves the process beside outcomes.parquet (design clause 5.8)."""

from __future__ import annotations

import re

from risk_checks.records.keys import Pseudonyms, is_identifying, nhs_number_ok

# A key, or one step of a path; a sentence's full stop is not part of it.
_WORD = re.compile(r"(?:[A-Z][A-Za-z]*/)?[\w.~-]*\w(?:#[\w.~-]*\w)?")
MAYBE_NUMBER = "[0-9]{3}[ -]?[0-9]{3}[ -]?[0-9]{4}"
"""Found in every text that holds a valid NHS number, and in some that hold none."""
_SPACED = re.compile(r"(?=([0-9]{3})[ -]?([0-9]{3})[ -]?([0-9]{4}))")


class Shield:
    """Hides what identifies a person by itself; equal keys stay equal within one input, and differ between inputs."""

    def __init__(self, secret: bytes) -> None:
        self._names = Pseudonyms(secret)

    def key(self, key: str) -> str:
        """Return the key as shared outputs show it."""
        return self._names.of(key)

    def text(self, text: str) -> str:
        """Return the text with every word that holds a valid NHS number replaced, as `key` replaces it.

        >>> Shield(b"secret").text("Patient/p1 was seen.")
        'Patient/p1 was seen.'
        """
        if not is_identifying(text):
            return text
        text = _WORD.sub(lambda found: self._names.of(found[0]), text)
        while is_identifying(text):  # a number written with spaces is no single word
            found = next(each for each in _SPACED.finditer(text) if nhs_number_ok("".join(each.groups())))
            text = f"{text[: found.start(1)]}{self._names.of(''.join(found.groups()))}{text[found.end(3) :]}"
        return text
