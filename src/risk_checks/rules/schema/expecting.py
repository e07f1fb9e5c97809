"""Schemas of expectations: what is to be recorded or complete, and by which clock."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations

from risk_checks.rules.schema.logic import COUNTED, TIME, refer, rows_of
from risk_checks.rules.schema.models import TEXT, Schema, closed
from risk_checks.tables.definition import TableDef

_CLOCKS = ("grace", "within", "every", "window")


def expectation_definitions(tables: Mapping[str, TableDef]) -> Schema:
    """Return the definitions that expectations are made of, `expectation-<table>` for each table of subjects."""
    made: Schema = {"recorded": _recorded(tables)}
    for table in tables.values():
        here = refer(f"expectation-{table.name}")
        several = {"type": "array", "minItems": 2, "items": here}
        columns = {"type": "array", "minItems": 1, "items": {"enum": _of_the_subject(table)}}
        made[f"expectation-{table.name}"] = {
            "anyOf": [
                refer("recorded"),
                closed({"complete": columns}, needs=("complete",), says="These columns of the subject are filled."),
                closed({"any_of": several}, needs=("any_of",), says="The best of these counts."),
                closed({"all_of": several}, needs=("all_of",), says="The worst of these counts."),
            ]
        }
    return made


def _of_the_subject(table: TableDef) -> list[str]:
    names = ["id", "patient", *table.columns]
    return [*names, *(f"subject.{name}" for name in names)]


def _recorded(tables: Mapping[str, TableDef]) -> Schema:
    span = {"of": refer("day"), "time": TIME}
    within = closed({**span, "first_day": COUNTED}, needs=("of", "time", "first_day"))
    made = closed(
        {
            "recorded": {"description": "The table.", "enum": [name for name in tables if name != "patient"]},
            "called": {"description": "What people call it, as a noun.", **TEXT},
            "dated_by": {"description": "The column of days that dates the rows.", "type": "string"},
            "where": {"description": "Which rows count.", "type": "object"},
            "same": refer("same"),
            "grace": {
                "description": "Is it there? Due until then, and a gap after.",
                **closed(span, needs=("of", "time")),
            },
            "within": {"description": "Was it done in time, once? Late where it was done after.", **within},
            "every": {"description": "Is it current? The latest may be this old.", **TIME},
            "first_within": {"description": "By when the first is due.", **closed(span, needs=("of", "time"))},
            "window": refer("window"),
            "since": {"description": "Rows from before this day do not count.", **refer("day")},
            "carry_over": {**TIME, "description": "By how much rows from before that day count all the same."},
        },
        needs=("recorded",),
        says="A row of a table is there, in time.",
    )
    return {
        **made,
        "dependentRequired": {"every": ["first_within"], "first_within": ["every"]},
        "not": {"anyOf": [{"required": list(pair)} for pair in combinations(_CLOCKS, 2)]},
        "allOf": rows_of("recorded", tables),
    }
