"""A tiny world: four tables made by hand, with a column of every kind that a clause speaks of."""

from __future__ import annotations

from risk_checks.rules.plan import ColumnRef, Scope
from risk_checks.tables.definition import Column, ColumnType, StateOnDay, TableDef

T = ColumnType


def _columns(*columns: Column) -> dict[str, Column]:
    return {column.name: column for column in columns}


PATIENT = TableDef(
    name="patient",
    one="person",
    many="people",
    means="A person with a record.",
    columns=_columns(
        Column(
            "deceased",
            T.BOOLEAN,
            "They have died.",
            absent=False,
            on_day=StateOnDay(start="deceased_date", end=None, open=True, ended=False, ahead=False),
        ),
        Column("deceased_date", T.DAY, "The day they died."),
        Column("birth_date", T.DAY, "The day they were born."),
        Column("gp_practice", T.KEY, "The practice that they are registered with."),
    ),
    sources=(),
)

REFERRAL = TableDef(
    name="referral",
    one="referral",
    many="referrals",
    means="A period under a service.",
    columns=_columns(
        Column(
            "status",
            T.WORD,
            "Where it stands.",
            words=("planned", "open", "closed", "cancelled", "retracted"),
            on_day=StateOnDay("start", "end", "open", "closed", "planned", fixed=("cancelled", "retracted")),
        ),
        Column("start", T.DAY, "The day it began."),
        Column("end", T.DAY, "The day it ended, or is planned to.", absent="open", ahead=True),
        Column("team", T.KEY, "The team that holds the care."),
        Column("setting", T.WORD, "Where the care is given.", words=("community", "ward")),
        Column("reviewed", T.DAY, "The day it was last talked over."),
        Column("declined", T.DAY, "The day on which the person said no."),
        Column("kinds", T.CODES, "What kind of referral it is."),
        Column("visits", T.INTEGER, "How many visits were offered."),
        Column("agreed", T.BOOLEAN, "The person agreed to it."),
        Column("lane", T.TEXT, "Which of several conditions a case is about."),
    ),
    sources=(),
    status="status",
    retracted=("retracted", "cancelled"),
    team="team",
)

ASSESSMENT = TableDef(
    name="assessment",
    one="assessment",
    many="assessments",
    means="A dated assessment.",
    columns=_columns(
        Column("status", T.WORD, "How far it is.", words=("draft", "complete", "stopped", "retracted")),
        Column("date", T.DAY, "The day it was done."),
        Column("created", T.DAY, "The day it was written down."),
        Column("referral", T.KEY, "The referral that it belongs to."),
        Column("kinds", T.CODES, "What was assessed."),
        Column("markers", T.CODES, "What it was marked with; none, where there is nothing.", absent="none"),
        Column("score", T.INTEGER, "Its score."),
        Column("author", T.KEY, "The team that did it."),
        Column("seen", T.BOOLEAN, "The person was seen."),
        Column("shared", T.BOOLEAN, "It was shared with the person."),
        Column("review", T.DAY, "The day it is to be looked at again.", ahead=True),
    ),
    sources=(),
    dated_by="date",
    status="status",
    retracted=("retracted",),
    drafts=("draft",),
)

CARER = TableDef(
    name="carer",
    one="carer",
    many="carers",
    means="A mention of somebody who cares; it has no day of its own.",
    columns=_columns(
        Column(
            "active",
            T.BOOLEAN,
            "The mention is in use.",
            absent=True,
            on_day=StateOnDay("start", "end", open=True, ended=False, ahead=False, fixed=(False,)),
        ),
        Column("start", T.DAY, "The day from which they care."),
        Column("end", T.DAY, "The day until which they do.", absent="open", ahead=True),
        Column("lives_in", T.BOOLEAN, "They live with the person."),
        Column("referral", T.KEY, "The referral in which they were named."),
    ),
    sources=(),
)

TABLES = {table.name: table for table in (PATIENT, REFERRAL, ASSESSMENT, CARER)}

FEEDS = {
    "patient": frozenset({"Patient"}),
    "referral": frozenset({"EpisodeOfCare"}),
    "assessment": frozenset({"RiskAssessment", "Observation"}),
    "carer": frozenset({"RelatedPerson"}),
    "referral.visits": frozenset({"Appointment"}),
    "assessment.shared": frozenset({"Communication"}),
}
"""The resource types that feed each table, and those in which two columns are looked up."""

EVERY_TYPE = frozenset().union(*FEEDS.values())


def own(table: TableDef, column: str) -> ColumnRef:
    """Return a column of the row at hand."""
    return ColumnRef(Scope.ROW, table.name, table.columns[column])


def subjects(column: str) -> ColumnRef:
    """Return a column of the referral that is asked about."""
    return ColumnRef(Scope.SUBJECT, REFERRAL.name, REFERRAL.columns[column])


def persons(column: str) -> ColumnRef:
    """Return a column of the subject's patient."""
    return ColumnRef(Scope.PATIENT, PATIENT.name, PATIENT.columns[column])
