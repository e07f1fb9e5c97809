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
    start: date
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


class Progress(Enum):
    """How far something got."""

    DONE = "done"
    DRAFT = "begun or planned"
    VOID = "called off or taken back"


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that was done, or was not, and when; None is a day that is not known."""

    progress: Progress
    days: Span | None

    @property
    def is_to_the_day(self) -> bool:
        """Whether the day is known."""
        return self.days is not None and self.days.earliest == self.days.latest


@dataclass(frozen=True, slots=True)
class Assessment:
    """A complete assessment of risk, by its key: when it was made, and whether it says by whom."""

    key: str
    days: Span | None
    has_author: bool


@dataclass(frozen=True, slots=True)
class Mention:
    """Somebody who is, or where no code says so may be, a carer, and since when."""

    is_coded: bool
    start: date | None


@dataclass(frozen=True, slots=True)
class Wish:
    """A wish about sharing that is in force: whether it refuses (None: it does not say), and on which days it holds."""

    refuses: bool | None
    days: Span | None
    end: date | None

    def refuses_on(self, day: date, *, as_of: date) -> tuple[bool, bool]:
        """Return whether the person surely, and whether they possibly, had refused by a day on which that held."""
        if self.refuses is False or (self.end is not None and self.end < day):
            return False, False
        if self.days is None:
            return False, True
        if self.days.earliest > as_of:
            return False, False
        return self.refuses is True and min(self.days.latest, as_of) <= day, self.days.earliest <= day


@dataclass(frozen=True, slots=True)
class Stay:
    """A stay in hospital; `next_on` is the day on which another one began on the same ward."""

    key: str
    start: date
    end: date | None
    method: str = ""
    died: bool = False
    followed_up_elsewhere: bool = False
    in_adult_acute_bed: bool = True
    next_on: date | None = None


class ContactState(Enum):
    """What came of a contact, as far as the record says."""

    ATTENDED = "attended"
    AHEAD = "attended, and dated after the day of the check"
    UNCLEAR = "arrived or triaged"
    PLANNED = "planned"
    MISSED = "missed"
    VOID = "cancelled or entered in error"


@dataclass(frozen=True, slots=True)
class Contact:
    """A contact or an appointment, by the key of its row: what came of it, and on which days it began, or was to."""

    key: str
    state: ContactState
    days: Span


@dataclass(slots=True)
class Facts:
    """What the themes told so far have put on the record.

    `messages` are the days of those with the person or somebody close that were sent; `assessments` are of risk; calls
    are messages with somebody close, visits contacts with them, and answers forms that they filled in; letters are
    messages to professionals and services, requests and tasks among them. `written` has the days on which care and
    crisis plans that stand, are paused or are over were last renewed. Another complete assessment changes nothing where
    it is no later than `settled_on`.
    """

    born: Span | None = None
    episodes: list[Episode] = field(default_factory=list)
    plans: list[CarePlan] = field(default_factory=list)
    contacts: list[Contact] = field(default_factory=list)
    messages: list[Span | None] = field(default_factory=list)
    assessments: list[Fact] = field(default_factory=list)
    complete: list[Assessment] = field(default_factory=list)
    written: list[Span | None] = field(default_factory=list)
    answers: list[Fact] = field(default_factory=list)
    settled_on: date | None = None
    has_carer: bool = False
    carers: list[str] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)
    calls: list[Fact] = field(default_factory=list)
    visits: list[Fact] = field(default_factory=list)
    letters: list[Fact] = field(default_factory=list)
    wishes: list[Wish] = field(default_factory=list)
    stays: list[Stay] = field(default_factory=list)
