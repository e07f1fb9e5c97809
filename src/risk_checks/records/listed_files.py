"""A manifest of a bulk export that is given by itself: the files that it lists are read with it, each once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from risk_checks.errors import UsageError
from risk_checks.records.folders import real_path
from risk_checks.records.manifest import Manifest, paths_of, read_manifest

_DOCUMENT = re.compile(r"\.json(?:\.[a-z0-9]+)?$", re.IGNORECASE)


def with_listed_files(given: Sequence[Any]) -> list[Any]:
    """Return sources in which a manifest that was given by itself is followed by the files that it lists.

    What was given itself, or lies beneath a folder that was, is read already, the manifest too.
    """
    paths = [_path(each) for each in given]
    known = _Known(paths)
    manifests: set[Path] = set()
    found: list[Any] = []
    for each, path in zip(given, paths, strict=True):
        is_document = path is not None and _DOCUMENT.search(path.name) is not None and path.is_file()
        manifest = read_manifest(path) if path is not None and is_document else None
        if path is None or manifest is None:
            found.append(each)
            continue
        own = real_path(path)
        if own not in manifests and not known.is_beneath(own):
            manifests.add(own)
            found += (each, *_files_of(manifest, path.parent, known))
    return found


class _Known:
    """The files and folders that are read anyway."""

    def __init__(self, given: Sequence[Path | None]) -> None:
        real = [real_path(path) for path in given if path is not None]
        self._folders = frozenset(path for path in real if path.is_dir())
        self._files = set(real) - self._folders

    def is_beneath(self, path: Path) -> bool:
        """Return whether a file is read with a folder; hidden folders in it are not entered."""
        for folder in self._folders.intersection(path.parents):
            if not any(part.startswith(".") for part in path.relative_to(folder).parts):
                return True
        return False

    def take(self, path: Path) -> bool:
        """Return whether a file is still to be added to what is read."""
        if path in self._files or self.is_beneath(path):
            return False
        self._files.add(path)
        return True


def _files_of(manifest: Manifest, folder: Path, known: _Known) -> Iterator[Path]:
    taken: set[Path] = set()
    for listed in manifest.listed:
        for path in paths_of(listed, folder):
            if path in taken or not path.is_file():
                continue
            real = real_path(path)
            if not real.is_relative_to(real_path(folder)):
                what = f"the manifest's {listed.element} is a link out of its folder"
                raise UsageError("RC-E510", what, hint="put the file itself in its place")
            taken.add(path)
            if known.take(real):
                yield path
            break


def _path(given: object) -> Path | None:
    """Return the file or folder that was given, or None where it is a record or nothing."""
    if isinstance(given, str) and not given.lstrip("\ufeff \t\r\n").startswith(("{", "[")):
        given = Path(given)
    try:
        return given if isinstance(given, Path) and given.exists() else None
    except (OSError, ValueError):  # too long for a name, or with a NUL
        return None
