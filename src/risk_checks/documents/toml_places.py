"""Where the keys of a TOML text stand, which `tomllib` does not say; the text is one that it has read."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from risk_checks.documents.reading import MAX_DEPTH

Keys: TypeAlias = tuple[str, ...]
"""The keys on the way to a value; an item of a list has the key ""."""

_TOKEN = re.compile(
    r"""
      (?P<space> [ \t]+ | \#[^\n]* )
    | (?P<line> \n )
    | (?P<text> \"{3}(?s:\\.|[^\\])*?\"{3,5} | '{3}(?s:.)*?'{3,5} | "(?:\\.|[^"\\\n])*" | '[^'\n]*' )
    | (?P<mark> [\[\]{}=,.] )
    | (?P<bare> [^\s\[\]{}=,.\#"']+ )
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    at: tuple[int, int]

    @property
    def key(self) -> str:
        """The key that a bare word or a text in quotes is."""
        return self.text if self.kind == "bare" else next(iter(tomllib.loads(f"{self.text} = 0")))


def key_places(text: str) -> dict[Keys, tuple[int, int]]:
    r"""Return line and column of each key at its first mention, by the keys on the way to it.

    >>> key_places("zone = 1\n[a.b]\nc = {d = 2}\n")[("a", "b", "c", "d")]
    (3, 6)
    """
    reading = _Reading(text)
    reading.document()
    return reading.places


def _tokens(text: str) -> Iterator[_Token]:
    line, start = 1, 0
    for found in _TOKEN.finditer(text):
        kind = str(found.lastgroup)
        if kind != "space":
            yield _Token(kind, found[0], (line, found.start() - start + 1))
        breaks = found[0].count("\n")
        if breaks:
            line, start = line + breaks, found.start() + found[0].rfind("\n") + 1


class _Reading:
    """Goes through the tokens once; what it cannot follow has no place, and is told at the key around it."""

    def __init__(self, text: str) -> None:
        self.places: dict[Keys, tuple[int, int]] = {}
        self._tokens = list(_tokens(text))
        self._next = 0

    def document(self) -> None:
        """Note the keys of the whole text."""
        table: Keys = ()
        while (token := self._peek()) is not None:
            if token.text == "[":
                self._skip("[")
                table = self._keys(())
                self._skip("]")
            elif token.kind in ("bare", "text"):
                self._pair(table)
            else:
                self._next += 1

    def _peek(self) -> _Token | None:
        return self._tokens[self._next] if self._next < len(self._tokens) else None

    def _skip(self, *marks: str) -> None:
        while (token := self._peek()) is not None and token.text in marks:
            self._next += 1

    def _keys(self, path: Keys) -> Keys:
        """Note a key, its parts with points between them, and return the keys on the way to its value."""
        while (token := self._peek()) is not None and token.kind in ("bare", "text"):
            if len(path) <= MAX_DEPTH:  # what lies deeper is refused, and has no place
                path = (*path, token.key)
                self.places.setdefault(path, token.at)
            self._next += 1
            self._skip(".")
        return path

    def _pair(self, table: Keys) -> None:
        path = self._keys(table)
        self._skip("=")
        self._value(path)

    def _value(self, path: Keys) -> None:
        token = self._peek()
        match token.text if token else None:
            case "{":
                self._inside("}", path)
            case "[":
                self._inside("]", (*path, ""))
            case _:
                while (token := self._peek()) is not None and token.text not in ("\n", ",", "]", "}"):
                    self._next += 1

    def _inside(self, end: str, path: Keys) -> None:
        self._next += 1
        while (token := self._peek()) is not None and token.text != end:
            if token.text in ("\n", ","):
                self._next += 1
            elif end == "}":
                self._pair(path)
            else:
                self._value(path)
        self._next += 1
