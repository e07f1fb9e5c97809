"""One person after another: standing, care, age and a story of each theme are dealt, and the record is written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from functools import partial
from random import Random

from risk_checks.synth import (
    agreements,
    alerts,
    assessments,
    carers,
    checks,
    crisis,
    engagement,
    entries,
    events,
    information,
    missed,
    numbers,
    offers,
    other_plans,
    periods,
    plans,
    reviews,
    sharing,
    stays,
    transition,
    unfinished,
    workers,
)
from risk_checks.synth.assessment_claims import claim_assessments
from risk_checks.synth.births import BIRTHS, born
from risk_checks.synth.care import (
    AGES,
    CARES,
    EPISODIC,
    Care,
    cancelled_episode,
    closed_episode,
    deal_start,
    episode_ahead,
    open_episode,
    untouched,
    void_episode,
)
from risk_checks.synth.chart import Chart, Claim, Referral, Resource
from risk_checks.synth.closings import claim_closings
from risk_checks.synth.deaths import DEATHS, can_be, day_of
from risk_checks.synth.deck import Deck
from risk_checks.synth.derived import NO_PROVIDER, any_provider, in_contact, lapsed, two_providers
from risk_checks.synth.details import claim_details
from risk_checks.synth.encounters import add_contacts, add_phantom_contact
from risk_checks.synth.episode_claims import claim_episodes
from risk_checks.synth.facts import AssessmentRow, CarePlan, Span
from risk_checks.synth.horizon import Horizon
from risk_checks.synth.identity import nhs_numbers
from risk_checks.synth.named import claim_named
from risk_checks.synth.plan_claims import claim_plans
from risk_checks.synth.services import any_organization
from risk_checks.synth.standing import STANDINGS, Standing, is_checked, is_exempt, patients
from risk_checks.synth.story import EntryStory, PlanStory, Story


@dataclass(frozen=True, slots=True)
class Person:
    """A person's resources, and everything that must be said of them on the day."""

    patient: str
    standing: Standing
    care: Care
    resources: tuple[Resource, ...]
    claims: tuple[Claim, ...]
    distractors: int


class Bearing(Enum):
    """What a story told of a person can show. Each has packs of its own, so that no story's first telling is wasted."""

    ANY_OUTCOME = "every first deadline has passed"
    NEW = "some first deadline still runs"
    EXEMPT = "dead, and in care"
    NO_OUTCOME = "not checked, or not in care"


class Dealer:
    """The packs of standings, shapes of care, ages and stories from which a cohort, or a part of it, is dealt.

    `places` are those of the people among all of the cohort, and `width` the digits of their ids.
    """

    def __init__(self, *, rng: Random, near: Horizon, places: range, width: int = 6) -> None:
        self._rng = rng
        self._near = near
        self._places = places
        self._width = width
        # One number in eleven is left out: parts that begin further apart than they have people never meet.
        self._numbers = nhs_numbers(1 + (places.start - 1) * 9 // 8 % 999_999)
        self._standings = Deck(STANDINGS)
        self._cares = Deck(CARES)
        self._ages = Deck(AGES)
        self._births = Deck(BIRTHS)
        self._deaths = Deck(DEATHS)
        self._themes = {bearing: _themes() for bearing in Bearing}
        self._plan_themes = {bearing: _plan_themes() for bearing in Bearing}
        self._missed = {bearing: Deck(missed.STORIES) for bearing in Bearing}
        self._stays = {bearing: Deck(stays.STORIES) for bearing in Bearing}
        self._events = {bearing: Deck(events.STORIES) for bearing in Bearing}
        self._entries = {bearing: Deck(entries.STORIES) for bearing in Bearing}
        self._bystander: str | None = None

    def deal(self) -> Iterator[Person]:
        """Return the people one by one; a merged person takes two of the patient ids."""
        place = self._places.start
        while place < self._places.stop:
            person = self._person(place, room=self._places.stop - place)
            if not is_checked(person.standing):
                self._bystander = person.patient
            yield person
            place += 2 if person.standing is Standing.MERGED else 1

    def _person(self, place: int, *, room: int) -> Person:
        rng = self._rng
        standing = self._standings.deal(rng, lambda each: each is not Standing.MERGED or room > 1)
        is_merged = standing is Standing.MERGED
        care = self._cares.deal(rng, lambda each: not is_merged or each in EPISODIC)
        chart = self._chart(place, standing)
        self._write_care(chart, care)
        bearing = _bearing(chart)
        for theme in self._themes[bearing]:
            theme.deal(rng, lambda story: story.suits(chart)).tell(chart)
        for plan in chart.facts.plans:
            for questions in self._plan_themes[bearing]:
                questions.deal(rng, partial(_suits, chart, plan)).tell(chart, plan)
        self._stays[bearing].deal(rng, lambda story: story.suits(chart)).tell(chart)
        self._events[bearing].deal(rng, lambda story: story.suits(chart)).tell(chart)
        claim_details(chart)
        missed.claim_unclear(chart)
        self._missed[bearing].deal(rng, lambda story: story.suits(chart)).tell(chart)
        claim_closings(chart)
        for assessment in chart.facts.assessment_rows:
            self._entries[bearing].deal(rng, partial(_suits_entry, chart, assessment)).tell(chart, assessment)
        claim_assessments(chart)
        claim_plans(chart)
        claim_named(chart)
        claim_episodes(chart)
        identity = patients(chart, standing=standing)
        return Person(
            patient=chart.patient,
            standing=standing,
            care=care,
            resources=(*identity, *chart.resources),
            claims=tuple(sorted(chart.claims.values(), key=lambda each: (each.rule, each.subject))),
            distractors=chart.distractors,
        )

    def _chart(self, place: int, standing: Standing) -> Chart:
        patient, former = self._identity(place), None
        if standing is Standing.MERGED:
            former = self._identity(place + 1)
            if self._rng.random() < 0.5:
                patient, former = former, patient
        chart = Chart(
            rng=self._rng,
            near=self._near,
            patient=patient,
            number=next(self._numbers),
            bystander=self._bystander,
            checked=is_checked(standing),
            exempt=is_exempt(standing),
            died_some_day=standing is Standing.DEAD,
            former=former,
        )
        chart.facts.born = born(self._rng, self._near, self._births.deal(self._rng, lambda _: True))
        chart.facts.died = self._died(standing)
        chart.facts.may_have_died = standing is Standing.DEATH_UNREADABLE
        chart.facts.plans_closed = chart.exempt and self._rng.random() < 0.6
        return chart

    def _died(self, standing: Standing) -> Span | None:
        rng, near = self._rng, self._near
        match standing:
            case Standing.DIED_THAT_DAY:
                return Span(near.as_of, near.as_of)
            case Standing.DIED_BEFORE:
                return day_of(rng, near, self._deaths.deal(rng, partial(can_be, near)))
            case _:
                return None

    def _identity(self, place: int) -> str:
        return f"p{place:0{self._width}}"

    def _write_care(self, chart: Chart, care: Care) -> None:
        chart.nominal = deal_start(chart, self._ages)
        if care in _DERIVING:
            chart.derived = True
            chart.referrals = self._derived(chart, care)
        else:
            chart.referrals = self._episodic(chart, care)
            chart.derived = care is Care.NONE or care is Care.VOID
            self._add_contacts_beside(chart, care)

    def _derived(self, chart: Chart, care: Care) -> tuple[Referral, ...]:
        match care:
            case Care.DERIVED_NO_PROVIDER:
                return (in_contact(chart, chart.nominal, NO_PROVIDER),)
            case Care.DERIVED_TWO:
                one, other = two_providers(chart)
                first, second = self._two_starts(chart)
                return in_contact(chart, first, one), in_contact(chart, second, other)
            case Care.DERIVED_AND_LAPSED:
                one, other = two_providers(chart)
                lapsed(chart, other)
                return (in_contact(chart, chart.nominal, one),)
            case Care.LAPSED:
                lapsed(chart, any_provider(chart))
                return ()
            case Care.DERIVED_AFTER_ERROR:
                chart.distractors += 1
                void_episode(chart)
        return (in_contact(chart, chart.nominal, any_provider(chart)),)

    def _episodic(self, chart: Chart, care: Care) -> tuple[Referral, ...]:
        match care:
            case Care.ONE:
                return (open_episode(chart, chart.nominal),)
            case Care.TWO:
                first, second = self._two_starts(chart)
                return open_episode(chart, first), open_episode(chart, second)
            case Care.ONE_AMONG_OTHERS:
                chart.distractors += 1
                referral = open_episode(chart, chart.nominal)
                for _ in range(chart.rng.choice((1, 1, 2))):
                    chart.rng.choice((closed_episode, closed_episode, closed_episode, void_episode))(chart)
                return (referral,)
        self._without_care(chart, care)
        return ()

    def _without_care(self, chart: Chart, care: Care) -> None:
        chart.distractors += 1
        match care:
            case Care.CLOSED:
                for _ in range(chart.rng.choice((1, 1, 2))):
                    closed_episode(chart)
            case Care.AHEAD:
                episode_ahead(chart)
            case Care.CANCELLED:
                cancelled_episode(chart)
            case Care.VOID:
                void_episode(chart)
            case _:
                untouched(chart)

    def _two_starts(self, chart: Chart) -> tuple[date, date]:
        first, second = chart.nominal, deal_start(chart, self._ages)
        return first, second - timedelta(days=1) if first == second else second

    def _add_contacts_beside(self, chart: Chart, care: Care) -> None:
        """Add contacts that an episode already covers; without an episode, none that took place."""
        rng, near = chart.rng, chart.near
        if chart.derived:
            return
        if care is Care.CANCELLED or rng.random() < 0.3:
            add_contacts(chart, start=near.ago(rng.randrange(1, 900)), last=near.ago(0), provider=any_organization(rng))
        if rng.random() < 0.1:
            add_phantom_contact(chart, any_organization(rng))


_DERIVING = frozenset(
    {
        Care.DERIVED,
        Care.DERIVED_NO_PROVIDER,
        Care.DERIVED_TWO,
        Care.DERIVED_AND_LAPSED,
        Care.DERIVED_AFTER_ERROR,
        Care.LAPSED,
    }
)


def _themes() -> tuple[Deck[Story], ...]:
    told = (
        numbers,
        periods,
        assessments,
        unfinished,
        carers,
        plans,
        other_plans,
        workers,
        crisis,
        transition,
        sharing,
        engagement,
        information,
        offers,
        checks,
        alerts,
    )
    return tuple(Deck(theme.STORIES) for theme in told)


def _plan_themes() -> tuple[Deck[PlanStory], ...]:
    return tuple(Deck(theme.STORIES) for theme in (agreements, reviews))


def _suits(chart: Chart, plan: CarePlan, story: PlanStory) -> bool:
    return story.suits(chart, plan)


def _suits_entry(chart: Chart, assessment: AssessmentRow, story: EntryStory) -> bool:
    return story.suits(chart, assessment)


def _bearing(chart: Chart) -> Bearing:
    if not chart.checked or not chart.referrals:
        return Bearing.NO_OUTCOME
    if chart.exempt:
        return Bearing.EXEMPT
    return Bearing.ANY_OUTCOME if plans.is_past_month(chart) else Bearing.NEW
