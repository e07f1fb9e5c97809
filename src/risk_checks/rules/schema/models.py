"""Schemas of the keys that describe, made from the models that read them."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from risk_checks.rules.schema.says import SAYS

Schema = dict[str, Any]

TEXT: Schema = {"type": ["string", "number", "boolean"], "minLength": 1}
"""A text, which an editor may take for a number or a boolean."""
FLAG: Schema = {"enum": [True, False, "true", "false"]}
WHOLE: Schema = {"type": ["integer", "string"], "pattern": "^-?(0|[1-9][0-9]{0,14})$"}
DAY: Schema = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
SLUG: Schema = {"type": "string", "pattern": "^[a-z][a-z0-9]*(-[a-z0-9]+)*$"}
_BY_TYPE = {"string": TEXT, "boolean": FLAG, "integer": WHOLE}
_BY_KEY: dict[str, Schema] = {
    "id": {"type": "string", "pattern": "^[A-Z][A-Z0-9]*(-[A-Z0-9]+)+$"},
    "slug": SLUG,
    "extends": SLUG,
    "as_of": DAY,
    "due_on": {"anyOf": [DAY, {"const": "none"}]},
}
_KEY_NAMES = {"parameters": {"pattern": "^[a-z][a-z0-9_]*$"}}


def schema_of(model: type[BaseModel]) -> Schema:
    """Return the schema of the files that a model reads, with what our documentation says of each key."""
    made = model.model_json_schema(by_alias=True)
    schema: Schema = _model(made)
    if "$defs" in made:
        schema["$defs"] = {name: _model(found) for name, found in made["$defs"].items()}
    return schema


def closed(properties: Schema, *, needs: tuple[str, ...] = (), says: str | None = None) -> Schema:
    """Return the schema of keys and values that allows no other key."""
    return {
        **({"description": says} if says else {}),
        "type": "object",
        "properties": properties,
        **({"required": list(needs)} if needs else {"minProperties": 1}),
        "additionalProperties": False,
    }


def _model(made: Schema) -> Schema:
    if "properties" not in made:
        return {key: value for key, value in made.items() if key != "title"}  # a closed list of words
    return {
        "description": made.get("description", ""),
        "type": "object",
        "properties": {key: _property(key, found) for key, found in made["properties"].items()},
        "required": made.get("required", []),
        "additionalProperties": False,
    }


def _property(key: str, made: Schema) -> Schema:
    says = {"description": SAYS[key]} if key in SAYS else {}
    names = {"propertyNames": _KEY_NAMES[key]} if key in _KEY_NAMES else {}
    return {**says, **names, **_BY_KEY.get(key, _plain(made))}


def _plain(made: Schema) -> Schema:
    """Return a schema without what only a program needs: titles, defaults, and that a key may hold nothing."""
    if "anyOf" in made:
        kept = [_plain(each) for each in made["anyOf"] if each.get("type") != "null"]
        return kept[0] if len(kept) == 1 else {"anyOf": kept}
    if made.get("type") in _BY_TYPE and "enum" not in made and "const" not in made:
        return _BY_TYPE[made["type"]]
    kept_keys = {key: value for key, value in made.items() if key not in ("title", "default")}
    for key in ("items", "additionalProperties"):
        if isinstance(made.get(key), dict):
            kept_keys[key] = _plain(made[key])
    return kept_keys
