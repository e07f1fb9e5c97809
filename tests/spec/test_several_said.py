"""What several expectations say: sentences joined, fields and evidence too; three parts, nesting, fields (5.15)."""

from __future__ import annotations

import pytest

from risk_checks.rules.plan import Plan
from tests.spec.harness import ENGINES, Batch, Case, World, case, each
from tests.spec.pairs import AS_OF, FALLS_PART, RISK_PART, pair
from tests.spec.plans import RISKY, RULE, ruled
from tests.spec.rows import Written, assessed, caring, day, no_rows, person, referred, stored
from tests.spec.world import EVERY_TYPE

MET, LATE, DUE, GAP = "met in_time", "late recorded_late", "due not_yet_due", "gap none_recorded"
NO_RISK = "No risk assessment is recorded; it was due by 2025-05-15"
NO_FALLS = "o falls assessment is recorded; it was due by 2025-04-15"
DIED = "[{because: the person has died, when: {patient.deceased: true}}]"

BEST = Batch(
    ruled(f"{{any_of: [{RISK_PART}, {FALLS_PART}]}}", unless=DIED),
    as_of=AS_OF,
    cases=(
        pair("gap", "gap", says=GAP, due="2025-05-15", overdue=31, reason=f"{NO_RISK}; and n{NO_FALLS}."),
        pair("late", "late", says=LATE, due="2025-05-15", evidence="a1 a2",
             reason="A risk assessment is recorded, after the deadline of 2025-05-15; "
             "and a falls assessment is recorded, after the deadline of 2025-04-15."),
        pair("due", "due", says=DUE, due="2025-06-24", overdue=0,
             reason="No risk assessment is recorded yet; it is due by 2025-06-24; "
             "and no falls assessment is recorded yet; it is due by 2025-06-19."),
        pair("gap", "met", says=MET, evidence="a1", reason="A falls assessment is recorded in time."),
        pair("met|gap", "met|gap", says="unknown status_not_known", due="2025-05-15", overdue=31, evidence="a1 a2",
             reason="The record cannot tell: the status of a risk assessment is missing or not known; "
             "and the record cannot tell: the status of a falls assessment is missing or not known."),
        pair("met|due", "late", says="unknown status_not_known", due="2025-06-24", overdue=0, evidence="a1",
             reason="The record cannot tell: the status of a risk assessment is missing or not known."),
        pair("met|gap", "due|gap", says="unknown status_not_known", due="2025-06-16", overdue=0, evidence="a1",
             reason="The record cannot tell: the status of a risk assessment is missing or not known; and the record "
             "cannot tell: a date that decides about the falls assessment is missing or not exact enough."),
        pair("gap", "gap", rows=(person(deceased="?"),), named="and an exemption that could not be read",
             says=GAP, due="2025-05-15", overdue=31,
             reason=f"{NO_RISK}; and n{NO_FALLS}. Whether the person has died could not be read (patient.deceased)."),
        pair("gap", "gap", rows=(person(deceased=True),), named="and exempt",
             says="exempt exempt", reason="Exempt: the person has died."),
    ),
)  # fmt: skip

WORST = Batch(
    ruled(f"{{all_of: [{RISK_PART}, {FALLS_PART}]}}"),
    as_of=AS_OF,
    cases=(
        pair("met", "met", says=MET, evidence="a1 a2",
             reason="A risk assessment is recorded in time; and a falls assessment is recorded in time."),
        pair("met", "gap", says=GAP, due="2025-04-15", overdue=61, reason=f"N{NO_FALLS}."),
        pair("gap", "gap", says=GAP, due="2025-04-15", overdue=61, reason=f"{NO_RISK}; and n{NO_FALLS}."),
        case("5.15", "two gaps for two reasons: the code is that of the first",
             referred("2025-05-01", reviewed="2025-04-01"),
             assessed("2025-05-02", status="draft"), assessed("2025-04-02", kinds="falls", status="retracted"),
             says="gap only_draft", due="2025-04-15", overdue=61, evidence="a1 a2",
             reason="No risk assessment that counts is recorded (there is a draft); it was due by 2025-05-15; "
             "and no falls assessment that counts is recorded (there is one that was retracted or not done); "
             "it was due by 2025-04-15."),
    ),
)  # fmt: skip

GRACE = f"{{{RISKY}, grace: {{of: start, time: 14 days}}}}"
ROW = assessed("2025-05-02")


def under(start: str = "2025-05-01", *, team: str = "Team/1", visits: str | int = 1) -> Written:
    """Return a referral with its fields filled, but those that are given as `?`."""
    return referred(start, team=team, visits=visits)


WITH_FIELDS = Batch(
    ruled(f"{{all_of: [{GRACE}, {{complete: [team, visits]}}]}}"),
    as_of=AS_OF,
    cases=(
        case("5.15", "a row and fields: both are there", under(), ROW, says="met recorded", evidence="a1",
             reason="A risk assessment is recorded; and every field asked for is filled."),
        case("5.15", "a row and fields: no row", under(), says=GAP, due="2025-05-15", overdue=31,
             reason=f"{NO_RISK}."),
        case("5.15", "a row and fields: no fields, and so no deadline", under(team="?", visits="?"), ROW,
             says="gap field_empty", missing="team visits", reason="Not recorded: team, visits."),
        case("5.15", "a row and fields: neither", under(team="?"),
             says=GAP, missing="team", due="2025-05-15", overdue=31, reason=f"{NO_RISK}; and not recorded: team."),
        case("5.15", "a row and fields: the row is due, a field is empty", under("2025-06-10", team="?"),
             says="gap field_empty", missing="team"),
        case("5.15", "a row and fields: the row is due", under("2025-06-10"), says=DUE, due="2025-06-24", overdue=0),
        case("5.15", "a row and fields: the row may count, a field is empty", under(visits="?"),
             assessed("2025-05-02", status="?"), says="gap field_empty", missing="visits"),
    ),
)  # fmt: skip

FIELDS_FIRST = Batch(
    ruled(f"{{any_of: [{{complete: [team, visits]}}, {GRACE}]}}"),
    as_of=AS_OF,
    cases=(
        case("5.15", "fields or a row: the fields are filled", under(), says="met complete",
             reason="Every field asked for is filled."),
        case("5.15", "fields or a row: the row is there", under(team="?"), ROW, says="met recorded", evidence="a1"),
        case("5.15", "fields or a row: the row is due", under("2025-06-10", team="?"),
             says=DUE, due="2025-06-24", overdue=0),
        case("5.15", "fields or a row: neither", under(team="?"),
             says="gap field_empty", missing="team", due="2025-05-15", overdue=31,
             reason="Not recorded: team; and no risk assessment is recorded; it was due by 2025-05-15."),
    ),
)  # fmt: skip

TWO_OF_FIELDS = Batch(
    ruled("{all_of: [{complete: [visits]}, {complete: [team, start]}]}"),
    as_of=AS_OF,
    cases=(
        case("5.15", "fields and fields: some of each are empty", under("?", visits="?"),
             says="gap field_empty", missing="visits start",
             reason="Not recorded: visits; and not recorded: start."),
    ),
)  # fmt: skip

THREE_BEST = Batch(
    ruled(f"{{any_of: [{RISK_PART}, {FALLS_PART}, {{recorded: carer}}]}}"),
    as_of=AS_OF,
    cases=(
        pair("gap", "gap", named="none", says=GAP, due="2025-05-15", overdue=31,
             reason=f"{NO_RISK}; and n{NO_FALLS}; and no carer is recorded."),
        pair("gap", "due", named="a carer", rows=(caring(),), says="met recorded", evidence="c1"),
        pair("late", "due", named="none", says=LATE, due="2025-05-15", evidence="a1"),
        pair("met", "late", named="a carer", rows=(caring(),), says=MET, evidence="a1 c1"),
    ),
)  # fmt: skip

THREE_WORST = Batch(
    ruled(f"{{all_of: [{RISK_PART}, {FALLS_PART}, {{recorded: carer}}]}}"),
    as_of=AS_OF,
    cases=(
        pair("met", "met", named="a carer", rows=(caring(),), says=MET, evidence="a1 a2 c1"),
        pair("met", "late", named="a carer", rows=(caring(),), says=LATE, due="2025-04-15", evidence="a2"),
        pair("late", "due", named="a carer", rows=(caring(),), says=DUE, due="2025-06-19", overdue=0),
        pair("due", "late", named="none", says=GAP, reason="No carer is recorded."),
        pair("gap", "met", named="none", says=GAP, due="2025-05-15", overdue=31,
             reason=f"{NO_RISK}; and no carer is recorded."),
        pair("met|gap", "met|due", named="none", says=GAP),
        pair("met|gap", "met|due", named="a carer", rows=(caring(),),
             says="unknown status_not_known", due="2025-05-15", overdue=31, evidence="a1"),
    ),
)  # fmt: skip

ALL_OF_ANY = Batch(
    ruled(f"{{all_of: [{{any_of: [{RISK_PART}, {FALLS_PART}]}}, {{complete: [team]}}]}}"),
    as_of=AS_OF,
    cases=(
        pair("gap", "met", team="Team/1", named="filled", says=MET, evidence="a1",
             reason="A falls assessment is recorded in time; and every field asked for is filled."),
        pair("gap", "met", named="empty", says="gap field_empty", missing="team", reason="Not recorded: team."),
        pair("due", "gap", team="Team/1", named="filled", says=DUE, due="2025-06-24", overdue=0),
        pair("gap", "gap", team="Team/1", named="filled", says=GAP, due="2025-05-15", overdue=31,
             reason=f"{NO_RISK}; and n{NO_FALLS}."),
        pair("gap", "gap", named="empty", says=GAP, missing="team", due="2025-05-15", overdue=31,
             reason=f"{NO_RISK}; and n{NO_FALLS}; and not recorded: team."),
    ),
)  # fmt: skip

ANY_OF_ALL = Batch(
    ruled(f"{{any_of: [{{all_of: [{RISK_PART}, {{complete: [team]}}]}}, {FALLS_PART}]}}"),
    as_of=AS_OF,
    cases=(
        pair("met", "gap", team="Team/1", named="filled", says=MET, evidence="a1",
             reason="A risk assessment is recorded in time; and every field asked for is filled."),
        pair("met", "late", named="empty", says=LATE, due="2025-04-15", evidence="a2"),
        pair("met", "gap", named="empty", says="gap field_empty", missing="team", due="2025-04-15", overdue=61,
             reason=f"Not recorded: team; and n{NO_FALLS}."),
        pair("gap", "gap", named="empty", says=GAP, missing="team", due="2025-05-15", overdue=31,
             reason=f"{NO_RISK}; and not recorded: team; and n{NO_FALLS}."),
        pair("due", "due", team="Team/1", named="filled", says=DUE, due="2025-06-24", overdue=0),
    ),
)  # fmt: skip

EITHER = Batch(
    ruled(f"{{any_of: [{{{RISKY}}}, {{recorded: carer}}]}}"),
    as_of=AS_OF,
    covers=EVERY_TYPE - {"RelatedPerson"},
    cases=(
        case("5.15", "either, one of them not covered: met stands", referred(), ROW,
             says="met recorded", evidence="a1"),
        case("5.15", "either, one of them not covered: a row of it counts", referred(), caring(),
             says="met recorded", evidence="c1"),
        case("5.15", "either, one of them not covered: it may be there", referred(), says="unknown not_covered",
             reason="The record cannot tell: RelatedPerson was not in this input."),
    ),
)  # fmt: skip

BOTH = Batch(
    ruled(f"{{all_of: [{{{RISKY}}}, {{recorded: carer}}]}}"),
    as_of=AS_OF,
    covers=EVERY_TYPE - {"RelatedPerson"},
    cases=(
        case("5.15", "both, one of them not covered: a gap stands", referred(), says=GAP,
             reason="No risk assessment is recorded."),
        case("5.15", "both, one of them not covered: it may be there", referred(), ROW, says="unknown not_covered",
             reason="The record cannot tell: RelatedPerson was not in this input."),
    ),
)  # fmt: skip

BATCHES = (
    *(BEST, WORST, WITH_FIELDS, FIELDS_FIRST, TWO_OF_FIELDS, THREE_BEST, THREE_WORST),
    *(ALL_OF_ANY, ANY_OF_ALL, EITHER, BOTH),
)


@pytest.mark.parametrize(("batch", "one"), each(*BATCHES))
def test_several_say(batch: Batch, one: Case, engine: str) -> None:
    assert batch.answer(one, on=engine) == one.says


ONLY_SUBJECTS = frozenset({"Patient", "EpisodeOfCare"})
UNSEEN = (
    "No assessment can be seen: this input covers none of Observation, RiskAssessment. "
    "No carer can be seen: this input covers none of RelatedPerson."
)
SEEN: dict[str, tuple[Plan, frozenset[str], str | None]] = {
    "either, and one of them can be seen": (EITHER.plan, ONLY_SUBJECTS | {"RelatedPerson"}, None),
    "both, and one of them can be seen": (BOTH.plan, ONLY_SUBJECTS | {"Observation"}, None),
    "either, and neither can be seen": (EITHER.plan, ONLY_SUBJECTS, UNSEEN),
    "both, and neither can be seen": (BOTH.plan, ONLY_SUBJECTS, UNSEEN),
    "a row that cannot be seen, and fields that can": (WITH_FIELDS.plan, ONLY_SUBJECTS, None),
}


@pytest.mark.parametrize("name", SEEN)
def test_rule_is_not_evaluated_where_none_of_its_parts_can_be_seen(name: str, engine: str) -> None:
    plan, covers, why = SEEN[name]
    rows = no_rows()
    rows["referral"].append(stored(referred(), key="r1", patient="Patient/p1"))
    ran = ENGINES[engine](World(rows, covers), [plan], day(AS_OF))
    assert ran.not_evaluated == ({RULE: why} if why else {})


WITHOUT_END = "{recorded: assessment, where: {kinds: {any_in: falls}}, window: {from: start, to: end}}"
NO_CLOCK = "{recorded: assessment, where: {kinds: {any_in: falls}}}"
BOTH_DUE = (referred("2025-06-10"),)
FOR_EVER = Batch(
    ruled(f"{{any_of: [{RISK_PART}, {WITHOUT_END}]}}"),
    as_of=AS_OF,
    cases=(case("5.15", "due without end in one part is due without end", *BOTH_DUE, says=DUE),),
)
FIRST_ENDS = Batch(
    ruled(f"{{all_of: [{RISK_PART}, {WITHOUT_END}]}}"),
    as_of=AS_OF,
    cases=(
        case("5.15", "all of them are due by the first deadline", *BOTH_DUE,
             says=DUE, due="2025-06-24", overdue=0),
    ),
)  # fmt: skip
ONE_CLOCK = Batch(
    ruled(f"{{any_of: [{RISK_PART}, {NO_CLOCK}]}}"),
    as_of=AS_OF,
    cases=(
        case("5.15", "a part without a clock has no deadline to go by",
             referred("2025-05-01"), says=GAP, due="2025-05-15", overdue=31),
        case("5.15", "and none while another is due", *BOTH_DUE, says=DUE, due="2025-06-24", overdue=0),
    ),
)  # fmt: skip


@pytest.mark.parametrize(("batch", "one"), each(FOR_EVER, FIRST_ENDS, ONE_CLOCK))
def test_deadline_of_several(batch: Batch, one: Case, engine: str) -> None:
    assert batch.answer(one, on=engine) == one.says
