"""`make planted`: whether both engines find every answer that a made-up cohort was made to give."""

from __future__ import annotations

import argparse
import csv
import os
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Literal

import risk_checks as rc
from risk_checks.synth import DEFAULT_AS_OF, PLANTED, SITE, make_cohort

Engine = Literal["reference", "duckdb"]
ENGINES: tuple[Engine, ...] = ("reference", "duckdb")
OUTCOMES = ("met", "late", "due", "gap", "unknown", "exempt")
_KEPT = 5


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said of one subject; `due_on` is empty where the truth does not lay it down, and then not compared."""

    outcome: str
    reason_code: str
    patient: str
    due_on: str

    def is_said_by(self, found: Answer) -> bool:
        """Return whether an outcome that was found says the same."""
        same = (self.outcome, self.reason_code, self.patient) == (found.outcome, found.reason_code, found.patient)
        return same and self.due_on in ("", found.due_on)


@dataclass(slots=True)
class Rule:
    """Planted and found answers of one rule, counted by outcome, and the first few subjects that differ."""

    planted: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    wrong: int = 0
    examples: list[str] = field(default_factory=list)


def main() -> int:
    """Make a cohort, check it with each engine, print the comparison, and return 1 where anything differs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--engine", choices=ENGINES, action="append")
    asked = parser.parse_args()
    right = True
    with TemporaryDirectory(prefix="risk_checks.planted.") as made:
        folder = Path(made)
        began = perf_counter()
        make_cohort(folder, people=asked.people, seed=asked.seed, workers=os.cpu_count() or 1)
        print(f"{asked.people:,} patients made up in {perf_counter() - began:.0f} s (seed {asked.seed})")
        truth = _truth(folder / "truth.csv")
        for engine in asked.engine or ENGINES:
            began = perf_counter()
            found, skipped = _found(folder, engine)
            rules = _compared(truth, found)
            print(f"\n{engine}: {len(found):,} answers in {perf_counter() - began:.0f} s")
            right = _print(rules, skipped) and right
    return 0 if right else 1


def _truth(path: Path) -> dict[tuple[str, str], Answer]:
    with path.open(encoding="utf-8", newline="") as file:
        return {
            (row["rule"], row["subject"]): Answer(row["outcome"], row["reason_code"], row["patient"], row["due_on"])
            for row in csv.DictReader(file)
        }


def _found(folder: Path, engine: Engine) -> tuple[dict[tuple[str, str], Answer], dict[str, str]]:
    report = rc.read(folder, site=folder / SITE).check(as_of=DEFAULT_AS_OF, engine=engine, select=sorted(PLANTED))
    found = {
        (str(each.rule), each.subject): Answer(
            str(each.outcome), str(each.reason_code), each.patient, "" if each.due_on is None else str(each.due_on)
        )
        for each in report.outcomes
    }
    return found, {row.rule: row.not_evaluated for row in report.summary() if row.not_evaluated is not None}


def _compared(truth: dict[tuple[str, str], Answer], found: dict[tuple[str, str], Answer]) -> dict[str, Rule]:
    rules: dict[str, Rule] = defaultdict(Rule)
    for key in sorted({*truth, *found}):
        rule, planted, answer = rules[key[0]], truth.get(key), found.get(key)
        if planted is not None:
            rule.planted[planted.outcome] += 1
        if answer is not None:
            rule.found[answer.outcome] += 1
        if planted is None or answer is None or not planted.is_said_by(answer):
            rule.wrong += 1
            if len(rule.examples) < _KEPT:
                rule.examples.append(f"{key[1]}: planted {_words(planted)}, found {_words(answer)}")
    return rules


def _words(answer: Answer | None) -> str:
    return "nothing" if answer is None else f"{answer.outcome} ({answer.reason_code}) {answer.due_on}".rstrip()


def _print(rules: dict[str, Rule], skipped: dict[str, str]) -> bool:
    print(f"{'rule':<14}{'planted':>9} {'unknown':>8}  " + "".join(f"{each:>9}" for each in OUTCOMES) + "   differ")
    for name in sorted(PLANTED):
        if name in skipped:
            print(f"{name:<14} not evaluated: {skipped[name]}")
            continue
        rule = rules.get(name, Rule())
        total = sum(rule.planted.values())
        share = f"{rule.planted['unknown'] / total:.1%}" if total else "-"
        counts = "".join(f"{_count(rule, each):>9}" for each in OUTCOMES)
        print(f"{name:<14}{total:>9,} {share:>8}  {counts} {rule.wrong:>8,}")
        for example in rule.examples:
            print(f"    {example}")
    wrong = sum(rule.wrong for rule in rules.values())
    total = sum(rule.planted.total() for rule in rules.values())
    unknown = sum(rule.planted["unknown"] for rule in rules.values())
    print(
        f"{total:,} planted, {unknown / max(total, 1):.1%} of them unknown; {len(skipped)} of {len(PLANTED)} rules not"
        f" evaluated; {wrong:,} differ"
    )
    return not wrong and not skipped


def _count(rule: Rule, outcome: str) -> str:
    planted, found = rule.planted[outcome], rule.found[outcome]
    return f"{found:,}" if planted == found else f"{planted}/{found}"


if __name__ == "__main__":
    sys.exit(main())
