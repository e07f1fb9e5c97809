"""Tables that only a site defines: written, read again and handed over as any other."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import risk_checks as rc
from tests.api.given import AS_OF, both_engines, write
from tests.mhsds import extract as mhsds

GIZMO = """\
name: gizmo
one: gizmo
many: gizmos
means: A gizmo.
dated_by: date
columns:
  date: {type: day, means: The day., from: Flag.period.start}
  kinds: {type: codes, means: The kinds., from: Flag.code}
sources:
  - view: flag
    columns:
      date: start
      kinds: {systems: code_systems, codes: codes}
"""
RULE = """\
id: RC-OWN-001
slug: own
title: Own
status: {stage: preview, since: "0.1"}
revision: 1
severity: low
what: what
why: why
action: action
known_limits: limits
sources:
  - {title: Own policy, says: so}
for_each: gizmo
expect: {complete: [date]}
"""
RECORDS = [
    {"resourceType": "Patient", "id": "p1"},
    {
        "resourceType": "Flag",
        "id": "f1",
        "status": "active",
        "subject": {"reference": "Patient/p1"},
        "period": {"start": "2025-02-02"},
        "code": {"coding": [{"system": "s", "code": "c"}]},
    },
]


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Return a folder that defines one more table."""
    (tmp_path / "site" / "tables").mkdir(parents=True)
    (tmp_path / "site" / "tables" / "gizmo.yaml").write_text(GIZMO, encoding="utf-8")
    (tmp_path / "rules" / "own").mkdir(parents=True)
    (tmp_path / "rules" / "own" / "own.yaml").write_text(RULE, encoding="utf-8")
    return tmp_path / "site"


def _said(extract: rc.Extract, site: Path, engine: str) -> list[tuple[str, str]]:
    report = extract.check(as_of=AS_OF, rules=site.parent / "rules", select="own", engine=engine)  # type: ignore[arg-type]
    assert not report.run.not_evaluated
    return [(each.subject, each.outcome.value) for each in report.outcomes]


@both_engines
def test_a_table_of_a_site_comes_back_from_where_it_was_written(tmp_path: Path, site: Path, engine: str) -> None:
    rc.read(RECORDS, tables=site).write_tables(tmp_path / "out")
    again = rc.read(tmp_path / "out", tables=site)
    assert again.table("gizmo").to_pandas()["id"].tolist() == ["Flag/f1"]
    assert _said(again, site, engine) == [("Flag/f1", "met")]


@both_engines
def test_a_table_of_a_site_may_be_handed_over(site: Path, engine: str) -> None:
    tables = {
        "patient": pd.DataFrame({"id": ["p1"]}),
        "gizmo": pd.DataFrame({"id": ["g1"], "patient": ["p1"], "date": ["2025"]}),
    }
    assert _said(rc.read_tables(tables, tables=site), site, engine) == [("g1", "met")]
    with pytest.raises(rc.UsageError, match="RC-E533: no table is called 'gizmo'"):
        rc.read_tables(tables)


def test_a_table_of_a_site_may_be_a_file(tmp_path: Path, site: Path) -> None:
    given = write(tmp_path / "given", patient="id / p1", gizmo="id,patient,date / g1,p1,2025")
    assert _said(rc.read(given, tables=site), site, "duckdb") == [("g1", "met")]
    skipped = rc.read(given).check(as_of=AS_OF, select="care-plan-missing").run.skipped
    assert [each.reason for each in skipped] == ["named after no table"]


@both_engines
def test_tables_written_without_a_table_of_the_site_say_what_to_give(tmp_path: Path, site: Path, engine: str) -> None:
    rc.read(RECORDS).write_tables(tmp_path / "out")
    extract = rc.read(tmp_path / "out", tables=site)
    report = extract.check(as_of=AS_OF, rules=site.parent / "rules", select="own", engine=engine)  # type: ignore[arg-type]
    assert report.run.not_evaluated == {
        "RC-OWN-001": "Give the table 'gizmo' (gizmo.parquet or gizmo.csv) with the columns id, patient, date."
    }
    assert extract.table("gizmo").to_arrow().num_rows == 0


def test_a_table_that_a_mapping_does_not_make_is_refused_by_name(tmp_path: Path, site: Path) -> None:
    extract = rc.read(mhsds.write(tmp_path / "flat"), tables=site)
    with pytest.raises(rc.UsageError, match="RC-E547: the mapping mhsds makes no table 'gizmo'"):
        extract.table("gizmo").to_arrow()
    report = extract.check(as_of=AS_OF, rules=site.parent / "rules", select="own")
    assert report.run.not_evaluated == {"RC-OWN-001": "The mapping mhsds carries no table 'gizmo'."}
