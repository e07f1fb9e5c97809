"""The elements a view reads: what a resource must hold, and in which JSON form, for the view to be evaluated on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from risk_checks.records.shape import Field, Primitive, Shape
from risk_checks.views.definition import Repeat, Select, View
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
    return _shape([root], {})


def shape_within(select: Select, type_name: str) -> Shape:
    """Return what a select reads of each element it stands on, which is of a type."""
    root = _Branch(type_name)
    _visit_parts(select, root)
    return _shape([root], {})


@dataclass(slots=True, eq=False)
class _Branch:
    """One place in the tree of elements that a view reads; a turn of a repeat leads back to itself.

    Each property leads to one branch by its name and, in repeats, to the branch of a next turn as well.
    """

    type: str
    repeats: bool = False
    turn: bool = False
    written: bool = False
    children: dict[str, _Branch] = field(default_factory=dict)
    turns: list[tuple[str, _Branch]] = field(default_factory=list)

    def child(self, name: str, type_name: str, *, repeats: bool) -> _Branch:
        return self.children.setdefault(name, _Branch(type_name, repeats))


def _shape(branches: Sequence[_Branch], made: dict[frozenset[int], Shape]) -> Shape:
    """Return the shape of what is read at several branches together; each set of branches has one shape."""
    key = frozenset(id(each) for each in branches)
    if key in made:
        return made[key]
    fields: dict[str, Field] = {}
    made[key] = Shape(fields, any(each.turn for each in branches))
    below: dict[str, list[_Branch]] = {}
    for branch in branches:
        for name, child in (*branch.children.items(), *branch.turns):
            if child not in below.setdefault(name, []):
                below[name].append(child)
    for name, children in sorted(below.items() or _ID.items()):
        fields[name] = _field(children, made)
    return made[key]


def _field(branches: Sequence[_Branch], made: dict[frozenset[int], Shape]) -> Field:
    first = branches[0]  # the branch by its name; those of turns come after
    kind = kind_of(first.type)
    if kind is None:
        return Field(first.repeats, _shape(branches, made))
    as_written = kind is Kind.DECIMAL and any(each.written for each in branches)
    return Field(first.repeats, Primitive.NUMERAL if as_written else _PRIMITIVES[kind])


_ID = {"id": [_Branch("id")]}


def _visit_select(select: Select, focus: _Branch) -> None:
    if select.repeat is not None:
        inner = _visit_repeat(select.repeat, focus)
    else:
        inner = focus if select.for_each is None else _visit(select.for_each, focus)
    _visit_parts(select, inner)


def _visit_parts(select: Select, focus: _Branch) -> None:
    for column in select.columns:
        _visit(column.path, focus)
    for each in (*select.selects, *select.union):
        _visit_select(each, focus)


def _visit_repeat(repeat: Repeat, focus: _Branch) -> _Branch:
    """Note what the paths of a repeat read, on and on; return where what they find stands."""
    inner = _Branch(repeat.type, turn=True)
    for start, paths in ((focus, repeat.first), (inner, repeat.then)):
        for path in paths:
            _visit(path, start)
            last = _last_child(path)
            _visit(last.of, start).turns.append((last.property, inner))
    return inner


def _last_child(path: Term) -> terms.Child:
    while isinstance(path, (terms.Item, terms.Filter)):
        path = path.of
    assert isinstance(path, terms.Child)  # the loader refuses other paths
    return path


def _visit(term: Term, focus: _Branch) -> _Branch:
    """Note what a term reads; return where its values stand, or a branch of its own for values it makes."""
    match term:
        case terms.Focus():
            return focus
        case terms.Child():
            found = _visit(term.of, focus).child(term.property, term.type, repeats=term.repeats)
            found.written |= term.written
            return found
        case terms.Item():
            return _visit(term.of, focus)
        case terms.Filter():
            of = _visit(term.of, focus)
            _visit(term.criteria, of)
            return of
        case terms.Logic() | terms.Compare() | terms.Arithmetic() | terms.Concat():
            _visit(term.left, focus)
            _visit(term.right, focus)
        case terms.Exists() | terms.Not() | terms.Join() | terms.Boundary():
            _visit(term.of, focus)
        case terms.ResourceKey():
            _visit(term.of, focus).child("id", "id", repeats=False)
        case terms.ReferenceKey():
            _visit(term.of, focus).child("reference", "string", repeats=False)
        case terms.RowIndex() | terms.Value() | terms.Nothing():
            pass
    return _Branch(term.type)
