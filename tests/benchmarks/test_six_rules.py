"""The six rules by hand, in SQL and in the careful loop, say what ours say: only so may their times be compared."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import risk_checks as rc
from benchmarks.contenders import SIX
from benchmarks.hand_written.run import answer
from benchmarks.loops.asked import Asked
from benchmarks.loops.deciding import answers_about
from benchmarks.loops.reading import people
from risk_checks.synth import make_cohort

AS_OF = date(2026, 11, 1)
Said = tuple[str, str, str, date | None]
"""Rule, subject, outcome, deadline."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("bench") / "cohort"
    make_cohort(made, people=300, seed=7)
    return made


@pytest.fixture(scope="module")
def ours(folder: Path) -> set[Said]:
    report = rc.read(folder).check(as_of=AS_OF, select=SIX, engine="reference")
    return {(each.rule, each.subject, str(each.outcome), each.due_on) for each in report.outcomes}


def test_every_rule_and_outcome_that_can_differ_is_in_the_data(ours: set[Said]) -> None:
    assert {rule for rule, *_ in ours} == set(SIX)
    assert {outcome for _, _, outcome, _ in ours} == {"met", "due", "gap", "unknown", "exempt"}


def test_hand_written_sql_says_what_ours_say(folder: Path, ours: set[Said]) -> None:
    connection = answer(folder, as_of=AS_OF)
    found = connection.execute("SELECT rule, subject, outcome, due_on FROM answers").fetchall()
    assert (set(found) ^ ours, len(found)) == (set(), len(ours))


def test_hand_written_sql_names_the_patients_that_ours_name(folder: Path) -> None:
    connection = answer(folder, as_of=AS_OF)
    found = connection.execute("SELECT rule, patient, subject FROM answers").fetchall()
    report = rc.read(folder).check(as_of=AS_OF, select=SIX, engine="reference")
    assert set(found) == {(each.rule, each.patient, each.subject) for each in report.outcomes}


def test_careful_loop_says_what_ours_say(folder: Path, ours: set[Said]) -> None:
    def read(kind: str) -> Iterator[dict[str, Any]]:
        with (folder / f"{kind}.ndjson").open(encoding="utf-8") as lines:
            yield from map(json.loads, lines)

    found = people(read, as_of=AS_OF)
    said = [tuple(each) for key, person in found.items() for each in answers_about(key, person, as_of=AS_OF)]
    assert (set(said) ^ ours, len(said)) == (set(), len(ours))


def test_loop_over_orjson_writes_its_answers(folder: Path, ours: set[Said], tmp_path: Path) -> None:
    pytest.importorskip("orjson", reason="orjson is a package of the benchmarks alone")
    from benchmarks.loops.orjson_loop import run

    run(Asked(folder, AS_OF, tmp_path / "out"))
    with (tmp_path / "out" / "answers.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(ours)
    assert json.loads((tmp_path / "out" / "facts.json").read_text())["people"] > 200
