"""Files that leave the trust: a keyed hash for every key, the same for the same secret; the order says nothing."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from risk_checks.errors import UsageError
from risk_checks.records.problems import problem
from risk_checks.reports.explained import explained
from risk_checks.reports.report import Report
from risk_checks.reports.shield import Shield
from tests.unit.reports.making import NHS, STALE, gap, outcome, report

SECRET = b"0123456789abcdef"
OTHER = "another secret of enough bytes"
KEY = re.compile(r"(Patient|EpisodeOfCare|RiskAssessment|CareTeam)/~[0-9a-f]{32}")
ROWS = [
    gap(1, patient=f"Patient/{NHS}", subject=f"Patient/{NHS}#contact.0", team="CareTeam/of-jane-smith"),
    gap(2, evidence=("RiskAssessment/r9", "RiskAssessment/r2", "RiskAssessment/r5"), team=None),
    outcome(3, evidence=("RiskAssessment/r3",)),
]


def written(made: Report, out: Path, secret: str | bytes = SECRET) -> list[dict[str, Any]]:
    """Write the files with pseudonyms, and return the rows of outcomes.parquet."""
    made.write(out, keys="pseudonymous", secret=secret)
    rows: list[dict[str, Any]] = pq.read_table(out / "outcomes.parquet").to_pylist()
    return rows


def test_every_key_of_every_file_is_a_hash(tmp_path: Path) -> None:
    rows = written(report(ROWS), tmp_path / "out")
    keys = [key for row in rows for key in (row["patient"], row["subject"], row["team"], *row["evidence"])]
    assert [key for key in keys if key is not None and not KEY.fullmatch(str(key))] == []
    with (tmp_path / "out" / "findings.csv").open(encoding="utf-8", newline="") as file:
        findings = list(csv.DictReader(file))
    assert [key for row in findings for key in (row["patient"], row["subject"]) if not KEY.fullmatch(key)] == []
    everything = b"".join(path.read_bytes() for path in (tmp_path / "out").iterdir()) + repr(rows).encode()
    recorded = (NHS, "jane", "contact", "Patient/p2", "EpisodeOfCare/e2", "RiskAssessment/r9")
    assert [word for word in recorded if word.encode() in everything] == []


def test_run_says_that_no_file_carries_keys(tmp_path: Path) -> None:
    written(report(ROWS), tmp_path / "out")
    said = json.loads((tmp_path / "out" / "run.json").read_bytes())
    assert (said["keys"], said["carries_keys"]) == ("pseudonymous", [])
    assert "not anonymous" in said["note"]
    notes = pq.read_table(tmp_path / "out" / "outcomes.parquet").schema.metadata
    assert "not anonymous" in notes[b"risk_checks.keys"].decode()
    report(ROWS).write(tmp_path / "plain")
    said = json.loads((tmp_path / "plain" / "run.json").read_bytes())
    assert (said["keys"], said["carries_keys"]) == ("recorded", ["outcomes.parquet"])


def test_same_secret_gives_the_same_names_in_another_run_and_another_secret_does_not(tmp_path: Path) -> None:
    def names(folder: str, digest: bytes, secret: str | bytes) -> set[object]:
        return {row["patient"] for row in written(report(ROWS, digest=digest), tmp_path / folder, secret)}

    first = names("a", b"one input", SECRET)
    assert names("b", b"another input", SECRET) == first
    assert names("c", b"another input", SECRET.decode()) == first
    assert first.isdisjoint(names("d", b"one input", OTHER))


def test_patient_has_one_name_in_every_column_and_file(tmp_path: Path) -> None:
    of_the_patient = outcome(1, rule=STALE, patient="Patient/p1", subject="Patient/p1")
    (row,) = written(report([of_the_patient]), tmp_path / "out")
    assert row["patient"] == row["subject"] == Shield(SECRET, every=True).key("Patient/p1")


def test_order_of_rows_and_of_evidence_is_that_of_the_names(tmp_path: Path) -> None:
    rows = written(report([gap(number) for number in range(40)] + ROWS[1:2]), tmp_path / "out")
    order = [(row["rule"], row["patient"], row["subject"]) for row in rows]
    assert order == sorted(order)
    (several,) = [row["evidence"] for row in rows if len(row["evidence"]) == 3]
    assert several == sorted(several)


def test_problems_carry_no_key(tmp_path: Path) -> None:
    made = report(ROWS, [problem("not-json", file=f"home/{NHS}.json", line=1)])
    written(made, tmp_path / "out")
    assert NHS.encode() not in (tmp_path / "out" / "problems.ndjson").read_bytes()


def test_who_holds_the_secret_finds_the_subject_of_a_name() -> None:
    made = report(ROWS, explainer=lambda rule, subject: f"{rule} {subject}")
    name = Shield(SECRET, every=True).key("Patient/p2")
    assert explained(made, rule=STALE, subject=name, secret=SECRET) == f"{STALE} EpisodeOfCare/e2\n"


@pytest.mark.parametrize("secret", [None, "", b"", "fifteen bytes..", b"0123456789abcde"])
def test_secret_that_could_be_found_by_trying_is_refused(tmp_path: Path, secret: str | bytes | None) -> None:
    with pytest.raises(UsageError, match="RC-E726") as refused:
        report().write(tmp_path / "out", keys="pseudonymous", secret=secret)
    assert "fifteen" not in str(refused.value)
    assert not (tmp_path / "out").exists()


def test_secret_for_nothing_and_other_kinds_of_keys_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="RC-E725"):
        report().write(tmp_path / "out", secret=SECRET)
    with pytest.raises(UsageError, match="RC-E725"):
        report().write(tmp_path / "out", keys="none")  # type: ignore[arg-type]
