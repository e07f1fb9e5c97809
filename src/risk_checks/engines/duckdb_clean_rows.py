"""Rows of resources held to what reading asks of each by itself: its type, its id, and the form of its references."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from risk_checks.records.identifiers import names_of, number_faults
from risk_checks.records.instants import nanoseconds
from risk_checks.records.keys import NHS_NUMBER
from risk_checks.records.resource_types import RESOURCE_TYPES
from risk_checks.records.restricted import RESTRICTED, is_restricted
from risk_checks.records.shape import Primitive, Shape

_ID = "[A-Za-z0-9._:-]+"
_PLAIN_ID = f"^{_ID}$"
_PLAIN_REFERENCE = f"^(?:{'|'.join(sorted(RESOURCE_TYPES))})/{_ID}$"
_FEW = 64  # moments that are read one by one
# Instants that surely are on the calendar; of those with one zone and one length the last in order is the latest.
_LONG_MONTHS = "(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])"
_SHORT_MONTHS = "(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)"
_DAY = f"(?:1[789]|2[01])[0-9]{{2}}-(?:{_LONG_MONTHS}|{_SHORT_MONTHS}|02-(?:0[1-9]|1[0-9]|2[0-8]))"
_CLOCK = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]{1,9})?"
_INSTANT = f"^{_DAY}T{_CLOCK}(?:Z|[+-](?:0[0-9]|1[0-3]):[0-5][0-9])$"
_WEIGHTS = np.arange(10, 0, -1)


def are_of(batch: pa.RecordBatch, kind: str) -> bool:
    """Return whether all rows are of one type of resource."""
    return bool(pc.all(pc.fill_null(pc.equal(batch["resourceType"], kind), False)).as_py())


def are_named(batch: pa.RecordBatch) -> bool:
    """Return whether every row has an id that makes a plain key."""
    ids = batch["id"]
    return not ids.null_count and bool(pc.all(pc.match_substring_regex(ids, _PLAIN_ID)).as_py())


def refer_plainly(batch: pa.RecordBatch, shape: Shape) -> bool:
    """Return whether every reference in what a shape reads is `Type/id`, or neither that nor an identifier."""
    columns = ((batch.column(name), name) for name in shape.fields)
    return all(_are_plain(array, shape.fields[name].of) for array, name in columns)


def _are_plain(array: Any, of: Primitive | Shape) -> bool:
    if not isinstance(of, Shape):
        return True
    if pa.types.is_list(array.type):
        array = array.flatten()
    if _is_reference(of):
        text, identifier = array.field("reference"), array.field("identifier")
        if not pc.all(pc.match_substring_regex(text, _PLAIN_REFERENCE), min_count=0).as_py():
            return False
        if identifier.null_count < len(array) and pc.any(pc.and_(text.is_null(), identifier.is_valid())).as_py():
            return False  # it may ask for somebody
    return all(_are_plain(array.field(name), field.of) for name, field in of.fields.items())


def _is_reference(shape: Shape) -> bool:
    field = shape.fields.get("reference")
    return field is not None and field.of is Primitive.TEXT and not field.many


def last_points(batch: pa.RecordBatch) -> Iterator[int | None]:
    """Give points of `meta.lastUpdated`, the latest among them; None for one that is no instant."""
    texts = batch["meta"].field("lastUpdated").drop_null().unique()
    if len(texts) > _FEW:
        plain = pc.match_substring_regex(texts, _INSTANT)
        yield from map(nanoseconds, texts.filter(pc.invert(plain)).to_pylist())
        texts = _last_of_each_form(texts.filter(plain))
    yield from map(nanoseconds, texts.to_pylist())


def _last_of_each_form(texts: Any) -> Any:
    zone = pc.if_else(pc.ends_with(texts, "Z"), "Z", pc.utf8_slice_codeunits(texts, -6))
    forms = pa.table({"text": texts, "zone": zone, "length": pc.binary_length(texts)})
    return forms.group_by(["zone", "length"]).aggregate([("text", "max")])["text_max"]


def restricted(batch: pa.RecordBatch) -> int:
    """Return how many rows are marked as restricted."""
    labels = batch["meta"].field("security")
    marked = pc.is_in(labels.flatten().field("code"), pa.array(sorted(RESTRICTED)))
    if not pc.any(marked).as_py():
        return 0
    rows = pc.list_parent_indices(labels).filter(marked).unique()
    return sum(is_restricted({"meta": {"security": each}}) for each in labels.take(rows).to_pylist())


def faults_of_numbers(batch: pa.RecordBatch) -> Iterator[str]:
    """Give the codes of what is wrong with the NHS numbers of patients, once for each."""
    lists = batch["identifier"]
    identifiers, rows = lists.flatten(), pc.list_parent_indices(lists)
    is_number = pc.fill_null(pc.equal(identifiers.field("system"), NHS_NUMBER), False)
    several = _met_again(rows.filter(is_number))
    numbers, rows = identifiers.filter(is_number), rows.filter(is_number)
    doubtful = rows.filter(pc.invert(_are_right(numbers.field("value"))))
    for each in lists.take(pa.concat_arrays([doubtful, several]).unique()).to_pylist():
        yield from number_faults(each, names=names_of(each))


def _met_again(rows: Any) -> Any:
    counted = rows.value_counts()
    return counted.field("values").filter(pc.greater(counted.field("counts"), 1))


def _are_right(values: Any) -> Any:
    """Return which texts are ten digits with a right check digit, as `nhs_number_ok` says, and not all one."""
    is_ten = pc.fill_null(pc.match_substring_regex(values, "^[0-9]{10}$"), False)
    texts = pc.if_else(is_ten, values, "0123456789")
    digits = np.frombuffer("".join(texts.to_pylist()).encode(), np.uint8).reshape(-1, 10).astype(np.int32) - ord("0")
    is_right = (digits @ _WEIGHTS) % 11 == 0
    is_varied = (digits != digits[:, :1]).any(axis=1)
    return pc.and_(is_ten, pa.array(is_right & is_varied))
