"""Where entries begin and end: lines of NDJSON, or one JSON document; what is there tells before the name does."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any, BinaryIO, cast

from risk_checks.records.bundles import bundle_units, is_bundle, resource_unit
from risk_checks.records.canonical import line_mark
from risk_checks.records.lines import LONGEST_LINE, Line, Lines
from risk_checks.records.refused import Refused
from risk_checks.records.strict_json import Parsed, StrictDecoder, Unparsed, flaw_of
from risk_checks.records.units import Unit, UnitKind

LONGEST_DOCUMENT = 256 * 1024 * 1024
"""Bytes of the largest document that is read: it is held whole, and takes some eight times as much memory."""

_BOM = b"\xef\xbb\xbf"
_SPACE = b" \t\r\n"
_BUNDLE = re.compile(rb'"resourceType"\s*:\s*"Bundle"')
_SNIFFED = 64 * 1024
_MOST_BLANK = 10_000  # lines at the start; what begins with more is NDJSON
_CUT_OFF = {"not-json", "text-not-unicode"}  # what a line looks like that ends early


@dataclass(frozen=True, slots=True)
class Expected:
    """What is known beforehand: whether the name says NDJSON, and whether it may turn out to be no FHIR."""

    lines: bool = False
    may_be_other: bool = False


@dataclass(frozen=True, slots=True)
class Framing:
    """How one stream is read; `flags` counts what is wrong with it and keeps no entry from being used."""

    decoder: StrictDecoder
    expected: Expected
    flags: Counter[str] = field(default_factory=Counter)

    def bare(self, text: bytes) -> bytes:
        """Return a text without the space around it and a mark before it, which is counted."""
        bare = text.strip(_SPACE)
        if bare.startswith(_BOM):
            self.flags["byte-order-mark"] += 1
            return bare[len(_BOM) :].strip(_SPACE)
        return bare


def units_of(stream: BinaryIO, framing: Framing) -> Iterator[Unit]:
    """Give the entries of a file or text, in order; raises Refused for a document that is empty or too large."""
    expected, decoder = framing.expected, framing.decoder
    lines = Lines(stream)
    each = iter(lines)
    start, is_all = _up_to_second_line(each)
    filled = [text for line in start if (text := _bare(line.text))]
    if is_all and not filled and not expected.lines:
        raise Refused("file-empty")
    is_open = bool(start) and start[-1].is_open
    parsed = Unparsed("line-too-long") if is_open and len(filled) == 1 else decoder.read(filled[0] if filled else b"")
    if _is_lines(filled, parsed, decoder=decoder, expected=expected):
        yield from _line_units(chain(start, each), lines, framing)
        return
    data = b"".join(line.text for line in start)
    first = parsed
    if not is_all:  # else it is parsed already
        data += stream.read(LONGEST_DOCUMENT + 1 - len(data))
        parsed = Unparsed("document-too-large") if len(data) > LONGEST_DOCUMENT else decoder.read(_bare(data))
    if isinstance(parsed, Parsed):
        framing.bare(data[: len(_BOM)])
        yield from value_units(parsed.value, suspect=parsed.suspect, expected=expected)
    elif expected.lines or isinstance(first, Parsed) or (is_open and b"\n" in data.strip(_SPACE)):
        again = Lines(cast(BinaryIO, io.BufferedReader(_Joined(data, stream))))
        yield from _line_units(iter(again), again, framing)
    elif parsed.code == "document-too-large":
        raise Refused(parsed.code)
    else:
        yield Unit(UnitKind.FAULT, 1, code=parsed.code, whole=True, offset=0)


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
        yield Unit(UnitKind.CONTROL, line, whole=True)
        yield from bundle_units(value, line=line, suspect=suspect)
    elif suspect and (flaw := flaw_of(value)):
        yield Unit(UnitKind.FAULT, line, value, code=flaw, whole=True)
    else:
        yield resource_unit(value, line=line)


def _up_to_second_line(lines: Iterator[Line]) -> tuple[list[Line], bool]:
    """Return the first lines, up to the second that is not blank, and whether they are all."""
    start: list[Line] = []
    filled = blank = 0
    for line in lines:
        start.append(line)
        if _bare(line.text):
            filled += 1
        else:
            blank += len(line.text)
        if filled == 2 or line.is_open or len(start) == _MOST_BLANK or blank > LONGEST_LINE:
            return start, False
    return start, True


def _is_lines(filled: list[bytes], first: Parsed | Unparsed, *, decoder: StrictDecoder, expected: Expected) -> bool:
    """Return whether what begins with these lines is NDJSON; if not, it is one document, as far as can be seen."""
    if not filled:
        return True
    if len(filled) == 1:
        is_list = isinstance(first, Parsed) and isinstance(first.value, list)
        is_large = isinstance(first, Unparsed) and first.code == "line-too-long" and _may_be_document(filled[0])
        return expected.lines and not is_list and not is_large
    if isinstance(first, Parsed):
        return True
    if filled[0].startswith(b"["):
        return False
    second = Unparsed("line-too-long") if len(filled[1]) > LONGEST_LINE else decoder.read(filled[1])
    is_resource = isinstance(second, Parsed) and _has_type(second.value)
    return is_resource or (expected.lines and not filled[0].startswith(b"{"))


def _may_be_document(text: bytes) -> bool:
    """Return whether a line longer than a resource should be may be a Bundle or an array, by how it begins."""
    return text.startswith(b"[") or _BUNDLE.search(text, 0, _SNIFFED) is not None


def _line_units(each: Iterator[Line], lines: Lines, framing: Framing) -> Iterator[Unit]:
    """Give the entries of NDJSON; where none may be FHIR, hold back what is no resource until something is."""
    held: list[Unit] = []
    holding = framing.expected.may_be_other
    for line in each:
        unit = _long_unit(line, lines) if line.is_open else _line_unit(line, framing)
        if holding:
            if not _has_type(unit.value):
                held.append(replace(unit, value=None))  # there may be many
                continue
            holding = False
            yield from held
        if unit.kind is UnitKind.RESOURCE and is_bundle(unit.value):
            yield Unit(UnitKind.CONTROL, line.number, offset=line.offset)
            for part in bundle_units(unit.value, line=line.number, suspect=True):
                yield replace(part, offset=line.offset)
        else:
            yield unit
    if holding:
        filled = [unit.code for unit in held if unit.kind is not UnitKind.BLANK]
        is_other = bool(filled) and set(filled) == {"type-missing"}
        yield from [Unit(UnitKind.NOT_FHIR, 1)] if is_other else held


def _long_unit(line: Line, lines: Lines) -> Unit:
    code = "line-torn" if lines.pass_over(line) else "line-too-long"
    return Unit(UnitKind.FAULT, line.number, code=code, offset=line.offset)


def _line_unit(line: Line, framing: Framing) -> Unit:
    number, offset = line.number, line.offset
    text = framing.bare(line.text)
    if not text:
        return Unit(UnitKind.BLANK, number, offset=offset)
    parsed = framing.decoder.read(text)
    if not isinstance(parsed, Parsed):
        code = "line-torn" if parsed.code in _CUT_OFF and not line.text.endswith(b"\n") else parsed.code
        return Unit(UnitKind.FAULT, number, code=code, offset=offset)
    value = parsed.value
    if not isinstance(value, dict):
        return Unit(UnitKind.FAULT, number, code="not-an-object", offset=offset)
    if parsed.suspect and not is_bundle(value) and (flaw := flaw_of(value)):
        return Unit(UnitKind.FAULT, number, value, code=flaw, offset=offset)
    if not isinstance(value.get("resourceType"), str):
        return Unit(UnitKind.FAULT, number, value, code="type-missing", offset=offset)
    return Unit(UnitKind.RESOURCE, number, value, offset=offset, mark=line_mark(text))


def _bare(text: bytes) -> bytes:
    """Return a text without the space around it and a mark before it."""
    bare = text.strip(_SPACE)
    return bare[len(_BOM) :].strip(_SPACE) if bare.startswith(_BOM) else bare


class _Joined(io.RawIOBase):
    """Bytes that were read, and what comes after them."""

    def __init__(self, data: bytes, rest: BinaryIO) -> None:
        self._parts: list[BinaryIO] = [io.BytesIO(data), rest]

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        while self._parts:
            part = self._parts[0].read(len(buffer))
            if part:
                buffer[: len(part)] = part
                return len(part)
            del self._parts[0]
        return 0
