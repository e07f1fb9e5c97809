"""What a canonical table is: its columns, what their absence means, and which view rows feed it (design 2 and 6)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from risk_checks.tables.forms import Cell, Only


class ColumnType(StrEnum):
    """The types a column can have; a day is stored as its earliest and latest day."""

    KEY = "key"
    WORD = "word"
    CODES = "codes"
    BOOLEAN = "boolean"
    DAY = "day"
    TEXT = "text"
    INTEGER = "integer"


@dataclass(frozen=True, slots=True)
class StateOnDay:
    """How a state with dates is read on a day (clause 5.4a): which columns date it, and which value each case gives.

    `fixed` values (retracted, cancelled...) stay as they are on every day.
    """

    start: str | None
    end: str | None
    open: str | bool
    ended: str | bool
    ahead: str | bool
    fixed: tuple[str | bool, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """One column; `ahead` says of a day that it may lie in the future and so is never cut at `as_of`.

    `elements` names the FHIR elements it comes from, for its page. `awaited` says that no source of the table fills it
    yet.
    """

    name: str
    type: ColumnType
    means: str
    absent: str | bool | None = None
    words: tuple[str, ...] = ()
    ahead: bool = False
    on_day: StateOnDay | None = None
    elements: str = ""
    awaited: bool = False

    @property
    def earliest(self) -> str:
        """The stored column with a day's first possible day."""
        return f"{self.name}_earliest"

    @property
    def latest(self) -> str:
        """The stored column with a day's last possible day."""
        return f"{self.name}_latest"

    @property
    def stored(self) -> tuple[str, ...]:
        """The names under which the column is stored."""
        return (self.earliest, self.latest) if self.type is ColumnType.DAY else (self.name,)


@dataclass(frozen=True, slots=True)
class Join:
    """A lookup: the view row whose `id` equals the column `on`; its columns are read as `<view>.<column>`.

    The view has one row per resource. `on` is a column of the source's view, or of a join before this one.
    """

    view: str
    on: str


@dataclass(frozen=True, slots=True)
class Referrers:
    """The rows of a view whose column `on` is the source row's `id`, where the boolean column `only` is true.

    With `same_patient`, those that are known to be about another patient do not count; whoever was merged is one. Their
    columns are read as `<view>.<column>`, brought together: of texts and keys the least, booleans true where one
    is, codes all of them, and days by `FirstAmong` and `LastAmong`.
    """

    view: str
    on: str
    only: str | None = None
    same_patient: bool = False


@dataclass(frozen=True, slots=True)
class Derive:
    """One row per distinct `one_per`, from rows whose status is `among`.

    Several sources may derive rows of one table: they are grouped together. Where a source does not fill a column, the
    others of the group say what it holds: of a column that is no day, the first one that fills it.
    There are none for patients with a row of `unless_rows_from`; those whose status word is one of `disregard` do not
    count. Keys are `<patient>#<part>.<provider or none>`. Day columns take the least day of the group, those in
    `greatest` the greatest; every other column is constant or one of `one_per`.
    """

    one_per: tuple[str, ...]
    part: str
    status: str
    among: tuple[str, ...]
    unless_rows_from: str
    disregard: tuple[str, ...] = ()
    greatest: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """One view that feeds the table; `part` names the key suffix and the view column that counts the part.

    View rows for which `only` is not true are no rows of the source.
    """

    view: str
    cells: Mapping[str, Cell]
    joins: tuple[Join, ...] = ()
    referrers: tuple[Referrers, ...] = ()
    only: Only | None = None
    derive: Derive | None = None
    part: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class DerivedSource:
    """A source with how rows are derived from it."""

    source: Source
    derive: Derive


@dataclass(frozen=True, slots=True)
class TableDef:
    """A canonical table; `id` and `patient` are columns of every table and are not listed.

    A table without sources is one that nothing feeds yet.

    `status` names the word column that holds `retracted` and `drafts`; `dated_by` the day column that says when it
    happened.
    """

    name: str
    one: str
    many: str
    means: str
    columns: Mapping[str, Column]
    sources: tuple[Source, ...]
    dated_by: str | None = None
    status: str | None = None
    retracted: tuple[str, ...] = ()
    drafts: tuple[str, ...] = ()
    team: str | None = None

    @property
    def plain_sources(self) -> tuple[Source, ...]:
        """The sources that have a table row for each view row."""
        return tuple(source for source in self.sources if source.derive is None)

    @property
    def derived_sources(self) -> tuple[DerivedSource, ...]:
        """The sources from whose rows others are derived."""
        return tuple(DerivedSource(source, source.derive) for source in self.sources if source.derive is not None)

    @property
    def state(self) -> StateOnDay | None:
        """How the status of a row is read on a day; None where the table has no status, or none that days decide."""
        return self.columns[self.status].on_day if self.status else None
