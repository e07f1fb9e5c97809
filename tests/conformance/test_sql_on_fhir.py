"""Every case of the SQL on FHIR v2 suite on both engines."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ibis
import pytest

from risk_checks.errors import RiskChecksError
from risk_checks.views.columnar import refuse_crowded, view_rows
from risk_checks.views.definition import View
from risk_checks.views.loading import load_view
from risk_checks.views.memory import compile_view
from risk_checks.views.shape import shape_of
from tests.conformance.sql_on_fhir_register import BOTH, MOST_NOT_YET, NOT_YET
from tests.corpus import SHARED, shared
from tests.typed_table import conformed, typed_table

SUITE = ("suites", "sql-on-fhir")
Rows = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Case:
    """One test of one file of the suite."""

    file: str
    test: dict[str, Any]
    resources: Rows

    @property
    def title(self) -> str:
        """The test's own name."""
        return str(self.test["title"])


def _cases() -> list[Case]:
    found = []
    for path in sorted(SHARED.joinpath(*SUITE).glob("*.json")):
        content = json.loads(path.read_text(encoding="utf-8"))
        found += [Case(path.stem, test, content["resources"]) for test in content["tests"]]
    return found


@pytest.mark.shared_data
@pytest.mark.parametrize("engine", BOTH)
@pytest.mark.parametrize("case", _cases(), ids=lambda case: f"{case.file}: {case.title}")
def test_case(case: Case, engine: str, tmp_path: Path) -> None:
    reasons = [entry.why for entry in NOT_YET if entry.covers(case.file, case.title, engine)]
    try:
        _check(case, engine, tmp_path)
    except (AssertionError, RiskChecksError):
        if not reasons:
            raise
    else:
        assert not reasons, f"this passes now: take it out of the register ({reasons[0]})"


@pytest.mark.shared_data
def test_the_whole_suite_is_there() -> None:
    shared(*SUITE)
    assert len(_cases()) == 120


def test_the_register_only_shrinks() -> None:
    assert len(NOT_YET) <= MOST_NOT_YET


@pytest.mark.shared_data
def test_each_entry_of_the_register_names_cases() -> None:
    shared(*SUITE)
    cases = [(case.file, case.title) for case in _cases()]
    for entry in NOT_YET:
        titles = entry.titles or [title for file, title in cases if file == entry.file]
        assert titles
        assert {(entry.file, title) for title in titles} <= set(cases)


@pytest.mark.shared_data
@pytest.mark.parametrize(
    "written", ["ViewDefinition", "https://sql-on-fhir.org/ig/StructureDefinition/ViewDefinition", None]
)
def test_resource_type_is_read_in_all_its_forms(written: str | None, tmp_path: Path) -> None:
    shared(*SUITE)
    case = next(each for each in _cases() if each.file == "basic")
    view = {**case.test["view"], **({"resourceType": written} if written else {})}
    for engine in BOTH:
        _check(Case(case.file, {**case.test, "view": view}, case.resources), engine, tmp_path)


def _check(case: Case, engine: str, folder: Path) -> None:
    if case.test.get("expectError"):
        with pytest.raises(RiskChecksError):
            _evaluate(_load(case), case.resources, engine, folder)
        return
    view = _load(case)
    rows = _evaluate(view, case.resources, engine, folder)
    if "expect" in case.test:
        assert _bag(rows) == _bag(case.test["expect"])
    if "expectCount" in case.test:
        assert len(rows) == case.test["expectCount"]
    if "expectColumns" in case.test:
        assert [column.name for column in view.columns] == case.test["expectColumns"]


def _load(case: Case) -> View:
    return load_view(json.dumps(case.test["view"]), file=f"{case.file}.json")


def _evaluate(view: View, resources: Rows, engine: str, folder: Path) -> Rows:
    if engine == "memory":
        rows_of = compile_view(view)
        return [row for each in resources for row in rows_of(each)]
    mine = [each for each in resources if each["resourceType"] == view.resource]
    shape = shape_of(view)
    table = typed_table(ibis.duckdb.connect(), shape, conformed(shape, mine), folder / "resources.ndjson")
    refuse_crowded(view, table)
    found: Rows = view_rows(view, table).to_pyarrow().to_pylist()
    return found


def _bag(rows: Rows) -> Counter[str]:
    """Return rows so that order does not matter, nor whether 5 is written 5.0."""
    return Counter(json.dumps(row, sort_keys=True) for row in (_plain(row) for row in rows))


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {k: int(v) if isinstance(v, float) and v.is_integer() else v for k, v in row.items()}
