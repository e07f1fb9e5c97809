"""Values by service as rule files and site files write them: `by: {column, values, otherwise}`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import AfterValidator

from risk_checks.documents import Definition, Mapping_, Node, Scalar, Words


def _some(values: dict[str, str]) -> dict[str, str]:
    if not values:
        raise ValueError("expected a value for one service at least")
    return values


class ByFile(Definition):
    """Values by service as a file has them; without `otherwise`, the file says nothing of other services."""

    column: Words
    values: Annotated[dict[Words, Words], AfterValidator(_some)]
    otherwise: Words | None = None


@dataclass(frozen=True, slots=True)
class By:
    """Values by service, as written: texts with their places, not yet read as times, numbers or days."""

    column: Scalar
    values: tuple[tuple[str, Scalar], ...]
    otherwise: Scalar | None


def by_in(node: Node) -> By:
    """Return what a node that is a valid `ByFile` says."""
    assert isinstance(node, Mapping_)
    column, values, otherwise = node.get("column"), node.get("values"), node.get("otherwise")
    assert isinstance(column, Scalar)
    assert isinstance(values, Mapping_)
    return By(
        column=column,
        values=tuple((key.text, value) for key, value in values.entries if isinstance(value, Scalar)),
        otherwise=otherwise if isinstance(otherwise, Scalar) else None,
    )


def same_column(one: Scalar, other: Scalar) -> bool:
    """Return whether two columns are one: `team` and `subject.team` are."""
    return one.text.removeprefix("subject.") == other.text.removeprefix("subject.")
