"""What a row lacks may be said where nobody looked; the subject's own row is at hand (clause 5.1a)."""

from __future__ import annotations

import pytest

from tests.spec.harness import Batch, Case, case, each
from tests.spec.plans import ruled
from tests.spec.rows import assessed, referred
from tests.spec.world import EVERY_TYPE

AS_OF = "2025-06-15"
UNSEEN = "The record cannot tell: Appointment was not in this input."
APART = "The record cannot tell: a resource that may hold what is empty was set aside."
OWN_FLAW = "recorded: referral, called: sound referral, where: {id: subject.id, agreed: true}"
QUIET = "{recorded: referral, called: quiet referral, where: {id: subject.id, visits: {at_most: 1}}}"
SHARED = "recorded: assessment, called: shared assessment, where: {status: complete, shared: {filled: true}}"

OWN_ROW = Batch(
    ruled(f"{{{OWN_FLAW}}}"),
    as_of=AS_OF,
    cases=(
        case("5.1a", "the row is as it should be", referred(agreed=True), says="met recorded", evidence="r1"),
        case("5.1a", "the row is not", referred(agreed=False), says="gap none_recorded"),
        case("5.1a", "another row of the kind that was set aside is not this one", referred(agreed=False),
             says="gap none_recorded", set_aside="EpisodeOfCare"),
        case("5.2", "what cannot be read of the row is unknown", referred(agreed="?"),
             says="unknown field_not_known", evidence="r1"),
    ),
)  # fmt: skip

OWN_CHANGED = Batch(
    ruled(QUIET),
    as_of=AS_OF,
    cases=(
        case("5.1a", "what the row reads elsewhere may be another, where something was set aside there",
             referred(visits=3), says="unknown set_aside", set_aside="Appointment"),
        case("5.1a", "what it reads elsewhere was all seen", referred(visits=3), says="gap none_recorded",
             set_aside="Communication"),
    ),
)  # fmt: skip

OWN_READ_ELSEWHERE = Batch(
    ruled(QUIET),
    as_of=AS_OF,
    covers=EVERY_TYPE - {"Appointment"},
    cases=(
        case("5.1a", "a value that is there stands, whatever was not in the input", referred(visits=3),
             says="gap none_recorded"),
    ),
)  # fmt: skip

EMPTY = Batch(
    ruled("{recorded: assessment, called: one not shared, where: {status: complete, any: "
          "[{shared: {filled: false}}, {not: {shared: {filled: true}}}, {shared: false}]}}"),
    as_of=AS_OF,
    covers=EVERY_TYPE - {"Communication"},
    cases=(
        case("5.2", "a field that may be empty keeps nobody waiting", referred(), says="gap none_recorded"),
        case("5.2", "that a field is empty is decided by the row", referred(), assessed(),
             says="met recorded", evidence="a1"),
    ),
)  # fmt: skip

NOT_EMPTY = Batch(
    ruled("{recorded: assessment, called: shared one, where: {status: complete, not: {shared: {filled: false}}}}"),
    as_of=AS_OF,
    covers=EVERY_TYPE - {"Communication"},
    cases=(
        case("5.1a", "a field that must not be empty is one that has to be filled", referred(), assessed(),
             says="unknown not_covered"),
    ),
)  # fmt: skip

OWN_OR_OTHER = Batch(
    ruled("{recorded: referral, called: referral, where: {any: [{id: subject.id}, {agreed: true}], agreed: true}}"),
    as_of=AS_OF,
    cases=(
        case("5.1a", "a row that may be another is not at hand", referred(agreed=False),
             says="unknown set_aside", set_aside="EpisodeOfCare"),
    ),
)  # fmt: skip

COMPLETE = Batch(
    ruled("{complete: [visits, team]}"),
    as_of=AS_OF,
    covers=EVERY_TYPE - {"Appointment"},
    cases=(
        case("5.1a", "all are filled", referred(visits=1, team="t"), says="met complete"),
        case("5.1a", "what is looked up elsewhere may be there", referred(team="t"),
             says="unknown not_covered", reason=UNSEEN),
        case("5.1a", "what stands in the row itself is surely empty", referred(visits=1),
             says="gap field_empty", missing="team"),
        case("5.1a", "of two that are empty the one that is surely so is named", referred(),
             says="gap field_empty", missing="team"),
    ),
)  # fmt: skip

COMPLETE_APART = Batch(
    ruled("{complete: [visits]}"),
    as_of=AS_OF,
    cases=(
        case("5.1a", "where it is looked up something was set aside", referred(),
             says="unknown set_aside", set_aside="Appointment", reason=APART),
        case("5.1a", "where it is not looked up something was set aside", referred(),
             says="gap field_empty", missing="visits", set_aside="Communication"),
        case("5.1a", "everything was seen", referred(), says="gap field_empty", missing="visits"),
    ),
)  # fmt: skip

TOGETHER = Batch(
    ruled(f"{{all_of: [{{complete: [visits]}}, {{{SHARED}}}]}}"),
    as_of=AS_OF,
    covers=EVERY_TYPE - {"Appointment"},
    cases=(
        case("5.15", "a part that is not known, beside one that is met", referred(), assessed(shared=True),
             says="unknown not_covered", reason=UNSEEN),
        case("5.15", "a part that is not known, beside a gap", referred(),
             says="gap none_recorded", reason="No shared assessment is recorded."),
    ),
)  # fmt: skip

FILLED = Batch(
    ruled(f"{{{SHARED}}}"),
    as_of=AS_OF,
    covers=EVERY_TYPE - {"Communication"},
    cases=(
        case("5.1a", "a row with the field", referred(), assessed(shared=False), says="met recorded", evidence="a1"),
        case("5.1a", "a row without it may have it elsewhere", referred(), assessed(),
             says="unknown not_covered", reason="The record cannot tell: Communication was not in this input."),
    ),
)  # fmt: skip

OWN_FILLED = Batch(
    ruled("{recorded: referral, called: visits, where: {id: subject.id, visits: {filled: true}}}"),
    as_of=AS_OF,
    covers=EVERY_TYPE - {"Appointment"},
    cases=(
        case("5.1a", "the row is at hand, what fills its field is not", referred(),
             says="unknown not_covered", reason=UNSEEN),
        case("5.1a", "the field is filled", referred(visits=0), says="met recorded", evidence="r1"),
    ),
)  # fmt: skip

BATCHES = (
    *(OWN_ROW, OWN_CHANGED, OWN_READ_ELSEWHERE, OWN_OR_OTHER, OWN_FILLED),
    *(COMPLETE, COMPLETE_APART, TOGETHER),
    *(FILLED, EMPTY, NOT_EMPTY),
)


@pytest.mark.parametrize(("batch", "one"), each(*BATCHES))
def test_looked_up(batch: Batch, one: Case, engine: str) -> None:
    assert batch.answer(one, on=engine) == one.says
