"""A whole cohort in a folder."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from random import Random

from risk_checks.errors import UsageError
from risk_checks.synth.folder import CohortFolder
from risk_checks.synth.horizon import horizon
from risk_checks.synth.people import Dealer
from risk_checks.synth.services import service_resources

DEFAULT_AS_OF = date(2026, 11, 1)
YEARS = range(1980, 2101)


def make_cohort(folder: Path, *, people: int, seed: int, as_of: date = DEFAULT_AS_OF) -> None:
    """Write a made-up extract of so many Patient resources, and `truth.csv` with every outcome it must lead to.

    The same people, seed and day give the same bytes. Files appear when all are whole, or not at all; files of the
    same names are replaced.

    Raises:
        UsageError: people is negative, or the day lies outside the years 1980 to 2100.
    """
    if people < 0:
        raise UsageError("RC-E690", f"people is {people}", hint="expected 0 or more")
    if as_of.year not in YEARS:
        raise UsageError("RC-E691", f"as_of is {as_of}", hint="expected a day of the years 1980 to 2100")
    dealer = Dealer(rng=Random(seed), near=horizon(as_of), people=people)
    with CohortFolder(folder, as_of=as_of) as files:
        files.add(service_resources())
        for person in dealer.deal():
            files.add(person.resources)
            files.add_truth(f"Patient/{person.patient}", person.claims)
