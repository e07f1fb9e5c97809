"""A folder of results that appears whole or not at all."""

from __future__ import annotations

import errno
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from risk_checks.errors import ExitCode, RiskChecksError, UsageError
from risk_checks.reports.run import FORMAT

MANIFEST = "run.json"
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

    Its files should be made with `private_file`. Until the swap, and whatever fails, `out` stays as it was; a process
    killed between the two renames of the swap leaves the earlier folder beside `out`, and the next run puts it back.
    """
    out = out.resolve()
    try:
        _check(out, kind)
        out.parent.mkdir(parents=True, exist_ok=True)
        _put_back(out)
        _check(out, kind)  # again, for what was put back
        partial = Path(tempfile.mkdtemp(prefix=f".{out.name}.", suffix=".partial", dir=out.parent))
        try:
            yield partial
            _sync(partial)
            _swap(partial, out)
        finally:
            shutil.rmtree(partial, ignore_errors=True)
    except OSError as error:
        raise _said(error, out) from error


@contextmanager
def private_file(path: Path) -> Iterator[BinaryIO]:
    """Give a new file that only its owner can read, and make sure that it is on the disk when the block ends."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())


def _swap(partial: Path, out: Path) -> None:
    if not out.exists():
        partial.rename(out)
    else:
        beside = Path(tempfile.mkdtemp(prefix=f".{out.name}.", suffix=".previous", dir=out.parent))
        kept = beside / out.name
        try:
            out.rename(kept)
            try:
                partial.rename(out)
            except OSError:
                kept.rename(out)
                raise
        finally:
            _clear(beside, out)
    _sync(out.parent)


def _clear(beside: Path, out: Path) -> None:
    """Remove what was moved aside, unless nothing stands in its place: then the next run puts it back."""
    if out.exists():
        shutil.rmtree(beside, ignore_errors=True)


def _put_back(out: Path) -> None:
    """Put back what a process that was killed in the middle of a swap had moved aside."""
    for beside in sorted(out.parent.glob(f".{_literal(out.name)}.*.previous")):
        if not out.exists() and (beside / out.name).is_dir():
            (beside / out.name).rename(out)
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
