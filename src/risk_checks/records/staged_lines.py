"""Staged files: NDJSON, one resource on each line, in UTF-8 and with one kind of line end everywhere."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, TextIO

_spell = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode


def written(resource: dict[str, Any]) -> str:
    """Return a resource as a line."""
    return _spell(resource) + "\n"


def output(file: Path) -> TextIO:
    """Return a staged file, opened to be written."""
    return file.open("w", encoding="utf-8", newline="\n")


def lines_of(file: Path) -> TextIO:
    """Return a staged file, opened to be read line by line."""
    return file.open(encoding="utf-8", newline="\n")


LineOf = Callable[[int, str], str]
"""What comes in the place of a line, given its place from 0 and the line."""


def rewrite(file: Path, line_of: LineOf) -> None:
    """Put what a function makes of each line in its place."""
    kept = file.with_suffix(".kept")
    with lines_of(file) as lines, output(kept) as written_:
        written_.writelines(line_of(place, line) for place, line in enumerate(lines))
    kept.replace(file)
