"""A made-up cohort in the tables of the spec tests: full of gaps, its days drawn from a pool around one boundary."""

from __future__ import annotations

from random import Random

from tests.spec.harness import World
from tests.spec.rows import NOTHING, Cell, Rows, Written, assessed, caring, no_rows, person, referred, stored
from tests.spec.world import EVERY_TYPE

POOL = (
    "2023-02-28", "2024-02-28", "2024-02-29", "2024-06-01", "2024-06-14", "2024-06-15", "2024-06-16", "2025-01-31",
    "2025-05-15", "2025-05-31", "2025-06-01", "2025-06-02", "2025-06-14", "2025-06-15", "2025-06-16", "2025-07-01",
    "2025-12-01", "2026-01-31",
)  # fmt: skip
PARTIAL = ("2023", "2024", "2025", "2026", "2024-02", "2024-06", "2025-05", "2025-06", "2025-07")
CODES = ("risk", "risk", "risk", "risk", "formulation falls", "falls", NOTHING)
FIRST = "Patient/0"
"""Whoever is merged has become this person, who is checked."""


class Dealer:
    """Rows dealt from one seed."""

    def __init__(self, seed: int) -> None:
        self._chance = Random(seed)

    def some(self, *choices: Cell) -> Cell:
        """Return one of the choices."""
        return self._chance.choice(choices)

    def text(self, *choices: str) -> str:
        """Return one of the texts."""
        return self._chance.choice(choices)

    def days(self) -> str:
        """Return a day: exact in six of ten."""
        one, other = sorted(self._chance.choices(POOL, k=2))
        return self.text(*[one] * 6, self.text(*PARTIAL), f"{one}..{other}", self.text(f"{one}..", f"..{one}"), NOTHING)

    def up_to(self, most: int) -> range:
        """Return a range with between none and so many numbers."""
        return range(self._chance.randint(0, most))

    def referral(self) -> Written:
        """Return a referral, mostly open."""
        return referred(
            self.days(),
            end=self.text("open", "open", "open", self.days()),
            status=self.text(*["open"] * 6, "planned", "closed", "cancelled", "retracted", NOTHING),
            team=self.some("Team/1", "Team/2", NOTHING),
            kinds=self.text("adult", "adult", NOTHING),
            visits=self.some(0, 1, 2, NOTHING),
            agreed=self.some(True, True, False, NOTHING),
        )

    def assessment(self) -> Written:
        """Return an assessment, mostly complete."""
        return assessed(
            self.days(),
            status=self.text(*["complete"] * 6, "draft", "stopped", "retracted", NOTHING),
            kinds=self.text(*CODES),
            markers=self.text(*CODES),
            score=self.some(0, 1, 2, NOTHING),
            author=self.some("Team/1", "Team/2", NOTHING),
            seen=self.some(True, False, NOTHING),
            review=self.days(),
        )

    def carer(self) -> Written:
        """Return a mention of a carer, mostly active."""
        return caring(
            active=self.some(True, True, True, False, NOTHING),
            start=self.days(),
            end=self.text("open", "open", self.days()),
            lives_in=self.some(True, False, NOTHING),
        )

    def person(self) -> Written:
        """Return a person, mostly alive and checked."""
        return person(
            deceased=self.some(*[False] * 6, True, NOTHING),
            deceased_date=self.days(),
            birth_date=self.days(),
            standing=self.some(*["checked"] * 8, "test", "inactive", "merged"),
        )


def cohort(seed: int, *, people: int) -> Rows:
    """Return the rows of so many people, and a few that belong to nobody."""
    deal, rows = Dealer(seed), no_rows()
    for number in range(people):
        key = f"Patient/{number}"
        one = deal.person() if number else person()
        survivor = FIRST if one.cells.get("standing") == "merged" else key
        whose = [survivor] * 18 + ["Patient/none", NOTHING]
        theirs = [
            *(deal.referral() for _ in deal.up_to(2)),
            *(deal.assessment() for _ in deal.up_to(3)),
            *(deal.carer() for _ in deal.up_to(2)),
        ]
        rows["patient"].append(stored(one, key=key, patient=survivor))
        for index, row in enumerate(theirs):
            patient = deal.text(*whose)
            rows[row.table.name].append(
                stored(row, key=f"{key}/{index}", patient=None if patient == NOTHING else patient)
            )
    return rows


def world(seed: int, *, people: int) -> World:
    """Return a cohort of which one type is not covered for some people, and for every third seed for nobody."""
    aside = {f"Patient/{number}": frozenset({"Observation"}) for number in range(0, people, 9)}
    aside |= {f"Patient/{number}": frozenset({"RelatedPerson", "Encounter"}) for number in range(4, people, 9)}
    covers = EVERY_TYPE - {"Observation"} if seed % 3 == 2 else EVERY_TYPE
    return World(cohort(seed, people=people), covers, aside, set_aside=seed)
