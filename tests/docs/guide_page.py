"""A page of the guide taken apart: what its reader saves, changes and types, in order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_FILE = re.compile(r"`([\w./-]+\.(?:yaml|json|toml))`")


@dataclass
class Save:
    """A file to save, or lines of it to replace."""

    file: str
    text: str
    is_change: bool

    def do(self, folder: Path) -> None:
        """Do what the page says."""
        path = folder / self.file
        if not self.is_change:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(self.text, encoding="utf-8")
            return
        text = path.read_text(encoding="utf-8")
        for old, new in _changes(self.text):
            assert text.count(old) == 1, f"{old!r} is {text.count(old)} times in {self.file}"
            text = text.replace(old, new)
        path.write_text(text, encoding="utf-8")


@dataclass
class Command:
    """A command to type, and the lines that the page says come back; `...` stands for any others."""

    line: str
    lines: list[str] = field(default_factory=list)


def steps_of(page: str) -> Iterator[Save | Command]:
    """Yield what the reader of a page does; `sh` blocks, which install, are left out."""
    for block in _BLOCK.finditer(page):
        kind, text = block[1], block[2]
        match kind:
            case "console":
                yield from _commands(text)
            case "diff" | "yaml" | "json" | "toml":
                yield Save(_FILE.findall(page[: block.start()])[-1], text, is_change=kind == "diff")
            case "sh":
                pass
            case _:
                raise AssertionError(f"the page has a block of {kind}, which nobody tries")


def _commands(text: str) -> Iterator[Command]:
    command: Command | None = None
    for line in text.splitlines():
        if line.startswith("$ "):
            if command is not None:
                yield command
            command = Command(line[2:])
        else:
            assert command is not None
            command.lines.append(line)
    if command is not None:
        yield command


def _changes(diff: str) -> Iterator[tuple[str, str]]:
    """Yield each run of lines that go with the run of lines that come in their place."""
    for part in re.finditer(r"((?:^-.*\n)+)((?:^\+.*\n)+)", diff, re.MULTILINE):
        old, new = (re.sub(r"^[-+]", "", lines, flags=re.MULTILINE) for lines in part.groups())
        yield old, new
