"""Named workers from made-up episodes, care teams and care plans: each person is one case."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.corpus import resources_in
from tests.tables.harness import ENGINES, Built, build
from tests.tables.making import NO_END, OPEN, SNOMED, UNKNOWN, Made, coded, day, days, patients_of, ref, resource

MANAGER = "urn:risk-checks:role|care-manager"
AUTHOR = "urn:risk-checks:role|care-plan-author"
ODS = "https://fhir.nhs.uk/Id/ods-organization-code"
EPISODES = {
    "planned": True,
    "waitlist": True,
    "active": True,
    "onhold": True,
    "finished": False,
}
TEAMS = {"proposed": False, "active": True, "suspended": False, "inactive": False}
PLANS = {
    "draft": False,
    "active": True,
    "on-hold": True,
    "revoked": False,
    "completed": False,
    "unknown": None,
}
MEMBERS: dict[str, tuple[Made, str | None, bool | None]] = {
    "practitioner": (ref("Practitioner/w1"), "Practitioner/w1", True),
    "role": (ref("PractitionerRole/held"), "Practitioner/w1", True),
    "role-of-nobody": (ref("PractitionerRole/vacant"), "PractitionerRole/vacant", False),
    "role-not-there": (ref("PractitionerRole/elsewhere"), "PractitionerRole/elsewhere", True),
    "name": ({"display": "Amanda Assigned"}, None, True),
    "leads-nowhere": (
        {**ref("urn:uuid:5a0a3a15-0131-3b88-b400-cca060bea33d"), "display": "Amanda Assigned"},
        None,
        None,
    ),
    "typed-name": ({"type": "Practitioner", "display": "Amanda Assigned"}, None, True),
    "typed-team": ({"type": "CareTeam", "display": "North team"}, None, False),
    "organisation": (ref("Organization/o1"), "Organization/o1", False),
    "team": ({**ref("CareTeam/other"), "display": "North team"}, "CareTeam/other", False),
}


def _episode(key: str, manager: Made | None = None, **elements: Any) -> Made:
    whole: Made = {
        "status": "active",
        "patient": ref(f"Patient/{key}"),
        "period": {"start": "2026-01-05"},
        "careManager": manager or ref("Practitioner/w1"),
    }
    return resource("EpisodeOfCare", key, **{**whole, **elements})


def _team(key: str, *members: Made, **elements: Any) -> Made:
    participants = [{"member": member} for member in members]
    whole: Made = {"status": "active", "subject": ref(f"Patient/{key}"), "participant": participants}
    return resource("CareTeam", key, **{**whole, **elements})


def _plan(key: str, author: Made | None = None, **elements: Any) -> Made:
    whole: Made = {
        "status": "active",
        "intent": "plan",
        "subject": ref(f"Patient/{key}"),
        "author": author or ref("Practitioner/w1"),
    }
    return resource("CarePlan", key, **{**whole, **elements})


_ABOUT = [
    resource("Practitioner", "w1", active=True),
    resource("Practitioner", "left", active=False),
    resource("PractitionerRole", "held", practitioner=ref("Practitioner/w1")),
    resource("PractitionerRole", "vacant", organization=ref("Organization/o1")),
    resource("PractitionerRole", "over", active=False, practitioner=ref("Practitioner/w1")),
    resource("PractitionerRole", "leaver", active=True, practitioner=ref("Practitioner/left")),
    resource("PractitionerRole", "ended", practitioner=ref("Practitioner/w1"), period={"end": "2026-02-28"}),
    *(_episode(f"episode-{code}", status=code) for code in (*EPISODES, "cancelled", "entered-in-error")),
    *(_team(f"team-{code}", ref("Practitioner/w1"), status=code) for code in (*TEAMS, "entered-in-error")),
    *(_plan(f"plan-{code}", status=code) for code in (*PLANS, "entered-in-error")),
    *(_team(f"member-{name}", member) for name, (member, _, _) in MEMBERS.items()),
    *(
        make(f"{kind}-by-{who.rpartition('/')[2]}", ref(who))
        for kind, make in (("managed", _episode), ("looked-after", _team), ("planned", _plan))
        for who in ("Practitioner/left", "PractitionerRole/over", "PractitionerRole/leaver", "PractitionerRole/ended")
    ),
    _team("by-code", {"identifier": {"system": ODS, "value": "Y98765"}, "display": "North trust"}),
    _episode("managed-by-name", {"display": "Amanda Assigned"}),
    resource("EpisodeOfCare", "no-manager", status="active", patient=ref("Patient/no-manager")),
    _episode(
        "managed", period={"start": "2026-01", "end": "2026-06-30"}, team=[ref("CareTeam/t1"), ref("CareTeam/t2")]
    ),
    resource(
        "CareTeam",
        "dated",
        subject=ref("Patient/dated"),
        period={"start": "2026-01-05", "end": "2026-06-30"},
        participant=[
            {"member": ref("Patient/dated"), "role": [coded(f"{SNOMED}|116154003")]},
            {
                "member": ref("Practitioner/w1"),
                "role": [coded(f"{SNOMED}|223366009"), coded("urn:local|key-worker")],
                "period": {"start": "2026-02-01", "end": "2026-03-31"},
            },
            {"member": ref("RelatedPerson/r1")},
            {"member": {"type": "RelatedPerson", "display": "a brother"}},
            {"role": [coded("urn:local|vacancy")]},
            {"member": ref("Practitioner/w2")},
        ],
    ),
    _team("by-encounter", ref("Practitioner/w1"), encounter=ref("Encounter/v1")),
    resource(
        "Encounter",
        "v1",
        status="finished",
        subject=ref("Patient/by-encounter"),
        episodeOfCare=[ref("EpisodeOfCare/e9")],
    ),
    _team("by-episode", ref("Practitioner/w1"), encounter=ref("Encounter/v1")),
    _episode("of-team-1", team=[ref("CareTeam/other"), ref("CareTeam/by-episode")]),
    _episode("of-team-0", status="entered-in-error", team=[ref("CareTeam/by-episode")]),
    resource("CareTeam", "of-nobody", status="active", participant=[{"member": ref("Practitioner/w1")}]),
    _plan(
        "written",
        ref("PractitionerRole/held"),
        created="2026-01-04",
        period={"start": "2026-01-05", "end": "2026-06-30"},
        encounter=ref("Encounter/v1"),
        careTeam=[ref("CareTeam/t1")],
    ),
    _plan("created", created="2026-01"),
    _plan("by-person", ref("Patient/by-person")),
    _plan("by-team", ref("CareTeam/t1")),
    _plan("by-somebody", {"display": "Amanda Assigned"}),
    _plan("by-typed", {"type": "Practitioner", "display": "Amanda Assigned"}),
]
RESOURCES = [*patients_of(_ABOUT), *_ABOUT]


@pytest.fixture(scope="module", params=ENGINES)
def built(request: pytest.FixtureRequest) -> Built:
    return build("worker", RESOURCES, engine=request.param)


@pytest.mark.parametrize(("code", "active"), EPISODES.items())
def test_a_care_manager_has_the_part_until_the_episode_is_finished(built: Built, code: str, active: bool) -> None:
    assert built.one(f"episode-{code}")["active"] is active


@pytest.mark.parametrize(("code", "active"), TEAMS.items())
def test_a_member_has_the_part_while_the_team_is_active(built: Built, code: str, active: bool) -> None:
    assert built.one(f"team-{code}")["active"] is active


@pytest.mark.parametrize(("code", "active"), PLANS.items())
def test_an_author_has_the_part_while_the_plan_is_in_force(built: Built, code: str, active: bool | None) -> None:
    assert built.one(f"plan-{code}")["active"] is active


@pytest.mark.parametrize(
    "name", ["episode-cancelled", "episode-entered-in-error", "team-entered-in-error", "plan-entered-in-error"]
)
def test_what_never_was_names_nobody(built: Built, name: str) -> None:
    assert built.of(name) == []


@pytest.mark.parametrize("name", MEMBERS)
def test_a_member_is_one_person_or_a_team(built: Built, name: str) -> None:
    _, person, named = MEMBERS[name]
    row = built.one(f"member-{name}")
    assert (row["id"], row["person"], row["named"]) == (f"CareTeam/member-{name}#member.0", person, named)


def test_the_code_of_an_organisation_names_no_person(built: Built) -> None:
    row = built.one("by-code")
    assert (str(row["person"]).split("/")[0], row["named"]) == ("Organization", False)


@pytest.mark.parametrize("kind", ["managed", "looked-after", "planned"])
def test_somebody_who_has_left_has_no_part(built: Built, kind: str) -> None:
    found = {who: built.one(f"{kind}-by-{who}") for who in ("left", "over", "leaver", "ended")}
    assert {who: (row["person"], row["active"], days(row, "end")) for who, row in found.items()} == {
        "left": ("Practitioner/left", False, OPEN),
        "over": ("Practitioner/w1", False, OPEN),
        "leaver": ("Practitioner/left", False, OPEN),
        "ended": ("Practitioner/w1", True, day(2026, 2, 28)),
    }


def test_a_name_alone_names_a_care_manager(built: Built) -> None:
    row = built.one("managed-by-name")
    assert (row["person"], row["named"], row["active"]) == (None, True, True)
    assert built.of("no-manager") == []


def test_a_care_manager_fills_every_column(built: Built) -> None:
    assert built.one("managed") == {
        "id": "EpisodeOfCare/managed",
        "patient": "Patient/managed",
        "roles": [MANAGER],
        "person": "Practitioner/w1",
        "named": True,
        "start_earliest": date(2026, 1, 1),
        "start_latest": date(2026, 1, 31),
        "end_earliest": date(2026, 6, 30),
        "end_latest": date(2026, 6, 30),
        "active": True,
        "team": "CareTeam/t1",
        "referral": "EpisodeOfCare/managed",
    }


def test_members_who_are_not_the_person_or_theirs_are_rows(built: Built) -> None:
    first, second = built.of("dated")
    assert first == {
        "id": "CareTeam/dated#member.0",
        "patient": "Patient/dated",
        "roles": [f"{SNOMED}|223366009", "urn:local|key-worker"],
        "person": "Practitioner/w1",
        "named": True,
        "start_earliest": date(2026, 2, 1),
        "start_latest": date(2026, 2, 1),
        "end_earliest": date(2026, 3, 31),
        "end_latest": date(2026, 3, 31),
        "active": True,
        "team": "CareTeam/dated",
        "referral": None,
    }
    assert (second["person"], second["roles"]) == ("Practitioner/w2", [])
    assert (days(second, "start"), days(second, "end")) == (day(2026, 1, 5), day(2026, 6, 30))


def test_a_team_belongs_to_the_episode_that_names_it_or_to_that_of_its_encounter(built: Built) -> None:
    assert built.one("by-encounter")["referral"] == "EpisodeOfCare/e9"
    assert built.one("by-episode")["referral"] == "EpisodeOfCare/of-team-1"


def test_a_team_that_is_about_nobody_has_no_rows(built: Built) -> None:
    assert not any(key.startswith("CareTeam/of-nobody") for key in built.rows)


def test_an_author_fills_every_column(built: Built) -> None:
    assert built.one("written") == {
        "id": "CarePlan/written",
        "patient": "Patient/written",
        "roles": [AUTHOR],
        "person": "Practitioner/w1",
        "named": True,
        "start_earliest": date(2026, 1, 5),
        "start_latest": date(2026, 1, 5),
        "end_earliest": date(2026, 6, 30),
        "end_latest": date(2026, 6, 30),
        "active": True,
        "team": "CareTeam/t1",
        "referral": "EpisodeOfCare/e9",
    }


def test_a_plan_starts_when_it_was_made_where_no_period_says(built: Built) -> None:
    row = built.one("created")
    assert (days(row, "start"), days(row, "end")) == ((date(2026, 1, 1), date(2026, 1, 31)), (NO_END, NO_END))
    assert days(built.one("by-typed"), "start") == UNKNOWN


def test_only_professionals_are_named_by_a_plan(built: Built) -> None:
    assert [built.of(name) for name in ("by-person", "by-team", "by-somebody")] == [[], [], []]
    assert (built.one("by-typed")["person"], built.one("by-typed")["named"]) == (None, True)


def test_nothing_is_wrong_with_the_data(built: Built) -> None:
    assert dict(built.problems) == {}


@pytest.mark.shared_data
@pytest.mark.parametrize("engine", ENGINES)
def test_workers_among_the_examples_of_the_specification(engine: str) -> None:
    built = build("worker", resources_in("data", "hl7_r4_examples"), engine=engine)
    manager = built.rows["EpisodeOfCare/example"]
    assert (manager["person"], manager["named"], manager["active"]) == ("Practitioner/14", True, True)
    assert (days(manager, "start"), manager["team"]) == (day(2014, 9, 1), "CareTeam/example")
    member = built.rows["CareTeam/example#member.0"]
    assert (member["named"], member["active"], days(member, "end")) == (True, True, day(2013, 1, 1))
    assert member["referral"] == "EpisodeOfCare/example"
    assert "CareTeam/example#member.1" not in built.rows
