"""A few hand-built tables, conditions and code sets, and a rule over them that tests break one piece at a time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from risk_checks.documents import read_document
from risk_checks.errors import DefinitionErrors
from risk_checks.rules.code_sets import CodeSets, read_code_set
from risk_checks.rules.compile import compile_rule
from risk_checks.rules.named import NamedConditions, read_conditions
from risk_checks.rules.plan import ColumnRef, Plan, Scope
from risk_checks.rules.rule import Rule, read_rule
from risk_checks.rules.settings import Settings
from risk_checks.tables.definition import Column, ColumnType, Source, TableDef

FED = Source("some_view", {})

RULE = """\
id: RC-TEST-001
slug: assessment-missing
title: Assessment missing
status: {stage: preview, since: "0.1"}
revision: 1
severity: high
parameters:
  first_within: {default: 7 days, min: 0 days, max: 42 days, standing: local, why: because}
for_each: referral
when: {status: open}
unless:
  - because: the person has died
    when: {patient.deceased: true}
expect:
  recorded: assessment
  where: {kinds: {any_in: risk}, status: complete}
  grace: {of: start, time: $first_within}
"""
CONDITIONS = """\
recent:
  for: referral
  says: The last contact is recent.
  parameters:
    recent_for: {default: 6 months, standing: local, why: because}
  when: {last_contact: {at_least: {of: as_of, minus: $recent_for}}}
recent-and-open:
  for: referral
  says: Recent, and open.
  when: {use: recent, status: open}
done:
  for: assessment
  says: It is complete and scored.
  when: {status: complete, score: {at_least: 1}}
ring:
  for: referral
  says: It uses itself.
  when: {use: ring}
"""
RISK = """\
name: risk
title: Risk
means: Risk.
site: false
codes:
  - {system: s, code: a, display: A, source: here}
"""


def column(name: str, kind: ColumnType, **more: Any) -> Column:
    """A column that means what it is called."""
    return Column(name, kind, means=name, **more)


def table(name: str, *columns: Column, **more: Any) -> TableDef:
    """A table that nothing feeds."""
    return TableDef(
        name, name.replace("_", " "), f"{name}s", name, {each.name: each for each in columns}, (FED,), **more
    )


PATIENT = table(
    "patient",
    column("deceased", ColumnType.BOOLEAN, absent=False),
    column("birth_date", ColumnType.DAY),
    column("gp_practice", ColumnType.KEY),
)
REFERRAL = table(
    "referral",
    column("status", ColumnType.WORD, words=("planned", "open", "closed", "retracted")),
    column("start", ColumnType.DAY),
    column("end", ColumnType.DAY, absent="open"),
    column("last_contact", ColumnType.DAY),
    column("derived", ColumnType.BOOLEAN),
    column("team", ColumnType.KEY),
    column("visits", ColumnType.INTEGER),
    column("note", ColumnType.TEXT),
    column("kinds", ColumnType.CODES),
    status="status",
    retracted=("retracted",),
    team="team",
)
ASSESSMENT = table(
    "assessment",
    column("kinds", ColumnType.CODES),
    column("status", ColumnType.WORD, words=("draft", "active", "complete", "retracted")),
    column("date", ColumnType.DAY),
    column("review", ColumnType.DAY, ahead=True),
    column("referral", ColumnType.KEY),
    column("score", ColumnType.INTEGER),
    column("note", ColumnType.TEXT),
    dated_by="date",
    status="status",
    retracted=("retracted",),
    drafts=("draft", "active"),
)
CARER = table(
    "carer",
    column("relationships", ColumnType.CODES),
    column("active", ColumnType.BOOLEAN, absent=True),
    column("role", ColumnType.TEXT),
)
TABLES = {each.name: each for each in (PATIENT, REFERRAL, ASSESSMENT, CARER)}


def conditions(text: str = CONDITIONS) -> NamedConditions:
    """The named conditions."""
    return read_conditions(read_document(text, file="conditions.yaml"))


def code_sets(*texts: str) -> CodeSets:
    """The code sets, `risk` first."""
    found = [read_code_set(read_document(text, file="codes/" + text.split()[1] + ".yaml")) for text in (RISK, *texts)]
    return {each.name: each for each in found}


def rule(text: str = RULE) -> Rule:
    """The rule."""
    return read_rule(read_document(text, file="x.yaml"))


def compiled(text: str = RULE, *, settings: Settings | None = None) -> Plan:
    """The rule ready to run."""
    return compile_rule(
        rule(text), tables=TABLES, conditions=conditions(), code_sets=code_sets(), settings=settings or {}
    )


def changed(old: str, new: str, text: str = RULE) -> str:
    """The rule's text with one piece changed, which must be there once."""
    assert text.count(old) == 1, f"{old!r} is there {text.count(old)} times"
    return text.replace(old, new)


def faults_of(text: str) -> list[str]:
    """The faults of a rule's text, in reading it or else in making it ready."""
    try:
        compiled(text)
    except DefinitionErrors as errors:
        return [str(fault) for fault in errors.faults]
    return []


def ref(name: str, *, scope: Scope, of: TableDef, also: Mapping[str, Column] | None = None) -> ColumnRef:
    """A column of a table."""
    return ColumnRef(scope, of.name, {**of.columns, **(also or {})}[name])
