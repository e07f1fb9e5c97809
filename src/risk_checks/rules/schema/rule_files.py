"""Schemas of rules and of named conditions."""

from __future__ import annotations

from collections.abc import Mapping

from risk_checks.rules.named import NamedConditionFile
from risk_checks.rules.rule import RuleFile
from risk_checks.rules.schema.expecting import expectation_definitions
from risk_checks.rules.schema.logic import logic_definitions, refer
from risk_checks.rules.schema.models import SLUG, Schema, schema_of
from risk_checks.rules.standards import CRITERION
from risk_checks.tables.definition import TableDef

_REFERENCE = rf"^[a-z][a-z0-9]*(-[a-z0-9]+)*/{CRITERION}$"


def rule_schema(tables: Mapping[str, TableDef]) -> Schema:
    """Return the schema of rules; what the logic may say depends on the table under `for_each`."""
    made = schema_of(RuleFile)
    made["properties"]["for_each"]["enum"] = list(tables)
    made["properties"]["for_each"].pop("type")
    made["properties"]["for_each"].pop("minLength")
    made["properties"]["standards"]["items"] = {"type": "string", "pattern": _REFERENCE}
    made["properties"]["default"]["description"] = "off: the rule runs only where it is selected, or switched on."
    by_subject = [
        {
            "if": {"properties": {"for_each": {"const": name}}, "required": ["for_each"]},
            "then": {
                "properties": {
                    "when": refer(f"condition-{name}"),
                    "unless": {"items": {"properties": {"when": refer(f"condition-{name}")}}},
                    "expect": refer(f"expectation-{name}"),
                }
            },
        }
        for name in tables
    ]
    return {
        **made,
        "allOf": by_subject,
        "$defs": made["$defs"] | logic_definitions(tables) | expectation_definitions(tables),
    }


def conditions_schema(tables: Mapping[str, TableDef]) -> Schema:
    """Return the schema of named conditions; what one may say depends on the table under `for`."""
    made = schema_of(NamedConditionFile)
    definitions = made.pop("$defs") | logic_definitions(tables)
    made["properties"]["for"] = {"description": "The table that the condition speaks of.", "enum": list(tables)}
    made["allOf"] = [
        {
            "if": {"properties": {"for": {"const": name}}, "required": ["for"]},
            "then": {"properties": {"when": refer(f"condition-{name}")}},
        }
        for name in tables
    ]
    return {"type": "object", "propertyNames": SLUG, "additionalProperties": made, "$defs": definitions}
