"""Recorded wishes from made-up consents: each person is one case."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.corpus import resources_in
from tests.tables.harness import ENGINES, Built, build
from tests.tables.making import ACT, OPEN, UNKNOWN, Made, coded, day, days, patients_of, ref, resource

STATUSES = {
    "draft": "draft",
    "proposed": "draft",
    "active": "active",
    "rejected": "rejected",
    "inactive": "inactive",
    "entered-in-error": "retracted",
}
POLICIES = {"OPTIN": "permit", "OPTINR": "permit", "OPTOUT": "deny", "OPTOUTE": "deny", "HIPAA": None}
SCOPE = "http://terminology.hl7.org/CodeSystem/consentscope|patient-privacy"
MOTHER, BROTHER = ref("RelatedPerson/mother"), ref("RelatedPerson/brother")


def _consent(key: str, provision: Made | None = None, **elements: Any) -> Made:
    whole: Made = {
        "status": "active",
        "scope": coded(SCOPE),
        "category": [coded(f"{ACT}|INFA")],
        "patient": ref(f"Patient/{key}"),
        "dateTime": "2026-03-01",
    }
    given = {} if provision is None else {"provision": provision}
    return resource("Consent", key, **{**whole, **given, **elements})


def _actor(who: Made, role: str = "urn:roles|IRCP") -> Made:
    return {"role": coded(role), "reference": who}


def _policy(code: str) -> Made:
    return coded(f"{ACT}|{code}")


_ABOUT = [
    *(_consent(f"is-{code}", status=code) for code in STATUSES),
    *(_consent(f"carer-is-{code}", {"actor": [_actor(MOTHER)]}, status=code) for code in STATUSES),
    *(
        _consent(f"exception-is-{code}", {"provision": [{"type": "deny", "actor": [_actor(MOTHER)]}]}, status=code)
        for code in STATUSES
    ),
    *(_consent(f"policy-{code}", policyRule=_policy(code)) for code in POLICIES),
    *(_consent(f"says-{kind}", {"type": kind}) for kind in ("permit", "deny")),
    _consent("whole", {"type": "permit", "period": {"start": "2026-03", "end": "2027-02-28"}}),
    _consent("bare", dateTime=None),
    _consent("type-and-policy", {"type": "deny"}, policyRule=_policy("OPTIN")),
    _consent("policy-and-period", {"period": {"end": "2027"}}, policyRule=_policy("OPTIN")),
    _consent("policy-and-action", {"action": [coded("urn:action|access")]}, policyRule=_policy("OPTIN")),
    _consent("policy-and-organisation", {"actor": [_actor(ref("Organization/o1"))]}, policyRule=_policy("OPTOUT")),
    _consent("policy-elsewhere", policyRule=coded("urn:policies|OPTIN")),
    _consent(
        "carers",
        {
            "type": "permit",
            "period": {"start": "2026-03-01", "end": "2027-02-28"},
            "actor": [_actor(ref("Organization/o1")), _actor(MOTHER), _actor(BROTHER)],
        },
    ),
    _consent("carer-and-policy", {"actor": [_actor(MOTHER)]}, policyRule=_policy("OPTIN")),
    _consent("carer-by-name", {"type": "permit", "actor": [_actor({"type": "RelatedPerson", "display": "My mum"})]}),
    _consent(
        "exceptions",
        {
            "period": {"start": "2026-03-01", "end": "2027-02-28"},
            "provision": [
                {"type": "permit", "actor": [_actor(MOTHER), _actor(ref("Organization/o1"))]},
                {"type": "deny", "actor": [_actor(BROTHER), _actor(ref("RelatedPerson/neighbour"))]},
                {"type": "permit", "actor": [_actor(ref("RelatedPerson/friend"))], "period": {"end": "2026-04"}},
                {"actor": [_actor(ref("RelatedPerson/nobody"))]},
            ],
        },
        policyRule=_policy("OPTOUT"),
    ),
    _consent("exception-without-end", {"provision": [{"type": "deny", "actor": [_actor(MOTHER)]}]}),
    _consent(
        "verified",
        {"type": "permit", "actor": [_actor(MOTHER)]},
        verification=[
            {"verified": True, "verificationDate": "2026-05-01"},
            {"verified": True, "verificationDate": "2026-04-01"},
            {"verified": False, "verificationDate": "2026-06-01"},
            {"verified": True},
        ],
    ),
    _consent("odd", {"type": "maybe"}, dateTime="today"),
]
RESOURCES = [*patients_of(_ABOUT), *_ABOUT]


@pytest.fixture(scope="module", params=ENGINES)
def built(request: pytest.FixtureRequest) -> Built:
    return build("consent", [_filled(each) for each in RESOURCES], engine=request.param)


def _filled(made: Made) -> Made:
    return {name: value for name, value in made.items() if value is not None}


@pytest.mark.parametrize(("code", "word"), STATUSES.items())
def test_a_rejected_wish_is_an_answer_and_a_proposed_one_a_draft(built: Built, code: str, word: str) -> None:
    assert built.one(f"is-{code}")["status"] == word
    assert built.one(f"carer-is-{code}")["status"] == word
    assert [row["status"] for row in built.of(f"exception-is-{code}")] == [word, word]


def test_a_consent_fills_every_column(built: Built) -> None:
    assert built.one("whole") == {
        "id": "Consent/whole",
        "patient": "Patient/whole",
        "status": "active",
        "scope": [SCOPE],
        "categories": [f"{ACT}|INFA"],
        "date_earliest": date(2026, 3, 1),
        "date_latest": date(2026, 3, 1),
        "confirmed_earliest": date(2026, 3, 1),
        "confirmed_latest": date(2026, 3, 1),
        "provision": "permit",
        "about_carer": False,
        "carer": None,
        "start_earliest": date(2026, 3, 1),
        "start_latest": date(2026, 3, 31),
        "end_earliest": date(2027, 2, 28),
        "end_latest": date(2027, 2, 28),
    }


def test_a_wish_without_a_date_is_a_row_and_goes_on(built: Built) -> None:
    row = built.one("bare")
    assert (days(row, "date"), days(row, "confirmed"), days(row, "start"), days(row, "end")) == (
        UNKNOWN,
        UNKNOWN,
        UNKNOWN,
        OPEN,
    )
    assert row["provision"] is None


@pytest.mark.parametrize(("code", "word"), POLICIES.items())
def test_the_policy_says_whether_it_was_given(built: Built, code: str, word: str | None) -> None:
    assert built.one(f"policy-{code}")["provision"] == word


def test_the_policy_has_no_say_where_the_provision_says_or_limits_it(built: Built) -> None:
    found = built.column("provision")
    names = ("says-permit", "says-deny", "type-and-policy", "policy-and-period", "policy-elsewhere")
    assert [found[name] for name in names] == ["permit", "deny", "deny", "permit", None]
    assert [found[name] for name in ("policy-and-action", "policy-and-organisation")] == [None, None]


def test_a_wish_about_carers_is_a_row_for_each(built: Built) -> None:
    mother, brother = built.of("carers")
    assert mother == {
        "id": "Consent/carers#carer.0",
        "patient": "Patient/carers",
        "status": "active",
        "scope": [SCOPE],
        "categories": [f"{ACT}|INFA"],
        "date_earliest": date(2026, 3, 1),
        "date_latest": date(2026, 3, 1),
        "confirmed_earliest": date(2026, 3, 1),
        "confirmed_latest": date(2026, 3, 1),
        "provision": "permit",
        "about_carer": True,
        "carer": "RelatedPerson/mother",
        "start_earliest": date(2026, 3, 1),
        "start_latest": date(2026, 3, 1),
        "end_earliest": date(2027, 2, 28),
        "end_latest": date(2027, 2, 28),
    }
    assert (brother["id"], brother["carer"]) == ("Consent/carers#carer.1", "RelatedPerson/brother")


def test_whether_a_carer_is_the_rule_or_the_exception_to_a_policy_is_not_guessed(built: Built) -> None:
    assert (built.one("carer-and-policy")["about_carer"], built.one("carer-and-policy")["provision"]) == (True, None)


def test_a_carer_without_a_record_is_somebody_all_the_same(built: Built) -> None:
    assert (built.one("carer-by-name")["about_carer"], built.one("carer-by-name")["carer"]) == (True, None)


def test_exceptions_are_rows_beside_the_wish_that_they_are_exceptions_to(built: Built) -> None:
    columns = ("about_carer", "carer", "provision")
    assert {row["id"]: tuple(row[name] for name in columns) for row in built.of("exceptions")} == {
        "Consent/exceptions": (False, None, "deny"),
        "Consent/exceptions#exception.0": (True, "RelatedPerson/mother", "permit"),
        "Consent/exceptions#exception.2": (True, "RelatedPerson/friend", "permit"),
        "Consent/exceptions#exception.1": (True, "RelatedPerson/brother", "deny"),
        "Consent/exceptions#exception.3": (True, "RelatedPerson/neighbour", "deny"),
    }


def test_how_long_an_exception_holds_is_not_known(built: Built) -> None:
    row = built.rows["Consent/exceptions#exception.0"]
    assert (days(row, "start"), days(row, "end")) == (UNKNOWN, (date(2026, 3, 1), date(2027, 2, 28)))
    endless = built.rows["Consent/exception-without-end#exception.1"]
    assert days(endless, "end") == (date(2026, 3, 1), None)


def test_a_wish_is_confirmed_when_it_was_last_gone_over(built: Built) -> None:
    row = built.one("verified")
    assert (days(row, "date"), days(row, "confirmed")) == (day(2026, 3, 1), day(2026, 5, 1))


def test_what_cannot_be_read_are_the_only_problems(built: Built) -> None:
    assert built.one("odd")["provision"] is None
    assert dict(built.problems) == {
        ("provision", "code-not-mapped"): 1,
        ("date", "date-not-readable"): 1,
        ("confirmed", "date-not-readable"): 1,
    }


@pytest.mark.shared_data
@pytest.mark.parametrize("engine", ENGINES)
def test_wishes_among_the_examples_of_the_specification(engine: str) -> None:
    built = build("consent", resources_in("data", "hl7_r4_examples"), engine=engine)
    basic = built.rows["Consent/consent-example-basic"]
    assert (basic["status"], basic["provision"], basic["about_carer"]) == ("active", "permit", False)
    assert (basic["scope"], basic["categories"]) == ([SCOPE], ["http://loinc.org|59284-0"])
    assert (days(basic, "date"), days(basic, "start"), days(basic, "end")) == (
        day(2016, 5, 11),
        day(1964, 1, 1),
        day(2016, 1, 1),
    )
    for untold in ("notOrg", "notThem", "Emergency"):
        assert built.rows[f"Consent/consent-example-{untold}"]["about_carer"] is False
    assert built.rows["Consent/consent-example-notThem"]["provision"] is None
    assert built.rows["Consent/consent-example-notOrg"]["provision"] == "deny"


@pytest.mark.shared_data
@pytest.mark.parametrize("engine", ENGINES)
def test_a_wish_of_au_core(engine: str) -> None:
    row = build("consent", resources_in("data", "au_core"), engine=engine).rows["Consent/mhr-consent-withdrawal"]
    assert (row["provision"], row["categories"], days(row, "date")) == ("deny", [f"{ACT}|IDSCL"], day(2024, 5, 11))
