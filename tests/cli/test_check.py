"""`risk-checks check`: what it passes on, what it says, and the exit code that an orchestrator acts on."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click
import pytest

from risk_checks.cli import options
from risk_checks.cli.check import exit_code
from risk_checks.engines.protocol import PatientSums
from risk_checks.errors import ExitCode, RiskChecksError
from risk_checks.model.outcome import OutcomeKind, ReasonCode
from risk_checks.reports.report import Report
from risk_checks.reports.shield import Shield
from tests.cli.faking import fake, invoke, source
from tests.unit.reports.making import CARER, NHS, RULES, STALE, UNRUN, gap, outcome, report


def test_every_option_reaches_the_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = fake(monkeypatch)
    result = invoke(
        *("check", source(tmp_path), "--as-of", "2026-11-01", "--select", "a, b", "--select", "b,c", "--ignore", "d"),
        *("--set", "RC-RISK-002.review_every=6 months", "--set", "a.b=c=d", "--covers", "Patient", "--not-used", "X,Y"),
        *("--engine", "reference", "--zone", "Europe/Paris", "--strict"),
    )
    assert result.return_value == ExitCode.OK
    assert asked.sources == [tmp_path / "extract"]
    assert asked.read_with == {
        "covers": ("Patient",),
        "not_used": ("X", "Y"),
        "zone": "Europe/Paris",
        "site": None,
        "progress": None,
        "mapping": None,
        "tables": None,
        "memory": None,
        "threads": None,
        "strict": True,
        "salvage": False,
        "max_orphans": None,
        "timings": None,
    }
    assert asked.checked_with == {
        "as_of": date(2026, 11, 1),
        "rules": None,
        "select": ("a", "b", "c"),
        "ignore": ("d",),
        "parameters": {"RC-RISK-002": {"review_every": "6 months"}, "a": {"b": "c=d"}},
        "engine": "reference",
    }


@pytest.mark.parametrize("option", ["--memory=600MB", "--threads=2", None])
def test_limits_of_the_database_that_did_not_run_are_said_to_have_no_effect(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, option: str | None
) -> None:
    fake(monkeypatch)  # whose report is by the reference engine
    told = invoke("check", source(tmp_path), *([option] if option else [])).stderr
    assert ("have no effect on the reference engine" in told) == (option is not None)


def test_nothing_asked_is_the_shipped_rules_today(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = fake(monkeypatch)
    monkeypatch.setattr(options, "today", lambda zone: date(2026, 1, 2) if zone == "Europe/London" else None)
    assert invoke("check", source(tmp_path)).exit_code == 0
    assert asked.read_with == {
        "covers": None,
        "not_used": None,
        "zone": "Europe/London",
        "site": None,
        "progress": None,
        "mapping": None,
        "tables": None,
        "memory": None,
        "threads": None,
        "strict": False,
        "salvage": False,
        "max_orphans": None,
        "timings": None,
    }
    assert asked.checked_with == {
        "as_of": date(2026, 1, 2),
        "rules": None,
        "select": None,
        "ignore": None,
        "parameters": None,
        "engine": None,
    }


def test_an_empty_list_of_covered_types_covers_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = fake(monkeypatch)
    invoke("check", source(tmp_path), "--covers", "")
    assert asked.read_with["covers"] == ()


def test_timings_are_told_and_kept_only_where_asked_for(tmp_path: Path) -> None:
    record = tmp_path / "Patient.ndjson"
    record.write_text('{"resourceType": "Patient", "id": "p1"}\n')
    told = {}
    for name, option in (("timed", ["--timings"]), ("plain", []), ("again", [])):
        out = tmp_path / name
        asked = ("check", str(record), "--as-of", "2026-11-01", "--select", "RC-RISK-001", "--engine", "reference")
        told[name] = (invoke(*asked, "--out", str(out), *option).output, json.loads((out / "run.json").read_text()))
    assert "Where the time went" in told["timed"][0]
    assert "Where the time went" not in told["plain"][0]
    assert [*told["timed"][1].pop("timings")] == ["start", "read", "views", "tables", "rules", "write"]
    assert told["timed"][1] == told["plain"][1]
    assert (tmp_path / "plain" / "run.json").read_bytes() == (tmp_path / "again" / "run.json").read_bytes()


def test_today_is_that_of_the_zone() -> None:
    before = datetime.now(ZoneInfo("Pacific/Kiritimati")).date()
    day = options.today("Pacific/Kiritimati")
    assert before <= day <= datetime.now(ZoneInfo("Pacific/Kiritimati")).date()


def test_rules_of_a_folder_are_passed_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = fake(monkeypatch)
    invoke("check", source(tmp_path), "--rules", str(tmp_path))
    assert asked.checked_with["rules"] == (tmp_path,)


def test_dash_is_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = fake(monkeypatch)
    invoke("check", "-", stdin=b'{"resourceType": "Patient"}')
    assert asked.sources == [b'{"resourceType": "Patient"}']
    with pytest.raises(click.BadParameter, match="standard input can be read once"):
        invoke("check", "-", "-")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["--as-of", "1/11/2026"], "YYYY-MM-DD"),
        (["--as-of", "2026-02-30"], "a day of the calendar"),
        (["--as-of", "20261101"], "YYYY-MM-DD"),
        (["--zone", "Middle-earth/Shire"], "time zone of the IANA list"),
        (["--zone", "../etc"], "time zone of the IANA list"),
        (["--set", "review_every=6 months"], "ID.parameter=VALUE"),
        (["--set", "a.b=1", "--set", "a.b=2"], "a.b is set twice"),
        (["--select", "a,,b"], "between two commas"),
        (["--select", ""], "names no rule"),
        (["--engine", "abacus"], "abacus"),
        (["--fail-on", "none"], "none"),
    ],
)
def test_wrong_option_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: list[str], said: str) -> None:
    fake(monkeypatch)
    with pytest.raises(click.UsageError, match=said) as caught:
        invoke("check", source(tmp_path), *given)
    assert caught.value.exit_code == ExitCode.USAGE


def test_source_that_is_not_there_is_said() -> None:
    with pytest.raises(click.BadParameter, match="does not exist"):
        invoke("check", "nowhere")


def test_text_says_where_to_look(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake(monkeypatch)
    out = tmp_path / "results"
    result = invoke("check", source(tmp_path), "--out", str(out))
    assert (out / "run.json").exists()
    assert f"{out}/findings.csv" in result.stdout.replace("\n    ", " ")
    assert result.stderr.startswith("took ")
    assert "add --out DIR" not in result.stdout
    assert "add --out DIR" in invoke("check", str(tmp_path / "extract")).stdout


def test_json_is_all_of_standard_output(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake(monkeypatch)
    told = json.loads(invoke("check", source(tmp_path), "--format", "json").stdout)
    assert told["summary"][0]["gap"] == 1
    assert told["findings"] == 3
    assert told["entries"]["total"] == 20


def test_no_key_is_printed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake(monkeypatch, report([gap(1, patient=f"Patient/{NHS}", subject="EpisodeOfCare/ZZCANARY", team="ZZCANARY")]))
    path = source(tmp_path)
    for form in ("text", "json"):
        result = invoke("check", path, "--format", form)
        assert NHS not in result.output
        assert "ZZCANARY" not in result.output


def test_out_is_refused_before_anything_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = fake(monkeypatch)
    path = source(tmp_path)
    for out, code in ((Path(path), "RC-E802"), (Path(path) / "results", "RC-E802"), (tmp_path, "RC-E722")):
        with pytest.raises(RiskChecksError, match=code) as caught:
            invoke("check", path, "--out", str(out))
        assert caught.value.exit_code is ExitCode.USAGE
    assert asked.sources == []


def test_explain_prints_the_explanation_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = report(
        [gap(1, patient=f"Patient/{NHS}")], explainer=lambda rule, subject: f"{rule} of {subject}: Patient/{NHS}"
    )
    asked = fake(monkeypatch, made)
    path = source(tmp_path)
    hidden = Shield(b"digest of the input").key(f"Patient/{NHS}")
    result = invoke("check", path, "--explain", "risk-assessment-out-of-date", hidden)
    assert result.stdout == f"RC-RISK-002 of EpisodeOfCare/e1: {hidden}\n"
    assert asked.checked_with["select"] == ("risk-assessment-out-of-date",)
    invoke("check", path, "--explain", STALE, "EpisodeOfCare/e1", "--out", str(tmp_path / "out"))
    assert asked.checked_with["select"] is None
    invoke("check", path, "--explain", STALE, "EpisodeOfCare/e1", "--select", "a")
    assert asked.checked_with["select"] == ("a",)


LOW = outcome(9, OutcomeKind.UNKNOWN, ReasonCode.DATE_NOT_KNOWN, severity="low")
MEDIUM = outcome(9, OutcomeKind.GAP, ReasonCode.FIELD_EMPTY, rule=CARER)
NOBODY = PatientSums(read=2, checked=0, merged=0, test=1, inactive=1, set_aside=0)
NONE_EVALUATED: dict[str, Any] = {"tallies": {}, "not_evaluated": dict.fromkeys((STALE, CARER, UNRUN), "not covered")}


@pytest.mark.parametrize(
    ("made", "fail_on", "code"),
    [
        (report(), None, 0),
        (report([outcome(1)]), "low", 0),
        (report([LOW]), "low", 1),
        (report([LOW]), "medium", 0),
        (report([MEDIUM]), "medium", 1),
        (report([MEDIUM]), "high", 0),
        (report([gap(1)]), "high", 1),
        (report([gap(1)]), "low", 1),
        (report([gap(1)], incomplete=True), "high", 3),
        (report([], incomplete=True, patients=NOBODY), None, 3),
        (report([], patients=NOBODY), "high", 5),
        (report([], **NONE_EVALUATED), None, 5),
        (report([], rules=RULES[:0], tallies={}, not_evaluated={}), None, 5),
    ],
)
def test_exit_code_is_the_contract(made: Report, fail_on: str | None, code: int) -> None:
    assert exit_code(made, fail_on=fail_on) == code


def test_nothing_to_check_says_what_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    exit_code(report([], patients=NOBODY), fail_on=None)
    exit_code(report([], **NONE_EVALUATED), fail_on=None)
    assert capsys.readouterr().err.splitlines() == [
        "nothing to check: no patient in this input",
        "nothing to check: no rule that can be evaluated in this input",
    ]


def test_exit_code_comes_back_from_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake(monkeypatch)
    assert invoke("check", source(tmp_path), "--fail-on", "high").return_value == ExitCode.FINDINGS
