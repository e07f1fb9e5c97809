"""Whether what a caller hands over is tables in the place of FHIR, and which file holds which table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from risk_checks.errors import UsageError
from risk_checks.records.folders import files_beneath, leads_out
from risk_checks.records.sources import Skipped
from risk_checks.reports.table_manifest import TABLES, UNCOVERED
from risk_checks.tables.given import near_miss
from risk_checks.tables.given_files import (
    ONE_OF_MANY,
    DataFile,
    TableFiles,
    is_one_of_many,
    other_files,
    stem_of,
    table_files,
)

_NAMING = "name each file after its table: patient.parquet, referral.csv, or a folder 'referral' of parts"


@dataclass
class _Found:
    tables: dict[str, list[DataFile]] = field(default_factory=lambda: defaultdict(list))
    skipped: list[Skipped] = field(default_factory=list)
    manifest: Path | None = None
    other: int = 0


def table_sources(sources: Sequence[Any], *, names: Collection[str]) -> TableFiles | None:
    """Return the files of tables that sources are; None where they are FHIR, or nothing that can be told yet.

    Raises UsageError where they are both, or data files of which none is named after a table.
    """
    found = _Found()
    for place, source in enumerate(sources, start=1):
        path = _path(source)
        if path is None:
            found.other += 1
        elif path.is_dir():
            _look_into(path, place, names, found)
        elif stem_of(path) is not None:
            _look_at(path, place, names, found)
        else:
            found.other += 1
    if not found.tables:
        return None
    if found.other:
        raise UsageError(
            "RC-E525",
            "the sources are FHIR and tables at once",
            hint="check them apart: give a folder of tables alone, or of FHIR alone",
        )
    if found.manifest and len(sources) > 1:
        raise UsageError(
            "RC-E546",
            "tables that were written together are given with others",
            hint=f"check the folder with {TABLES.manifest} by itself: it says what those tables cover, and no others",
        )
    _refuse_two_forms(found)
    return TableFiles(
        {name: tuple(files) for name, files in sorted(found.tables.items())}, tuple(found.skipped), found.manifest
    )


def _path(source: Any) -> Path | None:
    if isinstance(source, str):
        if source.lstrip("\ufeff \t\r\n").startswith(("{", "[")):
            return None
        source = Path(source)
    try:
        return source if isinstance(source, Path) and source.exists() else None
    except OSError:  # too long for a name
        return None


def _look_into(folder: Path, place: int, names: Collection[str], found: _Found) -> None:
    try:
        files = list(table_files(folder, names))
        others = [path for path in other_files(folder, names) if path.name != UNCOVERED]
    except OSError:
        found.other += 1  # reading it will say so
        return
    manifest = folder / TABLES.manifest
    fhir = any(each.skipped is None and each.path != manifest for each in files_beneath(folder))
    if not files and others and not fhir:
        near = next(filter(None, (near_miss(str(stem_of(path)), names) for path in others)), None)
        raise UsageError(
            "RC-E526", f"source {place} has data files, and none is named after a table", hint=near or _NAMING
        )
    root = folder.resolve()
    for name, file in files:
        if file.path.is_symlink() and leads_out(file.path, root):
            what = f"source {place} has a link out of the folder among its files: {file.label}"
            raise UsageError("RC-E509", what, hint="put the file itself in its place, or take it away")
        found.tables[name].append(file)
    found.other += fhir or not files
    if files:
        found.manifest = manifest if manifest.is_file() else found.manifest
        found.skipped += [
            Skipped(f"file-{number:04d}", _no_table(path, names)) for number, path in enumerate(others, 1)
        ]


def _look_at(path: Path, place: int, names: Collection[str], found: _Found) -> None:
    stem = str(stem_of(path))
    if stem not in names:
        raise UsageError("RC-E526", f"source {place} is named after no table", hint=near_miss(stem, names) or _NAMING)
    if is_one_of_many(path):
        raise UsageError("RC-E543", f"source {place} {ONE_OF_MANY}", hint="give the folder that it is in")
    found.tables[stem].append(DataFile(path, path.name))


def _no_table(path: Path, names: Collection[str]) -> str:
    near = near_miss(str(stem_of(path)), names)
    return f"named after no table{f'; {near}' if near else ''}"


def _refuse_two_forms(found: _Found) -> None:
    """Refuse a table that is given twice: as Parquet and as CSV, or by two sources."""
    for name, files in found.tables.items():
        parts = [file for file in files if "/" in file.label]
        if (len(files) > 1 and len(parts) < len(files)) or len({file.is_csv for file in files}) > 1:
            raise UsageError(
                "RC-E527",
                f"the table '{name}' is given more than once",
                hint=f"give one file, or one folder '{name}' of parts of one kind",
            )
