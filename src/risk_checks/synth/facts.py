"""What a record is known to hold, so that one theme can claim from what another has written."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date
from enum import Enum

Resource = dict[str, object]


@dataclass(frozen=True, slots=True)
class Span:
    """The days on which something may have been."""

    earliest: date
    latest: date


def span(when: date | str) -> Span:
    """Return the days of a date, or of a year or a month as FHIR writes them.

    >>> span("2024-02")
    Span(earliest=datetime.date(2024, 2, 1), latest=datetime.date(2024, 2, 29))
    """
    if isinstance(when, date):
        return Span(when, when)
    year, _, month = when.partition("-")
    if not month:
        return Span(date(int(year), 1, 1), date(int(year), 12, 31))
    return Span(date(int(year), int(month), 1), date(int(year), int(month), monthrange(int(year), int(month))[1]))


@dataclass(frozen=True, slots=True)
class Episode:
    """An EpisodeOfCare of the record; `over_on` is its last day, where that is not after the day of the check."""

    resource: Resource
    is_open: bool
    over_on: date | None = None


@dataclass(frozen=True, slots=True)
class CarePlan:
    """A care plan that is in force on the day: when it was written and last renewed, and when it is to end."""

    resource: Resource
    written: Span | None
    renewed: Span | None
    end: date | None

    @property
    def key(self) -> str:
        """The key of the plan as outcomes name it."""
        return f"CarePlan/{self.resource['id']}"


class ContactState(Enum):
    """What came of a contact, as far as the record says."""

    ATTENDED = "attended"
    UNCLEAR = "arrived or triaged"
    PLANNED = "planned"
    MISSED = "missed"
    VOID = "cancelled or entered in error"


@dataclass(frozen=True, slots=True)
class Contact:
    """A contact or an appointment, and the days on which it began, or was to."""

    state: ContactState
    days: Span


@dataclass(slots=True)
class Facts:
    """What the themes told so far have put on the record."""

    born: Span | None = None
    episodes: list[Episode] = field(default_factory=list)
    plans: list[CarePlan] = field(default_factory=list)
    contacts: list[Contact] = field(default_factory=list)
    messages: list[Span | None] = field(default_factory=list)
    has_carer: bool = False
    carers: list[str] = field(default_factory=list)
