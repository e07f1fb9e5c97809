"""What every contender is asked: FOLDER AS_OF OUT."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from datetime import date
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Asked:
    """The extract, the day of the check, and the folder for the answers."""

    folder: Path
    as_of: date
    out: Path


def asked(title: str | None) -> Asked:
    """Return what the command line asks for."""
    parser = argparse.ArgumentParser(description=title)
    parser.add_argument("folder", type=Path)
    parser.add_argument("as_of", type=date.fromisoformat)
    parser.add_argument("out", type=Path)
    given = parser.parse_args()
    return Asked(given.folder, given.as_of, given.out)
