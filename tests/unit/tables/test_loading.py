"""Table files: what is refused, where the message points and what it says."""

from __future__ import annotations

from pathlib import Path

import pytest

from risk_checks.errors import DefinitionErrors, RiskChecksError
from risk_checks.tables.definition import (
    AnyTrue,
    Between,
    Canonical,
    CodeList,
    Column,
    ColumnType,
    Constant,
    Derive,
    FirstOf,
    HasCode,
    Join,
    LatestOf,
    Mapped,
    NhsNumberOk,
    OpenWhile,
    Source,
    StateOnDay,
    Survivor,
    TableDef,
    Take,
)
from risk_checks.tables.loading import load_table, load_tables, shipped_tables
from risk_checks.tables.reads import columns_read, date_texts
from tests.unit.tables.visit_faults import FAULTS
from tests.unit.tables.visit_table import VIEWS, VISIT


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
    assert meeting.join == Join("group", "group")
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


@pytest.mark.parametrize(("old", "new", "faults"), FAULTS.values(), ids=FAULTS)
def test_every_fault_is_told_at_its_place(old: str, new: str, faults: list[tuple[str, str, str]]) -> None:
    assert VISIT.count(old) == 1
    text = VISIT.replace(old, new)
    found = _faults(text)
    lines = text.splitlines()
    told = []
    for fault in found:
        assert fault.where is not None
        assert fault.where.line is not None
        assert fault.where.column is not None
        message = fault.message + (f"; {fault.hint}" if fault.hint else "")
        told.append((fault.code, lines[fault.where.line - 1][fault.where.column - 1 :], message))
    assert [code for code, _, _ in told] == [code for code, _, _ in faults]
    for (_, at, message), (_, wanted_at, wanted_message) in zip(told, faults, strict=True):
        assert at.startswith(wanted_at)
        assert message.startswith(wanted_message)


def _faults(text: str) -> tuple[RiskChecksError, ...]:
    try:
        load_table(text, file="visit.yaml", views=VIEWS)
    except DefinitionErrors as error:
        return error.faults
    return ()


def test_a_definition_says_which_view_columns_it_reads() -> None:
    meeting, part, tick = load_table(VISIT, file="visit.yaml").sources
    assert set(columns_read(meeting)) == {
        *("status", "day", "start", "end", "systems", "codes", "has_code", "form", "told", "number"),
        *("group.team", "note", "size"),
    }
    assert set(date_texts(meeting)) == {"day", "start", "end"}
    assert (columns_read(part), date_texts(part)) == (("note",), ())
    assert (set(columns_read(tick)), date_texts(tick)) == ({"place", "day"}, ("day",))


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
