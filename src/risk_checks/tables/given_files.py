"""Files of tables: which file holds which table, told by their names and nothing else."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from risk_checks.records.sources import Skipped

SUFFIXES = (".parquet", ".csv", ".csv.gz")
MANIFEST = "tables.json"
"""The file beside tables that this library wrote, which says what they cover."""
ONE_OF_MANY = f"is one of the tables that were written together, and {MANIFEST} beside it says what they cover"
_PATTERN = frozenset("*?[")
"""What makes a path a pattern to those who look files up by patterns."""


@dataclass(frozen=True, slots=True)
class DataFile:
    """A Parquet or CSV file, and what it is called in messages."""

    path: Path
    label: str

    @property
    def is_csv(self) -> bool:
        """Whether the file is CSV, gzipped or not."""
        return not self.path.name.casefold().endswith(".parquet")

    @property
    def is_packed(self) -> bool:
        """Whether the file is gzipped."""
        return self.path.name.casefold().endswith(".gz")


@dataclass(frozen=True, slots=True)
class TableFiles:
    """The files of each table, in order, and the data files that no table is named after.

    `manifest` is the file in which this library says what it wrote, where one lies beside them. With a `mapping` they
    are flat tables, which it makes canonical.
    """

    tables: Mapping[str, tuple[DataFile, ...]]
    skipped: tuple[Skipped, ...] = ()
    manifest: Path | None = None
    mapping: str | None = None


def without_patterns(given: TableFiles, *, folder: Path) -> TableFiles:
    """Return the files under names that no reader takes for a pattern: others are linked from a folder of our own."""
    found: dict[str, tuple[DataFile, ...]] = {}
    for name, files in given.tables.items():
        plain = []
        for number, file in enumerate(files):
            path = file.path
            if not _PATTERN.isdisjoint(str(path)):
                path = folder / f"{name}-{number:04d}{_ending(path)}"
                path.symlink_to(file.path.absolute())
            plain.append(DataFile(path, file.label))
        found[name] = tuple(plain)
    return replace(given, tables=found)


def is_one_of_many(path: Path) -> bool:
    """Return whether a file lies beside a manifest, without which what it lacks would be taken for a gap."""
    return path.with_name(MANIFEST).is_file()


def stem_of(path: Path) -> str | None:
    """Return the name of a data file without its ending; None for any other file.

    >>> stem_of(Path("in/referral.csv.gz")), stem_of(Path("Patient.ndjson"))
    ('referral', None)
    """
    ending = next((suffix for suffix in SUFFIXES if path.name.casefold().endswith(suffix)), None)
    return path.name[: -len(ending)] if ending else None


def table_files(folder: Path, tables: Collection[str]) -> Iterator[tuple[str, DataFile]]:
    """Yield the data files of a folder that are named after tables, those in a folder named so as its parts."""
    for path in sorted(folder.iterdir()):
        if path.name.startswith("."):
            continue
        if path.is_dir() and path.name in tables:
            for number, part in enumerate(sorted(filter(_is_data, path.rglob("*"))), start=1):
                yield path.name, DataFile(part, f"{path.name}/part-{number:04d}{_ending(part)}")
        elif _is_data(path) and stem_of(path) in tables:
            yield str(stem_of(path)), DataFile(path, path.name)


def other_files(folder: Path, tables: Collection[str]) -> list[Path]:
    """Return the data files right in a folder that no table is named after, in the order of their names."""
    return [path for path in sorted(folder.iterdir()) if _is_data(path) and stem_of(path) not in tables]


def _is_data(path: Path) -> bool:
    return stem_of(path) is not None and not path.name.startswith(".") and path.is_file()


def _ending(path: Path) -> str:
    return path.name.removeprefix(str(stem_of(path)))
