"""lowBoundary() and highBoundary(): what they may be asked of, and to what precision.

The readings are those of FHIRPath (section on boundary functions), each kept in docs/adr/0007-boundaries-and-repeat.md.
"""

from __future__ import annotations

from dataclasses import replace

from risk_checks.views.elements import Kind, kind_of
from risk_checks.views.fhirpath.terms import Boundary, Child, Item, Side, Term, Value

MOST_DIGITS = 18
"""Digits after the point that numbers may have; FHIR asks for 18 digits in all."""

# Digits that are counted, and the length of the text that has them: 2026-01-31T10:30:00.000 has 17.
DATE_LENGTHS = {4: 4, 6: 7, 8: 10}
DATE_TIME_LENGTHS = {**DATE_LENGTHS, 10: 13, 12: 16, 14: 19, 17: 23}
TIME_LENGTHS = {2: 2, 4: 5, 6: 8, 9: 12}

_CLOCK = r"(?:[01][0-9]|2[0-3])(?::[0-5][0-9](?::(?:[0-5][0-9]|60)(?:\.[0-9]+)?)?)?"
ZONE = r"(?:Z|[+-][0-9]{2}:[0-9]{2})"
_DAY = r"[0-9]{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12][0-9]|3[01])"
DATE_PATTERN = rf"^{_DAY})?)?$"
DATE_TIME_PATTERN = rf"^{_DAY}(?:T{_CLOCK}{ZONE}?)?)?)?$"
TIME_PATTERN = rf"^{_CLOCK}$"
"""What is not written like this has no boundary."""

LOW_ZONE, HIGH_ZONE = "+14:00", "-12:00"
"""Offsets that are taken where a time has none: the first and the last zone to have a given day."""


class NoBoundary(Exception):
    """What is asked for cannot be given; the words go into the fault."""


def boundary(of: Term, side: Side, precision: int | None) -> Term | None:
    """Return the term for a boundary of `of`, None where the precision is one that no value has.

    Raises NoBoundary for what has no boundaries.
    """
    if of.type == "Period":
        of = Child(of, "start" if side == "low" else "end", "dateTime", repeats=False, many=of.many)
    lengths = _lengths(of)
    if lengths is None:
        return _of_number(of, side, precision)
    most = max(lengths)
    wanted = most if precision is None else precision
    if not 0 <= wanted <= most:
        return None
    if wanted not in lengths:
        listed = ", ".join(str(each) for each in lengths)
        raise NoBoundary(f"a {of.type} has {listed} digits of precision, not {wanted}")
    return Boundary(of, side, wanted, of.type)


def lengths_of(type_name: str) -> dict[int, int]:
    """Return the length of text for each precision that a type of dates or times has."""
    if type_name == "time":
        return TIME_LENGTHS
    return DATE_LENGTHS if type_name == "date" else DATE_TIME_LENGTHS


def pattern_of(type_name: str) -> str:
    """Return the pattern of a type of dates or times."""
    if type_name == "time":
        return TIME_PATTERN
    return DATE_PATTERN if type_name == "date" else DATE_TIME_PATTERN


def _lengths(of: Term) -> dict[int, int] | None:
    kind = kind_of(of.type)
    if kind in (Kind.INTEGER, Kind.DECIMAL):
        return None
    if kind in (Kind.DATE, Kind.TIME):
        return lengths_of(of.type)
    hint = "; ask its value" if of.type == "Quantity" else ""
    raise NoBoundary(f"a number, a date, a time or a Period has boundaries, not a {of.type}{hint}")


def _of_number(of: Term, side: Side, precision: int | None) -> Term | None:
    wanted = MOST_DIGITS + 1 if precision is None else precision
    if precision is not None and not 0 <= precision <= MOST_DIGITS:
        return None
    return Boundary(as_written(of), side, wanted, "decimal")


def as_written(of: Term) -> Term:
    """Return the term that gives a number with its digits; raises NoBoundary where it was computed."""
    match of:
        case Value():
            return of
        case Child():
            return replace(of, written=True)
        case Item():
            return replace(of, of=as_written(of.of))
        case _ if kind_of(of.type) is Kind.INTEGER:
            return of
        case _:
            raise NoBoundary("how precise a number is can be known only of an element as it is recorded")
