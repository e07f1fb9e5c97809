"""The files of a cohort: written part by part beside their place, joined, and renamed when all of them are whole."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from shutil import copyfileobj, rmtree
from tempfile import mkdtemp
from types import MappingProxyType, TracebackType
from typing import BinaryIO, TextIO

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
_RECORDS = tuple(f"{each}.ndjson" for each in TYPES)
_RULES = tuple(sorted(PLANTED))
_SITE = MappingProxyType(dict(site_files()))
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class PartFiles:
    """The files of one part of a cohort: records by type, and what must be said of them by rule."""

    def __init__(self, folder: Path, *, as_of: date) -> None:
        self._folder = folder
        self._as_of = as_of.isoformat()
        self._open = ExitStack()
        self._files: dict[str, TextIO] = {}

    def __enter__(self) -> PartFiles:
        self._folder.mkdir()
        with ExitStack() as opening:
            for name in (*_RECORDS, *_RULES):
                opened = (self._folder / name).open("w", encoding="utf-8", newline="\n", buffering=1 << 16)
                self._files[name] = opening.enter_context(opened)
            self._open = opening.pop_all()
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._open.close()

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


class CohortFolder:
    """A folder being filled. Left normally, it has every file, the truth put there last; left by an error, none."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._parts = folder

    def __enter__(self) -> CohortFolder:
        self._folder.mkdir(parents=True, exist_ok=True)
        self._parts = Path(mkdtemp(prefix=".cohort.", dir=self._folder))
        return self

    def part(self, number: int) -> Path:
        """Return where the files of a part belong; parts are joined in the order of their numbers."""
        return self._parts / f"{number:06}"

    def __exit__(
        self, kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self._put()
        finally:
            rmtree(self._parts)

    def _put(self) -> None:
        parts = sorted(self._parts.iterdir())
        for name in _RECORDS:
            with (self._parts / name).open("wb") as whole:
                self._join(parts, name, whole)
        with (self._parts / TRUTH).open("wb") as whole:
            whole.write((",".join(TRUTH_COLUMNS) + "\n").encode())
            for rule in _RULES:  # rule by rule, so that the truth is sorted without ever being held
                self._join(parts, rule, whole)
        for name, text in _SITE.items():
            (self._parts / name).parent.mkdir(parents=True, exist_ok=True)
            (self._parts / name).write_text(text, encoding="utf-8", newline="\n")
        (self._folder / TRUTH).unlink(missing_ok=True)  # an older truth must not stand beside newer records
        for name in (*_RECORDS, *_SITE, TRUTH):
            (self._folder / name).parent.mkdir(parents=True, exist_ok=True)
            (self._parts / name).replace(self._folder / name)

    @staticmethod
    def _join(parts: Sequence[Path], name: str, whole: BinaryIO) -> None:
        for part in parts:
            with (part / name).open("rb") as file:
                copyfileobj(file, whole, 1 << 20)
