"""A run in a narrow place: little that it may write, no network, other threads and runs beside it."""

from __future__ import annotations

import json
import os
import random
import shutil
import socket
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from typing import Any, NoReturn

import pytest

from risk_checks.cli.main import run
from risk_checks.errors import ExitCode, RiskChecksError
from tests.faults.harness import assessment, check, extract, folder_of, lines, patient, referral
from tests.faults.system import COMMAND, arguments, can_trace, in_own_space, told
from tests.unit.reports.making import OUTCOMES, report

SOME_RULES = "risk-assessment-missing,risk-assessment-out-of-date,carer-details-incomplete"
NAMES = {"run.json", "outcomes.parquet", "findings.csv", "problems.ndjson"}


def _bytes(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def _names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


@pytest.fixture
def people() -> dict[str, list[Any]]:
    """Return the resources of some people, by type."""
    ids = [f"p{number}" for number in range(40)]
    return {
        "Patient": [patient(each) for each in ids],
        "EpisodeOfCare": [referral(f"e-{each}", of=each) for each in ids],
        "RiskAssessment": [assessment(f"r-{each}", of=each) for each in ids[::3]],
    }


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder of its own for the temporary files of this process."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


# Rights and places.


@pytest.mark.row(94)
@pytest.mark.parametrize("engine", ["reference", "duckdb"])
def test_what_is_written_is_for_its_owner_alone(
    tmp_path: Path, room: Path, monkeypatch: pytest.MonkeyPatch, engine: str
) -> None:
    seen: dict[str, int] = {}
    real = os.mkdir

    def mkdir(path: Any, mode: int = 0o777, **more: Any) -> None:
        real(path, mode, **more)
        seen[str(path)] = stat.S_IMODE(Path(path).stat().st_mode)

    before = os.umask(0)
    try:
        with monkeypatch.context() as patch:
            patch.setattr(os, "mkdir", mkdir)
            assert run(arguments(extract(tmp_path), tmp_path / "out", engine=engine)) == 0
    finally:
        os.umask(before)
    made = {Path(name): mode for name, mode in seen.items()}
    assert {mode for path, mode in made.items() if path.parent in (room, tmp_path) and path.name != "extract"} == {
        0o700
    }
    assert any(path.parent == room for path in made) == (engine == "duckdb")
    assert stat.S_IMODE((tmp_path / "out").stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "out").iterdir()} == {0o600}
    assert not _names(room)


@pytest.fixture
def shared() -> Iterator[Path]:
    """Give a folder that any user may enter."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.mark.row(94, 95)
def test_run_writes_nowhere_but_where_it_was_told(shared: Path) -> None:
    # No other place can be written to, there are no HOME, /dev/shm, network and locale, and root may do nothing more.
    source = extract(shared)
    for name in ("given", "temporary"):
        (shared / name).mkdir()
        (shared / name).chmod(0o777)
    ran = in_own_space(
        _NARROW,
        str(shared),
        *COMMAND,
        *arguments(source, shared / "given" / "out", engine="duckdb"),
        kinds=("--mount", "--net"),
        TMPDIR=str(shared / "temporary"),
        LC_ALL="C",
    )
    if ran.returncode == _NOT_ALLOWED:
        pytest.skip("this system lets nothing be mounted again")
    assert (ran.returncode, ran.stderr.partition("took")[0]) == (0, "")
    assert "1 met" in " ".join(ran.stdout.split()) or "met" in ran.stdout
    assert _names(shared / "given" / "out") == NAMES
    assert not _names(shared / "temporary")


_NOT_ALLOWED = 99
_NARROW = f"""
place=$1; shift
for each in given temporary; do mount --bind "$place/$each" "$place/$each" || exit {_NOT_ALLOWED}; done
mount -t tmpfs -o ro none /dev/shm || exit {_NOT_ALLOWED}
mount -o remount,bind,ro / || exit {_NOT_ALLOWED}
umask 000
if [ "$(cat /proc/self/uid_map | tr -s ' ' | cut -d' ' -f4)" = 4294967295 ] && command -v setpriv >/dev/null; then
    drop="setpriv --reuid=65534 --regid=65534 --clear-groups"
    $drop test -r "$(command -v "$1")" || drop=
fi
exec ${{drop:-}} "$@"
"""


@pytest.mark.row(94, 95)
def test_run_leaves_home_and_working_folder_alone_and_opens_no_socket(tmp_path: Path, room: Path) -> None:
    if not can_trace():
        pytest.skip("this system has no strace, or forbids it")
    places = {"HOME": tmp_path / "home", "XDG_CACHE_HOME": tmp_path / "cache", "cwd": tmp_path / "cwd"}
    for each in places.values():
        each.mkdir()
    trace = ["strace", "-f", "-qq", "--seccomp-bpf", "-e", "trace=socket,connect", "-o", str(tmp_path / "log")]
    ran = told(
        [*trace, *COMMAND, *arguments(extract(tmp_path), tmp_path / "out", engine="duckdb")],
        cwd=places["cwd"],
        HOME=str(places["HOME"]),
        XDG_CACHE_HOME=str(places["XDG_CACHE_HOME"]),
        TMPDIR=str(room),
    )
    assert ran.returncode == 0
    assert (tmp_path / "log").read_text() == ""
    assert [_names(each) for each in (*places.values(), room)] == [set()] * 4


@pytest.mark.row(94)
def test_place_for_temporary_files_that_cannot_be_used_is_said(tmp_path: Path) -> None:
    ran = told(
        [*COMMAND, *arguments(extract(tmp_path), tmp_path / "out", engine="duckdb")], TMPDIR=str(tmp_path / "none")
    )
    assert ran.returncode == ExitCode.USAGE
    assert f"RC-E808: temporary files could not be written in {tmp_path}/none: No such file or directory" in ran.stderr
    assert "set TMPDIR to a private folder with room" in ran.stderr


@pytest.mark.row(95, 98)
@pytest.mark.parametrize("engine", ["reference", "duckdb"])
def test_check_asks_for_no_socket(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, engine: str) -> None:
    def refuse(*_: Any, **__: Any) -> NoReturn:
        pytest.fail("a socket was asked for")

    for name in ("socket", "create_connection", "getaddrinfo", "socketpair"):
        monkeypatch.setattr(socket, name, refuse)
    assert run(arguments(extract(tmp_path), tmp_path / "out", engine=engine, select=SOME_RULES)) == 0


# The same bytes.


@pytest.mark.row(97)
def test_threads_and_order_change_no_byte(tmp_path: Path, people: dict[str, list[Any]]) -> None:
    plain = extract(tmp_path / "plain", **{kind: lines(*each) for kind, each in people.items()})
    assert run(arguments(plain, tmp_path / "reference", select=SOME_RULES)) == 0
    expected = _without_engine(tmp_path / "reference")
    for threads in (1, 2, 16):
        draw = random.Random(threads)
        folder = _shuffled(extract(tmp_path / str(threads)), people, draw)
        out = tmp_path / f"out-{threads}"
        assert run([*arguments(folder, out, engine="duckdb", select=SOME_RULES), "--threads", str(threads)]) == 0
        assert _without_engine(out) == expected


def _shuffled(folder: Path, people: dict[str, list[Any]], draw: random.Random) -> Path:
    """Write the resources to several files in another order."""
    for kind, each in people.items():
        (folder / f"{kind}.ndjson").unlink()
        mixed = draw.sample(each, len(each))
        cut = draw.randrange(len(mixed))
        folder_of(folder.parent, {f"{kind}.1.ndjson": mixed[:cut], f"{kind}.2.ndjson": mixed[cut:]})
    return folder


def _without_engine(out: Path) -> dict[str, Any]:
    """Return what was written, but for which engine wrote it, of which versions."""
    files: dict[str, Any] = _bytes(out)
    told = json.loads(files.pop("run.json"))
    del told["engine"], told["versions"]
    return {**files, "run": told}


@pytest.mark.row(97)
def test_order_in_which_python_keeps_sets_changes_no_byte(tmp_path: Path, people: dict[str, list[Any]]) -> None:
    folder = extract(tmp_path, **{kind: lines(*each) for kind, each in people.items()})
    for seed in ("0", "1"):
        ran = told([*COMMAND, *arguments(folder, tmp_path / seed, select=SOME_RULES)], PYTHONHASHSEED=seed)
        assert ran.returncode == 0
    assert _bytes(tmp_path / "0") == _bytes(tmp_path / "1")


@pytest.mark.row(93)
def test_same_input_twice_gives_the_same_bytes(tmp_path: Path, people: dict[str, list[Any]]) -> None:
    check(extract(tmp_path, **{kind: lines(*each) for kind, each in people.items()}), into=tmp_path)


# Runs beside each other.


@pytest.mark.row(92)
def test_runs_at_once_for_one_folder_leave_whole_results(tmp_path: Path) -> None:
    place = tmp_path / "place"
    reports = [report(OUTCOMES[:number]) for number in (1, 3, 6)]
    expected = []
    for number, each in enumerate(reports):
        each.write(tmp_path / str(number))
        expected.append(_bytes(tmp_path / str(number)))
    failed: list[BaseException] = []

    def write_on(number: int) -> None:
        for _ in range(8):
            try:
                reports[number].write(place / "out")
            except RiskChecksError as error:
                if error.exit_code is not ExitCode.TEMPORARY:
                    failed.append(error)
            except BaseException as error:
                failed.append(error)
                raise

    threads = [Thread(target=write_on, args=(number,)) for number in range(len(reports))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
    assert _bytes(place / "out") in expected
    assert _names(place) == {"out"}
