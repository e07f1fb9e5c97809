"""The files of a cohort: written under temporary names, line by line, and renamed when all of them are whole."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from shutil import copyfileobj
from types import MappingProxyType, TracebackType
from typing import TextIO

from risk_checks.synth.chart import Claim, Resource
from risk_checks.synth.planted import PLANTED
from risk_checks.synth.site import site_files

TYPES = (
    "Patient",
    "EpisodeOfCare",
    "Encounter",
    "RelatedPerson",
    "RiskAssessment",
    "Observation",
    "QuestionnaireResponse",
    "Procedure",
    "CarePlan",
    "Organization",
    "Practitioner",
    # Nobody in the cohort has any of these, and the extract says so: a file with no lines covers its type.
    "AdverseEvent",
    "Appointment",
    "CareTeam",
    "ClinicalImpression",
    "Communication",
    "Composition",
    "Condition",
    "Consent",
    "DocumentReference",
    "Flag",
    "HealthcareService",
    "PractitionerRole",
    "Provenance",
    "ServiceRequest",
    "Task",
)
TRUTH = "truth.csv"
TRUTH_COLUMNS = ("as_of", "rule", "slug", "patient", "subject", "outcome", "reason_code", "due_on")
_RULES = tuple(sorted(PLANTED))
_SITE = MappingProxyType(dict(site_files()))
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class CohortFolder:
    """A folder being filled. Leaving it normally renames every file, the truth last; leaving it by an error, none."""

    def __init__(self, folder: Path, *, as_of: date) -> None:
        self._folder = folder
        self._as_of = as_of.isoformat()
        self._open = ExitStack()
        # Rule by rule, so that the truth is sorted without ever being held.
        self._names = MappingProxyType(
            {
                name: folder / f".{name.replace('/', '-')}.part"
                for name in (*(f"{each}.ndjson" for each in TYPES), *_SITE, *_RULES, TRUTH)
            }
        )
        self._files: dict[str, TextIO] = {}

    def __enter__(self) -> CohortFolder:
        self._folder.mkdir(parents=True, exist_ok=True)
        try:
            for name, path in self._names.items():
                opened = path.open("w", encoding="utf-8", newline="\n", buffering=1 << 16)
                self._files[name] = self._open.enter_context(opened)
            for name, text in _SITE.items():
                self._files[name].write(text)
        except BaseException:
            self._discard()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        try:
            self._open.close()
            if kind is None:
                self._join_truth()
                (self._folder / TRUTH).unlink(missing_ok=True)  # an older truth must not stand beside newer records
                for name in (*(f"{each}.ndjson" for each in TYPES), *_SITE, TRUTH):
                    (self._folder / name).parent.mkdir(parents=True, exist_ok=True)
                    self._names[name].replace(self._folder / name)
        finally:
            self._discard()

    def add(self, resources: Iterable[Resource]) -> None:
        """Write each resource to the file of its type."""
        for resource in resources:
            self._files[f"{resource['resourceType']}.ndjson"].write(_encode(resource) + "\n")

    def add_truth(self, patient: str, claims: Sequence[Claim]) -> None:
        """Write what must be said of a patient; patients come in key order, claims in subject order."""
        for each in claims:
            due_on = "" if each.due_on is None else each.due_on.isoformat()
            self._files[each.rule].write(
                f"{self._as_of},{each.rule},{PLANTED[each.rule]},{patient},{each.subject},"
                f"{each.outcome},{each.reason},{due_on}\n"
            )

    def _join_truth(self) -> None:
        with self._names[TRUTH].open("w", encoding="utf-8", newline="\n") as whole:
            whole.write(",".join(TRUTH_COLUMNS) + "\n")
            for rule in _RULES:
                with self._names[rule].open(encoding="utf-8", newline="") as part:
                    copyfileobj(part, whole, 1 << 20)

    def _discard(self) -> None:
        self._open.close()
        for path in self._names.values():
            path.unlink(missing_ok=True)
