"""The files of a mapping: every fault is said at its place, with what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from risk_checks.errors import DefinitionErrors
from risk_checks.tables.flat import FlatDay, FlatKey, FlatMonth, FlatPatient, FlatText, Switched
from risk_checks.tables.flat_loading import MappedTables, load_mapping
from risk_checks.tables.loading import shipped_tables

MAPPING = """\
name: own
title: Own
means: Own flat tables.
patient: [Person]
keys:
  visit: [VisitID]
newest: [{number: Month}, {day: Told}]
"""
PERSON = """\
name: own_person
reads: People
means: People.
id: []
columns:
  born: {day: [Born]}
"""
VISIT = """\
name: own_visit
reads: Visits
means: Visits.
id: [{key: visit}]
through: {view: own_person, by: visit}
columns:
  kind: {text: [Kind], switched: [{code: a, means: b, before: "2025-01-01", by: at}]}
  at: {day: [At]}
"""
TABLE = "extends: patient\nsources:\n  - view: own_person\n    columns: {birth_date: born}\n"


def _load(folder: Path, *, visit: str = VISIT, table: str = TABLE, mapping: str = MAPPING) -> MappedTables:
    for name, text in {
        "mapping.yaml": mapping,
        "views/1_person.yaml": PERSON,
        "views/2_visit.yaml": visit,
        "tables/patient.yaml": table,
    }.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return load_mapping(folder, base=shipped_tables(), called="own")


def test_a_mapping_has_its_views_and_the_tables_over_them(tmp_path: Path) -> None:
    mapped = _load(tmp_path)
    view = mapped.mapping.views["own_visit"]
    assert (view.resource, view.id) == ("Visits", (FlatKey("visit"),))
    assert view.cells == {
        "kind": FlatText(("Kind",), (Switched("a", "b", "2025-01-01", "at"),)),
        "at": FlatDay(("At",)),
    }
    assert mapped.mapping.newest == (FlatMonth("Month"), FlatMonth("Told", dated=True))
    assert mapped.carries == {"patient": frozenset({"birth_date"})}
    assert mapped.tables["referral"].sources == ()


NO_FORM = (
    "this is no column of a flat view; say one of text, day, filled, newest_or, is, code, constant, key, patient; with "
    "'is' also 'of', with 'code' also 'system'"
)
NO_KEY = "the mapping has no key 'visits'; did you mean 'visit'?"
NO_VIEW = (
    "there is no view 'own_people' yet; views are read in the order of their file names: name one that comes before"
)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("{day: [At]}", "{day: [At], filled: [At]}", f"RC-E320 own/views/2_visit.yaml:8:7: {NO_FORM}"),
        ("{day: [At]}", "{is: [a]}", f"RC-E320 own/views/2_visit.yaml:8:7: {NO_FORM}"),
        ("{day: [At]}", "{key: visits}", f"RC-E321 own/views/2_visit.yaml:8:7: {NO_KEY}"),
        ("by: visit", "by: visits", f"RC-E321 own/views/2_visit.yaml:5:33: {NO_KEY}"),
        ("view: own_person", "view: own_people", f"RC-E322 own/views/2_visit.yaml:5:17: {NO_VIEW}"),
    ],
)
def test_faults_of_views_are_told_at_their_place(tmp_path: Path, old: str, new: str, fault: str) -> None:
    with pytest.raises(DefinitionErrors) as raised:
        _load(tmp_path, visit=VISIT.replace(old, new))
    assert str(raised.value) == fault


def test_a_row_may_be_told_by_whose_it_is(tmp_path: Path) -> None:
    visit = VISIT.replace("[{key: visit}]", "[{text: [Kind]}, {patient: key}]").replace(
        "through: {view: own_person, by: visit}\n", ""
    )
    view = _load(tmp_path, visit=visit).mapping.views["own_visit"]
    assert view.id == (FlatText(("Kind",)), FlatPatient())


def test_a_row_that_is_found_through_another_is_not_told_by_whose_it_is(tmp_path: Path) -> None:
    with pytest.raises(DefinitionErrors) as raised:
        _load(tmp_path, visit=VISIT.replace("[{key: visit}]", "[{key: visit}, {patient: key}]"))
    assert str(raised.value) == (
        "RC-E323 own/views/2_visit.yaml:4:5: the id of a row is made before its patient is found; leave out 'through', "
        "or name the key that it goes by"
    )


@pytest.mark.parametrize("newest", ["[Month]", "[{number: Month, day: Told}]", "[{}]"])
def test_what_tells_the_newest_is_a_number_or_a_day(tmp_path: Path, newest: str) -> None:
    text = MAPPING.replace("[{number: Month}, {day: Told}]", newest)
    with pytest.raises(DefinitionErrors, match=r"own/mapping\.yaml:7"):
        _load(tmp_path, mapping=text)


def test_faults_of_tables_over_flat_views_are_those_of_any_table(tmp_path: Path) -> None:
    with pytest.raises(DefinitionErrors, match=r"RC-E306 own/tables/patient\.yaml:4:27: the view has no column 'bron'"):
        _load(tmp_path, table=TABLE.replace("born", "bron"))
