"""A run that is killed, at whatever moment, leaves the earlier results or the new ones, and the next run clears up."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from risk_checks.cli.main import run
from tests.faults import writer
from tests.faults.results import cohort_of, manifest_of, names
from tests.faults.system import COMMAND, arguments

ROOT = Path(__file__).parents[2]
SIGNALS = (signal.SIGKILL, signal.SIGKILL, signal.SIGTERM, signal.SIGINT)
ENDS = {signal.SIGKILL: {-9}, signal.SIGTERM: {143, -15}, signal.SIGINT: {130, -2}}  # negative: before Python was ready

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs the signals of POSIX")


@pytest.fixture
def seed() -> int:
    """Return what the moments are drawn from; it is printed where a test fails."""
    chosen = random.SystemRandom().randrange(1_000_000)
    sys.stderr.write(f"seed {chosen}\n")
    return chosen


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder of its own for temporary files, which the runs of this process use too."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


# While the results are written, over and over: most moments fall into the writing or the swap.


@pytest.mark.row(88)
def test_kill_while_results_are_written_leaves_whole_ones(tmp_path: Path, seed: int) -> None:
    _kill_writers(tmp_path, rounds=30, seed=seed)


@pytest.mark.heavy
@pytest.mark.row(88)
def test_many_kills_while_results_are_written_leave_whole_ones(tmp_path: Path, seed: int) -> None:
    _kill_writers(tmp_path, rounds=2000, seed=seed)


def _kill_writers(tmp_path: Path, *, rounds: int, seed: int) -> None:
    draw = random.Random(seed)
    place = tmp_path / "place"
    place.mkdir()
    for number, each in enumerate(writer.REPORTS):
        each.write(tmp_path / str(number))
    known = {manifest_of(tmp_path / "0"), manifest_of(tmp_path / "1")}
    with subprocess.Popen(
        [sys.executable, "-m", "tests.faults.writer", str(place / "out")],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as served:
        assert served.stdin is not None
        assert served.stdout is not None
        for _ in range(rounds):
            served.stdin.write("\n")
            served.stdin.flush()
            child = int(served.stdout.readline())
            time.sleep(0.005 + draw.random() * 0.05)
            how = draw.choice(SIGNALS)
            os.kill(child, how)
            assert int(served.stdout.readline()) in ENDS[how]
            assert manifest_of(place / "out") in known
        served.stdin.close()
    writer.REPORTS[1].write(place / "out")
    assert names(place) == {"out"}, "the next run clears up"


# The whole command.


@pytest.mark.row(88)
def test_run_that_is_killed_leaves_whole_results(tmp_path: Path, room: Path, seed: int) -> None:
    _kill_runs(tmp_path, room, rounds=8, seed=seed, engine="reference")


@pytest.mark.heavy
@pytest.mark.row(88)
@pytest.mark.parametrize(("engine", "rounds"), [("reference", 150), ("duckdb", 50)])
def test_many_runs_that_are_killed_leave_whole_results(
    tmp_path: Path, room: Path, seed: int, engine: str, rounds: int
) -> None:
    _kill_runs(tmp_path, room, rounds=rounds, seed=seed, engine=engine)


def _kill_runs(tmp_path: Path, room: Path, *, rounds: int, seed: int, engine: str) -> None:
    draw = random.Random(seed)
    folder = cohort_of(20, into=tmp_path, assessed=10)
    place = tmp_path / "place"
    given = arguments(folder, place / "out", engine=engine)
    earlier = arguments(folder, place / "out", engine=engine, select="risk-assessment-out-of-date")
    assert run(given) == 0
    new = manifest_of(place / "out")
    assert run(earlier) == 0
    old = manifest_of(place / "out")
    took = _time_of(_started(given, room))
    assert manifest_of(place / "out") == new
    for _ in range(rounds):
        assert run(earlier) == 0
        assert (names(place), names(room)) == ({"out"}, set()), "the next run clears up"
        how = draw.choice(SIGNALS)
        started = _started(given, room)
        time.sleep(draw.random() * took)
        os.kill(started.pid, how)
        since = time.monotonic()
        assert started.wait(timeout=30) in {0, *ENDS[how]}
        assert time.monotonic() - since < 10
        assert manifest_of(place / "out") in {old, new}
    assert run(given) == 0
    assert manifest_of(place / "out") == new
    assert (names(place), names(room)) == ({"out"}, set())


def _started(given: Sequence[str], room: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [*COMMAND, *given],
        env={"PATH": os.environ["PATH"], "TMPDIR": str(room)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def _time_of(started: subprocess.Popen[bytes]) -> float:
    begun = time.monotonic()
    assert started.wait() == 0
    return time.monotonic() - begun


# Asked to stop while a library is at work that looks at no signal.


@pytest.fixture
def busy(tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Give a process with a working folder that is deep in a long query."""
    with subprocess.Popen(
        [sys.executable, "-c", _BUSY], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as started:
        yield started
        started.kill()


_BUSY = """
import sys
import tempfile
import duckdb
from risk_checks.cli import stopping
from risk_checks.reports.held_folder import working_folder
stopping.PATIENCE = 0.2
tempfile.tempdir = "."
asked = stopping.Stopping()
asked.begin()
folder = working_folder()
(folder.path / "staged").touch()
print("busy", flush=True)
try:
    duckdb.connect().execute("SELECT sum(a.i * b.i) FROM range(1000000) a(i), range(1000000) b(i)").fetchall()
except BaseException:
    sys.exit(asked.code)  # as the command does, where DuckDB looks at the signal after all
"""


@pytest.mark.row(88)
@pytest.mark.parametrize(("how", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_process_in_a_long_query_stops_soon_when_asked(
    tmp_path: Path, busy: subprocess.Popen[bytes], how: signal.Signals, code: int
) -> None:
    assert busy.stdout is not None
    assert busy.stdout.readline() == b"busy\n"
    time.sleep(0.3)
    busy.send_signal(how)
    busy.communicate(timeout=10)
    assert busy.returncode == code
    assert not names(tmp_path)
