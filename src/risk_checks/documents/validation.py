"""Nodes checked against pydantic models, the faults said at their places in the file."""

from __future__ import annotations

import json
import re
import types
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from risk_checks.documents.nodes import Mapping_, Node, Scalar, described, follow, plain, shortened
from risk_checks.documents.reading import in_file_order
from risk_checks.errors import DefinitionError, DefinitionErrors, RiskChecksError, nearest

UNKNOWN_NAME = "RC-E104"
MISSING = "RC-E105"
WRONG_VALUE = "RC-E106"


class Definition(BaseModel):
    """The base of models at this edge: unknown keys refused, frozen, nothing coerced."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


def _flag(text: object) -> object:
    if text not in ("true", "false"):
        raise ValueError("expected true or false")
    return text == "true"


def _whole(text: object) -> object:
    if not isinstance(text, str) or not re.fullmatch(r"-?(0|[1-9][0-9]{0,14})", text):
        raise ValueError("expected a whole number")
    return int(text)


def _filled(text: object) -> object:
    if isinstance(text, str) and not text.strip():
        raise ValueError("expected a text, got nothing")
    return text


Flag = Annotated[bool, BeforeValidator(_flag)]
"""`true` or `false`, as a field of a `Definition`."""
Whole = Annotated[int, BeforeValidator(_whole)]
"""A whole number, as a field of a `Definition`."""
Words = Annotated[str, BeforeValidator(_filled)]
"""A text that is not empty, as a field of a `Definition`."""

M = TypeVar("M", bound=BaseModel)


def validate(node: Node, model: type[M]) -> M:
    """Return the node as an instance of a pydantic model, or raise every fault at its place.

    Lists may become tuples and frozensets, texts enums and literals; booleans and integers are
    declared `Flag` and `Whole`.
    """
    try:
        return model.model_validate_json(json.dumps(plain(node)), strict=True)
    except ValidationError as error:
        details = error.errors(include_url=False, include_input=False)
        faults = [_fault(node, model, str(item["type"]), item["loc"], item) for item in details]
        raise DefinitionErrors(in_file_order(_distinct(faults))) from None  # pydantic's text would quote values


def _distinct(faults: Sequence[DefinitionError]) -> list[RiskChecksError]:
    """A union gives one error for each of its members: the place tells them to be one."""
    return list({(fault.where, fault.message): fault for fault in faults}.values())


def _fault(node: Node, model: type[BaseModel], kind: str, loc: tuple[str | int, ...], item: Any) -> DefinitionError:
    context = item.get("ctx", {})
    name = shortened(str(loc[-1])) if loc else ""
    if kind == "extra_forbidden":
        return _unknown_key(node, model, loc)
    at = follow(node, loc)
    if kind == "missing":
        return DefinitionError(MISSING, f"missing key '{name}'", where=at.where)
    if kind in ("literal_error", "enum", "union_tag_invalid"):
        return _not_one_of(at, str(context.get("expected", context.get("expected_tags", ""))))
    if kind == "value_error":
        return DefinitionError(WRONG_VALUE, _got(at, str(context["error"])), where=at.where)
    if kind in ("string_type", "model_type", "dict_type", "list_type", "tuple_type", "frozen_set_type"):
        wanted = {"string_type": "a text", "model_type": "keys and values", "dict_type": "keys and values"}
        return DefinitionError(WRONG_VALUE, _got(at, f"expected {wanted.get(kind, 'a list')}"), where=at.where)
    return DefinitionError(WRONG_VALUE, _got(at, str(item["msg"])), where=at.where)


def _unknown_key(node: Node, model: type[BaseModel], loc: tuple[str | int, ...]) -> DefinitionError:
    parent, wrong = follow(node, loc[:-1]), str(loc[-1])
    key = parent.key(wrong) if isinstance(parent, Mapping_) else None
    where, valid = (key or parent).where, sorted(_keys_at(model, loc[:-1]))
    if wrong in valid:  # a key of another member of the union
        return DefinitionError(UNKNOWN_NAME, f"key '{wrong}' does not go with the keys beside it", where=where)
    return DefinitionError(UNKNOWN_NAME, f"unknown key '{shortened(wrong)}'", where=where, hint=nearest(wrong, valid))


def _not_one_of(at: Node, expected: str) -> DefinitionError:
    valid = re.findall(r"'([^']*)'", expected)
    hint = nearest(at.text, valid) if isinstance(at, Scalar) else f"expected one of: {', '.join(sorted(valid))}"
    return DefinitionError(UNKNOWN_NAME, f"{described(at)} is not allowed here", where=at.where, hint=hint)


def _got(at: Node, message: str) -> str:
    return message if "got" in message else f"{message}, got {described(at)}"


def _keys_at(model: type[BaseModel], path: Sequence[str | int]) -> set[str]:
    """Return the keys that models allow at a path."""
    types_here: set[Any] = set(_unwrapped(model))
    for step in path:
        below = {found for kind in types_here for inner in _below(kind, step) for found in _unwrapped(inner)}
        types_here = below or types_here
    return {
        info.alias or name
        for kind in types_here
        if isinstance(kind, type) and issubclass(kind, BaseModel)
        for name, info in kind.model_fields.items()
    }


def _below(kind: Any, step: str | int) -> Iterator[Any]:
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        yield from (info.annotation for name, info in kind.model_fields.items() if (info.alias or name) == step)
    elif isinstance(step, int):
        yield from get_args(kind)[:1]
    elif get_origin(kind) in (dict, Mapping):  # other steps that are texts are the tags of unions
        yield from get_args(kind)[1:2]


def _unwrapped(kind: Any) -> Iterator[Any]:
    """Yield the members of unions and what `Annotated` wraps."""
    origin = get_origin(kind)
    if origin is Annotated:
        yield from _unwrapped(get_args(kind)[0])
    elif origin in (Union, types.UnionType):
        for member in get_args(kind):
            yield from _unwrapped(member)
    elif origin is not Literal:
        yield kind
