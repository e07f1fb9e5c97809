"""The parsing cases of JSONTestSuite, each as a line of NDJSON (rows 22 to 26 of docs/reference/bad-input.md).

A file with line breaks is as many lines, of which none is a resource; with spaces in their place it is one line, the
same JSON text but where a break stands within a string.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from risk_checks.records.reading import Records, read_sources
from risk_checks.records.staging import stage_sources
from risk_checks.records.strict_json import Parsed, StrictDecoder, flaw_of
from tests.corpus import shared
from tests.faults.harness import assessment, check, extract, lines
from tests.unit.records.small import SHAPES, patient

pytestmark = pytest.mark.shared_data

BOM = b"\xef\xbb\xbf"  # taken away, so that a line of nothing else is blank

NOT_ONE_MEANING = {"y_object_duplicated_key.json", "y_object_duplicated_key_and_value.json"}
"""JSON by its grammar, of which readers hold different things: refused here (row 23)."""

NOT_FINITE = {
    "n_number_NaN.json",
    "n_number_infinity.json",
    "n_number_minus_infinity.json",
}
"""Arrays, which are set aside for that alone; what is in them is refused in an object."""

NOT_JSON = {"not-json", "text-not-unicode", "too-deep", "number-not-finite", "line-torn"}


def cases(prefix: str) -> list[tuple[str, bytes]]:
    """Return the cases whose names begin so, in order."""
    folder = shared("data", "JSONTestSuite", "test_parsing")
    return [(path.name, path.read_bytes()) for path in sorted(folder.glob(f"{prefix}_*.json"))]


def read_between(content: bytes, into: Path) -> Records:
    """Read a file with a person before the content and one after it, in memory and staged, and find that they agree."""
    into.mkdir()
    file = into / "Patient.ndjson"
    file.write_bytes(lines(patient("p1")) + content + b"\n" + lines(patient("p2")))
    records = read_sources([file], shapes=SHAPES)
    staged = stage_sources([file], shapes=SHAPES, into=into / "staged")
    assert (staged.sums, list(staged.problems)) == (records.sums, list(records.problems))
    assert len(staged.files["Patient"].read_bytes().splitlines()) == records.sums.used
    assert records.sums.adds_up
    return records


def is_accepted(text: bytes) -> bool:
    found = StrictDecoder().read(text)
    return isinstance(found, Parsed) and flaw_of(found.value) is None


@pytest.mark.row(22, 23, 24, 25, 26)
def test_what_must_be_rejected_is_set_aside_and_its_neighbours_are_used(tmp_path: Path) -> None:
    found = cases("n")
    assert len(found) == 188
    for number, (name, content) in enumerate(found):
        records = read_between(content, tmp_path / f"{number}")
        assert [entry.key for entry in records.entries] == ["Patient/p1", "Patient/p2"], name
        filled = [line for line in content.split(b"\n") if line.removeprefix(BOM).strip(b" \t\r")]
        assert records.sums.set_aside == len(filled), name
        assert records.incomplete == bool(filled), name
        codes = {problem.code for problem in records.problems}
        if len(filled) == 1 and name not in NOT_FINITE:
            assert codes <= NOT_JSON, name


@pytest.mark.row(22, 25)
def test_what_must_be_rejected_is_no_json_also_as_one_text(tmp_path: Path) -> None:
    assert [name for name, content in cases("n") if is_accepted(content)] == []
    assert [name for name, content in cases("n") if is_accepted(content.replace(b"\n", b" "))] == [
        "n_string_unescaped_newline.json"  # a space may stand in a string
    ]


@pytest.mark.row(22, 23, 24, 25)
def test_what_must_be_accepted_is_json_but_no_resource(tmp_path: Path) -> None:
    found = cases("y")
    assert len(found) == 95
    assert {name for name, content in found if not is_accepted(content)} == NOT_ONE_MEANING
    for number, (name, content) in enumerate(found):
        records = read_between(content.strip(b"\n").replace(b"\n", b" "), tmp_path / f"{number}")
        assert [entry.key for entry in records.entries] == ["Patient/p1", "Patient/p2"], name
        (problem,) = records.problems
        expected = {"duplicate-key"} if name in NOT_ONE_MEANING else {"not-an-object", "type-missing"}
        assert problem.code in expected, name


@pytest.mark.row(24, 25)
def test_what_may_be_either_harms_nothing_beside_it(tmp_path: Path) -> None:
    found = cases("i")
    assert len(found) == 35
    for number, (name, content) in enumerate(found):
        records = read_between(content, tmp_path / f"{number}")
        assert [entry.key for entry in records.entries] == ["Patient/p1", "Patient/p2"], name


@pytest.mark.row(22, 26)
def test_duckdb_is_given_none_of_it(tmp_path: Path) -> None:
    content = b"".join(text + b"\n" for _, text in (*cases("n"), *cases("y"), *cases("i")))
    folder = extract(tmp_path, RiskAssessment=content + lines(assessment()))
    ran = check(folder, into=tmp_path, options=["--engine", "duckdb"])
    assert (ran.code, ran.outcome_of("Patient/p1"), ran.entries["used"]) == (3, "met", 3)
