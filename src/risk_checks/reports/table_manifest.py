"""What `tables.json` says of a folder of canonical tables: enough to read it again as if it were the FHIR itself."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from risk_checks.engines.coverage import Feeds
from risk_checks.errors import InputError
from risk_checks.reports.folder import Kind
from risk_checks.tables.given_files import MANIFEST
from risk_checks.version import __version__

TABLES = Kind(MANIFEST, "risk_checks tables 1")
UNCOVERED = "uncovered.parquet"
"""The file with the patients whom a covered type does not cover; there only where there are any."""

_FILE = re.compile(r"[a-z][a-z0-9_]{0,62}\.parquet")
_NOTE = "The Parquet files carry the keys of the records, which may be NHS numbers: handle them as records."


@dataclass(frozen=True, slots=True)
class Manifest:
    """What the tables were made of, and how days were told.

    `types` are the types that were covered, `partly` those of them of which something was lost that may have been
    anybody's, and `how` says how that was decided; `feeds` has the types that feed each
    table, and nothing under `table.column` for a column that nothing fills yet. `mapping` made the tables of flat
    files, where one did.
    """

    zone: str
    types: tuple[str, ...]
    how: str
    feeds: Feeds
    incomplete: bool = False
    latest_update: datetime | None = None
    mapping: str | None = None
    partly: tuple[str, ...] = ()

    def as_dict(
        self, *, rows: Mapping[str, int], columns: Mapping[str, Mapping[str, str]], files: Mapping[str, Any]
    ) -> dict[str, Any]:
        """Return the manifest as JSON values, given the rows and stored columns of each table and what was written."""
        return {
            "format": TABLES.format,
            "version": __version__,
            "zone": self.zone,
            "incomplete": self.incomplete,
            "latest_update": self.latest_update.isoformat() if self.latest_update else None,
            "mapping": self.mapping,
            "coverage": {"types": sorted(self.types), "partly": sorted(self.partly), "how": self.how},
            "feeds": {name: sorted(types) for name, types in sorted(self.feeds.items())},
            "tables": {name: {"rows": rows[name], "columns": dict(columns[name])} for name in sorted(columns)},
            "files": dict(files),
            "carries_keys": sorted(files),
            "note": _NOTE,
        }


def _here(name: str) -> str:
    """Return the name of a file that may be one of ours, in the folder of the manifest."""
    if not _FILE.fullmatch(name):
        raise ValueError("another name")
    return name


def read_manifest(path: Path) -> tuple[Manifest, Mapping[str, str]]:
    """Return the manifest of a folder and the digest that it states of each file; raise InputError where it is none."""
    try:
        said = json.loads(path.read_bytes())
        if said["format"] != TABLES.format:
            raise ValueError("another format")
        updated = said["latest_update"]
        manifest = Manifest(
            zone=str(said["zone"]),
            types=tuple(map(str, said["coverage"]["types"])),
            how=str(said["coverage"]["how"]),
            feeds={str(name): frozenset(map(str, types)) for name, types in said["feeds"].items()},
            incomplete=said["incomplete"] is not False,
            latest_update=datetime.fromisoformat(updated) if updated else None,
            mapping=str(said["mapping"]) if said["mapping"] else None,
            partly=tuple(map(str, said["coverage"].get("partly", ()))),
        )
        return manifest, {_here(name): str(file["sha256"]) for name, file in said["files"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise InputError(
            "RC-E528",
            f"{TABLES.manifest} cannot be read, so that nothing tells what the tables beside it cover",
            hint="write the folder again with `risk-checks tables`, or take this file away to read them as given",
        ) from None
