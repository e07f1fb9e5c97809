"""Private folders that their process holds while it lives: what a killed one leaves is told apart, and cleared away.

A folder is held by a lock on the folder itself (`flock`), which the system lets go when the process ends, however it
ends. Where folders cannot be locked (Windows, some network file systems) nothing is ever taken to be left behind.
"""

from __future__ import annotations

import errno
import os
import shutil
import sys
import tempfile
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType

from risk_checks.errors import ResourcesError, RiskChecksError, UsageError

PREFIX = ".risk-checks-work-"
MARK = ".made-by-risk-checks"
"""A file in each working folder: nothing without it is ever cleared away, whatever it is called."""
LASTING = frozenset({errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG})
"""What trying again does not mend: a place that is not there, or where this process may not write."""


class HeldFolder:
    """A new folder that only its owner can enter; it goes with `remove`, with the object, or with the process."""

    def __init__(self, parent: Path, *, prefix: str, suffix: str = "") -> None:
        self.path, self._handle = _made(parent, prefix, suffix)
        self._close = weakref.finalize(self, _remove, self.path, self._handle)

    def remove(self) -> None:
        """Remove whatever stands under the folder's name, and let it go."""
        self._close()

    def leave(self) -> None:
        """Let the folder go and leave it where it is."""
        if self._close.detach() is not None:
            _let_go(self._handle)

    def __enter__(self) -> Path:
        return self.path

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.remove()


_OWN: weakref.WeakSet[HeldFolder] = weakref.WeakSet()


def clear_own() -> None:
    """Remove the working folders of this process, which is about to end without more ado."""
    for folder in list(_OWN):
        shutil.rmtree(folder.path, ignore_errors=True)


@contextmanager
def cleared_with_own(folder: HeldFolder) -> Iterator[None]:
    """Have `clear_own` remove a folder too, until the block ends without an error."""
    _OWN.add(folder)
    yield
    _OWN.discard(folder)


def working_folder() -> HeldFolder:
    """Return a folder for what does not fit into memory, in the system's place for temporary files (TMPDIR).

    Those that killed processes of this user left there are removed first: they hold parts of records.
    """
    try:
        parent = Path(tempfile.gettempdir())
        clear_left(parent, f"{PREFIX}*", mark=MARK)
        folder = HeldFolder(parent, prefix=PREFIX)
        (folder.path / MARK).touch(0o600)
    except OSError as error:
        raise _said(error, None if error.filename is None else Path(error.filename).parent) from error
    _OWN.add(folder)
    return folder


@contextmanager
def telling_of(folder: Path) -> Iterator[None]:
    """Say of a write into a working folder that fails which folder it was, and what to do.

    What a call that `of_caller` gave raises, is the caller's own and comes out as it was.
    """
    theirs: OSError | None = None
    try:
        yield
    except _OfCaller as raised:
        theirs = raised.error
    except OSError as error:
        raise _said(error, folder.parent) from error
    if theirs is not None:
        raise theirs


class _OfCaller(Exception):
    """An error of the caller's disk or terminal, on its way out of where ours are told."""

    def __init__(self, error: OSError) -> None:
        super().__init__()
        self.error = error


def of_caller(call: Callable[[int], None] | None) -> Callable[[int], None] | None:
    """Return a call of the caller's whose errors `telling_of` does not take for those of the working folder."""
    if call is None:
        return None

    def called(count: int) -> None:
        try:
            call(count)
        except OSError as error:
            raise _OfCaller(error) from None

    return called


def clear_left(parent: Path, pattern: str, *, mark: str | None = None) -> None:
    """Remove the folders of a pattern that are private to this user and that no living process holds.

    Where a `mark` is named, only those that have a file of this name.
    """
    for folder in sorted(parent.glob(pattern)):
        with left_behind(folder) as is_left:
            if is_left and (mark is None or (folder / mark).is_file()):
                shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def left_behind(folder: Path) -> Iterator[bool]:
    """Say whether a folder is surely one of this user that no process holds, and hold it meanwhile."""
    try:
        handle = _locked(folder)
    except OSError:
        handle = None
    try:
        yield handle is not None and _is_own(handle)
    finally:
        if handle is not None:
            os.close(handle)


def _made(parent: Path, prefix: str, suffix: str) -> tuple[Path, int | None]:
    while True:
        folder = Path(tempfile.mkdtemp(prefix=prefix, suffix=suffix, dir=parent))
        try:
            handle = _locked(folder)
        except FileNotFoundError:  # taken to be left behind in the moment before it was held
            continue
        except OSError as error:
            if error.errno not in _NO_LOCKS:
                shutil.rmtree(folder, ignore_errors=True)
                raise
            return folder, None
        if handle is not None and _is_at(folder, handle):
            return folder, handle
        if handle is not None:
            os.close(handle)


_NO_LOCKS = frozenset({errno.EBADF, errno.EINVAL, errno.ENOSYS, errno.ENOLCK, errno.EOPNOTSUPP, errno.EACCES})


def _locked(folder: Path) -> int | None:
    """Return a handle with the lock of a folder; None where a living process has it."""
    if sys.platform == "win32":
        raise OSError(errno.EINVAL, "folders cannot be locked here")
    import fcntl

    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        return None
    except OSError:
        os.close(handle)
        raise
    return handle


def _is_own(handle: int) -> bool:
    """Return whether a folder is this user's and closed to all others, as every folder made here is."""
    if sys.platform == "win32":
        return False
    found = os.fstat(handle)
    return found.st_uid == os.geteuid() and not found.st_mode & 0o077


def _is_at(folder: Path, handle: int) -> bool:
    try:
        return os.path.samestat(folder.lstat(), os.fstat(handle))
    except FileNotFoundError:
        return False


def _remove(folder: Path, handle: int | None) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    _let_go(handle)


def _let_go(handle: int | None) -> None:
    if handle is not None:
        with suppress(OSError):
            os.close(handle)


def _said(error: OSError, parent: Path | None) -> RiskChecksError:
    why = os.strerror(error.errno) if error.errno else type(error).__name__
    where = f"in {parent}" if parent is not None else "anywhere"
    message = f"temporary files could not be written {where}: {why}"
    if error.errno in LASTING:
        return UsageError("RC-E808", message, hint="set TMPDIR to a private folder with room")
    return ResourcesError(
        "RC-E808", message, hint="make room there, or set TMPDIR to a folder with room; then run again"
    )
