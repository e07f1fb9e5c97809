"""JSON lines read by Arrow, which refuses a value of another kind than asked for and a property named twice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pyarrow as pa
import pyarrow.json as pj

from risk_checks.records.clean_lines import NotClean
from risk_checks.records.conform import costly_names
from risk_checks.records.shape import Field, Primitive, Shape

_KINDS: Mapping[Primitive, pa.DataType] = {
    Primitive.TEXT: pa.string(),
    Primitive.BOOLEAN: pa.bool_(),
    Primitive.INTEGER: pa.int64(),
    Primitive.DECIMAL: pa.float64(),
}
"""Numbers whose digits matter are not among them: Arrow does not tell how they were written."""
_TYPE = "resourceType"
_NOWHERE: Mapping[int, str] = {}
_LEFT_TO_OTHERS = frozenset({"contained", "targetIdentifier"})
"""Properties that are read in ways of their own."""


def is_readable(shape: Shape) -> bool:
    """Return whether all that a shape, which must not hold itself, asks for is of a kind that Arrow gives exactly."""
    kinds = (field.of for field in shape.fields.values())
    return all(is_readable(of) if isinstance(of, Shape) else of in _KINDS for of in kinds)


def has_fractions(shape: Shape) -> bool:
    """Return whether a shape, which must not hold itself, asks for numbers that may have a fraction."""
    kinds = (field.of for field in shape.fields.values())
    return any(has_fractions(of) if isinstance(of, Shape) else of is Primitive.DECIMAL for of in kinds)


def schema_of(shape: Shape) -> pa.Schema:
    """Return the schema that asks for a shape, which must not hold itself."""
    return pa.schema([(name, _type_of(field)) for name, field in shape.fields.items()])


def _type_of(field: Field) -> pa.DataType:
    if isinstance(field.of, Shape):
        one = pa.struct([(name, _type_of(inner)) for name, inner in field.of.fields.items()])
    else:
        one = _KINDS[field.of]
    return pa.list_(one) if field.many else one


def parsed(lines: bytes, schema: pa.Schema) -> pa.RecordBatch:
    """Return objects as rows, with all of their properties: those of the schema first.

    Raises NotClean where that cannot be: what is no JSON, a property named twice, or of two kinds anywhere.
    """
    try:
        table = pj.read_json(
            pa.BufferReader(lines),
            read_options=pj.ReadOptions(use_threads=False, block_size=len(lines) + 1),
            parse_options=pj.ParseOptions(explicit_schema=schema, unexpected_field_behavior="infer"),
        )
    except MemoryError:
        raise
    except pa.ArrowException:  # its text would quote the record
        raise NotClean from None
    (batch,) = table.to_batches()
    return batch


def beyond(found: Any, shape: Shape, *, path: str, above: Mapping[int, str] = _NOWHERE) -> Iterator[str]:
    """Give the names of properties that no view reads and that cost a resource, or might be a misspelt one.

    `found` has the fields of an object, `shape` may hold itself, and `above` has the paths of the shapes around it.
    """
    path = above.get(id(shape), path)  # one that holds itself is judged where it was first met
    above = {**above, id(shape): path}
    known = {name.casefold() for name in (*shape.fields, _TYPE)}
    costly = costly_names(path) | _LEFT_TO_OTHERS
    for field in found:
        read = shape.fields.get(field.name)
        if read is None:
            if field.name in costly or (field.name != _TYPE and field.name.casefold() in known):
                yield field.name
        elif isinstance(read.of, Shape):
            yield from beyond(_parts(field), read.of, path=f"{path}.{field.name}", above=above)


def has_more(found: Any, cut: Shape, whole: Shape) -> bool:
    """Return whether objects go deeper than a shape that was cut from a whole one."""
    for field in found:
        known, below = whole.fields.get(field.name), cut.fields.get(field.name)
        if known is None or not isinstance(known.of, Shape):
            continue
        if below is None or not isinstance(below.of, Shape) or has_more(_parts(field), below.of, known.of):
            return True
    return False


def _parts(field: Any) -> Any:
    """Return the fields of the objects that a field holds; none where it holds others, which are of a wrong kind."""
    kind = field.type.value_type if pa.types.is_list(field.type) else field.type
    return kind if pa.types.is_struct(kind) else ()


def reduced(batch: pa.RecordBatch, shape: Shape) -> pa.RecordBatch:
    """Return the rows with the columns of a shape and nothing else; no value is copied."""
    arrays = [_reduced(batch.column(name), field) for name, field in shape.fields.items()]
    return pa.RecordBatch.from_arrays(arrays, schema=schema_of(shape))


def _reduced(array: Any, field: Field) -> Any:
    of = field.of
    if not isinstance(of, Shape):
        return array
    kind = _type_of(field)
    if field.many:
        values = _reduced(array.values, Field(many=False, of=of))
        return pa.Array.from_buffers(kind, len(array), array.buffers()[:2], children=[values])
    children = [_reduced(array.field(name), inner) for name, inner in of.fields.items()]
    return pa.Array.from_buffers(kind, len(array), array.buffers()[:1], children=children)
