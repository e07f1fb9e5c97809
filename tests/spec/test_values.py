"""Conditions on words, keys, numbers, booleans and code lists, and what their absence does (clause 5.2)."""

from __future__ import annotations

import pytest

from risk_checks.rules.plan import AnyIn, Compare, Comparison, Filled, Literal_, Not, OneOf
from tests.spec.harness import Batch, Case, each
from tests.spec.lanes import assessment_with, of_row, of_rows, of_subjects, row_case, subject_case
from tests.spec.plans import is_
from tests.spec.rows import Cell, assessed, person, referred
from tests.spec.world import ASSESSMENT, own, persons, subjects

STATUS, AUTHOR, SCORE, SEEN = (own(ASSESSMENT, name) for name in ("status", "author", "score", "seen"))
KINDS, MARKERS = own(ASSESSMENT, "kinds"), own(ASSESSMENT, "markers")
CODES = frozenset({"s|risk", "s|formulation"})
THREE = {how: Compare(SCORE, how, Literal_(3)) for how in Comparison}

VALUES = Batch(
    of_rows({
        "word": is_(STATUS, "complete"),
        "not-word": Not(is_(STATUS, "complete")),
        "words": OneOf(STATUS, ("complete", "stopped")),
        "not-words": Not(OneOf(STATUS, ("draft", "retracted"))),
        "key": is_(AUTHOR, "Team/1"),
        "same-key": Compare(AUTHOR, Comparison.IS, subjects("team")),
        "numbers": OneOf(SCORE, (1, 3)),
        "yes": is_(SEEN, value=True),
        "no": is_(SEEN, value=False),
        **{f"score-{how}": condition for how, condition in THREE.items()},
        "kind": AnyIn(KINDS, "risk", CODES),
        "not-kind": Not(AnyIn(KINDS, "risk", CODES)),
        "empty-set": AnyIn(KINDS, "none", frozenset()),
        "marker": AnyIn(MARKERS, "risk", CODES),
        "not-marker": Not(AnyIn(MARKERS, "risk", CODES)),
        "markers-of-nothing": AnyIn(MARKERS, "none", frozenset()),
    }),
    as_of="2025-06-15",
    cases=(
        of_row("5.2", "the word", "word", "yes", status="complete"),
        of_row("5.2", "another word", "word", "no", status="stopped"),
        of_row("5.2", "no word", "word", "unknown", status="?", source="CQL SimpleEqNullTrue"),
        of_row("5.2", "not the word", "not-word", "yes", status="stopped"),
        of_row("5.2", "not no word", "not-word", "unknown", status="?", source="CQL SimpleNotEqNullTrue"),
        of_row("5.2", "one of two words", "words", "yes", status="stopped"),
        of_row("5.2", "none of two words", "words", "no", status="draft"),
        of_row("5.2", "no word may be one of two", "words", "unknown", status="?"),
        of_row("5.2", "outside two words", "not-words", "yes", status="stopped"),
        of_row("5.2", "no word may be outside two", "not-words", "unknown", status="?"),
        of_row("5.2", "the key", "key", "yes", author="Team/1"),
        of_row("5.2", "another key, by one letter's case", "key", "no", author="team/1"),
        of_row("5.2", "no key", "key", "unknown", author="?"),
        row_case("5.2", "the subject's key", "same-key", "yes",
                 referred(team="Team/2"), assessed("2025-06-01", author="Team/2")),
        row_case("5.2", "not the subject's key", "same-key", "no",
                 referred(team="Team/1"), assessed("2025-06-01", author="Team/2")),
        row_case("5.2", "a key beside none", "same-key", "unknown",
                 referred(), assessed("2025-06-01", author="Team/2")),
        row_case("5.2", "none beside a key", "same-key", "unknown", referred(team="Team/1"), assessed("2025-06-01")),
        row_case("5.2", "none beside none", "same-key", "unknown", referred(), assessed("2025-06-01"),
                 source="CQL SimpleEqNullNull"),
        of_row("5.2", "one of two numbers", "numbers", "yes", score=1),
        of_row("5.2", "none of two numbers", "numbers", "no", score=2),
        of_row("5.2", "no number", "numbers", "unknown", score="?"),
        of_row("5.2", "true is true", "yes", "yes", seen=True),
        of_row("5.2", "false is not true", "yes", "no", seen=False),
        of_row("5.2", "unknown may be true", "yes", "unknown", seen="?"),
        of_row("5.2", "false is false", "no", "yes", seen=False),
        of_row("5.2", "unknown may be false", "no", "unknown", seen="?"),
        of_row("5.2", "two is not three", "score-is", "no", score=2),
        of_row("5.2", "three is three", "score-is", "yes", score=3),
        of_row("5.2", "two is not at least three", "score-at_least", "no", score=2),
        of_row("5.2", "three is at least three", "score-at_least", "yes", score=3),
        of_row("5.2", "three is at most three", "score-at_most", "yes", score=3),
        of_row("5.2", "four is not at most three", "score-at_most", "no", score=4),
        of_row("5.2", "three is not before three", "score-before", "no", score=3),
        of_row("5.2", "nought is before three", "score-before", "yes", score=0),
        of_row("5.2", "three is not after three", "score-after", "no", score=3),
        of_row("5.2", "four is after three", "score-after", "yes", score=4),
        *(of_row("5.2", f"no number: {how}", f"score-{how}", "unknown", score="?") for how in Comparison),
        of_row("5.2", "the one code is in the set", "kind", "yes", kinds="risk"),
        of_row("5.2", "one of several is", "kind", "yes", kinds="falls formulation zzz"),
        of_row("5.2", "none of several is", "kind", "no", kinds="falls zzz"),
        of_row("5.2", "a code that begins alike is not", "kind", "no", kinds="risk-2"),
        of_row("5.2", "no code where absence is unknown", "kind", "unknown", kinds="?"),
        of_row("5.2", "not in the set", "not-kind", "yes", kinds="falls"),
        of_row("5.2", "not in the set, though another code is none of it", "not-kind", "no", kinds="falls risk"),
        of_row("5.2", "no code may be one that is not", "not-kind", "unknown", kinds="?"),
        of_row("5.2", "nothing is in an empty set", "empty-set", "no", kinds="risk"),
        of_row("5.16", "no code and an empty set", "empty-set", "no", kinds="?"),
        of_row("5.2", "no code where absence means none", "marker", "no", markers="?"),
        of_row("5.2", "not none", "not-marker", "yes", markers="?"),
        of_row("5.2", "a code where absence means none", "marker", "yes", markers="risk"),
        of_row("5.2", "none in an empty set, where absence means none", "markers-of-nothing", "no", markers="?"),
    ),
)  # fmt: skip

FILLED = {
    f"{'has' if want else 'lacks'}-{name}": Filled(own(ASSESSMENT, name), want)
    for name in ("status", "author", "score", "seen", "kinds", "markers", "date", "review")
    for want in (True, False)
}


def filled(name: str, column: str, value: Cell, *, is_filled: bool) -> tuple[Case, Case]:
    """Return the two cases of a column that holds something, or does not: always decided."""
    row = assessment_with({column: value})
    return (
        row_case("5.2", f"{name}: filled", f"has-{column}", "yes" if is_filled else "no", referred(), row),
        row_case("5.2", f"{name}: empty", f"lacks-{column}", "no" if is_filled else "yes", referred(), row),
    )


IS_FILLED = Batch(
    of_rows(FILLED),
    as_of="2025-06-15",
    cases=(
        *filled("a word", "status", "draft", is_filled=True),
        *filled("no word", "status", "?", is_filled=False),
        *filled("a key", "author", "Team/1", is_filled=True),
        *filled("no key", "author", "?", is_filled=False),
        *filled("nought", "score", 0, is_filled=True),
        *filled("no number", "score", "?", is_filled=False),
        *filled("false", "seen", value=False, is_filled=True),
        *filled("neither true nor false", "seen", "?", is_filled=False),
        *filled("a code", "kinds", "falls", is_filled=True),
        *filled("no code", "kinds", "?", is_filled=False),
        *filled("no code where that means none", "markers", "?", is_filled=False),
        *filled("a day", "date", "2025-06-01", is_filled=True),
        *filled("a month", "date", "2025-06", is_filled=True),
        *filled("a day known from one side", "date", "..2025-06-01", is_filled=True),
        *filled("a day known from the other", "review", "2025-06-01..", is_filled=True),
        *filled("no day", "date", "?", is_filled=False),
        *filled("a stated open end", "review", "open", is_filled=True),
    ),
)

SCOPES = Batch(
    of_subjects({
        "team": is_(subjects("team"), "Team/1"),
        "end": Filled(subjects("end"), want=True),
        "deceased": is_(persons("deceased"), value=True),
        "born": Filled(persons("birth_date"), want=True),
        "visits": Compare(subjects("visits"), Comparison.AT_LEAST, Literal_(2)),
    }),
    as_of="2025-06-15",
    cases=(
        subject_case("5.2", "a column of the subject", "team", "yes", referred(team="Team/1")),
        subject_case("5.2", "a column of the subject, absent", "team", "unknown", referred()),
        subject_case("5.2", "an end that is stated open is filled", "end", "yes", referred()),
        subject_case("5.2", "an end that cannot be read is not", "end", "no", referred(end="?")),
        subject_case("5.2", "a column of the patient", "deceased", "yes", referred(), person(deceased=True)),
        subject_case("5.2", "a column of the patient whose absence is stated", "deceased", "no", referred()),
        subject_case("5.2", "the patient's birthday", "born", "yes", referred(), person(birth_date="1990")),
        subject_case("5.2", "the patient's birthday, absent", "born", "no", referred()),
        subject_case("5.2", "a number of the subject", "visits", "no", referred(visits=1)),
        subject_case("5.2", "a number of the subject, on the bound", "visits", "yes", referred(visits=2)),
    ),
)  # fmt: skip


@pytest.mark.parametrize(("batch", "one"), each(VALUES, IS_FILLED, SCOPES))
def test_value(batch: Batch, one: Case, engine: str) -> None:
    assert batch.answer(one, on=engine) == one.says
