"""`view`, `synth` and `demo`."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from risk_checks import api, synth
from risk_checks.api.view_runs import Seen, ViewRun
from risk_checks.cli import view
from risk_checks.cli.demo import compare
from risk_checks.errors import ExitCode
from risk_checks.records.problems import problem
from risk_checks.reports.outcomes import Outcomes
from risk_checks.reports.report import Report
from tests.cli.faking import fake, invoke, source
from tests.unit.reports.making import OUTCOMES, report

ROWS = [{"id": f"r{number}", "name": "\u00e9\u2028", "codes": ["a"], "count": None} for number in range(5)]


def test_view_prints_a_row_a_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []

    def rows(name: str, sources: list[Path], *, engine: str, salvage: bool) -> ViewRun:
        asked.append((name, sources, engine, salvage))
        yield from ROWS
        return Seen([problem("file-cut-off", file="Patient.ndjson.gz")], incomplete=True)

    monkeypatch.setattr(api, "view_rows", rows)
    monkeypatch.setattr(view, "_AT_ONCE", 2)
    result = invoke("view", "patient", source(tmp_path), "--engine", "reference", "--salvage")
    assert [json.loads(line) for line in result.stdout.splitlines()] == ROWS
    assert asked == [("patient", [tmp_path / "extract"], "reference", True)]
    assert result.return_value == ExitCode.INCOMPLETE
    assert "set aside or in doubt: 1 file-cut-off: the compressed file" in result.stderr
    assert "(in Patient.ndjson.gz)" in result.stderr
    assert "INCOMPLETE" in result.stderr


def test_view_tells_by_its_code_what_is_missing_though_nobody_reads_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[int] = []

    def rows(*_: object, **__: object) -> ViewRun:
        for row in ROWS:
            given.append(1)
            yield row
        return Seen(incomplete=True)

    said: list[str] = []
    monkeypatch.setattr(api, "view_rows", rows)
    monkeypatch.setattr(view, "_AT_ONCE", 2)
    monkeypatch.setattr(view, "say", said.append)
    assert invoke("view", "patient", source(tmp_path)).return_value == ExitCode.INCOMPLETE
    assert (len(given), len(said)) == (5, 1)


def test_synth_makes_the_cohort_and_says_what_comes_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []
    monkeypatch.setattr(synth, "make_cohort", lambda folder, **given: asked.append((folder, given)))
    out = str(tmp_path / "c")
    result = invoke("synth", out, "--people", "1000", "--seed", "7")
    assert result.stdout.startswith(f"1,000 made-up patients are in {out}")
    assert result.stdout.endswith(f"Next: risk-checks check {out} --as-of 2026-11-01 --config {out}/site.toml\n")
    invoke("synth", out, "--people", "0", "--seed", "-1", "--as-of", "2026-04-01")
    assert asked == [
        (Path(out), {"people": 1000, "seed": 7, "as_of": date(2026, 11, 1), "workers": os.cpu_count()}),
        (Path(out), {"people": 0, "seed": -1, "as_of": date(2026, 4, 1), "workers": os.cpu_count()}),
    ]


TRUTH = "as_of,rule,slug,patient,subject,outcome,reason_code,due_on\n" + "".join(
    f"2026-11-01,{each.rule},x,{each.patient},{each.subject},{each.outcome},{each.reason_code},\n" for each in OUTCOMES
)


def _planting(monkeypatch: pytest.MonkeyPatch, truth: str, made: Report) -> list[Path]:
    folders: list[Path] = []

    def make(folder: Path, **_: object) -> None:
        folder.mkdir(parents=True)
        folders.append(folder)
        (folder / "truth.csv").write_text(truth)

    monkeypatch.setattr(synth, "make_cohort", make)
    fake(monkeypatch, made)
    return folders


def test_demo_finds_what_was_planted_and_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    folders = _planting(monkeypatch, TRUTH, report())
    result = invoke("demo", "--people", "6")
    assert result.return_value == ExitCode.OK
    assert "6 of 6 planted answers found; 0 answers that nobody planted" in result.stdout
    assert "What was found as of 1 November 2026" in result.stdout
    assert "--keep DIR" in result.stdout
    assert not folders[0].exists()


def test_demo_keeps_extract_and_results_where_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folders = _planting(monkeypatch, TRUTH, report())
    result = invoke("demo", "--keep", str(tmp_path / "demo"))
    assert folders == [tmp_path / "demo" / "extract"]
    assert (tmp_path / "demo" / "results" / "findings.csv").exists()
    assert "results/findings.csv" in result.stdout.replace("\n    ", "")


def test_demo_that_finds_something_else_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = TRUTH.replace("Patient/p1,EpisodeOfCare/e1,met", "Patient/p1,EpisodeOfCare/e1,gap")
    _planting(monkeypatch, wrong, report())
    result = invoke("demo")
    assert result.return_value == ExitCode.INTERNAL
    assert "5 of 6 planted answers found" in result.stdout


def test_answer_that_nobody_planted_is_counted(tmp_path: Path) -> None:
    (tmp_path / "truth.csv").write_text(TRUTH)
    stray = replace(OUTCOMES[0], subject="EpisodeOfCare/e99")
    assert compare(Outcomes([*OUTCOMES[1:], stray]), tmp_path / "truth.csv") == (5, 6, 1)
