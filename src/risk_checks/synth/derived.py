"""Referrals that no episode records, known from contacts alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from risk_checks.synth.chart import Chart, Referral, Resource
from risk_checks.synth.encounters import add_contacts, add_phantom_contact
from risk_checks.synth.horizon import pick
from risk_checks.synth.services import SERVICES, organization_id


@dataclass(frozen=True, slots=True)
class Provider:
    """Who provides the care, and how that ends the key of a derived referral."""

    suffix: str
    reference: Resource | None


NO_PROVIDER = Provider("none", None)


def any_provider(chart: Chart) -> Provider:
    """Return one of the services."""
    return _provider(chart.rng.randrange(len(SERVICES)))


def two_providers(chart: Chart) -> tuple[Provider, Provider]:
    """Return two services that differ."""
    first, second = chart.rng.sample(range(len(SERVICES)), 2)
    return _provider(first), _provider(second)


def in_contact(chart: Chart, start: date, provider: Provider) -> Referral:
    """Add contacts that make a referral in care: the last one no more than a year ago, or still going on."""
    rng, near = chart.rng, chart.near
    last = None if rng.random() < 0.3 else pick(rng, near, max(start, near.year_ago), near.as_of)
    add_contacts(chart, start=start, last=last, provider=provider.reference)
    if rng.random() < 0.3:
        add_phantom_contact(chart, provider.reference)
    return Referral(f"{chart.key}#referral.{provider.suffix}", start, (near.as_of - start).days)


def lapsed(chart: Chart, provider: Provider) -> None:
    """Add contacts of which the last ended more than a year ago, by a day or by years."""
    rng, near = chart.rng, chart.near
    last = near.year_ago - timedelta(days=1 if rng.random() < 0.4 else rng.randrange(2, 900))
    add_contacts(chart, start=last - timedelta(days=rng.randrange(600)), last=last, provider=provider.reference)
    add_phantom_contact(chart, provider.reference)


def _provider(number: int) -> Provider:
    reference = f"Organization/{organization_id(number + 1)}"
    return Provider(reference, {"reference": reference})
