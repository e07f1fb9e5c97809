"""A stand-in for the reading and checking of records, so that a test of the command line tests the command line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from risk_checks import api
from risk_checks.cli.main import cli
from risk_checks.reports.report import Report
from tests.unit.reports.making import report


@dataclass
class FakeApi:
    """Gives the same report whatever is asked, and keeps what was asked."""

    report: Report
    failure: BaseException | None = None
    sources: list[Any] = field(default_factory=list)
    read_with: dict[str, Any] = field(default_factory=dict)
    checked_with: dict[str, Any] = field(default_factory=dict)

    def read(self, sources: Sequence[Any], **given: Any) -> FakeApi:
        self.sources, self.read_with = list(sources), given
        return self

    def check(self, **given: Any) -> Report:
        self.checked_with = given
        if self.failure is not None:
            raise self.failure
        return self.report


def fake(patch: pytest.MonkeyPatch, made: Report | None = None, *, failure: BaseException | None = None) -> FakeApi:
    """Put a stand-in in the place of `risk_checks.api.read`."""
    stand_in = FakeApi(made or report(), failure)
    patch.setattr(api, "read", stand_in.read)
    return stand_in


def source(folder: Path) -> str:
    """Return a source that exists."""
    path = folder / "extract"
    path.mkdir()
    (path / "Patient.ndjson").write_text('{"resourceType": "Patient", "id": "p1"}\n')
    return str(path)


def invoke(*arguments: str, stdin: str | bytes | None = None) -> Result:
    """Run a command inside this process; errors come through."""
    return CliRunner().invoke(cli, arguments, input=stdin, standalone_mode=False, catch_exceptions=False)
