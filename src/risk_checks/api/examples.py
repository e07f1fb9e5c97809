"""The examples beside rules, run on engines."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache

from risk_checks.api.asking import SiteGiven, Tables, ask, definitions_for, site_of
from risk_checks.api.batches import ExampleBatch
from risk_checks.api.extract import Extract
from risk_checks.api.row_batches import RowBatch
from risk_checks.api.sizing import EngineName
from risk_checks.engines.attempt import refuse_failed
from risk_checks.engines.coverage import Input
from risk_checks.engines.definitions import Definitions
from risk_checks.engines.reference.build import build_for
from risk_checks.engines.reference.engine import ReferenceEngine
from risk_checks.model.outcome import Outcome
from risk_checks.records.coverage import Coverage
from risk_checks.reports.facts import Asked
from risk_checks.reports.outcomes import Outcomes
from risk_checks.rules import trying
from risk_checks.rules.catalogue import Catalogue
from risk_checks.rules.example_codes import Codes, filled
from risk_checks.rules.examples import Example, load_examples
from risk_checks.rules.rows import Row

ZONE = "Europe/London"
Wanted = Callable[[Example], bool]
"""Whether an example is to be tried."""


def any_example(_: Example) -> bool:
    """Return that the example is to be tried, whichever it is."""
    return True


def run_examples(
    catalogue: Catalogue,
    *,
    engines: Sequence[EngineName] = ("reference", "duckdb"),
    tables: Tables = None,
    site: SiteGiven = None,
    only: Wanted = any_example,
) -> tuple[trying.Difference, ...]:
    """Return every difference between what the examples of rules expect and what the engines say."""
    trials = try_examples(catalogue, engines=engines, tables=tables, site=site, only=only)
    return tuple(each for trial in trials for each in trial.differences)


def try_examples(
    catalogue: Catalogue,
    *,
    engines: Sequence[EngineName] = ("reference", "duckdb"),
    tables: Tables = None,
    site: SiteGiven = None,
    only: Wanted = any_example,
) -> tuple[trying.Trial, ...]:
    """Return every example of rules that is wanted with what each engine says of it, in the order of both.

    `tables` and the tables of `site` are laid over the shipped ones, as for `read()`; of a site file nothing else is
    looked at, because parameters are the rules' own in examples, and codes theirs and those of the example.
    """
    definitions = definitions_for(tables, site=site_of(site))
    build = build_for(definitions, zone=ZONE)

    @cache
    def asked_with(rule: str, parameters: tuple[tuple[str, str], ...], codes: Codes) -> Asked:
        here = replace(catalogue, code_sets=filled(catalogue.code_sets, codes))
        settings = {rule: dict(parameters)}
        return ask(here, select=rule, ignore=None, parameters=settings, definitions=definitions)

    def asked(example: Example) -> Asked:
        return asked_with(example.rule, example.parameters, example.codes)

    catalogue.plans(catalogue.rules, tables=definitions.tables)  # every fault of every rule, once
    examples = [
        each
        for rule in catalogue.rules
        for each in load_examples(rule, tables=definitions.tables, code_sets=catalogue.code_sets)
        if only(each)
    ]
    of_resources = [example for example in examples if example.rows is None]
    of_rows = [example for example in examples if example.rows is not None]
    batch = ExampleBatch(of_resources, ask=asked, definitions=definitions, build=build, zone=ZONE)
    row_batch = _row_batch(of_rows, asked, definitions)

    def check(example: Example, engine: str) -> Sequence[Outcome] | None:
        if example.rows is not None:
            if engine == "duckdb":
                return row_batch.outcomes(example)
            return outcomes_of_rows(example, example.rows, asked(example), engine, definitions=definitions)
        if engine == "duckdb":
            return batch.outcomes(example)
        sources = [list(example.resources)]
        extract = Extract(sources, definitions=definitions, build=build, covers=example.covers, zone=ZONE)
        report = extract.run(asked(example), as_of=example.as_of, engine="reference")
        refuse_failed(report.run.failed)
        return None if example.rule in report.run.not_evaluated else report.outcomes

    return tuple(trying.try_examples(examples, check=check, engines=engines))


def outcomes_of_rows(
    example: Example, given: Mapping[str, Sequence[Row]], asked: Asked, engine: str, *, definitions: Definitions
) -> Sequence[Outcome] | None:
    """Return the outcomes of one example that is made of table rows, on an engine; None where it is not evaluated."""
    if engine == "duckdb":
        return _row_batch([example], lambda _: asked, definitions).outcomes(example)
    seen = seen_of_rows(example, given, definitions=definitions)
    rows = {name: list(given.get(name, ())) for name in definitions.tables}
    result = ReferenceEngine(rows, seen=seen).run(asked.plans, as_of=example.as_of)
    refuse_failed(result.failed)
    return None if result.not_evaluated else Outcomes(result.outcomes)


def _row_batch(examples: Sequence[Example], ask: Callable[[Example], Asked], definitions: Definitions) -> RowBatch:
    def see(example: Example, given: Mapping[str, Sequence[Row]]) -> Input:
        return seen_of_rows(example, given, definitions=definitions)

    return RowBatch(examples, ask=ask, see=see, definitions=definitions, zone=ZONE)


def seen_of_rows(example: Example, given: Mapping[str, Sequence[Row]], *, definitions: Definitions) -> Input:
    """Return what an example of rows covers: what it says, else every type, and beside them the tables handed over.

    Rows handed over are the feed of a table that nothing else feeds. Where the example says what it covers, such a
    table is covered if the example names it, even with no rows.
    """
    by_hand = {name: frozenset({f"{name} (rows)"}) for name, types in definitions.feeds.items() if not types}
    covered = {name for name in by_hand if example.covers is None or name.partition(".")[0] in given}
    types = frozenset(definitions.shapes) if example.covers is None else example.covers
    handed_over = frozenset().union(*(by_hand[name] for name in covered))
    return Input(Coverage(types | handed_over), {**definitions.feeds, **by_hand})
