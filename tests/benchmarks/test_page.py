"""The tables of docs/performance.md: what is measured is told, and what is not is said to be missing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from benchmarks.answers import Said, compared
from benchmarks.page import BEGIN, END, table, tables, write_page
from benchmarks.targets import TARGETS

ROOT = Path(__file__).resolve().parents[2]


def taken(name: str, wall: float, *, people: int = 1000, cohort: int | None = None, **more: Any) -> dict[str, Any]:
    on = cohort or people
    told = {"name": name, "title": name, "cannot": "", "cohort": on, "wall": wall, "cpu": wall, "peak_mb": 500.0}
    return {**told, "ms_a_person": 1000 * wall / on, "read": {}, **more}


def size(people: int, *contenders: dict[str, Any]) -> dict[str, Any]:
    reading = {mode: taken(f"reading-{mode}", wall, seconds=wall) for mode, wall in (("on", 3.0), ("off", 2.0))}
    return {
        "people": people,
        "bytes": people * 6000,
        "resources": people * 18,
        "contenders": contenders,
        "reading": reading,
    }


def results(*sizes: dict[str, Any]) -> dict[str, Any]:
    machine = {"cores": 2, "memory_gb": 8.0, "processor": "x", "system": "Linux", "python": "3.11", "node": ""}
    return {
        "runs": 3,
        "records": 100,
        "machine": {**machine, "ours": {"duckdb": "2"}, "theirs": {}},
        "start": {"pack": taken("pack", 1.0)},
        "sizes": list(sizes),
        "one_record": {name: {"calls": 100, "p50": 2.0, "p99": 4.0} for name in ("pack-100", "six-100")},
    }


def measured(target: str, *sizes: dict[str, Any]) -> list[str]:
    (found,) = [each for each in TARGETS if each.what.startswith(target)]
    return list(found.measured(results(*sizes)))


def test_ratio_is_of_the_same_session() -> None:
    one = size(1000, taken("scan", 1.0), taken("pack", 8.0))
    assert measured("100,000 people, whole pack", one) == ["1,000: 8x"]


def test_ratio_with_a_slower_way_is_by_the_person_and_says_on_how_many() -> None:
    one = size(1000, taken("six", 2.0), taken("cql", 5.0, cohort=100))
    assert measured("Six rules against cql", one) == ["1,000: 25x (theirs on 100)"]


def test_slope_leaves_the_start_aside() -> None:
    sizes = (size(1000, taken("pack", 3.0)), size(2000, taken("pack", 5.0, people=2000)))
    assert measured("Time a person", *sizes) == ["1,000 to 2,000: 1.00x"]


def test_reading_is_compared_by_the_seconds_inside() -> None:
    assert measured("Reading", size(1000)) == ["1,000: 1.50x"]


def test_what_was_not_run_is_not_measured() -> None:
    left = {"name": "cql", "title": "CQL", "cannot": "", "cohort": 10, "skipped": "Node.js is not there"}
    told = tables(results(size(1000, taken("six", 2.0), left)))
    assert "| CQL |  | not run: Node.js is not there |" in told
    assert "| Six rules against cql-execution | 25x faster | 100x faster | not measured |" in told


@pytest.mark.parametrize(("day", "told"), [("", "gives none"), ("2027-01-01", "alike"), ("2027-01-02", "1 other")])
def test_answers_without_days_are_told_as_such(day: str, told: str) -> None:
    ours = {("r", "s1"): Said("met", "2027-01-01")}
    found = compared({("r", "s1"): Said("met", day)}, ours)
    page = tables(results(size(1000, taken("cql", 2.0, compared=found))))
    assert f"| {told} | none |" in page


def test_table_is_written_between_the_markers_and_nowhere_else(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"before\n\n{BEGIN}\n\nold\n\n{END}\n\nafter\n")
    write_page(page, results(size(1000, taken("six", 2.0))))
    text = page.read_text()
    assert text.startswith(f"before\n\n{BEGIN}\n")
    assert text.endswith(f"{END}\n\nafter\n")
    assert "old" not in text
    assert "1,000 people" in text


def test_page_without_markers_is_refused(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("nothing\n")
    with pytest.raises(ValueError, match="markers"):
        write_page(page, results())


def test_shipped_page_has_the_markers_once() -> None:
    text = (ROOT / "docs" / "performance.md").read_text(encoding="utf-8")
    assert (text.count(BEGIN), text.count(END)) == (1, 1)


def test_markdown_table_has_a_line_for_each_row() -> None:
    assert table(["a", "b"], [["1", "2"]]) == "| a | b |\n| --- | --- |\n| 1 | 2 |\n"


def test_answers_are_compared_by_rule_and_subject() -> None:
    ours = {("r", "s1"): Said("unknown", ""), ("r", "s2"): Said("met", "2027-01-01"), ("r", "s3"): Said("gap", "")}
    theirs = {("r", "s1"): Said("gap", ""), ("r", "s2"): Said("met", "2027-01-02"), ("r", "s4"): Said("met", "")}
    found = compared(theirs, ours)
    assert found["unlike"] == {"unknown > gap": 1, "gap > -": 1, "- > met": 1}
    assert (found["alike"], found["other_day"]) == (0, 1)
