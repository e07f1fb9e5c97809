"""Frames made of Arrow tables on demand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from risk_checks.errors import UsageError

if TYPE_CHECKING:
    import polars as pl
    import pyarrow as pa


def polars_frame(table: pa.Table) -> pl.DataFrame:
    """Return an Arrow table as a Polars frame, or raise UsageError where Polars is not installed."""
    try:
        import polars as pl
    except ImportError as error:
        raise UsageError("RC-E711", "Polars is not installed", hint="pip install 'risk_checks[polars]'") from error
    frame = pl.from_arrow(table)
    assert isinstance(frame, pl.DataFrame)
    return frame
