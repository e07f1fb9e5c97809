"""A folder of results that appears whole or not at all."""

from __future__ import annotations

import errno
import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from risk_checks.errors import ExitCode, RiskChecksError, UsageError
from risk_checks.reports.held_folder import HeldFolder, clear_left, cleared_with_own, left_behind
from risk_checks.reports.run import FORMAT
from risk_checks.reports.swap import exchange

MANIFEST = "run.json"
_TAKEN = frozenset({errno.ENOTEMPTY, errno.EEXIST})
_LASTING = {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.ENAMETOOLONG}


class OutputError(RiskChecksError):
    """The results could not be written this time (disk full, a folder in use); what was there before is intact."""

    exit_code = ExitCode.TEMPORARY


@dataclass(frozen=True, slots=True)
class Kind:
    """What a folder of ours holds: the manifest that names its files, and the format that it states."""

    manifest: str
    format: str


RUN = Kind(MANIFEST, FORMAT)


def check_folder(out: Path, *, kind: Kind = RUN) -> None:
    """Raise unless results may be written to `out`: it is absent, empty, or holds an earlier run and nothing else."""
    try:
        _check(out.resolve(), kind)
    except OSError as error:
        raise _said(error, out) from error


def _check(out: Path, kind: Kind) -> None:
    if not out.exists():
        ancestor = next(parent for parent in out.parents if parent.exists())
        if not (ancestor.is_dir() and os.access(ancestor, os.W_OK | os.X_OK)):
            raise UsageError("RC-E723", f"nothing can be written in {ancestor}", hint="choose another --out")
        return
    if not out.is_dir():
        raise UsageError("RC-E720", f"{out} is a file", hint="name a folder for the results")
    if os.path.ismount(out):
        raise UsageError(
            "RC-E721",
            f"{out} is a mount point and cannot be replaced whole",
            hint=f"name a folder in it: {out / 'run'}",
        )
    if not os.access(out.parent, os.W_OK | os.X_OK):
        raise UsageError("RC-E723", f"nothing can be written in {out.parent}", hint="choose another --out")
    strangers = sorted({entry.name for entry in out.iterdir()} - _ours(out, kind))
    if strangers:
        raise UsageError(
            "RC-E722",
            f"{out} holds something that risk_checks did not write, and would be replaced",
            hint="name a new folder, or an empty one, or one of an earlier run",
        )


def _ours(out: Path, kind: Kind) -> frozenset[str]:
    """Return the names of the files that an earlier run wrote here; none where its manifest is not ours."""
    try:
        manifest = json.loads((out / kind.manifest).read_bytes())
        if str(manifest["format"]).rsplit(" ", 1)[0] == kind.format.rsplit(" ", 1)[0]:
            return frozenset({kind.manifest, *map(str, manifest["files"])})
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        pass
    return frozenset()


@contextmanager
def whole_folder(out: Path, *, kind: Kind = RUN) -> Iterator[Path]:
    """Give a private folder to fill, and put it in the place of `out` when the block ends without an error.

    Its files should be made with `private_file`. Until the swap, and whatever fails, `out` stays as it was. What a
    process that was killed left beside `out` is cleared away, or put back where it is all that is left of `out`.
    """
    out = out.resolve()
    try:
        _check(out, kind)
        out.parent.mkdir(parents=True, exist_ok=True)
        _put_back(out)
        _check(out, kind)  # again, for what was put back
        clear_left(out.parent, f".{_literal(out.name)}.*.partial")
        held = _held(out)
        with held as partial:
            with cleared_with_own(held):
                yield partial
                _sync(partial)
            _swap(partial, out)  # after which the earlier results may stand under its name
    except OSError as error:
        raise _said(error, out) from error


def _held(out: Path) -> HeldFolder:
    """Return a folder to fill beside `out`; raises UsageError where a folder is there in which none can be made."""
    try:
        return HeldFolder(out.parent, prefix=f".{out.name}.", suffix=".partial")
    except FileNotFoundError as error:
        if not out.parent.is_dir():
            raise
        raise UsageError("RC-E723", f"no folder can be made in {out.parent}", hint="choose another --out") from error


@contextmanager
def private_file(path: Path) -> Iterator[BinaryIO]:
    """Give a new file that only its owner can read, and make sure that it is on the disk when the block ends."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())


def _swap(partial: Path, out: Path) -> None:
    """Put a whole folder in the place of another, in one step where the system can; undone where that fails."""
    try:
        partial.rename(out)  # which takes no place but an empty one
    except OSError as error:
        if error.errno not in _TAKEN:
            raise
    else:
        _sync_or(out.parent, undo=lambda: out.rename(partial))
        return
    if exchange(partial, out):
        _sync_or(out.parent, undo=lambda: exchange(partial, out))
    else:
        _swap_in_steps(partial, out)


def _swap_in_steps(partial: Path, out: Path) -> None:
    """Swap where a system has no one step: a process that is killed between the two leaves `out` beside its place."""
    beside = HeldFolder(out.parent, prefix=f".{out.name}.", suffix=".previous")
    kept = beside.path / out.name
    try:
        out.rename(kept)
        partial.rename(out)
        _sync_or(out.parent, undo=lambda: out.rename(partial))
    finally:
        if not out.exists():
            with suppress(OSError):
                kept.rename(out)
        if out.exists():
            beside.remove()
        else:
            beside.leave()  # for the next run to put back


def _sync_or(folder: Path, *, undo: Callable[[], object]) -> None:
    try:
        _sync(folder)
    except OSError:
        undo()
        raise


def _put_back(out: Path) -> None:
    """Put back what a process that was killed in the middle of a swap had moved aside, or clear it away."""
    for beside in sorted(out.parent.glob(f".{_literal(out.name)}.*.previous")):
        with left_behind(beside) as is_left:
            if is_left and not out.exists() and (beside / out.name).is_dir():
                (beside / out.name).rename(out)
            if is_left and out.exists():
                shutil.rmtree(beside, ignore_errors=True)


def _literal(name: str) -> str:
    return "".join(f"[{char}]" if char in "*?[" else char for char in name)


def _sync(folder: Path) -> None:
    if os.name != "posix":  # pragma: no cover -- a folder cannot be opened there
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _said(error: OSError, out: Path) -> RiskChecksError:
    why = os.strerror(error.errno) if error.errno else type(error).__name__
    if error.errno in _LASTING:
        return UsageError("RC-E723", f"the results cannot be written to {out}: {why}", hint="choose another --out")
    return OutputError(
        "RC-E724",
        f"the results could not be written to {out}: {why}",
        hint="what was there before is as it was; make room and run again",
    )
