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
    """An EpisodeOfCare of the record; `over_on` is its last day, where that is not after the day of the check.

    Where `is_backwards`, it ends before it starts, so that neither day is known; where `is_unreadable`, its end is no
    date. Either way nothing says whether it is open.
    """

    resource: Resource
    start: date
    is_open: bool
    over_on: date | None = None
    is_backwards: bool = False
    is_unreadable: bool = False

    @property
    def is_unclear(self) -> bool:
        """Whether it may be open or closed: it is not said to be cancelled or entered in error."""
        is_void = self.resource["status"] in {"cancelled", "entered-in-error"}
        return (self.is_backwards or self.is_unreadable) and not is_void

    def may_have_begun_by(self, day: date) -> bool:
        """Return whether it may have begun by a day."""
        return self.is_backwards or self.start <= day


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


class AssessmentState(Enum):
    """How far an assessment got, as its status says."""

    COMPLETE = "complete"
    DRAFT = "draft"
    ON_HOLD = "on hold"
    STOPPED = "stopped"
    RETRACTED = "retracted"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class AssessmentRow:
    """An assessment of risk, whatever became of it, and when it was made; None is a day that is not known."""

    resource: Resource
    state: AssessmentState
    days: Span | None

    @property
    def key(self) -> str:
        """The key of the assessment as outcomes name it."""
        return f"{self.resource['resourceType']}/{self.resource['id']}"

    @property
    def day(self) -> date | None:
        """The day on which it was made, where that is known to the day."""
        return self.days.latest if self.days is not None and self.days.earliest == self.days.latest else None


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A plan of any kind, whatever became of it: its status as recorded, and its days; a document has no period."""

    key: str
    status: str
    created: Span | None
    start: date | None = None
    end: Span | None = None

    @property
    def is_document(self) -> bool:
        """Whether the plan is a document."""
        return not self.key.startswith("CarePlan/")


@dataclass(frozen=True, slots=True)
class Assessment:
    """A complete assessment of risk, by its key: when it was made, and whether it says by whom."""

    key: str
    days: Span | None
    has_author: bool


@dataclass(frozen=True, slots=True)
class Mention:
    """Somebody who is, or where no code says so may be, a carer, since when, and when they were born."""

    is_coded: bool
    start: date | None
    born: Span | None


@dataclass(frozen=True, slots=True)
class Named:
    """A mention of anybody that is, or where `is_sure` is false may be, in use, by its key: is it of the patient?"""

    key: str
    is_patient: bool
    is_sure: bool


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
            # Whatever day it was given on, that was no later than the day of the check.
            return self.refuses is True and as_of <= day, True
        if self.days.earliest > as_of:
            return False, False
        return self.refuses is True and min(self.days.latest, as_of) <= day, self.days.earliest <= day


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark of a risk of suicide, and its first and last days; without a first, nobody knows since when it stands."""

    first: date | None
    last: date | None = None

    def stood_on(self, day: date, *, as_of: date) -> tuple[bool, bool]:
        """Return whether the mark surely, and whether it possibly stood on a day."""
        if self.last is not None and self.last < day:
            return False, False
        if self.first is None:
            # Whatever day it was made on, that was no later than the day of the check.
            return as_of <= day, True
        return self.first <= day, self.first <= day


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
    messages to professionals and services, requests and tasks among them. `assessment_rows` and `plan_rows` have every
    assessment of risk and every plan of the person, also those that are no evidence. `written` has the days on which
    care and crisis plans that stand, are paused or are over were last renewed. Another complete assessment changes
    nothing where it is no later than `settled_on`. `identifiers` are those of the Patient, and `numbers` the NHS
    numbers in use among them.
    """

    born: Span | None = None
    died: Span | None = None
    may_have_died: bool = False
    plans_closed: bool = False
    identifiers: list[Resource] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)
    episodes: list[Episode] = field(default_factory=list)
    plans: list[CarePlan] = field(default_factory=list)
    contacts: list[Contact] = field(default_factory=list)
    messages: list[Span | None] = field(default_factory=list)
    assessments: list[Fact] = field(default_factory=list)
    complete: list[Assessment] = field(default_factory=list)
    assessment_rows: list[AssessmentRow] = field(default_factory=list)
    plan_rows: list[PlanRow] = field(default_factory=list)
    written: list[Span | None] = field(default_factory=list)
    answers: list[Fact] = field(default_factory=list)
    settled_on: date | None = None
    has_carer: bool = False
    has_psychosis: bool = False
    carers: list[str] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)
    named: list[Named] = field(default_factory=list)
    calls: list[Fact] = field(default_factory=list)
    visits: list[Fact] = field(default_factory=list)
    letters: list[Fact] = field(default_factory=list)
    wishes: list[Wish] = field(default_factory=list)
    stays: list[Stay] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
