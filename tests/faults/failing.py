"""A disk that fails at one step of the writing and at no other."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from risk_checks.reports import folder, swap

STEPS = ("open", "fsync", "mkdir", "rename", "link", "replace")


class Failing:
    """Counts the steps that ask something of the disk, and fails the one whose turn it is."""

    def __init__(self, turn: int, code: int) -> None:
        self.turn = turn
        self.code = code
        self.done = 0

    @property
    def has_failed(self) -> bool:
        """Whether the turn came."""
        return self.done >= self.turn

    def step(self) -> None:
        """Count a step; raise OSError if it is the one to fail."""
        self.done += 1
        if self.done == self.turn:
            raise OSError(self.code, "ZZCANARY")


@contextmanager
def failing(turn: int, code: int, *, can_exchange: bool = True) -> Iterator[Failing]:
    """Let the step of a number fail while the block runs, in whatever module it is asked for."""
    disk = Failing(turn, code)
    with pytest.MonkeyPatch.context() as patch:
        for name in STEPS:
            patch.setattr(os, name, _held(getattr(os, name), disk))
        patch.setattr(os, "fdopen", lambda handle, mode: io.BufferedWriter(_raw(handle, mode, disk)))
        patch.setattr(folder, "exchange", _held(swap.exchange, disk) if can_exchange else lambda *_: False)
        yield disk


def _held(real: Callable[..., Any], disk: Failing) -> Callable[..., Any]:
    def call(*given: Any, **named: Any) -> Any:
        disk.step()
        return real(*given, **named)

    return call


def _raw(handle: int, mode: str, disk: Failing) -> io.RawIOBase:
    class Raw(io.FileIO):
        """A file whose writes and whose closing may fail; what is closed is closed all the same."""

        def write(self, data: Any, /) -> int:
            disk.step()
            return super().write(data)

        def close(self) -> None:
            was_open = not self.closed
            super().close()
            if was_open:
                disk.step()

    return Raw(handle, mode)
