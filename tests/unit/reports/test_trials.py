"""A line on an example says what was expected and what came, from which engine."""

from __future__ import annotations

from pathlib import Path

from risk_checks.errors import EngineError, Where
from risk_checks.model.outcome import Outcome, OutcomeKind
from risk_checks.reports.trials import trial_lines
from risk_checks.rules.examples import Example, Expected
from risk_checks.rules.trying import Trial, try_example
from tests.unit.rules.test_trying import outcome

EXAMPLE = Example(
    rule="RC-TEST-001",
    name="Two of them",
    shown=True,
    pair=None,
    as_of=outcome("a").as_of,
    covers=None,
    resources=(),
    rows=None,
    expect=(Expected("b", OutcomeKind.MET, {}), Expected("a", OutcomeKind.GAP, {})),
    where=Where("rules/x.examples.yaml", 7, 5),
)
AS_EXPECTED = [outcome("a"), outcome("b", kind=OutcomeKind.MET)]


def _lines(**said: list[Outcome] | EngineError) -> list[str]:
    def check(_: Example, engine: str) -> list[Outcome]:
        came = said[engine]
        if isinstance(came, EngineError):
            raise came
        return came

    answers = tuple(try_example(EXAMPLE, check=check, engine=engine) for engine in said)
    return trial_lines(Trial(EXAMPLE, answers), seen_from=Path("rules"))


def test_example_that_comes_out_as_expected_has_one_line() -> None:
    assert _lines(reference=AS_EXPECTED, duckdb=AS_EXPECTED[::-1]) == [
        "ok       RC-TEST-001  gap, met -> gap, met (reference, duckdb)  'Two of them'  x.examples.yaml:7"
    ]


def test_engines_that_differ_are_told_apart() -> None:
    failure = EngineError("RC-E401", "cannot say that")
    assert _lines(reference=AS_EXPECTED, duckdb=AS_EXPECTED[:1], spark=failure) == [
        (
            "DIFFERS  RC-TEST-001  gap, met -> gap, met (reference); gap (duckdb); failed (spark)  'Two of them'  "
            "x.examples.yaml:7"
        ),
        "    duckdb: b: expected met; got no outcome",
        "    spark: failed: RC-E401: cannot say that",
    ]


def test_file_from_elsewhere_keeps_its_name() -> None:
    check = {"reference": AS_EXPECTED}
    answers = tuple(try_example(EXAMPLE, check=lambda _, engine: check[engine], engine=name) for name in check)
    (line,) = trial_lines(Trial(EXAMPLE, answers), seen_from=Path("elsewhere"))
    assert line.endswith("  rules/x.examples.yaml:7")
