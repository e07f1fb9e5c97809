"""`risk-checks rules`: the shipped rules listed, read, linted and tried, and a folder of one's own."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from risk_checks import api
from risk_checks.errors import DefinitionErrors, ExitCode, UsageError, Where
from risk_checks.model.outcome import OutcomeKind
from risk_checks.rules import lint
from risk_checks.rules.catalogue import Catalogue
from risk_checks.rules.examples import Example, Expected
from risk_checks.rules.lint import Finding
from risk_checks.rules.trying import Answer, Difference, Trial
from risk_checks.shipped import rules_home
from tests.cli.faking import invoke

SHIPPED = len(api.load_rules().rules)
RULE = Path("risk-assessments") / "risk-assessment-missing.yaml"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Return a folder with one rule: a shipped one, its severity changed."""
    file = tmp_path / "site" / RULE
    file.parent.mkdir(parents=True)
    shutil.copy(rules_home() / RULE, file)
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("severity: high", "severity: low"), encoding="utf-8")
    return tmp_path / "site"


def test_list_has_a_line_a_rule() -> None:
    lines = invoke("rules", "list").stdout.splitlines()
    assert lines[0].split() == ["id", "severity", "status", "default", "name"]
    assert len(lines) == SHIPPED + 1
    assert "RC-RISK-001 high preview on risk-assessment-missing" in [" ".join(line.split()) for line in lines]


def test_list_lays_a_folder_over(site: Path) -> None:
    lines = invoke("rules", "list", "--rules", str(site)).stdout.splitlines()
    assert "RC-RISK-001 low preview on risk-assessment-missing" in [" ".join(line.split()) for line in lines]
    assert len(lines) == SHIPPED + 1


@pytest.mark.parametrize("name", ["RC-RISK-002", "risk-assessment-out-of-date"])
def test_show_prints_the_page(name: str) -> None:
    told = invoke("rules", "show", name).stdout
    assert told.startswith("RC-RISK-002  risk-assessment-out-of-date\nRisk assessment out of date\n")


def test_show_of_a_name_that_is_none_gives_the_nearest() -> None:
    with pytest.raises(UsageError, match="did you mean 'RC-RISK-002'"):
        invoke("rules", "show", "RC-RISK-02")


@pytest.mark.parametrize(("form", "file"), [("rule", RULE), ("examples", RULE.with_suffix(".examples.yaml"))])
def test_show_prints_a_file_of_the_rule_as_it_stands(form: str, file: Path) -> None:
    told = invoke("rules", "show", "RC-RISK-001", "--as", form).stdout
    assert told == (rules_home() / file).read_text(encoding="utf-8")


def test_show_of_examples_that_are_not_there_is_refused(site: Path) -> None:
    with pytest.raises(UsageError, match=r"RC-E805 .*RC-RISK-001 has no examples beside it"):
        invoke("rules", "show", "RC-RISK-001", "--as", "examples", "--rules", str(site))


def _linting(monkeypatch: pytest.MonkeyPatch, faults: Sequence[Finding]) -> list[list[str]]:
    seen: list[list[str]] = []

    def stand_in(catalogue: Catalogue, **_: Any) -> Sequence[Finding]:
        seen.append([rule.slug for rule in catalogue.rules])
        return faults

    monkeypatch.setattr(lint, "lint", stand_in)
    return seen


def test_lint_says_every_fault_and_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    _linting(monkeypatch, [Finding("RC-L002", "RC-RISK-001", Where("a.yaml", 3, 1), "no why")])
    result = invoke("rules", "lint")
    assert result.return_value == ExitCode.USAGE
    assert result.stdout == f"RC-L002 a.yaml:3:1: no why\n{SHIPPED} rules, 1 fault\n"


def test_lint_without_faults_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    _linting(monkeypatch, [])
    result = invoke("rules", "lint")
    assert result.return_value == ExitCode.OK
    assert result.stdout == f"{SHIPPED} rules, 0 faults\n"


def test_folder_without_rules_does_not_pass_lint(tmp_path: Path) -> None:
    result = invoke("rules", "lint", str(tmp_path))
    assert (result.return_value, result.stdout) == (ExitCode.NOTHING_TO_CHECK, "0 rules, 0 faults\n")


def test_lint_looks_at_the_folder_or_file_that_is_named(monkeypatch: pytest.MonkeyPatch, site: Path) -> None:
    seen = _linting(monkeypatch, [])
    invoke("rules", "lint", str(site))
    invoke("rules", "lint", str(site / RULE))
    invoke("rules", "lint", str(site), str(rules_home() / "carers" / "carer-not-recorded.yaml"))
    invoke("rules", "lint", str(rules_home()))
    one = "risk-assessment-missing"
    assert seen[:2] == [[one], [one]]
    # The folder named last wins where both have a rule: its own was laid over by the shipped one.
    assert seen[2] == ["carer-not-recorded"]
    assert len(seen[3]) == SHIPPED


def test_file_that_is_no_rule_is_refused(site: Path) -> None:
    (site / "risk-assessments" / "notes.txt").write_text("x")
    with pytest.raises(UsageError, match="RC-E803"):
        invoke("rules", "lint", str(site / "risk-assessments" / "notes.txt"))


def _trying(monkeypatch: pytest.MonkeyPatch, trials: Sequence[Trial]) -> list[Any]:
    asked: list[Any] = []

    def stand_in(catalogue: Catalogue, *, engines: Sequence[str], **_: Any) -> Sequence[Trial]:
        asked.append((len(catalogue.rules), tuple(engines)))
        return trials

    monkeypatch.setattr(api, "try_examples", stand_in)
    return asked


def _trial(*answers: Answer) -> Trial:
    return Trial(EXAMPLE, answers)


EXAMPLE = Example(
    rule="RC-RISK-001",
    name="nothing is recorded",
    shown=True,
    pair=None,
    as_of=date(2026, 11, 1),
    covers=None,
    resources=(),
    rows=None,
    expect=(Expected("p1", OutcomeKind.GAP, {}),),
    where=Where("a.yaml", 3, 5),
)
NOTHING_CAME = Answer("duckdb", (), Difference(EXAMPLE, "duckdb", ("p1: expected gap; got no outcome",)))


def test_examples_run_on_every_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = _trying(monkeypatch, [_trial(Answer("reference", (), None))] * 2)
    result = invoke("rules", "test")
    assert result.return_value == ExitCode.OK
    assert result.stdout.endswith(f"\n2 examples of {SHIPPED} rules on reference, duckdb: 0 differences\n")
    invoke("rules", "test", "--engine", "reference")
    assert asked == [(SHIPPED, ("reference", "duckdb")), (SHIPPED, ("reference",))]


def test_rule_whose_examples_run_is_named_by_id_slug_or_file(monkeypatch: pytest.MonkeyPatch, site: Path) -> None:
    asked = _trying(monkeypatch, [])
    invoke("rules", "test", "RC-RISK-001")
    invoke("rules", "test", "risk-assessment-missing", "carer-not-recorded")
    invoke("rules", "test", str(site / RULE), "carer-not-recorded")
    invoke("rules", "test", "--rules", str(site))
    assert [rules for rules, _ in asked] == [1, 2, 2, SHIPPED]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("risk-assessment-mising", "did you mean 'risk-assessment-missing'"),
        ("nowhere/x.yaml", "RC-E803: there is no file or folder 'nowhere/x.yaml'"),
    ],
)
def test_rule_that_is_not_there_is_refused(name: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        invoke("rules", "test", name)


def test_theme_of_a_folder_of_rules_is_read_with_what_lies_beside_it(
    monkeypatch: pytest.MonkeyPatch, site: Path
) -> None:
    seen = _linting(monkeypatch, [])
    (site / "codes").mkdir()
    shutil.copy(rules_home() / "carers" / "carer-not-recorded.yaml", site / "carer-not-recorded.yaml")
    invoke("rules", "lint", str(site / "risk-assessments"))
    invoke("rules", "lint", str(site / "carer-not-recorded.yaml"))
    assert seen == [["risk-assessment-missing"], ["carer-not-recorded"]]


def test_every_example_has_a_line_and_differences_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    _trying(monkeypatch, [_trial(NOTHING_CAME)])
    result = invoke("rules", "test")
    assert result.return_value == ExitCode.USAGE
    assert result.stdout == (
        "DIFFERS  RC-RISK-001  gap -> no outcome (duckdb)  'nothing is recorded'  a.yaml:3\n"
        "    duckdb: p1: expected gap; got no outcome\n"
        f"1 example of {SHIPPED} rules on reference, duckdb: 1 difference\n"
    )


def test_rules_without_examples_do_not_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    _trying(monkeypatch, [])
    assert invoke("rules", "test").return_value == ExitCode.NOTHING_TO_CHECK


def _ours(folder: Path, old: str, new: str) -> Path:
    file = folder / "ours" / "our-plan-missing.yaml"
    file.parent.mkdir(parents=True)
    text = (rules_home() / "care-plans" / "care-plan-missing.yaml").read_text(encoding="utf-8")
    file.write_text(text.replace(old, new), encoding="utf-8")
    return folder


def test_folder_adds_a_rule_with_an_id_of_its_own(tmp_path: Path) -> None:
    ours = _ours(tmp_path, "id: RC-PLAN-001\nslug: care-plan-missing", "id: LOCAL-PLAN-001\nslug: our-plan-missing")
    listed = invoke("rules", "list", "--rules", str(ours)).stdout
    names = [line.split()[-1] for line in listed.splitlines()]
    assert {"our-plan-missing", "care-plan-missing"} <= set(names)
    assert len(names) == SHIPPED + 2
    assert invoke("rules", "show", "our-plan-missing", "--rules", str(ours)).stdout.startswith("LOCAL-PLAN-001  ")


def test_folder_replaces_a_rule_by_its_id(tmp_path: Path) -> None:
    ours = _ours(tmp_path, "slug: care-plan-missing\ntitle: Care plan", "slug: our-plan-missing\ntitle: Our plan")
    shown = invoke("rules", "show", "RC-PLAN-001", "--rules", str(ours)).stdout
    assert shown.startswith("RC-PLAN-001  our-plan-missing\nOur plan missing\n")
    assert "care-plan-missing" not in invoke("rules", "list", "--rules", str(ours)).stdout


@pytest.mark.parametrize("command", [["list"], ["show", "RC-PLAN-001"], ["lint"], ["test"]])
def test_two_rules_with_one_slug_are_refused_with_both_places(tmp_path: Path, command: list[str]) -> None:
    ours = _ours(tmp_path, "id: RC-PLAN-001", "id: LOCAL-PLAN-001")
    with pytest.raises(
        DefinitionErrors, match=r"the slug 'care-plan-missing' is taken; first in .*\.yaml:3:7"
    ) as raised:
        invoke("rules", *command, "--rules", str(ours))
    assert len(str(raised.value).split(".yaml:3:7")) == 3
