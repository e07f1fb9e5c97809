"""What `check` writes for others: pseudonyms from a secret that no argument holds, and counts without small numbers."""

from __future__ import annotations

import csv
import json
import stat
from pathlib import Path

import click
import pytest

from risk_checks.errors import UsageError
from risk_checks.reports.shield import Shield
from tests.cli.faking import fake, invoke, source
from tests.unit.reports.making import gap, outcome, report

SECRET = "a secret of enough bytes"


def test_keys_are_pseudonyms_by_a_secret_in_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake(monkeypatch)
    secret = tmp_path / "secret"
    secret.write_text(f"{SECRET}\n")
    told = invoke("check", source(tmp_path), "--out", str(tmp_path / "out"), "--pseudonymous-keys", str(secret)).stdout
    assert "all keys are pseudonyms" in " ".join(told.split())
    assert json.loads((tmp_path / "out" / "run.json").read_bytes())["carries_keys"] == []
    named = Shield(SECRET.encode(), every=True).key("Patient/p2")
    assert named in (tmp_path / "out" / "findings.csv").read_text(encoding="utf-8")


def test_secret_may_stand_in_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake(monkeypatch)
    monkeypatch.setenv("OUR_SECRET", SECRET)
    invoke("check", source(tmp_path), "--out", str(tmp_path / "out"), "--pseudonymous-keys", "env:OUR_SECRET")
    named = Shield(SECRET.encode(), every=True).key("Patient/p2")
    assert named in (tmp_path / "out" / "findings.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize("given", ["env:NOT_SET_ANYWHERE", "short", "absent"])
def test_no_secret_is_told_before_anything_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    asked = fake(monkeypatch)
    (tmp_path / "short").write_text("abc")
    name = given if given.startswith("env:") else str(tmp_path / given)
    with pytest.raises(UsageError, match=r"RC-E726|RC-E812") as refused:
        invoke("check", source(tmp_path), "--out", str(tmp_path / "out"), "--pseudonymous-keys", name)
    assert "abc" not in str(refused.value)
    assert asked.sources == []


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("env:NOT_SET_ANYWHERE", "names a variable of the environment that is not set"),
        ("env:SET_TO_NOTHING", "a variable of the environment that is empty"),
        ("empty", "the file of --pseudonymous-keys is empty"),
    ],
)
def test_secret_that_is_not_there_is_not_called_short(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: str, said: str
) -> None:
    monkeypatch.setenv("SET_TO_NOTHING", " ")
    (tmp_path / "empty").write_text("\n")
    name = given if given.startswith("env:") else str(tmp_path / given)
    with pytest.raises(UsageError, match=f"RC-E812: .*{said}; make one with") as refused:
        invoke("check", source(tmp_path), "--out", str(tmp_path / "out"), "--pseudonymous-keys", name)
    assert name not in str(refused.value)


def test_pseudonyms_without_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(click.BadParameter, match="goes with --out"):
        invoke("check", source(tmp_path), "--pseudonymous-keys", "env:X")


def test_aggregate_is_the_only_file_where_nothing_else_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake(monkeypatch, report([outcome(number) for number in range(12)]))
    invoke("check", source(tmp_path), "--aggregate", str(tmp_path / "counts.csv"))
    assert {path.name for path in tmp_path.iterdir()} == {"counts.csv", "extract"}
    assert stat.S_IMODE((tmp_path / "counts.csv").stat().st_mode) == 0o600
    with (tmp_path / "counts.csv").open(encoding="utf-8", newline="") as file:
        rows = {(row["rule"], row["outcome"]): row["count"] for row in csv.DictReader(file)}
    assert rows["RC-RISK-002", "met"] == "10"
    assert rows["RC-RISK-002", "gap"] == "*"


def test_aggregate_by_team_says_how_much_is_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake(monkeypatch, report([gap(number, team="Team East") for number in range(12)] + [gap(99, team="Team West")]))
    told = invoke("check", source(tmp_path), "--aggregate", str(tmp_path / "c.csv"), "--aggregate-by", "team")
    assert "too small to tell of, by rule and team: 1" in told.stderr
    assert "Team East" in (tmp_path / "c.csv").read_text(encoding="utf-8")
    assert "Team West" not in (tmp_path / "c.csv").read_text(encoding="utf-8")


def test_aggregate_takes_the_place_of_an_earlier_one_and_of_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake(monkeypatch)
    records = source(tmp_path)
    for _ in range(2):
        invoke("check", records, "--aggregate", str(tmp_path / "counts.csv"))
    (tmp_path / "notes.csv").write_text("what somebody wrote")
    with pytest.raises(UsageError, match="RC-E728"):
        invoke("check", records, "--aggregate", str(tmp_path / "notes.csv"))
    assert (tmp_path / "notes.csv").read_text() == "what somebody wrote"


@pytest.mark.parametrize(
    ("place", "code"),
    [("extract/counts.csv", "RC-E802"), ("out/counts.csv", "RC-E813"), ("nowhere/counts.csv", "RC-E727")],
)
def test_aggregate_lies_apart_from_records_and_keys(tmp_path: Path, place: str, code: str) -> None:
    with pytest.raises(UsageError, match=code):
        invoke("check", source(tmp_path), "--out", str(tmp_path / "out"), "--aggregate", str(tmp_path / place))


def test_aggregate_by_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(click.BadParameter, match="goes with --aggregate"):
        invoke("check", source(tmp_path), "--aggregate-by", "team")


@pytest.mark.row(101)
def test_cells_for_machines_stay_as_they_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake(monkeypatch, report([gap(1, team="=1+1")]))
    records = source(tmp_path)
    invoke("check", records, "--out", str(tmp_path / "safe"))
    invoke("check", records, "--out", str(tmp_path / "raw"), "--raw-csv")
    assert ",'=1+1\n" in (tmp_path / "safe" / "findings.csv").read_text(encoding="utf-8")
    assert ",=1+1\n" in (tmp_path / "raw" / "findings.csv").read_text(encoding="utf-8")
