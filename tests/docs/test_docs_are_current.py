"""The pages say what the code does: rules, reason codes, commands, links and Python in them are current."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from risk_checks.api import load_rules
from risk_checks.api.asking import site_of
from risk_checks.cli.main import cli
from risk_checks.errors import ExitCode
from risk_checks.model.outcome import OutcomeKind, ReasonCode

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted(page for page in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")] if page.name != "template.md")
README = (ROOT / "README.md").read_text(encoding="utf-8")
SEMANTICS = (ROOT / "docs" / "semantics.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    targets = re.findall(r"\]\((?!https?:|#)([^)#\s]+)", text)
    assert [target for target in targets if not (page.parent / target).exists()] == []


def test_the_readme_counts_the_shipped_rules_by_theme() -> None:
    told = re.findall(r"^\| `([a-z-]+)` \| (\d+) \|", README, re.MULTILINE)
    themes = Counter(rule.path.parent.name for rule in load_rules().rules if rule.path)
    assert sorted((theme, int(count)) for theme, count in told) == sorted(themes.items())


def test_the_rules_that_the_readme_says_to_begin_with_are_shipped_and_on() -> None:
    (sentence,) = re.findall(r"Six of them .*?\(`--select`", README, re.DOTALL)
    named = re.findall(r"`([a-z]+(?:-[a-z]+)+)`", sentence)
    assert len(named) == 6
    assert all(load_rules().rule(slug).about.default == "on" for slug in named)


def test_python_in_the_readme_is_python() -> None:
    blocks = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    assert len(blocks) >= 2
    for block in blocks:
        compile(block, "README.md", "exec")


def test_the_site_file_in_the_readme_is_one_and_its_codes_are_added(tmp_path: Path) -> None:
    (site,) = re.findall(r"```toml\n(.*?)```", README, re.DOTALL)
    (codes,) = re.findall(r"```yaml\n(.*?)```", README, re.DOTALL)
    (tmp_path / "trust" / "codes").mkdir(parents=True)
    (tmp_path / "trust" / "codes" / "our-forms.yaml").write_text(codes, encoding="utf-8")
    (tmp_path / "risk-checks.toml").write_text(site, encoding="utf-8")
    read = site_of(tmp_path / "risk-checks.toml")
    assert read is not None
    assert read.switches.on
    assert read.switches.off
    assert len(read.settings) == 2
    assert "https://forms.trust.example|SAFETY-7" in read.catalogue.code_sets["risk-assessment"].members


def test_every_command_that_the_readme_names_is_there() -> None:
    named = set(re.findall(r"^    risk-checks ([a-z]+)", README, re.MULTILINE))
    assert named <= set(cli.commands)


def test_the_readme_names_every_exit_code_an_orchestrator_acts_on() -> None:
    sentence = next(line for line in README.replace("\n", " ").split(". ") if "Exit codes" in line)
    wanted = {code for code in ExitCode if code < ExitCode.INTERRUPTED}
    assert {int(number) for number in re.findall(r"\b(\d+)\b", sentence)} == {int(code) for code in wanted}


def test_semantics_lists_every_reason_code_and_outcome() -> None:
    table = SEMANTICS[SEMANTICS.index("## Reason codes") :]
    assert set(re.findall(r"`([a-z_]+)`", table)) - {"missing"} == {code.value for code in ReasonCode}
    outcomes = SEMANTICS[SEMANTICS.index("## 5.1") : SEMANTICS.index("**5.1a")]
    assert set(re.findall(r"^\| `([a-z]+)` \|", outcomes, re.MULTILINE)) == {kind.value for kind in OutcomeKind}


def test_tests_and_code_cite_only_clauses_that_there_are() -> None:
    there = set(re.findall(r"\b(5\.\d+a?)\b", SEMANTICS))
    cited: set[str] = set()
    for path in sorted(ROOT.glob("src/**/*.py")):
        cited |= set(re.findall(r"clauses? (5\.\d+a?)", path.read_text(encoding="utf-8")))
    assert cited - there == set()
