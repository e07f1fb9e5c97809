"""Parameters are set within their bounds: by the command line, else the site, else as the rule says."""

from __future__ import annotations

import re
from datetime import date

import pytest

from risk_checks.errors import UsageError
from risk_checks.model.duration import Duration
from risk_checks.rules.parameters import PerService, read_value
from risk_checks.rules.plan import Grace, Recorded
from tests.unit.rules.small import RULE, changed, compiled, faults_of, rule


def days(settings: dict[str, dict[str, str]]) -> Duration:
    expect = compiled(settings=settings).expect
    assert isinstance(expect, Recorded)
    assert isinstance(expect.clock, Grace)
    assert isinstance(expect.clock.time, Duration)
    return expect.clock.time


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12 months", Duration(12, "month")),
        ("3", 3),
        ("0", 0),
        ("007", "007"),
        ("2026-11-01", date(2026, 11, 1)),
        ("2026-02-30", "2026-02-30"),
        ("open", "open"),
    ],
)
def test_text_says_what_kind_of_value_it_is(text: str, value: object) -> None:
    assert read_value(text) == value


def test_default_stands_where_nothing_is_set() -> None:
    assert days({}) == Duration(7, "day")
    assert days({"RC-OTHER-001": {"first_within": "1 day"}}) == Duration(7, "day")


@pytest.mark.parametrize("name", ["RC-TEST-001", "assessment-missing"])
def test_rule_is_set_by_id_or_slug(name: str) -> None:
    assert days({name: {"first_within": " 2 weeks "}}) == Duration(2, "week")


def test_id_goes_before_slug() -> None:
    settings = {"assessment-missing": {"first_within": "1 day"}, "RC-TEST-001": {"first_within": "2 days"}}
    assert days(settings) == Duration(2, "day")


@pytest.mark.parametrize("text", ["0 days", "42 days", "6 weeks", "1 month"])
def test_bounds_themselves_are_allowed(text: str) -> None:
    assert str(days({"RC-TEST-001": {"first_within": text}})) == text


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("43 days", "expected at most 42 days"),
        ("2 months", "expected at most 42 days"),
        ("7", "expected a time such as 12 months"),
        ("soon", "expected a time such as 12 months"),
    ],
)
def test_value_out_of_bounds_or_of_another_kind_is_refused(text: str, hint: str) -> None:
    message = f"RC-E603: RC-TEST-001.first_within cannot be '{text}'; {hint}"
    with pytest.raises(UsageError, match=re.escape(message)):
        days({"RC-TEST-001": {"first_within": text}})


@pytest.mark.parametrize(
    ("default", "bounds", "text", "hint"),
    [
        ("5", "min: 3, max: 9", "2", "expected at least 3"),
        ("5", "min: 3, max: 9", "10", "expected at most 9"),
        ("5", "min: 3", "3 days", "expected a whole number"),
        ("2026-01-01", "min: 2026-01-01", "2025-12-31", "expected at least 2026-01-01"),
        ("2026-01-01", "min: 2026-01-01", "7", "expected a day such as 2026-11-01"),
        ("open", "standing: local", "7", "expected a text"),
    ],
)
def test_values_of_each_kind_have_bounds(default: str, bounds: str, text: str, hint: str) -> None:
    text_of_rule = changed("parameters:\n", f"parameters:\n  other: {{default: {default}, {bounds}}}\n")
    with pytest.raises(UsageError, match=re.escape(f"RC-TEST-001.other cannot be '{text}'; {hint}")):
        compiled(text_of_rule, settings={"RC-TEST-001": {"other": text}})


def test_unknown_parameter_is_refused_with_the_nearest() -> None:
    with pytest.raises(
        UsageError, match=r"RC-E602: RC-TEST-001 has no parameter 'first_in'; did you mean 'first_within'"
    ):
        days({"RC-TEST-001": {"first_in": "1 day"}})


def test_rule_without_parameters_has_none_to_set() -> None:
    text = re.sub(r"parameters:\n.*\n", "", RULE).replace("$first_within", "7 days")
    with pytest.raises(UsageError, match=r"has no parameter 'x'; it has none"):
        compiled(text, settings={"RC-TEST-001": {"x": "1"}})


def test_parameter_of_a_named_condition_is_set_on_the_rule_that_uses_it() -> None:
    text = changed("when: {status: open}", "when: {use: recent-and-open}")
    plan = compiled(text, settings={"RC-TEST-001": {"recent_for": "3 months"}})
    assert "Duration(count=3, unit='month')" in repr(plan.when)


BY = "{default: 7 days, max: 42 days, by: {column: team, values: {Organization/crisis: 1 day}, otherwise: 3 days}}"
PLAIN = "{default: 7 days, min: 0 days, max: 42 days, standing: local, why: because}"


def test_rule_states_values_by_service() -> None:
    (parameter,) = rule(changed(PLAIN, BY)).parameters.values()
    assert parameter.default == Duration(7, "day")
    assert isinstance(parameter.stated, PerService)
    assert parameter.stated.column.text == "team"
    assert parameter.stated.values == (("Organization/crisis", Duration(1, "day")),)
    assert parameter.stated.otherwise == Duration(3, "day")


def test_otherwise_that_is_left_out_is_the_default() -> None:
    (parameter,) = rule(changed(PLAIN, BY.replace(", otherwise: 3 days", ""))).parameters.values()
    assert isinstance(parameter.stated, PerService)
    assert parameter.stated.otherwise == Duration(7, "day")


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (
            "crisis: 1 day",
            "crisis: 43 days",
            (
                "RC-E106 x.yaml:8:98: 'first_within' cannot be '43 days' for 'Organization/crisis'; "
                "expected at most 42 days"
            ),
        ),
        (
            "otherwise: 3 days",
            "otherwise: soon",
            "RC-E106 x.yaml:8:117: 'first_within' cannot be 'soon' otherwise; expected a time such as 12 months",
        ),
        ("column: team, ", "", "RC-E105 x.yaml:8:53: missing key 'column'"),
        (
            "{Organization/crisis: 1 day}",
            "{}",
            "RC-E106 x.yaml:8:76: expected a value for one service at least, got keys and values",
        ),
        ("otherwise:", "other:", "RC-E104 x.yaml:8:106: unknown key 'other'; did you mean 'otherwise'?"),
    ],
)
def test_fault_in_values_by_service_is_told_at_its_place(old: str, new: str, fault: str) -> None:
    text = changed(PLAIN, BY.replace(old, new))
    assert faults_of(text) == [fault]
