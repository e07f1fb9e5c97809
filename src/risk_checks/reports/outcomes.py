"""The outcomes of a run as an immutable sequence, held in memory or lazily in an Arrow table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from typing import TYPE_CHECKING, Any, TypeVar, overload

from risk_checks.engines.protocol import Columns
from risk_checks.errors import UsageError, nearest
from risk_checks.model.outcome import Outcome, OutcomeKind

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow as pa

COLUMNS = tuple(field.name for field in fields(Outcome))
_LISTS = frozenset({"missing", "evidence"})
_WORDS = frozenset({"outcome", "reason_code"})
_Word = TypeVar("_Word", bound=str)


class Outcomes(Sequence[Outcome]):
    """An immutable sequence of outcomes; equal to any other with the same rows in the same order.

    >>> Outcomes([])
    <Outcomes: none>
    """

    __slots__ = ("_columns", "_rows")

    def __init__(self, outcomes: Iterable[Outcome] | Columns) -> None:
        self._rows: tuple[Outcome, ...] | None = None
        self._columns: Any = None
        if isinstance(outcomes, Outcomes):
            self._rows, self._columns = outcomes._rows, outcomes._columns
        elif isinstance(outcomes, Iterable):
            self._rows = tuple(outcomes)
        else:
            self._columns = outcomes

    @classmethod
    def of_table(cls, table: pa.Table) -> Outcomes:
        """Return the rows of an Arrow table as outcomes, without turning them into Python objects."""
        from risk_checks.engines.columnar.store import HeldRows

        return cls(HeldRows(table))

    def __len__(self) -> int:
        return len(self._rows) if self._rows is not None else int(self._columns.num_rows)

    def __iter__(self) -> Iterator[Outcome]:
        if self._rows is not None:
            return iter(self._rows)
        from risk_checks.reports import arrow

        return arrow.rows_of(self.batches())

    @overload
    def __getitem__(self, index: int) -> Outcome: ...
    @overload
    def __getitem__(self, index: slice) -> Outcomes: ...
    def __getitem__(self, index: int | slice) -> Outcome | Outcomes:
        places = range(len(self))[index]  # raises IndexError, and counts from the end where asked
        if isinstance(places, range):
            if self._rows is not None:
                return Outcomes(self._rows[place] for place in places)
            return Outcomes.of_table(self.to_arrow().take(list(places)))
        if self._rows is not None:
            return self._rows[places]
        from risk_checks.reports import arrow

        return arrow.row_at(self.batches(), places)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Outcomes):
            return NotImplemented
        return len(self) == len(other) and all(mine == theirs for mine, theirs in zip(self, other, strict=True))

    __hash__ = None  # type: ignore[assignment]  # equal by its rows, and too long to hash

    def where(
        self,
        *,
        rule: str | Collection[str] | None = None,
        outcome: str | Collection[str] | None = None,
        patient: str | Collection[str] | None = None,
    ) -> Outcomes:
        """Return the outcomes of these rules (by id), of these kinds, of these patients (by key)."""
        wanted = {
            column: _several(value)
            for column, value in (("rule", rule), ("outcome", outcome), ("patient", patient))
            if value is not None
        }
        for word in wanted.get("outcome", ()):
            if word not in set(OutcomeKind):
                raise UsageError("RC-E710", f"no outcome is called '{word}'", hint=nearest(word, list(OutcomeKind)))
        if self._rows is not None:
            return Outcomes(
                row for row in self._rows if all(getattr(row, column) in values for column, values in wanted.items())
            )
        from risk_checks.reports import arrow

        return Outcomes.of_table(arrow.among(self.batches(), wanted))

    def count_by(self, *columns: str) -> Mapping[tuple[str, ...], int]:
        """Return how many outcomes there are of each combination of text columns, in the order of the combinations.

        >>> Outcomes([]).count_by("rule", "outcome")
        {}
        """
        if self._rows is not None:
            return dict(
                sorted(Counter(tuple(str(getattr(row, name)) for name in columns) for row in self._rows).items())
            )
        from risk_checks.reports import arrow

        return dict(sorted(arrow.counted(self.batches(columns), columns=columns).items()))

    def to_arrow(self) -> pa.Table:
        """Return the outcomes as a `pyarrow.Table`; the schema is always the same.

        Those of a large extract are read from a file into memory each time; `batches` gives them part by part.
        """
        from risk_checks.reports import arrow

        return arrow.table_of(self._rows) if self._rows is not None else arrow.in_one_table(self.batches())

    def batches(self, columns: Sequence[str] | None = None) -> Iterator[pa.RecordBatch]:
        """Give the outcomes, or columns of them, as `pyarrow.RecordBatch` objects, without holding all of them."""
        from risk_checks.reports import arrow

        if self._rows is None:
            return arrow.conformed(self._columns.batches(columns), columns)
        return iter(arrow.table_of(self._rows).select(list(columns or COLUMNS)).to_batches())

    def to_pandas(self) -> pd.DataFrame:
        """Return the outcomes as a pandas frame: days as datetime64, whole numbers that may be null as Int32."""
        import pandas as pd
        import pyarrow as pa

        frame: pd.DataFrame = self.to_arrow().to_pandas(
            date_as_object=False, types_mapper={pa.int32(): pd.Int32Dtype()}.get
        )
        return frame

    def to_polars(self) -> pl.DataFrame:
        """Return the outcomes as a Polars frame."""
        from risk_checks.reports.frames import polars_frame

        return polars_frame(self.to_arrow())

    def to_dicts(self) -> list[dict[str, Any]]:
        """Return the outcomes as plain dicts of str, int, date, list and None."""
        return [{name: _plain(name, getattr(row, name)) for name in COLUMNS} for row in self]

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        from risk_checks.reports import arrow

        return arrow.stream(self.to_arrow(), schema=requested_schema)

    def __repr__(self) -> str:
        # Counts only: a repr ends up in logs and tracebacks, and keys may be NHS numbers.
        counts = {word: number for (word,), number in self.count_by("outcome").items()}
        told = ", ".join(f"{counts[kind]:,} {kind}" for kind in OutcomeKind if kind in counts)
        return f"<Outcomes: {told or 'none'}>"


def _several(value: str | Collection[_Word]) -> frozenset[str]:
    return frozenset({str(value)} if isinstance(value, str) else {str(item) for item in value})


def _plain(name: str, value: Any) -> Any:
    if name in _LISTS:
        return list(value)
    return str(value) if name in _WORDS else value
