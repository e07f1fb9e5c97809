"""The two engines give the same rows of many small views, on made-up resources that are full of gaps.

Resources are drawn from narrow pools, so that names, uses and codes meet the constants of the expressions.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import reduce
from pathlib import Path
from typing import Any

import ibis
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ibis.backends.duckdb import Backend

from risk_checks.records.shape import merge
from risk_checks.views.columnar import refuse_crowded, view_rows
from risk_checks.views.definition import View
from risk_checks.views.faults import ViewError
from risk_checks.views.loading import load_view
from risk_checks.views.memory import compile_view
from risk_checks.views.shape import shape_of
from tests.typed_table import conformed, typed_table

Resource = dict[str, Any]

SINGLE = (
    "active",
    "active.not()",
    "active and deceased.ofType(boolean)",
    "active or deceased.ofType(boolean)",
    "active xor deceased.ofType(boolean)",
    "active implies deceased.ofType(boolean)",
    "active = deceased.ofType(boolean)",
    "deceased.exists()",
    "deceased.empty()",
    "birthDate",
    "birthDate = @2000-01",
    "birthDate != @2000-01",
    "birthDate < @2000-02",
    "birthDate <= @2000-01-02",
    "birthDate > deceased.ofType(dateTime)",
    "deceased.ofType(dateTime) >= @2000-01-02T10:00:00Z",
    "name.first().family",
    "name[1].family",
    "name[1].given[1]",
    "name.given[2]",
    "name.given.first()",
    "name.first().given.first()",
    "name.where(use = 'old').exists()",
    "name.exists(use = 'old' and family = 'A')",
    "name.where(use != 'old').given.first()",
    "name.where(given.exists() and use.empty()).family.first()",
    "name.where(given.where($this = 'A').exists()).family.first()",
    "name.where(period.start >= @2000-01-02).exists()",
    "name.where(period.exists()).exists()",
    "name.family = 'A'",
    "name.family != 'A'",
    "name.family = contact.name.family",
    "name.given = name.family",
    "name.given.empty()",
    "contact.name.given.exists()",
    "contact.where(telecom.where(value.exists() and use.where($this = 'old').empty()).exists()).exists()",
    "contact.exists() and contact.name.exists().not()",
    "maritalStatus.exists()",
    "maritalStatus.coding.where(system = 's' and code = 'A').exists()",
    "managingOrganization.getReferenceKey()",
    "managingOrganization.getReferenceKey(Patient)",
    "managingOrganization.getReferenceKey() = getResourceKey()",
    "link.other.getReferenceKey(Patient).first()",
    "link.other.getReferenceKey()[1]",
    "link.other.getReferenceKey(Patient) = getResourceKey()",
    "name.given.join(',')",
    "name.where(use = 'old').given.join()",
    "active.where($this).exists()",
    "name.first().where(use = 'old').family",
    "where(active).birthDate",
    "$this.where(name.exists()).active",
    "multipleBirth.ofType(integer) + 1",
    "multipleBirth.ofType(integer) - multipleBirth.ofType(integer)",
    "multipleBirth.ofType(integer) * 1.5",
    "multipleBirth.ofType(integer) / multipleBirth.ofType(integer)",
    "multipleBirth.ofType(integer) > 1",
    "multipleBirth.ofType(integer) = 1.0",
    "name.first().family + 'A'",
    "extension('u').value.ofType(code).first()",
    "extension('u').extension('v').value.ofType(Coding).code.first()",
    "extension('u').value.exists()",
    "'A'",
    "1.5",
    "true",
    "%rowIndex",
)
MANY = (
    "name.given",
    "name.family",
    "active",
    "'A'",
    "name.where(use = 'old').given",
    "contact.telecom.value",
    "contact.where(name.family = 'A').telecom.value",
    "maritalStatus.coding.where(system.exists() and code.exists()).system",
    "maritalStatus.coding.where(system.exists() and code.exists()).code",
    "link.other.getReferenceKey(Patient)",
    "name.where(given.exists()).use",
)
CONDITIONS = (
    "active",
    "active.not()",
    "name.where(use = 'old').exists() and active",
    "deceased.empty() or birthDate < @2000-01-02",
    "(active and deceased.ofType(boolean)).not()",
)
SELECTS: tuple[list[dict[str, Any]], ...] = (
    [{"forEach": "name", "column": [{"name": "a", "path": "family"}, {"name": "b", "path": "%rowIndex"}]}],
    [
        {
            "forEachOrNull": "name",
            "column": [{"name": "a", "path": "family.exists()"}, {"name": "b", "path": "%rowIndex"}],
        }
    ],
    [
        {"forEachOrNull": "name.where(use = 'old')", "column": [{"name": "a", "path": "given", "collection": True}]},
        {"forEachOrNull": "contact", "column": [{"name": "b", "path": "telecom.exists()"}]},
    ],
    [
        {"forEach": "name", "column": [{"name": "a", "path": "%rowIndex"}]},
        {"forEach": "contact", "column": [{"name": "b", "path": "%rowIndex"}]},
    ],
    [{"forEach": "contact", "select": [{"forEachOrNull": "telecom", "column": [{"name": "a", "path": "value"}]}]}],
    [{"forEach": "contact.telecom", "column": [{"name": "a", "path": "value"}, {"name": "b", "path": "%rowIndex"}]}],
    [{"forEach": "contact.telecom[0]", "column": [{"name": "a", "path": "value"}]}],
    [{"forEach": "name.given", "column": [{"name": "a", "path": "$this"}, {"name": "b", "path": "$this = 'A'"}]}],
    [{"forEach": "name.first()", "column": [{"name": "a", "path": "family"}, {"name": "b", "path": "%rowIndex"}]}],
    [{"forEachOrNull": "maritalStatus", "column": [{"name": "a", "path": "text"}, {"name": "b", "path": "'A'"}]}],
    [{"forEach": "active", "column": [{"name": "a", "path": "$this"}]}],
    [
        {"column": [{"name": "id", "path": "id"}]},
        {
            "forEachOrNull": "contact",
            "column": [{"name": "n", "path": "%rowIndex"}],
            "unionAll": [
                {"column": [{"name": "x", "path": "name.family"}]},
                {"forEach": "name.given", "column": [{"name": "x", "path": "$this"}]},
            ],
        },
    ],
    [
        {
            "unionAll": [
                {"forEach": "name", "column": [{"name": "x", "path": "family"}]},
                {"unionAll": [{"column": [{"name": "x", "path": "'A'"}]}, {"column": [{"name": "x", "path": "'B'"}]}]},
            ]
        }
    ],
)


def _views() -> Iterator[View]:
    yield _view([{"column": _columns(SINGLE)}])
    yield _view([{"column": _columns((*SINGLE, *MANY), collection=True)}])
    for path in MANY:
        yield _view([{"column": _columns((path,))}])
    for select in SELECTS:
        yield _view(select)
    for path in CONDITIONS:
        yield _view([{"column": [{"name": "born", "path": "birthDate"}]}], where=path)


def _columns(paths: Sequence[str], *, collection: bool = False) -> list[dict[str, Any]]:
    return [{"name": f"x{n}", "path": path, "collection": collection} for n, path in enumerate(paths)]


def _view(select: list[dict[str, Any]], *, where: str | None = None) -> View:
    view = {"resource": "Patient", "select": select, **({"where": [{"path": where}]} if where else {})}
    return load_view(json.dumps(view), file="view.json")


VIEWS = tuple(_views())
SHAPE = reduce(merge, map(shape_of, VIEWS))


def _object(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Draw an object that has some of the fields; conforming drops it where it has none."""
    return st.fixed_dictionaries({}, optional=fields)


def _some(one: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.lists(one, max_size=3)


TEXT = st.sampled_from(["A", "B", ""])
DATE = st.sampled_from(
    [
        *("2000", "2000-01", "2000-01-02", "2000-01-03", "2000-01-02T10:00:00Z", "2000-01-02T10:00:00+01:00"),
        *("2000-01-02T11:00:00.0+01:00", "2000-01-02T10:00Z", "2000-01-02T10:00:00.5Z", "2000-01-32T10:00:00-01:00"),
    ]
)
REFERENCE = _object(
    reference=st.sampled_from(
        ["Patient/p1", "http://x.org/fhir/Patient/p1/_history/2", "Group/p1", "#p1", "urn:uuid:p1", "Patient/p2"]
    ),
    display=TEXT,
)
NAME = _object(
    use=st.sampled_from(["old", "usual"]), family=TEXT, given=_some(st.none() | TEXT), period=_object(start=DATE)
)
TELECOM = _object(use=st.sampled_from(["old", "home"]), value=TEXT)
CODING = _object(system=st.just("s"), code=st.sampled_from(["A", "B"]))
EXTENSION = _object(url=st.sampled_from(["u", "v"]), valueCode=TEXT, valueCoding=CODING)
PATIENT = _object(
    active=st.booleans(),
    birthDate=DATE,
    deceasedBoolean=st.booleans(),
    deceasedDateTime=DATE,
    multipleBirthInteger=st.integers(0, 3),
    name=_some(NAME),
    contact=_some(_object(name=NAME, telecom=_some(TELECOM))),
    maritalStatus=_object(text=TEXT, coding=_some(CODING)),
    managingOrganization=REFERENCE,
    link=_some(_object(other=REFERENCE)),
    extension=_some(_object(url=st.sampled_from(["u", "v"]), extension=_some(EXTENSION), valueCode=TEXT)),
).flatmap(lambda found: st.just({"resourceType": "Patient", "id": "p1", **found}))


@pytest.fixture(scope="module")
def connection() -> Backend:
    return ibis.duckdb.connect()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=4)
@given(resources=st.lists(PATIENT, min_size=20, max_size=60))
def test_both_engines_give_the_same_rows(resources: list[Resource], connection: Backend, tmp_path: Path) -> None:
    kept = conformed(SHAPE, resources)
    table = typed_table(connection, SHAPE, kept, tmp_path / "resources.ndjson")
    for view in VIEWS:
        rows = compile_view(view)
        try:
            expected = [row for each in kept for row in rows(each)]
        except ViewError:
            with pytest.raises(ViewError):
                refuse_crowded(view, table)
            continue
        refuse_crowded(view, table)
        found = view_rows(view, table).to_pyarrow().to_pylist()
        for column in view.columns:
            assert _bag(found, column.name) == _bag(expected, column.name), column
        assert _bag(found) == _bag(expected), view


def _bag(rows: list[dict[str, Any]], *columns: str) -> Counter[str]:
    return Counter(
        json.dumps({k: _plain(v) for k, v in row.items() if not columns or k in columns}, sort_keys=True)
        for row in rows
    )


def _plain(value: Any) -> Any:
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value
