"""Codes in memory: what a view row's aligned systems and codes, canonical URLs and flags say as `system|code`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import zip_longest
from typing import assert_never

from risk_checks.tables.forms import DATA_ABSENT, Canonical, CodedWord, CodeList, CodesCell, Flags, UnionOf

ReadCodes = Callable[[Mapping[str, object]], list[str]]


def read_codes(cell: CodesCell | UnionOf) -> ReadCodes:
    """Return what reads the sorted distinct codes of a cell from a view row."""
    match cell:
        case CodeList():
            return _code_list(cell)
        case Canonical(column, system):
            return lambda row: _canonical(row.get(column), system)
        case Flags(codes):
            return lambda row: sorted({code for flag, code in codes.items() if row.get(flag) is True})
        case UnionOf(parts):
            reads = [read_codes(part) for part in parts]
            return lambda row: sorted({code for read in reads for code in read(row)})
        case _:
            assert_never(cell)


def read_word(cell: CodedWord) -> Callable[[Mapping[str, object]], str | None]:
    """Return what reads the one word that the codes of a view row stand for."""
    systems, codes, words = cell.systems, cell.codes, cell.words

    def read(row: Mapping[str, object]) -> str | None:
        found = {words[code] for code in codes_held(row, systems, codes) if code in words}
        return found.pop() if len(found) == 1 else None

    return read


def codes_held(row: Mapping[str, object], systems: str, codes: str) -> Iterator[str]:
    """Yield `system|code` of the aligned columns; a coding without a code, or with why there is none, says nothing."""
    for system, code in zip_longest(_texts(row.get(systems)), _texts(row.get(codes))):
        if code and system != DATA_ABSENT:
            yield f"{system or ''}|{code}"


def _code_list(cell: CodeList) -> ReadCodes:
    systems, codes, coded, empty = cell.systems, cell.codes, cell.coded, frozenset(cell.empty)
    own = [] if cell.own is None else [cell.own]

    def read(row: Mapping[str, object]) -> list[str]:
        if coded is not None and row.get(coded) is not True:
            return own.copy()
        return sorted(set(codes_held(row, systems, codes)) - empty)

    return read


def _texts(value: object) -> list[str | None]:
    return value if isinstance(value, list) else []


def _canonical(url: object, system: str) -> list[str]:
    bare = url.split("|", 1)[0] if isinstance(url, str) else ""
    return [f"{system}|{bare}"] if bare else []
