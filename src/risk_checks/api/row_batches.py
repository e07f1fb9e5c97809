"""Examples made of table rows on DuckDB, many in one run: keys of each get a prefix that is taken off again."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial

from risk_checks.engines.attempt import refuse_failed
from risk_checks.engines.coverage import Input
from risk_checks.engines.definitions import Definitions
from risk_checks.model.outcome import Outcome
from risk_checks.reports.facts import Asked
from risk_checks.reports.outcomes import Outcomes
from risk_checks.rules.example_codes import Codes
from risk_checks.rules.examples import Example
from risk_checks.rules.rows import Row
from risk_checks.tables.definition import ColumnType, TableDef

Rows = Mapping[str, Sequence[Row]]
Run = tuple[str, date, tuple[tuple[str, str], ...], Codes, frozenset[str] | None, frozenset[str]]
"""What examples share that are answered together: rule, day, parameters, codes, coverage, and the tables they give."""


class RowBatch:
    """Examples made of rows, checked together; nothing is run before the first outcome is asked for."""

    def __init__(
        self,
        examples: Sequence[Example],
        *,
        ask: Callable[[Example], Asked],
        see: Callable[[Example, Rows], Input],
        definitions: Definitions,
        zone: str,
    ) -> None:
        self._ask = ask
        self._see = see
        self._definitions = definitions
        self._zone = zone
        self._numbers = {(example.rule, example.name): number for number, example in enumerate(examples)}
        self._together: dict[Run, list[Example]] = {}
        for example in examples:
            self._together.setdefault(_run(example), []).append(example)
        self._outcomes: dict[Run, Mapping[str, Sequence[Outcome]] | None] = {}

    def outcomes(self, example: Example) -> Sequence[Outcome] | None:
        """Return the outcomes of the example's own rule; None where it was not evaluated."""
        run = _run(example)
        if run not in self._outcomes:
            self._outcomes[run] = self._answer(self._together[run])
        found = self._outcomes[run]
        return None if found is None else found.get(self._prefix(example), ())

    def _prefix(self, example: Example) -> str:
        return f"x{self._numbers[example.rule, example.name]}."

    def _answer(self, examples: Sequence[Example]) -> Mapping[str, Sequence[Outcome]] | None:
        rows: dict[str, list[Row]] = {name: [] for name in self._definitions.tables}
        for example in examples:
            given = example.rows or {}
            ids = {str(row["id"]) for found in given.values() for row in found}
            for name, found in given.items():
                links = _links(self._definitions.tables[name])
                rows[name] += [_prefixed(row, ids, self._prefix(example), links=links) for row in found]
        first = examples[0]
        found_outcomes = _on_duckdb(
            rows,
            self._ask(first),
            as_of=first.as_of,
            definitions=self._definitions,
            seen=self._see(first, first.rows or {}),
            zone=self._zone,
        )
        if found_outcomes is None:
            return None
        answered: dict[str, list[Outcome]] = {}
        for outcome in found_outcomes:
            prefix = outcome.patient.partition(".")[0] + "."
            answered.setdefault(prefix, []).append(_plain(outcome, prefix))
        return answered


def _run(example: Example) -> Run:
    given = frozenset(example.rows or {}) if example.covers is not None else frozenset()
    return example.rule, example.as_of, example.parameters, example.codes, example.covers, given


def _links(table: TableDef) -> frozenset[str]:
    return frozenset(column.name for column in table.columns.values() if column.type is ColumnType.KEY)


def _prefixed(row: Row, ids: set[str], prefix: str, *, links: frozenset[str]) -> Row:
    """Return the row with its id, its patient, and links to rows of the example prefixed."""
    keys = {"id", "patient"} | {name for name in links if row[name] in ids}
    return {name: f"{prefix}{value}" if name in keys else value for name, value in row.items()}


def _plain(outcome: Outcome, prefix: str) -> Outcome:
    return replace(
        outcome,
        patient=outcome.patient.removeprefix(prefix),
        subject=outcome.subject.removeprefix(prefix),
        evidence=tuple(key.removeprefix(prefix) for key in outcome.evidence),
    )


def _on_duckdb(
    rows: Rows, asked: Asked, *, as_of: date, definitions: Definitions, seen: Input, zone: str
) -> Sequence[Outcome] | None:
    from risk_checks.engines.columnar.build import rows_table
    from risk_checks.engines.columnar.engine import ColumnarEngine
    from risk_checks.engines.duckdb import Shelf, connect_in_memory
    from risk_checks.engines.duckdb_keep import keep

    connection = connect_in_memory(zone=zone)
    tables = {name: keep(connection, name, rows_table(definitions.tables[name], found)) for name, found in rows.items()}
    engine = ColumnarEngine(tables, definitions=definitions.tables, shelf=partial(Shelf, connection), seen=seen)
    result = engine.run(asked.plans, as_of=as_of)
    refuse_failed(result.failed)
    return None if result.not_evaluated else Outcomes(result.outcomes)
