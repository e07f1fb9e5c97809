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
_PACKED = "gz|gzip|tgz|zst|zstd|zip|tar|bz2|xz|lzma|lz|7z|lz4|rar|br|sz|snappy|z"
_READ = re.compile(rf"\.(?:nd)?json(?:\.(?:{_PACKED})){{0,2}}$", re.IGNORECASE)
_LINES = re.compile(r"\.ndjson(?:\.[a-z0-9]+)?$", re.IGNORECASE)
_TYPE_FILE = re.compile(r"(?:[0-9]+[._-])?([A-Z][A-Za-z]+)[0-9]*(?:[._-][0-9]+)*\.ndjson(?:\.[a-z0-9]+)?")

# What programs call a file while they fetch or change it, and what stands beside a file to vouch for it.
_HALF = re.compile(r"\.(?:nd)?json(?![a-z]).+|\.(?:part|partial|filepart|crdownload|tmp)$", re.IGNORECASE)
_SUM = re.compile(r"\.(?:md5|sha[0-9]+|crc|sig|asc)$", re.IGNORECASE)

UNFINISHED = "named as a file that is not there whole"
"""Why a file is passed over that was perhaps being fetched, or is an older copy of another."""

ODD_NAME = "neither .json nor .ndjson"
"""Why a file is passed over whose name does not say that it may hold FHIR."""


@dataclass(frozen=True, slots=True)
class Found:
    """A file beneath a folder; `skipped` says why it is not read, `failed` that a folder could not be listed.

    `refused` says why the whole folder is not to be read with such a thing in it.
    """

    path: Path
    relative: PurePosixPath
    skipped: str | None = None
    failed: bool = False
    refused: str | None = None


def files_beneath(folder: Path) -> list[Found]:
    """Return what lies beneath a folder, at any depth, in the order of relative names."""
    return sorted(_walk(folder, folder.resolve()), key=lambda found: str(found.relative))


def _walk(folder: Path, root: Path) -> Iterator[Found]:
    failed: list[OSError] = []
    for here, folders, files in os.walk(folder, onerror=failed.append):
        place = Path(here)
        for name in [name for name in folders if name.startswith(".") or (place / name).is_symlink()]:
            folders.remove(name)
            yield _folder_not_entered(place / name, folder, root)
        for name in files:
            yield _file(place / name, folder, root)
    for error in failed:
        yield Found(Path(error.filename), _relative(Path(error.filename), folder), failed=True)


def _relative(path: Path, folder: Path) -> PurePosixPath:
    return PurePosixPath(path.relative_to(folder).as_posix())


def _folder_not_entered(path: Path, folder: Path, root: Path) -> Found:
    relative = _relative(path, folder)
    if path.name.startswith("."):
        return Found(path, relative, skipped="hidden")
    if leads_out(path, root):
        return Found(path, relative, refused="a link out of the folder")
    return Found(path, relative, skipped="a link to a folder")  # of the input, which is read itself


def _file(path: Path, folder: Path, root: Path) -> Found:
    relative = _relative(path, folder)
    is_read = _READ.search(path.name)
    if not is_read and _HALF.search(path.name) and not _SUM.search(path.name):
        return Found(path, relative, skipped=UNFINISHED)
    if path.name.startswith("."):
        return Found(path, relative, skipped="hidden")
    if not is_read:
        return Found(path, relative, skipped=ODD_NAME)
    if path.is_symlink() and leads_out(path, root):
        return Found(path, relative, refused="a link out of the folder")
    try:
        is_plain = stat.S_ISREG(path.stat().st_mode)
    except OSError:
        is_plain = True  # reading it will say so
    return Found(path, relative, refused=None if is_plain else "a pipe or a device")


def leads_out(link: Path, root: Path) -> bool:
    """Return whether a link leads to somewhere outside a folder, be there anything or not."""
    try:
        return not link.resolve().is_relative_to(root)
    except (OSError, RuntimeError):  # a link that leads back to itself, before Python 3.13
        return False


def real_path(path: Path) -> Path:
    """Return where a path leads, by links too; the path as it is where that cannot be told."""
    try:
        return path.resolve()
    except (OSError, RuntimeError):  # a link that leads back to itself, before Python 3.13
        return path


def spot_of(path: Path) -> Path:
    """Return where a file lies, however its folder was named; it may be a link itself."""
    return real_path(path.parent) / path.name


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
