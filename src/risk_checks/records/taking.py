"""What an engine reads by itself, so that its lines need not be parsed here; every one of them is used as it stands."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from risk_checks.records.sources import Source


@dataclass(frozen=True, slots=True)
class Taken:
    """The lines of all files of one type, by the label of the file, and what a ledger notes of them.

    `marks` is the sum of the marks of those in use, `latest` the latest `meta.lastUpdated`, and `faults` says how many
    resources have which problem.
    """

    type: str
    lines: Mapping[str, int]
    marks: int = 0
    latest: int | None = None
    faults: Mapping[str, int] = field(default_factory=dict)


class Taker(Protocol):
    """Takes types of which it reads every file by itself, and finds nothing there but resources of the type in use.

    `changed` are the labels of files that were changed while it read them.
    """

    changed: set[str]

    def __call__(self, sources: Sequence[Source], *, but: Collection[str]) -> Mapping[str, Taken]:
        """Return what is taken of sources, by type; some types are not to be taken."""
        ...


class Entangled(Exception):
    """Types that were taken and cannot be: something else names their resources, or has others of the type."""

    def __init__(self, types: Collection[str]) -> None:
        self.types = types
        super().__init__()
