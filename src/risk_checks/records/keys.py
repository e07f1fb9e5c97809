"""Which keys identify a person by themselves, and what stands in their place outside the process (clause 5.8)."""

from __future__ import annotations

import hmac
import re

from risk_checks.records.resource_types import RESOURCE_TYPES

NHS_NUMBER = "https://fhir.nhs.uk/Id/nhs-number"
"""The system of NHS numbers in FHIR."""

FILLERS = frozenset(str(digit) * 10 for digit in range(10))
"""One digit ten times over: each passes the check, and stands where no number is known."""

_TEN_DIGITS = re.compile(r"[0-9]{10}")
SPACING = " \N{NO-BREAK SPACE}-"
"""What people write between the digits of a number."""
_SPACING = str.maketrans("", "", SPACING)
# Overlapping, and with the spacing people write: a number may hide in a longer run of digits.
_MAYBE_NUMBER = re.compile(r"(?=([0-9]{3})[ -]?([0-9]{3})[ -]?([0-9]{4}))")
_KEY = re.compile(r"((?:[A-Z][A-Za-z]*/)?)([^#]*)((?:#.*)?)", re.DOTALL)


def nhs_number_ok(text: str) -> bool:
    """Return whether a text is ten digits of which the last is the modulus-11 check digit of the others.

    One digit ten times over is none. It says nothing about whether the number was issued or whose it is.

    >>> nhs_number_ok("9434765919"), nhs_number_ok("9434765918")
    (True, False)
    """
    if not is_ten_digits(text):
        return False
    remainder = sum(int(digit) * weight for digit, weight in zip(text[:9], range(10, 1, -1), strict=True)) % 11
    return (11 - remainder) % 11 == int(text[9])  # 10 equals no digit


def is_ten_digits(text: str) -> bool:
    """Return whether a text is ten digits, and not one of them ten times over."""
    return _TEN_DIGITS.fullmatch(text) is not None and text not in FILLERS


def nhs_number(text: str) -> str | None:
    """Return the ten digits of an NHS number, however it is spaced, or None where its check digit is not right.

    >>> nhs_number("943 476 5919"), nhs_number("943-476-5918")
    ('9434765919', None)
    """
    digits = unspaced(text)
    return digits if nhs_number_ok(digits) else None


def unspaced(text: str) -> str:
    """Return a text without spaces and hyphens."""
    return text.translate(_SPACING)


def is_identifying(text: str) -> bool:
    """Return whether any ten digits that stand together in a text pass the NHS-number check."""
    return any(nhs_number_ok("".join(found.groups())) for found in _MAYBE_NUMBER.finditer(text))


class Pseudonyms:
    """Names for keys that identify: the same for the same key and secret, and not to be turned back without it."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def of(self, key: str) -> str:
        """Return the key itself, or `Type/~` and 16 hexadecimal digits where it identifies; a part keeps its `#part`.

        >>> Pseudonyms(b"secret").of("Patient/p1#contact.0")
        'Patient/p1#contact.0'
        """
        if not is_identifying(key):
            return key
        found = _KEY.fullmatch(key)
        assert found is not None, "the pattern matches every text"
        if is_identifying(found[3]):
            return f"{found[1]}~{self._digits(key)[:_SHORT]}"
        return f"{found[1]}~{self._digits(found[1] + found[2])[:_SHORT]}{found[3]}"

    def of_any(self, key: str) -> str:
        """Return `Type/~` and 32 hexadecimal digits in the place of any key; nothing else of the key is left.

        >>> Pseudonyms(b"secret").of_any("Patient/p1") == Pseudonyms(b"secret").of_any("Patient/p2")
        False
        """
        kind, slash, _ = key.partition("/")
        return f"{kind + slash if kind in RESOURCE_TYPES else ''}~{self._digits(key)[:_LONG]}"

    def _digits(self, text: str) -> str:
        return hmac.digest(self._secret, text.encode(errors="surrogatepass"), "sha256").hex()


_SHORT = 16
"""Hexadecimal digits that tell the few NHS numbers of one input apart."""
_LONG = 32
"""Hexadecimal digits that tell every key of a service apart, night after night."""
