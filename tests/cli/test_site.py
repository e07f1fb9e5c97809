"""`--config`, `--no-config` and the site file of the current folder."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import click
import pytest

from risk_checks.cli import options
from risk_checks.cli.main import run
from risk_checks.errors import ExitCode
from tests.cli.faking import fake, invoke, source

ZONE = 'zone = "Pacific/Kiritimati"\n'


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with a site file in it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "risk-checks.toml").write_text(ZONE)
    return tmp_path


def test_site_file_of_the_current_folder_is_read(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = fake(monkeypatch)
    monkeypatch.setattr(options, "today", lambda zone: date(2026, 1, 2) if zone == "Pacific/Kiritimati" else None)
    path = source(here)
    result = invoke("check", path)
    assert result.stderr.startswith("using risk-checks.toml of this folder (--no-config passes it over)\n")
    assert asked.read_with["site"].zone == asked.read_with["zone"] == "Pacific/Kiritimati"
    assert asked.checked_with["as_of"] == date(2026, 1, 2)
    invoke("check", path, "--zone", "Europe/Paris", "--as-of", "2026-11-01")
    assert asked.read_with["zone"] == "Europe/Paris"


def test_site_file_of_the_current_folder_is_passed_over_when_told(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = fake(monkeypatch)
    path = source(here)
    (here / "other.toml").write_text('zone = "Europe/Paris"\n')
    invoke("check", path, "--no-config")
    assert asked.read_with["site"] is None
    assert asked.read_with["zone"] == "Europe/London"
    assert "using" not in invoke("check", path, "--config", "other.toml").stderr
    assert asked.read_with["zone"] == "Europe/Paris"


def test_config_and_no_config_do_not_go_together(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake(monkeypatch)
    with pytest.raises(click.BadParameter, match="--no-config"):
        invoke("check", source(here), "--config", "risk-checks.toml", "--no-config")


def test_no_types_not_used_can_be_said_against_the_site_file(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = fake(monkeypatch)
    path = source(here)
    for given, passed in (([], None), (["--not-used", ""], ()), (["--not-used", "Flag"], ("Flag",))):
        invoke("check", path, *given)
        assert asked.read_with["not_used"] == passed


def lines(path: Path, *resources: dict[str, object]) -> None:
    path.write_text("".join(json.dumps(each) + "\n" for each in resources))


def test_values_of_the_site_file_are_used_and_recorded(here: Path) -> None:
    person = {"reference": "Patient/p1"}
    (here / "extract").mkdir()
    lines(here / "extract" / "Patient.ndjson", {"resourceType": "Patient", "id": "p1"})
    begun = {"resourceType": "EpisodeOfCare", "id": "e1", "status": "active", "patient": person}
    lines(here / "extract" / "EpisodeOfCare.ndjson", {**begun, "period": {"start": "2026-01-05"}})
    lines(here / "extract" / "RiskAssessment.ndjson")
    (here / "risk-checks.toml").write_text(
        'not_used = ["Observation", "QuestionnaireResponse", "Procedure", "Encounter", '
        '"ClinicalImpression", "Composition", "DocumentReference", "ServiceRequest"]\n'
        "[parameters.RC-RISK-001]\n"
        'first_within = "14 days"\n'
    )
    asked = ["check", "extract", "--as-of", "2026-01-15", "--select", "RC-RISK-001", "--engine", "reference"]
    for given, within, due, gaps in (
        ([], "14 days", 1, 0),
        (["--set", "risk-assessment-missing.first_within=10 days"], "10 days", 1, 0),
        (["--set", "risk-assessment-missing.first_within=9 days"], "9 days", 0, 1),
    ):
        assert run([*asked, "--out", "out", *given]) == ExitCode.OK
        (rule,) = json.loads((here / "out" / "run.json").read_text())["rules"]
        assert rule["parameters"]["first_within"] == within
        assert (rule["outcomes"]["due"], rule["outcomes"]["gap"]) == (due, gaps)


def test_rules_that_the_site_switches_are_listed_as_such(here: Path) -> None:
    (here / "risk-checks.toml").write_text('off = ["care-plan-missing"]\n')
    told = [" ".join(line.split()) for line in invoke("rules", "list").stdout.splitlines()]
    assert "RC-PLAN-001 high preview off here care-plan-missing" in told
    assert "RC-PLAN-001 high preview on care-plan-missing" in [
        " ".join(line.split()) for line in invoke("rules", "list", "--no-config").stdout.splitlines()
    ]


def test_faults_of_the_site_file_are_all_said(here: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (here / "risk-checks.toml").write_text('zon = "x"\n[parameters.RC-RISK-001]\nfirst_within = "soon"\n')
    assert run(["check", source(here)]) == ExitCode.USAGE
    assert capfd.readouterr().err.splitlines()[1:] == [
        "RC-E104 risk-checks.toml:1:1: unknown key 'zon'; did you mean 'zone'?",
        "RC-E603 risk-checks.toml:3:1: RC-RISK-001.first_within cannot be 'soon'; expected a time such as 12 months",
    ]


def test_rules_are_listed_and_shown_as_the_site_has_them(here: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["rules", "new", "carers", "carer-phone-missing", "--rules", "mine"]) == ExitCode.OK
    (here / "risk-checks.toml").write_text(
        'rules = ["mine"]\n'
        "[parameters.risk-assessment-missing]\n"
        'first_within = {by = {column = "team", values = {"CareTeam/crisis" = "1 day"}, otherwise = "5 days"}}\n'
    )
    capfd.readouterr()
    assert run(["rules", "list"]) == ExitCode.OK
    assert "LOCAL-CARERS-001" in capfd.readouterr().out
    assert run(["rules", "lint", "carer-phone-missing"]) == ExitCode.USAGE
    assert "1 rule, 5 faults" in capfd.readouterr().out  # what is still to be written
    assert run(["rules", "test", "carer-phone-missing", "--engine", "reference"]) == ExitCode.OK
    capfd.readouterr()
    assert run(["rules", "show", "risk-assessment-missing"]) == ExitCode.OK
    shown = capfd.readouterr().out
    assert "set here: 1 day where team is CareTeam/crisis, otherwise 5 days" in shown
    assert run(["rules", "list", "--no-config"]) == ExitCode.OK
    assert "LOCAL" not in capfd.readouterr().out
