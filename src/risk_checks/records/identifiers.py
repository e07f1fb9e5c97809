"""What identifies a resource other than its id: identifiers with a system and a value, and searches for one of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from risk_checks.records.keys import FILLERS, NHS_NUMBER, nhs_number, unspaced
from risk_checks.records.resource_types import RESOURCE_TYPES

_SEARCH = re.compile(r"(?:https?://[^\s?#]+/)?([A-Z][A-Za-z]+)\?(\S(?:.*\S)?)", re.DOTALL)
_ESCAPED = re.compile(r"\\([\\|,$])")
_OR = re.compile(r"(?<!\\),")
_NO_LONGER = ("old", "temp")


@dataclass(frozen=True, slots=True)
class Search:
    """A resource asked for by an identifier; where `type` is empty it may be of any type.

    `name` is the identifier as `system|value`.
    """

    type: str
    name: str

    def __str__(self) -> str:
        return f"{self.type}?identifier={self.name}"

    @property
    def is_nhs_number(self) -> bool:
        """Whether the identifier is an NHS number."""
        return self.name.startswith(f"{NHS_NUMBER}|")


def name_of(system: object, value: object) -> str | None:
    """Return an identifier as `system|value`, or None where it cannot identify.

    NHS numbers lose their spaces, and do not identify where their check digit is wrong.

    >>> name_of("https://fhir.nhs.uk/Id/nhs-number", "943 476 5919")
    'https://fhir.nhs.uk/Id/nhs-number|9434765919'
    """
    if not isinstance(system, str) or not isinstance(value, str) or not system or "|" in system:
        return None
    if system == NHS_NUMBER:
        digits = nhs_number(value)
        return f"{system}|{digits}" if digits else None
    return f"{system}|{value}" if value.strip() else None


def current_name(identifier: object) -> str | None:
    """Return a FHIR Identifier as `system|value`; None for an old, temporary or ended one, which identifies nobody."""
    if not isinstance(identifier, Mapping) or not _is_current(identifier):
        return None
    return name_of(identifier.get("system"), identifier.get("value"))


def names_of(identifiers: object) -> list[str]:
    """Return what a resource with these identifiers can be found by, each once and in their order."""
    found = (current_name(each) for each in identifiers) if isinstance(identifiers, list) else ()
    return list(dict.fromkeys(name for name in found if name))


NUMBERS_DIFFER = "nhs-numbers-differ"
"""The problem of a patient with two different current NHS numbers, of whom nobody can say which is theirs."""


def number_faults(identifiers: list[Any], *, names: list[str]) -> Iterator[str]:
    """Give the codes of what is wrong with a patient's current NHS numbers; `names` are those of the identifiers."""
    numbers = [each for each in identifiers if each.get("system") == NHS_NUMBER and _is_current(each)]
    told = {unspaced(each["value"]) for each in numbers if each.get("value")}
    if not told <= {name.removeprefix(f"{NHS_NUMBER}|") for name in names}:
        yield "nhs-number-not-valid"
    if len(told - FILLERS) > 1:
        yield NUMBERS_DIFFER


def read_search(text: str) -> Search | None:
    """Return what a conditional reference asks for; None where it is anything but one identifier with a system.

    >>> str(read_search("Organization?identifier=https%3A%2F%2Fexample.org%7Cw1"))
    'Organization?identifier=https://example.org|w1'
    """
    found = _SEARCH.fullmatch(text)
    if found is None or found[1] not in RESOURCE_TYPES:
        return None
    parameters = set(parse_qsl(found[2], keep_blank_values=True))
    if len(parameters) != 1:
        return None
    parameter, token = parameters.pop()
    if parameter != "identifier" or _OR.search(token):
        return None
    system, _, value = token.partition("|")
    name = name_of(_ESCAPED.sub(r"\1", system), _ESCAPED.sub(r"\1", value))
    return Search(found[1], name) if name else None


def parse_search(text: str) -> Search | None:
    """Return the search that `str()` wrote."""
    type_, mark, name = text.partition("?identifier=")
    return Search(type_, name) if mark else None


def _is_current(identifier: Mapping[str, Any]) -> bool:
    period = identifier.get("period")
    has_ended = isinstance(period, Mapping) and bool(period.get("end"))
    return not has_ended and identifier.get("use") not in _NO_LONGER


# What an element or a system can only name; elsewhere a reference by identifier may name anything.
_BY_ELEMENT: Mapping[str, str] = {
    "patient": "Patient",
    "encounter": "Encounter",
    "practitioner": "Practitioner",
    "organization": "Organization",
    "managingOrganization": "Organization",
    "serviceProvider": "Organization",
}
_OF_SEVERAL_TYPES = frozenset({("DocumentReference", "encounter")})  # or an EpisodeOfCare
_BY_SYSTEM: Mapping[str, str] = {
    NHS_NUMBER: "Patient",
    "https://fhir.nhs.uk/Id/ods-organization-code": "Organization",
    "https://fhir.nhs.uk/Id/sds-user-id": "Practitioner",
    "https://fhir.nhs.uk/Id/sds-role-profile-id": "PractitionerRole",
}
_DEFINED_AT = "http://hl7.org/fhir/StructureDefinition/"


def read_logical(identifier: object, *, type_: object, element: str, holder: str) -> Search | None:
    """Return what a reference with an identifier in place of an address asks for; None where it cannot be told.

    `type_` is what the reference says of the type, `element` the name of the element that it stands in, and `holder`
    the type of the resource.
    """
    name = current_name(identifier)
    if name is None:
        return None
    said = type_.removeprefix(_DEFINED_AT) if isinstance(type_, str) else ""
    system = name.partition("|")[0]
    by_element = None if (holder, element) in _OF_SEVERAL_TYPES else _BY_ELEMENT.get(element)
    kind = said or by_element or _BY_SYSTEM.get(system, "")
    return Search(kind, name) if not kind or kind in RESOURCE_TYPES else None
