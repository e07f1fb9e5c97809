"""YAML (and so JSON) text to a tree of nodes, with every fault of the file collected."""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from risk_checks.documents.nodes import Listing, Mapping_, Node, Scalar, shortened
from risk_checks.errors import DefinitionError, DefinitionErrors, RiskChecksError, Where

UNREADABLE = "RC-E101"
KEY_TWICE = "RC-E102"
NOT_PLAIN = "RC-E103"

MAX_BYTES = 1024 * 1024
MAX_DEPTH = 50
MAX_VALUES = 50_000  # a set of five thousand codes
MAX_FAULTS = 100  # of one file, before the rest of it is left unread

_LOOK = "look at the quotes, brackets and indents here and on the line before"
_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_UNPRINTABLE = re.compile("[^\t\n\r -~\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")


def read_file(path: Path, *, file: str | None = None) -> Mapping_:
    """Return the document in a file; `file` is the name that messages give it."""
    name = file if file is not None else path.as_posix()
    return read_document(read_text(path, file=name), file=name)


def read_text(path: Path, *, file: str) -> str:
    """Return the text of a file, or raise why it cannot be read; of one that is too large no more is read."""
    if path.exists() and not path.is_file():
        raise _unreadable(Where(file), "this is not a file")  # a pipe would be waited for, for ever
    try:
        with path.open("rb") as content:
            read = content.read(MAX_BYTES + 4)  # and a byte order mark
        return refuse_large(read, file).decode("utf-8")
    except UnicodeDecodeError as error:
        raise _unreadable(Where(file), "the file is not UTF-8 text") from error
    except OSError as error:
        raise _unreadable(Where(file), f"the file cannot be read ({error.strerror or 'no reason given'})") from error


def refuse_large(read: bytes, file: str) -> bytes:
    """Return the bytes of a file, or raise that they are too many."""
    if len(read.removeprefix(BOM_UTF8)) > MAX_BYTES:
        raise _unreadable(Where(file), "the file is larger than 1 MiB")
    return read


def read_document(text: str, *, file: str) -> Mapping_:
    r"""Return the one mapping that a file holds, or raise every fault of the file together.

    >>> read_document("title: no\n", file="x.yaml").plain()
    {'title': 'no'}
    """
    text = text.removeprefix("\ufeff")
    if len(text) > MAX_BYTES:  # in bytes it is no shorter
        raise _unreadable(Where(file), "the file is larger than 1 MiB")
    strange = _UNPRINTABLE.search(text)
    if strange:
        before = text[: strange.start()]
        where = Where(file, before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1)
        raise _unreadable(where, f"the character U+{ord(strange[0]):04X} may not stand in a file", "delete it")
    if len(text.encode("utf-8")) > MAX_BYTES:
        raise _unreadable(Where(file), "the file is larger than 1 MiB")
    building = _Building(file)
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            if not building.take(event):
                break
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        building.fault(UNREADABLE, _where(file, mark) if mark else Where(file), f"not YAML: {error.problem}", _LOOK)
    root = building.root
    if not building.faults and not isinstance(root, Mapping_):
        at = root.where if root else Where(file, 1, 1)
        building.fault(UNREADABLE, at, "the file must hold keys and values" if root else "the file is empty")
    if building.faults or not isinstance(root, Mapping_):
        raise DefinitionErrors(in_file_order(building.faults))
    return root


def in_file_order(faults: Sequence[RiskChecksError]) -> tuple[RiskChecksError, ...]:
    """Return faults in the order of their places."""
    return tuple(sorted(faults, key=_place))


def _place(fault: RiskChecksError) -> tuple[str, int, int]:
    where = fault.where or Where("")
    return where.file, where.line or 0, where.column or 0


def _unreadable(where: Where, message: str, hint: str | None = None) -> DefinitionErrors:
    return DefinitionErrors([DefinitionError(UNREADABLE, message, where=where, hint=hint)])


def _where(file: str, mark: Any) -> Where:
    return Where(file, mark.line + 1, mark.column + 1)


@dataclass(slots=True)
class _Open:
    """A list or mapping that is being read; `key` waits for its value."""

    where: Where
    is_mapping: bool
    items: list[Node] = field(default_factory=list)
    entries: list[tuple[Scalar, Node]] = field(default_factory=list)
    lines: dict[str, Where] = field(default_factory=dict)
    key: Scalar | None = None

    def close(self) -> Node:
        return Mapping_(tuple(self.entries), self.where) if self.is_mapping else Listing(tuple(self.items), self.where)


class _Building:
    """Builds the tree from YAML events: no aliases are followed, no tags obeyed, nothing recurses."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.faults: list[RiskChecksError] = []
        self.root: Node | None = None
        self._stack: list[_Open] = []
        self._documents = 0
        self._values = 0

    def fault(self, code: str, where: Where, message: str, hint: str | None = None) -> None:
        """Record a fault."""
        self.faults.append(DefinitionError(code, message, where=where, hint=hint))

    def take(self, event: yaml.Event) -> bool:
        """Return whether to read on after this event."""
        where = _where(self.file, event.start_mark)
        if len(self.faults) >= MAX_FAULTS:
            self.fault(UNREADABLE, where, "too many faults: the rest of the file was not read", "mend those before it")
            return False
        if isinstance(event, yaml.NodeEvent):
            self._refuse_extras(event, where)
        match event:
            case yaml.DocumentStartEvent():
                self._documents += 1
                if self._documents > 1:
                    self.fault(UNREADABLE, where, "the file holds more than one document", "give each its own file")
                    return False
            case yaml.NodeEvent() if self._values > MAX_VALUES:
                self.fault(UNREADABLE, where, f"the file holds more than {MAX_VALUES:,} texts and lists", "divide it")
                return False
            case yaml.ScalarEvent():
                self._add(Scalar(event.value, where, quoted=bool(event.style)))
            case yaml.AliasEvent():
                self._add(Scalar("", where, quoted=True))
            case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                if len(self._stack) == MAX_DEPTH:
                    self.fault(UNREADABLE, where, f"nested more than {MAX_DEPTH} deep")
                    return False
                self._stack.append(_Open(where, isinstance(event, yaml.MappingStartEvent)))
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                self._add(self._stack.pop().close())
        return True

    def _refuse_extras(self, event: yaml.NodeEvent, where: Where) -> None:
        if isinstance(event, yaml.AliasEvent) or event.anchor:
            self.fault(NOT_PLAIN, where, "anchors and aliases (& and *) are not used here", "write it out, or quote it")
        if getattr(event, "tag", None):
            self.fault(NOT_PLAIN, where, "tags (!) are not used here", "leave the tag out, or quote the text")

    def _add(self, node: Node) -> None:
        self._values += 1
        if not self._stack:
            self.root = node
            return
        parent = self._stack[-1]
        if not parent.is_mapping:
            parent.items.append(node)
        elif parent.key is not None:
            parent.entries.append((parent.key, node))
            parent.key = None
        else:
            parent.key = self._as_key(node, parent)

    def _as_key(self, node: Node, parent: _Open) -> Scalar:
        if not isinstance(node, Scalar):
            self.fault(UNREADABLE, node.where, "a key must be a text", "put it in quotes")
            return Scalar("", node.where, quoted=True)
        first = parent.lines.setdefault(node.text, node.where)
        if first is not node.where:
            self.fault(KEY_TWICE, node.where, f"key '{shortened(node.text)}' is here twice; first on line {first.line}")
        return node
