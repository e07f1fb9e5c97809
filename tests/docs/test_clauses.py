"""Each clause of what answers mean is held by cases that name it, and cases name no clause that is not there."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.spec.harness import Batch

ROOT = Path(__file__).resolve().parents[2]
SPEC = ROOT / "tests" / "spec"
PAGE = (ROOT / "docs" / "semantics.md").read_text(encoding="utf-8")
NUMBERED = re.findall(r"^(?:## |\*\*)(5\.[0-9]+[a-z]?) ", PAGE, re.MULTILINE)
HEADINGS = re.findall(r"^## (.+)$", PAGE, re.MULTILINE)

ELSEWHERE = {
    "5.1b": ("tests/api/test_canonical_coverage.py", "not evaluated"),
    "5.7a": ("tests/api/test_canonical.py", "set_aside"),
    "5.7": ("tests/spec/test_population.py", "adds_up"),
    "5.8": ("tests/cli/test_end_to_end.py", "identifying"),
    "5.9": ("tests/unit/reports/test_text.py", "compliant"),
}
"""Clauses about files and people, not about the answer of a rule: the module that holds each, and a word of it."""


def batches(found: object) -> Iterator[Batch]:
    """Yield the batches of a module's value."""
    if isinstance(found, Batch):
        yield found
    elif isinstance(found, (list, tuple)):
        for one in found:
            yield from batches(one)


def clauses_of(module: Path) -> set[str]:
    """Return the clauses that the cases of a module name."""
    values = vars(importlib.import_module(f"tests.spec.{module.stem}")).values()
    return {one.clause for value in values for batch in batches(value) for one in batch.cases}


MODULES = sorted(SPEC.glob("test_*.py"))
NAMED = {module.stem: clauses_of(module) for module in MODULES}


def test_the_page_has_clauses() -> None:
    assert NUMBERED[0] == "5.1"
    assert "5.4a" in NUMBERED
    assert len(set(NUMBERED)) == len(NUMBERED) >= 19


@pytest.mark.parametrize("clause", [clause for clause in NUMBERED if clause not in ELSEWHERE])
def test_clause_has_cases(clause: str) -> None:
    assert [module for module, named in NAMED.items() if clause in named] != []


@pytest.mark.parametrize("clause", ELSEWHERE)
def test_clause_about_files_and_people_has_its_module(clause: str) -> None:
    path, word = ELSEWHERE[clause]
    assert clause in NUMBERED
    assert word in (ROOT / path).read_text(encoding="utf-8")


@pytest.mark.parametrize("module", NAMED)
def test_cases_name_clauses_that_are_there(module: str) -> None:
    assert NAMED[module] <= {*NUMBERED, *HEADINGS}


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.stem)
def test_clauses_in_comments_and_docstrings_are_there(module: Path) -> None:
    text = module.read_text(encoding="utf-8")
    cited = re.findall(r"clauses? ((?:5\.[0-9]+[a-z]?(?:, | to | and )?)+)", text)
    assert {clause for each in cited for clause in re.findall(r"5\.[0-9]+[a-z]?", each)} <= set(NUMBERED)
