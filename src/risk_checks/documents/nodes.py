"""The tree of a file: texts, lists and mappings, each with its place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from risk_checks.errors import Where

_SHOWN = 60  # characters of a value that a message may quote


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text, as written; `quoted` tells `"no"` from `no`."""

    text: str
    where: Where
    quoted: bool


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of nodes."""

    items: tuple[Node, ...]
    where: Where


@dataclass(frozen=True, slots=True)
class Mapping_:
    """Keys and their nodes, in the order written; no key is there twice."""

    entries: tuple[tuple[Scalar, Node], ...]
    where: Where

    def get(self, key: str) -> Node | None:
        """Return the node under a key, or None."""
        return next((node for name, node in self.entries if name.text == key), None)

    def key(self, key: str) -> Scalar | None:
        """Return the key itself as it stands in the file, or None."""
        return next((name for name, _ in self.entries if name.text == key), None)

    def keys(self) -> tuple[str, ...]:
        """Return the keys in the order written."""
        return tuple(name.text for name, _ in self.entries)

    def plain(self) -> dict[str, Plain]:
        """Return it as a dict of strings, lists and dicts."""
        return {name.text: plain(node) for name, node in self.entries}


Node = Scalar | Listing | Mapping_
Plain: TypeAlias = "str | list[Plain] | dict[str, Plain]"


def plain(node: Node) -> Plain:
    """Return a node as strings, lists and dicts."""
    match node:
        case Scalar():
            return node.text
        case Listing():
            return [plain(item) for item in node.items]
        case Mapping_():
            return node.plain()


def position(node: Node, path: Sequence[str | int]) -> Where:
    """Return where the node at a path stands, or the place as near to it as the file goes."""
    return follow(node, path).where


def follow(node: Node, path: Sequence[str | int]) -> Node:
    """Return the node at a path, passing over the steps that are not in the file (pydantic adds some for unions)."""
    for step in path:
        below: Node | None = None
        if isinstance(node, Mapping_):
            below = node.get(str(step))
        elif isinstance(node, Listing) and isinstance(step, int) and step < len(node.items):
            below = node.items[step]
        node = below or node
    return node


def shortened(text: str) -> str:
    """Return a text fit to be quoted in a message: one line, and not long."""
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN else f"{line[: _SHOWN - 3]}..."


def described(node: Node) -> str:
    """Return what a node is, for messages: its text in quotes where it is short, else its kind."""
    match node:
        case Scalar():
            return f"'{shortened(node.text)}'" if node.text.strip() else "nothing"
        case Listing():
            return "a list"
        case Mapping_():
            return "keys and values"
