"""One record in process: how long `rc.compile(...).check(record)` takes, in milliseconds, by the size of the record.

FOLDER AS_OF OUT RECORDS. Each record is somebody of the cohort whose resources are repeated under new ids until there
are so many; every call is timed by itself, after a few that are not. A row that takes longer than SECONDS is ended, and
says how many calls it has.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from itertools import cycle, islice
from pathlib import Path
from statistics import quantiles
from time import perf_counter
from typing import Any

import risk_checks as rc
from benchmarks.contenders import SIX

SIZES = (20, 100, 1000)
PEOPLE = 40
WARM_UP = 5
SECONDS = 300.0

Resource = dict[str, Any]


def measured(folder: Path, *, as_of: str, records: int) -> dict[str, dict[str, float]]:
    """Return p50 and p99 in milliseconds, by pack and size of the record."""
    packs = {"pack": rc.compile(site=folder / "site.toml"), "six": rc.compile(select=SIX)}
    found = {}
    for size in SIZES:
        made = [record(person, size=size) for person in somebodies(folder)]
        for name, rules in packs.items():
            for each in islice(cycle(made), WARM_UP):
                rules.check(each, as_of=as_of)
            took: list[float] = []
            spent = 0.0
            for each in islice(cycle(made), records):
                began = perf_counter()
                rules.check(each, as_of=as_of)
                took.append(1000 * (perf_counter() - began))
                spent += took[-1] / 1000
                if spent > SECONDS and len(took) > 1:
                    break
            cuts = quantiles(took, n=100, method="inclusive")
            found[f"{name}-{size}"] = {"calls": len(took), "p50": round(cuts[49], 3), "p99": round(cuts[98], 3)}
    return found


def somebodies(folder: Path) -> list[list[Resource]]:
    """Return the resources of the first people of an extract, the person first."""
    held: dict[str, list[Resource]] = defaultdict(list)
    patients = folder / "Patient.ndjson"
    for file in [patients, *sorted(set(folder.glob("*.ndjson")) - {patients})]:
        with file.open(encoding="utf-8") as lines:
            for line in lines:
                key = line.partition('"id":"')[2].partition('"')[0].partition("-")[0]
                if key in held or (file.stem == "Patient" and len(held) < PEOPLE):
                    held[key].append(json.loads(line))
    return list(held.values())


def record(resources: list[Resource], *, size: int) -> Resource:
    """Return a Bundle of so many resources of one person."""
    person, *others = resources
    others = others or [{"resourceType": "Flag", "id": "f", "subject": {"reference": f"Patient/{person['id']}"}}]
    copies = ({**each, "id": f"{each['id']}-{number}"} for number, each in enumerate(cycle(others)))
    entries = [{"resource": each} for each in (person, *islice(copies, size - 1))]
    return {"resourceType": "Bundle", "type": "collection", "entry": entries}


if __name__ == "__main__":
    source, day, target, count = sys.argv[1:]
    Path(target).mkdir(parents=True, exist_ok=True)
    told = json.dumps(measured(Path(source), as_of=day, records=int(count)))
    (Path(target) / "facts.json").write_text(told, encoding="utf-8")
