"""Explanations of one subject, found by its key or by the name that shared outputs give it."""

from __future__ import annotations

from collections.abc import Iterator

from risk_checks.reports.layout import paragraph
from risk_checks.reports.neutral import printable
from risk_checks.reports.report import Report
from risk_checks.reports.shield import Shield


def explained(report: Report, *, rule: str, subject: str, secret: bytes | None = None) -> str:
    """Return the explanations of a rule's outcomes about a subject, or about all subjects of a patient.

    NHS numbers are hidden as in findings.csv, from which `subject` may be copied. With the secret that made pseudonyms,
    `subject` may be one of them: what is said of it then has the keys of the records.
    """
    shield = Shield(report.run.digest)
    shown = shield if secret is None else Shield(secret, every=True)
    number = report.rule(rule).id
    outcomes = report.outcomes.where(rule=number)
    wanted = {subject}
    keys = [found.subject for found in outcomes if wanted & {found.subject, found.patient}]
    keys = keys or [
        found.subject for found in outcomes if wanted & {shown.key(found.subject), shown.key(found.patient)}
    ]
    # A subject that the rule does not apply to has no outcome, and an explanation all the same.
    told = (shield.text(str(report.explain(number, key))) for key in keys or [subject])
    return "\n".join("".join(f"{line}\n" for line in _lines(each)) for each in told)


def _lines(text: str) -> Iterator[str]:
    for line in text.splitlines():
        indent = " " * (len(line) - len(line.lstrip(" ")))
        yield from paragraph(printable(line.strip(" ")), indent=indent, hanging=f"{indent}  ")
