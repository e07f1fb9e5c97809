"""The bar is for somebody who watches, and counts bytes."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from risk_checks.cli.progress import progress_of


class Terminal(io.StringIO):
    """A standard error that somebody watches."""

    def isatty(self) -> bool:
        return True


def test_nobody_watching_gets_no_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    for stream in (io.StringIO(), None):
        monkeypatch.setattr(sys, "stderr", stream)
        with progress_of([b"1234"]) as progress:
            assert progress is None


def test_bar_reaches_its_end_with_the_last_byte(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "a.ndjson").write_bytes(b"12345")
    (tmp_path / "b.ndjson").write_bytes(b"123")
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    with progress_of([tmp_path, tmp_path / "b.ndjson", b"12"]) as progress:
        assert progress is not None
        for _ in range(13):
            progress(1)
    assert "100%" in terminal.getvalue()
