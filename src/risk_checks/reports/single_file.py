"""One file of results that appears whole or not at all, in the place of nothing but an earlier one of its kind."""

from __future__ import annotations

import errno
import os
import tempfile
from pathlib import Path

from risk_checks.errors import UsageError
from risk_checks.reports.folder import OutputError

_LASTING = {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EISDIR, errno.ENAMETOOLONG, errno.ENOENT}


def check_file(path: Path, *, begins: str) -> None:
    """Raise UsageError unless a file may be written there: there is none, or one that begins as ours do."""
    try:
        if path.is_dir() or not path.parent.is_dir():
            raise UsageError("RC-E727", f"{path} is no place for a file", hint="name a file in a folder that is there")
        if path.exists() and not path.is_file():  # a pipe would be waited for
            raise UsageError("RC-E727", f"{path} is no plain file", hint="name a new file")
        if path.exists() and _head(path, len(begins.encode())) != begins.encode():
            raise UsageError("RC-E728", f"{path} is there, and risk_checks did not write it", hint="name a new file")
    except OSError as error:
        raise _said(error, path) from None


def _head(path: Path, length: int) -> bytes:
    with path.open("rb") as file:
        return file.read(length)


def write_file(path: Path, text: str, *, begins: str) -> None:
    """Write a file that only its owner can read: all of it, or nothing; what was there before stays until then."""
    check_file(path, begins=begins)
    try:
        handle, partial = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".partial", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(text.encode())
                file.flush()
                os.fsync(file.fileno())
            Path(partial).replace(path)
        finally:
            Path(partial).unlink(missing_ok=True)
    except OSError as error:
        raise _said(error, path) from None


def _said(error: OSError, path: Path) -> UsageError | OutputError:
    why = os.strerror(error.errno) if error.errno else type(error).__name__
    if error.errno in _LASTING:
        return UsageError("RC-E729", f"{path} cannot be written: {why}", hint="name another file")
    return OutputError("RC-E724", f"{path} could not be written: {why}", hint="make room and run again")
