"""`risk-checks view`: the rows of one view, as NDJSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any

import click

from risk_checks.cli import options
from risk_checks.cli.say import say, say_err
from risk_checks.errors import ExitCode

if TYPE_CHECKING:
    from risk_checks.api.sizing import EngineName
    from risk_checks.api.view_runs import Seen, ViewRun

_AT_ONCE = 1000
_HELP = """Print the rows of a view over records, one JSON object a line.

VIEW is the name of a shipped view, or the path of a SQL on FHIR v2 ViewDefinition (YAML or JSON).
Rows come by the id of their resource, those of one resource in the order of the view: the same on every engine.
What had to be set aside has no rows; it is counted on standard error, and where that cannot be laid at
one patient's door the exit code is 3.
The rows are text of the records, keys and names included: mind where they go.

\b
Examples:
  risk-checks view risk_assessment extract/
      prints the rows of a shipped view
  risk-checks view my_view.json bundle.json --engine reference > rows.ndjson
      runs a view of your own over one record
"""


@click.command(help=_HELP, short_help="Print the rows of a view as NDJSON.")
@click.argument("name", metavar="VIEW")
@click.argument("source", nargs=-1, required=True, type=options.SOURCE)
@options.salvage_option
@options.engine_option
def view(name: str, source: tuple[str, ...], salvage: bool, engine: EngineName | None) -> int:
    """Print the rows of one view and return the exit code."""
    from risk_checks import api
    from risk_checks.reports.problem_lines import problem_lines

    rows = _Told(api.view_rows(name, options.sources(source), engine=engine or "duckdb", salvage=salvage))
    each = iter(rows)
    while lines := [json.dumps(row, ensure_ascii=True) for row in islice(each, _AT_ONCE)]:
        if not say("\n".join(lines)):
            break
    for _ in each:  # nobody reads on, and what was wrong with the sources is told after the last row
        pass
    for line in problem_lines(rows.seen.problems):
        say_err(f"set aside or in doubt: {line}")
    if rows.seen.incomplete:
        say_err("INCOMPLETE: part of the input could not be read; fetch it again before relying on this.")
        return ExitCode.INCOMPLETE
    return ExitCode.OK


class _Told:
    """Rows, and after the last, in `seen`, what their generator returns."""

    seen: Seen

    def __init__(self, rows: ViewRun) -> None:
        self._rows = rows

    def __iter__(self) -> Iterator[dict[str, Any]]:
        self.seen = yield from self._rows
