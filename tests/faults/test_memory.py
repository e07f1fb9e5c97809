"""Memory is bounded: the embedded database goes to the disk, and where there is too little a message says so."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from risk_checks.cli.main import run
from risk_checks.errors import ExitCode
from risk_checks.records import reading
from tests.faults.harness import AS_OF, extract, referral
from tests.faults.system import arguments, environment

MIB = 1024 * 1024


def _many(tmp_path: Path, *, people: int, forms: int = 1) -> Path:
    """Write an extract of many people, every second of them with assessments, each of a year of its own."""
    folder = extract(tmp_path)
    person = '{"resourceType":"Patient","id":"p%d","name":[{"family":"ZZCANARY"}],"birthDate":"1980-05-17"}\n'
    spell = json.dumps(referral("e%d", of="p%d")) + "\n"
    form = (
        '{"resourceType":"RiskAssessment","id":"r%d","status":"final",'
        '"subject":{"reference":"Patient/p%d"},"occurrenceDateTime":"%d-06-01"}\n'
    )
    with (
        (folder / "Patient.ndjson").open("w") as patients,
        (folder / "EpisodeOfCare.ndjson").open("w") as episodes,
        (folder / "RiskAssessment.ndjson").open("w") as assessments,
    ):
        for number in range(people):
            patients.write(person % number)
            episodes.write(spell % (number, number))
            for place in range(forms if number % 2 else 0):
                assessments.write(form % (number * forms + place, number, 2026 - place))
    return folder


def _run(command: list[str], *, space: int | None = None) -> tuple[int, str, int]:
    """Return the exit code of a command, what it said, and the most memory it had, in MiB."""
    if space is not None:
        command = ["sh", "-c", f'ulimit -v {space // 1024}; exec "$@"', "sh", *command]
    done = subprocess.run(command, env=environment(), capture_output=True, text=True, check=False)
    said = done.stdout + done.stderr
    peak = _PEAK.search(said)
    return done.returncode, said, int(peak[1]) * 1024 // MIB if peak else 0


_PEAK = re.compile(r"VmHWM:\s*([0-9]+) kB")
# What the system keeps of a process that has ended is at least what its parent had when it began.
_MEASURED = """
import atexit, sys
from pathlib import Path
from risk_checks.cli.main import main
atexit.register(lambda: print(Path("/proc/self/status").read_text(), file=sys.stderr))
main()
"""
MEASURED = [sys.executable, "-c", _MEASURED]
needs_limits = pytest.mark.skipif(sys.platform != "linux", reason="address space is limited so on Linux only")


@needs_limits
@pytest.mark.row(91)
def test_check_in_little_memory_ends_well(tmp_path: Path) -> None:
    folder = _many(tmp_path, people=4000)
    few = ["--memory", "64MiB", "--threads", "1"]
    code, said, peak = _run([*MEASURED, *arguments(folder, tmp_path / "out", engine="duckdb"), *few], space=2000 * MIB)
    assert code == 0, said
    assert json.loads((tmp_path / "out" / "run.json").read_bytes())["patients"]["checked"] == 4000
    assert 0 < peak < 500


@pytest.mark.row(91)
def test_too_little_memory_is_a_message_and_no_results(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A process that is short of it to the last byte may not come to this: unwinding takes memory as well."""

    def fail(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr(reading, "Intake", fail)
    out = tmp_path / "out"
    assert run(["check", str(extract(tmp_path)), "--engine", "reference", "--out", str(out)]) == ExitCode.TEMPORARY
    assert "RC-E809: there is too little memory" in capsys.readouterr().err
    assert not out.exists()


GROUPS = Path("/sys/fs/cgroup/memory")


@pytest.fixture
def gibibyte() -> Path:
    """Return a control group whose processes have 1 GiB between them."""
    group = GROUPS / f"risk-checks-{os.getpid()}"
    try:
        group.mkdir()
        (group / "memory.limit_in_bytes").write_text(str(1024 * MIB))
    except OSError:
        pytest.skip("no control group can be made here")
    return group


@pytest.mark.heavy
@pytest.mark.row(91)
def test_three_million_resources_are_checked_in_a_gibibyte(tmp_path: Path, gibibyte: Path) -> None:
    folder = _many(tmp_path, people=200_000, forms=26)
    command = [*MEASURED, *arguments(folder, tmp_path / "out", engine="duckdb")]
    script = f'echo $$ > {gibibyte}/cgroup.procs; exec "$@"'
    try:
        code, said, peak = _run(["sh", "-c", script, "sh", *command])
        sys.stderr.write(f"peak {peak} MiB\n{said}\n")
        assert code == 0
        assert "oom_kill 0" in (gibibyte / "memory.oom_control").read_text()
    finally:
        gibibyte.rmdir()
        shutil.rmtree(folder)
    told = json.loads((tmp_path / "out" / "run.json").read_bytes())
    assert told["entries"]["used"] == 3_000_000
    assert told["as_of"] == AS_OF
