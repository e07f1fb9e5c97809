"""`all`, `any` and `not` over true, false and unknown: Kleene's tables (clause 5.2).

The names in brackets are those of the same rows of CqlLogicalOperatorsTest in the public CQL suite.
"""

from __future__ import annotations

import pytest

from risk_checks.rules.plan import All, Any_, Not
from tests.spec.harness import Batch, Case, each
from tests.spec.lanes import Answer, of_row, of_rows
from tests.spec.plans import is_
from tests.spec.world import ASSESSMENT, own

ONE, OTHER = is_(own(ASSESSMENT, "seen"), value=True), is_(own(ASSESSMENT, "shared"), value=True)
CELLS: dict[str, bool | None] = {"True": True, "False": False, "Null": None}


def table(lane: str, word: str, rows: str) -> list[Case]:
    """Return the nine cases of a table, its rows and columns in the order true, false, unknown."""
    signs: dict[str, Answer] = {"y": "yes", "n": "no", "?": "unknown"}
    pairs = [(one, other) for one in CELLS for other in CELLS]
    return [
        of_row("5.2", f"{lane} {one} {other} ({one}{word}{other})", lane, signs[sign],
               seen=CELLS[one], shared=CELLS[other])
        for (one, other), sign in zip(pairs, rows.replace(" ", ""), strict=True)
    ]  # fmt: skip


TABLES = Batch(
    of_rows({
        "all": All((ONE, OTHER)),
        "any": Any_((ONE, OTHER)),
        "not": Not(ONE),
        "not-all": Not(All((ONE, OTHER))),
        "not-any": Not(Any_((ONE, OTHER))),
        "implies": Any_((Not(ONE), OTHER)),
        "all-of-none": All(()),
        "any-of-none": Any_(()),
        "not-not": Not(Not(ONE)),
        "all-of-three": All((ONE, ONE, OTHER)),
        "excluded-middle": Any_((ONE, Not(ONE))),
    }),
    as_of="2025-06-15",
    cases=(
        *table("all", "And", "yn? nnn ?n?"),
        *table("any", "Or", "yyy yn? y??"),
        *table("not-all", "Nand", "ny? yyy ?y?"),
        *table("not-any", "Nor", "nnn ny? n??"),
        *table("implies", "Implies", "yn? yyy y??"),
        of_row("5.2", "not true (NotTrue)", "not", "no", seen=True),
        of_row("5.2", "not false (NotFalse)", "not", "yes", seen=False),
        of_row("5.2", "not unknown (NotNull)", "not", "unknown", seen="?"),
        of_row("5.2", "not not unknown", "not-not", "unknown", seen="?"),
        of_row("5.2", "all of none", "all-of-none", "yes"),
        of_row("5.2", "any of none", "any-of-none", "no"),
        of_row("5.2", "one false of three", "all-of-three", "no", seen="?", shared=False),
        of_row("5.2", "one unknown of three", "all-of-three", "unknown", seen=True, shared="?"),
        of_row("5.2", "that two unknowns are one is forgotten", "excluded-middle", "unknown", seen="?"),
    ),
)  # fmt: skip


@pytest.mark.parametrize(("batch", "one"), each(TABLES))
def test_logic(batch: Batch, one: Case, engine: str) -> None:
    assert batch.answer(one, on=engine) == one.says
