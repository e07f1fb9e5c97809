"""Parameters by service: one value for each subject, and `otherwise` for all others (clause 5.13)."""

from __future__ import annotations

import pytest

from tests.spec.harness import Batch, Case, case, each
from tests.spec.plans import RISKY, ruled
from tests.spec.rows import assessed, person, referred

AS_OF = "2025-06-15"
WAIT = "{wait: {default: 14 days, by: {column: BY, values: {VALUE: 7 days}OTHERWISE}}}"


def wait(by: str, value: str, otherwise: str = "") -> str:
    """Return a time by service, as a rule writes it; what holds for the others may be left to the default."""
    said = f", otherwise: {otherwise}" if otherwise else ""
    return WAIT.replace("BY", by).replace("VALUE", value).replace("OTHERWISE", said)


GRACE = f"{{{RISKY}, grace: {{of: start, time: $wait}}}}"


BY_TEAM = Batch(
    ruled(GRACE, parameters=wait("team", "Team/1", "28 days")),
    as_of=AS_OF,
    cases=(
        case("5.13", "the value of the team, its last day",
             referred("2025-06-08", team="Team/1"), says="due not_yet_due", due="2025-06-15", overdue=0),
        case("5.13", "the value of the team, the day after",
             referred("2025-06-07", team="Team/1"), says="gap none_recorded", due="2025-06-14", overdue=1),
        case("5.13", "another team, its last day",
             referred("2025-05-18", team="Team/2"), says="due not_yet_due", due="2025-06-15", overdue=0),
        case("5.13", "another team, the day after",
             referred("2025-05-17", team="Team/2"), says="gap none_recorded", due="2025-06-14", overdue=1),
        case("5.13", "a team by another case of a letter is another",
             referred("2025-05-18", team="team/1"), says="due not_yet_due", due="2025-06-15", overdue=0),
        case("5.13", "no team: nothing is unknown by it, the last day",
             referred("2025-05-18"), says="due not_yet_due", due="2025-06-15", overdue=0),
        case("5.13", "no team: nothing is unknown by it, the day after",
             referred("2025-05-17"), says="gap none_recorded", due="2025-06-14", overdue=1),
        case("5.13", "the value of the team, a start known to two days",
             referred("2025-06-08..2025-06-09", team="Team/1"),
             says="due not_yet_due", due="2025-06-16", overdue=0),
    ),
)  # fmt: skip

BY_DEFAULT = Batch(
    ruled(GRACE, parameters=wait("team", "Team/1")),
    as_of=AS_OF,
    cases=(
        case("5.13", "others have the default where nothing else is said",
             referred("2025-06-01", team="Team/2"), says="due not_yet_due", due="2025-06-15", overdue=0),
        case("5.13", "no team has the default too",
             referred("2025-05-31"), says="gap none_recorded", due="2025-06-14", overdue=1),
    ),
)  # fmt: skip

BY_WORD = Batch(
    ruled(GRACE, parameters=wait("setting", "ward", "28 days")),
    as_of=AS_OF,
    cases=(
        case("5.13", "by a word", referred("2025-06-07", setting="ward"),
             says="gap none_recorded", due="2025-06-14", overdue=1),
        case("5.13", "by another word", referred("2025-06-07", setting="community"),
             says="due not_yet_due", due="2025-07-05", overdue=0),
        case("5.13", "by no word", referred("2025-06-07"),
             says="due not_yet_due", due="2025-07-05", overdue=0),
    ),
)  # fmt: skip

BY_PATIENT = Batch(
    ruled(GRACE, parameters=wait("patient.gp_practice", "Practice/1", "28 days")),
    as_of=AS_OF,
    cases=(
        case("5.13", "by a column of the patient", referred("2025-06-07"), person(gp_practice="Practice/1"),
             says="gap none_recorded", due="2025-06-14", overdue=1),
        case("5.13", "by another value of it", referred("2025-06-07"), person(gp_practice="Practice/2"),
             says="due not_yet_due", due="2025-07-05", overdue=0),
        case("5.13", "by none", referred("2025-06-07"),
             says="due not_yet_due", due="2025-07-05", overdue=0),
    ),
)  # fmt: skip

SET = Batch(
    ruled(GRACE, parameters=wait("team", "Team/1", "28 days"), settings={"wait": "3 days"}),
    as_of=AS_OF,
    cases=(
        case("5.13", "what the call sets goes before the value of the team",
             referred("2025-06-11", team="Team/1"), says="gap none_recorded", due="2025-06-14", overdue=1),
        case("5.13", "what the call sets goes before that of the others",
             referred("2025-06-12"), says="due not_yet_due", due="2025-06-15", overdue=0),
    ),
)  # fmt: skip

TIMES = "{age: {default: 12 months, by: {column: team, values: {Team/1: 1 month}}}}"

EVERY = Batch(
    ruled(f"{{{RISKY}, every: $age, first_within: {{of: start, time: $age}}}}", parameters=TIMES),
    as_of=AS_OF,
    cases=(
        case("5.13", "every so often: by the team", referred("2020-01-01", team="Team/1"), assessed("2025-05-14"),
             says="gap out_of_date", due="2025-06-14", overdue=1, evidence="a1"),
        case("5.13", "every so often: otherwise", referred("2020-01-01"), assessed("2025-05-14"),
             says="met current", due="2026-05-14", overdue=0, evidence="a1"),
        case("5.13", "the first: by the team", referred("2025-05-14", team="Team/1"),
             says="gap none_recorded", due="2025-06-14", overdue=1),
        case("5.13", "the first: otherwise", referred("2025-05-14"),
             says="due not_yet_due", due="2026-05-14", overdue=0),
    ),
)  # fmt: skip

CARRIED = Batch(
    ruled(f"{{{RISKY}, since: start, carry_over: $age}}", parameters=TIMES),
    as_of=AS_OF,
    cases=(
        case("5.13", "carried over: by the team, too old", referred("2025-06-01", team="Team/1"),
             assessed("2025-04-30"), says="gap only_before_start", evidence="a1"),
        case("5.13", "carried over: otherwise, not too old", referred("2025-06-01"),
             assessed("2025-04-30"), says="met recorded", evidence="a1"),
    ),
)  # fmt: skip

WITHIN = Batch(
    ruled(f"{{{RISKY}, within: {{of: start, time: $age, first_day: counted}}}}", parameters=TIMES),
    as_of=AS_OF,
    cases=(
        case("5.13", "in time: by the team", referred("2025-01-01", team="Team/1"), assessed("2025-02-02"),
             says="late recorded_late", due="2025-02-01", evidence="a1"),
        case("5.13", "in time: otherwise", referred("2025-01-01"), assessed("2025-02-02"),
             says="met in_time", evidence="a1"),
    ),
)  # fmt: skip

WINDOW = Batch(
    ruled(f"{{{RISKY}, window: {{from: {{of: as_of, minus: $age}}, to: as_of}}}}", parameters=TIMES),
    as_of=AS_OF,
    cases=(
        case("5.13", "a window: by the team", referred(team="Team/1"), assessed("2025-05-14"),
             says="gap outside_window", evidence="a1"),
        case("5.13", "a window: otherwise", referred(), assessed("2025-05-14"), says="met in_time", evidence="a1"),
    ),
)  # fmt: skip

LASTS = Batch(
    ruled(
        "{complete: [visits]}",
        unless="[{because: they said no, when: {declined: {lasts: $age}}}]",
        parameters=TIMES,
    ),
    as_of=AS_OF,
    cases=(
        case("5.13", "lasting: by the team", referred(team="Team/1", declined="2025-05-14"),
             says="gap field_empty", missing="visits"),
        case("5.13", "lasting: otherwise", referred(declined="2025-05-14"), says="exempt exempt"),
    ),
)  # fmt: skip

COUNT = Batch(
    ruled(
        "{complete: [visits]}",
        when="{status: open, having: {table: assessment, count: {at_least: $n}}}",
        parameters="{n: {default: 1, by: {column: setting, values: {ward: 2}}}}",
    ),
    as_of=AS_OF,
    cases=(
        case("5.13", "a count: by the word, too few", referred(setting="ward"), assessed("2025-06-01"), says=None),
        case("5.13", "a count: by the word, enough", referred(setting="ward"), assessed(), assessed(),
             says="gap field_empty", missing="visits"),
        case("5.13", "a count: otherwise, enough", referred(setting="community"), assessed(),
             says="gap field_empty", missing="visits"),
        case("5.13", "a count: no word, enough", referred(), assessed(), says="gap field_empty", missing="visits"),
        case("5.13", "a count: no word, none", referred(), says=None),
        case("5.2", "a count: by the word, one and one that may", referred(setting="ward"),
             assessed(), assessed(status="?"), says="unknown population_not_known"),
    ),
)  # fmt: skip

OPERANDS = Batch(
    ruled(
        "{complete: [agreed]}",
        when="{status: open, visits: {at_least: $n}, setting: $place, start: {at_least: $first}}",
        parameters="{n: {default: 1, by: {column: team, values: {Team/1: 3}}}, "
        "place: {default: community, by: {column: team, values: {Team/1: ward}}}, "
        "first: {default: 2025-01-01, by: {column: team, values: {Team/1: 2025-03-01}}}}",
    ),
    as_of=AS_OF,
    cases=(
        case("5.13", "a number, a word and a day: by the team",
             referred("2025-03-01", team="Team/1", visits=3, setting="ward"), says="gap field_empty", missing="agreed"),
        case("5.13", "a number by the team, too low",
             referred("2025-03-01", team="Team/1", visits=2, setting="ward"), says=None),
        case("5.13", "a word by the team, another",
             referred("2025-03-01", team="Team/1", visits=3, setting="community"), says=None),
        case("5.13", "a day by the team, too early",
             referred("2025-02-28", team="Team/1", visits=3, setting="ward"), says=None),
        case("5.13", "a number, a word and a day: otherwise",
             referred("2025-01-01", team="Team/2", visits=1, setting="community"),
             says="gap field_empty", missing="agreed"),
        case("5.13", "a number, a word and a day: no team",
             referred("2025-01-01", visits=1, setting="community"), says="gap field_empty", missing="agreed"),
        case("5.13", "otherwise, the word of the team", referred("2025-01-01", visits=1, setting="ward"), says=None),
        case("5.2", "an unknown number stays unknown", referred("2025-03-01", team="Team/1", setting="ward"),
             says="unknown population_not_known"),
    ),
)  # fmt: skip

BATCHES = (BY_TEAM, BY_DEFAULT, BY_WORD, BY_PATIENT, SET, EVERY, CARRIED, WITHIN, WINDOW, LASTS, COUNT, OPERANDS)


@pytest.mark.parametrize(("batch", "one"), each(*BATCHES))
def test_value_of_the_service(batch: Batch, one: Case, engine: str) -> None:
    assert batch.answer(one, on=engine) == one.says


NAMED_NONE = Batch(
    ruled(GRACE, parameters=wait("team", "None", "14 days")),
    as_of=AS_OF,
    cases=(
        case("5.13", "no team is not a team that is called None",
             referred("2025-06-07"), says="due not_yet_due", due="2025-06-21", overdue=0),
        case("5.13", "a team that is called None",
             referred("2025-06-07", team="None"), says="gap none_recorded", due="2025-06-14", overdue=1),
    ),
)  # fmt: skip


@pytest.mark.parametrize(("batch", "one"), each(NAMED_NONE))
def test_empty_is_no_name(batch: Batch, one: Case, engine: str) -> None:
    assert batch.answer(one, on=engine) == one.says
