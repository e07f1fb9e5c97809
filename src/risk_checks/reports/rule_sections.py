"""What the page of a rule says, section by section, whether it is then printed or written as Markdown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from risk_checks.rules.code_sets import Code, CodeSet
from risk_checks.rules.fields import code_sets_in
from risk_checks.rules.lint import Linted
from risk_checks.rules.named import used_in
from risk_checks.rules.needs import needed_by
from risk_checks.rules.parameters import Parameter, value_words
from risk_checks.rules.plan import All, Called, Condition
from risk_checks.rules.rule import MeasureFile
from risk_checks.rules.standards import criteria_of
from risk_checks.rules.words import condition_words, expectation_words


@dataclass(frozen=True, slots=True)
class Point:
    """A point of a list, and what is said under it."""

    text: str
    under: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A title with paragraphs, then points; one with neither is left out of the page."""

    title: str
    paragraphs: tuple[str, ...] = ()
    points: tuple[Point, ...] = ()


def headline(linted: Linted) -> str:
    """Return severity, kind of data quality, status and revision of a rule, on one line."""
    about = linted.rule.about
    status = f"{about.status.stage}{f' since {about.status.since}' if about.status.since else ''}"
    off = "" if about.default == "on" else ", off unless it is selected"
    kind = f", {about.kahn}" if about.kahn else ""
    return f"severity {about.severity}{kind}, {status}, revision {about.revision}{off}"


def sections(linted: Linted) -> tuple[Section, ...]:
    """Return the sections of a rule's page that say something; its examples come after them."""
    about, plan = linted.rule.about, linted.plan
    named = used_in(linted.rule.conditions, linted.conditions)
    found = (
        Section("What it looks for", _said(about.what)),
        Section("Why it matters", _said(about.why)),
        Section("What to do", _said(about.action)),
        Section(
            "Whom it is for",
            (f"Each {plan.subject.one}{_population(plan.when)}.",),
            tuple(Point(f"'{condition.name}': {condition.says}") for condition in named),
        ),
        Section(
            "Who is exempt",
            points=tuple(Point(f"{each.because} ({condition_words(each.when)})") for each in plan.unless),
        ),
        Section("What it expects", (_sentence(expectation_words(plan.expect)),)),
        Section("What can be set", points=tuple(_parameter(linted, each) for each in linted.parameters.values())),
        Section("Which codes count", points=tuple(_code_set(found, linted) for found in code_sets_of(linted))),
        Section("What it cannot see", _said(about.known_limits), tuple(_unseen(linted))),
        Section("What it rests on", points=tuple(_sources(linted))),
        Section("Which measure it follows", *_measure(about.measure)),
        Section("Standards", points=tuple(_standards(linted))),
        Section(
            "History",
            points=tuple(Point(f"revision {each.revision}, {each.since}: {each.change}") for each in about.history),
        ),
    )
    return tuple(section for section in found if section.paragraphs or section.points)


def code_sets_of(linted: Linted) -> tuple[CodeSet, ...]:
    """Return the code sets that a rule looks codes up in, by name."""
    return tuple(linted.code_sets[name] for name in code_sets_in(linted.plan))


def empty_sets(linted: Linted) -> tuple[str, ...]:
    """Return the titles of the code sets that the rule uses and the site has yet to fill."""
    return tuple(each.title for each in code_sets_of(linted) if not each.codes)


def _population(when: Condition) -> str:
    match when:
        case All(items=()):
            return ""
        case Called(words=words):
            return f": {words}"
        case _:
            return f" where {condition_words(when)}"


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."


def _said(text: str | None) -> tuple[str, ...]:
    return (text,) if text else ()


def _parameter(linted: Linted, parameter: Parameter) -> Point:
    bounds = [
        *([f"at least {parameter.min}"] if parameter.min is not None else []),
        *([f"at most {parameter.max}"] if parameter.max is not None else []),
        *([f"a {parameter.standing} choice"] if parameter.standing else []),
    ]
    within = f" ({', '.join(bounds)})" if bounds else ""
    how = f"--set {linted.rule.id}.{parameter.name}=VALUE"
    value = linted.values[parameter.name]
    here = () if value == parameter.stated else (f"set here: {value_words(value)}",)
    words = f"{parameter.name} = {value_words(parameter.stated)}{within}"
    return Point(words, (*here, *_said(parameter.why), how))


def _code_set(found: CodeSet, linted: Linted) -> Point:
    marks = [
        found.name,
        *(["needed"] if found.name in needed_by(linted.plan) else []),
        *(["for the site to fill"] if found.site or not found.codes else []),
    ]
    words = f"{found.title} ({'; '.join(marks)}): {found.means}"
    return Point(words, tuple(f"{each.display}: {each}{_in_use(each)}" for each in found.codes))


def _in_use(code: Code) -> str:
    since, until = (f", {word} {day}" if day else "" for word, day in (("from", code.from_), ("to", code.to)))
    return f"{since}{until}"


def _unseen(linted: Linted) -> Iterator[Point]:
    for found in code_sets_of(linted):
        if not found.codes:
            needed = found.name in needed_by(linted.plan)
            unseen = f"until then the rule {'waits' if needed else 'does not recognise what it means'}"
            yield Point(f"{found.title}: a code set for the site to fill, empty as shipped; {unseen}")


def _measure(measure: MeasureFile | None) -> tuple[tuple[str, ...], tuple[Point, ...]]:
    if measure is None:
        return (), ()
    title = Point(measure.title, _said(measure.url))
    return (), (
        title,
        Point(f"It follows the measure in this: {measure.follows}"),
        Point(f"It departs: {measure.departs}"),
    )


def _standards(linted: Linted) -> Iterator[Point]:
    """Yield each standard that the rule speaks to, and under it the criteria with their words."""
    spoken: dict[str, list[str]] = {}
    for criterion in criteria_of(linted.rule, linted.standards):
        spoken.setdefault(criterion.standard, []).append(f"{criterion.name}: {criterion.words}")
    for name, words in spoken.items():
        yield Point(linted.standards[name].title, tuple(words))


def _sources(linted: Linted) -> Iterator[Point]:
    for source in linted.rule.about.sources:
        title = ", ".join(part for part in (source.title, source.section) if part)
        yield Point(title, (*_said(source.url), *_said(source.says)))
