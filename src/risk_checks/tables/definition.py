"""What a canonical table is: its columns, what their absence means, and which view rows feed it (design 2 and 6)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


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
class Take:
    """The view column as it stands: text, key, boolean or integer."""

    column: str


@dataclass(frozen=True, slots=True)
class Constant:
    """The same value in every row of the source."""

    value: str | bool


@dataclass(frozen=True, slots=True)
class Mapped:
    """A source code turned into one of the column's words; a code not in the map is unknown and a problem.

    Codes in `empty` say that nothing is known: they are unknown and no problem.
    """

    column: str
    codes: Mapping[str, str]
    empty: tuple[str, ...] = ()


DATA_ABSENT = "http://terminology.hl7.org/CodeSystem/data-absent-reason"
"""The code system that says why there is no code (FHIR R4): a code of it counts as none."""


@dataclass(frozen=True, slots=True)
class CodeList:
    """Aligned view columns of systems and codes, zipped to sorted distinct `system|code`.

    Where the boolean view column `coded` is not true, the list is the one code `own`, if there is one.
    Codes in `empty` say that nothing is known and are left out.
    """

    systems: str
    codes: str
    own: str | None = None
    coded: str | None = None
    empty: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Canonical:
    """A canonical URL (text column) as the one code `system|url`, its `|version` dropped; no URL, no code."""

    column: str
    system: str


@dataclass(frozen=True, slots=True)
class HasCode:
    """True where the aligned systems and codes hold one of `any_of` (`system|code`), else false."""

    systems: str
    codes: str
    any_of: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AnyTrue:
    """True where a view column of `booleans` is true, one of `filled` has a value, or one of `days` a date.

    Otherwise unknown where one of the `days` has a text that cannot be read as a date; else false.
    """

    booleans: tuple[str, ...] = ()
    filled: tuple[str, ...] = ()
    days: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NhsNumberOk:
    """Whether the text is an NHS number with the right check digit; unknown where there is no text."""

    column: str


@dataclass(frozen=True, slots=True)
class Survivor:
    """The key of whoever the row's person has become by a merge; null where they are themselves."""


@dataclass(frozen=True, slots=True)
class Between:
    """Some day of a period: a missing end leaves that side without a bound; reversed is unknown and a problem."""

    start: str
    end: str


@dataclass(frozen=True, slots=True)
class OpenWhile:
    """No end in sight (9999-12-31) while the status column is one of `among`; otherwise not filled."""

    status: str
    among: tuple[str, ...]


DayPart = str | Between | OpenWhile


@dataclass(frozen=True, slots=True)
class FirstOf:
    """The first part that is filled; one that is filled and cannot be read is unknown and a problem."""

    parts: tuple[DayPart, ...]


@dataclass(frozen=True, slots=True)
class LatestOf:
    """The latest day among the parts that are filled; an unreadable part leaves the latest end without a bound."""

    parts: tuple[DayPart, ...]


PlainCell = Take | Constant | Mapped | CodeList | Canonical | HasCode | AnyTrue | NhsNumberOk | Survivor
DayCell = FirstOf | LatestOf
Cell = PlainCell | DayCell


@dataclass(frozen=True, slots=True)
class Join:
    """At most one lookup: view rows whose `id` equals the column `on`; their columns are read as `<view>.<column>`."""

    view: str
    on: str


@dataclass(frozen=True, slots=True)
class Derive:
    """One row per distinct `one_per`, from rows whose status is `among`.

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
    """One view that feeds the table; `part` names the key suffix and the view column that counts the part."""

    view: str
    cells: Mapping[str, Cell]
    join: Join | None = None
    derive: Derive | None = None
    part: tuple[str, str] | None = None


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
    def state(self) -> StateOnDay | None:
        """How the status of a row is read on a day; None where the table has no status, or none that days decide."""
        return self.columns[self.status].on_day if self.status else None
