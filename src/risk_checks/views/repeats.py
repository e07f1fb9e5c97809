"""What the paths of `repeat` lead to: which of them can be followed from where, and that they come to an end.

A path is followed as far as element types know it: `answer.item` leads nowhere from a QuestionnaireResponse, and on
from each of its items. A path that leads nowhere at all finds nothing, as long as FHIR has elements of those names.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from risk_checks.errors import DefinitionError
from risk_checks.views.definition import Repeat
from risk_checks.views.elements import element_names
from risk_checks.views.fhirpath import terms
from risk_checks.views.fhirpath.check import check
from risk_checks.views.fhirpath.parser import parse
from risk_checks.views.fhirpath.source import Source
from risk_checks.views.fhirpath.syntax import Call, Indexer, Member, Node
from risk_checks.views.fhirpath.terms import Term

_NO_ELEMENT = "RC-E203"


@dataclass(frozen=True, slots=True)
class Path:
    """One path of a repeat and what it can name."""

    source: Source
    constants: Mapping[str, terms.Value]

    def on(self, type_name: str) -> Term | DefinitionError:
        """Return its term on a type of element, or the fault where that has no such element.

        Raises DefinitionError for any other fault, and for a path that does not lead to parts of the element.
        """
        node = parse(self.source)
        try:
            term = check(node, source=self.source, focus=type_name, constants=self.constants)
        except DefinitionError as fault:
            if fault.code != _NO_ELEMENT or not _names(node) <= element_names():
                raise
            return fault
        if not _leads_down(term):
            hint = "name elements, as in item or answer.item"
            raise self.source.fault("RC-E217", "a path of repeat leads to parts of the element", at=node.at, hint=hint)
        return term


def repeat_of(paths: Sequence[Path], focus: str) -> Repeat | None:
    """Return what paths find from a type of element on, or None where nothing ever can be found.

    Raises DefinitionError for a path that cannot be read or repeated.
    """
    first = [(path, path.on(focus)) for path in paths]
    found = [term for _, term in first if not isinstance(term, DefinitionError)]
    if not found:
        return None
    type_name = found[0].type
    then = [(path, path.on(type_name)) for path in paths]
    for path, term in (*first, *then):
        if not isinstance(term, DefinitionError) and term.type != type_name:
            message = f"repeat leads to elements of two types, {type_name} and {term.type}"
            raise path.source.fault("RC-E217", message, at=0, hint="use unionAll with a repeat for each")
    return Repeat(_followed(first), _followed(then), type_name)


def _followed(found: Sequence[tuple[Path, Term | DefinitionError]]) -> tuple[Term, ...]:
    return tuple(term for _, term in found if not isinstance(term, DefinitionError))


def _leads_down(term: Term) -> bool:
    """Return whether a term goes from the element in focus to its parts, so that repeating it comes to an end."""
    match term:
        case terms.Child():
            return isinstance(term.of, terms.Focus) or _leads_down(term.of)
        case terms.Item() | terms.Filter():
            return _leads_down(term.of)
        case _:
            return False


def _names(node: Node) -> frozenset[str]:
    """Return the names of elements that lie on a path."""
    match node:
        case Member():
            return frozenset((node.name,)) | (_names(node.of) if node.of else frozenset())
        case Call() | Indexer():
            return _names(node.of) if node.of else frozenset()
        case _:
            return frozenset()
