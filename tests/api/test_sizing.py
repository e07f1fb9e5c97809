"""Where no engine is named, the size of the input chooses; the answers do not hang on it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

import risk_checks as rc
from risk_checks.api import sizing
from risk_checks.api.sizing import engine_for

PATIENT = {"resourceType": "Patient", "id": "p1"}


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sizing, "SMALL", 100)


def _file(tmp_path: Path, name: str, size: int) -> Path:
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b" " * size)
    return path


@pytest.mark.parametrize(("size", "engine"), [(100, "reference"), (101, "duckdb")])
def test_files_beyond_the_limit_are_for_duckdb(tmp_path: Path, size: int, engine: str) -> None:
    assert engine_for([_file(tmp_path, "a.ndjson", size)]) == engine
    assert engine_for([str(tmp_path)]) == engine
    assert engine_for([b"{" + b" " * (size - 1)]) == engine
    assert engine_for([" [" + " " * (size - 2)]) == engine


def test_files_of_a_folder_are_added_up_to_any_depth(tmp_path: Path) -> None:
    for name in ("a.ndjson", "deep/b.ndjson", "deep/er/c.ndjson"):
        _file(tmp_path, name, 40)
    assert engine_for([tmp_path]) == "duckdb"


def test_what_is_compressed_counts_for_more(tmp_path: Path) -> None:
    assert engine_for([_file(tmp_path, "a.ndjson.gz", 11)]) == "duckdb"


def test_what_is_not_there_or_in_memory_is_small(tmp_path: Path) -> None:
    assert engine_for([tmp_path / "nothing", {"resourceType": "Patient"}, None]) == "reference"
    assert engine_for(["no path " * 1000]) == "reference"


def test_the_run_says_which_engine_it_was(tmp_path: Path) -> None:
    file = tmp_path / "Patient.ndjson"
    for text, engine in (
        ('{"resourceType":"Patient","id":"p1"}\n', "reference"),
        ('{"resourceType":"Patient","id":"p1"}\n' * 9, "duckdb"),
    ):
        file.write_text(text, encoding="utf-8")
        extract = rc.read(file, covers=["Patient", "EpisodeOfCare"])
        assert extract.check(as_of=date(2026, 11, 1), select="RC-RISK-001").run.engine == engine


def test_an_engine_that_is_named_is_used_whatever_the_size() -> None:
    extract: Any = rc.read([PATIENT])
    assert extract.check(as_of="2026-11-01", select="RC-RISK-001", engine="duckdb").run.engine == "duckdb"
    assert extract.check(as_of="2026-11-01", select="RC-RISK-001").run.engine == "reference"


def test_a_manifest_is_as_large_as_the_files_that_it_lists(tmp_path: Path) -> None:
    manifest = tmp_path / "manifest.json"
    manifest.write_text('{"transactionTime": "2026-11-01T00:30:00Z", "output": [{"url": "https://e.org/a.ndjson"}]}')
    assert engine_for([manifest]) == "reference"
    with (tmp_path / "a.ndjson").open("wb") as file:
        file.truncate(sizing.SMALL + 1)
    assert engine_for([manifest]) == "duckdb"
    assert engine_for([str(manifest)]) == "duckdb"
