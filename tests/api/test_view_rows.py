"""A view can be run by itself, on either engine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest

from risk_checks import RiskChecksError, UsageError
from risk_checks.api import view_rows
from risk_checks.api.view_runs import Seen
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


ITEMS = """
resource: QuestionnaireResponse
name: items
select:
  - column:
      - {name: id, path: id}
  - unionAll:
      - repeat: [item, answer.item]
        column:
          - {name: n, path: "%rowIndex"}
          - {name: link, path: linkId}
        select:
          - forEachOrNull: answer
            column:
              - {name: number, path: value.ofType(decimal)}
              - {name: low, path: value.ofType(decimal).lowBoundary()}
      - forEach: item
        column:
          - {name: n, path: "10 + %rowIndex"}
          - {name: link, path: linkId}
          - {name: number, path: 2 / 4}
          - {name: low, path: answer.value.ofType(decimal).first() * 1}
"""
INNER = {"linkId": "1.1", "answer": [{"valueDecimal": 2.0}]}
RESPONSES = [
    {"resourceType": "QuestionnaireResponse", "id": "b", "item": [{"linkId": "1", "item": [INNER]}, {"linkId": "2"}]},
    {"resourceType": "QuestionnaireResponse", "id": "B", "item": [{"linkId": "1", "answer": [{"valueDecimal": 3}]}]},
    {"resourceType": "QuestionnaireResponse", "id": "a"},
]


@pytest.mark.parametrize("engine", ["reference", "duckdb"])
def test_rows_come_by_id_and_within_a_resource_as_the_view_says(engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "items.yaml"
    path.write_text(ITEMS, encoding="utf-8")
    rows = list(view_rows(path, RESPONSES, engine=engine))
    assert [tuple(row.values()) for row in rows] == [
        ("B", 0, "1", 3, 2.5),
        ("B", 10, "1", 0.5, 3),
        ("b", 0, "1", None, None),
        ("b", 1, "1.1", 2, 1.95),
        ("b", 2, "2", None, None),
        ("b", 10, "1", 0.5, None),
        ("b", 11, "2", 0.5, None),
    ]
    assert {type(row["number"]) for row in rows} == {int, float, type(None)}


@pytest.mark.parametrize("engine", ["reference", "duckdb"])
def test_what_is_set_aside_has_no_rows_and_is_told(engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "items.yaml"
    path.write_text(ITEMS, encoding="utf-8")
    deep: dict[str, object] = {"linkId": "Marked"}
    for _ in range(20):
        deep = {"item": [deep]}
    too_deep = {"resourceType": "QuestionnaireResponse", "id": "d", "item": [deep]}
    told: list[Seen] = []

    def run() -> Iterator[dict[str, object]]:
        told.append((yield from view_rows(path, [*RESPONSES, too_deep], engine=engine)))

    assert {row["id"] for row in run()} == {"B", "b"}
    (seen,) = told
    (problem,) = seen.problems
    assert seen.incomplete  # nobody is named as its patient
    assert (problem.code, problem.count) == ("repeat-too-deep", 1)
    assert "Marked" not in problem.what


@pytest.mark.parametrize("engine", ["reference", "duckdb"])
def test_references_within_a_repeat_are_resolved_within_their_bundle(engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "refs.yaml"
    path.write_text(
        "resource: QuestionnaireResponse\nselect: [{repeat: [item], select: [{forEach: answer, column: "
        "[{name: who, path: value.ofType(Reference).getReferenceKey(Patient)}]}]}]",
        encoding="utf-8",
    )
    answer = {"answer": [{"valueReference": {"reference": "urn:uuid:0"}}]}
    response = {"resourceType": "QuestionnaireResponse", "id": "r", "item": [{"item": [{"item": [answer]}]}]}
    bundle = {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [{"fullUrl": "urn:uuid:0", "resource": PATIENT}, {"fullUrl": "urn:uuid:1", "resource": response}],
    }
    assert list(view_rows(path, [bundle], engine=engine)) == [{"who": f"Patient/{PATIENT['id']}"}]
