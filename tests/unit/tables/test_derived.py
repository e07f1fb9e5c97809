"""Rows derived from the visits of several views; the same on every engine."""

from __future__ import annotations

from datetime import date

from risk_checks.tables.definition import Column, ColumnType, Derive, Referrers, Source, TableDef
from risk_checks.tables.forms import Cell, Constant, FirstAmong, FirstOf, Mapped, Take
from tests.built_tables import Build, counts

Given = dict[str, list[dict[str, object]]]
STATUS = Column("status", ColumnType.WORD, "How it stands.", words=("open", "asked", "gone"))
START = Column("start", ColumnType.DAY, "The first day.")
LAST = Column("last", ColumnType.DAY, "The last day.")
SEEN = Column("seen", ColumnType.DAY, "When first seen.")
UNTIL = Column("until", ColumnType.DAY, "Until when.", absent="open")
CLOSED = Column("closed", ColumnType.DAY, "Until when, which no source says.", absent="open")
MADE_FROM = Column("made_from", ColumnType.TEXT, "What it is made from.")
PLACE = Column("place", ColumnType.KEY, "Where.")
KINDS = Column("kinds", ColumnType.CODES, "Kinds, which no source says.")
COLUMNS = {each.name: each for each in (STATUS, START, LAST, SEEN, UNTIL, CLOSED, MADE_FROM, PLACE, KINDS)}


def _derive(*among: str, disregard: tuple[str, ...] = ("gone",)) -> Derive:
    return Derive(("patient", "place"), "stay", "status", among, "period", disregard, ("last",))


PERIODS = Source("period", {"status": Mapped("status", {"open": "open", "gone": "gone"}), "place": Take("place")})
REQUEST_CELLS: dict[str, Cell] = {
    "status": Constant("asked"),
    "start": FirstOf(("day",)),
    "last": FirstOf(("day",)),
    "until": FirstOf(("until",)),
    "made_from": Constant("request"),
}
REQUESTS = Source("request", REQUEST_CELLS, derive=_derive("active"))
VISIT_CELLS: dict[str, Cell] = {
    "status": Constant("open"),
    "start": FirstOf(("day",)),
    "last": FirstOf(("day",)),
    "seen": FirstOf(("day",)),
    "made_from": Constant("visit"),
    "place": Take("place"),
}
VISITS = Source("visit", VISIT_CELLS, derive=_derive("done"))
TEXTS = dict.fromkeys(("id", "patient", "status", "place", "day", "until", "about"), "text")
SCHEMAS = dict.fromkeys(("patient", "period", "request", "visit", "note"), TEXTS)


def _table(*sources: Source) -> TableDef:
    return TableDef("stay", "stay", "stays", "A stay.", COLUMNS, sources, status="status")


BOTH = _table(PERIODS, REQUESTS, VISITS)


def _row(key: str, person: str, status: str, **rest: str) -> dict[str, object]:
    return {"id": key, "patient": f"Patient/{person}", "status": status, **rest}


VIEWS: Given = {
    "period": [_row("Period/1", "p4", "open", place="A"), _row("Period/2", "p5", "gone", place="A")],
    "request": [
        _row("Request/1", "p1", "active", place="A", day="2024-02-02", until="2024-03-01"),
        _row("Request/2", "p1", "draft", place="A", day="2020"),
        _row("Request/3", "p2", "active", place="A", day="2024-06-06", until="2024-07"),
        _row("Request/4", "p2", "active", place="A", day="2024-05-05"),
        _row("Request/5", "p4", "active", place="A", day="2024-05-05"),
        _row("Request/6", "p5", "active", place="A", day="bad"),
    ],
    "visit": [
        _row("Visit/1", "p1", "done", place="A", day="2024-01-15"),
        _row("Visit/2", "p1", "done", place="A", day="2024-03"),
        _row("Visit/3", "p1", "done", day="2024-04-04"),
        _row("Visit/4", "p3", "done", place="A", day="2024-09-09"),
        _row("Visit/5", "p5", "done", place="A", day="2024-09-09"),
        _row("Visit/6", "p1", "planned", place="A", day="2019"),
    ],
}
NO_END = "9999-12-31"
OPEN = (NO_END, NO_END)


def _found(build: Build, table: TableDef, views: Given) -> dict[str, tuple[object, ...]]:
    built = build(views, tables=[table], schemas=SCHEMAS)
    return {
        str(row["id"]): tuple(
            tuple(None if row[name] is None else str(row[name]) for name in column.stored)
            if column.type is ColumnType.DAY
            else row[column.name]
            for column in COLUMNS.values()
        )
        for row in built.rows["stay"]
    }


def test_rows_of_several_sources_are_grouped_together(build: Build) -> None:
    found = _found(build, BOTH, VIEWS)
    unknown = (None, None)
    assert found.pop("Period/1") == ("open", *[unknown] * 3, OPEN, OPEN, None, "A", [])
    assert found.pop("Period/2") == ("gone", *[unknown] * 3, OPEN, OPEN, None, "A", [])
    assert found == {
        # A request and two visits: the request says what both say; only visits say when somebody was seen.
        "Patient/p1#stay.A": (
            *("asked", ("2024-01-15", "2024-01-15"), ("2024-03-01", "2024-03-31"), ("2024-01-15", "2024-01-15")),
            *(("2024-03-01", "2024-03-01"), OPEN, "request", "A", []),
        ),
        # A visit at no place, which nothing says until when it goes on.
        "Patient/p1#stay.none": (
            *("open", ("2024-04-04",) * 2, ("2024-04-04",) * 2, ("2024-04-04",) * 2, OPEN, OPEN, "visit", None, []),
        ),
        # Requests alone: nobody was seen, nobody said where. The one without an end is open, and the other ends first.
        "Patient/p2#stay.A": (
            *("asked", ("2024-05-05",) * 2, ("2024-06-06",) * 2, unknown, ("2024-07-01", "2024-07-31"), OPEN),
            *("request", None, []),
        ),
        "Patient/p3#stay.A": (
            *("open", ("2024-09-09",) * 2, ("2024-09-09",) * 2, ("2024-09-09",) * 2, OPEN, OPEN, "visit", "A", []),
        ),
        # The period that is gone does not count; a day that cannot be read may be any.
        "Patient/p5#stay.A": (
            *("asked", (None, "2024-09-09"), ("2024-09-09", None), ("2024-09-09",) * 2, OPEN, OPEN, "request", "A", []),
        ),
    }
    faults = counts(build(VIEWS, tables=[BOTH], schemas=SCHEMAS))
    assert faults == {("stay", "start", "date-not-readable"): 1, ("stay", "last", "date-not-readable"): 1}


def test_a_source_whose_view_is_not_there_derives_nothing(build: Build) -> None:
    views = {name: rows for name, rows in VIEWS.items() if name == "visit"}
    found = _found(build, BOTH, views)
    assert {key: (row[0], row[6]) for key, row in found.items()} == {
        "Patient/p1#stay.A": ("open", "visit"),
        "Patient/p1#stay.none": ("open", "visit"),
        "Patient/p3#stay.A": ("open", "visit"),
        "Patient/p5#stay.A": ("open", "visit"),
    }


def test_the_order_of_the_sources_says_whose_word_goes_first(build: Build) -> None:
    found = _found(build, _table(PERIODS, VISITS, REQUESTS), VIEWS)
    assert {key: (row[0], row[6]) for key, row in found.items() if "#" in key} == {
        "Patient/p1#stay.A": ("open", "visit"),
        "Patient/p1#stay.none": ("open", "visit"),
        "Patient/p2#stay.A": ("asked", "request"),
        "Patient/p3#stay.A": ("open", "visit"),
        "Patient/p5#stay.A": ("open", "visit"),
    }


def test_each_source_says_which_periods_it_disregards(build: Build) -> None:
    strict = Source("request", REQUEST_CELLS, derive=_derive("active", disregard=()))
    found = _found(build, _table(PERIODS, strict, VISITS), VIEWS)
    assert found["Patient/p5#stay.A"][6] == "visit"


def test_what_is_derived_can_look_things_up(build: Build) -> None:
    cells: dict[str, Cell] = {**VISIT_CELLS, "seen": FirstOf((FirstAmong("note.day"), "day"))}
    visits = Source("visit", cells, referrers=(Referrers("note", "about"),), derive=_derive("done"))
    notes = [_row("Note/1", "p1", "done", about="Visit/2", day="2024-01-10")]
    found = _found(build, _table(PERIODS, visits), {**VIEWS, "note": notes})
    assert found["Patient/p1#stay.A"][3] == ("2024-01-10", "2024-01-10")
    assert found["Patient/p3#stay.A"][3] == ("2024-09-09", "2024-09-09")


def test_merged_people_have_one_derived_row(build: Build) -> None:
    people: list[dict[str, object]] = [
        {"id": "Patient/p1", "patient": "Patient/p1"},
        {"id": "Patient/p3", "patient": "Patient/p3"},
    ]
    links: list[dict[str, object]] = [{"patient": "Patient/p3", "other": "Patient/p1", "type": "replaced-by"}]
    schemas = {
        **SCHEMAS,
        "patient": {"id": "text", "patient": "text"},
        "patient_link": {"patient": "text", "other": "text", "type": "text"},
    }
    views: Given = {"patient": people, "patient_link": links, "visit": VIEWS["visit"]}
    built = build(views, tables=[BOTH], schemas=schemas)
    found = {str(row["id"]): row["last_earliest"] for row in built.rows["stay"]}
    assert found == {
        "Patient/p1#stay.A": date(2024, 9, 9),
        "Patient/p1#stay.none": date(2024, 4, 4),
        "Patient/p5#stay.A": date(2024, 9, 9),
    }
