"""Where the time of a run went, by a clock that the caller brings: no answer hangs on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Literal, TypeVar

Part = Literal["start", "read", "views", "tables", "rules", "write"]
PARTS: tuple[Part, ...] = ("start", "read", "views", "tables", "rules", "write")

_Key = TypeVar("_Key")
_Value = TypeVar("_Value")


class Timings:
    """The seconds that each part of one run took; a moment is counted in one part, the innermost.

    `clock` gives seconds since some moment, as `time.perf_counter` does. It is for one run in one thread.

    >>> moments = iter([0.0, 1.0, 4.0, 6.0])
    >>> timings = Timings(lambda: next(moments))
    >>> with timings.part("rules"):
    ...     with timings.part("tables"):
    ...         pass
    >>> timings.seconds["rules"], timings.seconds["tables"]
    (3.0, 3.0)
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._spent: dict[Part, float] = dict.fromkeys(PARTS, 0.0)
        self._inside: list[Part] = []
        self._since = 0.0

    @property
    def seconds(self) -> Mapping[Part, float]:
        """Seconds by part, in the order of a run; a part that still runs has what it took so far."""
        if self._inside:
            self._count()
        return dict(self._spent)

    @contextmanager
    def part(self, name: Part) -> Iterator[None]:
        """Count the time of a `with` block in a part, and no longer in the one around it."""
        self._count()
        self._inside.append(name)
        try:
            yield
        finally:
            self._count()
            self._inside.pop()

    def _count(self) -> None:
        now = self._clock()
        if self._inside:
            self._spent[self._inside[-1]] += now - self._since
        self._since = now


class TimedMapping(Mapping[_Key, _Value]):
    """A mapping whose values take time to look up, which is counted in a part."""

    def __init__(self, values: Mapping[_Key, _Value], *, timings: Timings, part: Part) -> None:
        self._values, self._timings, self._part = values, timings, part

    def __getitem__(self, key: _Key) -> _Value:
        with self._timings.part(self._part):
            return self._values[key]

    def __iter__(self) -> Iterator[_Key]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)


def untimed() -> Timings:
    """Return timings for a run that nobody times: every moment of theirs is the same."""
    return Timings(lambda: 0.0)


def timing_lines(timings: Timings) -> list[str]:
    """Return the parts in seconds for a terminal, with their sum."""
    seconds = timings.seconds
    return [*(f"  {part:<8}{seconds[part]:8.2f} s" for part in PARTS), f"  {'all':<8}{sum(seconds.values()):8.2f} s"]
