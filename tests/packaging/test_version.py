"""The version is said once, and the change log begins with it."""

from __future__ import annotations

import re
from importlib.metadata import version

from risk_checks.version import __version__
from tests.packaging.checkout import ROOT


def test_installed_version_is_the_one_in_the_source() -> None:
    assert version("risk_checks") == __version__


def test_change_log_speaks_of_this_version_in_two_parts() -> None:
    log = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    sections = re.split(r"^## ", log, flags=re.MULTILINE)[1:]
    mine = [section for section in sections if section.startswith(f"[{__version__}]")]
    assert len(mine) == 1
    assert re.findall(r"^### (\w+)", mine[0], flags=re.MULTILINE) == ["Software", "Rules"]
