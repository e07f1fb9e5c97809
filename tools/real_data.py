"""`make real-data`: what the shipped rules find on public data that nobody here wrote, as the tables of the page."""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import risk_checks as rc

FOLDER = Path(__file__).resolve().parents[2] / "shared" / "data"
DAY = "2021-04-01"
OUTCOMES = ("met", "late", "due", "gap", "unknown", "exempt")
NOBODY = "·"
NOT_EVALUATED = "–"
SEEN = "RC-RISK-001"  # asks about referrals: its sums say how many there are, and of how many it asks


@dataclass(frozen=True, slots=True)
class DataSet:
    """A data set, and the further days on which more of its people are in care.

    The files of one that is `apart` use the same ids for different people, so that each is checked by itself.
    """

    name: str
    folder: str
    days: tuple[str, ...] = ()
    apart: bool = False


SETS = (
    DataSet("Synthea bundles", "synthea_r4_bundles", ("1978-10-10", "2019-07-15")),
    DataSet("Pathling bundles", "pathling_bundles", ("2014-01-20",)),
    DataSet("Synthea bulk 10", "synthea_bulk_ndjson_10"),
    DataSet("Synthea bulk 100", "synthea_bulk_ndjson_100_partial"),
    DataSet("HL7 R4 examples", "hl7_r4_examples", ("2013-04-15",)),
    DataSet("UK Core package", "uk_core_json", ("2020-01-20",)),
    DataSet("PDS examples", "uk_pds"),
    DataSet("AU Core", "au_core", ("2023-03-01",)),
    DataSet("US Core", "us_core", ("2025-10-15",)),
    DataSet("eCQM in one folder", "cqm_cases"),
    DataSet("eCQM by file", "cqm_cases", ("2026-06-30",), apart=True),
)


@dataclass(slots=True)
class Found:
    """What was found in one data set on one day, added up over what was checked by itself."""

    entries: int = 0
    people: int = 0
    referrals: int = 0
    asked_about: int = 0
    incomplete: bool = False
    outcomes: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    not_evaluated: dict[str, str] = field(default_factory=dict)

    def add(self, report: rc.Report) -> None:
        """Add the sums of one report."""
        run = report.run
        self.entries += run.entries.total
        self.people += run.patients.read
        self.incomplete |= run.incomplete
        for row in report.summary():
            if row.not_evaluated is not None:
                self.not_evaluated[row.rule] = row.not_evaluated
                continue
            self.outcomes[row.rule] += Counter({each: getattr(row, each) or 0 for each in OUTCOMES})
            if row.rule == SEEN:
                self.referrals += run.tallies[report.rule(row.rule).id].rows
                self.asked_about += row.population or 0

    @property
    def total(self) -> Counter[str]:
        """How often each outcome was given, by whatever rule."""
        return sum(self.outcomes.values(), Counter())


def main() -> int:
    """Check every data set and print the tables; return 1 where a page was named that does not show them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", default=FOLDER, help="the folder of public data sets")
    parser.add_argument("--page", type=Path, help="a page that is to show every line of the tables")
    asked = parser.parse_args()
    sets = [each for each in SETS if (asked.folder / each.folder).is_dir()]
    if not sets:
        print("There is no folder of public data sets here, so nothing was checked; name one to check it.")
        return 0
    if len(sets) < len(SETS):
        print(f"Not there: {', '.join(each.name for each in SETS if each not in sets)}\n")
    lines = list(_tables(asked.folder, sets))
    print("\n".join(lines))
    if asked.page is None:
        return 0
    shown = set(asked.page.read_text(encoding="utf-8").splitlines())
    differ = [line for line in lines if line not in shown]
    print(f"\nThe page lacks {len(differ)} of these lines.", *differ, sep="\n")
    return 1 if differ else 0


def _tables(folder: Path, sets: Iterable[DataSet]) -> Iterator[str]:
    main_day = {each.name: _found(folder, each, DAY) for each in sets}
    other_days = {f"{each.name}, {day}": _found(folder, each, day) for each in sets for day in each.days}
    with_outcomes = {name: found for name, found in main_day.items() if found.total}
    yield from (*_data_sets(main_day | other_days), "", *_rules(with_outcomes), "", *_why_not(main_day), "")
    yield from _rules(other_days)


def _found(folder: Path, one: DataSet, day: str) -> Found:
    found = Found()
    if one.apart:
        for path in sorted((folder / one.folder).glob("*/*.json")):
            found.add(_checks().check(path, as_of=day))
    else:
        found.add(_extract(folder / one.folder).check(as_of=day, engine="reference"))
    return found


@cache
def _checks() -> rc.Compiled:
    return rc.compile()


@cache
def _extract(folder: Path) -> rc.Extract:
    return rc.read(folder)


def _data_sets(found: dict[str, Found]) -> Iterator[str]:
    rows = (
        (
            f"{name}, incomplete" if one.incomplete else name,
            *(f"{count:,}" for count in (one.entries, one.people, one.referrals, one.asked_about)),
            *(f"{one.total[each]:,}" for each in OUTCOMES),
            str(len(one.not_evaluated)),
        )
        for name, one in found.items()
    )
    heads = ("data set", "entries", "people", "referrals", "asked about", *OUTCOMES, "not evaluated")
    yield from _table(heads, rows)


def _rules(found: dict[str, Found]) -> Iterator[str]:
    """Yield rule by data set, and all of them together with the share that is unknown; then which apply to nobody."""
    rows, nobody, every = [], [], list(found.values())
    for rule in sorted({rule for one in every for rule in (*one.outcomes, *one.not_evaluated)}):
        total = sum((one.outcomes[rule] for one in every), Counter[str]())
        if not total:
            nobody.append(rule)
            continue
        share = f"{total['unknown'] / total.total():.0%}"
        cells = (NOT_EVALUATED if rule in one.not_evaluated else _counts(one.outcomes[rule]) for one in every)
        rows.append((rule, *cells, _counts(total), share))
    yield from _table(("rule", *found, "together", "unknown"), rows)
    yield from ("", f"Without any outcome: {', '.join(nobody) or 'none'}.")


def _counts(counts: Counter[str]) -> str:
    return ", ".join(f"{counts[each]} {each}" for each in OUTCOMES if counts[each]) or NOBODY


def _why_not(found: dict[str, Found]) -> Iterator[str]:
    """Yield which rules were not evaluated in the same data sets, and why."""
    names: dict[tuple[str, str], list[str]] = defaultdict(list)
    for name, one in found.items():
        for pair in one.not_evaluated.items():
            names[pair].append(name)
    pairs: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for pair, some in sorted(names.items()):
        pairs[_names(some, found)].append(pair)
    rows = (
        (where, ", ".join(rule for rule, _ in some), " ".join(sorted({why for _, why in some})))
        for where, some in sorted(pairs.items())
    )
    yield from _table(("data sets", "not evaluated", "because"), rows)


def _names(some: Sequence[str], every: Iterable[str]) -> str:
    """Return names, or those that are left out where they are fewer."""
    others = [each for each in every if each not in some]
    if len(some) <= len(others):
        return ", ".join(some)
    return f"all but {', '.join(others)}" if others else "all"


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(heads)} |"
    yield f"|{'---|' * len(heads)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"


if __name__ == "__main__":
    sys.exit(main())
