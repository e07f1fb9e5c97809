"""Splits a FHIRPath expression into tokens."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from risk_checks.views.fhirpath.source import Source


class TokenKind(StrEnum):
    """What a token is."""

    NAME = "name"
    STRING = "string"
    NUMBER = "number"
    DATE = "date"
    TIME = "time"
    CONSTANT = "constant"
    VARIABLE = "variable"
    SYMBOL = "symbol"
    END = "end"


@dataclass(frozen=True, slots=True)
class Token:
    """One token; `text` is the value of a name or string without its quotes, `at` its first character."""

    kind: TokenKind
    text: str
    at: int
    quoted: bool = False


_CLOCK = r"[0-9]{2}(?::[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?)?"
_PATTERN = re.compile(
    r"""(?P<space>\s+|//[^\n]*|/\*.*?\*/)
    |(?P<time>@T"""
    + _CLOCK
    + r""")
    |(?P<date>@[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?(?:T(?:"""
    + _CLOCK
    + r"""(?:Z|[+-][0-9]{2}:[0-9]{2})?)?)?)
    |(?P<number>[0-9]+(?:\.[0-9]+)?)
    |(?P<string>'(?:[^'\\]|\\.)*')
    |(?P<delimited>`(?:[^`\\]|\\.)*`)
    |(?P<constant>%(?:[A-Za-z_][A-Za-z0-9_-]*|'(?:[^'\\]|\\.)*'|`(?:[^`\\]|\\.)*`))
    |(?P<variable>\$[a-z]+)
    |(?P<name>[A-Za-z_][A-Za-z0-9_]*)
    |(?P<symbol><=|>=|!=|!~|[=<>~+\-*/&|.,()\[\]{}])""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|.)", re.DOTALL)
_PLAIN = {"n": "\n", "r": "\r", "t": "\t", "f": "\f"}


def tokens_of(source: Source) -> list[Token]:
    """Return the tokens of an expression, the last of kind END; raises DefinitionError at what is no token.

    >>> [token.text for token in tokens_of(Source("name.family = 'Doe'"))]
    ['name', '.', 'family', '=', 'Doe', '']
    """
    found: list[Token] = []
    at = 0
    while at < len(source.text):
        match = _PATTERN.match(source.text, at)
        if match is None:
            raise source.fault("RC-E201", f"cannot read {source.text[at]!r}", at=at)
        token = _token(match)
        if token is not None:
            found.append(token)
        at = match.end()
    return [*found, Token(TokenKind.END, "", len(source.text))]


def _token(match: re.Match[str]) -> Token | None:
    text, at = match[0], match.start()
    match match.lastgroup:
        case "space":
            return None
        case "string":
            return Token(TokenKind.STRING, _unescape(text[1:-1]), at)
        case "delimited":
            return Token(TokenKind.NAME, _unescape(text[1:-1]), at, quoted=True)
        case "constant":
            name = text[1:]
            return Token(TokenKind.CONSTANT, _unescape(name[1:-1]) if name[0] in "'`" else name, at)
        case "date":
            return Token(TokenKind.DATE, text.removeprefix("@").removesuffix("T"), at)
        case "time":
            return Token(TokenKind.TIME, text.removeprefix("@T"), at)
        case group:
            assert group is not None  # every alternative of the pattern is named
            return Token(TokenKind(group), text, at)


def _unescape(text: str) -> str:
    def plain(match: re.Match[str]) -> str:
        code = match[1]
        return chr(int(code[1:], 16)) if len(code) > 1 else _PLAIN.get(code, code)

    return _ESCAPE.sub(plain, text)
