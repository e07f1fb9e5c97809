"""The facts of one run: what was read, what was asked, and the sums that show that nothing was lost."""

from __future__ import annotations

import hashlib
import platform
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from importlib.metadata import version
from typing import Any
from zoneinfo import ZoneInfo

from risk_checks.documents import Plain
from risk_checks.engines.protocol import PatientSums, Tally
from risk_checks.errors import EngineError
from risk_checks.model.outcome import OutcomeKind, RuleId
from risk_checks.records.accounting import Fate, Sums
from risk_checks.records.folders import UNFINISHED
from risk_checks.records.problems import Problem
from risk_checks.records.sources import Skipped
from risk_checks.reports.neutral import day_text
from risk_checks.reports.timing import Timings
from risk_checks.rules.choice import WhyNot
from risk_checks.rules.standards import Standards
from risk_checks.tables.given_sums import RowSums
from risk_checks.version import __version__

FORMAT = "risk_checks run 1"
DAYS_A_STATUS_KEEPS = 7  # design clause 5.4a
MANY_ORPHANS = 20  # one subject in so many without a patient is a few; more are told
_HALF_NAMED = 5  # files that look half fetched
ENOUGH_TO_WONDER = 20  # gaps of a rule that nobody meets, before its codes are wondered at


@dataclass(frozen=True, slots=True)
class RuleFacts:
    """A rule as it was run.

    `subjects` is the plural word for what it asks about; `parameters` are as used, values by service as files write
    them, and `shipped` has those of the rule itself that were changed; `cannot_recognise` names its code sets that are
    empty, `filled_here` those that a site filled; `unseen` the types that hold subjects and were not in the input;
    `standards` the criteria that it speaks to, as name/criterion.
    """

    id: RuleId
    slug: str
    title: str
    action: str
    revision: int
    severity: str
    digest: str
    subjects: str
    parameters: Mapping[str, Plain] = field(default_factory=dict)
    shipped: Mapping[str, Plain] = field(default_factory=dict)
    cannot_recognise: tuple[str, ...] = ()
    filled_here: Mapping[str, int] = field(default_factory=dict)
    unseen: tuple[str, ...] = ()
    kahn: str | None = None
    standards: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NotRun:
    """A rule that is in use and was not run, and why."""

    id: RuleId
    slug: str
    title: str
    why: WhyNot
    standards: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, str]:
        """Return what `run.json` says of it."""
        return {"id": self.id, "slug": self.slug, "why": str(self.why)}


@dataclass(frozen=True, slots=True)
class CoverageFacts:
    """Which resource types the input covers, how that was decided, and for how many patients a covered type is not.

    Of these, `unseen_subjects` had a resource set aside that may have been a subject of a rule: they may lack outcomes.
    """

    types: tuple[str, ...]
    how: str
    uncovered_patients: int
    unseen_subjects: int = 0


@dataclass(frozen=True, slots=True)
class RunFacts:
    """What `run.json` says of a run. One whose sums do not add up cannot be made (design clause 5.7).

    `digest` is the digest of the input that keys the pseudonyms of shared outputs: it is never shown. `tables` has what
    became of the rows of tables that were given in the place of FHIR; `mapping` made them of flat files. `not_run` has
    the rules in use that were not run; `failed` the rules that raised, with type and place of the error; `standards`
    what rules may speak to; `timings` where the time went, where that was asked for.
    """

    as_of: date
    zone: str
    engine: str
    versions: Mapping[str, str]
    rules: tuple[RuleFacts, ...]
    coverage: CoverageFacts
    entries: Sums
    patients: PatientSums
    tallies: Mapping[RuleId, Tally]
    not_evaluated: Mapping[RuleId, str]
    problems: Mapping[str, int]
    incomplete: bool
    latest_update: datetime | None
    skipped: tuple[Skipped, ...]
    digest: bytes = field(repr=False)
    tables: Mapping[str, RowSums] = field(default_factory=dict)
    mapping: str | None = None
    not_run: tuple[NotRun, ...] = ()
    standards: Standards = field(default_factory=dict)
    failed: Mapping[RuleId, str] = field(default_factory=dict)
    timings: Timings | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        wrong = [
            *(["entries"] if not self.entries.adds_up else []),
            *(["patients"] if not self.patients.adds_up else []),
            *(f"the rows of the table {name}" for name, sums in self.tables.items() if not sums.adds_up),
            *(f"the subject rows of {rule}" for rule, tally in self.tallies.items() if not tally.adds_up),
            *(
                f"the answers about {rule.id}"
                for rule in self.rules
                if sum(rule.id in told for told in (self.tallies, self.not_evaluated, self.failed)) != 1
            ),
        ]
        if wrong:
            raise EngineError("RC-E490", f"the sums of this run do not add up: {', '.join(wrong)}")

    @property
    def extract_day(self) -> date | None:
        """The day of the latest change in the input, in the run's zone; None where no resource says."""
        return self.latest_update.astimezone(ZoneInfo(self.zone)).date() if self.latest_update else None

    @property
    def statuses_from_another_day(self) -> date | None:
        """The day that undated statuses speak of, where it is more than a week from the day of the check."""
        day = self.extract_day
        return day if day is not None and abs((self.as_of - day).days) > DAYS_A_STATUS_KEEPS else None

    @property
    def warnings(self) -> tuple[str, ...]:
        """What a reader of any output must know before the numbers, in sentences."""
        said = []
        if self.incomplete:
            said.append("INCOMPLETE: part of the input could not be read; fetch it again before relying on this.")
        said += [
            f"{rule} FAILED, by a fault of risk_checks and not of the records: {what}. It says nothing; report this."
            for rule, what in self.failed.items()
        ]
        half = [each.file for each in self.skipped if each.reason == UNFINISHED]
        if half:
            said.append(_half_there(half))
        if self.mapping:
            said.append(f"Tables were made by the mapping {self.mapping}, a preview: hold them against another source.")
        if self.statuses_from_another_day:
            said.append(statuses_warning(self.statuses_from_another_day, as_of=self.as_of))
        unseen = self.coverage.unseen_subjects
        if unseen:
            people = "1 patient" if unseen == 1 else f"{unseen:,} patients"
            said.append(
                f"Of {people} a resource that rules ask about was set aside: without another, they have no outcome."
            )
        run = [rule for rule in self.rules if rule.id in self.tallies]
        unseen_types = dict.fromkeys((rule.subjects, rule.unseen) for rule in run if rule.unseen)
        said += [
            f"Not in this input: {', '.join(types)}. Further {subjects} may be recorded there; they have no outcome."
            for subjects, types in unseen_types
        ]
        said += sorted({_without_patient(rule, self.tallies[rule.id]) for rule in run} - {""})
        empty = [rule.id for rule in run if self.tallies[rule.id].population == 0]
        if len(empty) == 1:
            said.append(f"{empty[0]} applies to nobody in this input: its population is empty.")
        elif empty:
            said.append(f"{', '.join(empty)} apply to nobody in this input: their populations are empty.")
        said += [
            f"{rule.id} is met by nobody, and looks for codes of {_listed(rule.filled_here)}:"
            " are these the codes that this input uses?"
            for rule in run
            if rule.filled_here and _is_met_by_nobody(self.tallies[rule.id])
        ]
        return tuple(said)

    def as_dict(self) -> dict[str, Any]:
        """Return the facts as JSON values, in a fixed order."""
        return {
            "format": FORMAT,
            "as_of": self.as_of.isoformat(),
            "zone": self.zone,
            "engine": self.engine,
            "versions": dict(sorted(self.versions.items())),
            "incomplete": self.incomplete,
            "warnings": list(self.warnings),
            "input": {
                **self._tables(),
                # One way: the digest itself keys the pseudonyms, and would undo them beside a list of NHS numbers.
                "digest": hashlib.sha256(b"risk_checks run.json\0" + self.digest).hexdigest(),
                "latest_update": self.latest_update.isoformat() if self.latest_update else None,
                "statuses_from_another_day": self.statuses_from_another_day is not None,
                "files_skipped": [{"file": each.file, "reason": each.reason} for each in self.skipped],
            },
            "coverage": {
                "types": sorted(self.coverage.types),
                "how": self.coverage.how,
                "uncovered_patients": self.coverage.uncovered_patients,
                "unseen_subjects": self.coverage.unseen_subjects,
            },
            "entries": {"total": self.entries.total, **entry_parts(self.entries)},
            "patients": {"total": self.patients.read, **patient_parts(self.patients)},
            "rules": [self._rule(rule) for rule in self.rules],
            "not_run": [left.as_dict() for left in self.not_run],
            "problems": dict(sorted(self.problems.items())),
            **self._timings(),
        }

    def _timings(self) -> dict[str, Any]:
        if self.timings is None:
            return {}
        return {"timings": {part: round(seconds, 3) for part, seconds in self.timings.seconds.items()}}

    def _tables(self) -> dict[str, Any]:
        if not self.tables:
            return {}
        told = {name: {"rows": sums.read, **sums.parts()} for name, sums in sorted(self.tables.items())}
        return {"kind": "canonical tables", "mapping": self.mapping, "tables": told}

    def _rule(self, rule: RuleFacts) -> dict[str, Any]:
        facts: dict[str, Any] = {
            "id": rule.id,
            "slug": rule.slug,
            "title": rule.title,
            "revision": rule.revision,
            "severity": rule.severity,
            "kahn": rule.kahn,
            "standards": list(rule.standards),
            "digest": rule.digest,
            "parameters": dict(sorted(rule.parameters.items())),
            "shipped_parameters": dict(sorted(rule.shipped.items())),
            "codes_filled_here": dict(sorted(rule.filled_here.items())),
            "cannot_recognise": list(rule.cannot_recognise),
            "not_evaluated": self.not_evaluated.get(rule.id),
            "failed": self.failed.get(rule.id),
        }
        tally = self.tallies.get(rule.id)
        if tally is not None:
            facts["rows"] = {"total": tally.rows, **row_parts(tally)}
            facts["outcomes"] = {str(kind): tally.outcomes.get(kind, 0) for kind in OutcomeKind}
        return facts


def _without_patient(rule: RuleFacts, tally: Tally) -> str:
    """Return what to know where many subjects of a rule have no patient in the input, else an empty text."""
    if tally.orphan * MANY_ORPHANS <= tally.rows:
        return ""
    return (
        f"Of {tally.rows:,} {rule.subjects}, {tally.orphan:,} are of patients who are not in this input, and have no"
        " outcome: is the extract whole? (--max-orphans sets a limit)"
    )


def _half_there(files: Sequence[str]) -> str:
    named = ", ".join(files[:_HALF_NAMED])
    more = f" and {len(files) - _HALF_NAMED} more" if len(files) > _HALF_NAMED else ""
    return (
        f"Passed over, by a name as of a file that is still being fetched: {named}{more}. Is the extract whole?"
        " Fetch it to its end, or take the file away."
    )


def _is_met_by_nobody(tally: Tally) -> bool:
    enough = tally.outcomes.get(OutcomeKind.GAP, 0) >= ENOUGH_TO_WONDER
    return enough and not any(tally.outcomes.get(kind) for kind in (OutcomeKind.MET, OutcomeKind.LATE))


def _listed(names: Iterable[str]) -> str:
    return " and ".join(f"'{name}'" for name in sorted(names))


def statuses_warning(day: date, *, as_of: date) -> str:
    """Return the sentence that every output carries when statuses are from another day than the check."""
    apart = abs((as_of - day).days)
    side = "before" if day < as_of else "after"
    return f"Statuses are from another day: {day_text(day)}, {apart} days {side} the day of this check."


def entry_parts(sums: Sums) -> dict[str, int]:
    """Return what became of the entries; the parts add up to the total."""
    return {str(fate): getattr(sums, fate) for fate in Fate}


def patient_parts(sums: PatientSums) -> dict[str, int]:
    """Return what became of the patients; the parts add up to those read."""
    return {
        "checked": sums.checked,
        "merged_into_another": sums.merged,
        "test": sums.test,
        "inactive": sums.inactive,
        "set_aside": sums.set_aside,
    }


def row_parts(tally: Tally) -> dict[str, int]:
    """Return what became of the subject rows of a rule; the parts add up to the rows."""
    return {
        "with_an_outcome": tally.population,
        "outside_the_population": tally.outside,
        "starting_later": tally.later,
        "without_a_patient_in_the_input": tally.orphan,
    }


def count_problems(problems: Iterable[Problem]) -> Mapping[str, int]:
    """Return how many entries, or files, have each kind of problem."""
    counts: Counter[str] = Counter()
    for problem in problems:
        counts[problem.code] += problem.count
    return dict(sorted(counts.items()))


@cache
def versions(*, engine: str) -> Mapping[str, str]:
    """Return the versions that an answer can hang on."""
    known = {"risk_checks": __version__, "python": platform.python_version()}
    if engine == "duckdb":
        known |= {"duckdb": version("duckdb"), "ibis": version("ibis-framework")}
    return known
