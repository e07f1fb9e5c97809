"""One run of one command in a process of its own: wall time, processor time, and the most memory it held."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[1]
_LAUNCH = Path(__file__).with_name("launch.py")
_UNIT = 1 if sys.platform == "darwin" else 1024  # of ru_maxrss


class RunFailed(Exception):
    """A contender that ended with an error; the message is the end of what it said."""


@dataclass(frozen=True, slots=True)
class Run:
    """Seconds of wall time and of processor time, and bytes of memory at the peak."""

    wall: float
    cpu: float
    peak: int


def run(command: Sequence[str]) -> Run:
    """Return what a command took; raise RunFailed where it did not end well."""
    with TemporaryDirectory(prefix="risk_checks.bench.") as made:
        result = Path(made) / "result"
        call = [sys.executable, "-I", "-S", str(_LAUNCH), str(result), *command]
        said = subprocess.run(call, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
        told = result.read_text(encoding="utf-8").split() if result.exists() else ["1"]
    if told[0] != "0":
        raise RunFailed(said.stderr.decode(errors="replace")[-2000:])
    _, wall, cpu, peak = told
    return Run(float(wall), float(cpu), int(peak) * _UNIT)


def middle(runs: Sequence[Run]) -> Run:
    """Return the median of each measure by itself; of memory, the most."""
    return Run(median(each.wall for each in runs), median(each.cpu for each in runs), max(each.peak for each in runs))
