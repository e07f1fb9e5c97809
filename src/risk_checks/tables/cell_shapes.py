"""The shape of each form in which a table file fills a column: what pydantic checks before anything is looked up."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, JsonValue

from risk_checks.documents import Definition, Words

Texts = Annotated[tuple[Words, ...], Field(min_length=1)]


class MapFile(Definition):
    """Codes to words."""

    map: Words
    codes: dict[str, Words]
    empty: tuple[Words, ...] = ()
    where_true: dict[str, Words] = Field(default_factory=dict)
    unknown_where: tuple[Words, ...] = ()


class CodesFile(Definition):
    """Aligned systems and codes."""

    systems: Words
    codes: Words
    own: Words | None = None
    coded: Words | None = None
    empty: tuple[Words, ...] = ()


class CanonicalFile(Definition):
    """A canonical URL as a code."""

    canonical: Words
    system: Words


class FlagsFile(Definition):
    """Booleans as codes."""

    flags: Annotated[dict[str, Words], Field(min_length=1)]


class CodedWordFile(Definition):
    """Codes to the one word they stand for."""

    coded_word: Annotated[dict[str, Words], Field(min_length=1)]
    systems: Words
    codes: Words


class FirstFilledFile(Definition):
    """The first column with a value."""

    first_filled: Texts


class UnionFile(Definition):
    """The codes of several cells."""

    union: Annotated[list[JsonValue], Field(min_length=1)]


class HasCodeFile(Definition):
    """Whether a code is among those given."""

    has_code: Texts
    systems: Words
    codes: Words


class AnyTrueFile(Definition):
    """Whether one of several things is true."""

    any_true: tuple[Words, ...] = ()
    any_filled: tuple[Words, ...] = ()
    any_day: tuple[Words, ...] = ()
    any_same_number: Annotated[tuple[Words, ...], Field(min_length=2, max_length=2)] | None = None


class ConstantFile(Definition):
    """The same value in every row."""

    constant: Words


class NhsNumberOkFile(Definition):
    """Whether an NHS number is right."""

    nhs_number_ok: Words


class NhsNumbersOkFile(Definition):
    """Whether NHS numbers are one, and right."""

    nhs_numbers_ok: Words


class SurvivorFile(Definition):
    """Who the person has become."""

    survivor: Literal["patient"]


class FirstOfFile(Definition):
    """The first day that is filled."""

    first_of: Annotated[list[JsonValue], Field(min_length=1)]


class LatestOfFile(Definition):
    """The latest day."""

    latest_of: Annotated[list[JsonValue], Field(min_length=1)]


class BetweenFile(Definition):
    """Some day of a period."""

    from_: Annotated[Words, Field(alias="from")]
    to: Words


class LeastFile(Definition):
    """The least day of referrers."""

    least: Words


class GreatestFile(Definition):
    """The greatest day of referrers."""

    greatest: Words


class OpenWhileFile(Definition):
    """No end while a status lasts."""

    open_while: Words
    among: Texts
