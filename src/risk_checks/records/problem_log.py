"""The problems of reading, kept small: millions of lines may be set aside, and each is told by file and line."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from itertools import islice
from operator import index
from typing import overload

from risk_checks.records.problems import Problem, problem

# Code, file, element, type: places among the texts. Then line and offset, -1 for none; count.
_ROW = struct.Struct("<IIIIqqQ")


class ProblemLog(Sequence[Problem]):
    """Problems as they were written down, and others after them; equal to any sequence of the same."""

    def __init__(self) -> None:
        self._rows = bytearray()
        self._texts: list[str | None] = [None]
        self._places: dict[str | None, int] = {None: 0}
        self._more: tuple[Problem, ...] = ()

    def write(
        self,
        code: str,
        *,
        file: str | None = None,
        line: int | None = None,
        offset: int | None = None,
        element: str | None = None,
        count: int = 1,
        resource_type: str | None = None,
    ) -> None:
        """Write down a problem, as `problem()` makes it."""
        self._rows += _ROW.pack(
            *map(self._place, (code, file, element, resource_type)),
            -1 if line is None else line,
            -1 if offset is None else offset,
            count,
        )

    def and_more(self, problems: Iterable[Problem]) -> ProblemLog:
        """Return the same problems and others after them; nothing more is written to either."""
        log = copy(self)
        log._more = (*self._more, *problems)
        return log

    def __len__(self) -> int:
        return len(self._rows) // _ROW.size + len(self._more)

    @overload
    def __getitem__(self, place: int) -> Problem: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Problem]: ...
    def __getitem__(self, place: int | slice) -> Problem | Sequence[Problem]:
        if isinstance(place, slice):
            return tuple(self._problem(each) for each in range(len(self))[place])
        return self._problem(range(len(self))[index(place)])

    def __iter__(self) -> Iterator[Problem]:
        return map(self._problem, range(len(self)))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sequence) or isinstance(other, str | bytes):
            return NotImplemented
        return len(self) == len(other) and all(one == another for one, another in zip(self, other, strict=True))

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return f"<{len(self)} problems: {[*islice(self, 3)]}{' ...' if len(self) > 3 else ''}>"

    def _place(self, text: str | None) -> int:
        place = self._places.get(text)
        if place is None:
            place = self._places[text] = len(self._texts)
            self._texts.append(text)
        return place

    def _problem(self, place: int) -> Problem:
        written = len(self._rows) // _ROW.size
        if place >= written:
            return self._more[place - written]
        code, file, element, kind, line, offset, count = _ROW.unpack_from(self._rows, place * _ROW.size)
        return problem(
            self._texts[code] or "",
            file=self._texts[file],
            line=None if line < 0 else line,
            offset=None if offset < 0 else offset,
            element=self._texts[element],
            count=count,
            resource_type=self._texts[kind],
        )
