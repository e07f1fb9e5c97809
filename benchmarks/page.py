"""The measured part of docs/performance.md, written between its markers from the results of one session."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.targets import TARGETS

BEGIN, END = "<!-- measured: written by make bench -->", "<!-- end of what is measured -->"
_SHOWN = 4  # kinds of difference

Results = Mapping[str, Any]


def write_page(page: Path, results: Results) -> None:
    """Put the tables of a session into a page, in the place of those of an earlier one."""
    text = page.read_text(encoding="utf-8")
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{page.name} lacks the markers of the measured part")
    page.write_text(f"{before}{BEGIN}\n\n{tables(results)}\n{END}{after}", encoding="utf-8")


def tables(results: Results) -> str:
    """Return the measured part as Markdown."""
    parts = [_machine(results), "### Targets\n", _targets(results)]
    for size in results["sizes"]:
        parts += [f"### {size['people']:,} people\n", _size(size), _times(size), _agreement(size)]
    if results["one_record"]:
        parts += ["### One record\n", _one_record(results)]
    return "\n".join(parts)


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def _machine(results: Results) -> str:
    about = results["machine"]
    versions = {**about["theirs"], **about["ours"]}
    named = ", ".join(f"{name} {number}" for name, number in sorted(versions.items()))
    return (
        f"{about['cores']} cores ({about['processor']}), {about['memory_gb']} GB of memory, {about['system']}, "
        f"Python {about['python']}, Node {about['node'] or 'not there'}; {named}. "
        f"Medians of {results['runs']} runs; the most memory of any.\n"
    )


def _targets(results: Results) -> str:
    rows = [
        [target.what, target.must, target.aim, "; ".join(target.measured(results)) or "not measured"]
        for target in TARGETS
    ]
    return table(["What", "Must", "Aim", "Measured"], rows)


def _size(size: Results) -> str:
    each = size["bytes"] / size["people"]
    return (
        f"{size['bytes'] / 1e6:,.0f} MB, {size['resources']:,} resources: {each / 1000:.1f} kB and "
        f"{size['resources'] / size['people']:.0f} resources a person.\n"
    )


def _times(size: Results) -> str:
    rows = []
    for each in size["contenders"]:
        if "wall" not in each:
            rows.append([each["title"], "", f"not run: {each.get('skipped', '')}", "", "", ""])
            continue
        read = each["read"]
        rows.append(
            [
                each["title"],
                f"{read.get('people', each['cohort']):,} of {each['cohort']:,}"
                if "people" in read
                else f"{each['cohort']:,}",
                f"{each['wall']:.2f}",
                f"{each['cpu']:.2f}",
                f"{each['ms_a_person']:.3f}",
                f"{each['peak_mb']:,.0f}",
            ]
        )
    rows += [
        [f"reading only, checks {mode}", f"{size['people']:,}", *_figures(taken)]
        for mode, taken in size["reading"].items()
        if mode != "skipped"
    ]
    return table(["Way", "People", "Wall, s", "CPU, s", "Wall, ms a person", "Memory, MB"], rows)


def _figures(taken: Results) -> list[str]:
    return [f"{taken['wall']:.2f}", f"{taken['cpu']:.2f}", f"{taken['ms_a_person']:.3f}", f"{taken['peak_mb']:,.0f}"]


def _agreement(size: Results) -> str:
    rows = []
    for each in size["contenders"]:
        found = each.get("compared")
        if found is None:
            continue
        unlike = [f"{pair}: {count:,}" for pair, count in found["unlike"].items()]
        more = f" and {len(unlike) - _SHOWN} kinds more" if len(unlike) > _SHOWN else ""
        other = found["other_day"]
        days = "gives none" if other is None else f"{other:,} other" if other else "alike"
        said = ", ".join(f"{outcome} {count:,}" for outcome, count in found["outcomes"].items())
        rows.append(
            [
                each["title"],
                f"{found['answers']:,}: {said}",
                f"{found['alike']:,} of {found['ours']:,}",
                days,
                (", ".join(unlike[:_SHOWN]) + more) or "none",
                each["cannot"] or "",
            ]
        )
    heads = ["Way", "Answers", "Like ours", "Due days", "Ours > theirs (- is no answer)", "What it cannot say"]
    return table(heads, rows)


def _one_record(results: Results) -> str:
    words = {"pack": "whole pack", "six": "six rules"}
    rows = []
    for name, took in results["one_record"].items():
        rules, _, resources = name.partition("-")
        rows.append([words[rules], resources, f"{took['calls']:,}", f"{took['p50']:.2f}", f"{took['p99']:.2f}"])
    return table(["Rules", "Resources", "Calls", "p50, ms", "p99, ms"], rows)
