"""The made-up extracts that are measured on, each made once and kept."""

from __future__ import annotations

import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measure import run

SEED = 1
AS_OF = "2026-11-01"


@dataclass(frozen=True, slots=True)
class Cohort:
    """An extract of so many made-up people."""

    folder: Path
    people: int

    @property
    def files(self) -> list[Path]:
        """The files of the extract, sorted."""
        return sorted(self.folder.glob("*.ndjson"))

    @property
    def bytes(self) -> int:
        """How many bytes the extract has."""
        return sum(file.stat().st_size for file in self.files)


def cohort(people: int, *, cache: Path) -> Cohort:
    """Return the extract of so many people, made now where the cache has none."""
    folder = cache / f"people-{people}-seed-{SEED}"
    if not folder.exists():
        making = folder.with_suffix(".making")
        shutil.rmtree(making, ignore_errors=True)
        making.parent.mkdir(parents=True, exist_ok=True)
        run([sys.executable, "-m", "risk_checks", "synth", str(making), "--people", str(people), "--seed", str(SEED)])
        making.rename(folder)
    return Cohort(folder, people)
