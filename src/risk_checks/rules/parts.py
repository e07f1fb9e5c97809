"""The parts of a mapping in a rule: its known keys, and the texts that stand under them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from risk_checks.documents import Listing, Mapping_, Node, Scalar, described, shortened
from risk_checks.errors import Where, nearest
from risk_checks.rules.faults import MISSING, UNKNOWN_NAME, WRONG_VALUE, Faults

TIME = "a time such as 12 months"
"""What is expected where a time is written."""


def parse_parts(
    node: Node, keys: Sequence[str], *, faults: Faults, others: Sequence[str] = ()
) -> dict[str, Node] | None:
    """Return the nodes under the keys that are known; `others` may be meant by one that is not, and are not read."""
    if not isinstance(node, Mapping_):
        faults.add(WRONG_VALUE, f"expected {{{', '.join(keys)}}}, got {described(node)}", node.where)
        return None
    for key, _ in node.entries:
        if key.text not in keys:
            hint = nearest(key.text, (*keys, *others))
            faults.add(UNKNOWN_NAME, f"unknown key '{shortened(key.text)}'", key.where, hint=hint)
    return {key.text: value for key, value in node.entries if key.text in keys}


def content(node: Node) -> str:
    """Return what a node is, for messages; one that holds nothing is said to."""
    match node:
        case Listing(items=()):
            return "an empty list"
        case Mapping_(entries=()):
            return "nothing"
        case _:
            return described(node)


def name_in(node: Node | None, what: str, faults: Faults, *, needed: tuple[str, Where] | None = None) -> Scalar:
    """Return the text of a node that must be one; `needed` is the key and the place to name where it is not there."""
    if node is None:
        key, where = needed or ("", Where(""))
        faults.add(MISSING, f"missing key '{key}'", where, hint=f"write {key}: {what}")
        return Scalar("", where, quoted=True)
    if isinstance(node, Scalar) and node.text.strip():
        return node
    faults.add(WRONG_VALUE, f"expected {what}, got {described(node)}", node.where)
    return Scalar("", node.where, quoted=True)


def text_in(key: str, parts: Mapping[str, Node], what: str, faults: Faults) -> Scalar | None:
    """Return the text under a key that may be left out."""
    return name_in(parts[key], what, faults) if key in parts else None


def day_counted(key: str, parts: Mapping[str, Node], faults: Faults) -> bool:
    """Return whether a first or last day is counted: it is, unless `not counted` is written."""
    if key not in parts:
        return True
    said = name_in(parts[key], "counted or not counted", faults)
    if said.text not in ("", "counted", "not counted"):
        faults.add(WRONG_VALUE, f"expected counted or not counted, got {described(said)}", said.where)
    return said.text != "not counted"
