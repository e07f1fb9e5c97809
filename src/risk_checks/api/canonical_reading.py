"""What reads tables in the place of FHIR: nothing is opened before the first check."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from risk_checks.api.canonical import table_sources
from risk_checks.api.extract import Prepare
from risk_checks.api.inputs import Prepared
from risk_checks.engines.definitions import Definitions
from risk_checks.engines.duckdb_limits import Limits
from risk_checks.errors import UsageError, nearest
from risk_checks.tables.flat_loading import MAPPINGS, shipped_mapping
from risk_checks.tables.given_files import TableFiles

if TYPE_CHECKING:
    from risk_checks.api.canonical_input import GivenInput

Progress = Callable[[int], None]


def tables_in(
    sources: Sequence[Any],
    *,
    names: Collection[str],
    covers: Collection[str] | None,
    not_used: Collection[str] | None,
    mapping: str | None = None,
) -> Callable[[Path], TableFiles] | None:
    """Return what gives the files of sources that are tables; None where they are FHIR.

    `names` are those of the canonical tables, a site's own among them. Flat tables are known by their names; `mapping`
    says that they are, and of what kind.
    """
    files = _files(sources, frozenset(names), mapping)
    if files is None:
        return None
    if covers is not None or not_used is not None:
        raise UsageError(
            "RC-E537",
            "covers and not_used name resource types, and the input is tables",
            hint="a table that is given covers everybody; give an empty one for what is never recorded",
        )
    return lambda _folder: files


def _files(sources: Sequence[Any], canonical: frozenset[str], mapping: str | None) -> TableFiles | None:
    if mapping is not None and mapping not in MAPPINGS:
        raise UsageError("RC-E540", f"no mapping is called '{mapping[:60]}'", hint=nearest(mapping, MAPPINGS))
    if mapping is None and not any(isinstance(source, (str, Path)) for source in sources):
        return None  # records in memory: nothing is to be looked for
    flat = {name: _flat_tables(name) for name in MAPPINGS if mapping in (None, name)}
    files = table_sources(sources, names=canonical.union(*flat.values()) if mapping is None else flat[mapping])
    if files is None:
        if mapping is not None:
            hint = f"name the files after its tables, such as {min(flat[mapping])}.csv"
            raise UsageError("RC-E541", f"there is nothing here that the mapping {mapping} reads", hint=hint)
        return None
    found = [name for name, tables in flat.items() if not tables.isdisjoint(files.tables)]
    if not found:
        return files
    if not canonical.isdisjoint(files.tables):
        raise UsageError(
            "RC-E542",
            f"the sources are canonical tables and tables of the mapping {found[0]} at once",
            hint="check them apart",
        )
    return replace(files, mapping=found[0])


def _flat_tables(mapping: str) -> frozenset[str]:
    return frozenset(view.reads for view in shipped_mapping(mapping).mapping.views.values())


def prepare_tables(
    files: Callable[[Path], TableFiles],
    *,
    definitions: Definitions,
    zone: str,
    progress: Progress | None = None,
    limits: Limits,
) -> Prepare:
    """Return what makes tables ready for an engine; they are loaded once, for whichever engines are asked."""

    @cache
    def given() -> GivenInput:
        from risk_checks.api.canonical_input import GivenInput

        return GivenInput(files, definitions=definitions.tables, zone=zone, progress=progress, limits=limits)

    def prepare(engine: str) -> Prepared:
        return given().for_engine(engine)

    return prepare


def frames(tables: Mapping[str, Any], *, names: Collection[str]) -> Callable[[Path], TableFiles]:
    """Return what gives the files of tables that other libraries hold; names that are of no table are refused now."""
    from risk_checks.engines.duckdb_frames import check_frames, frame_files

    check_frames(tables, names=names)
    held = dict(tables)
    return lambda folder: frame_files(held, into=folder)
