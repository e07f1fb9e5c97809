"""What the library is to reach, and how the results of a session say whether it does."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

Results = Mapping[str, Any]
Measure = Callable[[Results], Iterable[str]]


@dataclass(frozen=True, slots=True)
class Target:
    """A target in words, with the function that says what was measured, a text for each size."""

    what: str
    must: str
    aim: str
    measured: Measure


def _taken(size: Results, name: str) -> Mapping[str, Any] | None:
    return next((each for each in size["contenders"] if each["name"] == name and "wall" in each), None)


def _over(name: str, other: str) -> Measure:
    """Tell how many times as long one took a person as the other."""

    def measured(results: Results) -> Iterable[str]:
        for size in results["sizes"]:
            one, two = _taken(size, name), _taken(size, other)
            if one and two:
                yield f"{size['people']:,}: {one['ms_a_person'] / two['ms_a_person']:.3g}x{_slice(two, size)}"

    return measured


def _slice(taken: Mapping[str, Any], size: Results) -> str:
    return "" if taken["cohort"] == size["people"] else f" (theirs on {taken['cohort']:,})"


def _faster(name: str, other: str) -> Measure:
    """Tell how many times as fast one is a person as the other."""

    def measured(results: Results) -> Iterable[str]:
        for size in results["sizes"]:
            one, two = _taken(size, name), _taken(size, other)
            if one and two:
                yield f"{size['people']:,}: {two['ms_a_person'] / one['ms_a_person']:.3g}x{_slice(two, size)}"

    return measured


def _slope(results: Results) -> Iterable[str]:
    start = results["start"].get("pack", {}).get("wall")
    sizes = sorted(results["sizes"], key=lambda size: int(size["people"]))
    for small, large in pairwise(sizes):
        one, two = _taken(small, "pack"), _taken(large, "pack")
        if start is not None and one and two and one["wall"] > start:
            each = [(taken["wall"] - start) / size["people"] for taken, size in ((one, small), (two, large))]
            yield f"{small['people']:,} to {large['people']:,}: {each[1] / each[0]:.2f}x"


def _memory(results: Results) -> Iterable[str]:
    for size in results["sizes"]:
        taken = _taken(size, "pack")
        if taken:
            yield f"{size['people']:,}: {taken['peak_mb'] / 1000:.2f} GB"


def _record(results: Results) -> Iterable[str]:
    for name, of in (("pack-100", "whole pack"), ("six-100", "six rules")):
        took = results["one_record"].get(name)
        if took:
            yield f"{of}: {took['p50']:.2f} / {took['p99']:.2f} ms"


def _reading(results: Results) -> Iterable[str]:
    for size in results["sizes"]:
        taken = size["reading"]
        if "skipped" in taken:
            continue
        yield f"{size['people']:,}: {taken['on']['seconds'] / taken['off']['seconds']:.2f}x"


TARGETS: tuple[Target, ...] = (
    Target("100,000 people, whole pack, over the raw JSON scan", "15x", "6x", _over("pack", "scan")),
    Target("100,000 people, six rules, over the raw JSON scan", "10x", "5x", _over("six", "scan")),
    Target(
        "Six rules against the loop over fhir.resources", "25x faster", "60x faster", _faster("six", "fhir-resources")
    ),
    Target("Six rules against cql-execution", "25x faster", "100x faster", _faster("six", "cql")),
    Target("Six rules against hand-written DuckDB SQL", "2x its time", "1.2x", _over("six", "sql")),
    Target("Time a person, 100,000 to 1,000,000 people, start aside", "1.1x", "1.0x", _slope),
    Target("Peak memory at 1,000,000 people, whole pack", "2 GB", "1 GB", _memory),
    Target("One record of 100 resources, p50 / p99", "5 / 15 ms", "1.5 / 5 ms", _record),
    Target("Reading with the checks on over off", "1.5x", "1.25x", _reading),
)
