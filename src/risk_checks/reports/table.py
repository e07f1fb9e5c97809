"""A canonical table for notebooks: nothing is read or converted until a frame is asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from risk_checks.tables.definition import TableDef


class Table:
    """One table of an extract; rows are in the order of their keys, days are `<name>_earliest` and `<name>_latest`."""

    def __init__(self, definition: TableDef, rows: Callable[[], Any]) -> None:
        self.definition = definition
        self._rows = rows

    def __repr__(self) -> str:
        columns = ", ".join(("id", "patient", *self.definition.columns))
        return f"<Table {self.definition.name}: {self.definition.means} Columns: {columns}. Rows not read yet.>"

    def to_arrow(self) -> Any:
        """Return the rows as a `pyarrow.Table`."""
        return self._rows()

    def to_pandas(self) -> Any:
        """Return the rows as a `pandas.DataFrame`."""
        return self.to_arrow().to_pandas()

    def to_polars(self) -> Any:
        """Return the rows as a `polars.DataFrame`; Polars must be installed."""
        from risk_checks.reports.frames import polars_frame

        return polars_frame(self.to_arrow())

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self.to_arrow().__arrow_c_stream__(requested_schema)
