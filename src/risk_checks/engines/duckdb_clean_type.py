"""The lines of one type of resource, looked at stretch by stretch: rows as they are, or a sign that they are not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pyarrow as pa

from risk_checks.engines.duckdb_clean_json import beyond, has_fractions, has_more, parsed, reduced, schema_of
from risk_checks.engines.duckdb_clean_rows import (
    are_named,
    are_of,
    faults_of_numbers,
    last_points,
    refer_plainly,
    restricted,
)
from risk_checks.engines.duckdb_clean_text import has_odd_number, is_doubtful
from risk_checks.records.clean_lines import NotClean, marks_of
from risk_checks.records.shape import Field, Primitive, Shape, merge
from risk_checks.records.turns import holds_itself, unrolled
from risk_checks.records.widening import widened

_TEXT = Field(many=False, of=Primitive.TEXT)
_LABEL = Field(many=True, of=Shape({"system": _TEXT, "code": _TEXT}))
_META = Field(many=False, of=Shape({"lastUpdated": _TEXT, "security": _LABEL}))
_ALWAYS = Shape({"resourceType": _TEXT, "meta": _META})


class Deeper(Exception):
    """Objects go deeper than they were looked for."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """What a stretch of lines holds, and the rows of what views read, where some do."""

    lines: int
    marks: int
    latest: int | None
    faults: Counter[str]
    rows: pa.RecordBatch | None


@dataclass(frozen=True)
class CleanType:
    """How lines of a type are looked at; `shape` is what views read, None where none does.

    What holds itself is followed for so many `turns`.
    """

    kind: str
    shape: Shape | None
    turns: int = 0
    _seen: list[Any] = field(default_factory=list)

    def __call__(self, lines: bytes) -> Stretch:
        """Return what whole lines hold; raises NotClean, or Deeper where more turns have to be followed."""
        count, marks = marks_of(lines)
        if is_doubtful(lines) or (self._has_fractions and has_odd_number(lines)):
            raise NotClean
        batch = parsed(lines, self._schema)
        self._check_names(batch.schema)
        if batch.num_rows != count or not are_of(batch, self.kind):
            raise NotClean
        faults: Counter[str] = Counter()
        rows = None
        if self.shape is not None:
            if not are_named(batch) or not refer_plainly(batch, self._asked):
                raise NotClean
            faults["access-restricted"] = restricted(batch)
            if self.kind == "Patient":
                faults.update(faults_of_numbers(batch))
            rows = reduced(batch, self.columns)
        points = list(last_points(batch))
        if None in points:
            raise NotClean
        latest = max((point for point in points if point is not None), default=None)
        return Stretch(count, marks, latest, +faults, rows)

    @cached_property
    def columns(self) -> Shape:
        """The shape of the rows."""
        return _cut(self.shape or Shape({}), self.turns)

    @cached_property
    def _whole(self) -> Shape:
        return merge(widened(self.shape, type_=self.kind), _ALWAYS) if self.shape else _ALWAYS

    @cached_property
    def _asked(self) -> Shape:
        return _cut(self._whole, self.turns)

    @cached_property
    def _schema(self) -> pa.Schema:
        return schema_of(self._asked)

    @cached_property
    def _has_fractions(self) -> bool:
        return has_fractions(self._asked)

    def _check_names(self, found: pa.Schema) -> None:
        if any(found.equals(each) for each in self._seen):
            return
        if self.shape is not None:
            if any(beyond(found, self._whole, path=self.kind)):
                raise NotClean
            if holds_itself(self._whole) and has_more(found, self._asked, self._whole):
                raise Deeper
        self._seen.append(found)


def _cut(shape: Shape, turns: int) -> Shape:
    """Return a shape that holds itself nowhere, with one turn more than was said, as `unrolled` keeps one."""
    return unrolled(shape, [_example(shape, turns)]) if holds_itself(shape) else shape


def _example(shape: Shape, turns: int) -> Mapping[str, Any]:
    return dict(_parts(shape, turns))


def _parts(shape: Shape, turns: int) -> Iterator[tuple[str, Any]]:
    for name, read in shape.fields.items():
        if isinstance(read.of, Shape) and turns >= read.of.turn:
            part = _example(read.of, turns - read.of.turn)
            yield name, [part] if read.many else part
