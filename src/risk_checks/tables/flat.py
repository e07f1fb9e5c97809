"""Flat views: rows for table files out of flat files such as MHSDS, where FHIR has ViewDefinitions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Names = tuple[str, ...]
"""Names under which a flat table may have a column, the newest first; case counts for nothing."""


@dataclass(frozen=True, slots=True)
class FlatText:
    """The first of the columns that is there, as text.

    `switched` has codes whose meaning changed: on rows dated before a day, by the day column named, the code stands for
    another one of today's list.
    """

    names: Names
    switched: tuple[Switched, ...] = ()


@dataclass(frozen=True, slots=True)
class Switched:
    """Before `before`, by the column `by` of the view, `code` stood for what `means` stands for now."""

    code: str
    means: str
    before: str
    by: str


@dataclass(frozen=True, slots=True)
class FlatDay:
    """The first of the columns that is there, as the text of a date or of a moment."""

    names: Names


@dataclass(frozen=True, slots=True)
class FlatFilled:
    """Whether one of the columns has a value."""

    names: Names


@dataclass(frozen=True, slots=True)
class FlatNewest:
    """True where the row is of the newest month of its table, or one of the columns has a value; else not known."""

    names: Names


@dataclass(frozen=True, slots=True)
class FlatIs:
    """Whether the first of the columns that is there has one of these codes."""

    names: Names
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FlatCode:
    """The code of the first of the columns that is there, as aligned lists `<name>_systems` and `<name>_codes`."""

    names: Names
    system: str


@dataclass(frozen=True, slots=True)
class FlatConstant:
    """The same text in every row."""

    text: str


@dataclass(frozen=True, slots=True)
class FlatKey:
    """The key of another flat row, by the name of the key in the mapping."""

    key: str


@dataclass(frozen=True, slots=True)
class FlatPatient:
    """The key of the person, where the table itself says it."""


FlatCell = FlatText | FlatDay | FlatFilled | FlatNewest | FlatIs | FlatCode | FlatConstant | FlatKey | FlatPatient


@dataclass(frozen=True, slots=True)
class FlatColumn:
    """A column of a flat view's rows, as table files see it."""

    name: str
    type: str
    collection: bool = False


@dataclass(frozen=True, slots=True)
class FlatMonth:
    """A column that says in which month a row is told: by its number, or `dated` by the last day of its period."""

    name: str
    dated: bool = False


@dataclass(frozen=True, slots=True)
class Through:
    """Whose a row is, where it does not say: that of the row of `view` that has its key `by`."""

    view: str
    by: str


@dataclass(frozen=True, slots=True)
class FlatView:
    """The rows of one flat table; `id` is made of these cells, and rows with the same are one thing told again."""

    name: str
    reads: str
    id: tuple[FlatCell, ...]
    through: Through | None
    cells: Mapping[str, FlatCell]

    @property
    def resource(self) -> str:
        """What the view reads: the flat table."""
        return self.reads

    @property
    def columns(self) -> tuple[FlatColumn, ...]:
        """The columns of its rows."""
        found = [FlatColumn("id", "string"), FlatColumn("patient", "string")]
        for name, cell in self.cells.items():
            found += flat_columns(name, cell)
        return tuple(found)


@dataclass(frozen=True, slots=True)
class FlatMapping:
    """How flat tables become views: their keys by name, and by which column the newest telling is known.

    `aliases` has older names of flat tables. The spelling of a key is chosen once for an extract: the first that every
    table has in which the key stands. Of the columns of `newest` each table takes the first that it has. Where times
    are local by the standard, that they are read in the zone of the run is no problem to tell.
    """

    name: str
    title: str
    patient: Names
    keys: Mapping[str, Names]
    newest: tuple[FlatMonth, ...]
    views: Mapping[str, FlatView]
    aliases: Mapping[str, str]
    has_local_times: bool = False


def flat_columns(name: str, cell: FlatCell) -> tuple[FlatColumn, ...]:
    """Return the columns that a cell of a flat view makes."""
    match cell:
        case FlatFilled() | FlatNewest() | FlatIs():
            return (FlatColumn(name, "boolean"),)
        case FlatDay():
            return (FlatColumn(name, "dateTime"),)
        case FlatCode():
            return (
                FlatColumn(f"{name}_systems", "uri", collection=True),
                FlatColumn(f"{name}_codes", "code", collection=True),
            )
        case _:
            return (FlatColumn(name, "string"),)


def names_of(cell: FlatCell) -> Names:
    """Return the names of flat columns that a cell reads, keys aside."""
    return () if isinstance(cell, FlatConstant | FlatKey | FlatPatient) else cell.names


def tells_newest(view: FlatView) -> bool:
    """Return whether something of the view hangs on its row being of the newest month."""
    return any(isinstance(cell, FlatNewest) for cell in view.cells.values())
