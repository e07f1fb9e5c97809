"""What a run says on a terminal, and the same as JSON: counts, reasons and what to do next; never a key of a record."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from risk_checks.documents import Plain
from risk_checks.model.outcome import SEVERITIES, OutcomeKind, ReasonCode
from risk_checks.reports.by_standard import lines as standard_lines
from risk_checks.reports.layout import added, paragraph, sum_line
from risk_checks.reports.neutral import day_text, printable
from risk_checks.reports.problem_lines import problem_lines
from risk_checks.reports.report import Report
from risk_checks.reports.run import entry_parts, patient_parts, row_parts
from risk_checks.reports.shield import Keys
from risk_checks.reports.summary import lines as summary_lines
from risk_checks.reports.timing import timing_lines

_MOST_KINDS = 20  # of problems that a terminal is given
_SKIPPED_NAMED = 5  # files passed over
_UNKNOWN_WORDS: Mapping[str, str] = {
    ReasonCode.POPULATION_NOT_KNOWN: "it is not known whether the rule applies",
    ReasonCode.NOT_COVERED: "a resource type was not in the input",
    ReasonCode.SET_ASIDE: "a resource was set aside",
    ReasonCode.DATE_NOT_KNOWN: "a date is missing or not exact enough",
    ReasonCode.STATUS_NOT_KNOWN: "a status is missing or not known",
    ReasonCode.FIELD_NOT_KNOWN: "a field is missing or not known",
}


def as_text(report: Report, *, folder: str | None = None, standard: str | None = None, keys: Keys = "recorded") -> str:
    """Return the report for a terminal of 80 columns; `folder` is where its files were written, if they were.

    With the name of a standard, what was found is told by its criteria and not by rule.
    """
    sections = (
        _heading(report),
        _section("What was read", _read(report)),
        _section("What the input covers", _coverage(report)),
        _section("What was set for this run", _set(report)),
        _found(report, standard),
        _section("How the rows add up", _rows(report)),
        _section("What the record cannot tell", _unknown(report)),
        _section("What the rules cannot recognise here", _unrecognised(report)),
        _section("Problems in the input", _problems(report)),
        _section("Where the time went", timing_lines(report.run.timings) if report.run.timings else []),
        _section("What to do next", _next(report, folder, keys)),
    )
    return "\n\n".join("\n".join(section) for section in sections if section) + "\n"


def as_json(report: Report, *, standard: str | None = None) -> dict[str, Any]:
    """Return the report as JSON values: the run's facts and the summary, and beside it that by a standard."""
    return {
        **report.run.as_dict(),
        "summary": report.summary().to_dicts(),
        **({} if standard is None else {"standard": report.by_standard(standard).as_dict()}),
        "findings": len(report.findings),
    }


def _heading(report: Report) -> list[str]:
    run = report.run
    version = run.versions.get("risk_checks", "")
    title = f"risk_checks {version}: records as of {day_text(run.as_of)} ({run.zone}, {run.engine})"
    told = (title, *(f"! {warning}" for warning in run.warnings))
    return [line for each in told for line in paragraph(each, indent="", hanging="  ")]


def _found(report: Report, standard: str | None) -> list[str]:
    title = f"What was found as of {day_text(report.run.as_of)}"
    if standard is None:
        return _section(title, summary_lines(report.summary()))
    told = report.by_standard(standard)
    return [*paragraph(f"{title}, by {printable(told.title)}", indent="", hanging="  "), *standard_lines(told)]


def _section(title: str, body: list[str]) -> list[str]:
    return [title, *body] if body else []


def _read(report: Report) -> list[str]:
    run = report.run
    told = [
        *(_tables(report) if run.tables else sum_line("entries", run.entries.total, entry_parts(run.entries))),
        *sum_line("patients", run.patients.read, patient_parts(run.patients)),
    ]
    if run.skipped:
        named = ", ".join(f"{each.file} ({each.reason})" for each in run.skipped[:_SKIPPED_NAMED])
        more = len(run.skipped) - _SKIPPED_NAMED
        told += paragraph(
            f"{_count(len(run.skipped), 'file')} passed over: {named}{f' and {more} more' if more > 0 else ''}"
        )
    day = run.extract_day
    told += paragraph(f"latest change in the input: {day_text(day) if day else 'not recorded'}")
    return told


def _tables(report: Report) -> list[str]:
    mapping = report.run.mapping
    told = paragraph(f"canonical tables{f', by the mapping {mapping} (preview)' if mapping else ''}; rows:")
    for name, sums in sorted(report.run.tables.items()):
        told += sum_line(name, sums.read, sums.parts())
    return told


def _coverage(report: Report) -> list[str]:
    coverage = report.run.coverage
    types = ", ".join(sorted(coverage.types)) or "no resource type"
    told = paragraph(f"{types} ({printable(coverage.how)})")
    if coverage.uncovered_patients:
        patients = _count(coverage.uncovered_patients, "patient")
        told += paragraph(f"For {patients} a resource was set aside: what it may hold is unknown.")
    return told


def _set(report: Report) -> list[str]:
    """Return which parameters are not those of the rules themselves, and which code sets a site filled."""
    told = (
        f"{rule.id}  {name}: {_worded(rule.parameters[name])} (shipped: {_worded(shipped)})"
        for rule in report.run.rules
        for name, shipped in rule.shipped.items()
    )
    filled = {name: count for rule in report.run.rules for name, count in rule.filled_here.items()}
    codes = (f"code set {name}: {_count(count, 'code')}" for name, count in sorted(filled.items()))
    return [line for each in (*told, *codes) for line in paragraph(printable(each), hanging="    ")]


def _worded(value: Plain) -> str:
    """Return a value of a parameter in words, those by service one after the other."""
    match value:
        case {"by": {"column": column, "values": {**values}, "otherwise": otherwise}}:
            return ", ".join([*(f"{of} where {column} is {word}" for word, of in values.items()), f"else {otherwise}"])
        case _:
            return str(value)


def _rows(report: Report) -> list[str]:
    run = report.run
    told: list[str] = []
    for rule in run.rules:
        if rule.id in run.tallies:
            tally = run.tallies[rule.id]
            total = f"{rule.id}  {tally.rows:,} {printable(rule.subjects)}"
            told += paragraph(f"{total} = {added(row_parts(tally))}", hanging="    ")
    return told


def _unknown(report: Report) -> list[str]:
    unknown = report.outcomes.where(outcome=OutcomeKind.UNKNOWN)
    by_rule: dict[str, list[str]] = defaultdict(list)
    for (rule, reason), count in unknown.count_by("rule", "reason_code").items():
        by_rule[rule].append(f"{count:,} because {_UNKNOWN_WORDS.get(reason, reason.replace('_', ' '))}")
    return _per_rule((rule, "; ".join(said)) for rule, said in by_rule.items())


def _unrecognised(report: Report) -> list[str]:
    return _per_rule(
        (rule.id, f"{', '.join(map(printable, rule.cannot_recognise))} (code sets for the site to fill)")
        for rule in report.run.rules
        if rule.cannot_recognise
    )


def _per_rule(told: Iterable[tuple[str, str]]) -> list[str]:
    return [line for rule, said in told for line in paragraph(f"{rule}  {said}", hanging="    ")]


def _problems(report: Report) -> list[str]:
    shown = [*problem_lines(report.problems, counted=report.run.problems)]
    lines = [line for each in shown[:_MOST_KINDS] for line in paragraph(each, hanging="    ")]
    if len(shown) > _MOST_KINDS:
        lines.append(f"  and {_count(len(shown) - _MOST_KINDS, 'more kind')}, in problems.ndjson")
    return lines


def _next(report: Report, folder: str | None, keys: Keys) -> list[str]:
    told = []
    if folder is None:
        told.append("add --out DIR for the worklist (findings.csv), every outcome and the problems")
    else:
        where = printable(folder)
        told.append(f"{where}/findings.csv is the worklist: who, what is not recorded, since when, what closes it")
        if report.problems:
            told.append(f"{where}/problems.ndjson lists each problem by file and line")
        if keys == "pseudonymous":
            told.append(f"{where}/outcomes.parquet holds every outcome; all keys are pseudonyms, and dates as recorded")
        else:
            told.append(f"{where}/outcomes.parquet holds every outcome and carries the keys: handle it as a record")
    rule = _first_to_look_at(report)
    if rule is not None:
        told.append(f"risk-checks rules show {rule} says what the rule asks for and why")
        told.append(f"add --explain {rule} SUBJECT to see what was looked at for one subject")
    return [line for item in told for line in paragraph(f"- {item}", hanging="    ")]


def _first_to_look_at(report: Report) -> str | None:
    """Return the rule with the most findings among those of the highest severity that has any."""
    counts = report.findings.count_by("severity", "rule")
    order = sorted(counts, key=lambda key: (SEVERITIES.index(key[0]), -counts[key], key[1]))
    return order[0][1] if order else None


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
