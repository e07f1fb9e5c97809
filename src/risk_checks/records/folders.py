"""Which files of a folder are read, and which are passed over and why; the order is that of their names."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from risk_checks.records.resource_types import RESOURCE_TYPES

# Packed forms that are not read are opened all the same: they are refused, where a skip would lose them quietly.
_READ = re.compile(r"\.(?:nd)?json(?:\.(?:gz|zst|zip|bz2|xz|7z|lz4|z))?$", re.IGNORECASE)
_LINES = re.compile(r"\.ndjson(?:\.[a-z0-9]+)?$", re.IGNORECASE)
_TYPE_FILE = re.compile(r"(?:[0-9]+[._-])?([A-Z][A-Za-z]+)[0-9]*(?:[._-][0-9]+)*\.ndjson(?:\.[a-z0-9]+)?")


@dataclass(frozen=True, slots=True)
class Found:
    """A file beneath a folder; `skipped` says why it is not read, `failed` that a folder could not be listed."""

    path: Path
    relative: PurePosixPath
    skipped: str | None = None
    failed: bool = False


def files_beneath(folder: Path) -> list[Found]:
    """Return what lies beneath a folder, at any depth, in the order of relative names."""
    return sorted(_walk(folder, folder.resolve()), key=lambda found: str(found.relative))


def _walk(folder: Path, root: Path) -> Iterator[Found]:
    failed: list[OSError] = []
    for here, folders, files in os.walk(folder, onerror=failed.append):
        for name in [name for name in folders if name.startswith(".") or (Path(here) / name).is_symlink()]:
            folders.remove(name)
            why = "hidden" if name.startswith(".") else "a link to a folder"
            yield _found(Path(here) / name, folder, skipped=why)
        for name in files:
            yield _found(Path(here) / name, folder, skipped=_reason_to_skip(Path(here) / name, root))
    for error in failed:
        yield Found(Path(error.filename), _relative(Path(error.filename), folder), failed=True)


def _found(path: Path, folder: Path, *, skipped: str | None) -> Found:
    return Found(path, _relative(path, folder), skipped)


def _relative(path: Path, folder: Path) -> PurePosixPath:
    return PurePosixPath(path.relative_to(folder).as_posix())


def _reason_to_skip(path: Path, root: Path) -> str | None:
    if path.name.startswith("."):
        return "hidden"
    if not _READ.search(path.name):
        return "neither .json nor .ndjson"
    if path.is_symlink() and not path.resolve().is_relative_to(root):
        return "a link out of the folder"
    try:
        mode = path.stat().st_mode
    except OSError:
        return None  # reading it will say so
    return None if stat.S_ISREG(mode) else "not a plain file"


def is_named_as_lines(name: str) -> bool:
    """Return whether a file's name says that it is NDJSON."""
    return _LINES.search(name) is not None


def type_in_name(name: str) -> str | None:
    """Return the resource type that the name of an NDJSON file claims, as bulk exports write it.

    >>> type_in_name("Patient.000.ndjson.gz"), type_in_name("log.ndjson")
    ('Patient', None)
    """
    found = _TYPE_FILE.fullmatch(name)
    return found[1] if found and found[1] in RESOURCE_TYPES else None
