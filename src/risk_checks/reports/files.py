"""The files of a run: outcomes.parquet, findings.csv, problems.ndjson, and run.json, which vouches for the others."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO

from pyarrow import Table

from risk_checks.model.outcome import SEVERITIES
from risk_checks.records.problems import Problem
from risk_checks.reports import arrow
from risk_checks.reports.csv_rows import csv_rows
from risk_checks.reports.folder import MANIFEST, private_file, whole_folder
from risk_checks.reports.neutral import ACTING, cell, printable
from risk_checks.reports.outcomes import Outcomes
from risk_checks.reports.report import Report
from risk_checks.reports.run import statuses_warning
from risk_checks.reports.shield import MAYBE_NUMBER, Shield
from risk_checks.reports.sorted_lines import sorted_lines

OUTCOMES = "outcomes.parquet"
FINDINGS = "findings.csv"
PROBLEMS = "problems.ndjson"
FINDING_COLUMNS = (
    "rule",
    "slug",
    "title",
    "severity",
    "patient",
    "subject",
    "outcome",
    "reason",
    "due_on",
    "overdue_days",
    "action",
    "team",
)
_TEXTS = tuple(name for name in FINDING_COLUMNS if name not in {"due_on", "overdue_days"})


_AS_RECORDED = (
    f"{OUTCOMES} carries the keys of the records, which may be NHS numbers: handle it as a record. "
    "The other files carry a keyed hash in place of a key that is a valid NHS number, and no names."
)
_AS_PSEUDONYMS = (
    "Every key is a keyed hash that only the holder of the secret can make again: pseudonymous, not anonymous. "
    "The dates are those of the records."
)


def write(report: Report, out: Path, *, spreadsheet_safe: bool = True, secret: bytes | None = None) -> None:
    """Write the files of a run to a folder: all of them, or nothing; the same report gives the same bytes.

    With a secret, every key in them is a keyed hash.
    """
    shield = Shield(report.run.digest) if secret is None else Shield(secret, every=True)
    with whole_folder(out) as folder:
        written = {
            OUTCOMES: _written(folder / OUTCOMES, lambda file: _outcomes(report, file, shield)),
            FINDINGS: _written(
                folder / FINDINGS, lambda file: _findings(report, file, shield, spreadsheet_safe=spreadsheet_safe)
            ),
            PROBLEMS: _written(folder / PROBLEMS, lambda file: _problems(report, file, folder)),
        }
        manifest = {
            **report.run.as_dict(),
            "files": written,
            "keys": "pseudonymous" if shield.every else "recorded",
            "carries_keys": [] if shield.every else [OUTCOMES],
            "note": _AS_PSEUDONYMS if shield.every else _AS_RECORDED,
        }
        _written(folder / MANIFEST, lambda file: file.write(json_text(manifest).encode()))


def json_text(value: object) -> str:
    """Return a value as JSON that people can read; the order of keys is kept."""
    return json.dumps(value, indent=2, ensure_ascii=True, allow_nan=False) + "\n"


def _written(path: Path, fill: Callable[[BinaryIO], object]) -> dict[str, Any]:
    with private_file(path) as file:
        fill(file)
    with path.open("rb") as file:
        return {"bytes": path.stat().st_size, "sha256": hashlib.file_digest(file, "sha256").hexdigest()}


def _outcomes(report: Report, file: BinaryIO, shield: Shield) -> None:
    told = _AS_PSEUDONYMS if shield.every else "carries the keys of the records, which may be NHS numbers"
    notes = {"risk_checks.warnings": json.dumps(report.run.warnings), "risk_checks.keys": told}
    outcomes = report.outcomes
    if shield.every:
        hidden = arrow.with_texts(_hidden(outcomes.to_arrow(), shield), column="evidence", change=shield.key)
        outcomes = Outcomes.of_table(hidden)
    arrow.write_parquet(arrow.by_identity(outcomes), file, notes=notes)


def _findings(report: Report, file: BinaryIO, shield: Shield, *, spreadsheet_safe: bool) -> None:
    table = _worklist(report, shield)
    for column in _TEXTS:
        table = arrow.with_text(table, column=column, change=cell if spreadsheet_safe else printable, where=ACTING)
    file.write((",".join(FINDING_COLUMNS) + "\n").encode())
    file.writelines(csv_rows(table))


def _hidden(table: Table, shield: Shield) -> Table:
    for column, hide in (("patient", shield.key), ("subject", shield.key), ("team", shield.team)):
        table = arrow.with_text(table, column=column, change=hide, where="" if shield.every else MAYBE_NUMBER)
    return table


def _worklist(report: Report, shield: Shield) -> Table:
    # Hidden before they are put in order: the order of the real keys would give away much of an NHS number.
    table = _hidden(report.findings.to_arrow(), shield)
    # What is most urgent to put right comes first; of that, what has waited longest.
    table = arrow.in_order(
        arrow.with_rank(table, column="severity", words=SEVERITIES, called="rank"),
        ("rank", "ascending"),
        ("overdue_days", "descending"),
        ("rule", "ascending"),
        ("patient", "ascending"),
        ("subject", "ascending"),
    )
    for called in ("slug", "title", "action"):
        said = {str(rule.id): str(getattr(rule, called)) for rule in report.run.rules}
        table = arrow.with_looked_up(table, by="rule", values=said, called=called)
    return arrow.with_ending(table, column="reason", ending=_note(report)).select(FINDING_COLUMNS)


def _note(report: Report) -> str:
    """Return what must be known of every row of the worklist, as it may be read without the rest."""
    day = report.run.statuses_from_another_day
    said = " This run is INCOMPLETE: part of the input could not be read." if report.run.incomplete else ""
    return f"{said} {statuses_warning(day, as_of=report.run.as_of)}" if day else said


def _problems(report: Report, file: BinaryIO, folder: Path) -> None:
    shield = Shield(report.run.digest)
    told = (json.dumps(_problem(problem, shield), ensure_ascii=True) for problem in report.problems)
    file.writelines(sorted_lines((f"{line}\n".encode() for line in told), beside=folder))


def _problem(problem: Problem, shield: Shield) -> dict[str, Any]:
    told = {name: shield.text(value) if isinstance(value, str) else value for name, value in asdict(problem).items()}
    return {name: value for name, value in told.items() if value is not None}
