"""The wheel holds the package and the tracked rules, and nothing else."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from email.parser import Parser
from pathlib import Path

import pytest

from tests.packaging.checkout import ROOT, tracked


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """Return the wheel built from this tree."""
    folder: Path = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    return zipfile.ZipFile(next(folder.glob("*.whl")))


def test_wheel_holds_exactly_the_tracked_package_and_rules(wheel: zipfile.ZipFile) -> None:
    expected = {
        name.replace("src/", "", 1) if name.startswith("src/") else f"risk_checks/_{name}"
        for name in tracked("src/risk_checks", "rules")
    }
    shipped = {name for name in wheel.namelist() if ".dist-info/" not in name}
    assert shipped == expected


def test_wheel_is_typed_licensed_and_has_the_command(wheel: zipfile.ZipFile) -> None:
    names = set(wheel.namelist())
    metadata = next(name for name in names if name.endswith(".dist-info/METADATA")).removesuffix("METADATA")
    assert "risk_checks/py.typed" in names
    assert metadata + "licenses/LICENSE" in names
    assert "risk-checks = risk_checks.cli.main:main" in wheel.read(metadata + "entry_points.txt").decode()


def test_wheel_asks_for_no_dev_tool(wheel: zipfile.ZipFile) -> None:
    metadata = next(name for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))
    needs = Parser().parsestr(wheel.read(metadata).decode()).get_all("Requires-Dist", [])
    assert needs
    assert not [need for need in needs if need.startswith(("pytest", "mypy", "ruff", "hypothesis"))]


def test_no_code_among_the_rules() -> None:
    # One .py under rules/ would be code in a rule file, and would break the editable install.
    assert [path.name for path in (ROOT / "rules").rglob("*.py")] == []
