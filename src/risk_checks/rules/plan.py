"""A rule made ready to run: every name resolved, every parameter filled in. Both engines read this and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Generic, Literal, TypeVar

from risk_checks.model.duration import Duration
from risk_checks.model.outcome import RuleId
from risk_checks.tables.definition import Column, TableDef


class Scope(StrEnum):
    """Whose column an operand or condition reads."""

    ROW = "row"
    SUBJECT = "subject"
    PATIENT = "patient"


@dataclass(frozen=True, slots=True)
class ColumnRef:
    """A column of the row at hand, of the subject, or of the subject's patient."""

    scope: Scope
    table: str
    column: Column


@dataclass(frozen=True, slots=True)
class AsOf:
    """The day the run is for."""


@dataclass(frozen=True, slots=True)
class Literal_:
    """A day, word, number or boolean written in the rule (text for words, keys and texts)."""

    value: str | bool | int | date


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Chosen(Generic[T]):
    """A value that depends on a word, key or text of the subject or its patient (clause 5.13).

    The value beside the column's own; `otherwise` for every other, and where the column is empty.
    """

    column: ColumnRef
    values: tuple[tuple[str, T], ...]
    otherwise: T


Time = Duration | Chosen[Duration]
Count = int | Chosen[int]


@dataclass(frozen=True, slots=True)
class Shifted:
    """A day moved by a time; sign +1 is later."""

    of: Operand
    time: Time
    sign: Literal[1, -1]


Operand = ColumnRef | AsOf | Literal_ | Shifted | Chosen[Literal_]


class Comparison(StrEnum):
    """How a column is compared with an operand."""

    IS = "is"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    BEFORE = "before"
    AFTER = "after"


@dataclass(frozen=True, slots=True)
class Compare:
    """The column stands in this relation to the operand.

    `aged_on` makes it the age of a person: the column is a day of birth, and on this day the person is to be born, and
    not older than anybody gets.
    """

    column: ColumnRef
    how: Comparison
    to: Operand
    aged_on: Operand | None = None


@dataclass(frozen=True, slots=True)
class OneOf:
    """The column is one of these words, keys, texts or integers."""

    column: ColumnRef
    values: tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class AnyIn:
    """One of the codes of a column is in the set (`system|code`); no codes is unknown unless absence is stated."""

    column: ColumnRef
    code_set: str
    codes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Filled:
    """The column of a row holds something (or does not), as far as the input tells: always decided."""

    column: ColumnRef
    want: bool


@dataclass(frozen=True, slots=True)
class Lasts:
    """The day of the check is no earlier than the column and no later than it and the time: it still stands."""

    column: ColumnRef
    time: Time


@dataclass(frozen=True, slots=True)
class All:
    """Every condition holds; of none, true."""

    items: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Any_:
    """At least one condition holds; of none, false."""

    items: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The condition does not hold."""

    item: Condition


@dataclass(frozen=True, slots=True)
class Called:
    """A condition that readers know by other words; it means what `item` means."""

    words: str
    item: Condition


@dataclass(frozen=True, slots=True)
class Having:
    """At least so many rows of another table, of the same patient, qualify.

    `where` is over that table's rows (scope ROW) and may read the outer subject and patient. Retracted rows never
    count, drafts only where `where` speaks of the status (both are already part of `where`); rows surely after
    `as_of` by the table's `dated_by` do not count either.
    """

    table: TableDef
    where: Condition
    at_least: Count = 1


Condition = Compare | OneOf | AnyIn | Filled | Lasts | All | Any_ | Not | Called | Having


@dataclass(frozen=True, slots=True)
class Exemption:
    """Why somebody is exempt; an unknown exemption does not exempt, and `fields` says what could not be read."""

    because: str
    when: Condition
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Grace:
    """Is it there? Due until `of` + `time`, then a gap; never late (clause 5.10)."""

    of: Operand
    time: Time


@dataclass(frozen=True, slots=True)
class Within:
    """Was it done once in time? The window runs from `of` (its day counted or not) to `of` + `time`."""

    of: Operand
    time: Time
    first_day_counted: bool


@dataclass(frozen=True, slots=True)
class Every:
    """Is it current? Met while `as_of` <= latest + `time`; with none, due until `of` + `first_time`."""

    time: Time
    of: Operand
    first_time: Time


@dataclass(frozen=True, slots=True)
class Window:
    """Was it done between these days? Both count; `first` or `last` is None where that side has no bound.

    A window that `closes` is due until its last day has passed; one that ends with the day of the check, whatever day
    that is, looks back and is never due.
    """

    first: Operand | None
    last: Operand | None
    closes: bool


Clock = Grace | Within | Every | Window


@dataclass(frozen=True, slots=True)
class Recorded:
    """A row of `table`, of the patient, that satisfies `status` and `where`, by the clock (None: there now, or a gap).

    `status` holds every condition on the table's status column, with retracted (and, unless the rule speaks of the
    status, drafts) shut out; `where` holds the rest; so that "only a draft" can be told from "none".
    `since` is the day before which rows do not count, `carry_over` already taken off.
    """

    table: TableDef
    called: str
    status: Condition
    where: Condition
    where_fields: tuple[str, ...]
    clock: Clock | None
    since: Operand | None


@dataclass(frozen=True, slots=True)
class Complete:
    """These columns of the subject, a row of `table`, are filled."""

    table: TableDef
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """The best of several expectations: met before late, late before due, due before a gap."""

    items: tuple[Expectation, ...]


@dataclass(frozen=True, slots=True)
class AllOf:
    """The worst of several expectations: a gap before due, due before late, late before met."""

    items: tuple[Expectation, ...]


Expectation = Recorded | Complete | AnyOf | AllOf


@dataclass(frozen=True, slots=True)
class Plan:
    """One rule, ready to run."""

    rule: RuleId
    slug: str
    title: str
    revision: int
    severity: Literal["high", "medium", "low"]
    subject: TableDef
    when: Condition
    when_fields: tuple[str, ...]
    unless: tuple[Exemption, ...]
    expect: Expectation
