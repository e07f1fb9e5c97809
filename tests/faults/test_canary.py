"""A marked name and number in every kind of input is told by nothing that any command prints or writes (clause 5.8).

Two things are records themselves and may hold them: the rows that `view` prints, and the tables that `tables` writes.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from risk_checks.cli.main import run as run_command
from tests.faults.canary import (
    KEY_COLUMNS,
    MARKED,
    NUMBER,
    SEEN,
    Place,
    bundle,
    canonical_csv,
    canonical_parquet,
    listening,
    mhsds,
    ndjson,
    place,
)
from tests.faults.harness import AS_OF, CANARY_NAME

__all__ = ["place"]

FORMS: list[Callable[[Path], Path]] = [ndjson, canonical_csv, canonical_parquet, mhsds]
ENGINES = ("reference", "duckdb")
RULES = "risk-assessment-missing,risk-assessment-out-of-date,care-plan-missing"
FIXED = ("--as-of", AS_OF, "--no-config", "--select", RULES, "--engine", "reference")


@pytest.mark.row(16, 102)
@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.__name__)
def test_no_check_tells_of_anybody(place: Place, form: Callable[[Path], Path], engine: str) -> None:
    source = form(place.input / form.__name__)
    told = place.run("check", source, *FIXED, "--engine", engine, "--out", place.root / "out")
    assert told.code in {0, 3}, told.text
    assert json.loads((place.root / "out" / "run.json").read_bytes())["problems"]
    assert NUMBER in str(pq.read_table(place.root / "out" / "outcomes.parquet")["patient"].to_pylist())
    place.search()


def test_outcomes_carry_the_number_in_their_keys_alone(place: Place) -> None:
    place.run("check", ndjson(place.input / "x"), *FIXED, "--out", place.root / "out")
    table = pq.read_table(place.root / "out" / "outcomes.parquet")
    assert {name for name in table.column_names if SEEN.search(str(table[name].to_pylist()))} <= KEY_COLUMNS
    assert not any(CANARY_NAME in str(table[name].to_pylist()) for name in table.column_names)


@pytest.mark.parametrize(
    "options",
    [
        ("--format", "json"),
        ("--format", "json", "--standard", "triangle-of-care"),
        ("--standard", "triangle-of-care"),
        ("--explain", "risk-assessment-missing", f"Patient/{NUMBER}"),
        ("--explain", "risk-assessment-missing", f"EpisodeOfCare/e-{NUMBER}"),
        ("--explain", "care-plan-missing", "Patient/p1"),
        ("--explain", "risk-assessment-missing", MARKED),
        ("--fail-on", "low"),
        ("--aggregate", "counts.csv"),
        ("--aggregate", "counts.csv", "--aggregate-by", "team"),
    ],
    ids=" ".join,
)
def test_no_form_of_the_answer_tells_of_anybody(place: Place, options: tuple[str, ...]) -> None:
    place.run("check", ndjson(place.input / "x"), *FIXED, *options)
    place.search()


def test_files_of_pseudonyms_hold_no_number_at_all(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET", "a secret of enough bytes")
    source = ndjson(place.input / "x")
    place.run("check", source, *FIXED, "--out", place.root / "out", "--pseudonymous-keys", "env:SECRET")
    assert not SEEN.search(str(pq.read_table(place.root / "out" / "outcomes.parquet").to_pylist()))
    assert not any(SEEN.search(path.read_bytes().decode(errors="replace")) for path in (place.root / "out").iterdir())


@pytest.mark.parametrize("engine", ENGINES)
def test_one_record_that_is_torn_or_mixed_tells_of_nobody(place: Place, engine: str) -> None:
    single = place.input / f"{CANARY_NAME} {NUMBER}.json"
    single.write_text(json.dumps(bundle()), encoding="utf-8")
    assert place.run("check", single, *FIXED, "--engine", engine, "--out", place.root / "out").code == 3
    single.write_text(json.dumps(bundle())[:-40], encoding="utf-8")
    assert place.run("check", single, *FIXED, "--engine", engine, "--out", place.root / "out").code == 3
    place.search()


@pytest.mark.parametrize("engine", ENGINES)
def test_rows_of_a_view_are_records_and_what_is_said_beside_them_is_none(
    place: Place, engine: str, capfd: pytest.CaptureFixture[str]
) -> None:
    source = ndjson(place.input / "x")
    assert run_command(["view", "patient", str(source), "--engine", engine]) == 3
    told = capfd.readouterr()
    assert NUMBER in told.out
    assert "set aside" in told.err
    assert not SEEN.search(told.err)
    place.search()


@pytest.mark.parametrize("engine", ENGINES)
def test_tables_are_records_and_their_manifest_is_none(place: Place, engine: str) -> None:
    out = place.root / "tables"
    place.run("tables", ndjson(place.input / "x"), "--out", out, "--no-config", "--engine", engine)
    assert NUMBER in str(pq.read_table(out / "patient.parquet")["id"].to_pylist())
    assert not SEEN.search((out / "tables.json").read_text(encoding="utf-8"))
    place.records.update(out.glob("*.parquet"))
    place.search()


def test_command_that_cannot_run_tells_of_nobody(place: Place) -> None:
    """The records may be named after people; what was typed wrongly is said without what was typed rightly."""
    source = ndjson(place.input / f"{CANARY_NAME}-{NUMBER}")
    for wrong in (
        ("--out", place.input),
        ("--select", "nothing-like-it"),
        ("--mapping", "mhsds"),
        ("--covers", "Nothing"),
        ("--explain", "risk-assessment-missing", "Patient/nobody"),
    ):
        assert place.run("check", source, *FIXED, *wrong).code in {2, 3}
    (place.input / "void").mkdir()
    (place.input / "void" / f"{CANARY_NAME}.xml").write_text(MARKED, encoding="utf-8")
    assert place.run("check", place.input / "void", *FIXED).code == 3
    place.search()


def test_example_made_of_a_record_tells_of_nobody(place: Place) -> None:
    place.run("rules", "new", "crisis-care", "crisis-card-missing")
    examples = place.root / "work" / "rules" / "crisis-care" / "crisis-card-missing.examples.yaml"
    real = f"id: \"{NUMBER}\", name: [{{family: {CANARY_NAME}, text: '{MARKED}'}}], birthDate: '{MARKED}'"
    text = examples.read_text(encoding="utf-8")
    assert "id: p1" in text
    marked = text.replace("id: p1", real).replace("Patient/p1", f"Patient/{NUMBER}").replace("EpisodeOfCare/e1", "E/9")
    examples.write_text(marked, encoding="utf-8")
    place.records.add(examples)
    assert place.run("rules", "test", "rules", "--engine", "reference", "--no-config").code == 2
    place.run("rules", "lint", "rules", "--no-config")
    place.run("rules", "show", "crisis-card-missing", "--rules", "rules", "--no-config")
    place.search()


@pytest.mark.parametrize(
    "site",
    [
        f"zone = '{NUMBER}'\n",
        f"off = ['{NUMBER}']\n",
        f"[parameters.risk-assessment-missing]\nfirst_within = '{NUMBER}'\n",
        f"[parameters.risk-assessment-missing]\nfirst_within = {NUMBER}\n",
        f"x = '{NUMBER}\n",
        f"'{NUMBER}' = 1\n",
    ],
)
def test_number_in_the_settings_of_a_site_is_not_said_again(place: Place, site: str) -> None:
    source = ndjson(place.input / "x")
    settings = place.input / "site.toml"
    settings.write_text(site, encoding="utf-8")
    options = [option for option in FIXED if option != "--no-config"]
    assert place.run("check", source, *options, "--config", settings).code == 2
    place.search()


@pytest.mark.row(102)
def test_what_was_typed_wrongly_is_said_without_what_acts_and_without_a_number(place: Place) -> None:
    told = place.run("check", place.input / f"{NUMBER}\x1b[2J.json", *FIXED)
    assert told.code == 2
    assert "does not exist" in told.text
    assert "\x1b" not in told.text


def test_the_search_finds_what_it_looks_for(place: Place) -> None:
    """A test of the tests: each of these would be a leak."""
    with listening() as heard:
        sys.stdout.write(MARKED)
    assert SEEN.search(heard.getvalue())
    (place.root / "out.txt").write_text("zzcanary", encoding="utf-8")
    with pytest.raises(AssertionError, match=r"told by out\.txt"):
        place.search()
