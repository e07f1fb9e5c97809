"""Which value holds: that of the call, else of the service (site before rule), else of the site, else the default."""

from __future__ import annotations

import pytest

from risk_checks.documents import Scalar
from risk_checks.errors import DefinitionErrors, UsageError, Where
from risk_checks.rules.by import By
from risk_checks.rules.parameters import PerService, Value, as_written, read_value, value_words
from risk_checks.rules.settings import SiteSetting, resolve
from tests.unit.rules.small import changed, rule

PLAIN_RULE = "{default: 7 days, min: 0 days, max: 42 days, standing: local, why: because}"
BY_TEAM = "{default: 7 days, max: 42 days, by: {column: team, values: {Organization/crisis: 1 day, O/e: 2 days}}}"
BY_TEAM_OTHERWISE = BY_TEAM.replace("2 days}}", "2 days}, otherwise: 3 days}")
SITE = Where("site.toml", 4, 1)


def said(text: str) -> Scalar:
    return Scalar(text, SITE, quoted=True)


def plainly(text: str) -> SiteSetting:
    return SiteSetting(said(text), None, SITE)


def by(column: str, otherwise: str | None = None, **values: str) -> SiteSetting:
    pairs = tuple((f"Organization/{service}", said(text)) for service, text in values.items())
    return SiteSetting(None, By(said(column), pairs, said(otherwise) if otherwise else None), SITE)


def value(parameter: str, given: str | SiteSetting | None) -> Value | PerService:
    made = rule(changed(PLAIN_RULE, parameter))
    settings = {} if given is None else {"RC-TEST-001": {"first_within": given}}
    return resolve(made.parameters, names=(made.id, made.slug), settings=settings)["first_within"]


@pytest.mark.parametrize(
    ("parameter", "given", "holds"),
    [
        (PLAIN_RULE, None, "7 days"),
        (PLAIN_RULE, "5 days", "5 days"),
        (PLAIN_RULE, plainly("6 days"), "6 days"),
        (PLAIN_RULE, by("team", crisis="1 day"), "team: Organization/crisis 1 day, otherwise 7 days"),
        (PLAIN_RULE, by("team", "9 days", crisis="1 day"), "team: Organization/crisis 1 day, otherwise 9 days"),
        (BY_TEAM, None, "team: Organization/crisis 1 day, O/e 2 days, otherwise 7 days"),
        (BY_TEAM, "5 days", "5 days"),
        (BY_TEAM, plainly("6 days"), "team: Organization/crisis 1 day, O/e 2 days, otherwise 6 days"),
        (
            BY_TEAM,
            by("team", crisis="4 days", new="5 days"),
            "team: Organization/crisis 4 days, O/e 2 days, Organization/new 5 days, otherwise 7 days",
        ),
        (
            BY_TEAM,
            by("subject.team", "9 days", new="5 days"),
            "subject.team: Organization/crisis 1 day, O/e 2 days, Organization/new 5 days, otherwise 9 days",
        ),
        (
            BY_TEAM,
            by("patient.gp_practice", "7 days", new="5 days"),
            "patient.gp_practice: Organization/new 5 days, otherwise 7 days",
        ),
        (BY_TEAM_OTHERWISE, None, "team: Organization/crisis 1 day, O/e 2 days, otherwise 3 days"),
        (BY_TEAM_OTHERWISE, "5 days", "5 days"),
        (BY_TEAM_OTHERWISE, plainly("6 days"), "team: Organization/crisis 1 day, O/e 2 days, otherwise 6 days"),
        (
            BY_TEAM_OTHERWISE,
            by("team", crisis="4 days"),
            "team: Organization/crisis 4 days, O/e 2 days, otherwise 3 days",
        ),
        (
            BY_TEAM_OTHERWISE,
            by("team", "9 days", crisis="4 days"),
            "team: Organization/crisis 4 days, O/e 2 days, otherwise 9 days",
        ),
        (
            BY_TEAM_OTHERWISE,
            by("patient.gp_practice", "7 days", new="5 days"),
            "patient.gp_practice: Organization/new 5 days, otherwise 7 days",
        ),
    ],
)
def test_value_that_holds(parameter: str, given: str | SiteSetting | None, holds: str) -> None:
    found = value(parameter, given)
    if isinstance(found, PerService):
        services = ", ".join(f"{service} {each}" for service, each in found.values)
        assert f"{found.column.text}: {services}, otherwise {found.otherwise}" == holds
    else:
        assert found == read_value(holds)


def test_site_that_goes_by_another_column_has_to_say_what_holds_otherwise() -> None:
    with pytest.raises(DefinitionErrors) as caught:
        value(BY_TEAM_OTHERWISE, by("patient.gp_practice", new="5 days"))
    assert [str(fault) for fault in caught.value.faults] == [
        (
            "RC-E603 site.toml:4:1: RC-TEST-001.first_within goes by 'team' in the rule, and here by another column; "
            "say what holds otherwise for everybody else"
        )
    ]


def test_column_keeps_its_place() -> None:
    found = value(BY_TEAM, None)
    assert isinstance(found, PerService)
    assert str(found.column.where) == "x.yaml:8:62"
    found = value(BY_TEAM, by("team", crisis="4 days"))
    assert isinstance(found, PerService)
    assert found.column.where == SITE


def test_every_value_of_the_site_that_does_not_fit_is_told_at_its_place() -> None:
    with pytest.raises(DefinitionErrors) as caught:
        value(PLAIN_RULE, by("team", "soon", crisis="43 days", eip="1 day"))
    assert [str(fault) for fault in caught.value.faults] == [
        "RC-E603 site.toml:4:1: RC-TEST-001.first_within cannot be 'soon'; expected a time such as 12 months",
        (
            "RC-E603 site.toml:4:1: RC-TEST-001.first_within cannot be '43 days' for 'Organization/crisis'; "
            "expected at most 42 days"
        ),
    ]


def test_parameter_of_the_site_that_the_rule_has_not_is_told_at_its_place() -> None:
    made = rule()
    with pytest.raises(UsageError, match=r"RC-E602 site.toml:4:1: RC-TEST-001 has no parameter 'first_in'; did you"):
        resolve(made.parameters, names=(made.id,), settings={"RC-TEST-001": {"first_in": plainly("1 day")}})


def test_values_by_service_are_said_in_words_and_as_files_write_them() -> None:
    found = value(BY_TEAM_OTHERWISE, None)
    assert value_words(found) == "1 day where team is Organization/crisis, 2 days where team is O/e, otherwise 3 days"
    assert as_written(found) == {
        "by": {"column": "team", "values": {"Organization/crisis": "1 day", "O/e": "2 days"}, "otherwise": "3 days"}
    }
    assert value_words(value(PLAIN_RULE, None)) == as_written(value(PLAIN_RULE, None)) == "7 days"
