"""The examples beside rules, run on engines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from risk_checks.api.asking import ask
from risk_checks.api.batches import ExampleBatch
from risk_checks.api.extract import EngineName, Extract
from risk_checks.engines.coverage import Input
from risk_checks.engines.definitions import Definitions, shipped_definitions
from risk_checks.engines.protocol import Engine
from risk_checks.engines.reference.build import shipped_build
from risk_checks.engines.reference.engine import ReferenceEngine
from risk_checks.model.outcome import Outcome
from risk_checks.records.coverage import Coverage
from risk_checks.reports.facts import Asked
from risk_checks.reports.outcomes import Outcomes
from risk_checks.rules import trying
from risk_checks.rules.catalogue import Catalogue
from risk_checks.rules.examples import Example, load_examples
from risk_checks.rules.rows import Row

ZONE = "Europe/London"


def run_examples(
    catalogue: Catalogue, *, engines: Sequence[EngineName] = ("reference", "duckdb")
) -> tuple[trying.Difference, ...]:
    """Return every difference between what the examples of rules expect and what the engines say."""
    definitions = shipped_definitions()
    build = shipped_build(ZONE)

    @cache
    def asked(rule: str) -> Asked:
        return ask(catalogue, select=rule, ignore=None, parameters=None, definitions=definitions)

    examples = [each for rule in catalogue.rules for each in load_examples(rule, tables=definitions.tables)]
    of_resources = [example for example in examples if example.rows is None]
    batch = ExampleBatch(of_resources, ask=asked, definitions=definitions, build=build, zone=ZONE)

    def check(example: Example, engine: str) -> Sequence[Outcome]:
        if example.rows is not None:
            return outcomes_of_rows(example, example.rows, asked(example.rule), engine, definitions=definitions)
        if engine == "duckdb":
            return batch.outcomes(example)
        sources = [list(example.resources)]
        extract = Extract(sources, definitions=definitions, build=build, covers=example.covers, zone=ZONE)
        return extract.run(asked(example.rule), as_of=example.as_of, engine="reference").outcomes

    return trying.run_examples(catalogue, tables=definitions.tables, check=check, engines=engines)


def outcomes_of_rows(
    example: Example, given: Mapping[str, Sequence[Row]], asked: Asked, engine: str, *, definitions: Definitions
) -> Sequence[Outcome]:
    """Return the outcomes of one example that is made of table rows, on an engine."""
    seen = Input(Coverage(example.covers or frozenset(definitions.shapes)), definitions.feeds)
    rows = {name: list(given.get(name, ())) for name in definitions.tables}
    made: Engine = ReferenceEngine(rows, seen=seen) if engine == "reference" else _columnar(rows, definitions, seen)
    return Outcomes(made.run(asked.plans, as_of=example.as_of).outcomes)


def _columnar(rows: dict[str, list[Row]], definitions: Definitions, seen: Input) -> Engine:
    from risk_checks.engines.columnar.build import rows_table
    from risk_checks.engines.columnar.engine import ColumnarEngine
    from risk_checks.engines.duckdb import Shelf, connect_in_memory, keep

    connection = connect_in_memory(zone=ZONE)
    tables = {name: keep(connection, name, rows_table(definitions.tables[name], found)) for name, found in rows.items()}
    return ColumnarEngine(tables, definitions=definitions.tables, shelf=lambda: Shelf(connection), seen=seen)
