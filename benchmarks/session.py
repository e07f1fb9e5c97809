"""One session of measuring: contenders take turns, run by run, so that a busy minute does not fall on one of them."""

from __future__ import annotations

import json
import sys
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.answers import compared, read_answers
from benchmarks.cohorts import AS_OF, Cohort, cohort
from benchmarks.contenders import CONTENDERS, Contender, Tools
from benchmarks.loops.writing import FACTS
from benchmarks.measure import Run, RunFailed, middle, run

A_FEW = 10  # people, of whom a run is all start
_MEGABYTE = 1e6

Result = dict[str, Any]


class Session:
    """Measures contenders with some tools; cohorts are kept in `cache`, what contenders write goes to `out`."""

    def __init__(self, tools: Tools, *, cache: Path, out: Path, runs: int) -> None:
        self._tools, self._cache, self._out, self._runs = tools, cache, out, runs

    def parts(self, sizes: Sequence[int], only: Collection[str] | None, *, records: int) -> Iterator[Result]:
        """Yield the parts of the results as they come; sizes grow by one each time."""
        yield {"start": self.starts(only)}
        if records:
            yield {"one_record": self.one_record(records)}
        done: list[Result] = []
        for people in sizes:
            done.append(self.measured(people, only))
            yield {"sizes": done}

    def starts(self, only: Collection[str] | None) -> dict[str, Result]:
        """Return what our command takes for a handful of people: its start."""
        few = [each for each in _chosen(only) if each.small]
        return {each["name"]: each for each in self._turns(few, people=A_FEW)}

    def measured(self, people: int, only: Collection[str] | None) -> Result:
        """Return what every contender took for so many people, or fewer where it is slow."""
        chosen = _chosen(only)
        whole = cohort(people, cache=self._cache)
        found = self._turns(chosen, people=people)
        for each in found:
            if "wall" in each and self._by_name(each["name"]).answers:
                each.update(self._compared(each["name"], people=each["cohort"]))
        return {
            "people": people,
            "bytes": whole.bytes,
            "resources": sum(_lines(file) for file in whole.files),
            "contenders": found,
            "reading": self._reading(whole),
        }

    def one_record(self, records: int) -> dict[str, Any]:
        """Return the times of one record in process, in milliseconds."""
        _say(f"one record, {records} times for each size")
        out = self._out / "one_record"
        source = cohort(1_000, cache=self._cache)
        run([sys.executable, "-m", "benchmarks.one_record", str(source.folder), AS_OF, str(out), str(records)])
        told: dict[str, Any] = json.loads((out / FACTS).read_text(encoding="utf-8"))
        return told

    def _turns(self, contenders: Collection[Contender], *, people: int) -> list[Result]:
        found: dict[str, Result] = {}
        taken: dict[str, list[Run]] = {}
        for turn in range(self._runs):
            for each in contenders:
                result = found.setdefault(each.name, {"name": each.name, "title": each.title, "cannot": each.cannot})
                if "skipped" in result:
                    continue
                source = cohort(min(people, each.most or people), cache=self._cache)
                result["cohort"] = source.people
                why = each.missing(self._tools) if not turn else ""
                if not why:
                    _say(f"{each.title}: {source.people:,} people, run {turn + 1} of {self._runs}")
                    try:
                        taken.setdefault(each.name, []).append(self._once(each, source))
                    except RunFailed as failed:
                        why = _last_line(failed)
                if why:
                    _say(f"{each.title}: skipped, {why}")
                    result["skipped"] = why
        for name, runs in taken.items():
            if "skipped" not in found[name]:
                found[name] |= self._told(name, runs, people=found[name]["cohort"])
        return list(found.values())

    def _once(self, contender: Contender, source: Cohort) -> Run:
        out = self._out / f"{contender.name}-{source.people}"
        return run(contender.command(self._tools, source, out))

    def _told(self, name: str, runs: list[Run], *, people: int) -> Result:
        one = middle(runs)
        facts = self._out / f"{name}-{people}" / FACTS
        return {
            "walls": [round(each.wall, 3) for each in runs],
            "wall": round(one.wall, 3),
            "cpu": round(one.cpu, 3),
            "peak_mb": round(one.peak / _MEGABYTE, 1),
            "ms_a_person": round(1000 * one.wall / people, 4),
            "read": json.loads(facts.read_text(encoding="utf-8")) if facts.exists() else {},
        }

    def _compared(self, name: str, *, people: int) -> Result:
        theirs = self._out / f"{name}-{people}"
        ours = self._out / f"six-{people}"
        if not ours.exists():
            self._once(self._by_name("six"), cohort(people, cache=self._cache))
        return {"compared": compared(read_answers(theirs), read_answers(ours))}

    def _reading(self, source: Cohort) -> Result:
        runs: dict[str, list[Run]] = {"on": [], "off": []}
        inside: dict[str, list[float]] = {"on": [], "off": []}
        for turn in range(self._runs):
            for mode, taken in runs.items():
                _say(f"reading with checks {mode}: {source.people:,} people, run {turn + 1} of {self._runs}")
                out = self._out / f"reading-{mode}-{source.people}"
                call = [sys.executable, "-m", "benchmarks.reading", str(source.folder), AS_OF, str(out), mode]
                try:
                    taken.append(run(call))
                except RunFailed as failed:
                    return {"skipped": _last_line(failed)}
                inside[mode].append(json.loads((out / FACTS).read_text(encoding="utf-8"))["seconds"])
        return {
            mode: {**self._told(f"reading-{mode}", taken, people=source.people), "seconds": median(inside[mode])}
            for mode, taken in runs.items()
        }

    @staticmethod
    def _by_name(name: str) -> Contender:
        return next(each for each in CONTENDERS if each.name == name)


def _chosen(only: Collection[str] | None) -> list[Contender]:
    return [each for each in CONTENDERS if only is None or each.name in only]


def _lines(file: Path) -> int:
    with file.open("rb") as source:
        return sum(block.count(b"\n") for block in iter(lambda: source.read(1 << 20), b""))


def _last_line(failed: RunFailed) -> str:
    return f"it failed: {str(failed).strip().rpartition(chr(10))[2]}"


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
