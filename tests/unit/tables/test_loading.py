"""Table files: what is refused, where the message points and what it says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from risk_checks.errors import DefinitionErrors, RiskChecksError
from risk_checks.tables.asks import Wanted
from risk_checks.tables.definition import Column, ColumnType, Derive, Join, Referrers, Source, StateOnDay, TableDef
from risk_checks.tables.forms import (
    AnyTrue,
    Between,
    Canonical,
    CodedWord,
    CodeList,
    Constant,
    FirstAmong,
    FirstFilled,
    FirstOf,
    Flags,
    HasCode,
    LastAmong,
    LatestOf,
    Mapped,
    NhsNumberOk,
    NhsNumbersOk,
    OpenWhile,
    Survivor,
    Take,
    UnionOf,
)
from risk_checks.tables.loading import load_table, load_tables, shipped_tables
from risk_checks.tables.reads import columns_read, date_texts, feeds, looked_up, views_read
from risk_checks.views.library import shipped_views
from tests.unit.tables.call_faults import CALL_FAULTS
from tests.unit.tables.call_table import CALL, CALL_VIEWS
from tests.unit.tables.visit_faults import FAULTS
from tests.unit.tables.visit_table import VIEWS, VISIT, FakeView


def test_a_file_becomes_a_definition() -> None:
    table = load_table(VISIT, file="visit.yaml", views=VIEWS)
    state = StateOnDay("when", "end", "begun", "done", "begun", ("undone",))
    assert table.columns["status"] == Column(
        "status",
        ColumnType.WORD,
        "How it stands.",
        words=("begun", "done", "undone"),
        on_day=state,
        elements="Encounter.status",
    )
    assert table.columns["end"].absent == "open"
    assert table.columns["end"].ahead
    assert table.columns["urgent"].absent is False
    meeting, part, tick = table.sources
    assert meeting.joins == (Join("group", "group"),)
    assert dict(meeting.cells) == {
        "status": Mapped("status", {"open": "begun", "over": "done", "error": "undone"}, ("unknown",)),
        "when": FirstOf(("day", Between("start", "end"), OpenWhile("status", ("open",)))),
        "end": FirstOf(("end",)),
        "seen": LatestOf(("day", "start")),
        "kinds": CodeList("systems", "codes", "urn:kind|visit", "has_code", ("s|none",)),
        "forms": Canonical("form", "urn:form"),
        "urgent": HasCode("systems", "codes", ("s|urgent",)),
        "told": AnyTrue(("told",), ("day",)),
        "number_ok": NhsNumberOk("number"),
        "whole": Constant(True),
        "team": Take("group.team"),
        "became": Survivor(),
        "note": Take("note"),
        "size": Take("size"),
    }
    assert part == Source("part", {"note": Take("note")}, part=("piece", "position"))
    assert tick.derive == Derive(("patient", "place"), "visit", "status", ("seen",), "meeting", ("undone",), ("seen",))
    assert (table.dated_by, table.status, table.retracted, table.drafts, table.team) == (
        *("when", "status", ("undone",), ("begun",)),
        "team",
    )


def test_lookups_and_what_is_brought_together_become_definitions() -> None:
    ring, text, knock, bell = load_table(CALL, file="call.yaml", views=CALL_VIEWS).sources
    assert ring.joins == (Join("person", "caller"), Join("house", "person.house"))
    assert ring.referrers == (
        Referrers("note", "about", "kept"),
        Referrers("letter", "ring"),
        Referrers("card", "ring", same_patient=True),
    )
    assert ring.only == AnyTrue(("answered",), ("person.id",))
    assert dict(ring.cells) == {
        "status": Mapped(
            "status",
            {"done": "made", "error": "gone"},
            where_true={"missed": "gone", "note.missed": "planned"},
            unknown_where=("coded",),
        ),
        "when": FirstOf(("day", FirstAmong("note.written"))),
        "noted": LatestOf((LastAmong("note.written"), LastAmong("letter.sent"))),
        "kinds": UnionOf(
            (
                CodeList("systems", "codes", "urn:kind|call", "coded"),
                CodeList("note.systems", "note.codes"),
                Canonical("form", "urn:form"),
                Flags({"answered": "urn:kind|answered", "note.missed": "urn:kind|noted"}),
            )
        ),
        "reply": CodedWord("systems", "codes", {"s|yes": "agrees", "s|no": "refuses"}),
        "line": FirstFilled(("line", "person.line", "note.line")),
        "town": FirstFilled(("house.town",)),
        "own": AnyTrue(same_number=("numbers", "person.numbers")),
        "right": NhsNumbersOk("numbers"),
        "urgent": FirstFilled(("urgent", "note.urgent")),
    }
    assert (text.only, bell.only) == (Take("sent"), HasCode("systems", "codes", ("s|loud",)))
    assert knock.derive == Derive(("patient", "door"), "call", "status", ("heard",), "ring", (), ("noted",))


@pytest.mark.parametrize(("old", "new", "faults"), FAULTS.values(), ids=FAULTS)
def test_every_fault_is_told_at_its_place(old: str, new: str, faults: list[tuple[str, str, str]]) -> None:
    _told(VISIT, old, new, faults, views=VIEWS)


@pytest.mark.parametrize(("old", "new", "faults"), CALL_FAULTS.values(), ids=CALL_FAULTS)
def test_every_fault_of_a_lookup_is_told_at_its_place(old: str, new: str, faults: list[tuple[str, str, str]]) -> None:
    _told(CALL, old, new, faults, views=CALL_VIEWS)


def _told(whole: str, old: str, new: str, faults: list[tuple[str, str, str]], *, views: Mapping[str, FakeView]) -> None:
    assert whole.count(old) == 1
    text = whole.replace(old, new)
    lines = text.splitlines()
    told = []
    for fault in faults_of(lambda: load_table(text, file="it.yaml", views=views)):
        assert fault.where is not None
        assert fault.where.line is not None
        assert fault.where.column is not None
        message = fault.message + (f"; {fault.hint}" if fault.hint else "")
        told.append((fault.code, lines[fault.where.line - 1][fault.where.column - 1 :], message))
    assert [code for code, _, _ in told] == [code for code, _, _ in faults]
    for (_, at, message), (_, wanted_at, wanted_message) in zip(told, faults, strict=True):
        assert at.startswith(wanted_at)
        assert message.startswith(wanted_message)


def faults_of(load: Callable[[], object]) -> tuple[RiskChecksError, ...]:
    try:
        load()
    except DefinitionErrors as error:
        return error.faults
    return ()


def test_a_definition_says_which_view_columns_it_reads() -> None:
    table = load_table(VISIT, file="visit.yaml")
    meeting, part, tick = table.sources
    assert dict(columns_read(table, meeting)) == {
        **dict.fromkeys(("id", "patient", "status", "form", "number", "group", "group.id", "group.team"), Wanted.TEXT),
        **dict.fromkeys(("day", "start", "end"), Wanted.DATE),
        **dict.fromkeys(("systems", "codes"), Wanted.TEXTS),
        **dict.fromkeys(("has_code", "told"), Wanted.BOOLEAN),
        "note": Wanted.TEXT,
        "size": Wanted.INTEGER,
    }
    assert set(date_texts(meeting)) == {"day", "start", "end"}
    assert (set(columns_read(table, part)), date_texts(part)) == ({"id", "patient", "position", "note"}, ())
    assert (set(columns_read(table, tick)), date_texts(tick)) == ({"id", "patient", "status", "place", "day"}, ("day",))


def test_what_is_looked_up_is_read_of_the_view_that_has_it() -> None:
    table = load_table(CALL, file="call.yaml")
    columns = columns_read(table, table.sources[0])
    assert looked_up(columns, "person") == {
        "person.id": Wanted.TEXT,
        "person.house": Wanted.TEXT,
        "person.line": Wanted.TEXT,
        "person.numbers": Wanted.NUMBERS,
    }
    assert looked_up(columns, "note") == {
        "note.missed": Wanted.BOOLEAN,
        "note.urgent": Wanted.BOOLEAN,
        "note.line": Wanted.TEXT,
        "note.systems": Wanted.TEXTS,
        "note.codes": Wanted.TEXTS,
        "note.written": Wanted.DATES,
    }
    assert date_texts(table.sources[0]) == ("day",)
    assert views_read(table) == {"ring", "person", "house", "note", "letter", "card", "text", "knock", "bell"}


def test_lookups_feed_no_table() -> None:
    resources = {name: name.capitalize() for name in CALL_VIEWS}
    assert feeds(load_table(CALL, file="call.yaml"), resources=resources) == {"Ring", "Text", "Knock", "Bell"}


def test_without_views_what_they_hold_is_not_asked() -> None:
    assert load_table(VISIT.replace("group.team", "group.teem"), file="visit.yaml").name == "visit"


def _write(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder


def test_a_folder_gives_its_tables_by_name(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("no table", encoding="utf-8")
    found = load_tables(
        _write(tmp_path, visit=VISIT, other=VISIT.replace("name: visit\n", "name: other\n")), views=VIEWS
    )
    assert list(found) == ["other", "visit"]
    assert isinstance(found["visit"], TableDef)


def test_the_faults_of_all_files_are_told_together(tmp_path: Path) -> None:
    folder = _write(tmp_path, visit=VISIT.replace("name: visit\n", "name: visits\n"), bad="x: [", worse="name: 1\n")
    with pytest.raises(DefinitionErrors) as caught:
        load_tables(folder, called="rules/tables")
    codes = [(fault.code, fault.where.file) for fault in caught.value.faults if fault.where]
    assert codes[0] == ("RC-E101", "rules/tables/bad.yaml")
    assert codes[1] == ("RC-E311", "rules/tables/visit.yaml")
    assert {file for _, file in codes[2:]} == {"rules/tables/worse.yaml"}
    assert len(codes) > 3


def test_the_shipped_tables_say_what_each_column_means_and_comes_from() -> None:
    for table in shipped_tables().values():
        for column in table.columns.values():
            assert column.means.endswith(".")
            assert column.elements


@pytest.mark.parametrize(
    ("lookups", "message", "hint"),
    [
        ("view: patient\n    joins: [{view: patient_contact, on: gp_practice}]", "patient_contact", "a join finds one"),
        ("view: patient_contact", "patient_contact", "say by 'part' what counts them"),
    ],
    ids=["joined", "without a part"],
)
def test_a_view_with_several_rows_for_a_resource_has_no_row_by_its_id(lookups: str, message: str, hint: str) -> None:
    text = f"{SMALL}sources:\n  - {lookups}\n    columns: {{sure: {{constant: 'true'}}}}\n"
    (fault,) = faults_of(lambda: load_table(text, file="it.yaml", views=shipped_views()))
    assert (fault.code, fault.message) == ("RC-E313", f"view '{message}' may have several rows for one resource")
    assert str(fault.hint).startswith(hint)


@pytest.mark.parametrize(
    "source",
    [
        "view: patient_contact\n    part: {name: contact, counted_by: position}",
        "view: patient\n    referrers: [{view: patient_contact, on: patient}]",
    ],
    ids=["parts", "referrers"],
)
def test_a_view_with_several_rows_for_a_resource_has_parts_or_refers(source: str) -> None:
    text = f"{SMALL}sources:\n  - {source}\n    columns: {{sure: {{constant: 'true'}}}}\n"
    assert faults_of(lambda: load_table(text, file="it.yaml", views=shipped_views())) == ()


SMALL = """\
name: it
one: it
many: those
means: It.
columns:
  sure: {type: boolean, means: Sure., from: x}
"""
