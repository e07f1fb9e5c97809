"""The shape of a table file: what pydantic checks before anything is looked up."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, JsonValue

from risk_checks.documents import Definition, Flag, Words
from risk_checks.tables.definition import ColumnType

Texts = tuple[Words, ...]
Name = Annotated[str, Field(pattern="^[a-z][a-z0-9_]*$")]


class OnDayFile(Definition):
    """How a state is read on a day: the columns that date it, and what it is then."""

    start: Words | None = None
    end: Words | None = None
    open: Words
    ended: Words
    ahead: Words
    fixed: Texts = ()


class ColumnFile(Definition):
    """One column; `from` names FHIR elements for its page; an awaited one has no source yet."""

    type: ColumnType
    means: Words
    from_: Annotated[Words, Field(alias="from")]
    words: Texts = ()
    absent: Literal["unknown", "open", "true", "false"] = "unknown"
    ahead: Flag = False
    awaited: Flag = False
    on_day: OnDayFile | None = None


class JoinFile(Definition):
    """A lookup: rows of `view` whose id is in the column `on`."""

    view: Words
    on: Words


class ReferrersFile(Definition):
    """The rows of `view` that have the id of ours in the column `on`, and where `only` is true.

    `same_patient` leaves out those that are about somebody else.
    """

    view: Words
    on: Words
    only: Words | None = None
    same_patient: Flag = False


class DeriveFile(Definition):
    """Rows made from groups of view rows."""

    one_per: Texts
    part: Name
    status: Words
    among: Texts
    unless_rows_from: Words
    disregard: Texts = ()
    greatest: Texts = ()


class PartFile(Definition):
    """Rows that are parts of a resource: the name in the key, and the view column that counts them."""

    name: Name
    counted_by: Words


class SourceFile(Definition):
    """One view that feeds the table; its cells, and `only`, have many forms and are read by `cell_files`."""

    view: Words
    joins: tuple[JoinFile, ...] = ()
    referrers: tuple[ReferrersFile, ...] = ()
    only: JsonValue = None
    derive: DeriveFile | None = None
    part: PartFile | None = None
    columns: dict[str, JsonValue]


class ExtensionFile(Definition):
    """A file that adds to a table that is there: columns, sources, and cells in the place of others."""

    extends: Name
    columns: dict[Name, ColumnFile] = Field(default_factory=dict)
    sources: tuple[SourceFile, ...] = ()


class TableFile(Definition):
    """A whole table file; one that nothing feeds yet has an empty list of sources."""

    name: Name
    one: Words
    many: Words
    means: Words
    dated_by: Words | None = None
    status: Words | None = None
    retracted: Texts = ()
    drafts: Texts = ()
    team: Words | None = None
    columns: dict[Name, ColumnFile]
    sources: tuple[SourceFile, ...]
