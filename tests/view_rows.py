"""Hypothesis strategies for the rows of the shipped views: few people and narrow pools, so that rows meet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from hypothesis import strategies as st

from risk_checks.tables.definition import Mapped, TableDef
from risk_checks.tables.identity import LINK_VIEW, PATIENT_VIEW
from risk_checks.tables.loading import shipped_tables
from risk_checks.tables.reads import date_texts
from risk_checks.views.library import shipped_views

Rows = dict[str, list[dict[str, object]]]

PEOPLE = ("Patient/p1", "Patient/p2", "Patient/p3", "Patient/p4")
DATES = (
    *("2024", "2024-02", "2024-03", "2023-02", "2024-02-29", "2024-03-30", "2024-03-31", "2024-10-27", "9999-12-31"),
    *("2024-03-31T00:30:00Z", "2024-03-31T23:30:00Z", "2024-03-31T01:30:00", "2024-10-27T00:30:00+01:00"),
    *("2024-10-27T23:59:60Z", "2024-02-29T23:30:00-05:00", "2024-03-01T05:00+14:00", "2024-10-27T10:00:00.123456789Z"),
)
BAD_DATES = (
    "2023-02-29",
    "2024-1-5",
    "0000",
    "now",
    "",
    "2024-02-29T24:00:00Z",
    "9999-12-31T23:59:59-12:00",
    "2024-02\n",
)
CODINGS = (
    ("http://terminology.hl7.org/CodeSystem/v2-0131", "U"),
    ("http://terminology.hl7.org/CodeSystem/v3-RoleCode", "ONESELF"),
    *(("urn:s", "b"), ("urn:s", "a"), ("urn:S", "a"), ("urn:é", "a")),
)
TEXTS = ("https://q.example|1", "|1", "q", "9434765919", "9434765918", "943 476 5919")


def rows_for(tables: Iterable[TableDef]) -> st.SearchStrategy[Rows]:
    """Return a strategy for the rows of every view that tables need, with the people and their links."""
    sources = [source for table in tables for source in table.sources]
    needed = {source.view for source in sources} | {source.join.view for source in sources if source.join}
    names = sorted(needed | {PATIENT_VIEW, LINK_VIEW})
    return st.fixed_dictionaries({name: _rows(name) for name in names})


def _rows(name: str) -> st.SearchStrategy[list[dict[str, object]]]:
    fewest = 2 if name == PATIENT_VIEW else 0  # nobody merges into someone who is not there
    return st.lists(_row(name), min_size=fewest, max_size=5).map(_numbered(name))


def _row(name: str) -> st.SearchStrategy[dict[str, object]]:
    view = shipped_views()[name]
    values: dict[str, st.SearchStrategy[object]] = {}
    dates = set(_dates(name))
    for column in view.columns:
        if column.collection:
            continue
        if column.name in dates:
            values[column.name] = _often_none(DATES, DATES, BAD_DATES)
        elif column.name in ("patient", "other"):
            values[column.name] = st.sampled_from((*PEOPLE, *PEOPLE, None))
        elif column.name == "encounter":
            values[column.name] = _often_none(("Encounter/0", "Encounter/1", "Encounter/9"))
        elif column.type == "boolean":
            values[column.name] = st.sampled_from((True, False, None))
        elif column.name == "type":
            values[column.name] = st.sampled_from(("replaced-by", "replaced-by", "replaces", "seealso", None))
        elif column.name == "status":
            values[column.name] = _often_none(_codes(name), _codes(name), ("nonsense", ""))
        else:
            values[column.name] = _often_none(TEXTS)
    return st.builds(
        lambda row, codings: {**row, **_lists(name, codings)},
        st.fixed_dictionaries(values),
        st.lists(st.sampled_from(CODINGS), max_size=3),
    )


def _often_none(*pools: Sequence[str]) -> st.SearchStrategy[object]:
    return st.one_of(st.none(), *(st.sampled_from(pool) for pool in pools))


def _dates(view: str) -> Iterable[str]:
    """Return the columns of a view that some table reads as dates, be it by a join."""
    for table in shipped_tables().values():
        for source in table.sources:
            for text in date_texts(source):
                if source.view == view or text.startswith(f"{view}."):
                    yield text.removeprefix(f"{view}.")


def _codes(view: str) -> Sequence[str]:
    mapped = [
        cell
        for table in shipped_tables().values()
        for source in table.sources
        if source.view == view
        for cell in source.cells.values()
        if isinstance(cell, Mapped)
    ]
    known = [code for cell in mapped for code in (*cell.codes, *cell.empty)]
    return known or ("arrived", "triaged", "in-progress", "onleave", "finished", "planned", "cancelled")


def _lists(name: str, codings: Sequence[tuple[str, str]]) -> Mapping[str, object]:
    columns = [column.name for column in shipped_views()[name].columns if column.collection]
    return {column: [pair["codes" in column] for pair in codings] for column in columns}


def _numbered(name: str) -> Callable[[list[dict[str, object]]], list[dict[str, object]]]:
    """Return what gives each row the id that its place says; what is about a Patient is of that patient."""
    resource = shipped_views()[name].resource

    def number(rows: list[dict[str, object]]) -> list[dict[str, object]]:
        if name == PATIENT_VIEW:
            return [{**row, "id": key, "patient": key} for key, row in zip(PEOPLE, rows, strict=False)]
        if resource == "Patient":
            keys = [row["patient"] or PEOPLE[0] for row in rows]
            return [
                {**row, "id": key, "patient": key, "position": place}
                for place, (key, row) in enumerate(zip(keys, rows, strict=True))
            ]
        return [{**row, "id": f"{resource}/{place}"} for place, row in enumerate(rows)]

    return number
