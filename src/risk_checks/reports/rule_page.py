"""A rule as a page that people read in a terminal before they trust it."""

from __future__ import annotations

from risk_checks.reports.layout import paragraph
from risk_checks.reports.neutral import day_text, printable
from risk_checks.reports.rule_sections import Point, Section, headline, sections
from risk_checks.rules.example_codes import codes_words
from risk_checks.rules.examples import Example
from risk_checks.rules.lint import Linted


def rule_page(linted: Linted) -> str:
    """Return the page of a rule: what it asks and of whom, what can be set, what it rests on, limits and examples."""
    about = linted.rule.about
    shown = [line for each in linted.examples if each.shown for line in _example(each)]
    blocks = [
        [f"{about.id}  {about.slug}", about.title, headline(linted)],
        *(_section(section) for section in sections(linted)),
        *([["Examples", *shown]] if shown else []),
    ]
    return "\n\n".join("\n".join(map(printable, block)) for block in blocks) + "\n"


def _section(section: Section) -> list[str]:
    said = [line for text in section.paragraphs for line in paragraph(text)]
    return [section.title, *said, *(line for point in section.points for line in _point(point))]


def _point(point: Point) -> list[str]:
    under = [line for text in point.under for line in _under(text)]
    return [*paragraph(f"- {point.text}", hanging="    "), *under]


def _under(text: str) -> list[str]:
    """Return the lines of a text under a point; what people copy stays on one line."""
    return [f"    {text}"] if text.startswith("--set ") else paragraph(text, indent="    ")


def _example(example: Example) -> list[str]:
    told = paragraph(f"- {example.name} (as of {day_text(example.as_of)})", hanging="    ")
    for name, codes in example.codes:
        told += paragraph(f"with {codes_words(codes)} in '{name}'", indent="    ", hanging="      ")
    for expected in example.expect:
        facts = "".join(f", {name.replace('_', ' ')} {text}" for name, text in expected.facts.items())
        told += paragraph(f"{expected.subject}: {expected.outcome}{facts}", indent="    ", hanging="      ")
    if not example.expect:
        told.append("    no outcome" if example.evaluated else "    not evaluated")
    return told
