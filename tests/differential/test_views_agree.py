"""The two engines give the same rows of every shipped view, on real examples that nobody here wrote."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import ibis
import pytest

from risk_checks.views.columnar import ordered_rows, refuse_crowded, view_rows
from risk_checks.views.library import shipped_views
from risk_checks.views.loading import load_view
from risk_checks.views.memory import compile_view
from risk_checks.views.shape import shape_of
from tests.corpus import resources_in
from tests.typed_table import conformed, typed_table

CORPORA = ("hl7_r4_examples", "uk_core_json", "uk_pds", "us_core", "au_core")

pytestmark = [pytest.mark.shared_data, pytest.mark.parametrize("corpus", CORPORA)]
shipped = pytest.mark.parametrize("name", sorted(shipped_views()))
OWN = {
    "items": """
resource: QuestionnaireResponse
select:
  - column: [{name: id, path: getResourceKey()}]
  - repeat: [item, answer.item]
    column: [{name: n, path: "%rowIndex"}, {name: link, path: linkId}, {name: deep, path: item.item.exists()}]
    select:
      - forEachOrNull: answer
        column:
          - {name: number, path: value.ofType(decimal)}
          - {name: low, path: value.ofType(decimal).lowBoundary()}
          - {name: day, path: value.ofType(date).highBoundary()}
          - {name: who, path: value.ofType(Reference).getReferenceKey()}
""",
    "questions": """
resource: Questionnaire
select:
  - column: [{name: id, path: id}]
  - unionAll:
      - {repeat: [item], column: [{name: n, path: "%rowIndex"}, {name: link, path: linkId}]}
      - {forEach: item.item, column: [{name: n, path: -%rowIndex}, {name: link, path: linkId & '!'}]}
""",
    "values": """
resource: Observation
select:
  - column:
      - {name: id, path: id}
      - {name: value, path: value.ofType(Quantity).value}
      - {name: low, path: value.ofType(Quantity).value.lowBoundary()}
      - {name: high, path: value.ofType(Quantity).value.highBoundary(1)}
      - {name: start, path: effective.ofType(dateTime).lowBoundary()}
      - {name: month, path: effective.ofType(dateTime).highBoundary(6)}
      - {name: first, path: effective.ofType(Period).lowBoundary()}
      - {name: last, path: effective.ofType(Period).highBoundary()}
      - {name: issued, path: issued.highBoundary()}
""",
    "people": """
resource: Patient
select:
  - column:
      - {name: id, path: id}
      - {name: born, path: birthDate.extension.value.ofType(dateTime), collection: true}
      - {name: parts, path: name.family.extension.url, collection: true}
      - {name: sex, path: gender in ('male' | 'female')}
  - forEachOrNull: name
    column: [{name: odd, path: "%rowIndex mod 2"}, {name: text, path: "family & ', ' & given.first()"}]
""",
}


@pytest.mark.parametrize("own", sorted(OWN))
def test_views_with_every_form_give_the_same_rows_in_the_same_order(corpus: str, own: str, tmp_path: Path) -> None:
    view = load_view(OWN[own], file=f"{own}.yaml")
    shape, rows = shape_of(view), compile_view(view)
    kept = conformed(shape, _of_type(corpus, view.resource))
    resources = {each["id"]: each for each in kept if "id" in each}  # the gate lets through what has an id, once
    table = typed_table(ibis.duckdb.connect(), shape, list(resources.values()), tmp_path / "resources.ndjson")
    found = ordered_rows(view, table).to_pyarrow().to_pylist()
    assert found == [row for key in sorted(resources) for row in rows(resources[key])]


@shipped
def test_duckdb_gives_the_rows_that_memory_gives(corpus: str, name: str, tmp_path: Path) -> None:
    view = shipped_views()[name]
    shape = shape_of(view)
    resources = conformed(shape, _of_type(corpus, view.resource))
    rows = compile_view(view)
    expected = [row for each in resources for row in rows(each)]
    table = typed_table(ibis.duckdb.connect(), shape, resources, tmp_path / "resources.ndjson")
    found = view_rows(view, table).to_pyarrow().to_pylist()
    refuse_crowded(view, table)
    assert _bag(found) == _bag(expected)


@shipped
def test_a_resource_gives_the_same_rows_before_and_after_it_is_conformed(corpus: str, name: str) -> None:
    view = shipped_views()[name]
    shape, rows = shape_of(view), compile_view(view)
    for resource in _of_type(corpus, view.resource):
        for kept in conformed(shape, [resource]):
            assert rows(kept) == rows(resource)


def _of_type(corpus: str, resource: str) -> list[dict[str, Any]]:
    return [each for each in resources_in("data", corpus) if each["resourceType"] == resource]


def _bag(rows: list[dict[str, Any]]) -> Counter[str]:
    return Counter(json.dumps(row, sort_keys=True) for row in rows)
