"""The pages of problems and exit codes are the ones that the code gives now, and leave no code out."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from risk_checks.errors import ExitCode
from risk_checks.records.problems import WORDS
from risk_checks.reports.exit_code_page import exit_code_page
from risk_checks.reports.problem_page import problem_page
from risk_checks.tables.faults import Fault
from risk_checks.tables.given_faults import GivenFault

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT / "docs" / "reference"
MAKERS = {"records/problems.py", "tables/faults.py", "tables/given_faults.py"}
"""The modules that make problems, each from the words that it lists."""


def calls_of(name: str) -> set[str]:
    """Return the modules that call something by a name."""
    source = ROOT / "src" / "risk_checks"
    return {
        module.relative_to(source).as_posix()
        for module in source.rglob("*.py")
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name
    }


def test_page_of_problems_is_current() -> None:
    """If this fails: make reference."""
    assert (REFERENCE / "problems.md").read_text(encoding="utf-8") == problem_page()


def test_page_of_exit_codes_is_current() -> None:
    """If this fails: make reference."""
    assert (REFERENCE / "exit-codes.md").read_text(encoding="utf-8") == exit_code_page()


def test_every_code_that_a_problem_can_have_is_on_the_page() -> None:
    told = re.findall(r"^\| `([a-z-]+)` \|", problem_page(), re.MULTILINE)
    assert sorted(told) == sorted([*WORDS, *Fault, *GivenFault])


def test_problems_are_made_nowhere_but_from_listed_words() -> None:
    assert calls_of("Problem") == MAKERS


def test_every_exit_code_is_on_the_page() -> None:
    told = re.findall(r"^\| (\d+) \|", exit_code_page(), re.MULTILINE)
    assert [int(code) for code in told] == [int(code) for code in ExitCode]
