"""What engines say of examples, as lines to read."""

from __future__ import annotations

from pathlib import Path

from risk_checks.errors import Where
from risk_checks.reports.shield import hidden
from risk_checks.rules.trying import Trial


def trial_lines(trial: Trial, *, seen_from: Path) -> list[str]:
    """Return one line on an example, and below it each difference; places are told as seen from a folder.

    An NHS number is hidden, also here: somebody may have made an example of a record.
    """
    example = trial.example
    verdict = "DIFFERS" if trial.differences else "ok"
    place = _place(example.where, seen_from)
    head = f"{verdict:<7}  {example.rule}  {trial.expected} -> {_got(trial)}  '{example.name}'  {place}"
    lines = [head, *(f"    {each.engine}: {line}" for each in trial.differences for line in each.lines)]
    return [*map(hidden, lines)]


def _got(trial: Trial) -> str:
    """Return what came and from which engines: said once where all say the same."""
    by_kinds: dict[str, list[str]] = {}
    for answer in trial.answers:
        by_kinds.setdefault(answer.kinds, []).append(answer.engine)
    return "; ".join(f"{kinds} ({', '.join(engines)})" for kinds, engines in by_kinds.items())


def _place(where: Where, seen_from: Path) -> str:
    file = Path(where.file).resolve()
    inside = file.is_relative_to(seen_from.resolve())
    return f"{file.relative_to(seen_from.resolve()).as_posix() if inside else where.file}:{where.line}"
