"""A site file: what it says, and that all of its faults are told together, each at its place."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from risk_checks.errors import DefinitionErrors
from risk_checks.model.duration import Duration
from risk_checks.model.outcome import RuleId
from risk_checks.rules.choice import Switches
from risk_checks.rules.library import load_rules
from risk_checks.rules.parameters import Value
from risk_checks.rules.settings import resolve
from risk_checks.rules.site import Site, load_site
from tests.unit.rules.small import CONDITIONS, RISK, RULE, TABLES


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with rules that are "shipped", in which site files are written; also the current one."""
    for name, text in (
        ("shipped/conditions.yaml", CONDITIONS),
        ("shipped/codes/risk.yaml", RISK),
        ("shipped/assessments/assessment-missing.yaml", RULE),
        ("mine/assessments/mine-missing.yaml", mine()),
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def mine() -> str:
    return RULE.replace("RC-TEST-001", "MY-TEST-001").replace("assessment-missing", "mine-missing")


def read(text: str) -> Site:
    Path("site.toml").write_text(text)
    return load_site(
        Path("site.toml"),
        load_rules=lambda folders: load_rules(Path("shipped"), *folders),
        load_tables=lambda _: TABLES,
    )


def faults(text: str) -> list[str]:
    with pytest.raises(DefinitionErrors) as caught:
        read(text)
    return [str(fault) for fault in caught.value.faults]


def value(site: Site, name: str) -> Value:
    made = site.catalogue.rule(name)
    found = resolve(made.parameters, names=(made.id,), settings=site.settings)["first_within"]
    assert isinstance(found, Duration)
    return found


@pytest.mark.usefixtures("home")
def test_site_file_says_zone_folders_types_and_parameters() -> None:
    site = read("""\
zone = "Europe/Paris"
rules = ["mine"]
not_used = ["RelatedPerson"]

[parameters.assessment-missing]
first_within = " 2 weeks "

[parameters.MY-TEST-001]
first_within = "3 days"
""")
    assert site.zone == "Europe/Paris"
    assert site.rules == (Path("mine"),)
    assert site.not_used == ("RelatedPerson",)
    assert [each.id for each in site.catalogue.rules] == ["MY-TEST-001", "RC-TEST-001"]
    assert value(site, "RC-TEST-001") == Duration(2, "week")
    assert value(site, "mine-missing") == Duration(3, "day")


def test_folders_are_relative_to_the_file(home: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    away = tmp_path_factory.mktemp("away")
    shutil.copytree(home / "mine", away / "theirs")
    (away / "site.toml").write_text('rules = ["theirs"]\n')
    site = load_site(away / "site.toml", load_rules=lambda folders: load_rules(*folders), load_tables=lambda _: TABLES)
    assert site.rules == (away / "theirs",)


@pytest.mark.usefixtures("home")
def test_empty_site_file_says_nothing() -> None:
    site = read("")
    assert (site.zone, site.rules, site.not_used, site.settings) == (None, (), (), {})
    assert site.switches == Switches()


@pytest.mark.usefixtures("home")
def test_rules_are_switched_by_id_or_slug() -> None:
    site = read('rules = ["mine"]\noff = ["assessment-missing"]\non = ["MY-TEST-001"]\n')
    assert site.switches == Switches(on=frozenset({RuleId("MY-TEST-001")}), off=frozenset({RuleId("RC-TEST-001")}))


@pytest.mark.usefixtures("home")
def test_settings_are_given_only_of_rules_that_a_catalogue_has() -> None:
    site = read('rules = ["mine"]\nparameters = {MY-TEST-001 = {first_within = "1 day"}}\n')
    assert site.settings_of(site.catalogue).keys() == {"MY-TEST-001"}
    assert site.settings_of(load_rules(Path("shipped"))) == {}


@pytest.mark.usefixtures("home")
def test_numbers_truths_and_days_are_taken_where_texts_are() -> None:
    text = RULE.replace(
        "parameters:\n",
        "parameters:\n  number: {default: 3}\n  day: {default: 2026-01-01}\n  truth: {default: 'false'}\n",
    )
    Path("shipped/assessments/assessment-missing.yaml").write_text(text)
    site = read("[parameters.RC-TEST-001]\nnumber = 7\nday = 2026-11-01\ntruth = true\n")
    said = site.settings[site.catalogue.rule("RC-TEST-001").id]
    assert [(name, each.plain.text) for name, each in said.items() if each.plain] == [
        ("number", "7"),
        ("day", "2026-11-01"),
        ("truth", "true"),
    ]


@pytest.mark.usefixtures("home")
def test_all_faults_are_told_together_in_the_order_of_their_places() -> None:
    text = """\
zon = "Europe/London"
zone = "Middle-earth/Shire"
not_used = ["RelatedPersons"]

[parameters.assessment-mising]
first_within = "1 day"

[parameters.RC-TEST-001]
first_in = "1 day"
first_within = "43 days"

[parameters.assessment-missing]
first_within = "1 day"
"""
    assert faults(text) == [
        "RC-E104 site.toml:1:1: unknown key 'zon'; did you mean 'zone'?",
        "RC-E106 site.toml:2:1: no time zone is called 'Middle-earth/Shire'; for example Europe/London",
        (
            "RC-E506 site.toml:3:1: not_used names an unknown resource type 'RelatedPersons'; "
            "did you mean 'RelatedPerson'?"
        ),
        "RC-E601 site.toml:5:13: no rule is called 'assessment-mising'; did you mean 'assessment-missing'?",
        "RC-E602 site.toml:9:1: RC-TEST-001 has no parameter 'first_in'; did you mean 'first_within'?",
        "RC-E603 site.toml:10:1: RC-TEST-001.first_within cannot be '43 days'; expected at most 42 days",
        "RC-E114 site.toml:13:1: RC-TEST-001.first_within is set twice; first at site.toml:10:1; name the rule once",
    ]


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("zone = 3\nzone = 4\n", "RC-E101 site.toml:2:9: not TOML: Cannot overwrite a value"),
        ('rules = "mine"\n', "RC-E106 site.toml:1:1: expected a list, got 'mine'"),
        (
            'rules = ["yours"]\n',
            "RC-E604 site.toml:1:1: 'yours' is not a folder of rules; folders are named as seen from the site file",
        ),
        (
            'off = [\n  "assessment-mising",\n]\n',
            "RC-E601 site.toml:1:1: no rule is called 'assessment-mising'; did you mean 'assessment-missing'?",
        ),
        ('on = "assessment-missing"\n', "RC-E106 site.toml:1:1: expected a list, got 'assessment-missing'"),
        (
            'on = ["assessment-missing"]\noff = ["RC-TEST-001"]\n',
            "RC-E114 site.toml:2:1: RC-TEST-001 is switched twice; first on, at site.toml:1:1",
        ),
        (
            'off = ["assessment-missing", "RC-TEST-001"]\n',
            "RC-E114 site.toml:1:1: RC-TEST-001 is switched twice; first off, at site.toml:1:1",
        ),
        ("parameters = 3\n", "RC-E106 site.toml:1:1: expected keys and values, got '3'"),
        (
            "[parameters]\nRC-TEST-001 = 3\n",
            (
                "RC-E106 site.toml:2:1: expected parameters and their values, got '3'; "
                "write [parameters.RC-TEST-001] and the values under it"
            ),
        ),
        (
            '[parameters.RC-TEST-001]\nfirst_within = ["1 day"]\n',
            (
                "RC-E106 site.toml:2:1: expected a value, or values by service, got a list; "
                'write "6 months", or {by = {column = ..., values = {...}, otherwise = ...}}'
            ),
        ),
        (
            '[parameters.RC-TEST-001]\nfirst_within = {by = {column = "team", value = {x = "1 day"}}}\n',
            (
                "RC-E105 site.toml:2:17: missing key 'values'\n"
                "RC-E104 site.toml:2:40: unknown key 'value'; did you mean 'values'?"
            ),
        ),
        (
            '[parameters.RC-TEST-001]\nfirst_within = {by = {column = "team", values = {"Organization/x" = 7}}}\n',
            (
                "RC-E603 site.toml:2:50: RC-TEST-001.first_within cannot be '7' for 'Organization/x'; "
                "expected a time such as 12 months"
            ),
        ),
    ],
)
def test_fault_is_told_at_its_place(text: str, fault: str) -> None:
    assert "\n".join(faults(text)) == fault


@pytest.mark.usefixtures("home")
def test_rule_that_was_removed_can_be_switched_off_and_not_on() -> None:
    Path("mine/assessments/mine-missing.yaml").write_text(mine().replace("preview", "removed"))
    assert read('rules = ["mine"]\noff = ["mine-missing"]\n').switches.off == {"MY-TEST-001"}
    (fault,) = faults('rules = ["mine"]\non = ["mine-missing"]\n')
    assert fault == "RC-E601 site.toml:2:1: the rule 'mine-missing' was removed; delete it here"


@pytest.mark.usefixtures("home")
def test_fault_of_a_rule_in_its_folders_is_told_too() -> None:
    Path("mine/assessments/mine-missing.yaml").write_text(mine().replace("severity: high", "severity: huge"))
    (fault,) = faults('rules = ["mine"]\n')
    assert fault.startswith("RC-E104 mine/assessments/mine-missing.yaml:6:11: 'huge' is not allowed here")
