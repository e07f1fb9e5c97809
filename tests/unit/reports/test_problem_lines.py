"""What is told of problems by kind: the files, and first what made the run incomplete."""

from __future__ import annotations

import re
from pathlib import Path

from risk_checks import records
from risk_checks.records.problems import LOSSES, WORDS, problem
from risk_checks.reports.problem_lines import problem_lines


def _codes(lines: list[str]) -> list[str]:
    return [line.split(":")[0] for line in lines]


def test_what_leaves_the_input_incomplete_comes_before_what_there_is_more_of() -> None:
    told = [
        problem("element-shape", file="Flag.ndjson", line=1, element="Flag.status", count=9),
        problem("nhs-number-not-valid", count=5000, resource_type="Patient"),
        problem("file-cut-off", file="Flag.1.ndjson.gz"),
        problem("not-json", file="Flag.ndjson", line=7, count=2),
    ]
    assert _codes([*problem_lines(told)]) == [
        "2 not-json",
        "1 file-cut-off",
        "5,000 nhs-number-not-valid",
        "9 element-shape",
    ]


def test_files_are_named_once_each_and_a_few_of_many() -> None:
    told = [problem("not-json", file=f"Flag.{number % 5}.ndjson", line=number) for number in range(1, 11)]
    said = (
        "10 not-json: the text is not JSON (in Flag.1.ndjson, Flag.2.ndjson, Flag.3.ndjson and 2 more);"
        f" {WORDS['not-json'][1]}"
    )
    assert [*problem_lines(told)] == [said]


def test_of_problems_that_are_only_counted_the_code_is_told() -> None:
    assert [*problem_lines([], counted={"not-json": 3})] == ["3 not-json"]


def test_every_reason_to_refuse_a_file_is_known_to_leave_the_input_incomplete() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in Path(records.__file__).parent.glob("*.py"))
    refused = set(re.findall(r'Refused\("([a-z-]+)"', source))
    assert len(refused) > 8
    assert refused <= LOSSES <= WORDS.keys()
