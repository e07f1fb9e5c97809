"""One person's record while it is being written, with the outcomes it must lead to."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from random import Random

from risk_checks.model.outcome import OutcomeKind, ReasonCode, RuleId
from risk_checks.synth.facts import Facts, Resource
from risk_checks.synth.horizon import Horizon

__all__ = ["LOCAL", "SNOMED", "Chart", "Claim", "Referral", "Resource", "concept"]

SNOMED = "http://snomed.info/sct"
LOCAL = "https://codes.example.org/forms"


@dataclass(frozen=True, slots=True)
class Referral:
    """A referral that is in care on the day of the check."""

    key: str
    start: date
    age_days: int


@dataclass(frozen=True, slots=True)
class Claim:
    """One row of the truth: what a rule must say of a subject."""

    rule: RuleId
    subject: str
    outcome: OutcomeKind
    reason: ReasonCode
    due_on: date | None


@dataclass(slots=True)
class Chart:
    """A person's resources and claims as they grow; `nominal` stands in for a start where no referral is in care.

    `number` is an NHS number that nobody else has. `bystander` is a patient who gives no outcomes, to whom other
    people's evidence can belong.
    """

    rng: Random
    near: Horizon
    patient: str
    number: str
    bystander: str | None
    checked: bool = True
    exempt: bool = False
    died_some_day: bool = False
    former: str | None = None
    referrals: tuple[Referral, ...] = ()
    derived: bool = False
    nominal: date = date.min
    resources: list[Resource] = field(default_factory=list)
    contacts: list[Resource] = field(default_factory=list)
    claims: dict[tuple[RuleId, str], Claim] = field(default_factory=dict)
    distractors: int = 0
    facts: Facts = field(default_factory=Facts)

    @property
    def key(self) -> str:
        """The key of the patient as outcomes name it."""
        return f"Patient/{self.patient}"

    @property
    def oldest(self) -> date:
        """The start of the referral that began first."""
        return min((each.start for each in self.referrals), default=self.nominal)

    @property
    def newest(self) -> date:
        """The start of the referral that began last."""
        return max((each.start for each in self.referrals), default=self.nominal)

    @property
    def youngest_days(self) -> int:
        """How many days ago the newest referral started."""
        return (self.near.as_of - self.newest).days

    def subject(self) -> Resource:
        """Return a reference to the patient, for a merged person to either of the two records."""
        chosen = self.patient
        if self.former is not None and self.rng.random() < 0.5:
            chosen = self.former
        return {"reference": f"Patient/{chosen}"}

    def add(self, kind: str, **elements: object) -> str:
        """Add a resource, its id made from the patient's and its place in the record, and return that id."""
        identity = f"{self.patient}-{len(self.resources) + 1:02}"
        self.resources.append({"resourceType": kind, "id": identity, **elements})
        return identity

    def claim(
        self, rule: RuleId, subject: str, outcome: OutcomeKind, reason: ReasonCode, due_on: date | None = None
    ) -> None:
        """Write down what a rule must say; of the dead that is always exempt, of people not checked nothing."""
        if not self.checked:
            return
        if (rule, subject) in self.claims:
            raise AssertionError(f"two claims for {rule}")
        if self.exempt:
            outcome, reason, due_on = OutcomeKind.EXEMPT, ReasonCode.EXEMPT, None
        self.claims[rule, subject] = Claim(rule, subject, outcome, reason, due_on)

    def claim_of_dead(self, rule: RuleId, subject: str, outcome: OutcomeKind, reason: ReasonCode) -> None:
        """Write down what a rule must say that asks about the dead alone."""
        assert self.exempt
        if self.checked:
            self.claims[rule, subject] = Claim(rule, subject, outcome, reason, None)

    def claim_unsure(self, rule: RuleId, subject: str) -> None:
        """Write down that a rule cannot tell whether it applies, which is asked before whether the person has died."""
        if self.checked:
            self.claims[rule, subject] = Claim(
                rule, subject, OutcomeKind.UNKNOWN, ReasonCode.POPULATION_NOT_KNOWN, None
            )


def concept(system: str, code: str, text: str | None = None) -> Resource:
    """Return a CodeableConcept of one coding."""
    made: Resource = {"coding": [{"system": system, "code": code}]}
    if text is not None:
        made["text"] = text
    return made
