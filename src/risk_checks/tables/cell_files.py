"""The forms in which a table file says what a column holds, and the cells that they stand for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TypeVar

from risk_checks.documents import Definition, Listing, Mapping_, Node, Scalar, described, validate
from risk_checks.documents.nodes import follow
from risk_checks.errors import DefinitionError, DefinitionErrors, RiskChecksError, nearest
from risk_checks.tables.cell_shapes import (
    AnyTrueFile,
    BetweenFile,
    CanonicalFile,
    CodedWordFile,
    CodesFile,
    ConstantFile,
    FirstFilledFile,
    FirstOfFile,
    FlagsFile,
    GreatestFile,
    HasCodeFile,
    LatestOfFile,
    LeastFile,
    MapFile,
    NhsNumberOkFile,
    NhsNumbersOkFile,
    OpenWhileFile,
    SurvivorFile,
    UnionFile,
)
from risk_checks.tables.column_check import COLUMN_UNFIT
from risk_checks.tables.definition import ColumnType
from risk_checks.tables.forms import (
    AnyTrue,
    Between,
    Canonical,
    Cell,
    CodedWord,
    CodeList,
    CodesCell,
    Constant,
    DayPart,
    FirstAmong,
    FirstFilled,
    FirstOf,
    Flags,
    HasCode,
    LastAmong,
    LatestOf,
    Mapped,
    NhsNumberOk,
    NhsNumbersOk,
    Only,
    OpenWhile,
    Survivor,
    Take,
    UnionOf,
)

FORM_UNKNOWN = "RC-E301"
T = TypeVar("T")
# The key that tells the form, tried in this order: `systems` stands in two of them.
_FORMS: Mapping[str, type[Definition]] = MappingProxyType(
    {
        "map": MapFile,
        "union": UnionFile,
        "flags": FlagsFile,
        "coded_word": CodedWordFile,
        "canonical": CanonicalFile,
        "has_code": HasCodeFile,
        "any_true": AnyTrueFile,
        "any_filled": AnyTrueFile,
        "any_day": AnyTrueFile,
        "any_same_number": AnyTrueFile,
        "first_filled": FirstFilledFile,
        "constant": ConstantFile,
        "nhs_number_ok": NhsNumberOkFile,
        "nhs_numbers_ok": NhsNumbersOkFile,
        "survivor": SurvivorFile,
        "first_of": FirstOfFile,
        "latest_of": LatestOfFile,
        "systems": CodesFile,
    }
)
_PARTS: Mapping[str, type[Definition]] = MappingProxyType(
    {
        "from": BetweenFile,
        "to": BetweenFile,
        "open_while": OpenWhileFile,
        "among": OpenWhileFile,
        "least": LeastFile,
        "greatest": GreatestFile,
    }
)


def read_cell(node: Node, *, fills: ColumnType) -> Cell:
    """Return what fills a column of a type; a bare name is the view column as it stands, or its date text."""
    if isinstance(node, Scalar) and node.text.strip():
        return FirstOf((node.text,)) if fills is ColumnType.DAY else Take(node.text)
    match _form(node, _FORMS):
        case MapFile() as said:
            return Mapped(said.map, said.codes, said.empty, said.where_true, said.unknown_where)
        case CodesFile() as said:
            return CodeList(said.systems, said.codes, said.own, said.coded, said.empty)
        case CanonicalFile() as said:
            return Canonical(said.canonical, said.system)
        case FlagsFile() as said:
            return Flags(said.flags)
        case UnionFile():
            return UnionOf(_each(node, "union", _codes_cell))
        case CodedWordFile() as said:
            return CodedWord(said.systems, said.codes, said.coded_word)
        case FirstFilledFile() as said:
            return FirstFilled(said.first_filled)
        case HasCodeFile() as said:
            return HasCode(said.systems, said.codes, said.has_code)
        case AnyTrueFile() as said:
            same = said.any_same_number
            return AnyTrue(said.any_true, said.any_filled, said.any_day, (same[0], same[1]) if same else None)
        case ConstantFile() as said:
            return Constant(_yes_or_no(said.constant) if fills is ColumnType.BOOLEAN else said.constant)
        case SurvivorFile():
            return Survivor()
        case FirstOfFile():
            return FirstOf(_each(node, "first_of", _part))
        case LatestOfFile():
            return LatestOf(_each(node, "latest_of", _part))
        case said:
            return _numbers(said)


def _numbers(said: Definition) -> Cell:
    match said:
        case NhsNumberOkFile():
            return NhsNumberOk(said.nhs_number_ok)
        case _:
            assert isinstance(said, NhsNumbersOkFile)
            return NhsNumbersOk(said.nhs_numbers_ok)


def read_only(node: Node) -> Only:
    """Return what says which rows of a view are rows of a source; a bare name is a boolean column of it."""
    cell = read_cell(node, fills=ColumnType.BOOLEAN)
    if isinstance(cell, Take | HasCode | AnyTrue):
        return cell
    hint = "a boolean column, has_code, any_true, any_filled, any_day or any_same_number"
    raise DefinitionErrors([DefinitionError(COLUMN_UNFIT, "'only' says which rows count", where=node.where, hint=hint)])


def _each(node: Node, key: str, read: Callable[[Node], T]) -> tuple[T, ...]:
    items = follow(node, (key,))
    assert isinstance(items, Listing), "the form says so"
    faults: list[RiskChecksError] = []
    found: list[T] = []
    for item in items.items:
        try:
            found.append(read(item))
        except DefinitionErrors as error:
            faults += error.faults
    if faults:
        raise DefinitionErrors(faults)
    return tuple(found)


def _codes_cell(node: Node) -> CodesCell:
    cell = read_cell(node, fills=ColumnType.CODES)
    if isinstance(cell, CodeList | Canonical | Flags):
        return cell
    message = f"{described(node)} is no part of a union"
    hint = "a union is made of codes: systems and codes, canonical, or flags"
    raise DefinitionErrors([DefinitionError(COLUMN_UNFIT, message, where=node.where, hint=hint)])


def _part(node: Node) -> DayPart:
    if isinstance(node, Scalar) and node.text.strip():
        return node.text
    match _form(node, _PARTS):
        case BetweenFile() as said:
            return Between(said.from_, said.to)
        case LeastFile() as said:
            return FirstAmong(said.least)
        case GreatestFile() as said:
            return LastAmong(said.greatest)
        case said:
            assert isinstance(said, OpenWhileFile)
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
