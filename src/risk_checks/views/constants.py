"""Constants of a ViewDefinition: `valueCode: official` becomes a typed value."""

from __future__ import annotations

import re

from risk_checks.documents import Scalar
from risk_checks.views.elements import Kind, kind_of
from risk_checks.views.fhirpath.syntax import Plain
from risk_checks.views.fhirpath.terms import Value

_NAMES = (
    "base64Binary boolean canonical code date dateTime decimal id instant integer integer64 oid string positiveInt "
    "time unsignedInt uri url uuid"
)
TYPES = {"value" + name[0].upper() + name[1:]: name for name in _NAMES.split()}
_CLOCK = r"[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?"
_FORMS = {
    Kind.INTEGER: re.compile(r"[+-]?[0-9]{1,19}"),
    Kind.DECIMAL: re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,18})?([eE][+-]?[0-9]{1,3})?"),
    Kind.BOOLEAN: re.compile(r"true|false"),
    Kind.TIME: re.compile(_CLOCK),
    Kind.DATE: re.compile(rf"[0-9]{{4}}(-[0-9]{{2}}(-[0-9]{{2}}(T{_CLOCK}(Z|[+-][0-9]{{2}}:[0-9]{{2}})?)?)?)?"),
    Kind.TEXT: re.compile(r".+", re.DOTALL),
}
_BARE = (Kind.INTEGER, Kind.DECIMAL, Kind.BOOLEAN)
_RANGES = {
    "integer": range(-(2**31), 2**31),
    "integer64": range(-(2**63), 2**63),
    "positiveInt": range(1, 2**31),
    "unsignedInt": range(2**31),
}


def read_constant(key: str, written: Scalar) -> Value | None:
    """Return the value under a key such as `valueInteger`, or None where the text is not of that type.

    FHIR's JSON writes an `integer64` as a string; a number is read as well.
    """
    type_name = TYPES[key]
    kind = kind_of(type_name)
    assert kind is not None  # constants are primitive
    misplaced = kind in _BARE and written.quoted and type_name != "integer64"
    if misplaced or not _FORMS[kind].fullmatch(written.text):
        return None
    value = _plain(kind, written.text)
    if type_name in _RANGES and value not in _RANGES[type_name]:
        return None
    return Value(value, type_name)


def _plain(kind: Kind, text: str) -> Plain:
    if kind is Kind.BOOLEAN:
        return text == "true"
    if kind is Kind.INTEGER:
        return int(text)
    return float(text) if kind is Kind.DECIMAL else text
