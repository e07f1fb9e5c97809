"""Which columns a table that was handed over has: names matched exactly, types that can be read, near misses named."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from risk_checks.errors import InputError
from risk_checks.records.keys import is_identifying
from risk_checks.records.problems import Problem
from risk_checks.tables.definition import Column, ColumnType, TableDef
from risk_checks.tables.given_faults import GivenFault, given_problem
from risk_checks.tables.identity import CHECKED, INACTIVE, MERGED, PATIENT_TABLE, STANDING, TEST

TEXT = "text"
"""The kind of a column that holds text, whatever is written in it."""

LIST_OF_TEXT = f"list of {TEXT}"
NOTHING = "nothing"
"""The kind of a column without any value."""
EMPTY_LISTS = f"list of {NOTHING}"
"""The kind of a column of lists in which there is no value: Arrow and pandas cannot know what they would hold."""
STRUCTURE = "a structure"
"""The kind of a column whose values have fields, or lists within lists; the fields are not named."""

READS: Mapping[ColumnType, frozenset[str]] = {
    ColumnType.KEY: frozenset({TEXT, "integer"}),
    ColumnType.TEXT: frozenset({TEXT, "integer"}),
    ColumnType.WORD: frozenset({TEXT}),
    ColumnType.CODES: frozenset({TEXT, LIST_OF_TEXT}),
    ColumnType.BOOLEAN: frozenset({TEXT, "boolean"}),
    ColumnType.DAY: frozenset({TEXT, "date", "timestamp"}),
    ColumnType.INTEGER: frozenset({TEXT, "integer"}),
}
"""The kinds of column that can be read as each type; `nothing` can be as any, and lists without values as codes."""

STANDING_COLUMN = Column(
    STANDING, ColumnType.WORD, "Whether the person is checked.", words=(CHECKED, MERGED, TEST, INACTIVE)
)
_KEYS = (Column("id", ColumnType.KEY, "The row."), Column("patient", ColumnType.KEY, "Whose it is."))
_SHOWN = re.compile(r"[A-Za-z_][A-Za-z0-9_ ]{0,62}")


@dataclass(frozen=True, slots=True)
class GivenShape:
    """What of a table was given: the canonical columns, days by their one name; what to read; what it does not have."""

    columns: frozenset[str]
    reads: tuple[str, ...]
    strangers: tuple[str, ...]


def shape_of(definition: TableDef, kinds: Mapping[str, str], *, file: str) -> GivenShape:
    """Return which columns were given, or raise an InputError where they cannot be used; `kinds` is kind by name."""
    needed = ("id",) if definition.name == PATIENT_TABLE else ("id", "patient")
    for name in needed:
        if name not in kinds:
            raise InputError(
                "RC-E520",
                f"{file}: the table '{definition.name}' has no column '{name}'",
                hint=_how_to_name(name, kinds, needed),
            )
    given: set[str] = set()
    known: set[str] = set()
    for column in readable(definition):
        forms = [form for form in forms_of(column) if all(name in kinds for name in form)]
        if len(forms) > 1:
            names = f"'{column.name}' and '{column.earliest}'"
            raise InputError("RC-E521", f"{file}: {names} say the same day", hint="give one of them")
        for name in forms[0] if forms else ():
            _check_kind(column, name, kinds[name], file=file)
            known.add(name)
        if forms:
            given.add(column.name)
    reads = tuple(name for name in kinds if name in known)
    return GivenShape(frozenset(given), reads, tuple(sorted(set(kinds) - known)))


def readable(definition: TableDef) -> Iterator[Column]:
    """Yield every column that a given table may have: keys, the table's own, and who is checked."""
    yield from _KEYS
    yield from definition.columns.values()
    if definition.name == PATIENT_TABLE:
        yield STANDING_COLUMN


def forms_of(column: Column) -> tuple[tuple[str, ...], ...]:
    """Return the names under which a column may be given: a day under one name or two."""
    return ((column.name,), column.stored) if column.type is ColumnType.DAY else ((column.name,),)


def stranger_problems(definition: TableDef, strangers: Collection[str], *, file: str) -> tuple[Problem, ...]:
    """Return a problem for each column that the table does not have, naming the one that may be meant."""
    names = [name for column in readable(definition) for form in forms_of(column) for name in form]
    return tuple(
        given_problem(
            GivenFault.STRANGER,
            table=definition.name,
            column=_shown(stranger),
            file=file,
            hint="a day needs its earliest and its latest" if stranger in names else near_miss(stranger, names),
        )
        for stranger in strangers
    )


def _how_to_name(name: str, kinds: Collection[str], needed: Collection[str]) -> str:
    """Return what to do where a column is not there; names of the file are not said: they may be its first record."""
    if name in {kind.casefold() for kind in kinds}:
        return f"one differs in case only: write it as '{name}'"
    return f"every table needs {' and '.join(needed)}, named in its first line"


def near_miss(wrong: str, valid: Collection[str]) -> str | None:
    """Return a hint naming the one of our names that may be meant, or None where none is close.

    Case counts for nothing.
    """
    by_case = {one.casefold(): one for one in valid}
    close = difflib.get_close_matches(wrong.casefold(), by_case, n=1, cutoff=0.7)
    return f"did you mean '{by_case[close[0]]}'?" if close else None


def _check_kind(column: Column, name: str, kind: str, *, file: str) -> None:
    reads_as = READS[column.type]
    if kind != NOTHING and kind not in reads_as and not (kind == EMPTY_LISTS and LIST_OF_TEXT in reads_as):
        reads = " or ".join(sorted(reads_as))
        raise InputError("RC-E522", f"{file}: the column '{name}' holds {kind}", hint=f"give it as {reads}")


def _shown(name: str) -> str | None:
    """Return a column's name where it can be no value of a record: a file without a first line of names has those."""
    return name if _SHOWN.fullmatch(name) and not is_identifying(name) else None
