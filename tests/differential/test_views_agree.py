"""The two engines give the same rows of every shipped view, on real examples that nobody here wrote."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import ibis
import pytest

from risk_checks.views.columnar import refuse_crowded, view_rows
from risk_checks.views.library import shipped_views
from risk_checks.views.memory import compile_view
from risk_checks.views.shape import shape_of
from tests.corpus import resources_in
from tests.typed_table import conformed, typed_table

CORPORA = ("hl7_r4_examples", "uk_core_json", "uk_pds", "us_core", "au_core")

pytestmark = [
    pytest.mark.shared_data,
    pytest.mark.parametrize("corpus", CORPORA),
    pytest.mark.parametrize("name", sorted(shipped_views())),
]


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
