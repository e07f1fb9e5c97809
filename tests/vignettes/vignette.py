"""Vignettes: small records, and what the rules must say of each on given days, written by hand.

A file of `records/` holds a `record` (a list of resources), a `bundle` or a `folder` (resources by type, an NDJSON file
for each); how its `patients` are counted; and `checks`. Each check gives a day, the rules at stake (all, where it names
none), those that cannot be evaluated, and every outcome of the others, one to a line: rule, subject, outcome, reason
code and due date, where `-` is no date and `*` one that the meaning leaves open. Where a check says `reasons_name`, the
sentence of each of its outcomes must hold that name.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias, cast

import yaml

RECORDS = Path(__file__).parent / "records"
FLAGSHIPS = ("RC-CARER-001", "RC-CARER-002", "RC-PLAN-001", "RC-PLAN-002", "RC-RISK-001", "RC-RISK-002")
NO_DAY, ANY_DAY = "-", "*"

Resource: TypeAlias = dict[str, Any]


class Answer(NamedTuple):
    """One outcome, as texts."""

    rule: str
    subject: str
    outcome: str
    reason_code: str
    due_on: str


@dataclass(frozen=True, slots=True)
class Check:
    """What the rules must say on a day."""

    as_of: str
    rules: frozenset[str]
    not_evaluated: frozenset[str]
    reasons_name: str
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Vignette:
    """A record and its checks; `sources` are resources or one Bundle, unless it is a `folder` of them by type."""

    name: str
    sources: tuple[Resource, ...]
    folder: Mapping[str, Sequence[Resource]] | None
    patients: Mapping[str, int]
    checks: tuple[Check, ...]

    @property
    def resources(self) -> tuple[Resource, ...]:
        """Every resource of the record, out of its Bundle or folder."""
        if self.folder is not None:
            return tuple(resource for resources in self.folder.values() for resource in resources)
        entries = [source.get("entry", [{"resource": source}]) for source in self.sources]
        return tuple(entry["resource"] for each in entries for entry in each)

    @property
    def people(self) -> frozenset[str]:
        """The keys of the patients in the record."""
        return frozenset(f"Patient/{each['id']}" for each in self.resources if each["resourceType"] == "Patient")

    def write(self, into: Path) -> Path:
        """Write the folder as NDJSON, a file for each type, and return it."""
        for kind, resources in (self.folder or {}).items():
            lines = "".join(json.dumps(resource) + "\n" for resource in resources)
            (into / f"{kind}.ndjson").write_text(lines, encoding="utf-8")
        return into


@cache
def vignettes() -> tuple[Vignette, ...]:
    """Return every vignette, in the order of the files."""
    return tuple(_read(path) for path in sorted(RECORDS.glob("*.yaml")))


def _read(path: Path) -> Vignette:
    said = cast("dict[str, Any]", yaml.safe_load(path.read_text(encoding="utf-8")))
    given = {key: json.loads(json.dumps(said.pop(key))) for key in ("record", "bundle", "folder") if key in said}
    checks, patients = said.pop("checks"), said.pop("patients")
    if len(given) != 1 or said:
        raise ValueError(f"{path.name}: expected one of record, bundle and folder, patients and checks")
    return Vignette(
        name=path.stem,
        sources=tuple(given.get("record") or filter(None, [given.get("bundle")])),
        folder=given.get("folder"),
        patients=patients,
        checks=tuple(_check(path.name, **check) for check in checks),
    )


def _check(
    file: str, *, as_of: str, outcomes: str, rules: str | None = None, not_evaluated: str = "", reasons_name: str = ""
) -> Check:
    answers = tuple(Answer(*line.split()) for line in outcomes.splitlines())
    named = frozenset(FLAGSHIPS if rules is None else rules.split())
    skipped = frozenset(not_evaluated.split())
    if {answer.rule for answer in answers} - (named - skipped) or not skipped <= named <= {*FLAGSHIPS}:
        raise ValueError(f"{file}: the check of {as_of} answers rules that are not at stake")
    return Check(as_of, rules=named, not_evaluated=skipped, reasons_name=reasons_name, answers=answers)
