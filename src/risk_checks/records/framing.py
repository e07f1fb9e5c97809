"""Where entries begin and end: lines of NDJSON, or one JSON document; what is there tells before the name does."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any, BinaryIO

from risk_checks.records.bundles import bundle_units, is_bundle, resource_unit
from risk_checks.records.opening import Refused
from risk_checks.records.strict_json import Parsed, StrictDecoder, Unparsed, flaw_of
from risk_checks.records.units import Unit, UnitKind

_BOM = b"\xef\xbb\xbf"
_SPACE = b" \t\r\n"


@dataclass(frozen=True, slots=True)
class Expected:
    """What is known beforehand: whether the name says NDJSON, and whether it may turn out to be no FHIR."""

    lines: bool = False
    may_be_other: bool = False


def units_of(stream: BinaryIO, *, decoder: StrictDecoder, expected: Expected) -> Iterator[Unit]:
    """Give the entries of a file or text, in order; raises Refused where it is an empty document."""
    start = _up_to_second_line(stream)
    filled = [text for line in start if (text := _bare(line))]
    if not filled and not expected.lines:
        raise Refused("file-empty")
    parsed = decoder.read(filled[0] if filled else b"")
    if _is_lines(filled, parsed, decoder=decoder, expected=expected):
        yield from _line_units(chain(start, stream), decoder=decoder, expected=expected)
        return
    data = b""
    if len(filled) > 1:  # else it is parsed already
        data = b"".join([*start, stream.read()])
        parsed = decoder.read(_bare(data))
    if isinstance(parsed, Parsed):
        yield from value_units(parsed.value, suspect=parsed.suspect, expected=expected)
    elif expected.lines:
        yield from _line_units(io.BytesIO(data), decoder=decoder, expected=expected)
    else:
        yield Unit(UnitKind.FAULT, 1, code=parsed.code, whole=True)


def value_units(value: Any, *, suspect: bool, expected: Expected) -> Iterator[Unit]:
    """Give the entries of one JSON document: a Bundle, an array of resources or a resource."""
    if is_bundle(value):
        yield from bundle_units(value, line=None, suspect=suspect)
    elif expected.may_be_other and not _holds_resources(value):
        yield Unit(UnitKind.NOT_FHIR, 1)
    elif isinstance(value, list):
        for place, item in enumerate(value, start=1):
            yield from _item_units(item, line=place, suspect=suspect)
    else:
        yield from _item_units(value, line=1, suspect=suspect)


def _holds_resources(value: Any) -> bool:
    if isinstance(value, list):
        return not value or any(_has_type(item) for item in value)
    return _has_type(value)


def _has_type(value: Any) -> bool:
    return isinstance(value, dict) and "resourceType" in value


def _item_units(value: Any, *, line: int, suspect: bool) -> Iterator[Unit]:
    if is_bundle(value):
        yield Unit(UnitKind.CONTROL, line)
        yield from bundle_units(value, line=line, suspect=suspect)
    elif suspect and (flaw := flaw_of(value)):
        yield Unit(UnitKind.FAULT, line, value, code=flaw, whole=True)
    else:
        yield resource_unit(value, line=line)


def _up_to_second_line(stream: BinaryIO) -> list[bytes]:
    lines: list[bytes] = []
    filled = 0
    for line in stream:
        lines.append(line)
        filled += bool(_bare(line))
        if filled == 2:
            break
    return lines


def _is_lines(filled: list[bytes], first: Parsed | Unparsed, *, decoder: StrictDecoder, expected: Expected) -> bool:
    """Return whether what begins with these lines is NDJSON; if not, it is one document, as far as can be seen."""
    if len(filled) < 2:
        return expected.lines and not (isinstance(first, Parsed) and isinstance(first.value, list))
    if isinstance(first, Parsed):
        return True
    if filled[0].startswith(b"["):
        return False
    second = decoder.read(filled[1])
    is_resource = isinstance(second, Parsed) and _has_type(second.value)
    return is_resource or (expected.lines and not filled[0].startswith(b"{"))


def _line_units(lines: Iterable[bytes], *, decoder: StrictDecoder, expected: Expected) -> Iterator[Unit]:
    """Give the entries of NDJSON; where none may be FHIR, hold back what is no resource until something is."""
    held: list[Unit] = []
    holding = expected.may_be_other
    for number, line in enumerate(lines, start=1):
        unit = _line_unit(line, number, decoder=decoder)
        if holding:
            if not _has_type(unit.value):
                held.append(unit)
                continue
            holding = False
            yield from held
        if unit.kind is UnitKind.RESOURCE and is_bundle(unit.value):
            yield Unit(UnitKind.CONTROL, number)
            yield from bundle_units(unit.value, line=number, suspect=True)
        else:
            yield unit
    if holding:
        first = next((unit for unit in held if unit.kind is not UnitKind.BLANK), None)
        is_other = first is not None and first.code == "type-missing"
        yield from [Unit(UnitKind.NOT_FHIR, 1)] if is_other else held


def _line_unit(line: bytes, number: int, *, decoder: StrictDecoder) -> Unit:
    text = _bare(line)
    if not text:
        return Unit(UnitKind.BLANK, number)
    parsed = decoder.read(text)
    if not isinstance(parsed, Parsed):
        code = parsed.code if line.endswith(b"\n") or parsed.code != "not-json" else "line-torn"
        return Unit(UnitKind.FAULT, number, code=code)
    value = parsed.value
    if not isinstance(value, dict):
        return Unit(UnitKind.FAULT, number, code="not-an-object")
    if parsed.suspect and not is_bundle(value) and (flaw := flaw_of(value)):
        return Unit(UnitKind.FAULT, number, value, code=flaw)
    if not isinstance(value.get("resourceType"), str):
        return Unit(UnitKind.FAULT, number, value, code="type-missing")
    return Unit(UnitKind.RESOURCE, number, value)


def _bare(text: bytes) -> bytes:
    bare = text.strip(_SPACE)
    return bare[len(_BOM) :].strip(_SPACE) if bare.startswith(_BOM) else bare
