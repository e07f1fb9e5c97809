"""A site file in the public functions: read where it is named, and after what the call says."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import risk_checks as rc
from risk_checks.shipped import rules_home
from tests.api.records import ASSESSMENT, EPISODE, PATIENT

RECORD = [PATIENT, EPISODE]  # begun on 5 January 2026; an assessment is due 7 days later
RULE = "risk-assessment-missing"
AS_OF = "2026-11-01"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    path = tmp_path / "site.toml"
    path.write_text(
        'zone = "Pacific/Kiritimati"\n'
        'not_used = ["RelatedPerson"]\n'
        "[parameters.risk-assessment-missing]\n"
        'first_within = "14 days"\n'
    )
    return path


def due_on(report: rc.Report) -> date | None:
    (outcome,) = report.outcomes
    return outcome.due_on


def test_site_file_sets_parameters(site: Path) -> None:
    assert due_on(rc.check(RECORD, as_of=AS_OF, select=RULE)) == date(2026, 1, 12)
    assert due_on(rc.check(RECORD, as_of=AS_OF, select=RULE, site=site)) == date(2026, 1, 19)
    extract = rc.read(RECORD, site=str(site))
    assert due_on(extract.check(as_of=AS_OF, select=RULE, engine="reference")) == date(2026, 1, 19)
    assert due_on(rc.compile(select=RULE, site=site).check(RECORD, as_of=AS_OF)) == date(2026, 1, 19)


def test_call_goes_before_the_site_file(site: Path) -> None:
    called = {"RC-RISK-001": {"first_within": "10 days"}}
    report = rc.check(RECORD, as_of=AS_OF, select=RULE, parameters=called, zone="Europe/Paris", not_used=[], site=site)
    assert due_on(report) == date(2026, 1, 15)
    assert report.run.zone == "Europe/Paris"
    assert "never filled" not in report.run.coverage.how
    compiled = rc.compile(select=RULE, parameters=called, zone="Europe/Paris", site=site)
    report = compiled.check(RECORD, as_of=AS_OF, not_used=["Flag"])
    assert due_on(report) == date(2026, 1, 15)
    assert report.run.zone == "Europe/Paris"
    assert report.run.coverage.how.endswith("declared as never filled: Flag")


def test_run_records_what_the_site_file_said_and_not_where_it_stands(site: Path) -> None:
    report = rc.compile(select=RULE, site=site).check(RECORD, as_of=AS_OF)
    told = report.run.as_dict()
    assert told["zone"] == "Pacific/Kiritimati"
    assert told["coverage"]["how"].endswith("declared as never filled: RelatedPerson")
    assert told["rules"][0]["parameters"] == {"first_within": "14 days", "in_care_for": "12 months"}
    assert told["rules"][0]["shipped_parameters"] == {"first_within": "7 days"}
    assert "site.toml" not in str(told)


def test_rules_that_the_site_switches_off_are_not_run_and_said_not_to_be(site: Path) -> None:
    site.write_text('off = ["care-plan-missing", "RC-CARER-001"]\n')
    shipped = {rule.id for rule in rc.load_rules().rules if rule.about.default == "on"}
    report = rc.check(RECORD, as_of=AS_OF, site=site)
    assert {rule.id for rule in report.run.rules} == shipped - {"RC-PLAN-001", "RC-CARER-001"}
    off = [left.id for left in report.run.not_run if left.why == "switched off here"]
    assert off == ["RC-CARER-001", "RC-PLAN-001"]
    assert {"id": "RC-PLAN-001", "slug": "care-plan-missing", "why": "switched off here"} in report.run.as_dict()[
        "not_run"
    ]
    assert "switched off here: RC-CARER-001, RC-PLAN-001" in str(report.summary())
    compiled = rc.compile(site=site).check(RECORD, as_of=AS_OF)
    assert [rule.id for rule in compiled.run.rules] == [rule.id for rule in report.run.rules]


def test_rule_that_is_switched_off_runs_where_it_is_selected(site: Path) -> None:
    site.write_text('off = ["care-plan-missing"]\n')
    report = rc.check(RECORD, as_of=AS_OF, select="RC-PLAN-001", site=site)
    assert [rule.id for rule in report.run.rules] == ["RC-PLAN-001"]
    assert {left.why for left in report.run.not_run} == {"not selected"}
    assert "switched off" not in str(report)


def test_rule_that_is_off_by_default_runs_where_the_site_switches_it_on(site: Path, tmp_path: Path) -> None:
    folder = own_rule(tmp_path / "theirs", title="Of the site")
    file = folder / "mine" / "my-assessment-missing.yaml"
    file.write_text(
        file.read_text(encoding="utf-8").replace("severity:", "default: off\nseverity:", 1), encoding="utf-8"
    )
    for switched, why in (("", "off unless selected"), ('on = ["my-assessment-missing"]\n', None)):
        site.write_text(f'rules = ["theirs"]\n{switched}')
        report = rc.check(RECORD, as_of=AS_OF, site=site)
        assert ("MY-RISK-001" in {rule.id for rule in report.run.rules}) == (why is None)
        assert next((left.why for left in report.run.not_run if left.id == "MY-RISK-001"), None) == why


def test_codes_that_a_site_adds_count_and_the_shipped_ones_still_do(site: Path, tmp_path: Path) -> None:
    form = {"coding": [{"system": "https://forms.trust.example", "code": "SAFETY-7"}]}
    filled = {"resourceType": "Observation", "id": "o1", "status": "final", "code": form}
    record = [*RECORD, {**filled, "subject": {"reference": "Patient/p1"}, "effectiveDateTime": "2026-01-08"}]
    codes = tmp_path / "ours" / "codes" / "our-forms.yaml"
    codes.parent.mkdir(parents=True)
    codes.write_text(
        "extends: risk-assessment\ncodes:\n"
        "  - {system: https://forms.trust.example, code: SAFETY-7, display: Safety assessment, source: list of forms}\n"
    )
    site.write_text('rules = ["ours"]\n')
    assert [each.outcome for each in rc.check(record, as_of=AS_OF, select=RULE).outcomes] == ["gap"]
    assert [each.outcome for each in rc.check(record, as_of=AS_OF, select=RULE, site=site).outcomes] == ["met"]
    report = rc.check([*RECORD, ASSESSMENT], as_of=AS_OF, select=RULE, site=site)
    assert [each.outcome for each in report.outcomes] == ["met"]


def own_rule(folder: Path, *, title: str) -> Path:
    """Return a folder with one rule of one's own, a copy of a shipped one by other names."""
    text = (rules_home() / "risk-assessments" / "risk-assessment-missing.yaml").read_text(encoding="utf-8")
    for old, new in (("RC-RISK-001", "MY-RISK-001"), (RULE, "my-assessment-missing")):
        text = text.replace(old, new)
    lines = [f"title: {title}" if line.startswith("title:") else line for line in text.splitlines()]
    (folder / "mine").mkdir(parents=True)
    (folder / "mine" / "my-assessment-missing.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def test_folders_of_the_call_lie_over_those_of_the_site_file(site: Path, tmp_path: Path) -> None:
    own_rule(tmp_path / "theirs", title="Of the site")
    over = own_rule(tmp_path / "over", title="Of the call")
    site.write_text('rules = ["theirs"]\n[parameters.MY-RISK-001]\nfirst_within = "14 days"\n')
    for rules, title in ((None, "Of the site"), ([over], "Of the call")):
        report = rc.check(RECORD, as_of=AS_OF, rules=rules, select="MY-RISK-001", site=site)
        assert due_on(report) == date(2026, 1, 19)
        assert report.run.rules[0].title == title
    report = rc.check(RECORD, as_of=AS_OF, rules=rc.load_rules(), select=RULE, site=site)
    assert due_on(report) == date(2026, 1, 12)  # rules that were loaded are taken as they are


def test_no_site_file_is_read_that_is_not_named(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site.rename(site.with_name("risk-checks.toml"))
    monkeypatch.chdir(site.parent)
    assert due_on(rc.check(RECORD, as_of=AS_OF, select=RULE)) == date(2026, 1, 12)


def test_column_that_the_subject_has_not_is_told_whichever_rules_run(site: Path) -> None:
    site.write_text('[parameters.RC-RISK-001]\nfirst_within = {by = {column = "tema", values = {a = "1 day"}}}\n')
    with pytest.raises(rc.DefinitionErrors, match=r"site.toml:2:23: unknown column 'tema'.*did you mean 'team'"):
        rc.check(RECORD, as_of=AS_OF, select="care-plan-missing", site=site)


def test_site_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(rc.DefinitionErrors, match=r"RC-E101 .*nowhere.toml: the file cannot be read \(No such file"):
        rc.read(RECORD, site=tmp_path / "nowhere.toml")


@pytest.mark.parametrize(
    ("provider", "day"),
    [("crisis", date(2026, 1, 6)), ("eip", date(2026, 1, 15)), ("other", date(2026, 1, 19)), (None, date(2026, 1, 19))],
)
def test_each_service_has_its_own_time(site: Path, provider: str | None, day: date) -> None:
    site.write_text(
        "[parameters.RC-RISK-001.first_within.by]\n"
        'column = "provider"\n'
        'values = {"Organization/crisis" = "1 day", "Organization/eip" = "10 days"}\n'
        'otherwise = "14 days"\n'
    )
    said = {"managingOrganization": {"reference": f"Organization/{provider}"}} if provider else {}
    report = rc.check([PATIENT, EPISODE | said], as_of=AS_OF, select=RULE, site=site)
    assert due_on(report) == day
    assert report.run.as_dict()["rules"][0]["parameters"]["first_within"] == {
        "by": {
            "column": "provider",
            "values": {"Organization/crisis": "1 day", "Organization/eip": "10 days"},
            "otherwise": "14 days",
        }
    }
    called = {RULE: {"first_within": "2 days"}}
    report = rc.check([PATIENT, EPISODE | said], as_of=AS_OF, select=RULE, site=site, parameters=called)
    assert due_on(report) == date(2026, 1, 7)


def test_a_parameter_misspelt_of_a_rule_that_is_not_run_is_told_all_the_same() -> None:
    with pytest.raises(rc.UsageError, match="RC-PLAN-001 has no parameter 'nonsense'"):
        rc.check(RECORD, as_of=AS_OF, select=RULE, parameters={"RC-PLAN-001": {"nonsense": "4"}})
