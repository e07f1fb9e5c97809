"""How things in rule files may be named."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator

from risk_checks.documents import Words

_ID = re.compile(r"[A-Z][A-Z0-9]*(-[A-Z0-9]+)+")
_SLUG = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_PARAMETER = re.compile(r"[a-z][a-z0-9_]*")


def _id(text: str) -> str:
    if not _ID.fullmatch(text):
        raise ValueError("expected an id such as RC-RISK-001")
    return text


def _slug(text: str) -> str:
    if not _SLUG.fullmatch(text):
        raise ValueError("expected small letters, digits and hyphens, such as care-plan-missing")
    return text


def _parameter(text: str) -> str:
    if not _PARAMETER.fullmatch(text):
        raise ValueError("expected small letters, digits and underscores, such as review_every")
    return text


IdText = Annotated[Words, AfterValidator(_id)]
Slug = Annotated[Words, AfterValidator(_slug)]
ParameterName = Annotated[Words, AfterValidator(_parameter)]
