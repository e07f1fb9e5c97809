"""What a row has of the rows that it refers to, and of those that refer to it; the same on every engine."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from risk_checks.tables.definition import Column, ColumnType, Join, Referrers, Source
from risk_checks.tables.forms import (
    DATA_ABSENT,
    AnyTrue,
    Cell,
    CodeList,
    FirstAmong,
    FirstFilled,
    FirstOf,
    HasCode,
    LastAmong,
    LatestOf,
    Mapped,
    Take,
)
from tests.built_tables import Build, counts
from tests.unit.tables.small import small_table

KEYS = dict.fromkeys(("id", "patient"), "text")
SCHEMAS = {
    "thing": {**KEYS, "visit": "text", "owner": "text", "day": "text"},
    "visit": {**KEYS, "place": "text", "start": "text", "open": "boolean", "systems": "texts", "codes": "texts"},
    "place": {**KEYS, "town": "text", "size": "integer"},
    "note": {
        **dict.fromkeys(("id", "patient", "on", "author", "word", "written"), "text"),
        **dict.fromkeys(("kept", "urgent"), "boolean"),
        **dict.fromkeys(("systems", "codes"), "texts"),
    },
}
SCHEMAS["patient"] = KEYS
SCHEMAS["patient_link"] = {**KEYS, "other": "text", "type": "text"}
KEY = Column("key", ColumnType.KEY, "A key.")
TOWN = Column("town", ColumnType.TEXT, "A town.")
SIZE = Column("size", ColumnType.INTEGER, "A size.")
OPEN = Column("open", ColumnType.BOOLEAN, "Open.")
SURE = Column("sure", ColumnType.BOOLEAN, "Sure.", absent=True)
KINDS = Column("kinds", ColumnType.CODES, "Kinds.")
WORD = Column("word", ColumnType.WORD, "A word.", words=("good", "bad"))
WHEN = Column("when", ColumnType.DAY, "When.")
SINCE = Column("since", ColumnType.DAY, "Since when.")

Given = dict[str, list[dict[str, object]]]


def _things(*rows: dict[str, object]) -> list[dict[str, object]]:
    return [{"id": f"Thing/{number}", "patient": "Patient/p1", **row} for number, row in enumerate(rows)]


def _values(
    build: Build,
    column: Column,
    cell: Cell,
    views: Given,
    *,
    joins: tuple[Join, ...] = (),
    referrers: tuple[Referrers, ...] = (),
) -> list[object]:
    table = small_table({column: cell}, joins=joins, referrers=referrers)
    built = build(views, tables=[table], schemas=SCHEMAS)
    found = {str(row["id"]): row for row in built.rows["sample"]}
    names = column.stored
    in_order = [found[f"Thing/{number}"] for number in range(len(views["thing"]))]
    return [tuple(row[name] for name in names) if len(names) > 1 else row[names[0]] for row in in_order]


VISITS: Given = {
    "thing": _things({"visit": "Visit/1"}, {"visit": "Visit/2"}, {"visit": "Visit/9"}, {}),
    "visit": [
        {"id": "Visit/1", "place": "Place/1", "start": "2024-05", "open": True, "systems": ["s"], "codes": ["a"]},
        {"id": "Visit/2", "place": "Place/9", "start": "bad", "open": False},
        {"id": "Visit/3", "place": "Place/1"},
    ],
    "place": [{"id": "Place/1", "town": "Leeds", "size": 4}],
}
TO_VISIT = Join("visit", "visit")
TO_PLACE = Join("place", "visit.place")


def test_a_row_has_the_columns_of_the_row_that_it_refers_to(build: Build) -> None:
    assert _values(build, KEY, Take("visit.place"), VISITS, joins=(TO_VISIT,)) == ["Place/1", "Place/9", None, None]
    assert _values(build, OPEN, Take("visit.open"), VISITS, joins=(TO_VISIT,)) == [True, False, None, None]
    codes = CodeList("visit.systems", "visit.codes")
    assert _values(build, KINDS, codes, VISITS, joins=(TO_VISIT,)) == [["s|a"], [], [], []]
    day, unknown = date(2024, 5, 1), (None, None)
    found = _values(build, WHEN, FirstOf(("visit.start",)), VISITS, joins=(TO_VISIT,))
    assert found == [(day, date(2024, 5, 31)), unknown, unknown, unknown]


def test_whether_the_row_referred_to_is_there_can_be_read(build: Build) -> None:
    there = AnyTrue(filled=("visit.id",))
    assert _values(build, OPEN, there, VISITS, joins=(TO_VISIT,)) == [True, True, False, False]


def test_a_join_goes_on_from_the_one_before_it(build: Build) -> None:
    assert _values(build, TOWN, Take("place.town"), VISITS, joins=(TO_VISIT, TO_PLACE)) == ["Leeds", None, None, None]
    assert _values(build, SIZE, Take("place.size"), VISITS, joins=(TO_VISIT, TO_PLACE)) == [4, None, None, None]


def test_a_source_may_join_several_views_and_its_own(build: Build) -> None:
    views: Given = {
        "thing": _things({"visit": "Visit/1", "owner": "Thing/1"}, {"owner": "Thing/9"}, {"owner": "Thing/0"}),
        "visit": VISITS["visit"],
    }
    joins = (TO_VISIT, Join("thing", "owner"))
    assert _values(build, KEY, FirstFilled(("thing.visit", "visit.place")), views, joins=joins) == [
        "Place/1",
        None,
        "Visit/1",
    ]


@pytest.mark.parametrize("cell", [Take("visit.open"), AnyTrue(booleans=("visit.open",), filled=("visit.open",))])
def test_a_joined_view_that_is_not_there_has_no_rows(build: Build, cell: Cell) -> None:
    views = {"thing": VISITS["thing"][:1]}
    assert _values(build, OPEN, cell, views, joins=(TO_VISIT,)) in ([None], [False])
    assert _values(build, KINDS, CodeList("visit.systems", "visit.codes"), views, joins=(TO_VISIT,)) == [[]]
    assert _values(build, SIZE, Take("place.size"), views, joins=(TO_VISIT, TO_PLACE)) == [None]
    assert _values(build, WHEN, FirstOf(("visit.start",)), views, joins=(TO_VISIT,)) == [(None, None)]


NOTES: Given = {
    # Thing/0 has three notes that are kept, Thing/1 one that says nothing, Thing/2 one that is not kept, Thing/3 none.
    "thing": _things({}, {}, {}, {}),
    "note": [
        {
            "id": "Note/1",
            "on": "Thing/0",
            "kept": True,
            "author": "Worker/2",
            "word": "ok",
            "urgent": False,
            "systems": ["s", None],
            "codes": ["b", "a", "c"],
            "written": "2024-06",
        },
        {
            "id": "Note/2",
            "on": "Thing/0",
            "kept": True,
            "author": "Worker/1",
            "word": "no",
            "urgent": True,
            "systems": ["s", "t", DATA_ABSENT],
            "codes": ["b", "x", "masked"],
            "written": "2024-05-20",
        },
        {"id": "Note/3", "on": "Thing/0", "kept": True},
        {"id": "Note/4", "on": "Thing/1", "kept": True},
        {
            "id": "Note/5",
            "on": "Thing/2",
            "kept": False,
            "author": "Worker/1",
            "word": "ok",
            "urgent": True,
            "systems": ["s"],
            "codes": ["z"],
            "written": "2024-01-01",
        },
        {"id": "Note/6", "on": "Thing/2", "author": "Worker/1", "urgent": True, "written": "2024"},
        {"id": "Note/7", "kept": True, "author": "Worker/1", "urgent": True, "written": "2024"},
        {"id": "Note/8", "on": "Thing/9", "kept": True, "author": "Worker/1"},
    ],
}
KEPT = (Referrers("note", "on", "kept"),)
ALL = (Referrers("note", "on"),)


def test_of_the_keys_and_texts_of_referrers_the_least_is_read(build: Build) -> None:
    author = Take("note.author")
    assert _values(build, KEY, author, NOTES, referrers=KEPT) == ["Worker/1", None, None, None]
    assert _values(build, KEY, author, NOTES, referrers=ALL) == ["Worker/1", None, "Worker/1", None]
    word = Mapped("note.word", {"ok": "good", "no": "bad"})
    assert _values(build, WORD, word, NOTES, referrers=KEPT) == ["bad", None, None, None]
    assert _values(build, OPEN, AnyTrue(filled=("note.word",)), NOTES, referrers=KEPT) == [True, False, False, False]


def test_of_the_booleans_of_referrers_one_true_one_is_enough(build: Build) -> None:
    assert _values(build, OPEN, Take("note.urgent"), NOTES, referrers=KEPT) == [True, False, False, False]
    assert _values(build, OPEN, Take("note.urgent"), NOTES, referrers=ALL) == [True, False, True, False]
    assert _values(build, SURE, Take("note.urgent"), NOTES, referrers=KEPT) == [True, False, False, False]
    worded = Mapped("note.word", {"no": "bad"}, where_true={"note.urgent": "good"})
    assert _values(build, WORD, worded, NOTES, referrers=KEPT) == ["good", None, None, None]


def test_of_the_codes_of_referrers_all_are_read_each_with_its_own_system(build: Build) -> None:
    codes = CodeList("note.systems", "note.codes")
    assert _values(build, KINDS, codes, NOTES, referrers=KEPT) == [["s|b", "t|x", "|a", "|c"], [], [], []]
    assert _values(build, KINDS, codes, NOTES, referrers=ALL) == [["s|b", "t|x", "|a", "|c"], [], ["s|z"], []]
    held = HasCode("note.systems", "note.codes", ("t|x",))
    assert _values(build, OPEN, held, NOTES, referrers=KEPT) == [True, False, False, False]
    own = CodeList("note.systems", "note.codes", own="urn:kind|calm", coded="note.urgent")
    assert _values(build, KINDS, own, NOTES, referrers=KEPT)[1:] == [["urn:kind|calm"]] * 3


def test_of_the_days_of_referrers_the_least_or_the_greatest_is_read(build: Build) -> None:
    least, greatest = FirstOf((FirstAmong("note.written"),)), FirstOf((LastAmong("note.written"),))
    unknown = (None, None)
    june = (date(2024, 6, 1), date(2024, 6, 30))
    assert _values(build, WHEN, least, NOTES, referrers=KEPT) == [(date(2024, 5, 20),) * 2, *[unknown] * 3]
    assert _values(build, WHEN, greatest, NOTES, referrers=KEPT) == [june, *[unknown] * 3]
    of_all = _values(build, WHEN, least, NOTES, referrers=ALL)
    # 1 January is surely no later than some day of 2024, and some day of 2024 may be any.
    assert of_all[2] == (date(2024, 1, 1), date(2024, 1, 1))
    assert _values(build, WHEN, greatest, NOTES, referrers=ALL)[2] == (date(2024, 1, 1), date(2024, 12, 31))


OTHERS: Given = {
    # Thing/0 is of one who became Patient/p2, Thing/1 of Patient/p3, Thing/2 of nobody who is known.
    "thing": [
        {"id": "Thing/0", "patient": "Patient/p1"},
        {"id": "Thing/1", "patient": "Patient/p3"},
        {"id": "Thing/2"},
    ],
    "note": [
        {"id": "Note/1", "patient": "Patient/p2", "on": "Thing/0", "author": "Worker/1", "urgent": True},
        {"id": "Note/2", "patient": "Patient/p2", "on": "Thing/1", "author": "Worker/2", "codes": ["a"]},
        {"id": "Note/3", "patient": "Patient/p3", "on": "Thing/0", "author": "Worker/0", "written": "2024-01-01"},
        {"id": "Note/4", "on": "Thing/1", "author": "Worker/4", "written": "2024-02-02"},
        {"id": "Note/5", "patient": "Patient/p2", "on": "Thing/2", "author": "Worker/5"},
    ],
    "patient": [{"id": key, "patient": key} for key in ("Patient/p1", "Patient/p2", "Patient/p3")],
    "patient_link": [{"id": "Patient/p1", "patient": "Patient/p1", "other": "Patient/p2", "type": "replaced-by"}],
}


def test_referrers_about_somebody_else_do_not_count_where_the_source_says_so(build: Build) -> None:
    ours = (Referrers("note", "on", same_patient=True),)
    assert _values(build, KEY, Take("note.author"), OTHERS, referrers=ours) == ["Worker/1", "Worker/4", None]
    assert _values(build, OPEN, Take("note.urgent"), OTHERS, referrers=ours) == [True, False, False]
    codes = CodeList("note.systems", "note.codes")
    assert _values(build, KINDS, codes, OTHERS, referrers=ours) == [[], [], []]
    assert _values(build, KINDS, codes, OTHERS, referrers=ALL) == [[], ["|a"], []]
    written = FirstOf((FirstAmong("note.written"),))
    found = _values(build, WHEN, written, OTHERS, referrers=ours)
    assert found == [(None, None), (date(2024, 2, 2),) * 2, (None, None)]


def test_of_two_people_in_one_resource_each_has_their_own_referrers(build: Build) -> None:
    shared = Source("thing", {"key": Take("note.author")}, referrers=(Referrers("note", "on", same_patient=True),))
    table = replace(small_table({KEY: None}), sources=(replace(shared, part=("person", "position")),))
    views: Given = {
        "thing": [{"id": "Thing/0", "patient": f"Patient/p{number}", "position": number} for number in (1, 2)],
        "note": [
            {"id": f"Note/{number}", "patient": f"Patient/p{number}", "on": "Thing/0", "author": f"Worker/{number}"}
            for number in (1, 2)
        ],
    }
    built = build(views, tables=[table], schemas={**SCHEMAS, "thing": {**SCHEMAS["thing"], "position": "integer"}})
    assert {row["id"]: row["key"] for row in built.rows["sample"]} == {
        "Thing/0#person.1": "Worker/1",
        "Thing/0#person.2": "Worker/2",
    }


UNREAD: Given = {
    "thing": _things({"day": "2024-07-07"}, {"day": "2024-07-07"}, {"day": "2024-07-07"}),
    "note": [
        {"id": "Note/1", "on": "Thing/0", "written": "2024-05-20"},
        {"id": "Note/2", "on": "Thing/0", "written": "20 May"},
        {"id": "Note/3", "on": "Thing/0", "written": "21 May"},
        {"id": "Note/4", "on": "Thing/0", "written": "2024-06"},
        {"id": "Note/5", "on": "Thing/1", "written": "May"},
        {"id": "Note/6", "on": "Thing/2"},
    ],
}


@pytest.mark.parametrize(
    ("cell", "days"),
    [
        (FirstOf((FirstAmong("note.written"), "day")), [(None, "2024-05-20"), (None, None), ("2024-07-07",) * 2]),
        (FirstOf((LastAmong("note.written"), "day")), [("2024-06-01", None), (None, None), ("2024-07-07",) * 2]),
        (
            LatestOf((LastAmong("note.written"), "day")),
            [("2024-07-07", None), ("2024-07-07", None), ("2024-07-07",) * 2],
        ),
        (LatestOf((FirstAmong("note.written"),)), [(None, None), (None, None), (None, None)]),
    ],
    ids=["least", "greatest", "latest of greatest", "latest of least"],
)
def test_a_day_of_a_referrer_that_cannot_be_read_leaves_its_side_open_and_is_a_problem(
    build: Build, cell: FirstOf | LatestOf, days: list[tuple[str | None, str | None]]
) -> None:
    built = build(UNREAD, tables=[small_table({WHEN: cell}, referrers=ALL)], schemas=SCHEMAS)
    found = {
        row["id"]: tuple(None if row[name] is None else str(row[name]) for name in WHEN.stored)
        for row in built.rows["sample"]
    }
    assert found == {f"Thing/{number}": each for number, each in enumerate(days)}
    assert counts(built) == {("sample", "when", "date-not-readable"): 2}


@pytest.mark.parametrize(
    "views", [{"thing": _things({})}, {"thing": _things({}), "note": []}], ids=["no view", "empty"]
)
def test_where_no_row_refers_nothing_is_true(build: Build, views: Given) -> None:
    assert _values(build, KEY, Take("note.author"), views, referrers=KEPT) == [None]
    assert _values(build, OPEN, Take("note.urgent"), views, referrers=KEPT) == [False]
    assert _values(build, KINDS, CodeList("note.systems", "note.codes"), views, referrers=KEPT) == [[]]
    assert _values(build, WHEN, FirstOf((LastAmong("note.written"),)), views, referrers=KEPT) == [(None, None)]


def test_rows_of_the_same_view_may_refer_to_each_other(build: Build) -> None:
    views: Given = {"thing": _things({}, {"owner": "Thing/0", "day": "2024-03-03"}, {"owner": "Thing/1"})}
    referrers = (Referrers("thing", "owner"),)
    days = _values(build, WHEN, FirstOf((FirstAmong("thing.day"),)), views, referrers=referrers)
    assert days == [(date(2024, 3, 3),) * 2, (None, None), (None, None)]


def test_a_lookup_that_nothing_reads_changes_nothing(build: Build) -> None:
    referrers, joins = (Referrers("note", "on"),), (TO_VISIT,)
    assert _values(build, OPEN, AnyTrue(filled=("day",)), UNREAD, referrers=referrers, joins=joins) == [True] * 3


def test_joins_and_referrers_stand_side_by_side(build: Build) -> None:
    views: Given = {**VISITS, "note": NOTES["note"]}
    table = small_table(
        {KEY: Take("visit.place"), OPEN: Take("note.urgent"), SINCE: FirstOf(("visit.start",)), WORD: None},
        joins=(TO_VISIT,),
        referrers=KEPT,
    )
    built = build(views, tables=[table], schemas=SCHEMAS)
    found = {row["id"]: (row["key"], row["open"], row["since_earliest"]) for row in built.rows["sample"]}
    assert found == {
        "Thing/0": ("Place/1", True, date(2024, 5, 1)),
        "Thing/1": ("Place/9", False, None),
        "Thing/2": (None, False, None),
        "Thing/3": (None, False, None),
    }
    assert counts(built) == {("sample", "since", "date-not-readable"): 1}


ONLY = {
    "a boolean": (Take("flag"), [0]),
    "a code": (HasCode("systems", "codes", ("s|a",)), [0, 2]),
    "any of several": (AnyTrue(booleans=("flag",), filled=("text",)), [0, 3]),
    "a date that can be read": (AnyTrue(days=("text",)), [3]),
}


@pytest.mark.parametrize(("only", "expected"), ONLY.values(), ids=ONLY)
def test_rows_for_which_only_is_not_true_are_no_rows(
    build: Build, only: Take | HasCode | AnyTrue, expected: list[int]
) -> None:
    schema = {**KEYS, "text": "text", "flag": "boolean", "systems": "texts", "codes": "texts", "day": "text"}
    rows = _things(
        {"flag": True, "systems": ["s"], "codes": ["a"]},
        {"flag": False, "text": None, "day": "bad"},
        {"systems": ["s", "t"], "codes": ["a", "a"]},
        {"text": "2024"},
    )
    table = small_table({WHEN: FirstOf(("day",))}, only=only)
    built = build({"thing": rows}, tables=[table], schemas={"thing": schema})
    assert sorted(str(row["id"]) for row in built.rows["sample"]) == [f"Thing/{number}" for number in expected]
    assert counts(built) == {}


def test_only_can_hang_on_what_is_looked_up(build: Build) -> None:
    joined = small_table({KEY: None}, joins=(TO_VISIT,), only=Take("visit.open"))
    built = build(VISITS, tables=[joined], schemas=SCHEMAS)
    assert [row["id"] for row in built.rows["sample"]] == ["Thing/0"]
    referred = small_table({KEY: None}, referrers=KEPT, only=HasCode("note.systems", "note.codes", ("t|x",)))
    built = build(NOTES, tables=[referred], schemas=SCHEMAS)
    assert [row["id"] for row in built.rows["sample"]] == ["Thing/0"]
