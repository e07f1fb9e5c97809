"""Outcomes are one immutable sequence, whether rows or an Arrow table stand behind them."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from risk_checks.engines.columnar.store import FiledRows, OutcomeStore
from risk_checks.errors import UsageError
from risk_checks.model.outcome import Outcome, OutcomeKind
from risk_checks.reports import arrow
from risk_checks.reports.outcomes import COLUMNS, Outcomes
from tests.unit.reports.making import CARER, NHS, OUTCOMES, STALE, gap, outcome

Maker = Callable[[Sequence[Outcome]], Outcomes]


class Columnar:
    """What a columnar engine hands over: other widths, other order of columns, one more of them."""

    def __init__(self, rows: Sequence[Outcome]) -> None:
        table = arrow.table_of(rows)
        names = [*reversed(table.column_names)]
        wide = {"rule": pa.large_string(), "revision": pa.int64(), "evidence": pa.large_list(pa.large_string())}
        fields = [pa.field(name, wide.get(name, table.schema.field(name).type)) for name in names]
        self._table = table.select(names).cast(pa.schema(fields)).append_column("more", pa.array([1] * len(rows)))

    @property
    def num_rows(self) -> int:
        return int(self._table.num_rows)

    def batches(self, columns: Sequence[str] | None = None) -> Iterator[Any]:
        return iter(self._table.select(columns or self._table.column_names).to_batches(max_chunksize=2))

    def to_pyarrow_table(self) -> Any:
        return self._table


def _from_engine(rows: Sequence[Outcome]) -> Outcomes:
    return Outcomes(Columnar(rows))


def _from_table(rows: Sequence[Outcome]) -> Outcomes:
    return Outcomes.of_table(arrow.table_of(rows))


def _from_file(rows: Sequence[Outcome]) -> Outcomes:
    store = OutcomeStore(in_memory=1)
    kinds = store.add(arrow.table_of(rows).to_batches(max_chunksize=2))
    assert kinds == Counter(str(row.outcome) for row in rows)
    return Outcomes(store.finished() or ())


@pytest.fixture(params=[Outcomes, _from_engine, _from_table, _from_file], ids=["rows", "engine", "table", "file"])
def make(request: pytest.FixtureRequest) -> Maker:
    maker: Maker = request.param
    return maker


def test_holds_the_rows_in_order(make: Maker) -> None:
    outcomes = make(OUTCOMES)
    assert len(outcomes) == 6
    assert tuple(outcomes) == OUTCOMES
    assert outcomes[0] == OUTCOMES[0]
    assert outcomes[-1] == OUTCOMES[5]
    assert tuple(outcomes[1:3]) == OUTCOMES[1:3]
    assert tuple(outcomes[::-2]) == OUTCOMES[::-2]
    assert gap(2) in outcomes
    with pytest.raises(IndexError):
        outcomes[6]


def test_equal_rows_are_equal_whatever_is_behind_them(make: Maker) -> None:
    assert make(OUTCOMES) == Outcomes(OUTCOMES)
    assert make(OUTCOMES) == Outcomes(make(OUTCOMES))
    assert make(OUTCOMES) != Outcomes(OUTCOMES[:5])
    assert make(OUTCOMES) != list(OUTCOMES)


def test_has_no_hash_and_no_way_to_change() -> None:
    outcomes = Outcomes(OUTCOMES)
    with pytest.raises(TypeError):
        hash(outcomes)
    with pytest.raises(TypeError):
        outcomes[0] = OUTCOMES[1]  # type: ignore[index]
    with pytest.raises(AttributeError):
        outcomes.more = 1  # type: ignore[attr-defined]


def test_where_narrows_by_rule_outcome_and_patient(make: Maker) -> None:
    outcomes = make(OUTCOMES)
    assert tuple(outcomes.where()) == OUTCOMES
    assert tuple(outcomes.where(rule=STALE)) == OUTCOMES[:3]
    assert tuple(outcomes.where(outcome="gap")) == (OUTCOMES[1], OUTCOMES[4])
    assert tuple(outcomes.where(outcome=OutcomeKind.GAP, rule=CARER)) == (OUTCOMES[4],)
    assert tuple(outcomes.where(outcome=["gap", OutcomeKind.UNKNOWN])) == (OUTCOMES[1], OUTCOMES[2], OUTCOMES[4])
    assert tuple(outcomes.where(patient="Patient/p1")) == (OUTCOMES[0], OUTCOMES[3])
    assert len(outcomes.where(rule="RC-NONE-001")) == 0


def test_unknown_outcome_word_is_refused_with_the_nearest(make: Maker) -> None:
    with pytest.raises(UsageError, match=r"RC-E710: no outcome is called 'gaps'; did you mean 'gap'\?"):
        make(OUTCOMES).where(outcome="gaps")


def test_counts_by_columns_are_in_order(make: Maker) -> None:
    counts = make(OUTCOMES).count_by("rule", "outcome")
    assert list(counts.items()) == [
        (("RC-CARER-002", "exempt"), 1),
        (("RC-CARER-002", "gap"), 1),
        (("RC-CARER-002", "met"), 1),
        (("RC-RISK-002", "gap"), 1),
        (("RC-RISK-002", "met"), 1),
        (("RC-RISK-002", "unknown"), 1),
    ]


def test_arrow_schema_is_fixed(make: Maker) -> None:
    for rows in ((), OUTCOMES):
        assert make(rows).to_arrow().schema.equals(arrow.SCHEMA)
    assert tuple(arrow.SCHEMA.names) == COLUMNS


def test_dicts_are_plain(make: Maker) -> None:
    row = make(OUTCOMES).to_dicts()[1]
    assert tuple(row) == COLUMNS
    assert type(row["outcome"]) is str
    assert row["outcome"] == "gap"
    assert row["evidence"] == ["RiskAssessment/r2"]
    assert row["due_on"] == date(2026, 10, 2)
    assert row["team"] == "Team East"


def test_pandas_has_days_and_whole_numbers(make: Maker) -> None:
    frame = make(OUTCOMES).to_pandas()
    assert tuple(frame.columns) == COLUMNS
    assert str(frame["overdue_days"].dtype) == "Int32"
    assert frame["due_on"].iloc[1] == pd.Timestamp("2026-10-02")
    assert frame["due_on"].isna().sum() == 5
    assert list(frame["outcome"]) == ["met", "gap", "unknown", "met", "gap", "exempt"]


def test_polars_reads_the_same_rows(make: Maker) -> None:
    frame = make(OUTCOMES).to_polars()
    assert frame["overdue_days"].to_list() == [None, 30, None, None, None, None]
    assert frame["missing"].to_list()[4] == ["name", "phone"]


def test_polars_that_is_not_installed_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "polars", None)
    with pytest.raises(UsageError, match=r"Polars is not installed; pip install 'risk_checks\[polars\]'"):
        Outcomes(()).to_polars()


def test_any_arrow_library_can_read_it(make: Maker) -> None:
    outcomes = make(OUTCOMES)
    assert pa.table(outcomes).equals(outcomes.to_arrow())
    frame = pl.DataFrame(outcomes)
    assert frame.height == 6


def test_repr_tells_counts_and_no_key(make: Maker) -> None:
    outcomes = make([outcome(patient=f"Patient/{NHS}"), gap(2), gap(3)])
    assert repr(outcomes) == "<Outcomes: 1 met, 2 gap>"
    assert repr(make(())) == "<Outcomes: none>"


def test_many_outcomes_are_held_in_a_file_that_threads_read_side_by_side() -> None:
    store = OutcomeStore(in_memory=1_000)
    rows = arrow.table_of(OUTCOMES)
    for _ in range(40_000):
        store.add(rows.to_batches())
    filed = store.finished()
    assert isinstance(filed, FiledRows)
    outcomes = Outcomes(filed)
    assert len(outcomes) == filed.to_pyarrow_table().num_rows == 240_000
    assert outcomes[239_999] == OUTCOMES[5]
    expected = {key: 40_000 * count for key, count in Outcomes(OUTCOMES).count_by("rule", "outcome").items()}
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: outcomes.count_by("rule", "outcome"), range(4)))
    assert found == [expected] * 4


def test_a_store_without_outcomes_gives_none() -> None:
    assert OutcomeStore().finished() is None
    with pytest.raises(IndexError):
        Outcomes(())[0]
