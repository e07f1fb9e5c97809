"""The facts of a run, put together from what was read, what was asked and what the engine counted."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from risk_checks.documents import plain
from risk_checks.engines.coverage import Feeds
from risk_checks.engines.protocol import EngineResult
from risk_checks.model.outcome import RuleId
from risk_checks.records.accounting import Sums
from risk_checks.records.coverage import Coverage
from risk_checks.records.problem_log import ProblemLog
from risk_checks.records.problems import Problem
from risk_checks.records.sources import Skipped
from risk_checks.reports.given import TablesAccount
from risk_checks.reports.orphans import TOO_MANY
from risk_checks.reports.run import CoverageFacts, NotRun, RuleFacts, RunFacts, count_problems, versions
from risk_checks.reports.timing import Timings
from risk_checks.rules.catalogue import Catalogue
from risk_checks.rules.choice import WhyNot
from risk_checks.rules.compile import parameters_of
from risk_checks.rules.faults import Faults
from risk_checks.rules.fields import code_sets_in
from risk_checks.rules.parameters import as_written
from risk_checks.rules.plan import Plan
from risk_checks.rules.rule import Rule
from risk_checks.rules.settings import Settings, resolve


class Account(Protocol):
    """What the reading of sources leaves behind, in memory or staged."""

    @property
    def sums(self) -> Sums:
        """What became of the entries."""
        ...

    @property
    def coverage(self) -> Coverage:
        """What the input covers."""
        ...

    @property
    def problems(self) -> Sequence[Problem]:
        """What was met while reading."""
        ...

    @property
    def incomplete(self) -> bool:
        """Whether something is missing that cannot be laid at one patient's door."""
        ...

    @property
    def skipped(self) -> tuple[Skipped, ...]:
        """The files that were not read."""
        ...

    @property
    def latest_update(self) -> datetime | None:
        """The latest change that a resource tells of."""
        ...

    @property
    def digest(self) -> bytes:
        """The digest of the used entries."""
        ...


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked of a run: the rules as they are written and as they were made ready, with their settings.

    `not_run` says of each other rule in use why it is not run.
    """

    catalogue: Catalogue
    rules: tuple[Rule, ...]
    plans: tuple[Plan, ...]
    settings: Settings
    not_run: Mapping[RuleId, WhyNot] = field(default_factory=dict)


TellRules = Callable[[Asked, Feeds, frozenset[str]], tuple[RuleFacts, ...]]


def tell_rules(asked: Asked, feeds: Feeds, covered: frozenset[str]) -> tuple[RuleFacts, ...]:
    """Return the facts of the rules; `feeds` says which resource types feed each table."""
    return tuple(
        _rule(rule, plan, asked, unseen=feeds[plan.subject.name] - covered)
        for rule, plan in zip(asked.rules, asked.plans, strict=True)
    )


def run_facts(
    asked: Asked,
    account: Account,
    result: EngineResult,
    *,
    feeds: Feeds,
    as_of: date,
    zone: str,
    engine: str,
    tell: TellRules = tell_rules,
    timings: Timings | None = None,
) -> RunFacts:
    """Return the facts of a run; `feeds` says which resource types feed each table."""
    subjects = frozenset().union(*(feeds[plan.subject.name] for plan in asked.plans))
    return RunFacts(
        as_of=as_of,
        zone=zone,
        engine=engine,
        versions=versions(engine=engine),
        rules=tell(asked, feeds, account.coverage.types),
        coverage=CoverageFacts(
            types=tuple(sorted(account.coverage.types)),
            how=account.coverage.how,
            uncovered_patients=len(account.coverage.uncovered),
            unseen_subjects=sum(not types.isdisjoint(subjects) for types in account.coverage.uncovered.values()),
        ),
        entries=account.sums,
        patients=result.patients,
        tallies=result.tallies,
        not_evaluated=result.not_evaluated,
        problems=count_problems(all_problems(account, result)),
        incomplete=account.incomplete or any(each.code == TOO_MANY for each in result.problems),
        latest_update=account.latest_update,
        skipped=account.skipped,
        digest=account.digest,
        tables=account.tables if isinstance(account, TablesAccount) else {},
        mapping=account.mapping if isinstance(account, TablesAccount) else None,
        not_run=tuple(_not_run(rule, asked) for rule in asked.catalogue.rules if rule.id in asked.not_run),
        standards=asked.catalogue.standards,
        failed=result.failed,
        timings=timings,
    )


def all_problems(account: Account, result: EngineResult) -> Sequence[Problem]:
    """Return the problems of reading and those of the tables, in that order; those of reading may be millions."""
    read = account.problems
    return read.and_more(result.problems) if isinstance(read, ProblemLog) else (*read, *result.problems)


def _rule(rule: Rule, plan: Plan, asked: Asked, *, unseen: frozenset[str]) -> RuleFacts:
    faults = Faults()
    parameters = parameters_of(rule, asked.catalogue.conditions, faults)
    values = resolve(parameters, names=(rule.id, rule.slug), settings=asked.settings)
    code_sets = {name: asked.catalogue.code_sets[name] for name in code_sets_in(plan)}
    return RuleFacts(
        id=rule.id,
        slug=rule.slug,
        title=rule.about.title,
        action=rule.about.action or "",
        revision=rule.about.revision,
        severity=rule.about.severity,
        digest=_digest(rule),
        subjects=plan.subject.many,
        parameters={name: as_written(value) for name, value in values.items()},
        shipped={
            name: as_written(parameters[name].stated)
            for name, value in values.items()
            if as_written(value) != as_written(parameters[name].stated)
        },
        cannot_recognise=tuple(name for name, read in code_sets.items() if not read.codes),
        filled_here={name: len(read.codes) for name, read in code_sets.items() if read.site and read.codes},
        unseen=tuple(sorted(unseen)),
        kahn=rule.about.kahn,
        standards=rule.about.standards,
    )


def _not_run(rule: Rule, asked: Asked) -> NotRun:
    about = rule.about
    return NotRun(rule.id, rule.slug, about.title, asked.not_run[rule.id], about.standards)


def _digest(rule: Rule) -> str:
    text = json.dumps(plain(rule.document), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
