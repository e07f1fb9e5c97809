"""Keyed hashes in place of NHS numbers, in whatever leaves the process beside outcomes.parquet (design clause 5.8).

And, where a run is asked for pseudonyms, in place of every key in every file: the same for the same secret, run by run.
"""

from __future__ import annotations

import re
from typing import Literal

from risk_checks.errors import UsageError
from risk_checks.records.keys import Pseudonyms, is_identifying, nhs_number_ok

# A key, or one step of a path; a sentence's full stop is not part of it.
_WORD = re.compile(r"(?:[A-Z][A-Za-z]*/)?[\w.~-]*\w(?:#[\w.~-]*\w)?")
MAYBE_NUMBER = "[0-9]{3}[ -]?[0-9]{3}[ -]?[0-9]{4}"
"""Found in every text that holds a valid NHS number, and in some that hold none."""
_SPACED = re.compile(r"(?=([0-9]{3})[ -]?([0-9]{3})[ -]?([0-9]{4}))")

Keys = Literal["recorded", "pseudonymous"]
"""Which keys a run's files carry: those of the records, or a keyed hash in the place of each."""
SHORTEST_SECRET = 16
"""Bytes; a shorter secret could be found by trying."""


def secret_for(keys: Keys, secret: str | bytes | None) -> bytes | None:
    """Return the secret that makes pseudonyms, None where keys stay as recorded; raise UsageError where they differ."""
    if keys not in ("recorded", "pseudonymous"):
        raise UsageError("RC-E725", "keys are 'recorded' or 'pseudonymous'")
    if keys == "recorded":
        if secret is not None:
            raise UsageError(
                "RC-E725", "a secret makes pseudonyms, and none were asked for", hint="keys='pseudonymous'"
            )
        return None
    held = secret.encode() if isinstance(secret, str) else secret or b""
    if len(held) < SHORTEST_SECRET:
        raise UsageError(
            "RC-E726",
            f"the secret for pseudonyms has fewer than {SHORTEST_SECRET} bytes, and could be found by trying",
            hint="make one with: openssl rand -hex 32",
        )
    return held


class Shield:
    """Hides what identifies a person by itself; equal keys stay equal within one input, and differ between inputs.

    With a secret of the caller's own (`every=True`) it hides every key, and equal keys stay equal between inputs too.
    """

    def __init__(self, secret: bytes, *, every: bool = False) -> None:
        self._names = Pseudonyms(secret)
        self.every = every

    def key(self, key: str) -> str:
        """Return the key as shared outputs show it."""
        return self._names.of_any(key) if self.every else self._names.of(key)

    def team(self, team: str) -> str:
        """Return the team as shared outputs show it: its key may be that of one person's care team."""
        return self._names.of_any(team) if self.every else self.text(team)

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


def hidden(text: str) -> str:
    """Return what is said of something that a person wrote, without NHS numbers that may stand in it.

    >>> hidden("no rule is called 'care-plan'")
    "no rule is called 'care-plan'"
    """
    return Shield(b"what people write").text(text)
