"""Folders for results, refused before anything is read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from risk_checks.errors import UsageError

if TYPE_CHECKING:
    from risk_checks.reports.folder import Kind


def check_out(out: Path, sources: tuple[str, ...], *, kind: Kind | None = None) -> None:
    """Refuse what could not be written after, or the next run would read; `kind` is a run's where none is said."""
    from risk_checks.reports.folder import RUN, check_folder

    within = {out.resolve(), *out.resolve().parents}
    if any(Path(name).resolve() in within for name in sources if name != "-"):
        raise UsageError(
            "RC-E802", "--out lies in a SOURCE, and the next run would read its results", hint="name a folder beside it"
        )
    check_folder(out, kind=kind or RUN)
