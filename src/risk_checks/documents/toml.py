"""TOML text to the same tree of nodes as YAML; every value stands at the place of its key."""

from __future__ import annotations

import re
import tomllib
from datetime import date, datetime
from pathlib import Path
from typing import Any

from risk_checks.documents.nodes import Listing, Mapping_, Node, Scalar
from risk_checks.documents.reading import MAX_BYTES, MAX_DEPTH, NOT_PLAIN, UNREADABLE, in_file_order, read_text
from risk_checks.documents.toml_places import Keys, key_places
from risk_checks.errors import DefinitionError, DefinitionErrors, RiskChecksError, Where

MAX_TOML = 128 * 1024
MAX_LINE = 8192
_AT = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


def read_toml_file(path: Path) -> Mapping_:
    """Return the document in a TOML file."""
    return read_toml(read_text(path, file=path.as_posix()), file=path.as_posix())


def read_toml(text: str, *, file: str) -> Mapping_:
    r"""Return what a TOML text holds, or raise its faults; integers, booleans and days become texts.

    >>> read_toml("every = 3\non = 2026-11-01\n", file="x.toml").plain()
    {'every': '3', 'on': '2026-11-01'}
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    if len(text.encode("utf-8")) > MAX_BYTES:
        raise DefinitionErrors([DefinitionError(UNREADABLE, "the file is larger than 1 MiB", where=Where(file))])
    if len(text) > MAX_TOML or max(map(len, text.split("\n"))) > MAX_LINE:  # its parser takes too long over more
        message = f"the file is larger than {MAX_TOML // 1024} KiB, or has a line of more than {MAX_LINE:,} characters"
        raise DefinitionErrors([DefinitionError(UNREADABLE, message, where=Where(file))])
    try:
        values, places = tomllib.loads(text), key_places(text)
    except (ValueError, RecursionError) as error:
        raise DefinitionErrors([_unreadable(error, text, file)]) from None
    building = _Building(file, places)
    root = building.node(values, (), Where(file, 1, 1))
    if building.faults or not isinstance(root, Mapping_):
        raise DefinitionErrors(in_file_order(building.faults))
    return root


def _unreadable(error: Exception, text: str, file: str) -> DefinitionError:
    if not isinstance(error, tomllib.TOMLDecodeError):
        return DefinitionError(
            UNREADABLE, "not TOML that can be read: too deep, or a number too long", where=Where(file)
        )
    said, at = str(error), _AT.search(str(error))
    line, column = text.count("\n") + 1, len(text) - text.rfind("\n")
    if at and at[1]:
        line, column = int(at[1]), int(at[2])
    return DefinitionError(UNREADABLE, f"not TOML: {_AT.sub('', said)}", where=Where(file, line, column))


class _Building:
    """Builds the tree from what `tomllib` read, with the places of its keys."""

    def __init__(self, file: str, places: dict[Keys, tuple[int, int]]) -> None:
        self.file = file
        self.faults: list[RiskChecksError] = []
        self._places = places

    def node(self, value: Any, path: Keys, where: Where) -> Node:
        """Return the node of a value whose key stands at a place."""
        if len(path) > MAX_DEPTH:
            self._fault(UNREADABLE, f"nested more than {MAX_DEPTH} deep", where)
            return Scalar("", where, quoted=True)
        match value:
            case dict():
                return Mapping_(tuple(self._entry(key, each, path, where) for key, each in value.items()), where)
            case list():
                return Listing(tuple(self.node(each, (*path, ""), where) for each in value), where)
            case str():
                return Scalar(value, where, quoted=True)
            case bool():
                return Scalar("true" if value else "false", where, quoted=False)
            case int():
                return Scalar(str(value), where, quoted=False)
            case date() if not isinstance(value, datetime):
                return Scalar(value.isoformat(), where, quoted=False)
            case _:
                message = "numbers with a point and times of the clock are not used here"
                self._fault(NOT_PLAIN, message, where, "write a text, a whole number, a day, true or false")
                return Scalar("", where, quoted=True)

    def _entry(self, key: str, value: Any, path: Keys, around: Where) -> tuple[Scalar, Node]:
        below = (*path, key)
        at = self._places.get(below)
        where = around if at is None else Where(self.file, *at)
        return Scalar(key, where, quoted=False), self.node(value, below, where)

    def _fault(self, code: str, message: str, where: Where, hint: str | None = None) -> None:
        self.faults.append(DefinitionError(code, message, where=where, hint=hint))
