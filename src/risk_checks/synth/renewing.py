"""Stories of evidence that has to be renewed, told of any rule that asks for it in one of several ways.

While the first deadline of a referral runs, the ways in which nothing is recorded are not yet due, and so is the whole:
what is out of date, or may be evidence, changes nothing before that.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from risk_checks.model.duration import Duration, shift
from risk_checks.model.outcome import OutcomeKind, ReasonCode, RuleId
from risk_checks.synth.chart import Chart, Referral
from risk_checks.synth.deck import Weighted
from risk_checks.synth.horizon import ONE_DAY, Horizon, Partial, first_current, pick
from risk_checks.synth.story import Story


class State(Enum):
    """How far the evidence got."""

    COUNTS = "counts"
    DRAFT = "draft"
    RETRACTED = "retracted"


When = date | str | None
Add = Callable[[Chart, When, State], None]


@dataclass(frozen=True, slots=True)
class Way:
    """One way to answer: how it is added, and whether the rule names it first, so that its reasons are given."""

    add: Add
    is_first: bool
    fits: Callable[[Chart], bool]
    needs_day: bool = False


def is_asked(chart: Chart) -> bool:
    """Return whether there is somebody to ask about."""
    return chart.facts.has_carer


@dataclass(frozen=True, slots=True)
class Question:
    """A rule of referrals of people with a carer, what renews it, and the days until something must be there first.

    `asks` says whether there is somebody of whom it asks.
    """

    rule: RuleId
    every: Duration
    first_days: int
    ways: tuple[Way, ...]
    add_look_alike: Callable[[Chart], None]
    asks: Callable[[Chart], bool] = is_asked

    def first_current(self, near: Horizon) -> date:
        """Return the first day whose renewal is not before the day of the check."""
        return first_current(near.as_of, self.every)

    def counts_from(self, start: date) -> date:
        """Return the first day that counts for a referral of that start."""
        return shift(start, self.every, sign=-1)


def stories(question: Question) -> tuple[Weighted[Story], ...]:
    """Return the stories of a question."""
    telling, asked = _Telling(question), question.asks
    return (
        Weighted(Story("nobody", telling.nobody, lambda c: not asked(c)), 40),
        Weighted(Story("current", telling.current, asked), 40),
        Weighted(Story("last good day", telling.last_good_day, asked), 4),
        Weighted(Story("first bad day", telling.first_bad_day, asked), 4),
        Weighted(Story("old", telling.old, asked), 12),
        Weighted(Story("before start", telling.before_start, asked), 3),
        Weighted(Story("undated", telling.undated, asked), 3),
        Weighted(Story("partly current", telling.partly_current, telling.can_be_partly_current), 2),
        Weighted(Story("partly undecided", telling.partly_undecided, telling.can_be_undecided), 2),
        Weighted(Story("none", telling.none, asked), 14),
        Weighted(Story("look-alikes", telling.only_look_alikes, asked), 8),
        Weighted(Story("draft", telling.draft, asked), 3),
        Weighted(Story("retracted", telling.retracted, asked), 3),
        Weighted(Story("future", telling.future, asked), 3),
    )


def claim_unmet(chart: Chart, question: Question, reason: ReasonCode) -> None:
    """Claim that nothing counts."""
    for each in chart.referrals:
        _claim_unmet(chart, question, each, reason)


def claim_unknown(chart: Chart, question: Question, reason: ReasonCode) -> None:
    """Claim that what is there may count: due while the first deadline runs, then not to be told."""
    for each in chart.referrals:
        if not _claim_due(chart, question, each):
            chart.claim(question.rule, each.key, OutcomeKind.UNKNOWN, reason)


def _claim_due(chart: Chart, question: Question, referral: Referral) -> bool:
    is_due = referral.age_days <= question.first_days
    if is_due:
        deadline = referral.start + timedelta(days=question.first_days)
        chart.claim(question.rule, referral.key, OutcomeKind.DUE, ReasonCode.NOT_YET_DUE, deadline)
    return is_due


def _claim_unmet(chart: Chart, question: Question, referral: Referral, reason: ReasonCode) -> None:
    if not _claim_due(chart, question, referral):
        deadline = referral.start + timedelta(days=question.first_days)
        chart.claim(question.rule, referral.key, OutcomeKind.GAP, reason, deadline)


class _Telling:
    """The stories of one question."""

    def __init__(self, question: Question) -> None:
        self._question = question

    def nobody(self, chart: Chart) -> None:
        """There is nobody to ask about."""
        if chart.rng.random() < 0.05:
            self._question.add_look_alike(chart)

    def current(self, chart: Chart) -> None:
        """Done or renewed in time."""
        self._on(chart, pick(chart.rng, chart.near, self._first_current(chart), chart.near.as_of))

    def last_good_day(self, chart: Chart) -> None:
        """Done on the first day that is still current."""
        self._on(chart, self._first_current(chart))

    def first_bad_day(self, chart: Chart) -> None:
        """Done on the last day that is no longer current."""
        self._on(chart, self._first_current(chart) - ONE_DAY)

    def old(self, chart: Chart) -> None:
        """Done, and not renewed in time."""
        last = self._first_current(chart) - ONE_DAY
        first = min(last, self._question.counts_from(chart.newest))
        self._on(chart, pick(chart.rng, chart.near, first, last))

    def before_start(self, chart: Chart) -> None:
        """Done so long before the start that it does not count."""
        last = min(self._question.counts_from(chart.oldest), self._first_current(chart)) - ONE_DAY
        self._on(chart, pick(chart.rng, chart.near, last - timedelta(days=900), last))

    def undated(self, chart: Chart) -> None:
        """Done, nobody knows when."""
        way = self._way(chart, exact=False)
        claim_unknown(chart, self._question, ReasonCode.DATE_NOT_KNOWN)
        way.add(chart, None, State.COUNTS)

    def can_be_partly_current(self, chart: Chart) -> bool:
        """Return whether there is somebody to ask about, and a month or year that is current from end to end."""
        return self._question.asks(chart) and bool(self._wholly_current(chart))

    def partly_current(self, chart: Chart) -> None:
        """Done in a month or year that is current from end to end; it is renewed after its last day."""
        partial = chart.rng.choice(self._wholly_current(chart))
        way = self._way(chart, exact=False)
        until = shift(partial.latest, self._question.every)
        for each in chart.referrals:
            chart.claim(self._question.rule, each.key, OutcomeKind.MET, ReasonCode.CURRENT, until)
        way.add(chart, partial.text, State.COUNTS)

    def can_be_undecided(self, chart: Chart) -> bool:
        """Return whether there is somebody to ask about, and a month or year of which some days are current."""
        return self._question.asks(chart) and bool(self._undecided(chart))

    def partly_undecided(self, chart: Chart) -> None:
        """Done in a month or year some of whose days are current."""
        way = self._way(chart, exact=False)
        claim_unknown(chart, self._question, ReasonCode.DATE_NOT_KNOWN)
        way.add(chart, chart.rng.choice(self._undecided(chart)).text, State.COUNTS)

    def none(self, chart: Chart) -> None:
        """Nothing."""
        claim_unmet(chart, self._question, ReasonCode.NONE_RECORDED)

    def only_look_alikes(self, chart: Chart) -> None:
        """Nothing but what looks like it."""
        claim_unmet(chart, self._question, ReasonCode.NONE_RECORDED)
        self._question.add_look_alike(chart)

    def draft(self, chart: Chart) -> None:
        """Begun or planned, and not done."""
        self._not_counting(chart, State.DRAFT, ReasonCode.ONLY_DRAFT)

    def retracted(self, chart: Chart) -> None:
        """Called off, or taken back."""
        self._not_counting(chart, State.RETRACTED, ReasonCode.ONLY_RETRACTED)

    def future(self, chart: Chart) -> None:
        """Dated after the day of the check."""
        way = self._way(chart)
        claim_unmet(chart, self._question, ReasonCode.ONLY_FUTURE if way.is_first else ReasonCode.NONE_RECORDED)
        way.add(chart, pick(chart.rng, chart.near, chart.near.ahead(1), chart.near.ahead(90)), State.COUNTS)

    def _not_counting(self, chart: Chart, state: State, reason: ReasonCode) -> None:
        way = self._way(chart)
        chart.distractors += 1
        claim_unmet(chart, self._question, reason if way.is_first else ReasonCode.NONE_RECORDED)
        way.add(chart, pick(chart.rng, chart.near, self._first_current(chart), chart.near.as_of), state)

    def _on(self, chart: Chart, day: date) -> None:
        question, way = self._question, self._way(chart)
        for each in chart.referrals:
            until = shift(day, question.every)
            if day < question.counts_from(each.start):
                before = ReasonCode.ONLY_BEFORE_START if way.is_first else ReasonCode.NONE_RECORDED
                _claim_unmet(chart, question, each, before)
            elif until >= chart.near.as_of:
                chart.claim(question.rule, each.key, OutcomeKind.MET, ReasonCode.CURRENT, until)
            elif not _claim_due(chart, question, each):
                # Nothing is recorded in the other ways; the last of all the deadlines is the one that was missed.
                deadline = max(until, each.start + timedelta(days=question.first_days))
                old = ReasonCode.OUT_OF_DATE if way.is_first else ReasonCode.NONE_RECORDED
                chart.claim(question.rule, each.key, OutcomeKind.GAP, old, deadline)
        way.add(chart, day, State.COUNTS)
        if chart.rng.random() < 0.15:
            self._question.add_look_alike(chart)

    def _way(self, chart: Chart, *, exact: bool = True) -> Way:
        fitting = [each for each in self._question.ways if each.fits(chart) and (exact or not each.needs_day)]
        return chart.rng.choice(fitting)

    def _first_current(self, chart: Chart) -> date:
        return self._question.first_current(chart.near)

    def _wholly_current(self, chart: Chart) -> list[Partial]:
        first = self._first_current(chart)
        return [each for each in _partials(chart) if first <= each.earliest <= chart.near.as_of]

    def _undecided(self, chart: Chart) -> list[Partial]:
        counts, first = self._question.counts_from(chart.newest), self._first_current(chart)
        return [each for each in _partials(chart) if counts <= each.earliest < first <= each.latest]


def _partials(chart: Chart) -> tuple[Partial, ...]:
    return (*chart.near.years, *chart.near.months)
