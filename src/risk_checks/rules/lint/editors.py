"""The check that an editor can help: the first line names the schema, and the schema is there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from risk_checks.errors import Where
from risk_checks.rules.lint.finding import Fault, Linted

SCHEMA_LINE = "# yaml-language-server: $schema=../schema/rule.schema.json"
_NAMED = re.compile(r"# yaml-language-server: \$schema=(\S+)\s*")


def can_find_the_schema(linted: Linted) -> Iterator[Fault]:
    """Yield a first line that names no schema, or one that is not beside the rules."""
    path = linted.rule.path
    if path is None:
        return
    where, named = Where(linted.rule.where.file, 1, 1), _NAMED.fullmatch(linted.first_line)
    if named is None:
        yield where, f"the first line is not '{SCHEMA_LINE}'"
    elif "://" not in named[1] and not (path.parent / named[1]).is_file():
        yield where, f"the schema {named[1]} is not there; `risk-checks rules schema` prints it"


def first_line(path: Path) -> str:
    """Return the first line of a rule's file, which as a comment is no part of the document."""
    with path.open(encoding="utf-8-sig") as file:
        return file.readline()
