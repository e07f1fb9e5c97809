"""Problems by kind: how many, what is wrong, in which files, what to do; first what made a run incomplete."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from risk_checks.records.problems import LOSSES, Problem
from risk_checks.reports.neutral import printable
from risk_checks.tables.given_faults import GivenFault

_FILES_NAMED = 3
_FIRST = LOSSES | {GivenFault.LINE.value}


def problem_lines(problems: Iterable[Problem], *, counted: Mapping[str, int] | None = None) -> Iterator[str]:
    """Give a line for each kind of problem; `counted` are all there are by code, where the problems are not all."""
    kinds: Counter[tuple[str, str, str]] = Counter()
    files: dict[tuple[str, str, str], dict[str, None]] = {}
    untold = Counter(counted or {})
    for problem in problems:
        place = f" ({problem.table}.{problem.column})" if problem.table and problem.column else ""
        kind = (problem.code, f": {problem.what}{place}", f"; {problem.hint}")
        kinds[kind] += problem.count
        untold[problem.code] -= problem.count
        if problem.file is not None:
            files.setdefault(kind, {})[problem.file] = None
    kinds.update({(code, "", ""): count for code, count in untold.items() if count > 0})
    for kind, count in sorted(kinds.items(), key=lambda each: (each[0][0] not in _FIRST, -each[1], each[0])):
        code, what, hint = kind
        yield printable(f"{count:,} {code}{what}{_in(tuple(files.get(kind, ())))}{hint}")


def _in(files: tuple[str, ...]) -> str:
    more = len(files) - _FILES_NAMED
    named = ", ".join(files[:_FILES_NAMED]) + (f" and {more:,} more" if more > 0 else "")
    return f" (in {named})" if named else ""
