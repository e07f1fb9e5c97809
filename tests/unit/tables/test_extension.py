"""Tables that a site's file adds to: what they become, and what is told when such a file is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from risk_checks.errors import DefinitionErrors
from risk_checks.tables.definition import Column, ColumnType, Join, Referrers, TableDef
from risk_checks.tables.forms import AnyTrue, Constant, FirstOf, Take
from risk_checks.tables.loading import load_table, load_tables, shipped_tables
from risk_checks.views.library import shipped_views
from tests.built_tables import Build
from tests.unit.tables.visit_table import FakeColumn, FakeView

STAY = """\
name: stay
one: stay
many: stays
means: A stay.
status: status
columns:
  status: {type: word, means: How it stands., from: x, words: [open, closed]}
  start: {type: day, means: When it began., from: x}
  service: {type: word, means: Which service., from: x, words: [day, night], awaited: "true"}
  ward: {type: key, means: Which ward., from: x}
sources:
  - view: stay
    joins: [{view: ward, on: ward}]
    referrers: [{view: note, on: about}]
    columns:
      status: {map: status, codes: {in: open, out: closed}}
      start: {first_of: [start, {least: note.day}]}
      ward: ward.id
  - view: stay
    part: {name: piece, counted_by: position}
    columns:
      ward: ward
  - view: visit
    derive: {one_per: [patient, ward], part: stay, status: status, among: [done], unless_rows_from: stay}
    columns:
      status: {constant: open}
      ward: ward
"""
UNFED = """\
name: letter
one: letter
many: letters
means: A letter.
columns:
  sent: {type: day, means: When it was sent., from: x}
  until: {type: day, means: Until when it holds., from: x, absent: open}
  read: {type: boolean, means: Somebody read it., from: x, absent: "false"}
sources: []
"""


def _view(*names: str, days: tuple[str, ...] = (), flags: tuple[str, ...] = ()) -> FakeView:
    plain = [FakeColumn(name) for name in ("id", "patient", *names)]
    dates = [FakeColumn(name, "date") for name in days]
    return FakeView("Encounter", (*plain, *dates, *(FakeColumn(name, "boolean") for name in flags)))


VIEWS = {
    "stay": FakeView(
        "Encounter", (*_view("status", "ward", "kind", days=("start",)).columns, FakeColumn("position", "integer"))
    ),
    "ward": _view("kind", "house"),
    "house": _view("name"),
    "note": _view("about", days=("day",)),
    "mark": _view("about", flags=("wrong",)),
    "visit": _view("status", "ward", flags=("kept",)),
    "local_stay": _view("state", "unit", days=("from_day",)),
    "post": _view(days=("day",)),
}
BASE = {
    "stay": load_table(STAY, file="stay.yaml", views=VIEWS),
    "letter": load_table(UNFED, file="letter.yaml", views=VIEWS),
}


def _load(folder: Path, **files: str) -> dict[str, TableDef]:
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return dict(load_tables(folder, views=VIEWS, base=BASE, called="site/tables"))


ADDED = """\
extends: stay
columns:
  house: {type: key, means: Which house., from: Location of the site}
sources:
  - view: stay
    joins: [{view: house, on: ward.house}]
    referrers: [{view: mark, on: about}]
    only: {any_filled: [house.id]}
    columns:
      service: {map: ward.kind, codes: {d: day, n: night}}
      house: house.id
      start: start
  - view: local_stay
    columns:
      status: {map: state, codes: {o: open}}
      start: from_day
"""


def test_a_file_that_extends_adds_columns_sources_and_cells(tmp_path: Path) -> None:
    found = _load(tmp_path, ours=ADDED)
    assert list(found) == ["stay", "letter"]
    assert found["letter"] is BASE["letter"]
    table, base = found["stay"], BASE["stay"]
    stay, piece, visit, local = table.sources
    assert (piece, visit) == base.sources[1:]
    assert stay.joins == (Join("ward", "ward"), Join("house", "ward.house"))
    assert stay.referrers == (Referrers("note", "about"), Referrers("mark", "about"))
    assert stay.only == AnyTrue(filled=("house.id",))
    assert stay.cells["status"] == base.sources[0].cells["status"]
    assert (stay.cells["start"], stay.cells["house"]) == (FirstOf(("start",)), Take("house.id"))
    assert (local.view, set(local.cells)) == ("local_stay", {"status", "start"})
    assert list(table.columns) == ["status", "start", "service", "ward", "house"]
    assert table.columns["house"] == Column("house", ColumnType.KEY, "Which house.", elements="Location of the site")


def test_a_column_that_was_awaited_is_not_when_the_file_fills_it(tmp_path: Path) -> None:
    assert BASE["stay"].columns["service"].awaited
    assert not _load(tmp_path, ours=ADDED)["stay"].columns["service"].awaited


def test_parts_and_derived_rows_are_extended_too(tmp_path: Path) -> None:
    text = """\
extends: stay
sources:
  - view: stay
    part: {name: piece, counted_by: position}
    columns: {service: {constant: day}}
  - view: visit
    only: kept
    columns: {service: {constant: night}}
"""
    stay, piece, visit = _load(tmp_path, ours=text)["stay"].sources
    assert stay == BASE["stay"].sources[0]
    assert piece.cells == {"ward": Take("ward"), "service": Constant("day")}
    assert (visit.cells["service"], visit.only, visit.derive) == (
        *(Constant("night"), Take("kept")),
        BASE["stay"].sources[2].derive,
    )


def test_of_a_table_that_nothing_fed_the_columns_not_filled_are_awaited(tmp_path: Path) -> None:
    text = "extends: letter\nsources:\n  - view: post\n    columns: {sent: day}\n"
    columns = _load(tmp_path, ours=text)["letter"].columns
    assert {name: (column.awaited, column.absent) for name, column in columns.items()} == {
        "sent": (False, None),
        "until": (True, None),
        "read": (True, None),
    }


def test_columns_may_be_added_to_a_table_that_nothing_feeds(tmp_path: Path) -> None:
    text = "extends: letter\ncolumns:\n  kind: {type: key, means: Which kind., from: x}\n"
    columns = _load(tmp_path, ours=text)["letter"].columns
    assert [(name, column.awaited) for name, column in columns.items()] == [
        ("sent", False),
        ("until", False),
        ("read", False),
        ("kind", False),
    ]
    assert columns["until"].absent == "open"


def test_a_whole_table_takes_the_place_of_the_one_with_its_name_and_can_be_extended(tmp_path: Path) -> None:
    whole = UNFED.replace("A letter.", "Our letter.").replace("sources: []", "sources:\n  - {view: post, columns: {}}")
    whole = whole.replace("from: x}", 'from: x, awaited: "true"}').replace("from: x, absent: open}", "from: x}")
    whole = whole.replace("  until: {type: day, means: Until when it holds., from: x}\n", "")
    whole = whole.replace('  read: {type: boolean, means: Somebody read it., from: x, absent: "false"}\n', "")
    text = "extends: letter\nsources:\n  - view: post\n    columns: {sent: day}\n"
    table = _load(tmp_path, letter=whole, a_first=text)["letter"]
    assert (table.means, list(table.columns), table.columns["sent"].awaited) == ("Our letter.", ["sent"], False)


def test_several_files_may_extend_a_table_in_the_order_of_their_names(tmp_path: Path) -> None:
    one = "extends: stay\nsources:\n  - view: stay\n    columns: {service: {constant: day}, ward: ward}\n"
    two = "extends: stay\nsources:\n  - view: stay\n    columns: {service: {constant: night}}\n"
    cells = _load(tmp_path, b=two, a=one)["stay"].sources[0].cells
    assert (cells["service"], cells["ward"]) == (Constant("night"), Take("ward"))


DERIVE = "{one_per: [patient, ward], part: stay, status: status, among: [kept], unless_rows_from: stay}"
FAULTS: dict[str, tuple[str, str, list[tuple[str, str, str]]]] = {
    "a table that is not there": (
        "extends: stay",
        "extends: stai",
        [("RC-E312", "stai", "there is no table 'stai' to extend; did you mean 'stay'?")],
    ),
    "a key of a whole table": (
        "extends: stay\n",
        "extends: stay\nmeans: Ours.\n",
        [("RC-E104", "means", "unknown key 'means'")],
    ),
    "a column that is there": (
        "  house: {type: key",
        "  ward: {type: key",
        [
            ("RC-E308", "{type", "the table has a column 'ward' already; to fill it, name it in a source"),
            ("RC-E302", "house.id", "the table has no column 'house'"),
        ],
    ),
    "a column that nothing fills": (
        "      house: house.id\n",
        "",
        [("RC-E310", "{type", "no source fills column 'house'")],
    ),
    "a word that the column does not have": (
        "n: night",
        "n: nights",
        [("RC-E303", "nights", "'nights' is not a value of column 'service'; did you mean 'night'?")],
    ),
    "a view column that is not there": (
        "start: from_day",
        "start: from_da",
        [("RC-E306", "from_da", "the view has no column 'from_da'; did you mean 'from_day'?")],
    ),
    "a lookup of a view that is not there": (
        "{view: house, on: ward.house}",
        "{view: hous, on: ward.house}",
        [("RC-E305", "hous,", "there is no view 'hous'; did you mean 'house'?")],
    ),
    "a lookup on a column that is not there": (
        "{view: mark, on: about}",
        "{view: mark, on: abot}",
        [("RC-E306", "abot", "the view has no column 'mark.abot'; did you mean 'mark.about'?")],
    ),
    "a view that the table looks up already": (
        "{view: mark, on: about}",
        "{view: mark, on: about}, {view: note, on: about}",
        [("RC-E309", "note", "the source looks up view 'note' twice")],
    ),
    "a source that is extended twice": (
        "  - view: local_stay\n    columns:\n      status: {map: state, codes: {o: open}}\n      start: from_day\n",
        "  - view: stay\n    columns: {start: start}\n",
        [("RC-E309", "stay", "the file extends the source with view 'stay' twice")],
    ),
    "a source that is added twice": (
        "  - view: local_stay\n",
        "  - {view: local_stay, columns: {start: from_day}}\n  - view: local_stay\n",
        [("RC-E309", "local_stay", "view 'local_stay' feeds the table twice")],
    ),
    "rows derived otherwise": (
        "  - view: local_stay\n",
        f"  - view: visit\n    derive: {DERIVE}\n    columns: {{ward: ward}}\n  - view: local_stay\n",
        [("RC-E309", "visit", "view 'visit' feeds the table twice")],
    ),
}


@pytest.mark.parametrize(("old", "new", "faults"), FAULTS.values(), ids=FAULTS)
def test_every_fault_is_told_at_its_place_in_the_file_that_says_it(
    tmp_path: Path, old: str, new: str, faults: list[tuple[str, str, str]]
) -> None:
    assert ADDED.count(old) == 1
    text = ADDED.replace(old, new)
    lines = text.splitlines()
    with pytest.raises(DefinitionErrors) as caught:
        _load(tmp_path, ours=text)
    told = []
    for fault in caught.value.faults:
        assert fault.where is not None
        assert (fault.where.file, fault.where.line is None, fault.where.column is None) == (
            *("site/tables/ours.yaml", False, False),
        )
        message = fault.message + (f"; {fault.hint}" if fault.hint else "")
        told.append((fault.code, lines[(fault.where.line or 1) - 1][(fault.where.column or 1) - 1 :], message))
    assert [code for code, _, _ in told] == [code for code, _, _ in faults]
    for (_, at, message), (_, wanted_at, wanted_message) in zip(told, faults, strict=True):
        assert at.startswith(wanted_at)
        assert message.startswith(wanted_message)


def test_which_of_several_parts_is_meant_must_be_said(tmp_path: Path) -> None:
    parts = STAY.replace(
        "sources:\n  - view: stay\n    joins",
        "sources:\n  - view: stay\n    part: {name: whole, counted_by: position}\n    joins",
    )
    base = {"stay": load_table(parts, file="stay.yaml")}
    (tmp_path / "ours.yaml").write_text(
        "extends: stay\nsources:\n  - view: stay\n    columns: {service: {constant: day}}\n", encoding="utf-8"
    )
    with pytest.raises(DefinitionErrors) as caught:
        load_tables(tmp_path, views=VIEWS, base=base)
    (fault,) = caught.value.faults
    assert (fault.code, fault.message, fault.hint, fault.where and fault.where.line) == (
        "RC-E309",
        "several sources of the table read view 'stay'",
        "say which one by its 'part'",
        3,
    )


def test_the_faults_of_whole_and_extending_files_are_told_together(tmp_path: Path) -> None:
    with pytest.raises(DefinitionErrors) as caught:
        _load(tmp_path, a="extends: stai\n", letter="name: letter\n", b="extends: lettr\nsources: x\n")
    files = [fault.where.file for fault in caught.value.faults if fault.where]
    assert files[0] == "site/tables/a.yaml"
    assert set(files) == {"site/tables/a.yaml", "site/tables/b.yaml", "site/tables/letter.yaml"}


def test_a_shipped_table_is_extended_and_built(build: Build, tmp_path: Path) -> None:
    (tmp_path / "ours.yaml").write_text(
        "extends: care_plan\n"
        "columns:\n  opened: {type: day, means: When it was opened., from: CarePlan.created}\n"
        "sources:\n  - view: care_plan\n    columns: {opened: created, intent: {constant: plan}}\n",
        encoding="utf-8",
    )
    tables = load_tables(tmp_path, views=shipped_views(), base=shipped_tables())
    plans: list[dict[str, object]] = [
        {"id": "CarePlan/1", "patient": "Patient/p1", "created": "2024-05-05", "intent": "order", "status": "active"}
    ]
    (row,) = build({"care_plan": plans}, tables=[tables["care_plan"]]).rows["care_plan"]
    assert (str(row["opened_earliest"]), row["intent"], row["status"]) == ("2024-05-05", "plan", "active")
