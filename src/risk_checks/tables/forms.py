"""The forms in which a source fills a column of a table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


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

    Codes in `empty` say that nothing is known: they are unknown and no problem. The first boolean view column of
    `where_true` that is true gives the word, whatever the code; where none of those is, one of `unknown_where` that is
    true leaves it unknown, and is no problem.
    """

    column: str
    codes: Mapping[str, str]
    empty: tuple[str, ...] = ()
    where_true: Mapping[str, str] = field(default_factory=dict)
    unknown_where: tuple[str, ...] = ()


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
class Flags:
    """The codes (`system|code`) of the boolean view columns that are true."""

    codes: Mapping[str, str]


CodesCell = CodeList | Canonical | Flags


@dataclass(frozen=True, slots=True)
class UnionOf:
    """All the codes of the parts."""

    parts: tuple[CodesCell, ...]


@dataclass(frozen=True, slots=True)
class CodedWord:
    """The word of the aligned systems and codes, by `system|code`; null where they give none, or two that differ."""

    systems: str
    codes: str
    words: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class HasCode:
    """True where the aligned systems and codes hold one of `any_of` (`system|code`), else false."""

    systems: str
    codes: str
    any_of: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AnyTrue:
    """True where a view column of `booleans` is true, one of `filled` has a value, or one of `days` a date.

    So it is where the two lists of `same_number` share a number of ten digits, however it is spaced; one digit ten
    times over is none. Otherwise unknown where one of the `days` has a text that cannot be read as a date; else false.
    """

    booleans: tuple[str, ...] = ()
    filled: tuple[str, ...] = ()
    days: tuple[str, ...] = ()
    same_number: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class FirstFilled:
    """The first of the view columns that has a value."""

    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NhsNumberOk:
    """Whether the text is an NHS number with the right check digit, however it is spaced; unknown without a text."""

    column: str


@dataclass(frozen=True, slots=True)
class NhsNumbersOk:
    """Whether the texts of a list are one NHS number with the right check digit, however each is spaced.

    False where one of them is not, or where they differ; unknown where there is none.
    """

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


@dataclass(frozen=True, slots=True)
class FirstAmong:
    """The least day that referrers have in a date column; one of them that cannot be read may be earlier still."""

    column: str


@dataclass(frozen=True, slots=True)
class LastAmong:
    """The greatest day that referrers have in a date column; one of them that cannot be read may be later still."""

    column: str


DayPart = str | Between | OpenWhile | FirstAmong | LastAmong


@dataclass(frozen=True, slots=True)
class FirstOf:
    """The first part that is filled; one that is filled and cannot be read is unknown and a problem."""

    parts: tuple[DayPart, ...]


@dataclass(frozen=True, slots=True)
class LatestOf:
    """The latest day among the parts that are filled; an unreadable part leaves the latest end without a bound."""

    parts: tuple[DayPart, ...]


TruthCell = HasCode | AnyTrue | NhsNumberOk | NhsNumbersOk
DayCell = FirstOf | LatestOf
SingleCell = Take | FirstFilled | Constant | Mapped | CodedWord | CodesCell | TruthCell | Survivor | DayCell
PlainCell = Take | FirstFilled | Constant | Mapped | CodedWord | CodesCell | UnionOf | TruthCell | Survivor
Only = Take | HasCode | AnyTrue
"""What can say which rows of a view are rows of a source."""
Cell = PlainCell | DayCell
