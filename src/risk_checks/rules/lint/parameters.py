"""Checks of parameters: each says why it is what it is and who may change it, and is used."""

from __future__ import annotations

from collections.abc import Iterator

from risk_checks.documents import Listing, Mapping_, Node, Scalar
from risk_checks.rules.lint.finding import Fault, Linted

_LOGIC = ("when", "unless", "expect")


def are_explained(linted: Linted) -> Iterator[Fault]:
    """Yield parameters, inherited ones too, without a reason or a standing."""
    for name, parameter in linted.parameters.items():
        if parameter.why is None:
            yield parameter.where, f"the parameter '{name}' has no 'why'"
        if parameter.standing is None:
            yield parameter.where, f"the parameter '{name}' has no 'standing' (national or local)"


def are_used(linted: Linted) -> Iterator[Fault]:
    """Yield the rule's own parameters that nothing in it reads."""
    document = linted.rule.document
    read = {text for key in _LOGIC if (node := document.get(key)) for text in _texts(node)}
    for name, parameter in linted.rule.parameters.items():
        if f"${name}" not in read:
            yield parameter.where, f"the parameter '{name}' is not used"


def _texts(node: Node) -> Iterator[str]:
    match node:
        case Scalar():
            yield node.text
        case Listing():
            for item in node.items:
                yield from _texts(item)
        case Mapping_():
            for _, value in node.entries:
                yield from _texts(value)
