"""What a program that calls the library is told of anybody: nothing by errors and what they bring, nor by a repr."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest

import risk_checks as rc
from risk_checks.errors import RiskChecksError
from tests.faults.canary import (
    MARKED,
    NUMBER,
    SEEN,
    Place,
    around,
    bundle,
    canonical_csv,
    faulty,
    listening,
    ndjson,
    person,
    place,
    told_by,
)
from tests.faults.harness import AS_OF, CANARY_NAME, ONE_RULE

__all__ = ["place"]


def ask(source: Any, **options: Any) -> rc.Report:
    """Return a report on one record."""
    return rc.check(source, as_of=AS_OF, select=ONE_RULE, **options)


def tables(**columns: list[Any]) -> Any:
    """Return a report on a table of patients."""
    return rc.read_tables({"patient": pd.DataFrame(columns, dtype=object)}).check(as_of=AS_OF, engine="duckdb")


class Model:
    """Looks like a model of fhir.resources, and cannot be written."""

    def model_dump_json(self) -> str:
        """Return what is no JSON."""
        return f'{{"resourceType": "{MARKED}'


REFUSED: dict[str, Callable[[Path], object]] = {
    "torn bytes": lambda _: ask(json.dumps(person(NUMBER)[0])[:-30].encode()),
    "torn text": lambda _: ask(json.dumps(person(NUMBER)[0])[:-30]),
    "no JSON": lambda _: ask(f"{{{MARKED}"),
    "no path": lambda _: ask(MARKED),
    "long path": lambda _: ask(MARKED * 1000),
    "bytes that are no text": lambda _: ask(f'{{"{MARKED}": "'.encode() + b'\xe9"}'),
    "twice a key": lambda _: ask(f'{{"{MARKED}": 1, "{MARKED}": 2}}'),
    "no type": lambda _: ask({MARKED: MARKED}),
    "another type": lambda _: ask({"resourceType": MARKED}),
    "no JSON value": lambda _: ask(
        {"resourceType": "Patient", "id": "p1", "birthDate": date(1980, 1, 1), "x": {MARKED}}
    ),
    "set": lambda _: ask({MARKED}),
    "model": lambda _: ask([Model()]),
    "circle": lambda _: ask(_circle()),
    "absent folder": lambda folder: ask(folder / MARKED),
    "folder of nothing": lambda folder: ask(_void(folder / CANARY_NAME)),
    "mixed column": lambda _: tables(id=[NUMBER, 7]),
    "object column": lambda _: tables(id=[NUMBER], birth_date=[{MARKED: object()}]),
    "long number": lambda _: tables(id=["p1"], birth_date=[10**30]),
    "half a pair": lambda _: tables(id=["p1"], birth_date=[f"\ud800{MARKED}"]),
    "column of another kind": lambda _: rc.read_tables(
        {"patient": pa.table({"id": pa.array([NUMBER.encode()]), "birth_date": [MARKED]})}
    ).check(as_of=AS_OF, engine="duckdb"),
    "no such table": lambda _: rc.read_tables({MARKED[:4]: pd.DataFrame({"id": [NUMBER]})}),
    "no Parquet": lambda folder: rc.read(_no_parquet(folder)).check(as_of=AS_OF, engine="duckdb"),
    "no day": lambda _: rc.check(person(NUMBER), as_of="2026-13-01", select=ONE_RULE),
    "nobody to explain": lambda _: ask(person(NUMBER)).explain(ONE_RULE, MARKED),
    "files that cannot be made": lambda folder: ask(person(NUMBER)).write(_file(folder / "x")),
}


def _circle() -> dict[str, Any]:
    made: dict[str, Any] = {"resourceType": "Patient", "id": NUMBER, "name": MARKED}
    made["contained"] = [made]
    return made


def _void(folder: Path) -> Path:
    folder.mkdir()
    return folder


def _file(path: Path) -> Path:
    path.write_text(MARKED, encoding="utf-8")
    return path


def _no_parquet(folder: Path) -> Path:
    (folder / "patient.parquet").write_bytes(f"PAR1{MARKED}PAR1".encode())
    return folder


@pytest.mark.row(102, 103)
@pytest.mark.parametrize("name", REFUSED)
def test_no_error_brings_a_word_of_a_record(place: Place, name: str) -> None:
    with listening() as heard:
        try:
            told = repr(REFUSED[name](place.input))
        except RiskChecksError as error:
            told = told_by(error)
    assert not SEEN.search(heard.getvalue()), around(heard.getvalue())
    assert not SEEN.search(told), around(told)


@pytest.mark.parametrize("engine", ["reference", "duckdb"])
def test_no_public_object_shows_anybody(place: Place, engine: Any) -> None:
    extract = rc.read([ndjson(place.input / "x"), person(NUMBER), json.dumps(bundle())])
    report = extract.check(as_of=AS_OF, select=ONE_RULE, engine=engine)
    shown = [extract, extract.table("patient"), report, report.outcomes, report.findings, report.summary()]
    shown += [report.run, report.problems, *report.problems, report.aggregate(), str(report), report.outcomes[:3]]
    assert not SEEN.search(repr(shown)), around(repr(shown))
    assert any(NUMBER in each.patient for each in report.outcomes), "a key is told to who asks for it, and no name"
    assert CANARY_NAME not in repr(list(report.outcomes))


def test_problems_of_every_faulty_line_say_nothing_of_it() -> None:
    found = ask([json.loads(line) for line in faulty(NUMBER)[:14]]).problems
    assert len(found) > 5
    assert not SEEN.search(repr(found)), around(repr(found))


def test_progress_and_a_table_of_another_kind_say_nothing(place: Place) -> None:
    with listening() as heard:
        read = rc.read(canonical_csv(place.input / "x"), progress=lambda _: None)
        read.table("patient").to_arrow()
    assert not SEEN.search(heard.getvalue())
