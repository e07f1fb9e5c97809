"""Small records with the outcomes that the meaning gives them, on every engine.

The reference engine is handed each record by itself. For speed, DuckDB is handed all records that need no folder of
their own as one extract, and its answers are told apart by patient: whoever shares nothing changes nothing (law b).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pytest

import risk_checks as rc
from tests.vignettes.vignette import ANY_DAY, FLAGSHIPS, NO_DAY, Answer, Check, Resource, Vignette, vignettes

FATES = ("checked", "merged", "test", "inactive", "set_aside")
TOGETHER = [vignette for vignette in vignettes() if vignette.folder is None]
CASES = [
    pytest.param(vignette, check, id=f"{vignette.name}@{check.as_of}")
    for vignette in vignettes()
    for check in vignette.checks
]


class Warehouse:
    """The records on DuckDB: one extract of all, and one for each folder; each asked once for a day."""

    def __init__(self, folder: Path) -> None:
        sources = [source for vignette in TOGETHER for source in vignette.sources]
        self._folder = folder
        self._together = rc.read(sources)
        self.ask_together = cache(self._ask_together)
        self.extract_of = cache(self._extract_of)

    def report(self, vignette: Vignette, check: Check) -> rc.Report:
        """Return a report on a day that answers the rules at stake for a vignette, and maybe for others."""
        if vignette.folder is None:
            return self.ask_together(check.as_of)
        return self.extract_of(vignette.name).check(as_of=check.as_of, select=sorted(check.rules), engine="duckdb")

    def _ask_together(self, as_of: str) -> rc.Report:
        asked = {rule for each in TOGETHER for check in each.checks if check.as_of == as_of for rule in check.rules}
        return self._together.check(as_of=as_of, select=sorted(asked), engine="duckdb")

    def _extract_of(self, name: str) -> rc.Extract:
        (vignette,) = (each for each in vignettes() if each.name == name)
        into = self._folder / name
        into.mkdir()
        return rc.read(vignette.write(into))


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    return Warehouse(tmp_path_factory.mktemp("vignettes"))


def on_reference(vignette: Vignette, check: Check, *, folder: Path) -> rc.Report:
    source: Resource | list[Resource] | Path = list(vignette.sources)
    if vignette.folder is not None:
        source = vignette.write(folder)
    elif vignette.sources[0]["resourceType"] == "Bundle":
        source = vignette.sources[0]
    return rc.read(source).check(as_of=check.as_of, select=sorted(check.rules), engine="reference")


def at_stake(report: rc.Report, vignette: Vignette, check: Check) -> list[rc.Outcome]:
    """Return what was said of the vignette's people by the rules at stake."""
    return [each for each in report.outcomes if each.patient in vignette.people and each.rule in check.rules]


def answers(outcomes: Iterable[rc.Outcome], check: Check) -> list[Answer]:
    """Return outcomes as a file has them, with no day where the check leaves it open."""
    left_open = {(each.rule, each.subject) for each in check.answers if each.due_on == ANY_DAY}
    return sorted(
        Answer(
            each.rule,
            each.subject,
            str(each.outcome),
            str(each.reason_code),
            ANY_DAY if (each.rule, each.subject) in left_open else str(each.due_on or NO_DAY),
        )
        for each in outcomes
    )


def assert_as_written(report: rc.Report, vignette: Vignette, check: Check) -> None:
    outcomes = at_stake(report, vignette, check)
    assert answers(outcomes, check) == sorted(check.answers)
    assert {str(rule) for rule in report.run.not_evaluated} & check.rules == check.not_evaluated
    assert [each.reason for each in outcomes if check.reasons_name not in each.reason] == []


@pytest.mark.parametrize(("vignette", "check"), CASES)
def test_reference_engine_says_what_the_meaning_says(vignette: Vignette, check: Check, tmp_path: Path) -> None:
    report = on_reference(vignette, check, folder=tmp_path)
    assert_as_written(report, vignette, check)
    assert len(report.outcomes) == len(check.answers)  # and nothing of anybody else
    assert {fate: count for fate in FATES if (count := getattr(report.run.patients, fate))} == vignette.patients


@pytest.mark.parametrize(("vignette", "check"), CASES)
def test_duckdb_engine_says_what_the_meaning_says(vignette: Vignette, check: Check, warehouse: Warehouse) -> None:
    assert_as_written(warehouse.report(vignette, check), vignette, check)


def test_duckdb_engine_speaks_of_nobody_else_and_counts_everybody(warehouse: Warehouse) -> None:
    report = warehouse.ask_together("2026-11-01")
    people = {key for vignette in TOGETHER for key in vignette.people}
    counted = sum((Counter(vignette.patients) for vignette in TOGETHER), Counter[str]())
    assert {outcome.patient for outcome in report.outcomes} <= people
    assert {fate: getattr(report.run.patients, fate) for fate in FATES} == {fate: counted[fate] for fate in FATES}


def test_vignettes_share_no_resource() -> None:
    keys = Counter(f"{each['resourceType']}/{each['id']}" for vignette in vignettes() for each in vignette.resources)
    assert [key for key, count in keys.items() if count > 1] == []


def test_vignettes_are_many_and_reach_every_flagship_rule() -> None:
    assert len(vignettes()) >= 20
    assert {answer.rule for each in vignettes() for check in each.checks for answer in check.answers} == {*FLAGSHIPS}


def test_each_vignette_says_what_it_teaches_and_is_short() -> None:
    texts = {path.name: path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("records/*.yaml")}
    assert [name for name, text in texts.items() if not text.startswith("# ") or len(text.splitlines()) > 80] == []
