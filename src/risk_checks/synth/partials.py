"""Years and months given as dates, chosen by where their first and last days lie."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from risk_checks.synth.chart import Chart
from risk_checks.synth.horizon import Partial


def still_current(chart: Chart, counts_from: date) -> list[Partial]:
    """Return those that count from their first day on, begun by the day of the check, current whichever day it was."""
    first = max(counts_from, chart.near.first_current)
    return _those(chart, lambda each: first <= each.earliest <= chart.near.as_of)


def run_out(chart: Chart, counts_from: date) -> list[Partial]:
    """Return those that count from their first day on, out of date whichever day it was."""
    return _those(chart, lambda each: counts_from <= each.earliest and each.latest < chart.near.first_current)


def undecided(chart: Chart, counts_from: date) -> list[Partial]:
    """Return those that count from their first day on, and are current or out of date by which day it was."""
    turn = chart.near.first_current
    return _those(chart, lambda each: counts_from <= each.earliest < turn <= each.latest)


def before(chart: Chart, counts_from: date) -> list[Partial]:
    """Return those that end before the first day that counts."""
    return _those(chart, lambda each: each.latest < counts_from)


def ahead(chart: Chart) -> list[Partial]:
    """Return those that begin after the day of the check."""
    return _those(chart, lambda each: each.earliest > chart.near.as_of)


def choose(chart: Chart, those: list[Partial]) -> Partial:
    """Return one of those, a year as often as a month where there are both."""
    by_length = {len(each.text) for each in those}
    length = chart.rng.choice(sorted(by_length))
    return chart.rng.choice([each for each in those if len(each.text) == length])


def _those(chart: Chart, wanted: Callable[[Partial], bool]) -> list[Partial]:
    return [each for each in (*chart.near.years, *chart.near.months) if wanted(each)]
