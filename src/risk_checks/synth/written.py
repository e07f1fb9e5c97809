"""How a local day stands in a record: as a date, or as a moment with an offset that falls on that day in London."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from enum import Enum
from functools import lru_cache
from random import Random
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
_OFFSETS = (("Z", 0), ("+00:00", 0), ("+05:30", 330), ("-05:00", -300), ("+14:00", 840), ("-11:00", -660))


class Part(Enum):
    """Which part of the day a moment lies in."""

    ANY = "any"
    EARLY = "early"
    LATE = "late"


def write_day(rng: Random, day: date, *, part: Part = Part.ANY) -> str:
    """Return a FHIR date or dateTime that is `day` in London, often close to midnight or to a clock change."""
    if rng.random() < 0.5:
        return day.isoformat()
    return write_moment(rng, day, part=part)


def write_moment(rng: Random, day: date, *, part: Part = Part.ANY) -> str:
    """Return a FHIR instant that falls on `day` in London."""
    begins, ends = _bounds(day)
    moment = _moment(rng, begins, ends, part)
    form = rng.randrange(12)
    if form < 6:
        return _with_offset(moment, *_local_offset(moment))
    if form < 9:
        return _with_offset(moment, "Z", 0)
    return _with_offset(moment, *rng.choice(_OFFSETS))


def write_hour(rng: Random, day: date) -> tuple[str, str]:
    """Return the instants between which an appointment of `day` lies."""
    begins, _ = _bounds(day)
    start = begins + timedelta(minutes=rng.choice((480, 555, 600, 690, 780, 870, 960, 1050)))
    return _with_offset(start, "Z", 0), _with_offset(start + timedelta(minutes=50), "Z", 0)


def write_period(rng: Random, first: date, last: date | None) -> dict[str, object]:
    """Return a FHIR Period from a day to a day (or open), the end never before the start."""
    period: dict[str, object] = {"start": write_day(rng, first, part=Part.EARLY)}
    if last is not None:
        period["end"] = write_day(rng, last, part=Part.LATE)
    return period


@lru_cache(maxsize=20_000)
def _bounds(day: date) -> tuple[datetime, datetime]:
    return (
        datetime.combine(day, time(0), LONDON).astimezone(UTC),
        datetime.combine(day + timedelta(days=1), time(0), LONDON).astimezone(UTC),
    )


def _moment(rng: Random, begins: datetime, ends: datetime, part: Part) -> datetime:
    early = part is Part.EARLY or (part is Part.ANY and rng.random() < 0.5)
    if early:
        return begins + timedelta(minutes=rng.choice((0, 15, 30, 30, 90, 150, 555, 630)))
    return ends - timedelta(seconds=rng.choice((1, 60, 1800, 1800, 3600, 5400, 21600, 27000)))


def _local_offset(moment: datetime) -> tuple[str, int]:
    minutes = (moment.astimezone(LONDON).utcoffset() or timedelta(0)) // timedelta(minutes=1)
    return f"+{minutes // 60:02}:{minutes % 60:02}", minutes


def _with_offset(moment: datetime, suffix: str, minutes: int) -> str:
    local = moment.replace(tzinfo=None) + timedelta(minutes=minutes)
    return f"{local.isoformat()}{suffix}"
