"""What a run leaves on disk: whole or not at all, the same bytes for the same input, and no number outside Parquet."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import stat
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from risk_checks.model.outcome import OutcomeKind, ReasonCode
from risk_checks.records.problems import problem
from risk_checks.reports import arrow, files
from risk_checks.reports.outcomes import Outcomes
from risk_checks.reports.report import Report
from risk_checks.reports.shield import Shield
from tests.unit.reports.making import CARER, NHS, OUTCOMES, PROBLEMS, gap, outcome, report

NAMES = {"outcomes.parquet", "findings.csv", "problems.ndjson", "run.json"}


def _rows(out: Path) -> list[dict[str, str]]:
    with (out / "findings.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _bytes(out: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in out.iterdir()}


def _numbers_in(texts: Iterable[bytes]) -> bool:
    return any(NHS.encode() in text for text in texts)


def test_folder_holds_the_four_files_for_its_owner_alone(tmp_path: Path) -> None:
    report().write(str(tmp_path / "deep" / "out"))
    out = tmp_path / "deep" / "out"
    assert {path.name for path in out.iterdir()} == NAMES
    assert stat.S_IMODE(out.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in out.iterdir()} == {0o600}
    assert [path.name for path in out.parent.iterdir()] == ["out"]


def test_manifest_vouches_for_the_other_files(tmp_path: Path) -> None:
    report().write(tmp_path / "out")
    written = _bytes(tmp_path / "out")
    manifest = json.loads(written.pop("run.json"))
    assert manifest["files"] == {
        name: {"bytes": len(text), "sha256": hashlib.sha256(text).hexdigest()} for name, text in written.items()
    }
    assert manifest["carries_keys"] == ["outcomes.parquet"]
    assert manifest["rules"][0]["outcomes"]["gap"] == 1


def test_same_report_gives_the_same_bytes_whatever_is_behind_it(tmp_path: Path) -> None:
    report().write(tmp_path / "a")
    shuffled = (OUTCOMES[4], OUTCOMES[2], OUTCOMES[0], OUTCOMES[5], OUTCOMES[1], OUTCOMES[3])
    pieces = pa.concat_tables([arrow.table_of(shuffled[:2]), arrow.table_of(shuffled[2:])])
    plain = report()
    Report(Outcomes.of_table(pieces), plain.run, PROBLEMS[::-1]).write(tmp_path / "b")
    assert _bytes(tmp_path / "a") == _bytes(tmp_path / "b")


def test_parquet_is_sorted_typed_and_noted(tmp_path: Path) -> None:
    report(latest_update=datetime(2026, 3, 1, tzinfo=UTC)).write(tmp_path / "out")
    table = pq.read_table(tmp_path / "out" / "outcomes.parquet")
    assert table.schema.equals(arrow.SCHEMA)
    assert Outcomes.of_table(table) == Outcomes(sorted(OUTCOMES, key=lambda row: (row.rule, row.patient, row.subject)))
    assert "another day" in table.schema.metadata[b"risk_checks.warnings"].decode()
    assert b"keys" in table.schema.metadata[b"risk_checks.keys"]


def test_report_of_nothing_is_written_too(tmp_path: Path) -> None:
    report((), ()).write(tmp_path / "out")
    assert pq.read_table(tmp_path / "out" / "outcomes.parquet").num_rows == 0
    assert (tmp_path / "out" / "problems.ndjson").read_bytes() == b""
    assert _rows(tmp_path / "out") == []


def test_findings_are_a_worklist_the_most_urgent_first(tmp_path: Path) -> None:
    medium = outcome(9, OutcomeKind.GAP, ReasonCode.FIELD_EMPTY, rule=CARER, severity="medium")
    unknown = outcome(5, OutcomeKind.UNKNOWN, ReasonCode.DATE_NOT_KNOWN)
    report([medium, unknown, gap(2, overdue=3), gap(3, overdue=40), outcome(1)]).write(tmp_path / "out")
    rows = _rows(tmp_path / "out")
    assert list(rows[0]) == list(files.FINDING_COLUMNS)
    assert [row["patient"] for row in rows] == ["Patient/p3", "Patient/p2", "Patient/p5", "Patient/p9"]
    assert rows[0] == {
        "rule": "RC-RISK-002",
        "slug": "risk-assessment-out-of-date",
        "title": "Risk assessment out of date",
        "severity": "high",
        "patient": "Patient/p3",
        "subject": "EpisodeOfCare/e3",
        "outcome": "gap",
        "reason": "The latest risk assessment is dated 2 October 2025.",
        "due_on": "2026-10-02",
        "overdue_days": "40",
        "action": "Review the risk assessment with the person",
        "team": "Team East",
    }
    assert rows[2]["due_on"] == rows[2]["overdue_days"] == rows[2]["team"] == ""


def test_finding_says_when_statuses_are_from_another_day(tmp_path: Path) -> None:
    report(latest_update=datetime(2026, 3, 1, tzinfo=UTC)).write(tmp_path / "out")
    assert all("Statuses are from another day: 1 March 2026" in row["reason"] for row in _rows(tmp_path / "out"))


def test_finding_says_that_its_run_is_incomplete(tmp_path: Path) -> None:
    """The worklist is what is mailed on, without the rest."""
    report(incomplete=True).write(tmp_path / "out")
    assert all("This run is INCOMPLETE" in row["reason"] for row in _rows(tmp_path / "out"))


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_cells_cannot_act_in_a_spreadsheet(tmp_path: Path, start: str) -> None:
    made = report([gap(1, team=f"{start}HYPERLINK(1)\x1b[2J\n")])
    made.write(tmp_path / "safe")
    team = _rows(tmp_path / "safe")[0]["team"]
    assert team.startswith("'")
    assert team.endswith("HYPERLINK(1)\\x1b[2J\\n")
    made.write(tmp_path / "plain", spreadsheet_safe=False)
    assert not _rows(tmp_path / "plain")[0]["team"].startswith("'")


def test_number_stays_out_of_all_but_parquet(tmp_path: Path) -> None:
    made = report(
        [gap(1, patient=f"Patient/{NHS}", subject=f"Patient/{NHS}#derived.x", team=f"Team {NHS}"), gap(2)],
        [problem("not-json", file=f"home/{NHS}.json", line=1)],
    )
    made.write(tmp_path / "out")
    written = _bytes(tmp_path / "out")
    assert _numbers_in([written.pop("outcomes.parquet")])
    assert not _numbers_in(written.values())
    hidden = Shield(b"digest of the input").key(f"Patient/{NHS}")
    found = {row["patient"]: row["subject"] for row in _rows(tmp_path / "out")}
    assert found == {hidden: f"{hidden}#derived.x", "Patient/p2": "EpisodeOfCare/e2"}


def test_order_of_findings_gives_no_number_away(tmp_path: Path) -> None:
    keys = [f"Patient/{number}" for number in ("9434765919", "9449305552", "9000000009", "9876543210")]
    report([gap(place, patient=key) for place, key in enumerate(keys)]).write(tmp_path / "out")
    shown = [row["patient"] for row in _rows(tmp_path / "out")]
    assert shown == sorted(shown)
    assert [Shield(b"digest of the input").key(key) for key in sorted(keys)] != shown


def test_problems_are_lines_of_json_in_order(tmp_path: Path) -> None:
    report().write(tmp_path / "out")
    lines = [json.loads(line) for line in (tmp_path / "out" / "problems.ndjson").read_text().splitlines()]
    assert [(line["code"], line["line"]) for line in lines] == [("element-shape", 9), ("not-json", 3), ("not-json", 7)]
    assert lines[0]["what"] == "an element is not of the JSON kind that FHIR says: Patient.name"
    assert "table" not in lines[0]


def test_files_of_an_earlier_run_are_replaced_whole(tmp_path: Path) -> None:
    report().write(tmp_path / "out")
    report([gap(5)], ()).write(tmp_path / "out")
    assert [row["patient"] for row in _rows(tmp_path / "out")] == ["Patient/p5"]
    assert {path.name for path in (tmp_path / "out").iterdir()} == NAMES
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_fault_in_the_middle_leaves_the_earlier_run_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    report().write(tmp_path / "out")
    before = _bytes(tmp_path / "out")

    def fail(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(files, "_problems", fail)
    with pytest.raises(KeyboardInterrupt):
        report([gap(5)], ()).write(tmp_path / "out")
    assert _bytes(tmp_path / "out") == before
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    with pytest.raises(KeyboardInterrupt):
        report([gap(5)], ()).write(tmp_path / "new")
    assert not (tmp_path / "new").exists()
    assert os.listdir(tmp_path) == ["out"]  # noqa: PTH208 -- hidden names count
