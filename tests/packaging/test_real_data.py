"""`make real-data` says what the rules find in the folder of public data sets, and needs no such folder."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from types import ModuleType

import pytest

from tests.packaging.checkout import load_tool

PATIENT = {"resourceType": "Patient", "id": "p1"}
EPISODE = {
    "resourceType": "EpisodeOfCare",
    "id": "e1",
    "status": "active",
    "patient": {"reference": "Patient/p1"},
    "period": {"start": "2020-01-01"},
}


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    """Return the tool as a module."""
    return load_tool("real_data")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with one small data set, of one person without an assessment."""
    (tmp_path / "us_core").mkdir()
    (tmp_path / "us_core" / "record.json").write_text(json.dumps([PATIENT, EPISODE]), encoding="utf-8")
    return tmp_path


def _run(tool: ModuleType, monkeypatch: pytest.MonkeyPatch, *arguments: str | Path) -> int:
    monkeypatch.setattr(sys, "argv", ["real_data", *map(str, arguments)])
    return int(tool.main())


def test_where_there_is_no_data_it_says_so_and_is_content(
    tool: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run(tool, monkeypatch, tmp_path / "nothing") == 0
    assert "no folder of public data sets" in capsys.readouterr().out


def test_each_table_has_the_numbers_of_the_data_that_are_there(
    tool: ModuleType, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run(tool, monkeypatch, folder) == 0
    said = capsys.readouterr().out
    assert "Not there: Synthea bundles, " in said
    assert "| US Core | 2 | 1 | 1 | 1 | " in said
    assert "| RC-RISK-001 | 1 gap | 1 gap | 0% |" in said
    assert "| all | RC-CARER-004, RC-PLAN-006 | It waits for codes of " in said


def test_a_page_that_lacks_a_line_is_told_which(
    tool: ModuleType, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    page = folder / "page.md"
    assert _run(tool, monkeypatch, folder) == 0
    said = capsys.readouterr().out
    page.write_text(said, encoding="utf-8")
    assert _run(tool, monkeypatch, folder, "--page", page) == 0
    page.write_text(said.replace("| 1 gap |", "| 2 gap |"), encoding="utf-8")
    capsys.readouterr()
    assert _run(tool, monkeypatch, folder, "--page", page) == 1
    assert "| RC-RISK-001 | 1 gap | 1 gap | 0% |" in capsys.readouterr().out.partition("The page lacks")[2]
