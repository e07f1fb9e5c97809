"""Codes that an example adds to sets which are for the site to fill, for itself alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from risk_checks.documents import Definition, Mapping_, Node, Words, position
from risk_checks.errors import Where, nearest
from risk_checks.rules.code_sets import Code, CodeSet, CodeSets
from risk_checks.rules.faults import UNKNOWN_NAME, WRONG_VALUE, Faults

Codes = tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
"""For each code set, sorted, the system and code of each code that is added to it."""


class ExampleCodeFile(Definition):
    """A code as an example has it."""

    system: Words
    code: Words


def read_codes(
    said: Mapping[str, Sequence[ExampleCodeFile]], node: Node, *, code_sets: CodeSets, faults: Faults
) -> Codes:
    """Return the codes that an example adds; a set that nobody has, or that is no site's to fill, is a fault."""
    for name, codes in said.items():
        found, where = code_sets.get(name), _place(node, name)
        if found is None:
            hint = nearest(name, sorted(code_sets))
            faults.add(UNKNOWN_NAME, f"there is no code set '{name}'", where, hint=hint)
        elif not found.site:
            hint = "examples show what the shipped codes do"
            faults.add(WRONG_VALUE, f"the code set '{name}' is not for the site to fill", where, hint=hint)
        if not codes:
            faults.add(WRONG_VALUE, "no code is added", where, hint="add one, or leave the set out")
        for index, code in enumerate(codes):
            if "|" in code.system or "|" in code.code:
                at = position(node, ("codes", name, index))
                faults.add(WRONG_VALUE, "system and code go apart, without '|'", at)
    return tuple(sorted((name, tuple((code.system, code.code) for code in codes)) for name, codes in said.items()))


def filled(code_sets: CodeSets, codes: Codes) -> CodeSets:
    """Return code sets with the codes that an example adds."""
    return {**code_sets, **{name: _filled(code_sets[name], added) for name, added in codes}}


def codes_words(codes: Sequence[tuple[str, str]]) -> str:
    """Return codes as `system|code`, for readers."""
    return " and ".join(f"{system}|{code}" for system, code in codes)


def _filled(found: CodeSet, added: Sequence[tuple[str, str]]) -> CodeSet:
    new = tuple(Code(system, code, code, "an example", None, None) for system, code in added)
    return replace(found, codes=(*found.codes, *(code for code in new if str(code) not in found.members)))


def _place(node: Node, name: str) -> Where:
    """Return where a set is named."""
    codes = node.get("codes") if isinstance(node, Mapping_) else None
    key = codes.key(name) if isinstance(codes, Mapping_) else None
    return node.where if key is None else key.where
