"""Sources as one thing to check: read once for each engine that is asked, and kept until the object goes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from threading import RLock
from typing import Any

from risk_checks.api.asking import DEFAULT_ZONE, Names, Rules, Settings, ask, day_of, zone_of
from risk_checks.api.held import Held
from risk_checks.api.inputs import Prepared
from risk_checks.api.making import ANEW, Making
from risk_checks.api.sizing import ENGINES, EngineName, engine_for
from risk_checks.engines.definitions import Definitions
from risk_checks.engines.duckdb_limits import Limits
from risk_checks.engines.reference.build import Build
from risk_checks.engines.reference.engine import ReferenceEngine
from risk_checks.engines.reference.explain import explain
from risk_checks.engines.reference.explanation import Explanation
from risk_checks.errors import InputError, UsageError, nearest, without_records
from risk_checks.records.reading import read_sources
from risk_checks.records.staging import Staged, stage_sources
from risk_checks.records.taking import Taker
from risk_checks.reports.facts import Asked, all_problems, run_facts
from risk_checks.reports.orphans import check_limit, held_to_limit
from risk_checks.reports.outcomes import Outcomes
from risk_checks.reports.report import Report
from risk_checks.reports.table import Table
from risk_checks.reports.timing import Timings, untimed
from risk_checks.rules.site import Site

Prepare = Callable[[str], Prepared]
"""Makes an input that is no FHIR ready for an engine."""

_NO_LIMITS = Limits()


class Extract:
    """FHIR sources, or tables in their place, ready to be checked; make one with `read()` or `read_tables()`."""

    def __init__(
        self,
        sources: Sequence[Any],
        *,
        definitions: Definitions,
        build: Build,
        covers: Collection[str] | None = None,
        not_used: Collection[str] = (),
        zone: str = DEFAULT_ZONE,
        site: Site | None = None,
        progress: Callable[[int], None] | None = None,
        salvage: bool = False,
        max_orphans: float | None = None,
        prepare: Prepare | None = None,
        suits: EngineName | None = None,
        limits: Limits = _NO_LIMITS,
        strict: bool = False,
        making: Making = ANEW,
        timings: Timings | None = None,
    ) -> None:
        self._sources = tuple(sources)
        self._prepare_given = prepare
        self._definitions = definitions
        self._build = build
        self._zone = str(zone_of(zone))
        self._site = site
        self._covers, self._not_used, self._progress = covers, tuple(not_used), progress
        self._salvage = salvage
        self._max_orphans = check_limit(max_orphans)
        self._prepared: dict[str, Prepared] = {}
        self._by_size = suits
        self._limits = limits
        self._strict = strict
        self._making = making
        self._timings, self._told_timings = timings or untimed(), timings
        self._lock = RLock()  # one connection, one reading of the sources

    def __repr__(self) -> str:
        return f"<Extract of {len(self._sources)} source{'' if len(self._sources) == 1 else 's'}>"

    @without_records
    def check(
        self,
        *,
        as_of: date | str,
        rules: Rules = None,
        select: Names = None,
        ignore: Names = None,
        parameters: Settings = None,
        engine: EngineName | None = None,
    ) -> Report:
        """Return what the rules say of the sources as of a day.

        `rules` is a loaded catalogue, or folders of rules laid over the shipped ones; `select` and `ignore` name rules
        by id or slug; `parameters` sets them, as `{"RC-RISK-002": {"review_every": "6 months"}}`, for every service.
        Where no engine is named, small sources are checked by the reference engine and others by DuckDB.
        With a site file (see `read()`) its folders lie beneath these, and its parameters hold where the call sets none.
        Raises UsageError for what cannot be asked and DefinitionErrors for rules that cannot be read.
        """
        with self._timings.part("start"):
            asked = ask(
                rules,
                select=select,
                ignore=ignore,
                parameters=parameters,
                definitions=self._definitions,
                site=self._site,
            )
        return self.run(asked, as_of=as_of, engine=engine)

    @without_records
    def run(self, asked: Asked, *, as_of: date | str, engine: EngineName | None) -> Report:
        """Return what rules made ready say as of a day."""
        day = day_of(as_of)
        with self._lock, self._timings.part("rules"):
            engine = self._chosen(engine)
            prepared = self._prepare(engine)
            result = held_to_limit(prepared.engine(asked.plans).run(asked.plans, as_of=day), limit=self._max_orphans)
        return Report(
            outcomes=Outcomes(result.outcomes),
            run=run_facts(
                asked,
                prepared.account,
                result,
                feeds=prepared.seen.feeds,
                as_of=day,
                zone=self._zone,
                engine=engine,
                tell=self._making.tell,
                timings=self._told_timings,
            ),
            problems=all_problems(prepared.account, result),
            explainer=partial(self._explain, prepared, asked, day),
        )

    def table(self, name: str, *, engine: EngineName | None = None) -> Table:
        """Return a canonical table by name, read when it is turned into a frame."""
        if name not in self._definitions.tables:
            raise UsageError(
                "RC-E612", f"no table is called '{name[:60]}'", hint=nearest(name, sorted(self._definitions.tables))
            )
        return Table(self._definitions.tables[name], lambda: self._arrow(name, engine))

    @without_records
    def write_tables(
        self, folder: str | Path, *, tables: Sequence[str] | None = None, engine: EngineName | None = None
    ) -> Mapping[str, int]:
        """Write canonical tables (all, or those named) as Parquet to a folder; return how many rows each has.

        All of them appear with their manifest `tables.json`, or nothing does; a folder that an earlier call wrote is
        replaced once the new one is whole, and any other is refused. `read()` of the folder gives the same outcomes as
        these sources. The files carry the keys of the records.
        """
        from risk_checks.api.table_output import write_prepared

        with self._lock:
            return write_prepared(
                self._prepare(engine),
                Path(folder),
                definitions=self._definitions.tables,
                names=tables,
                zone=self._zone,
            )

    @without_records
    def incomplete(self, *, engine: EngineName | None = None) -> bool:
        """Return whether something of the sources is missing that cannot be laid at one patient's door."""
        with self._lock:
            return self._prepare(engine).account.incomplete

    def _chosen(self, engine: EngineName | None) -> EngineName:
        """Return the engine named, else that which suits the size of the sources."""
        if engine is not None:
            return engine
        if self._by_size is None:
            self._by_size = engine_for(self._sources)
        return self._by_size

    def _prepare(self, engine: EngineName | None) -> Prepared:
        engine = self._chosen(engine)
        if engine not in ENGINES:
            raise UsageError("RC-E613", f"no engine is called '{str(engine)[:60]}'", hint=nearest(engine, ENGINES))
        if engine not in self._prepared:
            self._prepared[engine] = self._made(engine)
        return self._prepared[engine]

    def _made(self, engine: EngineName) -> Prepared:
        with self._timings.part("read"):
            if self._prepare_given is not None:
                return self._prepare_given(engine)
            return self._held() if engine == "reference" else self._staged()

    def _held(self) -> Prepared:
        records = read_sources(
            self._sources,
            shapes=self._definitions.projections,
            covers=self._covers,
            not_used=self._not_used,
            progress=self._progress,
            salvage=self._salvage,
        )
        return Held(records, definitions=self._definitions, build=self._build, ready=self._making.ready)

    def _staged(self) -> Prepared:
        with self._timings.part("start"):
            from risk_checks.api.staged import Warehouse
            from risk_checks.reports.held_folder import of_caller
        progress = of_caller(self._progress)

        def stage(folder: Path, taker: Taker | None) -> Staged:
            return stage_sources(
                self._sources,
                into=folder,
                shapes=self._definitions.projections,
                covers=self._covers,
                not_used=self._not_used,
                progress=progress,
                salvage=self._salvage,
                taker=taker,
            )

        return Warehouse(
            stage,
            definitions=self._definitions,
            zone=self._zone,
            limits=self._limits,
            strict=self._strict,
            progress=progress,
            timings=self._timings,
        )

    @without_records
    def _arrow(self, name: str, engine: EngineName | None) -> Any:
        with self._lock:
            return self._prepare(engine).arrow(name)

    @without_records
    def _explain(self, prepared: Prepared, asked: Asked, day: date, rule: str, subject: str) -> Explanation:
        plan = next(plan for plan in asked.plans if rule in (plan.rule, plan.slug))
        with self._lock:
            seen = prepared.seen
            rows = prepared.person_of(plan, subject)
        why = seen.why_not_evaluated(plan)
        if why is not None:
            raise UsageError("RC-E617", f"{plan.rule} was not evaluated", hint=why)
        context = None
        if rows is not None:
            context = ReferenceEngine(rows, seen=seen).context(plan, subject, as_of=day)
        if context is None:
            raise UsageError(
                "RC-E614",
                f"{plan.rule} has nothing to say of this subject",
                hint=f"name a {plan.subject.one} of a patient who is checked, for example from findings.csv",
            )
        return explain(plan, context, seen=seen)


def read_at_all(report: Report) -> Report:
    """Return the report of one record, or raise InputError where nothing of the record could be read."""
    if report.run.incomplete and not report.run.entries.used and not report.run.tables:
        codes = ", ".join(sorted(report.run.problems)) or "no FHIR resource"
        raise InputError("RC-E508", f"nothing of this record could be read ({codes})", hint="check what was passed")
    return report
