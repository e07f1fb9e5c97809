"""Code sets: a code is in one whenever it was in use; a rule waits for one that it cannot do without (clause 5.16)."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from risk_checks.model.outcome import RuleId
from risk_checks.rules.plan import Plan
from tests.spec.harness import ENGINES, Batch, Case, World, case, each
from tests.spec.plans import RISKY, RULE, ruled
from tests.spec.rows import assessed, caring, day, no_rows, referred, stored
from tests.spec.world import EVERY_TYPE

AS_OF = "2025-06-15"
EMPTY = "{any_in: for-the-site}"
UNFILLED = f"recorded: assessment, where: {{kinds: {EMPTY}}}"
WAITS = "It waits for codes of 'for-the-site', which the site fills."

USED = Batch(
    ruled(f"{{{RISKY}}}"),
    as_of=AS_OF,
    cases=(
        case("5.16", "a code of the set, though it has been out of use since 2020",
             referred(), assessed("2025-06-01", kinds="formulation"), says="met recorded", evidence="a1"),
        case("5.16", "a code of the set beside one that is not",
             referred(), assessed("2025-06-01", kinds="falls risk"), says="met recorded", evidence="a1"),
        case("5.16", "a code of another set", referred(), assessed("2025-06-01", kinds="falls"),
             says="gap none_recorded"),
    ),
)  # fmt: skip

ALTERNATIVE = Batch(
    ruled(f"{{recorded: assessment, where: {{any: [{{kinds: {EMPTY}}}, {{score: 1}}]}}}}"),
    as_of=AS_OF,
    cases=(
        case("5.16", "an empty set matches nothing, and the rule runs", referred(), assessed("2025-06-01", score=2),
             says="gap none_recorded"),
        case("5.16", "beside an empty set the other way to be met", referred(), assessed("2025-06-01", score=1),
             says="met recorded", evidence="a1"),
    ),
)  # fmt: skip

EXEMPTION = Batch(
    ruled(f"{{{RISKY}}}", unless=f"[{{because: they are known, when: {{kinds: {EMPTY}}}}}]"),
    as_of=AS_OF,
    cases=(
        case("5.16", "nobody is exempt by an empty set", referred(kinds="adult"), says="gap none_recorded",
             reason="No risk assessment is recorded."),
    ),
)  # fmt: skip

DENIED = Batch(
    ruled(f"{{{RISKY}}}", when=f"{{status: open, kinds: {{not: {EMPTY}}}}}"),
    as_of=AS_OF,
    cases=(
        case("5.16", "everybody with a code is outside an empty set", referred(kinds="adult"),
             says="gap none_recorded"),
        case("5.16", "and so is everybody without one", referred(), says="gap none_recorded"),
    ),
)  # fmt: skip

EITHER = Batch(
    ruled(f"{{any_of: [{{{UNFILLED}}}, {{recorded: carer}}]}}"),
    as_of=AS_OF,
    cases=(
        case("5.16", "one of two ways waits, the other is open", referred(), caring(),
             says="met recorded", evidence="c1"),
        case("5.16", "one of two ways waits, neither is met", referred(), assessed("2025-06-01"),
             says="gap none_recorded"),
    ),
)  # fmt: skip


@pytest.mark.parametrize(("batch", "one"), each(USED, ALTERNATIVE, EXEMPTION, DENIED, EITHER))
def test_codes(batch: Batch, one: Case, engine: str) -> None:
    assert batch.answer(one, on=engine) == one.says


WAITING = {
    "nobody can be in the population": ruled(f"{{{RISKY}}}", when=f"{{status: open, kinds: {EMPTY}}}"),
    "nobody can be in it, by related rows": ruled(
        f"{{{RISKY}}}", when=f"{{having: {{table: assessment, where: {{kinds: {EMPTY}}}}}}}"
    ),
    "nobody can be met": ruled(f"{{{UNFILLED}}}"),
    "nobody can be met by every way there is": ruled(
        f"{{any_of: [{{{UNFILLED}}}, {{{UNFILLED}, grace: {{of: start, time: 7 days}}}}]}}"
    ),
    "everybody with a code would be exempt": ruled(
        f"{{{RISKY}}}", unless=f"[{{because: it is another service, when: {{not: {{kinds: {EMPTY}}}}}}}]"
    ),
    "everybody in the population would be exempt": ruled(
        f"{{{RISKY}}}",
        unless=f"[{{because: it is another service, when: {{not: {{all: [{{kinds: {EMPTY}}}, {{agreed: true}}]}}}}}}]",
    ),
    "nobody can be met in all that is asked": ruled(f"{{all_of: [{{recorded: carer}}, {{{UNFILLED}}}]}}"),
}


@pytest.mark.parametrize("name", WAITING)
def test_rule_waits_for_codes_where(name: str, engine: str) -> None:
    assert why_not(WAITING[name], engine) == {RULE: WAITS}


RUNNING = {
    "somebody can be in the population": ruled(f"{{{RISKY}}}", when=f"{{any: [{{kinds: {EMPTY}}}, {{status: open}}]}}"),
    "nobody is shut out": ruled(f"{{{RISKY}}}", when=f"{{kinds: {{not: {EMPTY}}}}}"),
    "nobody is exempt": EXEMPTION.plan,
    "some are exempt": ruled(
        f"{{{RISKY}}}",
        unless=f"[{{because: of both, when: {{not: {{kinds: {EMPTY}}}, agreed: true}}}}]",
    ),
    "one of two ways is open": EITHER.plan,
}


@pytest.mark.parametrize("name", RUNNING)
def test_rule_runs_where(name: str, engine: str) -> None:
    assert why_not(RUNNING[name], engine) == {}


def test_what_cannot_be_seen_is_said_before_what_is_waited_for(engine: str) -> None:
    seen = EVERY_TYPE - {"EpisodeOfCare"}
    why = "No referral can be seen: this input covers none of EpisodeOfCare."
    assert why_not(WAITING["nobody can be met"], engine, covers=seen) == {RULE: why}


def why_not(plan: Plan, engine: str, *, covers: frozenset[str] = EVERY_TYPE) -> Mapping[RuleId, str]:
    """Return why a rule is not evaluated; one that is not gives no outcome and no sums."""
    rows = no_rows()
    rows["referral"].append(stored(referred(kinds="adult"), key="r1", patient="Patient/p1"))
    ran = ENGINES[engine](World(rows, covers), [plan], day(AS_OF))
    if ran.not_evaluated:
        assert (ran.outcomes, ran.tallies) == ((), {})
    return ran.not_evaluated
