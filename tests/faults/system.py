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

from tests.faults.harness import AS_OF, ONE_RULE

COMMAND = (sys.executable, "-m", "risk_checks")


def arguments(source: Path, out: Path, *, engine: str = "reference", select: str = ONE_RULE) -> list[str]:
    """Return the arguments of a check."""
    fixed = ["check", str(source), "--no-config", "--as-of", AS_OF, "--engine", engine]
    return [*fixed, "--select", select, "--out", str(out)]


def environment(**more: str) -> dict[str, str]:
    """Return an environment with nothing in it but what is said: no HOME, no locale, nothing compiled is kept."""
    return {"PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1", **more}


def told(command: Sequence[str], *, cwd: Path | None = None, **more: str) -> subprocess.CompletedProcess[str]:
    """Run a command to its end, with what is added to its environment."""
    return subprocess.run(
        command, cwd=cwd, env=environment(**more), capture_output=True, text=True, timeout=120, check=False
    )


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
    return told([*words, "sh", "-euc", script, "sh", *given], cwd=None, **more)


@cache
def can_trace() -> bool:
    """Return whether a process may be traced here."""
    words = ["strace", "-f", "-qq", "-o", os.devnull, "-e", "trace=none", "true"]
    return shutil.which("strace") is not None and not subprocess.run(words, capture_output=True, check=False).returncode


def strace(call: str, *, turn: int, error: str) -> list[str]:
    """Return the words that run a command in which a system call fails when its turn comes; skip where none may."""
    if not can_trace():
        pytest.skip("this system has no strace, or forbids it")
    return [
        "strace",
        "-f",
        "-qq",
        "-o",
        os.devnull,
        "-e",
        f"trace={call}",
        "-e",
        f"inject={call}:error={error}:when={turn}",
    ]
