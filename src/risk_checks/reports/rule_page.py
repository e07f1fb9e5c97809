"""A rule as a page that people read before they trust it."""

from __future__ import annotations

from collections.abc import Iterable

from risk_checks.reports.layout import paragraph
from risk_checks.reports.neutral import day_text, printable
from risk_checks.rules.examples import Example
from risk_checks.rules.fields import code_sets_in
from risk_checks.rules.lint import Linted
from risk_checks.rules.named import used_in
from risk_checks.rules.parameters import Parameter
from risk_checks.rules.words import condition_words, expectation_words


def rule_page(linted: Linted) -> str:
    """Return the page of a rule: what, why, action, whom it is for, what it expects, parameters, sources, limits."""
    about = linted.rule.about
    status = f"{about.status.stage}{f' since {about.status.since}' if about.status.since else ''}"
    head = [
        f"{about.id}  {about.slug}",
        about.title,
        f"severity {about.severity}, {status}, revision {about.revision}",
    ]
    sections = (
        head,
        _said("What it looks for", about.what),
        _said("Why it matters", about.why),
        _said("What to do", about.action),
        _section("Whom it is for", _population(linted)),
        _section("What it expects", paragraph(expectation_words(linted.plan.expect))),
        _section("What can be set", [line for each in linted.parameters.values() for line in _parameter(linted, each)]),
        _section("What it rests on", _sources(linted)),
        _section("What it cannot see", _limits(linted)),
        _section("Examples", [line for each in linted.examples if each.shown for line in _example(each)]),
    )
    return "\n\n".join("\n".join(map(printable, section)) for section in sections if section) + "\n"


def empty_sets(linted: Linted) -> tuple[str, ...]:
    """Return the titles of the code sets that the rule uses and the site has yet to fill."""
    sets = (linted.code_sets[name] for name in code_sets_in(linted.plan))
    return tuple(each.title for each in sets if not each.codes)


def _section(title: str, body: Iterable[str]) -> list[str]:
    lines = list(body)
    return [title, *lines] if lines else []


def _said(title: str, text: str | None) -> list[str]:
    return _section(title, paragraph(text) if text else ())


def _population(linted: Linted) -> list[str]:
    plan = linted.plan
    told = paragraph(f"Each {plan.subject.one} where {condition_words(plan.when)}.")
    for condition in used_in(linted.rule.conditions, linted.conditions):
        told += paragraph(f"'{condition.name}': {condition.says}", hanging="    ")
    for exemption in plan.unless:
        told += paragraph(f"- not where {exemption.because} ({condition_words(exemption.when)})", hanging="    ")
    return told


def _parameter(linted: Linted, parameter: Parameter) -> list[str]:
    bounds = [
        *([f"at least {parameter.min}"] if parameter.min is not None else []),
        *([f"at most {parameter.max}"] if parameter.max is not None else []),
        *([f"a {parameter.standing} choice"] if parameter.standing else []),
    ]
    within = f" ({', '.join(bounds)})" if bounds else ""
    return [
        *paragraph(f"{parameter.name} = {parameter.default}{within}", hanging="    "),
        *(paragraph(parameter.why, indent="    ") if parameter.why else []),
        f"    --set {linted.rule.id}.{parameter.name}=VALUE",
    ]


def _sources(linted: Linted) -> list[str]:
    told: list[str] = []
    for source in linted.rule.about.sources:
        told += paragraph(f"- {', '.join(part for part in (source.title, source.section) if part)}", hanging="    ")
        told += [f"    {source.url}"] if source.url else []
        told += paragraph(source.says, indent="    ") if source.says else []
    return told


def _limits(linted: Linted) -> list[str]:
    told = paragraph(linted.rule.about.known_limits) if linted.rule.about.known_limits else []
    for title in empty_sets(linted):
        told += paragraph(f"- {title}: a code set for the site to fill, empty as shipped", hanging="    ")
    return told


def _example(example: Example) -> list[str]:
    told = paragraph(f"- {example.name} (as of {day_text(example.as_of)})", hanging="    ")
    for expected in example.expect:
        facts = "".join(f", {name.replace('_', ' ')} {text}" for name, text in expected.facts.items())
        told += paragraph(f"{expected.subject}: {expected.outcome}{facts}", indent="    ", hanging="      ")
    if not example.expect:
        told.append("    no outcome")
    return told
