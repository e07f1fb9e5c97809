"""A whole cohort in a folder, dealt in parts that know nothing of each other."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from random import Random

from risk_checks.errors import UsageError
from risk_checks.synth.folder import CohortFolder, PartFiles
from risk_checks.synth.horizon import horizon
from risk_checks.synth.people import Dealer
from risk_checks.synth.services import service_resources

DEFAULT_AS_OF = date(2026, 11, 1)
YEARS = range(1980, 2101)
PART = 5_000
"""How many Patient resources are dealt together: each part has packs of its own, so that it can be made by itself."""


@dataclass(frozen=True, slots=True)
class Part:
    """Some people of a cohort, by their places in it, and where their files belong."""

    folder: Path
    places: range
    width: int
    seed: str
    as_of: date


def make_cohort(folder: Path, *, people: int, seed: int, as_of: date = DEFAULT_AS_OF, workers: int = 1) -> None:
    """Write a made-up extract of so many Patient resources, and `truth.csv` with every outcome it must lead to.

    The same people, seed and day give the same bytes, however many `workers` there are: processes, each of which makes
    5,000 people at a time. Files appear when all are whole, or not at all; files of the same names are replaced.

    Raises:
        UsageError: people is negative, or the day lies outside the years 1980 to 2100.
    """
    if people < 0:
        raise UsageError("RC-E690", f"people is {people}", hint="expected 0 or more")
    if as_of.year not in YEARS:
        raise UsageError("RC-E691", f"as_of is {as_of}", hint="expected a day of the years 1980 to 2100")
    with CohortFolder(folder) as files:
        with PartFiles(files.part(0), as_of=as_of) as services:
            services.add(service_resources())
        parts = list(_parts(files, people=people, seed=seed, as_of=as_of))
        if workers == 1 or len(parts) < 2:
            for part in parts:
                write_part(part)
        else:
            with ProcessPoolExecutor(min(workers, len(parts)), mp_context=get_context("spawn")) as pool:
                list(pool.map(write_part, parts))


def _parts(files: CohortFolder, *, people: int, seed: int, as_of: date) -> Iterator[Part]:
    for number, first in enumerate(range(1, people + 1, PART), start=1):
        places = range(first, min(first + PART, people + 1))
        width = max(6, len(str(people)))
        yield Part(files.part(number), places, width=width, seed=f"{seed}:{number}", as_of=as_of)


def write_part(part: Part) -> None:
    """Write the people of a part, and what must be said of them."""
    dealer = Dealer(rng=Random(part.seed), near=horizon(part.as_of), places=part.places, width=part.width)
    with PartFiles(part.folder, as_of=part.as_of) as files:
        for person in dealer.deal():
            files.add(person.resources)
            files.add_truth(f"Patient/{person.patient}", person.claims)
