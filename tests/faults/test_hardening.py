"""The database is closed before it sees a record, keeps to its limits, and quotes nothing (rows 82 and 91)."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest
from ibis.backends.duckdb import Backend

import risk_checks as rc
from risk_checks.cli.main import run as run_command
from risk_checks.documents import validate
from risk_checks.documents.nodes import Mapping_
from risk_checks.engines import duckdb_limits
from risk_checks.engines.attempt import attempt
from risk_checks.engines.duckdb import connect, connect_in_memory
from risk_checks.engines.duckdb_limits import LEAST_MEMORY, Limits, limits_of
from risk_checks.engines.duckdb_quiet import quietly
from risk_checks.errors import DefinitionErrors, EngineError, ExitCode, ResourcesError, UsageError
from risk_checks.rules.code_sets import CodeSetFile
from tests.faults.harness import CANARY_NAME, assessment, lines, patient, referral

ZONE = "Europe/London"
ATTACKS = (
    "SELECT * FROM read_text('/etc/passwd')",
    "SELECT * FROM '/etc/passwd'",
    "SELECT * FROM read_csv('/etc/passwd')",
    "SELECT * FROM read_blob('{here}/../outside.txt')",
    "SELECT * FROM glob('/etc/*')",
    "COPY (SELECT 1) TO '{outside}/stolen.csv'",
    "COPY (SELECT 1) TO '{here}/../stolen.csv'",
    "EXPORT DATABASE '{outside}/all'",
    "ATTACH '{outside}/other.db'",
    "INSTALL httpfs",
    "LOAD httpfs",
    "SELECT * FROM 'https://example.org/x.csv'",
    "SELECT * FROM secret_frame",
    "SET enable_external_access = true",
    "SET allowed_directories = ['/']",
    "SET memory_limit = '1GB'",
    "SET TimeZone = 'UTC'",
    "RESET memory_limit",
    "PRAGMA enable_progress_bar",
    "PRAGMA threads = 4",
    "SET lock_configuration = false",
    "CREATE SECRET (TYPE s3, KEY_ID 'a', SECRET 'b')",
)


def _with_a_folder(folder: Path) -> Backend:
    return connect(folder, zone=ZONE)


def _in_memory(_folder: Path) -> Backend:
    return connect_in_memory(zone=ZONE)


@pytest.mark.row(82)
@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("opened", [_with_a_folder, _in_memory])
def test_database_refuses_whatever_reaches_out_of_it(
    tmp_path: Path, attack: str, opened: Callable[[Path], Backend]
) -> None:
    here = tmp_path / "here"
    here.mkdir()
    (tmp_path / "outside.txt").write_text("secret", encoding="utf-8")
    secret_frame = pa.table({"name": [CANARY_NAME]})
    connection = opened(here)
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(EngineError) as raised:
        connection.raw_sql(attack.format(here=here, outside=tmp_path)).fetchall()
    assert sorted(tmp_path.rglob("*")) == before
    assert "passwd" not in str(raised.value)
    assert secret_frame.num_rows == 1
    connection.disconnect()


@pytest.mark.row(82)
def test_settings_are_made_and_locked_in_this_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    raw_sql = Backend.raw_sql

    def heard(self: Backend, query: str) -> object:
        said.append(str(query).split(" = ")[0])
        return raw_sql(self, query)

    monkeypatch.setattr(Backend, "raw_sql", heard)
    connect(tmp_path, zone=ZONE, reads=[tmp_path / "a.csv"], limits=limits_of("100MB", 1)).disconnect()
    assert [each.removeprefix("SET ") for each in said if each.startswith("SET ")] == [
        "TimeZone",
        "temp_directory",
        "allowed_directories",
        "allowed_paths",
        "memory_limit",
        "max_temp_directory_size",
        "threads",
        "autoinstall_known_extensions",
        "autoload_known_extensions",
        "enable_external_access",
        "python_enable_replacements",
        "preserve_insertion_order",
        "lock_configuration",
    ]


def _settings(connection: Backend) -> dict[str, str]:
    names = "('memory_limit', 'max_temp_directory_size', 'threads', 'temp_directory')"
    found = connection.raw_sql(f"SELECT name, value FROM duckdb_settings() WHERE name IN {names}").fetchall()
    connection.disconnect()
    return dict(found)


@pytest.mark.row(91)
def test_limits_that_a_caller_names_hold(tmp_path: Path) -> None:
    settings = _settings(connect(tmp_path, zone=ZONE, limits=limits_of("200 MiB", 1)))
    assert (settings["memory_limit"], settings["threads"]) == ("200.0 MiB", "1")
    assert settings["temp_directory"] == str(tmp_path / "spill")
    assert not settings["max_temp_directory_size"].startswith("90%")


@pytest.mark.row(91)
def test_least_of_machine_container_and_process_is_halved(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(duckdb_limits, "_of_machine", lambda: 8_000_000_000)
    monkeypatch.setattr(duckdb_limits, "_of_containers", lambda: iter([4_000_000_000, 6_000_000_000]))
    monkeypatch.setattr(duckdb_limits, "_of_process", lambda: None)
    assert Limits().settings(None) == {"memory_limit": "2000000000B"}
    monkeypatch.setattr(duckdb_limits, "_of_process", lambda: 1_000_000_000)
    assert Limits().settings(tmp_path)["memory_limit"] == "500000000B"
    monkeypatch.setattr(duckdb_limits, "_of_process", lambda: 1_000)
    assert Limits().settings(None) == {"memory_limit": f"{LEAST_MEMORY}B"}


@pytest.mark.row(91)
@pytest.mark.parametrize(
    ("groups", "files", "expected"),
    [
        ("0::/a/b\n", {"a/b/memory.max": "max\n", "a/memory.max": "5000\n"}, [5000]),
        ("0::/\n", {"memory.max": "7000\n"}, [7000]),
        ("9:cpu:/x\n4:memory:/x\n", {"memory/x/memory.limit_in_bytes": "9000\n"}, [9000]),
        ("0::/../../etc\n", {}, []),
        ("", {}, []),
    ],
)
def test_limits_of_containers_are_read_in_both_versions(
    tmp_path: Path, groups: str, files: dict[str, str], expected: list[int]
) -> None:
    for name, text in files.items():
        (tmp_path / "fs" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "fs" / name).write_text(text, encoding="ascii")
    (tmp_path / "groups").write_text(groups, encoding="utf-8")
    assert list(duckdb_limits._of_containers(tmp_path / "fs", tmp_path / "groups")) == expected


@pytest.mark.row(91)
def test_more_than_memory_goes_to_the_folder_and_gives_the_same_answer(tmp_path: Path) -> None:
    connection = connect(tmp_path, zone=ZONE, limits=Limits(memory=LEAST_MEMORY, threads=1))
    query = "SELECT count(*) FROM (SELECT DISTINCT i || 'x' FROM range(2000000) t(i))"
    assert connection.raw_sql(query).fetchall() == [(2_000_000,)]
    connection.disconnect()


@pytest.mark.row(91)
@pytest.mark.parametrize("kind", [duckdb.OutOfMemoryException, pa.ArrowMemoryError])
def test_too_little_memory_and_disk_is_said_with_what_to_do(kind: type[Exception]) -> None:
    with pytest.raises(ResourcesError, match="RC-E806: the database ran out of the memory") as raised, quietly():
        raise kind(f"could not allocate {CANARY_NAME}")
    assert raised.value.exit_code == ExitCode.TEMPORARY
    assert "--memory" in str(raised.value)
    assert CANARY_NAME not in str(raised.value)


@pytest.mark.row(88)
@pytest.mark.parametrize("error", [duckdb.InterruptException("stop"), RuntimeError("Query interrupted")])
def test_a_signal_at_work_in_the_database_is_no_fault_of_a_rule(error: Exception) -> None:
    def evaluate() -> None:
        with quietly():
            raise error

    with pytest.raises(KeyboardInterrupt):
        attempt(evaluate)


def test_any_other_error_of_the_runtime_passes_as_it_is() -> None:
    with pytest.raises(RuntimeError, match="no query"), quietly():
        raise RuntimeError("no query")


@pytest.mark.row(91)
@pytest.mark.parametrize(
    ("memory", "threads"), [("lots", None), ("12", None), ("0MB", None), ("1MB", None), (-1, None), (None, 0)]
)
def test_limits_that_are_none_are_refused(memory: str | int | None, threads: int | None) -> None:
    with pytest.raises(UsageError, match="RC-E619"):
        rc.read([], memory=memory, threads=threads)


@pytest.mark.row(91)
def test_limits_change_no_answer(tmp_path: Path) -> None:
    (tmp_path / "extract.ndjson").write_bytes(lines(patient(), referral(), assessment()))
    told = []
    for memory, threads in ((None, None), ("100MB", 1)):
        extract = rc.read(tmp_path / "extract.ndjson", memory=memory, threads=threads)
        report = extract.check(as_of="2026-11-01", select="RC-RISK-001", engine="duckdb")
        told.append(list(report.outcomes))
    assert told[0] == told[1]
    assert len(told[0]) == 1


@pytest.mark.row(17, 91)
@pytest.mark.parametrize("letters", [1_000, 3 * 1024 * 1024])
def test_longest_staged_line_is_read_whole_and_short_ones_take_little_memory(tmp_path: Path, letters: int) -> None:
    long = patient("p1", birthDate="1980" + " " * letters)
    people = [patient("p0"), long, *(patient(f"q{number}") for number in range(3))]
    folder = tmp_path / "extract"
    folder.mkdir()
    (folder / "Patient.ndjson").write_bytes(lines(*people))
    memory = "100MB" if letters < 2 * 1024 * 1024 else None
    assert len(rc.read(folder, memory=memory, threads=1).table("patient", engine="duckdb").to_arrow()) == 5


@pytest.mark.row(91)
def test_amount_of_memory_that_is_none_is_told_before_anything_is_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_command(["check", str(tmp_path), "--memory", "much", "--no-config"]) == ExitCode.USAGE
    assert "RC-E619: 'much' is no amount of memory; write it as 600MB or 2GiB" in capsys.readouterr().err


@pytest.mark.row(82, 103)
@pytest.mark.parametrize(
    "query",
    [
        f"SELECT '{CANARY_NAME}'::DATE",
        f"SELECT '{CANARY_NAME}'::INTEGER",
        f"SELECT error('{CANARY_NAME}')",
        f"SELECT json_extract('{CANARY_NAME}', '$.a')",
        f'SELECT "{CANARY_NAME}"',
    ],
)
def test_error_of_the_database_tells_its_kind_and_no_value(query: str) -> None:
    connection = connect_in_memory(zone=ZONE)
    with pytest.raises(EngineError) as raised:
        connection.raw_sql(query).fetchall()
    assert "RC-E403" in str(raised.value)
    assert CANARY_NAME not in "".join(traceback.format_exception(raised.value))
    connection.disconnect()


@pytest.mark.row(103)
def test_error_of_a_definition_says_what_stands_in_the_file_and_no_more() -> None:
    """Pydantic's own error would carry the whole input; ours quotes one short text of a file that a person wrote."""
    from risk_checks.documents import read_document

    document = read_document(f"name: a\ntitle: [{CANARY_NAME}]\nmeans: x\nsite: maybe\ncodes: []\n", file="a.yaml")
    assert isinstance(document, Mapping_)
    with pytest.raises(DefinitionErrors) as raised:
        validate(document, CodeSetFile)
    assert CANARY_NAME not in "".join(traceback.format_exception(raised.value))
    assert [str(fault) for fault in raised.value.faults] == [
        "RC-E106 a.yaml:2:8: expected a text, got a list",
        "RC-E106 a.yaml:4:7: expected true or false, got 'maybe'",
    ]
