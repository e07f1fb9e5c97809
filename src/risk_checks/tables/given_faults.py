"""What can be wrong with rows of tables that were handed over as they are, in fixed words that no row fills in."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from risk_checks.records.problems import Problem


class GivenFault(StrEnum):
    """The problem codes of given tables."""

    UNREADABLE = "date-not-readable"
    REVERSED = "period-reversed"
    NOBODY = "patient-not-named"
    TURNED = "days-reversed"
    WORD = "word-not-known"
    BOOLEAN = "boolean-not-readable"
    NUMBER = "number-not-readable"
    CODE = "code-not-readable"
    NO_ID = "row-id-missing"
    SAME_ID = "row-id-twice"
    NO_PATIENT = "patient-not-in-table"
    MONTH = "month-not-known"
    LINE = "line-not-readable"
    STRANGER = "column-not-known"


_MEND = "correct it where the table is made"
_SAID: Mapping[GivenFault, tuple[str, str]] = {
    GivenFault.UNREADABLE: (
        "a text that is no date",
        "the day counts as not known: write 2026, 2026-11, 2026-11-01 or 2026-11-01T09:30:00",
    ),
    GivenFault.REVERSED: ("a period that ends before it starts", f"its days count as not known: {_MEND}"),
    GivenFault.NOBODY: ("a row that names no patient", f"it counts for nobody: {_MEND}"),
    GivenFault.TURNED: ("an earliest day that is after the latest", f"the day counts as not known: {_MEND}"),
    GivenFault.WORD: (
        "a word that is none of the column's",
        "the value counts as not known: use the words that docs/reference/tables.md lists",
    ),
    GivenFault.BOOLEAN: ("a text that is neither true nor false", "the value counts as not known: write true or false"),
    GivenFault.NUMBER: ("a text that is no whole number", f"the value counts as not known: {_MEND}"),
    GivenFault.CODE: (
        "a text that is no code",
        "it does not count: write system|code, and |code where there is no system",
    ),
    GivenFault.MONTH: (
        "a row that does not say of which month it is, or not in a way that can be read",
        (
            "it may be the newest, so that nothing in its table is known to stand: give the number of the month, or "
            "the last day of the period as 2026-11-30"
        ),
    ),
    GivenFault.NO_ID: (
        "a row without an id",
        f"it is set aside, and what its patient may lack is not known: {_MEND}",
    ),
    GivenFault.SAME_ID: (
        "rows with the same id and different content",
        f"they are set aside, and what their patients may lack is not known: {_MEND}",
    ),
    GivenFault.NO_PATIENT: (
        "a row whose patient is not in the table of patients",
        "it counts for nobody: add the patient to the table 'patient'",
    ),
    GivenFault.LINE: (
        "a line that does not have one value for each column of the first line",
        "it is set aside, and the input is incomplete: write values that hold a comma or a quote in quotes",
    ),
    GivenFault.STRANGER: ("a column that the table does not have", "it is not read"),
}


def given_problem(
    fault: GivenFault,
    *,
    table: str,
    column: str | None = None,
    file: str | None = None,
    line: int | None = None,
    count: int = 1,
    hint: str | None = None,
) -> Problem:
    """Return a fault of a given table as a problem; `line` is the first line that has it, `hint` says more."""
    what, do = _SAID[fault]
    return Problem(
        code=fault.value,
        file=file,
        line=line,
        what=what,
        hint=f"{do}; {hint}" if hint else do,
        table=table,
        column=column,
        count=count,
    )
