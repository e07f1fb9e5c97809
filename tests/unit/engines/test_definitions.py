"""A site's views and tables laid over the shipped ones: what fits is used, what no longer fits is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from risk_checks.engines.definitions import Definitions, laid_over, shipped_definitions
from risk_checks.errors import DefinitionErrors
from risk_checks.shipped import rules_home

FLAG = (rules_home() / "views" / "flag.yaml").read_text(encoding="utf-8")
ALERT = (rules_home() / "tables" / "alert.yaml").read_text(encoding="utf-8")


def _home(tmp_path: Path, name: str, **files: str) -> Path:
    for place, text in files.items():
        folder = tmp_path / name / place.partition("_")[0]
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{place.partition('_')[2]}.yaml").write_text(text, encoding="utf-8")
    return tmp_path / name


def _with_status_as(kind: str) -> str:
    return FLAG.replace("path: status, type: code", f"path: status, type: {kind}")


def _status_of(definitions: Definitions) -> str:
    (found,) = (column.type for column in definitions.views["flag"].columns if column.name == "status")
    return found


def test_a_view_takes_the_place_of_the_shipped_one(tmp_path: Path) -> None:
    found = laid_over([_home(tmp_path, "site", views_flag=_with_status_as("string"))])
    assert _status_of(found) == "string"
    assert found.tables == shipped_definitions().tables


def test_a_shipped_table_that_a_replaced_view_no_longer_feeds_is_a_fault_at_its_place(tmp_path: Path) -> None:
    home = _home(tmp_path, "site", views_flag=FLAG.replace("{name: start,", "{name: begun,"))
    with pytest.raises(DefinitionErrors) as caught:
        laid_over([home])
    (fault,) = caught.value.faults
    assert fault.where is not None
    assert fault.where.file == "rules/tables/alert.yaml"
    assert "start" in fault.message


def test_a_replaced_view_may_come_with_a_table_that_reads_it(tmp_path: Path) -> None:
    view = FLAG.replace("{name: start,", "{name: begun,")
    home = _home(
        tmp_path, "site", views_flag=view, tables_alert=ALERT.replace("      start: start", "      start: begun")
    )
    assert "begun" in {column.name for column in laid_over([home]).views["flag"].columns}


def test_the_last_folder_wins_whatever_the_folders_before_it_say(tmp_path: Path) -> None:
    homes = [_home(tmp_path, kind, views_flag=_with_status_as(kind)) for kind in ("uri", "string")]
    assert _status_of(laid_over(homes)) == "string"


def test_a_table_file_that_cannot_be_read_is_told_with_its_own_faults(tmp_path: Path) -> None:
    home = _home(tmp_path, "site", views_flag=FLAG, tables_alert="name: [alert\n")
    with pytest.raises(DefinitionErrors) as caught:
        laid_over([home])
    assert {fault.where.file for fault in caught.value.faults if fault.where} == {
        f"{home.as_posix()}/tables/alert.yaml"
    }
