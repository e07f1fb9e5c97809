"""One run on bad input, and what must hold after every one of them, whatever the fault (docs/reference/bad-input.md).

Every made-up person is called `ZZCANARY` and has the NHS number `CANARY_NUMBER`: neither may be told by what a run
says, nor stand in a file that it writes, but for the key in outcomes.parquet.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from risk_checks.cli.main import run as run_command
from risk_checks.engines.definitions import shipped_definitions
from risk_checks.records.keys import NHS_NUMBER

Resource = dict[str, Any]

CANARY_NAME = "ZZCANARY"
CANARY_NUMBER = "9990000018"
CANARY_SPACED = "999 000 0018"
AS_OF = "2026-11-01"
ONE_RULE = "risk-assessment-missing"
_CONTROL = {"server-error", "server-message"}


@dataclass(frozen=True, slots=True)
class Ran:
    """What a run left behind: its exit code, what it said, and its files; those are empty where there is no folder."""

    code: int
    said: str
    run: Mapping[str, Any]
    problems: Sequence[Mapping[str, Any]]
    outcomes: Sequence[Mapping[str, Any]]
    out: Path

    @property
    def codes(self) -> set[str]:
        """The codes of the problems."""
        return {problem["code"] for problem in self.problems}

    @property
    def entries(self) -> Mapping[str, int]:
        """How many entries had which fate; those with none are left out."""
        return {fate: count for fate, count in self.run["entries"].items() if count}

    def outcome_of(self, patient: str, *, rule: str | None = None) -> str | None:
        """Return the outcome of the one subject that a patient has under a rule, None where there is none."""
        found = [
            each["outcome"] for each in self.outcomes if each["patient"] == patient and rule in (None, each["rule"])
        ]
        assert len(found) <= 1
        return found[0] if found else None


def check(*sources: Path | str, into: Path, select: str = ONE_RULE, options: Sequence[str] = ()) -> Ran:
    """Run `risk-checks check` twice on the sources, hold both runs to the invariants, and return the first."""
    first = _once(*sources, out=into / "out", select=select, options=options)
    again = _once(*sources, out=into / "again", select=select, options=options)
    assert again.code == first.code
    assert _bytes_in(again.out) == _bytes_in(first.out), "a second run writes the same bytes (I8)"
    return first


def _once(*sources: Path | str, out: Path, select: str, options: Sequence[str]) -> Ran:
    heard = io.StringIO()
    with redirect_stdout(heard), redirect_stderr(heard):
        engine = () if "--engine" in options else ("--engine", "reference")
        fixed = ["--no-config", "--as-of", AS_OF, *engine, *(("--select", select) if select else ())]
        code = run_command(["check", *map(str, sources), *fixed, "--out", str(out), *options])
    ran = Ran(code, heard.getvalue(), *_files(out), out)
    _hold(ran)
    return ran


def _files(out: Path) -> tuple[Mapping[str, Any], Sequence[Mapping[str, Any]], Sequence[Mapping[str, Any]]]:
    if not out.exists():
        return {}, (), ()
    lines = (out / "problems.ndjson").read_text(encoding="utf-8").splitlines()
    outcomes = pq.read_table(out / "outcomes.parquet").to_pylist()
    return json.loads((out / "run.json").read_bytes()), [json.loads(line) for line in lines], outcomes


def _hold(ran: Ran) -> None:
    """Assert the invariants that one run can show; engines are compared by the tests of differential/."""
    assert not [secret for secret in (CANARY_NAME, CANARY_NUMBER, CANARY_SPACED) if secret in ran.said], "I5"
    if not ran.run:
        assert ran.code not in {0, 1}, "no output without an exit code that says so (I6)"
        return
    entries = dict(ran.run["entries"])
    assert entries.pop("total") == sum(entries.values()), "every entry has one fate (I1)"
    told = sum(problem["count"] for problem in ran.problems if "line" in problem and problem["code"] not in _CONTROL)
    assert told >= entries["set_aside"], "every entry set aside has a problem with its line (I2)"
    patients = dict(ran.run["patients"])
    assert patients.pop("total") == sum(patients.values()), "every patient is accounted for (I3)"
    assert ran.code in {0, 1, 3, 4, 5}, "I4"
    assert (ran.code == 3) == ran.run["incomplete"], "I4"
    files = {path.name: path.read_bytes() for path in ran.out.iterdir()}
    assert files.keys() == {"run.json", *ran.run["files"]}, "complete with a manifest (I6)"
    for name, content in files.items():
        assert CANARY_NAME.encode() not in content, f"{name} tells a name (I5)"
        if name != "outcomes.parquet":
            assert CANARY_NUMBER.encode() not in content, f"{name} tells a number (I5)"
            assert CANARY_SPACED.encode() not in content, f"{name} tells a number (I5)"


def _bytes_in(folder: Path) -> Mapping[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()} if folder.exists() else {}


def patient(own: str = "p1", **more: Any) -> Resource:
    """Return a made-up person, whose name and number must be told nowhere."""
    return {
        "resourceType": "Patient",
        "id": own,
        "identifier": [{"system": NHS_NUMBER, "value": CANARY_NUMBER}],
        "name": [{"family": CANARY_NAME}],
        "birthDate": "1980-05-17",
        **more,
    }


def referral(own: str = "e1", *, of: str = "p1", start: str = "2026-01-05", **more: Any) -> Resource:
    """Return an open period of care."""
    return {
        "resourceType": "EpisodeOfCare",
        "id": own,
        "status": "active",
        "patient": {"reference": f"Patient/{of}"},
        "period": {"start": start},
        **more,
    }


def assessment(own: str = "r1", *, of: str = "p1", on: str = "2026-06-01", **more: Any) -> Resource:
    """Return a complete risk assessment."""
    return {
        "resourceType": "RiskAssessment",
        "id": own,
        "status": "final",
        "subject": {"reference": f"Patient/{of}"},
        "occurrenceDateTime": on,
        **more,
    }


def lines(*resources: Resource) -> bytes:
    """Return resources as NDJSON."""
    return b"".join(json.dumps(resource).encode() + b"\n" for resource in resources)


def folder_of(into: Path, files: Mapping[str, bytes | Iterable[Resource]]) -> Path:
    """Write an extract: each file as bytes, or as the NDJSON of its resources."""
    folder = into / "extract"
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content if isinstance(content, bytes) else lines(*content))
    return folder


def extract(into: Path, **changed: bytes | Iterable[Resource]) -> Path:
    """Write the extract of one person in care with one assessment; name a type to change what its file holds.

    Every other type that is read has an empty file, so that its absence is sure.
    """
    files: dict[str, bytes | Iterable[Resource]] = {
        **dict.fromkeys(shipped_definitions().shapes, b""),
        "Patient": [patient()],
        "EpisodeOfCare": [referral()],
        "RiskAssessment": [assessment()],
    }
    return folder_of(into, {f"{kind}.ndjson": content for kind, content in {**files, **changed}.items()})
