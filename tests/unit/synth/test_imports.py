"""The generator knows the model and nothing of views, tables, rules or engines."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import risk_checks.synth

MODULES = sorted(Path(risk_checks.synth.__file__).parent.glob("*.py"))
ALLOWED = ("risk_checks.model", "risk_checks.errors", "risk_checks.synth")


def _imported(module: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return {name for name in names if name.partition(".")[0] == "risk_checks"}


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.stem)
def test_imports_stay_below_the_rules(module: Path) -> None:
    outside = {
        name for name in _imported(module) if not any(name == each or name.startswith(f"{each}.") for each in ALLOWED)
    }
    assert not outside


def test_the_imports_looked_at_are_not_none() -> None:
    assert any("risk_checks.model.outcome.OutcomeKind" in _imported(module) for module in MODULES)
