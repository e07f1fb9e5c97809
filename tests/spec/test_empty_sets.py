"""An empty code set matches nothing, for sure: nothing unknown, unseen or awaited changes that (clause 5.16)."""

from __future__ import annotations

import pytest

from risk_checks.engines.coverage import Given, Input
from risk_checks.engines.plan_reads import columns_read
from risk_checks.records.coverage import Coverage
from risk_checks.rules.empty_sets import folded
from risk_checks.rules.needs import waits_for
from risk_checks.rules.plan import All, AnyIn, Condition, Exemption, Filled, Having, Not, Plan
from tests.spec.harness import ENGINES, Batch, Case, add_person, case, each
from tests.spec.plans import OPEN, RISKY, plan, recorded, ruled
from tests.spec.rows import assessed, caring, day, no_rows, referred
from tests.spec.test_unfed import UNFED, Unfed
from tests.spec.world import ASSESSMENT, CARER, EVERY_TYPE, FEEDS, TABLES, own, subjects

AS_OF = "2025-06-15"
EMPTY = "{any_in: for-the-site}"
FOUND = f"{{having: {{table: assessment, where: {{kinds: {EMPTY}}}}}}}"
NO_ASSESSMENTS = EVERY_TYPE - {"RiskAssessment", "Observation"}
NO_CARERS = EVERY_TYPE - {"RelatedPerson"}
CARERS = "recorded: carer, called: carer"
FORM = f"recorded: assessment, called: form, where: {{kinds: {EMPTY}}}"


def lists(when: str) -> Plan:
    """Return a rule whose population, exemption or rows look a list up in an empty set."""
    return ruled(f"{{{RISKY}}}", when=f"{{all: [{{status: open}}, {when}]}}")


def exempting(when: str) -> Plan:
    return ruled(f"{{{CARERS}}}", unless=f"[{{because: they are known, when: {when}}}]")


UNKNOWN_LIST = Batch(
    lists(f"{{kinds: {{not: {EMPTY}}}}}"),
    as_of=AS_OF,
    cases=(
        case("5.16", "who has no code is surely not of an empty set", referred(), says="gap none_recorded"),
        case("5.16", "nor is who has one", referred(kinds="adult"), says="gap none_recorded"),
    ),
)  # fmt: skip

UNKNOWN_EXEMPTION = Batch(
    exempting(f"{{kinds: {EMPTY}}}"),
    as_of=AS_OF,
    cases=(
        case("5.16", "an empty set exempts nobody, and nothing could not be read", referred(),
             says="gap none_recorded", reason="No carer is recorded."),
    ),
)  # fmt: skip

UNSEEN_EXEMPTION = Batch(
    exempting(FOUND),
    as_of=AS_OF,
    covers=NO_ASSESSMENTS,
    cases=(
        case("5.16", "rows of an empty set are surely too few, where none of their kind were seen", referred(),
             says="gap none_recorded", reason="No carer is recorded."),
    ),
)  # fmt: skip

UNSEEN_DENIAL = Batch(
    ruled(f"{{{CARERS}}}", when=f"{{all: [{{status: open}}, {{not: {FOUND}}}]}}"),
    as_of=AS_OF,
    covers=NO_ASSESSMENTS,
    cases=(
        case("5.16", "who is asked without such a row is surely asked", referred(), caring(),
             says="met recorded", evidence="c1"),
    ),
)  # fmt: skip

UNSEEN_WAY = Batch(
    ruled(f"{{any_of: [{{{CARERS}}}, {{{FORM}}}]}}"),
    as_of=AS_OF,
    covers=NO_ASSESSMENTS,
    cases=(
        case("5.16", "a way through an empty set is surely not taken, where its rows were not seen", referred(),
             says="gap none_recorded", reason="No carer is recorded; and no form is recorded."),
        case("5.16", "the other way is open", referred(), caring(), says="met recorded", evidence="c1"),
    ),
)  # fmt: skip

SET_ASIDE_WAY = Batch(
    ruled(f"{{any_of: [{{{CARERS}}}, {{{FORM}}}]}}"),
    as_of=AS_OF,
    cases=(
        case("5.16", "nor where one of them was set aside", referred(), says="gap none_recorded",
             set_aside="Observation"),
    ),
)  # fmt: skip

_CLOCKS = {
    "grace": "grace: {of: start, time: 14 days}",
    "within": "within: {of: start, time: 14 days, first_day: counted}",
    "every": "every: 6 months, first_within: {of: start, time: 14 days}",
    "window": "window: {from: start, to: {of: start, plus: 14 days}}",
}
UNSEEN_CLOCKS = tuple(
    Batch(
        ruled(f"{{any_of: [{{{CARERS}}}, {{{FORM}, {clock}}}]}}"),
        as_of=AS_OF,
        covers=NO_ASSESSMENTS,
        cases=(
            case("5.16", f"a way through an empty set keeps its own deadline ({name})", referred("2025-06-10"),
                 says="due not_yet_due", due="2025-06-24", overdue=0),
            case("5.16", f"that day included ({name})", referred("2025-06-01"), says="due not_yet_due",
                 due="2025-06-15", overdue=0),
            case("5.16", f"and is a gap after it ({name})", referred("2025-05-31"), says="gap none_recorded",
                 due="2025-06-14", overdue=1),
        ),
    )
    for name, clock in _CLOCKS.items()
)  # fmt: skip

ROWS = Batch(
    ruled(f"{{recorded: assessment, where: {{any: [{{kinds: {EMPTY}}}, {{score: 1}}]}}}}"),
    as_of=AS_OF,
    cases=(
        case("5.16", "a row without codes is surely none of an empty set", referred(), assessed(kinds="?", score=2),
             says="gap none_recorded"),
    ),
)  # fmt: skip


@pytest.mark.parametrize(
    ("batch", "one"),
    each(
        UNKNOWN_LIST,
        UNKNOWN_EXEMPTION,
        UNSEEN_EXEMPTION,
        UNSEEN_DENIAL,
        UNSEEN_WAY,
        SET_ASIDE_WAY,
        *UNSEEN_CLOCKS,
        ROWS,
    ),
)
def test_empty_set(batch: Batch, one: Case, engine: str) -> None:
    assert batch.answer(one, on=engine) == one.says


# --- what is not there, or not filled yet ---------------------------------------------------------------------------

BY_SITE = AnyIn(own(ASSESSMENT, "kinds"), "for-the-site", frozenset())
ITS_AUTHOR = Having(ASSESSMENT, All((Filled(own(ASSESSMENT, "author"), want=True), BY_SITE)))


def unless_it_is(when: Condition) -> Plan:
    fields = ("assessment.author", "assessment.kinds")
    return plan(recorded(table=CARER, called="carer", status=All(()), where=All(())), when=OPEN,
                unless=(Exemption("it is known", when, fields),))  # fmt: skip


def test_an_awaited_column_beside_an_empty_set_keeps_no_rule_from_being_evaluated(engine: str) -> None:
    rows = no_rows()
    add_person(rows, "Patient/p1", [referred()])
    feeds = {**UNFED, "carer": FEEDS["carer"]}
    ran = ENGINES[engine](Unfed(rows, EVERY_TYPE, feeds=feeds), [unless_it_is(ITS_AUTHOR)], day(AS_OF))
    assert ran.not_evaluated == {}
    assert [outcome.reason for outcome in ran.outcomes] == ["No carer is recorded."]


HERE = {"patient": frozenset[str](), "referral": frozenset({"status", "start", "end"}), "carer": frozenset[str]()}


def why_not(asked: Plan) -> str | None:
    given = Given(HERE, TABLES)
    feeds = {name: frozenset({name}) for name in TABLES}
    return Input(Coverage(frozenset(HERE)), feeds, given).why_not_evaluated(asked)


def test_tables_need_not_have_what_only_an_empty_set_would_look_at() -> None:
    assert why_not(unless_it_is(ITS_AUTHOR)) is None
    assert why_not(unless_it_is(All((OPEN, AnyIn(subjects("kinds"), "for-the-site", frozenset()))))) is None
    assert why_not(ruled(f"{{any_of: [{{{CARERS}}}, {{{FORM}, grace: {{of: start, time: 14 days}}}}]}}")) is None


def test_tables_have_what_a_set_with_codes_looks_at() -> None:
    told = why_not(ruled(f"{{any_of: [{{{CARERS}}}, {{{RISKY}}}]}}"))
    columns = "id, patient, status, date, kinds"
    assert told == f"Give the table 'assessment' (assessment.parquet or assessment.csv) with the columns {columns}."


def test_a_rule_of_which_the_other_way_is_not_seen_is_not_evaluated(engine: str) -> None:
    rows = no_rows()
    add_person(rows, "Patient/p1", [referred()])
    asked = ruled(f"{{any_of: [{{{CARERS}}}, {{{FORM}}}]}}")
    ran = ENGINES[engine](Unfed(rows, NO_CARERS, feeds=FEEDS), [asked], day(AS_OF))
    assert list(ran.not_evaluated.values()) == ["No carer can be seen: this input covers none of RelatedPerson."]


def test_a_plan_without_empty_sets_stays_as_it_is() -> None:
    asked = ruled(f"{{{RISKY}}}", unless="[{because: they died, when: {patient.deceased: true}}]")
    assert folded(asked) is asked


def test_what_a_rule_waits_for_is_seen_in_the_plan_as_written_alone() -> None:
    asked = ruled(f"{{{FORM}}}")
    assert waits_for(asked) == ("for-the-site",)
    assert waits_for(folded(asked)) == ()
    assert "kinds" not in columns_read(folded(asked), TABLES).get("assessment", ())


def test_folding_again_changes_nothing() -> None:
    asked = unless_it_is(Not(All((Not(ITS_AUTHOR), OPEN))))
    assert folded(folded(asked)) == folded(asked)
