"""JSON read strictly: what other readers let pass, or read in two ways, is seen and named here."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import partial
from itertools import chain
from typing import Any

MAX_DEPTH = 100

_SURELY_EXACT = 16  # characters, of which a point or a sign takes one: up to 15 digits a double gives back
_LONGEST_NUMBER = 4000  # digits

_TEXT = frozenset({str})
_PLAIN = frozenset({bool, int, type(None)})
_OFTEN_DEEP = 20
_MOST_AT_ONCE = 20_000  # values of which one resource is made; one that holds itself has no end of them
_ALL_SQUARE = bytes.maketrans(b"{}", b"[]")
_NEITHER_BRACKET_NOR_QUOTE = bytes(byte for byte in range(256) if byte not in b'[]{}"')


class Rounded(float):
    """A number of which the text says more than a double can hold; what reads it as a number is not to trust it."""


class FlawedObject(dict[str, Any]):
    """An object that named a property twice; what it holds is the last of each, and is not to be trusted."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """A JSON value; where `suspect`, `flaw_of` must be asked about each part before it is used."""

    value: Any
    suspect: bool


@dataclass(frozen=True, slots=True)
class Unparsed:
    """Why a text is no JSON at all, as the code of a problem."""

    code: str


class StrictDecoder:
    """Reads JSON texts one after another; not to be shared between threads."""

    def __init__(self) -> None:
        self._suspect = False
        decoder = partial(
            json.JSONDecoder,
            object_pairs_hook=self._object,
            parse_constant=self._not_finite,
            parse_float=self._number,
        )
        self._decode = decoder().decode
        self._decode_long = decoder(parse_int=self._long_number).decode

    def read(self, data: bytes) -> Parsed | Unparsed:
        """Return the value of a JSON text in UTF-8, or why there is none."""
        if is_too_deep(data):
            return Unparsed("too-deep")
        self._suspect = b"\\ud" in data or b"\\uD" in data  # may be half a pair
        code = "not-json"
        try:
            text = data.decode()
        except UnicodeDecodeError:
            text = data.decode(errors="surrogateescape")
            self._suspect = True
            code = "text-not-unicode"
        try:
            return Parsed(self._decoded(text), self._suspect)
        except RecursionError:  # the caller's own stack was nearly used up
            return Unparsed("too-deep")
        except ValueError:  # its text would quote the record
            return Unparsed(code)

    def _decoded(self, text: str) -> Any:
        try:
            return self._decode(text)
        except json.JSONDecodeError:
            raise
        except ValueError:  # a whole number of more digits than Python converts
            return self._decode_long(text)

    def _object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(pairs)
        if len(made) == len(pairs):
            return made
        self._suspect = True
        return FlawedObject(pairs)

    def _not_finite(self, name: str) -> float:
        self._suspect = True
        return float(name)

    def _number(self, text: str) -> float:
        number = float(text)
        if math.isinf(number):
            self._suspect = True
        elif (len(text) > _SURELY_EXACT or number == 0) and not _says(text, number):
            return Rounded(number)
        return number

    def _long_number(self, text: str) -> int | float:
        return int(text) if len(text) <= _LONGEST_NUMBER else self._not_finite("inf")


def _says(text: str, number: float) -> bool:
    """Return whether a number in a text is the one that a double is written as."""
    try:
        return Decimal(text) == Decimal(repr(number))
    except InvalidOperation:  # an exponent beyond all bounds
        return False


def is_too_deep(data: bytes) -> bool:
    """Return whether a JSON text nests deeper than MAX_DEPTH, without parsing it."""
    if data.count(b"{") + data.count(b"[") <= MAX_DEPTH:
        return False
    brackets = _brackets(data)
    for _ in range(MAX_DEPTH):  # each round takes the innermost level away
        left = brackets.replace(b"[]", b"")
        if left == brackets:  # the rest is unbalanced, so no JSON; but it must not overrun the parser's stack
            return brackets.count(b"[") > MAX_DEPTH
        brackets = left
    return bool(brackets)


def _brackets(data: bytes) -> bytes:
    """Return the brackets of a JSON text that stand outside of its strings, all of them square."""
    if b"\\" in data:
        data = data.replace(b"\\\\", b"").replace(b'\\"', b"")
    marks = data.translate(_ALL_SQUARE, _NEITHER_BRACKET_NOR_QUOTE).replace(b'""', b"")
    return b"".join(marks.split(b'"')[::2])


def flaw_of(value: Any) -> str | None:
    """Return the problem code of the first thing in a value that strict JSON cannot hold, or None.

    >>> flaw_of({"value": float("nan")})
    'number-not-finite'
    """
    return None if _is_plain(value) else _first_flaw(value)


def _is_plain(value: Any) -> bool:
    """Whether a value is surely without flaw; what is rare, deep or wide is left to be looked at in order."""
    level, left = [value], _MOST_AT_ONCE
    for _ in range(_OFTEN_DEEP):
        below: list[Any] = []
        for item in level:
            kind = type(item)
            if kind is dict:
                if not _TEXT.issuperset(map(type, item)) or not "".join(item).isascii():
                    return False
                below.extend(item.values())
            elif kind is list:
                below.extend(item)
            elif kind is str:
                if not item.isascii():
                    return False
            elif kind not in _PLAIN:
                return False
        left -= len(below)
        if not below or left < 0:
            return not below
        level = below
    return False


def _first_flaw(value: Any) -> str | None:
    path: list[Iterator[Any]] = [iter((value,))]  # depth first: a record that holds itself is then found too deep
    while path:
        for item in path[-1]:
            if type(item) is str and item.isascii():  # nearly all that there is
                continue
            if isinstance(item, (dict, list)):
                if flaw := _flaw_of_container(item, depth=len(path)):
                    return flaw
                path.append(chain(item, item.values()) if isinstance(item, dict) else iter(item))
                break
            if flaw := _flaw_of_single(item):
                return flaw
        else:
            path.pop()
    return None


def _flaw_of_container(item: dict[Any, Any] | list[Any], *, depth: int) -> str | None:
    if depth > MAX_DEPTH:
        return "too-deep"
    if isinstance(item, FlawedObject):
        return "duplicate-key"
    return None if isinstance(item, list) or _TEXT.issuperset(map(type, item)) else "value-not-json"


def _flaw_of_single(item: object) -> str | None:
    if isinstance(item, str):
        return None if item.isascii() or _is_unicode(item) else "text-not-unicode"
    if isinstance(item, float):
        return None if math.isfinite(item) else "number-not-finite"
    return None if item is None or isinstance(item, int) else "value-not-json"


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
