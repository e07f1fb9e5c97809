"""The elements a view reads: what a resource must hold, and in which JSON form, for the view to be evaluated on it."""

from __future__ import annotations

from dataclasses import dataclass, field

from risk_checks.records.shape import Field, Primitive, Shape
from risk_checks.views.definition import Select, View
from risk_checks.views.elements import Kind, kind_of
from risk_checks.views.fhirpath import terms
from risk_checks.views.fhirpath.terms import Term

_PRIMITIVES = {
    Kind.TEXT: Primitive.TEXT,
    Kind.DATE: Primitive.TEXT,
    Kind.TIME: Primitive.TEXT,
    Kind.BOOLEAN: Primitive.BOOLEAN,
    Kind.INTEGER: Primitive.INTEGER,
    Kind.DECIMAL: Primitive.DECIMAL,
}


def shape_of(view: View) -> Shape:
    """Return the tree of JSON properties that a view reads, `id` always among them.

    An element that is only asked whether it is there is read by its `id`, so that its presence survives.

    >>> from risk_checks.views.loading import load_view
    >>> view = load_view("{resource: Patient, select: [{column: [{name: born, path: birthDate}]}]}", file="v.yaml")
    >>> sorted(shape_of(view).fields)
    ['birthDate', 'id']
    """
    root = _Branch(view.resource)
    root.child("id", "id", repeats=False)
    for term in view.where:
        _visit(term, root)
    _visit_select(view.select, root)
    return root.shape()


@dataclass(slots=True)
class _Branch:
    type: str
    repeats: bool = False
    children: dict[str, _Branch] = field(default_factory=dict)

    def child(self, name: str, type_name: str, *, repeats: bool) -> _Branch:
        return self.children.setdefault(name, _Branch(type_name, repeats))

    def shape(self) -> Shape:
        if not self.children:
            self.child("id", "string", repeats=False)
        return Shape({name: each.field() for name, each in sorted(self.children.items())})

    def field(self) -> Field:
        kind = kind_of(self.type)
        return Field(many=self.repeats, of=self.shape() if kind is None else _PRIMITIVES[kind])


def _visit_select(select: Select, focus: _Branch) -> None:
    inner = focus if select.for_each is None else _visit(select.for_each, focus)
    for column in select.columns:
        _visit(column.path, inner)
    for each in (*select.selects, *select.union):
        _visit_select(each, inner)


def _visit(term: Term, focus: _Branch) -> _Branch:
    """Note what a term reads; return where its values stand, or a branch of its own for values it makes."""
    match term:
        case terms.Focus():
            return focus
        case terms.Child():
            return _visit(term.of, focus).child(term.property, term.type, repeats=term.repeats)
        case terms.Item():
            return _visit(term.of, focus)
        case terms.Filter():
            of = _visit(term.of, focus)
            _visit(term.criteria, of)
            return of
        case terms.Logic() | terms.Compare() | terms.Arithmetic():
            _visit(term.left, focus)
            _visit(term.right, focus)
        case terms.Exists() | terms.Not() | terms.Join():
            _visit(term.of, focus)
        case terms.ResourceKey():
            _visit(term.of, focus).child("id", "id", repeats=False)
        case terms.ReferenceKey():
            _visit(term.of, focus).child("reference", "string", repeats=False)
        case terms.RowIndex() | terms.Value():
            pass
    return _Branch(term.type)
