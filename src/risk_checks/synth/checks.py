"""Stories of physical health checks, each with what RC-COORD-004 must say of a person with psychosis in care."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from risk_checks.model.outcome import OutcomeKind, ReasonCode
from risk_checks.synth import planted
from risk_checks.synth.chart import Chart
from risk_checks.synth.check_rows import Check, add_alcohol_procedure, add_measurement, add_weight
from risk_checks.synth.deck import Weighted
from risk_checks.synth.facts import Fact, Progress, span
from risk_checks.synth.horizon import ONE_DAY, Partial, pick, quarter_ago
from risk_checks.synth.reckoning import Outcomes, best, cut, decided, why_not, worst
from risk_checks.synth.story import Story

_MET, _GAP = OutcomeKind.MET, OutcomeKind.GAP
_NOT_MADE = ("not-performed", "unknown", "not-asked", "error")
_ANSWERED = ("asked-declined", "asked-declined", "masked")


class Checks:
    """The checks of one person while they are written: those that were measured, and procedures on alcohol."""

    def __init__(self, chart: Chart) -> None:
        self._chart = chart
        self._measured: dict[Check, list[Fact]] = {each: [] for each in Check}
        self._asked: list[Fact] = []

    def add(
        self,
        check: Check,
        when: date | str | None,
        *,
        progress: Progress = Progress.DONE,
        absent: str | None = None,
    ) -> None:
        """Add a check, which counts unless `absent` says that it was not made."""
        fact = Fact(progress, None if when is None else span(when))
        if check is Check.ALCOHOL and absent is None and self._chart.rng.random() < 0.3:
            add_alcohol_procedure(self._chart, when, progress=progress)
            self._asked.append(fact)
            return
        add_measurement(self._chart, check, when, progress=progress, absent=absent)
        if absent not in _NOT_MADE:
            self._measured[check].append(fact)

    def add_all(self, but: Sequence[Check] = ()) -> None:
        """Add every check, other than these, on some day that counts."""
        for each in Check:
            if each not in but:
                self.add(each, _some_day(self._chart))

    def claim(self) -> None:
        """Claim what is said of the person: the first check that is the worst gives the reason."""
        chart = self._chart
        parts = [best([self._possible(rows) for rows in self._ways(each)]) for each in Check]
        kind = decided(worst(parts))
        if kind is _MET:
            chart.claim(planted.HEALTH_CHECKS, chart.key, _MET, ReasonCode.IN_TIME)
        elif kind is _GAP:
            first = next(each for each, part in zip(Check, parts, strict=True) if decided(part) is _GAP)
            rows = self._ways(first)[0]
            reason = why_not(rows, as_of=chart.near.as_of, apart=ReasonCode.OUTSIDE_WINDOW)
            chart.claim(planted.HEALTH_CHECKS, chart.key, _GAP, reason)
        else:
            chart.claim(planted.HEALTH_CHECKS, chart.key, OutcomeKind.UNKNOWN, ReasonCode.DATE_NOT_KNOWN)

    def _ways(self, check: Check) -> list[list[Fact]]:
        measured = self._measured[check]
        return [measured, self._asked] if check is Check.ALCOHOL else [measured]

    def _possible(self, rows: Iterable[Fact]) -> Outcomes:
        """Return what is possible of something that was to be done in the last year, which never is due."""
        near, possibly = self._chart.near, False
        for row in rows:
            if row.progress is not Progress.DONE:
                continue
            if row.days is None:
                possibly = True
            elif row.days.earliest <= near.as_of:
                days = cut(row.days, near.as_of)
                if days.earliest > near.year_ago:
                    return frozenset({_MET})
                possibly = possibly or days.latest > near.year_ago
        return frozenset({_MET, _GAP}) if possibly else frozenset({_GAP})


def is_asked(chart: Chart) -> bool:
    """Return whether the person has psychosis, and surely has been in care for some months."""
    return chart.facts.has_psychosis and any(each.start <= quarter_ago(chart.near) for each in chart.referrals)


def is_undecided(chart: Chart) -> bool:
    """Return whether of the only referral that may have begun so long ago nothing says whether it is open."""
    last = quarter_ago(chart.near)
    may_be_old = bool(chart.referrals) and any(
        each.is_unclear and each.may_have_begun_by(last) for each in chart.facts.episodes
    )
    return chart.facts.has_psychosis and may_be_old and not is_asked(chart)


def is_not_asked(chart: Chart) -> bool:
    """Return whether nothing is asked."""
    return not is_asked(chart) and not is_undecided(chart)


def tell_not_asked(chart: Chart) -> None:
    """Nothing is asked; some checks may be there all the same."""
    if chart.rng.random() < 0.03:
        chart.distractors += 1
        Checks(chart).add(chart.rng.choice(tuple(Check)), chart.near.ago(chart.rng.randrange(400)))


def tell_undecided(chart: Chart) -> None:
    """Whether the person has been in care for long enough is not known."""
    chart.claim_unsure(planted.HEALTH_CHECKS, chart.key)


def tell_all(chart: Chart) -> None:
    """All were made within the year; earlier ones, and a weight, change nothing."""
    checks = Checks(chart)
    checks.add_all()
    if chart.rng.random() < 0.4:
        checks.add(chart.rng.choice(tuple(Check)), chart.near.ago(chart.rng.randrange(366, 1500)))
    if chart.rng.random() < 0.3:
        add_weight(chart, chart.near.ago(chart.rng.randrange(300)))
    checks.claim()


def tell_some(chart: Chart) -> None:
    """Some were not made; a weight, and somebody else's check, do not stand in for one."""
    rng = chart.rng
    checks, missing = Checks(chart), rng.sample(tuple(Check), rng.choice((1, 1, 2, 3, 5)))
    checks.add_all(but=missing)
    if rng.random() < 0.4:
        add_weight(chart, chart.near.ago(rng.randrange(300)))
    if chart.bystander is not None and rng.random() < 0.3:
        chart.distractors += 1
        add_measurement(chart, missing[0], chart.near.ago(rng.randrange(300)), of=chart.bystander)
    checks.claim()


def tell_none(chart: Chart) -> None:
    """None was made."""
    Checks(chart).claim()


def tell_last_good_day(chart: Chart) -> None:
    """One was made on the first day that counts: the day after the same day a year ago."""
    _all_but_one(chart, chart.near.year_ago + ONE_DAY)


def tell_first_bad_day(chart: Chart) -> None:
    """One was made on the same day a year ago."""
    _all_but_one(chart, chart.near.year_ago)


def tell_old(chart: Chart) -> None:
    """One was made years ago."""
    _all_but_one(chart, pick(chart.rng, chart.near, chart.near.ago(2000), chart.near.year_ago))


def tell_answered(chart: Chart) -> None:
    """One was declined, or its result is hidden: that counts for as long as one that was made."""
    day = _some_day(chart) if chart.rng.random() < 0.7 else chart.near.year_ago
    _all_but_one(chart, day, absent=chart.rng.choice(_ANSWERED))


def tell_not_made(chart: Chart) -> None:
    """There is a row for one, and it says that it was not made or that nobody knows."""
    chart.distractors += 1
    _all_but_one(chart, _some_day(chart), absent=chart.rng.choice(_NOT_MADE))


def tell_draft(chart: Chart) -> None:
    """One is not final."""
    chart.distractors += 1
    _all_but_one(chart, _some_day(chart), progress=Progress.DRAFT)


def tell_void(chart: Chart) -> None:
    """One was called off or entered in error."""
    chart.distractors += 1
    _all_but_one(chart, _some_day(chart), progress=Progress.VOID)


def tell_ahead(chart: Chart) -> None:
    """One is dated after the day of the check."""
    _all_but_one(chart, chart.near.ahead(chart.rng.randrange(1, 60)))


def tell_undated(chart: Chart) -> None:
    """One was made nobody knows when."""
    _all_but_one(chart, None)


def tell_partial(chart: Chart) -> None:
    """One was made in a month or year, some of whose days may count."""
    partials = _undecided(chart) if chart.rng.random() < 0.6 else _begun(chart)
    _all_but_one(chart, chart.rng.choice(partials).text)


def tell_undated_and_missing(chart: Chart) -> None:
    """One was made nobody knows when, and another was not made."""
    one, other = chart.rng.sample(tuple(Check), 2)
    checks = Checks(chart)
    checks.add_all(but=(one, other))
    checks.add(one, None)
    checks.claim()


def _all_but_one(
    chart: Chart, when: date | str | None, *, progress: Progress = Progress.DONE, absent: str | None = None
) -> None:
    one, checks = chart.rng.choice(tuple(Check)), Checks(chart)
    checks.add_all(but=(one,))
    checks.add(one, when, progress=progress, absent=absent)
    checks.claim()


def _some_day(chart: Chart) -> date:
    return pick(chart.rng, chart.near, chart.near.year_ago + ONE_DAY, chart.near.as_of)


def _begun(chart: Chart) -> list[Partial]:
    return [each for each in (*chart.near.years, *chart.near.months) if each.earliest <= chart.near.as_of]


def _undecided(chart: Chart) -> list[Partial]:
    return [each for each in _begun(chart) if each.earliest <= chart.near.year_ago < each.latest]


def _asked_undecided(chart: Chart) -> bool:
    return is_asked(chart) and bool(_undecided(chart))


STORIES = (
    Weighted(Story("not asked", tell_not_asked, is_not_asked), 150),
    Weighted(Story("undecided", tell_undecided, is_undecided), 10),
    Weighted(Story("all", tell_all, is_asked), 16),
    Weighted(Story("some", tell_some, is_asked), 10),
    Weighted(Story("none", tell_none, is_asked), 3),
    Weighted(Story("last good day", tell_last_good_day, is_asked), 1),
    Weighted(Story("first bad day", tell_first_bad_day, is_asked), 1),
    Weighted(Story("old", tell_old, is_asked), 3),
    Weighted(Story("answered", tell_answered, is_asked), 3),
    Weighted(Story("not made", tell_not_made, is_asked), 2),
    Weighted(Story("draft", tell_draft, is_asked), 1),
    Weighted(Story("void", tell_void, is_asked), 1),
    Weighted(Story("ahead", tell_ahead, is_asked), 1),
    Weighted(Story("undated", tell_undated, is_asked), 1),
    Weighted(Story("partial", tell_partial, _asked_undecided), 2),
    Weighted(Story("undated and missing", tell_undated_and_missing, is_asked), 1),
)
