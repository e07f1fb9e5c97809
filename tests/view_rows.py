"""Hypothesis strategies for the rows of views: few people and narrow pools, so that rows meet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from hypothesis import strategies as st

from risk_checks.tables.asks import Wanted, source_asks
from risk_checks.tables.definition import Source, TableDef
from risk_checks.tables.forms import Cell, CodedWord, CodeList, FirstOf, HasCode, LatestOf, Mapped, OpenWhile, UnionOf
from risk_checks.tables.identity import LINK_VIEW, PATIENT_VIEW
from risk_checks.tables.reads import views_read
from risk_checks.tables.view_check import ViewLike
from risk_checks.views.library import shipped_views

Rows = dict[str, list[dict[str, object]]]
Row = dict[str, object]

PEOPLE = ("Patient/p1", "Patient/p2", "Patient/p3", "Patient/p4")
DATES = (
    *("2024", "2024-02", "2024-03", "1899-02", "2024-02-29", "2024-03-30", "2024-03-31", "2024-10-27", "9999-12-31"),
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
NUMBERS = ("9434765919", "943 476 5919", "9434765918", "9000000009", "0000000000", "000 000 0000", " ", None)
TEXTS = ("https://q.example|1", "|1", "q", "9434765919", "9434765918", "943 476 5919")


@dataclass
class _Uses:
    """What the tables do with the columns of a view: which pools their values are drawn from."""

    dates: set[str] = field(default_factory=set)
    numbers: set[str] = field(default_factory=set)
    of_anybody: bool = False
    codes: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    keys: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    codings: list[tuple[str, str]] = field(default_factory=lambda: list(CODINGS))


def rows_for(tables: Iterable[TableDef], views: Mapping[str, ViewLike] | None = None) -> st.SearchStrategy[Rows]:
    """Return a strategy for the rows of every view that tables need, with the people and their links."""
    views = shipped_views() if views is None else views
    tables = tuple(tables)
    names = sorted({PATIENT_VIEW, LINK_VIEW}.intersection(views).union(*(views_read(table) for table in tables)))
    uses = _uses(tables, views)
    return st.fixed_dictionaries({name: _rows(name, views[name], uses[name]) for name in names})


def _uses(tables: Iterable[TableDef], views: Mapping[str, ViewLike]) -> Mapping[str, _Uses]:
    uses: dict[str, _Uses] = defaultdict(_Uses)
    for table in tables:
        for source in table.sources:
            _note(table, source, views, uses)
    return uses


def _note(table: TableDef, source: Source, views: Mapping[str, ViewLike], uses: dict[str, _Uses]) -> None:
    def place(column: str) -> tuple[_Uses, str]:
        view, _, name = column.rpartition(".")
        return uses[view or source.view], name

    for ask in source_asks(table, source):
        if ask.wanted in (Wanted.DATE, Wanted.DATES):
            of, name = place(ask.column)
            of.dates.add(name)
        elif ask.wanted is Wanted.NUMBERS:
            of, name = place(ask.column)
            of.numbers.add(name)
    for column, codes in _coded(source):
        of, name = place(column)
        of.codes[name] += codes
    for column, held in _held(source):
        of, _ = place(column)
        of.codings += [(system, code) for system, _, code in (each.rpartition("|") for each in held)]
    for join in source.joins:
        of, name = place(join.on)
        of.keys[name] += _keys(views[join.view].resource)
    for each in source.referrers:
        uses[each.view].keys[each.on] += _keys(views[source.view].resource)
        uses[each.view].of_anybody |= each.same_patient


def _coded(source: Source) -> Iterator[tuple[str, Sequence[str]]]:
    """Yield the columns that hold a code, with those that mean something to the source."""
    if source.derive is not None:
        yield source.derive.status, source.derive.among
    for cell in source.cells.values():
        if isinstance(cell, Mapped):
            yield cell.column, (*cell.codes, *cell.empty)
        for part in cell.parts if isinstance(cell, FirstOf | LatestOf) else ():
            if isinstance(part, OpenWhile):
                yield part.status, part.among


def _held(source: Source) -> Iterator[tuple[str, Sequence[str]]]:
    """Yield the columns that hold lists of codes, with the `system|code` that mean something to the source."""
    cells: list[Cell] = [*source.cells.values(), *([] if source.only is None else [source.only])]
    for cell in cells:
        for each in cell.parts if isinstance(cell, UnionOf) else (cell,):
            if isinstance(each, HasCode):
                yield each.codes, each.any_of
            elif isinstance(each, CodedWord):
                yield each.codes, tuple(each.words)
            elif isinstance(each, CodeList):
                yield each.codes, each.empty


def _keys(resource: str) -> Sequence[str]:
    return PEOPLE if resource == "Patient" else (f"{resource}/0", f"{resource}/1", f"{resource}/9")


def _rows(name: str, view: ViewLike, uses: _Uses) -> st.SearchStrategy[list[Row]]:
    fewest = 2 if name == PATIENT_VIEW else 0  # nobody merges into someone who is not there
    return st.lists(_row(name, view, uses), min_size=fewest, max_size=3).map(_numbered(name, view))


def _row(name: str, view: ViewLike, uses: _Uses) -> st.SearchStrategy[Row]:
    values = {
        column.name: _value(name, column.name, column.type, uses) for column in view.columns if not column.collection
    }
    lists = [column.name for column in view.columns if column.collection and column.name not in uses.numbers]
    numbers = st.lists(st.sampled_from(NUMBERS), max_size=2)
    return st.builds(
        lambda row, codings: {**row, **{column: [pair["codes" in column] for pair in codings] for column in lists}},
        st.fixed_dictionaries(values | dict.fromkeys(sorted(uses.numbers), numbers)),
        st.lists(st.sampled_from(uses.codings), max_size=3),
    )


def _value(view: str, column: str, kind: str, uses: _Uses) -> st.SearchStrategy[object]:
    if column in uses.dates:
        return _often_none(DATES, DATES, BAD_DATES)
    if kind == "boolean":
        return st.sampled_from((True, False, None))
    if kind in ("integer", "positiveInt", "unsignedInt"):
        return st.sampled_from((0, 1, 2, None))
    if column == "patient" and uses.of_anybody:  # what refers to rows of one patient seldom meets them otherwise
        return st.sampled_from((*PEOPLE, None, None, None, None))
    if column in ("patient", "other"):
        return st.sampled_from((*PEOPLE, *PEOPLE, None))
    if view == LINK_VIEW and column == "type":
        return st.sampled_from(("replaced-by", "replaced-by", "replaced-by", "replaces", "seealso", None))
    if column in uses.keys:
        return _often_none(uses.keys[column], uses.keys[column], uses.keys[column])
    if column in uses.codes:
        return _often_none(uses.codes[column], uses.codes[column], ("nonsense", ""))
    return _often_none(TEXTS)


def _often_none(*pools: Sequence[str]) -> st.SearchStrategy[object]:
    return st.one_of(st.none(), *(st.sampled_from(pool) for pool in pools))


def _numbered(name: str, view: ViewLike) -> Callable[[list[Row]], list[Row]]:
    """Return what gives each row the id that its place says; what is about a Patient is of that patient."""
    resource = view.resource

    def number(rows: list[Row]) -> list[Row]:
        if name == PATIENT_VIEW:
            return [{**row, "id": key, "patient": key} for key, row in zip(PEOPLE, rows, strict=False)]
        if resource == "Patient":
            keys = [row["patient"] or PEOPLE[0] for row in rows]
            return [
                {**row, "id": key, "patient": key, "position": place}
                for place, (key, row) in enumerate(zip(keys, rows, strict=True))
            ]
        counted = {"position"} & {column.name for column in view.columns}  # a `%rowIndex` is never null
        return [{**row, "id": f"{resource}/{place}", **dict.fromkeys(counted, place)} for place, row in enumerate(rows)]

    return number
