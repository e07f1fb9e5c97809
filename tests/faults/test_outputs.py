"""What a spreadsheet, a terminal or a reader meets in outputs: text, whatever was written in the record."""

from __future__ import annotations

import csv
import json
import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from risk_checks.model.outcome import OutcomeKind
from risk_checks.records.problems import problem
from risk_checks.reports.neutral import cell
from risk_checks.reports.text import as_text
from tests.faults.harness import CANARY_NAME, Ran, check
from tests.unit.reports.making import gap, outcome, report

ACTS = {
    "formula": '=HYPERLINK("http://x.example","y")',
    "plus": "+1+1",
    "minus": "-1+1",
    "at": "@SUM(1)",
    "tab": "\t=1+1",
    "return": "\r=1+1",
    "full width": "\uff1d1+1",
    "escape": "\x1b[2J\x1b]0;title\x07",
    "new line": "one\ntwo,three",
    "bidi": "abc\u202efdp.exe",
    "zero width": "a\u200bb",
    "separator": "a\u2028b",
    "script": "<script>alert(1)</script>",
    "image": '"><img src=x onerror=alert(1)>',
    "address": "javascript:alert(1)",
    "template": "{{7*7}}${7*7}",
}
FORMULAS = ("formula", "plus", "minus", "at")
_ACTING = {"Cc", "Cf", "Cs", "Zl", "Zp"}
"""Categories of characters that do something rather than show."""


def teams(into: Path, *, options: Sequence[str] = ()) -> tuple[Ran, Mapping[str, str]]:
    """Check people in teams that are called by values that act; return their names in findings.csv by kind."""
    folder = into / "tables"
    folder.mkdir()
    tables: Mapping[str, list[list[str]]] = {
        "patient": [["id", "deceased", "deceased_date"], *([kind, "false", ""] for kind in ACTS)],
        "referral": [
            ["id", "patient", "status", "start", "end", "last_contact", "derived", "team"],
            *([kind, kind, "open", "2026-01-05", "", "", "false", value] for kind, value in ACTS.items()),
        ],
        "assessment": [["id", "patient", "status", "date", "kinds"]],
    }
    for name, rows in tables.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
    ran = check(folder, into=into, options=options)
    with (ran.out / "findings.csv").open(encoding="utf-8", newline="") as file:
        return ran, {row["subject"]: row["team"] for row in csv.DictReader(file)}


def is_quiet(text: str) -> bool:
    """Return whether no character of a text acts but for the ends of its lines."""
    return not any(unicodedata.category(char) in _ACTING for char in text.replace("\n", ""))


@pytest.mark.row(100, 101, 102)
def test_what_acts_is_text_in_the_worklist_and_as_recorded_in_parquet(tmp_path: Path) -> None:
    ran, shown = teams(tmp_path)
    recorded = {kind: value.strip("\t\r") for kind, value in ACTS.items()}  # as every key of a table
    assert {each["subject"]: each["team"] for each in ran.outcomes} == recorded
    assert shown == {kind: cell(value) for kind, value in recorded.items()}
    assert not any(team[0] in "=+-@\t\r\n\uff1d" for team in shown.values())
    text = (ran.out / "findings.csv").read_text(encoding="utf-8")
    assert len(text.splitlines()) == 1 + len(ACTS)
    assert is_quiet(text)
    assert is_quiet(ran.said)


@pytest.mark.row(101)
def test_machines_may_have_cells_as_they_are(tmp_path: Path) -> None:
    _, shown = teams(tmp_path, options=["--raw-csv"])
    assert {kind: shown[kind] for kind in FORMULAS} == {kind: ACTS[kind] for kind in FORMULAS}


@pytest.mark.row(101)
@given(st.text())
def test_no_cell_begins_as_a_formula_nor_holds_what_acts(text: str) -> None:
    made = cell(text)
    assert not made or made[0] not in "=+-@\uff1d\uff0b\uff0d\uff20"
    assert not any(unicodedata.category(char) in _ACTING for char in made)


@pytest.mark.row(102)
@pytest.mark.parametrize("name", ["a\x1b[2Jb.ndjson", "a\nb.ndjson", "a\u202eb.ndjson", f"{CANARY_NAME}\t.ndjson"])
def test_name_of_a_file_cannot_act(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "Patient.ndjson").write_bytes(b'{"resourceType": "Patient", "id": "p1"}\n')
    (folder / name).write_bytes(b"torn\n")
    ran = check(folder, into=tmp_path)
    assert ran.codes
    lines = (ran.out / "problems.ndjson").read_bytes()
    assert lines.isascii()
    assert all(json.loads(line)["file"].startswith("file-") for line in lines.splitlines() if b'"file"' in line)
    assert is_quiet(ran.said)


@pytest.mark.row(105)
def test_what_a_terminal_is_told_does_not_grow_with_the_findings() -> None:
    small = as_text(report([gap(1), outcome(2)]))
    kinds = [problem("element-shape", file="x", line=place, element=f"a.b{place}") for place in range(200)]
    large = as_text(report([gap(number) for number in range(20_000)], kinds))
    assert len(large.splitlines()) < len(small.splitlines()) + 60
    assert "more kinds, in problems.ndjson" in large


@pytest.mark.row(105)
def test_findings_of_many_are_all_in_the_worklist(tmp_path: Path) -> None:
    report([gap(number) for number in range(20_000)]).write(tmp_path / "out")
    with (tmp_path / "out" / "findings.csv").open(encoding="utf-8", newline="") as file:
        assert sum(row["outcome"] == OutcomeKind.GAP for row in csv.DictReader(file)) == 20_000
