"""The six flagship rules mean exactly this: their plans, written out by hand beside the shipped tables."""

from __future__ import annotations

import pytest

from risk_checks.model.duration import Duration
from risk_checks.rules.library import load_rules
from risk_checks.rules.plan import (
    All,
    Any_,
    AnyIn,
    AsOf,
    Called,
    ColumnRef,
    Compare,
    Comparison,
    Condition,
    Every,
    Exemption,
    Filled,
    Grace,
    Having,
    Literal_,
    Not,
    OneOf,
    Plan,
    Recorded,
    Scope,
    Shifted,
)
from risk_checks.tables.loading import shipped_tables

CATALOGUE = load_rules()
TABLES = shipped_tables()
PLANS = {plan.slug: plan for plan in CATALOGUE.plans(CATALOGUE.rules, tables=TABLES)}

SNOMED, V2_0131 = "http://snomed.info/sct", "http://terminology.hl7.org/CodeSystem/v2-0131"
RISK_CODES = frozenset({"urn:risk-checks:kind|risk-assessment", f"{SNOMED}|225337009"})
PLAN_CODES = frozenset(
    {
        "urn:risk-checks:kind|care-plan",
        f"{SNOMED}|734163000",
        f"{SNOMED}|718347000",
        f"{SNOMED}|2181441000000107",
        f"{SNOMED}|736254008",
        "http://hl7.org/fhir/us/core/CodeSystem/careplan-category|assess-plan",
    }
)
NOT_CARERS = frozenset({f"{V2_0131}|E", f"{V2_0131}|I", f"{V2_0131}|S", f"{V2_0131}|F"})


def col(table: str, name: str, scope: Scope = Scope.ROW) -> ColumnRef:
    return ColumnRef(scope, table, TABLES[table].columns[name])


def is_(table: str, name: str, value: str | bool, scope: Scope = Scope.ROW) -> Compare:
    return Compare(col(table, name, scope), Comparison.IS, Literal_(value))


def in_our_care(scope: Scope) -> Condition:
    is_open, month = is_("referral", "status", "open", scope), Duration(12, "month")
    recent = Compare(col("referral", "last_contact", scope), Comparison.AT_LEAST, Shifted(AsOf(), month, -1))
    either = Any_(
        (
            All((is_("referral", "derived", False, scope), is_open)),
            All((is_("referral", "derived", True, scope), is_open, recent)),
        )
    )
    return Called("in our care", either)


def not_retracted(table: str) -> Condition:
    return Not(OneOf(col(table, "status"), TABLES[table].retracted))


START = col("referral", "start", Scope.SUBJECT)
YEAR = Duration(12, "month")
DIED = (
    Exemption("the person has died", is_("patient", "deceased", True, Scope.PATIENT), fields=("patient.deceased",)),
)
RISK_STATUS = All((not_retracted("assessment"), is_("assessment", "status", "complete")))
RISK_WHERE = All((AnyIn(col("assessment", "kinds"), "risk-assessment", RISK_CODES),))
PLAN_STATUS = All((not_retracted("care_plan"), is_("care_plan", "status", "active")))
PLAN_WHERE = All(
    (AnyIn(col("care_plan", "kinds"), "care-plan", PLAN_CODES), Not(is_("care_plan", "intent", "proposal")))
)
CARES = Not(AnyIn(col("carer", "relationships"), "not-a-carer", NOT_CARERS))
ACTIVE, NOT_SELF = is_("carer", "active", True), is_("carer", "is_patient", False)
MAY_CARE = Any_((Filled(col("carer", "relationships"), want=False), CARES))

EXPECTED = {
    "risk-assessment-missing": (
        "RC-RISK-001",
        "high",
        Recorded(
            table=TABLES["assessment"],
            called="risk assessment",
            status=RISK_STATUS,
            where=RISK_WHERE,
            where_fields=("kinds",),
            clock=Grace(START, Duration(7, "day")),
            since=None,
        ),
    ),
    "risk-assessment-out-of-date": (
        "RC-RISK-002",
        "high",
        Recorded(
            table=TABLES["assessment"],
            called="risk assessment",
            status=RISK_STATUS,
            where=RISK_WHERE,
            where_fields=("kinds",),
            clock=Every(YEAR, START, Duration(14, "day")),
            since=START,
        ),
    ),
    "carer-not-recorded": (
        "RC-CARER-001",
        "high",
        Recorded(
            table=TABLES["carer"],
            called="carer",
            status=All(()),
            where=All((ACTIVE, NOT_SELF, CARES)),
            where_fields=("active", "is_patient", "relationships"),
            clock=Grace(START, Duration(14, "day")),
            since=None,
        ),
    ),
    "carer-details-incomplete": (
        "RC-CARER-002",
        "medium",
        Recorded(
            table=TABLES["carer"],
            called="carer with name, relationship and a way to reach them",
            status=All(()),
            where=All(
                (
                    ACTIVE,
                    NOT_SELF,
                    MAY_CARE,
                    is_("carer", "has_name", True),
                    is_("carer", "has_relationship", True),
                    is_("carer", "has_contact", True),
                )
            ),
            where_fields=("active", "has_contact", "has_name", "has_relationship", "is_patient", "relationships"),
            clock=None,
            since=None,
        ),
    ),
    "care-plan-missing": (
        "RC-PLAN-001",
        "high",
        Recorded(
            table=TABLES["care_plan"],
            called="care plan",
            status=PLAN_STATUS,
            where=PLAN_WHERE,
            where_fields=("intent", "kinds"),
            clock=Grace(START, Duration(28, "day")),
            since=None,
        ),
    ),
    "care-plan-stale": (
        "RC-PLAN-002",
        "medium",
        Recorded(
            table=TABLES["care_plan"],
            called="care plan",
            status=PLAN_STATUS,
            where=PLAN_WHERE,
            where_fields=("intent", "kinds"),
            clock=Every(YEAR, START, Duration(28, "day")),
            since=Shifted(START, YEAR, -1),
        ),
    ),
}


OTHERS = {"carer-not-recorded": ["it is recorded that there is no carer, or that none is to be named"]}
"""Who is exempt beside people who have died: the code set that decides is for the site to fill."""


@pytest.fixture(params=list(EXPECTED))
def plan(request: pytest.FixtureRequest) -> Plan:
    return PLANS[request.param]


def test_plan_expects_what_was_written_by_hand(plan: Plan) -> None:
    rule, severity, expect = EXPECTED[plan.slug]
    assert (plan.rule, plan.severity, plan.revision) == (rule, severity, 1)
    assert plan.expect == expect


def test_plan_is_for_open_referrals_of_the_living(plan: Plan) -> None:
    assert plan.unless[:1] == DIED
    assert [exemption.because for exemption in plan.unless[1:]] == OTHERS.get(plan.slug, [])
    if plan.slug != "carer-details-incomplete":
        assert plan.subject == TABLES["referral"]
        assert plan.when == in_our_care(Scope.SUBJECT)
        assert plan.when_fields == ("derived", "last_contact", "status")


def test_carer_details_are_asked_of_people_with_a_referral_and_a_carer() -> None:
    plan = PLANS["carer-details-incomplete"]
    assert plan.subject == TABLES["patient"]
    assert plan.when == All(
        (
            Having(TABLES["referral"], All((not_retracted("referral"), in_our_care(Scope.ROW)))),
            Having(TABLES["carer"], All((All((ACTIVE, NOT_SELF, MAY_CARE)),))),
        )
    )
    assert plan.when_fields == (
        "carer.active",
        "carer.is_patient",
        "carer.relationships",
        "referral.derived",
        "referral.last_contact",
        "referral.status",
    )


def test_time_in_care_is_set_on_each_rule_that_uses_it() -> None:
    rule = CATALOGUE.rule("RC-RISK-002")
    (plan,) = CATALOGUE.plans([rule], tables=TABLES, settings={"RC-RISK-002": {"in_care_for": "6 months"}})
    assert "Duration(count=6, unit='month')" in repr(plan.when)
