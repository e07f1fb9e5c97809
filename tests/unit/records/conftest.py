"""Reading, in memory and staged at once: what either says, the other says too."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from risk_checks.records.reading import Records, read_sources
from risk_checks.records.staging import stage_sources
from tests.unit.records.small import SHAPES

Read = Callable[..., Records]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder for the files of a test to read."""
    path = tmp_path / "extract"
    path.mkdir()
    return path


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Read sources both ways with the small shapes, find that they agree and add up, and give what is in memory."""

    def both(*sources: Any, **options: Any) -> Records:
        records = read_sources(sources, shapes=SHAPES, **options)
        staged = stage_sources(sources, shapes=SHAPES, into=tmp_path / "staged", **options)
        assert records.sums.adds_up
        for name in Records.__slots__:
            if name != "entries":
                assert getattr(staged, name) == getattr(records, name)
        for kind, file in staged.files.items():
            lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
            assert lines == [entry.resource for entry in records.entries if entry.type == kind]
        assert sorted(path.name for path in (tmp_path / "staged").iterdir()) == sorted(
            f"{kind}.ndjson" for kind in SHAPES
        )
        return records

    return both
