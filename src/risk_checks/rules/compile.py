"""Rules made ready to run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from risk_checks.errors import DefinitionErrors
from risk_checks.rules import plan
from risk_checks.rules.code_sets import CodeSets
from risk_checks.rules.expecting import expectation
from risk_checks.rules.faults import CLASH, Faults
from risk_checks.rules.fields import fields_read
from risk_checks.rules.named import NamedConditions, used_in
from risk_checks.rules.parameters import Parameter
from risk_checks.rules.resolving import NOTHING, Known, Resolver
from risk_checks.rules.rule import Rule
from risk_checks.rules.settings import Settings, resolve
from risk_checks.tables.definition import TableDef


def compile_rules(
    rules: Iterable[Rule],
    *,
    tables: Mapping[str, TableDef],
    conditions: NamedConditions,
    code_sets: CodeSets,
    settings: Settings,
) -> tuple[plan.Plan, ...]:
    """Return a plan for each rule, in the order given, or raise the faults of them all."""
    faults = Faults()
    plans = [
        faults.attempt(
            lambda rule=rule: compile_rule(  # type: ignore[misc]
                rule, tables=tables, conditions=conditions, code_sets=code_sets, settings=settings
            )
        )
        for rule in rules
    ]
    faults.raise_any()
    return tuple(made for made in plans if made is not None)


def compile_rule(
    rule: Rule,
    *,
    tables: Mapping[str, TableDef],
    conditions: NamedConditions,
    code_sets: CodeSets,
    settings: Settings,
) -> plan.Plan:
    """Return the rule ready to run, its parameters as set; raise every fault of it together."""
    faults = Faults()
    parameters = parameters_of(rule, conditions, faults)
    known = Known(tables, conditions, code_sets, resolve(parameters, names=(rule.id, rule.slug), settings=settings))
    subject = known.table(rule.for_each, faults)
    if subject is None:
        raise DefinitionErrors(faults.found)
    resolver = Resolver(known, faults, subject)
    when = NOTHING if rule.when is None else resolver.condition(rule.when)
    unless = tuple(_exemption(said.because, resolver.condition(said.when)) for said in rule.unless)
    expect = expectation(rule.expect, resolver)
    faults.raise_any()
    assert expect is not None
    return plan.Plan(
        rule=rule.id,
        slug=rule.slug,
        title=rule.about.title,
        revision=rule.about.revision,
        severity=rule.about.severity,
        subject=subject,
        when=when,
        when_fields=fields_read(when, at=plan.Scope.SUBJECT),
        unless=unless,
        expect=expect,
    )


def parameters_of(rule: Rule, conditions: NamedConditions, faults: Faults) -> Mapping[str, Parameter]:
    """Return the rule's own parameters and those of the named conditions that it uses."""
    found = dict(rule.parameters)
    for condition in used_in(rule.conditions, conditions):
        for name, parameter in condition.parameters.items():
            if name in found and found[name] is not parameter:
                message = f"the parameter '{name}' is also one of the condition '{condition.name}', which is used here"
                faults.add(CLASH, message, found[name].where, hint="give it another name")
            found.setdefault(name, parameter)
    return found


def _exemption(because: str, when: plan.Condition) -> plan.Exemption:
    return plan.Exemption(because, when, fields_read(when, at=plan.Scope.SUBJECT))
