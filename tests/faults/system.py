"""What a test asks of the system: a name space of its own, a system call that fails, and the command run there."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest

from risk_checks.errors import ExitCode
from tests.faults.harness import AS_OF, CANARY_NAME, ONE_RULE

COMMAND = (sys.executable, "-m", "risk_checks")


def arguments(source: Path, out: Path, *, engine: str = "reference", select: str = ONE_RULE) -> list[str]:
    """Return the arguments of a check."""
    fixed = ["check", str(source), "--no-config", "--as-of", AS_OF, "--engine", engine]
    return [*fixed, "--select", select, "--out", str(out)]


def environment(**more: str) -> dict[str, str]:
    """Return an environment with nothing in it but what is said: no HOME, no locale, nothing compiled is kept."""
    return {"PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1", **more}


def told(
    command: Sequence[str], *, cwd: Path | None = None, seconds: int = 120, **more: str
) -> subprocess.CompletedProcess[str]:
    """Run a command to its end, in no more than some seconds, with what is added to its environment."""
    return subprocess.run(
        command, cwd=cwd, env=environment(**more), capture_output=True, text=True, timeout=seconds, check=False
    )


def told_of_little_memory(source: Path, *, limit: int, seconds: int) -> str:
    """Check a source in a process that may have so many bytes of addresses; return what it says of an incomplete run.

    Whoever it is about is not in what it says.
    """
    script = _LIMITED.format(limit=limit)
    given = ["check", str(source), "--no-config", "--as-of", AS_OF, "--engine", "reference"]
    ran = told([sys.executable, "-c", script, *given], seconds=seconds)
    said = ran.stdout + ran.stderr
    assert ran.returncode == ExitCode.INCOMPLETE, said
    assert CANARY_NAME not in said
    return said


_LIMITED = """
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, ({limit}, {limit}))
from risk_checks.cli.main import run
sys.exit(run(sys.argv[1:]))
"""


@cache
def _own_space(*kinds: str) -> tuple[str, ...]:
    """Return the words that run a command in name spaces of its own; none where this is not allowed."""
    if shutil.which("unshare") is None:
        return ()
    for words in (("unshare", *kinds), ("unshare", "--user", "--map-root-user", *kinds)):
        if not subprocess.run([*words, "true"], capture_output=True, check=False).returncode:
            return words
    return ()


def in_own_space(
    script: str, *given: str, kinds: Sequence[str] = ("--mount",), **more: str
) -> subprocess.CompletedProcess[str]:
    """Run a shell script, its arguments as $1 and so on, where it may mount; skip the test where this is refused."""
    words = _own_space(*kinds)
    if not words or told([*words, "mount", "-t", "tmpfs", "none", "/mnt"]).returncode:
        pytest.skip("this system gives no name space to mount in")
    return told([*words, "sh", "-euc", script, "sh", *given], cwd=None, seconds=120, **more)


@cache
def can_trace() -> bool:
    """Return whether a process may be traced here."""
    words = ["strace", "-f", "-qq", "-o", os.devnull, "-e", "trace=none", "true"]
    return shutil.which("strace") is not None and not subprocess.run(words, capture_output=True, check=False).returncode


def strace(call: str, *, turn: int, error: str, log: Path | str = os.devnull) -> list[str]:
    """Return the words that run a command in which a system call fails when its turn comes; skip where none may.

    The calls of that name are written to the log; `was_injected` reads from it whether the turn came.
    """
    if not can_trace():
        pytest.skip("this system has no strace, or forbids it")
    return [
        "strace",
        "-f",
        "-qq",
        "-o",
        str(log),
        "-e",
        f"trace={call}",
        "-e",
        f"inject={call}:error={error}:when={turn}",
    ]


def was_injected(log: Path) -> bool:
    """Return whether strace let a call fail."""
    return "(INJECTED)" in log.read_text(encoding="utf-8", errors="replace")
