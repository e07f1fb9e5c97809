"""What every contender leaves behind: answers.csv, and facts.json with what it read."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable
from pathlib import Path

from benchmarks.loops.deciding import Answer

ANSWERS = "answers.csv"
FACTS = "facts.json"


def write_answers(out: Path, answers: Iterable[Answer], **facts: float) -> None:
    """Write the answers and what was read to a folder, which is made."""
    out.mkdir(parents=True, exist_ok=True)
    with (out / ANSWERS).open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(Answer._fields)
        lines.writerows((*answer[:3], answer.due_on or "") for answer in answers)
    (out / FACTS).write_text(json.dumps(facts), encoding="utf-8")
