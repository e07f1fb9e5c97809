"""The forms in which a table file says what a column holds, and the cells that they stand for."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Literal

from pydantic import Field, JsonValue

from risk_checks.documents import Definition, Listing, Mapping_, Node, Scalar, Words, described, validate
from risk_checks.documents.nodes import follow
from risk_checks.errors import DefinitionError, DefinitionErrors, RiskChecksError, nearest
from risk_checks.tables.definition import (
    AnyTrue,
    Between,
    Canonical,
    Cell,
    CodeList,
    ColumnType,
    Constant,
    DayPart,
    FirstOf,
    HasCode,
    LatestOf,
    Mapped,
    NhsNumberOk,
    OpenWhile,
    Survivor,
    Take,
)

FORM_UNKNOWN = "RC-E301"
Texts = Annotated[tuple[Words, ...], Field(min_length=1)]


class _Map(Definition):
    map: Words
    codes: dict[str, Words]
    empty: tuple[Words, ...] = ()


class _Codes(Definition):
    systems: Words
    codes: Words
    own: Words | None = None
    coded: Words | None = None
    empty: tuple[Words, ...] = ()


class _Canonical(Definition):
    canonical: Words
    system: Words


class _HasCode(Definition):
    has_code: Texts
    systems: Words
    codes: Words


class _AnyTrue(Definition):
    any_true: tuple[Words, ...] = ()
    any_filled: tuple[Words, ...] = ()
    any_day: tuple[Words, ...] = ()


class _Constant(Definition):
    constant: Words


class _NhsNumberOk(Definition):
    nhs_number_ok: Words


class _Survivor(Definition):
    survivor: Literal["patient"]


class _FirstOf(Definition):
    first_of: Annotated[list[JsonValue], Field(min_length=1)]


class _LatestOf(Definition):
    latest_of: Annotated[list[JsonValue], Field(min_length=1)]


class _Between(Definition):
    from_: Annotated[Words, Field(alias="from")]
    to: Words


class _OpenWhile(Definition):
    open_while: Words
    among: Texts


# The key that tells the form, tried in this order: `systems` stands in two of them.
_FORMS: Mapping[str, type[Definition]] = MappingProxyType(
    {
        "map": _Map,
        "canonical": _Canonical,
        "has_code": _HasCode,
        "any_true": _AnyTrue,
        "any_filled": _AnyTrue,
        "any_day": _AnyTrue,
        "constant": _Constant,
        "nhs_number_ok": _NhsNumberOk,
        "survivor": _Survivor,
        "first_of": _FirstOf,
        "latest_of": _LatestOf,
        "systems": _Codes,
    }
)
_PARTS: Mapping[str, type[Definition]] = MappingProxyType(
    {"from": _Between, "to": _Between, "open_while": _OpenWhile, "among": _OpenWhile}
)


def read_cell(node: Node, *, fills: ColumnType) -> Cell:
    """Return what fills a column of a type; a bare name is the view column as it stands, or its date text."""
    if isinstance(node, Scalar) and node.text.strip():
        return FirstOf((node.text,)) if fills is ColumnType.DAY else Take(node.text)
    match _form(node, _FORMS):
        case _Map() as said:
            return Mapped(said.map, said.codes, said.empty)
        case _Codes() as said:
            return CodeList(said.systems, said.codes, said.own, said.coded, said.empty)
        case _Canonical() as said:
            return Canonical(said.canonical, said.system)
        case _HasCode() as said:
            return HasCode(said.systems, said.codes, said.has_code)
        case _AnyTrue() as said:
            return AnyTrue(said.any_true, said.any_filled, said.any_day)
        case _Constant() as said:
            return Constant(_yes_or_no(said.constant) if fills is ColumnType.BOOLEAN else said.constant)
        case _NhsNumberOk() as said:
            return NhsNumberOk(said.nhs_number_ok)
        case _Survivor():
            return Survivor()
        case _FirstOf():
            return FirstOf(_parts(node, "first_of"))
        case _:
            return LatestOf(_parts(node, "latest_of"))


def _parts(node: Node, key: str) -> tuple[DayPart, ...]:
    items = follow(node, (key,))
    assert isinstance(items, Listing), "the form says so"
    faults: list[RiskChecksError] = []
    found: list[DayPart] = []
    for item in items.items:
        try:
            found.append(_part(item))
        except DefinitionErrors as error:
            faults += error.faults
    if faults:
        raise DefinitionErrors(faults)
    return tuple(found)


def _part(node: Node) -> DayPart:
    if isinstance(node, Scalar) and node.text.strip():
        return node.text
    match _form(node, _PARTS):
        case _Between() as said:
            return Between(said.from_, said.to)
        case said:
            assert isinstance(said, _OpenWhile)
            return OpenWhile(said.open_while, said.among)


def _form(node: Node, forms: Mapping[str, type[Definition]]) -> Definition:
    keys = node.keys() if isinstance(node, Mapping_) else ()
    form = next((form for key, form in forms.items() if key in keys), None)
    if form is not None:
        return validate(node, form)
    first = node.key(keys[0]) if isinstance(node, Mapping_) and keys else None
    raise DefinitionErrors(
        [
            DefinitionError(
                FORM_UNKNOWN,
                f"{described(first or node)} is no way to fill a column",
                where=(first or node).where,
                hint=nearest(first.text if first else "", sorted(forms)),
            )
        ]
    )


def _yes_or_no(text: str) -> str | bool:
    return {"true": True, "false": False}.get(text, text)
