"""`make bench`: every contender in processes of its own on the same made-up people; JSON of it, and a table of that."""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import machine
from benchmarks.contenders import CONTENDERS, SIX, Tools
from benchmarks.measure import ROOT
from benchmarks.page import write_page
from benchmarks.session import Session

_HERE = ROOT / "benchmarks"


def main() -> None:
    """Measure what is asked for, and write the results."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--people", type=int, nargs="+", default=[10_000], help="sizes of the cohorts")
    parser.add_argument("--runs", type=int, default=3, help="of each contender; medians are told")
    parser.add_argument("--records", type=int, default=10_000, help="calls for one record; 0 leaves that out")
    parser.add_argument("--only", nargs="+", choices=[each.name for each in CONTENDERS], help="contenders")
    parser.add_argument("--cache", type=Path, default=_HERE / ".cache", help="where cohorts are kept")
    parser.add_argument("--results", type=Path, default=_HERE / "results.json")
    parser.add_argument("--page", type=Path, help="the page whose table is written anew")
    asked = parser.parse_args()
    tools = Tools(
        python=ROOT / ".venv-bench" / "bin" / "python",
        dve=ROOT / ".venv-bench-dve" / "bin" / "python",
        elm=_translated(asked.cache.absolute()),
    )
    with TemporaryDirectory(prefix="risk_checks.bench.") as made:
        session = Session(tools, cache=asked.cache.absolute(), out=Path(made), runs=asked.runs)
        results = {
            "as_of": "2026-11-01",
            "rules": list(SIX),
            "runs": asked.runs,
            "records": asked.records,
            "machine": machine.facts(tools.python),
            "start": {},
            "sizes": [],
            "one_record": {},
        }
        for part in session.parts(asked.people, asked.only, records=asked.records):
            results |= part
            asked.results.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    if asked.page is not None:
        write_page(asked.page, results)


def _translated(cache: Path) -> Path:
    """Return the rules in ELM, translated from CQL now, which is not measured; there is no file where that failed."""
    elm = cache / "six_rules.elm.json"
    cache.mkdir(parents=True, exist_ok=True)
    elm.unlink(missing_ok=True)
    if shutil.which("node") is not None:
        subprocess.run(["node", str(_HERE / "node" / "translate.mjs"), str(elm)], capture_output=True, check=False)
    return elm


if __name__ == "__main__":
    main()
