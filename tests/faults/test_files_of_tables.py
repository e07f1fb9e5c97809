"""Files of tables in the place of FHIR are held to the same: damage, links and changes refuse them, by name."""

from __future__ import annotations

import gzip
import random
from collections.abc import Callable
from pathlib import Path

import pytest

import risk_checks
from risk_checks.engines.duckdb_files import file_kinds
from risk_checks.errors import InputError
from risk_checks.tables.given_files import DataFile
from tests.faults.harness import AS_OF, CANARY_NAME, check

PEOPLE = "id,birth_date,deceased,deceased_date\n" + "".join(f"p{number},1980-05-17,false,\n" for number in range(500))
PACKED = gzip.compress(PEOPLE.encode(), mtime=0)


def _folder(tmp_path: Path, content: bytes, *, name: str = "patient.csv.gz") -> Path:
    folder = tmp_path / "tables"
    folder.mkdir()
    (folder / name).write_bytes(content)
    return folder


@pytest.mark.row(1, 2, 4, 5, 14)
@pytest.mark.parametrize(
    ("content", "what"),
    [
        (PACKED[: len(PACKED) // 2], "the compressed file ends before its end"),
        (PACKED[:-8] + bytes(8), "the compressed file is damaged"),
        (PACKED + b"p9,1980,false,\n", "the compressed file is damaged"),
        (b"PK\x03\x04" + PACKED, "a form that is not read: zip"),
        (PEOPLE.encode("utf-16"), "an encoding that is not read: UTF-16"),
    ],
    ids=["cut off", "another sum", "something after it", "zip", "UTF-16"],
)
def test_damaged_file_of_a_table_is_refused_and_says_how(tmp_path: Path, content: bytes, what: str) -> None:
    ran = check(_folder(tmp_path, content), into=tmp_path)
    assert (ran.code, ran.run) == (3, {})
    assert "RC-E523: patient.csv.gz cannot be read: " in ran.said
    assert what in ran.said


@pytest.mark.row(3)
def test_file_of_a_table_with_a_bit_turned_is_refused_or_the_same(tmp_path: Path) -> None:
    path = _folder(tmp_path, PACKED) / "patient.csv.gz"
    draw, file = random.Random(3), DataFile(path, "patient.csv.gz")
    for _ in range(500):
        damaged = bytearray(PACKED)
        damaged[draw.randrange(len(PACKED))] ^= 1 << draw.randrange(8)
        path.write_bytes(damaged)
        try:
            file_kinds(file)
        except InputError:
            continue
        assert gzip.decompress(damaged) == PEOPLE.encode()


@pytest.mark.row(10, 11)
@pytest.mark.parametrize("change", [Path.unlink, lambda path: path.write_text(PEOPLE + "p9,1980,false,\n")])
def test_file_of_a_table_that_changes_while_it_is_read_is_refused(
    tmp_path: Path, change: Callable[[Path], None]
) -> None:
    folder = _folder(tmp_path, PEOPLE.encode(), name="patient.csv")
    left = [folder / "patient.csv"]

    def meanwhile(_size: int) -> None:
        while left:
            change(left.pop())

    with pytest.raises(InputError, match="RC-E523: patient") as caught:
        risk_checks.read(folder, progress=meanwhile).check(as_of=AS_OF)
    assert caught.value.exit_code == 3


@pytest.mark.row(19)
def test_link_out_of_a_folder_of_tables_is_refused(tmp_path: Path) -> None:
    outside = tmp_path / f"{CANARY_NAME}.csv"
    outside.write_text(PEOPLE)
    folder = _folder(tmp_path, b"id,patient\n", name="referral.csv")
    (folder / "patient.csv").symlink_to(outside)
    ran = check(folder, into=tmp_path)
    assert (ran.code, ran.run) == (2, {})
    assert "RC-E509: source 1 has a link out of the folder among its files: patient.csv" in ran.said


@pytest.mark.row(20)
def test_file_of_a_table_that_cannot_be_opened_is_an_error_that_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = _folder(tmp_path, PEOPLE.encode(), name="patient.csv")
    real = Path.open

    def failing(path: Path, *given: object, **options: object) -> object:
        if path.name == "patient.csv":
            raise PermissionError(13, CANARY_NAME)
        return real(path, *given, **options)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", failing)
    ran = check(folder, into=tmp_path)
    assert (ran.code, ran.run) == (3, {})
    assert "patient.csv cannot be read" in ran.said
