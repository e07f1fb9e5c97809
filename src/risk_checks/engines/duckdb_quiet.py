"""A DuckDB backend whose errors say what kind they are and where, and never what they met: DuckDB quotes values."""

from __future__ import annotations

import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import duckdb
import ibis.expr.types as ir
import pyarrow as pa
from ibis.backends.duckdb import Backend

from risk_checks.engines.duckdb_unfused import unfused
from risk_checks.errors import EngineError, ResourcesError, RiskChecksError

OUT_OF_MEMORY = "RC-E806"
_INTERRUPTED = "Query interrupted"


class Quiet(Backend):  # type: ignore[misc]  # Ibis gives its backends no types
    """The backend, with everything that sends it to the database held to `quietly`."""

    def compile(self, *args: Any, **kwargs: Any) -> str:
        """Return an expression as SQL."""
        with unfused():
            return str(super().compile(*args, **kwargs))

    def raw_sql(self, *args: Any, **kwargs: Any) -> Any:
        """Return what a statement gives."""
        with quietly():
            return super().raw_sql(*args, **kwargs)

    def to_pyarrow(self, *args: Any, **kwargs: Any) -> Any:
        """Return what an expression gives."""
        with quietly():
            return super().to_pyarrow(*args, **kwargs)

    def create_table(self, *args: Any, **kwargs: Any) -> ir.Table:
        """Return a table made of an expression."""
        with quietly():
            return super().create_table(*args, **kwargs)

    def read_json(self, *args: Any, **kwargs: Any) -> ir.Table:
        """Return a file of JSON as a table."""
        with quietly():
            return super().read_json(*args, **kwargs)


@contextmanager
def quietly() -> Iterator[None]:
    """Turn what the database raises into an error of ours, which quotes nothing."""
    try:
        yield
    except duckdb.InterruptException:
        raise KeyboardInterrupt from None
    except RuntimeError as error:
        if str(error) != _INTERRUPTED:
            raise
        raise KeyboardInterrupt from None  # a signal came while it was at work, and what its handler raises may be lost
    except (duckdb.Error, pa.ArrowException) as error:
        raise _said(error) from None


def _said(error: Exception) -> RiskChecksError:
    kind = type(error).__name__
    if isinstance(error, (duckdb.OutOfMemoryException, MemoryError)):  # Arrow's own is both
        return ResourcesError(
            OUT_OF_MEMORY,
            "the database ran out of the memory that it may use, and of the disk beside it",
            hint="allow more (--memory, or memory= of read()), make room in TMPDIR, or use fewer --threads",
        )
    if isinstance(error, duckdb.IOException) and not isinstance(error, duckdb.HTTPException):
        return ResourcesError(
            "RC-E807",
            f"the database could not write or read in its folder of temporary files ({kind})",
            hint="see that TMPDIR is a folder with room, then run again",
        )
    return EngineError(
        "RC-E403",
        f"the database could not do what it was asked ({kind} at {_asking()})",
        hint="please report this line, which holds nothing from the records",
    )


def _asking() -> str:
    """Return module and line of ours that asks, which is on the stack above this module."""
    for frame, line in traceback.walk_stack(None):
        module = str(frame.f_globals.get("__name__", ""))
        if module.startswith("risk_checks.") and module != __name__:
            return f"{module}:{line}"
    return "an unknown place"
