"""Constants of a ViewDefinition: `valueCode: official` becomes a typed value."""

from __future__ import annotations

import re

from risk_checks.documents import Scalar
from risk_checks.views.elements import Kind, kind_of
from risk_checks.views.fhirpath.syntax import Plain
from risk_checks.views.fhirpath.terms import Value

_NAMES = (
    "base64Binary boolean canonical code date dateTime decimal id instant integer oid string positiveInt time "
    "unsignedInt uri url uuid"
)
TYPES = {"value" + name[0].upper() + name[1:]: name for name in _NAMES.split()}
_CLOCK = r"[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?"
_FORMS = {
    Kind.INTEGER: re.compile(r"[+-]?[0-9]{1,18}"),
    Kind.DECIMAL: re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,18})?([eE][+-]?[0-9]{1,3})?"),
    Kind.BOOLEAN: re.compile(r"true|false"),
    Kind.TIME: re.compile(_CLOCK),
    Kind.DATE: re.compile(rf"[0-9]{{4}}(-[0-9]{{2}}(-[0-9]{{2}}(T{_CLOCK}(Z|[+-][0-9]{{2}}:[0-9]{{2}})?)?)?)?"),
    Kind.TEXT: re.compile(r".+", re.DOTALL),
}
_BARE = (Kind.INTEGER, Kind.DECIMAL, Kind.BOOLEAN)


def read_constant(key: str, written: Scalar) -> Value | None:
    """Return the value under a key such as `valueInteger`, or None where the text is not of that type."""
    type_name = TYPES[key]
    kind = kind_of(type_name)
    assert kind is not None  # constants are primitive
    if not _FORMS[kind].fullmatch(written.text) or (kind in _BARE and written.quoted):
        return None
    return Value(_plain(kind, written.text), type_name)


def _plain(kind: Kind, text: str) -> Plain:
    if kind is Kind.BOOLEAN:
        return text == "true"
    if kind is Kind.INTEGER:
        return int(text)
    return float(text) if kind is Kind.DECIMAL else text
