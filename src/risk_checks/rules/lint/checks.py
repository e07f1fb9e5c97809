"""The checks, by code, and the run of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from risk_checks.rules.catalogue import Catalogue
from risk_checks.rules.compile import parameters_of
from risk_checks.rules.examples import load_examples
from risk_checks.rules.faults import Faults
from risk_checks.rules.lint import (
    code_sets,
    deaths,
    declines,
    documentation,
    editors,
    examples,
    feeds,
    parameters,
    started,
    thresholds,
    words,
)
from risk_checks.rules.lint.finding import Check, Finding, Linted
from risk_checks.rules.rule import Rule
from risk_checks.rules.settings import Settings, resolve
from risk_checks.tables.definition import TableDef

CHECKS = (
    Check("RC-L001", "The keys stand in the fixed order.", documentation.in_order),
    Check("RC-L002", "What, why, action and known limits are said.", documentation.is_explained),
    Check("RC-L003", "There are sources, each with section, address and what it says.", documentation.has_sources),
    Check("RC-L004", "Nothing is cited that nobody has seen: no text carries the mark [U].", words.only_what_was_seen),
    Check(
        "RC-L005", "Titles and reasons speak of the record: never 'at risk', 'safe', 'compliant'.", words.of_the_record
    ),
    Check("RC-L006", "The slug names the fault, such as care-plan-missing.", words.names_the_fault),
    Check("RC-L007", "The slug is the name of the file.", documentation.named_as_its_file),
    Check("RC-L008", "There are examples, some of them shown.", examples.are_there),
    Check("RC-L009", "Examples show each outcome that the rule can give.", examples.cover_outcomes),
    Check(
        "RC-L010",
        "A pair of examples stands at the edge: the last good day, the first bad one.",
        examples.stand_at_the_edge,
    ),
    Check("RC-L011", "Every parameter says why, and whether it is national or local.", parameters.are_explained),
    Check("RC-L012", "Every parameter is used.", parameters.are_used),
    Check(
        "RC-L013",
        "No code set that the rule cannot do without is empty, but one for the site to fill, which examples fill.",
        code_sets.needed_are_filled,
    ),
    Check("RC-L014", "The status says since which version.", documentation.says_since),
    Check("RC-L015", "The history ends with the revision that the rule has.", documentation.has_history),
    Check(
        "RC-L016",
        "No time, number or day decides but as a parameter; 0 days, 0 and 1 decide nothing.",
        thresholds.are_parameters,
    ),
    Check("RC-L017", "An exemption that speaks of a decline lapses: its condition has 'lasts'.", declines.lapse),
    Check(
        "RC-L018", "The first line says where editors find the schema, and it is there.", editors.can_find_the_schema
    ),
    Check("RC-L019", "The rule says what becomes of people who have died.", deaths.are_spoken_of),
    Check("RC-L020", "What the rule reads is fed: no table or column that nothing fills yet.", feeds.are_there),
    Check(
        "RC-L021",
        "The rule says which kind of data quality it looks at: completeness, conformance or plausibility.",
        documentation.says_its_kind,
    ),
    Check(
        "RC-L022", "Nothing is left of the texts and the source that 'rules new' starts with.", started.is_written_anew
    ),
)


def lint(
    catalogue: Catalogue,
    *,
    tables: Mapping[str, TableDef],
    rules: Iterable[Rule] | None = None,
    checks: Sequence[Check] = CHECKS,
) -> tuple[Finding, ...]:
    """Return the findings on rules (all of the catalogue's, where none are named), in the order of rules and places.

    Raises the faults of every rule that cannot be made ready to run, together.
    """
    chosen = tuple(catalogue.rules if rules is None else rules)
    faults = Faults()
    prepared = [
        faults.attempt(lambda rule=rule: prepare(rule, catalogue=catalogue, tables=tables))  # type: ignore[misc]
        for rule in chosen
    ]
    faults.raise_any()
    return tuple(finding for linted in prepared if linted is not None for finding in _findings(linted, checks))


def _findings(linted: Linted, checks: Sequence[Check]) -> list[Finding]:
    found = [
        Finding(check.code, linted.rule.id, where, message)
        for check in checks
        for where, message in check.faults(linted)
    ]
    return sorted(found, key=lambda each: (each.where.file, each.where.line or 0, each.code, each.message))


def prepare(
    rule: Rule, *, catalogue: Catalogue, tables: Mapping[str, TableDef], settings: Settings | None = None
) -> Linted:
    """Return the rule with all that its checks need; raises the faults of a rule that cannot be made ready to run."""
    here = catalogue.settings(settings or {})
    (plan,) = catalogue.plans([rule], tables=tables, settings=here)
    parameters = parameters_of(rule, catalogue.conditions, Faults())
    return Linted(
        rule=rule,
        plan=plan,
        parameters=parameters,
        examples=load_examples(rule, tables=tables, code_sets=catalogue.code_sets),
        conditions=catalogue.conditions,
        code_sets=catalogue.code_sets,
        standards=catalogue.standards,
        values=resolve(parameters, names=(rule.id, rule.slug), settings=here),
        first_line="" if rule.path is None else editors.first_line(rule.path),
    )
