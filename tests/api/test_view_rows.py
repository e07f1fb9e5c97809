"""A view can be run by itself, on either engine."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import pytest

from risk_checks import RiskChecksError, UsageError
from risk_checks.api import view_rows
from tests.api.records import PATIENT, RECORD

Engine = Literal["reference", "duckdb"]
VIEW = """
resourceType: ViewDefinition
name: {name}
resource: Patient
select:
  - column:
      - {{name: given, path: {path}, type: string}}
"""
NAMED = PATIENT | {"name": [{"given": ["Ann", "Bea"]}]}


@pytest.mark.parametrize("engine", ["reference", "duckdb"])
def test_a_shipped_view_gives_rows(engine: Engine) -> None:
    (row,) = view_rows("risk_assessment", [RECORD], engine=engine)
    assert (row["id"], row["patient"], row["status"]) == ("RiskAssessment/r1", "Patient/p1", "final")


@pytest.mark.parametrize("engine", ["reference", "duckdb"])
def test_a_view_of_ones_own_gives_rows(engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(VIEW.format(name="mine", path="name.given.first()"), encoding="utf-8")
    assert list(view_rows(path, [NAMED], engine=engine)) == [{"given": "Ann"}]


@pytest.mark.parametrize("engine", ["reference", "duckdb"])
def test_a_column_with_several_values_is_refused_on_either_engine(engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "crowded.yaml"
    path.write_text(VIEW.format(name="crowded", path="name.given"), encoding="utf-8")
    with pytest.raises(RiskChecksError) as refused:
        list(view_rows(path, [NAMED], engine=engine))
    assert refused.value.code == "RC-E220"
    assert "Ann" not in str(refused.value)


def test_what_is_no_view_and_no_engine_is_refused() -> None:
    with pytest.raises(UsageError, match="did you mean 'patient'"):
        list(view_rows("patients", [RECORD]))
    with pytest.raises(UsageError, match="did you mean 'duckdb'"):
        list(view_rows("patient", [RECORD], engine="duckbd"))  # type: ignore[arg-type]
