"""What a contender answered, held against ours on the same extract."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import NamedTuple

from benchmarks.loops.writing import ANSWERS


class Said(NamedTuple):
    """An outcome and its deadline, an empty text where there is none."""

    outcome: str
    due_on: str


Answers = Mapping[tuple[str, str], Said]
"""By rule and subject."""


def read_answers(out: Path) -> Answers:
    """Return the answers in a folder that a contender wrote, or that `risk-checks check` did."""
    ours = out / "outcomes.parquet"
    if ours.exists():
        from pyarrow import parquet

        rows = parquet.read_table(ours, columns=["rule", "subject", "outcome", "due_on"]).to_pylist()
        return {(row["rule"], row["subject"]): Said(row["outcome"], _text(row["due_on"])) for row in rows}
    with (out / ANSWERS).open(encoding="utf-8", newline="") as file:
        return {(row["rule"], row["subject"]): Said(row["outcome"], row["due_on"]) for row in csv.DictReader(file)}


def _text(day: date | None) -> str:
    return "" if day is None else day.isoformat()


def compared(theirs: Answers, ours: Answers) -> dict[str, object]:
    """Return how many answers are alike, and how often ours was told as what: `unknown > gap`, `- > met` for more.

    Days are compared where the contender gives any.
    """
    pairs: Counter[str] = Counter()
    days = any(said.due_on for said in theirs.values())
    other_day = 0
    for key in ours.keys() | theirs.keys():
        mine, other = ours.get(key), theirs.get(key)
        pairs[f"{mine.outcome if mine else '-'} > {other.outcome if other else '-'}"] += 1
        other_day += bool(days and mine and other and mine.outcome == other.outcome and mine.due_on != other.due_on)
    unlike = {pair: count for pair, count in pairs.most_common() if len(set(pair.split(" > "))) == 2}
    return {
        "answers": len(theirs),
        "ours": len(ours),
        "alike": pairs.total() - sum(unlike.values()) - other_day,
        "other_day": other_day if days else None,
        "unlike": unlike,
        "outcomes": dict(sorted(Counter(said.outcome for said in theirs.values()).items())),
    }
