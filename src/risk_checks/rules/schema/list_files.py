"""Schemas of the lists that rules name things of: code sets and standards."""

from __future__ import annotations

from risk_checks.rules.code_sets import AddedCodesFile, CodeSetFile
from risk_checks.rules.schema.models import SLUG, Schema, schema_of
from risk_checks.rules.standards import CRITERION, StandardFile


def code_set_schema() -> Schema:
    """Return the schema of a code set; a file that says `extends` has only the codes that it adds."""
    whole, added = schema_of(CodeSetFile), schema_of(AddedCodesFile)
    definitions = whole.pop("$defs") | added.pop("$defs")
    return {"type": "object", "if": {"required": ["extends"]}, "then": added, "else": whole, "$defs": definitions}


def standards_schema() -> Schema:
    """Return the schema of standards, by name."""
    made = schema_of(StandardFile)
    made["properties"]["criteria"] |= {"minProperties": 1, "propertyNames": {"pattern": f"^{CRITERION}$"}}
    return {"type": "object", "propertyNames": SLUG, "additionalProperties": made}
