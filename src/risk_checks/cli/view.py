"""`risk-checks view`: the rows of one view, as NDJSON."""

from __future__ import annotations

import json
from itertools import islice
from typing import TYPE_CHECKING

import click

from risk_checks.cli import options
from risk_checks.cli.say import say

if TYPE_CHECKING:
    from risk_checks.api.extract import EngineName

_AT_ONCE = 1000
_HELP = """Print the rows of a view over records, one JSON object a line.

VIEW is the name of a shipped view, or the path of a SQL on FHIR v2 ViewDefinition (YAML or JSON).
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
@options.engine_option
def view(name: str, source: tuple[str, ...], engine: EngineName) -> None:
    """Print the rows of one view."""
    from risk_checks import api

    rows = iter(api.view_rows(name, options.sources(source), engine=engine))
    while lines := [json.dumps(row, ensure_ascii=True) for row in islice(rows, _AT_ONCE)]:
        if not say("\n".join(lines)):
            return  # nobody reads on
