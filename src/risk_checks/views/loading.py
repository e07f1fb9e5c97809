"""Reads a ViewDefinition, YAML or JSON, into a View; every fault of the file is reported at its place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePath

from risk_checks.documents import Listing, Mapping_, Node, Scalar, in_file_order, read_document
from risk_checks.errors import DefinitionError, DefinitionErrors, RiskChecksError, Where, nearest
from risk_checks.views.constants import TYPES, read_constant
from risk_checks.views.definition import Repeat, Select, View, ViewColumn
from risk_checks.views.elements import Kind, elements_of, is_type, kind_of, resource_types
from risk_checks.views.fhirpath.check import check
from risk_checks.views.fhirpath.parser import parse
from risk_checks.views.fhirpath.source import Source
from risk_checks.views.fhirpath.syntax import Constant
from risk_checks.views.fhirpath.terms import Nothing, RowIndex, Term, Value
from risk_checks.views.repeats import Path, repeat_of

_OWN = ("id", "extension", "modifierExtension")
_VIEW_KEYS = (
    *_OWN,
    *("resourceType", "resourceDefinition", "meta", "implicitRules", "language", "text", "contained"),
    *("url", "identifier", "version"),
    *("versionAlgorithmString", "name", "title", "status", "experimental", "date", "publisher", "contact"),
    *("description", "useContext", "jurisdiction", "purpose", "copyright", "copyrightLabel", "approvalDate"),
    *("lastReviewDate", "effectivePeriod", "topic", "author", "editor", "reviewer", "endorser", "relatedArtifact"),
    *("versionAlgorithmCoding", "profile"),
    *("fhirVersion", "resource", "constant", "select", "where"),
)
_SELECT_KEYS = (*_OWN, "column", "select", "forEach", "forEachOrNull", "unionAll", "repeat")
_COLUMN_KEYS = (*_OWN, "name", "path", "type", "collection", "description", "tag")
_ITERATIONS = ("forEach", "forEachOrNull", "repeat")
_NOWHERE = ""  # the type of what a repeat would find that can find nothing
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")


def load_view(text: str, *, file: str) -> View:
    """Return the view that a file's text defines; raises DefinitionErrors with every fault found.

    >>> view = load_view('{resource: Patient, select: [{column: [{name: id, path: id}]}]}', file="patient.yaml")
    >>> view.name, [column.type for column in view.columns]
    ('patient', ['id'])
    """
    loader = _Loader(read_document(text, file=file), text.splitlines())
    view = loader.view(PurePath(file).stem)
    if loader.faults or view is None:
        raise DefinitionErrors(in_file_order(loader.faults))
    return view


class _Loader:
    """Reads one document; a fault is kept and reading goes on with the next part."""

    def __init__(self, document: Mapping_, lines: Sequence[str]) -> None:
        self.faults: list[RiskChecksError] = []
        self._lines = lines
        self._document = document
        self._constants: dict[str, Value] = {}

    def fault(self, code: str, message: str, where: Where, hint: str | None = None) -> None:
        self.faults.append(DefinitionError(code, message, where=where, hint=hint))

    def view(self, stem: str) -> View | None:
        """Return the view, or None where its resource cannot be known."""
        document = self._document
        self._keys(document, _VIEW_KEYS, "a ViewDefinition")
        kind = self._text(document, "resourceType")
        if kind is not None and kind.text.rsplit("/", 1)[-1] != "ViewDefinition":
            self.fault("RC-E212", f"resourceType '{kind.text}' is not ViewDefinition", kind.where)
        name = self._text(document, "name")
        if name is not None and not _NAME.fullmatch(name.text):
            self.fault("RC-E213", f"name '{name.text}' is not letters, digits and underscores", name.where)
        for each in self._parts(document, "constant"):
            self._constant(each)
        resource = self._resource()
        if resource is None:
            return None
        select = self._root(resource)
        where = tuple(term for each in self._parts(document, "where") for term in self._where(each, resource))
        columns = select.all_columns()
        if not columns and not self.faults:
            self.fault("RC-E211", "a ViewDefinition has at least one column", document.where)
        constants = tuple(self._constants.items())
        return View(name.text if name else stem, resource, columns, select, where, constants)

    def _resource(self) -> str | None:
        written = self._text(self._document, "resource", needed=True)
        if written is None:
            return None
        resource = written.text.removeprefix("http://hl7.org/fhir/StructureDefinition/")
        if resource not in resource_types():
            hint = nearest(resource, sorted(resource_types()))
            self.fault("RC-E212", f"'{written.text}' is not a resource type of FHIR R4", written.where, hint)
            return None
        return resource

    def _root(self, resource: str) -> Select:
        parts = self._parts(self._document, "select", needed=True)
        root = Select(selects=tuple(self._select(each, resource) for each in parts))
        if parts:
            self._unique([(each, part) for each, part in zip(parts, root.selects, strict=True)])
        return root

    def _constant(self, node: Mapping_) -> None:
        self._keys(node, (*_OWN, "name", *TYPES), "a constant")
        name = self._text(node, "name", needed=True)
        values = [(key, value) for key, value in node.entries if key.text in TYPES]
        if len(values) != 1:
            self.fault("RC-E218", "a constant has one value, such as valueCode", node.where)
            return
        key, written = values[0]
        value = read_constant(key.text, written) if isinstance(written, Scalar) else None
        if value is None:
            self.fault("RC-E218", f"the value is not of type {TYPES[key.text]}", written.where)
        elif name is not None and (name.text in self._constants or name.text == "rowIndex"):
            self.fault("RC-E218", f"constant '{name.text}' is defined already", name.where)
        elif name is not None:
            self._constants[name.text] = value

    def _where(self, node: Mapping_, resource: str) -> Sequence[Term]:
        self._keys(node, (*_OWN, "path", "description"), "a where")
        term = self._path(node, "path", resource, needed=True)
        if term is None:
            return ()
        if term.many or kind_of(term.type) is not Kind.BOOLEAN:
            at = node.get("path") or node
            self.fault("RC-E215", f"a where path is true or false, not {term.type}", at.where, "use exists() or =")
        return (term,)

    def _select(self, node: Mapping_, focus: str) -> Select:
        self._keys(node, _SELECT_KEYS, "a select")
        written = [key for key, _ in node.entries if key.text in _ITERATIONS]
        if len(written) > 1:
            first, clash = written[:2]
            message = f"{first.text} and {clash.text} stand together"
            self.fault("RC-E212", message, clash.where, "keep one of them")
            return Select()  # what lies below stands on neither
        each, or_null = self._path(node, "forEach", focus), self._path(node, "forEachOrNull", focus)
        iterated = each or or_null
        repeat = self._repeat(node, focus)
        inner = iterated.type if iterated is not None else repeat.type if repeat is not None else focus
        if written and iterated is None and repeat is None:
            return Select()  # what lies below cannot be typed
        columns = [(part, self._column(part, inner)) for part in self._parts(node, "column")]
        selects = [(part, self._select(part, inner)) for part in self._parts(node, "select")]
        branches = [(part, self._select(part, inner)) for part in self._parts(node, "unionAll")]
        if not node.key("column") and not node.key("select") and not node.key("unionAll"):
            self.fault("RC-E211", "a select has column, select or unionAll", node.where)
        found = Select(
            columns=tuple(column for _, column in columns if column is not None),
            selects=tuple(select for _, select in selects),
            union=tuple(branch for _, branch in branches),
            for_each=iterated,
            or_null=or_null is not None,
            repeat=repeat,
        )
        singles = [(part, Select(columns=(column,))) for part, column in columns if column is not None]
        self._unique([*singles, *selects, *branches[:1]])
        self._alike(branches)
        return found

    def _repeat(self, node: Mapping_, focus: str) -> Repeat | None:
        """Return what `repeat` finds, None where there is none or it is wrong."""
        listed = node.get("repeat")
        if listed is None:
            return None
        paths = listed.items if isinstance(listed, Listing) else ()
        texts = [each for each in paths if isinstance(each, Scalar) and each.text.strip()]
        if not texts or len(texts) < len(paths):
            self.fault("RC-E212", "'repeat' is a list of paths", listed.where, "write [item]")
            return None
        found = Repeat((), (), _NOWHERE)
        try:
            known = [Path(self._source(each), self._constants) for each in texts]
            return found if focus == _NOWHERE else repeat_of(known, focus) or found
        except DefinitionError as fault:
            self.faults.append(fault)
            return None

    def _unique(self, parts: Sequence[tuple[Mapping_, Select]]) -> None:
        """Refuse a column name that an earlier part has."""
        seen: set[str] = set()
        for node, part in parts:
            names = [column.name for column in part.all_columns()]
            for name in names:
                if name in seen:
                    at = node.get("name") or node
                    self.fault("RC-E213", f"column '{name}' is defined already", at.where)
            seen.update(names)

    def _alike(self, branches: Sequence[tuple[Mapping_, Select]]) -> None:
        """Refuse a union whose branches differ in the names, order or types of their columns."""
        forms = [[(c.name, c.type, c.collection) for c in branch.all_columns()] for _, branch in branches]
        for (node, _), form in zip(branches[1:], forms[1:], strict=True):
            if form != forms[0] and forms[0] and form:
                wanted = ", ".join(f"{name} {type_name}" for name, type_name, _ in forms[0])
                self.fault("RC-E214", "branches of unionAll have different columns", node.where, f"expected: {wanted}")

    def _column(self, node: Mapping_, focus: str) -> ViewColumn | None:
        self._keys(node, _COLUMN_KEYS, "a column")
        name, path = self._text(node, "name", needed=True), self._path(node, "path", focus, needed=True)
        if name is not None and not _NAME.fullmatch(name.text):
            self.fault("RC-E213", f"column name '{name.text}' is not letters, digits and underscores", name.where)
        collection = self._flag(node, "collection")
        if name is None or path is None:
            return None
        type_name = self._column_type(node, path)
        return ViewColumn(name.text, type_name, collection, Nothing(type_name) if path.type == _NOWHERE else path)

    def _column_type(self, node: Mapping_, path: Term) -> str:
        declared = self._text(node, "type")
        written = declared.text.removeprefix("http://hl7.org/fhir/StructureDefinition/") if declared else path.type
        where = (declared or node.get("path") or node).where
        kind = kind_of(path.type)
        if path.type == _NOWHERE:
            self._unfound_type(written, where, declared=declared is not None)
        elif kind is None:
            primitive = [name for name, each in elements_of(path.type).items() if not each.choice]
            hint = f"go on to one of its elements: {', '.join(sorted(primitive))}"
            self.fault("RC-E216", f"a column holds a primitive value, not {path.type}", where, hint)
        elif not is_type(written):
            self.fault("RC-E216", f"unknown type '{written}'", where)
        elif not _fits(kind, kind_of(written)):
            self.fault("RC-E216", f"the path gives {path.type}, not {written}", where)
        return written

    def _unfound_type(self, written: str, where: Where, *, declared: bool) -> None:
        """Refuse a column that is never filled and does not say what it would hold."""
        if not declared:
            message = "the repeat finds nothing here, so the column's type cannot be known"
            self.fault("RC-E216", message, where, "correct the repeat, or give the column a type")
        elif kind_of(written) is None:
            self.fault("RC-E216", f"a column holds a primitive value, not {written}", where)

    # --- parts of a mapping

    def _keys(self, node: Mapping_, known: Sequence[str], what: str) -> None:
        for key, _ in node.entries:
            if key.text not in known:
                self.fault("RC-E210", f"{what} has no key '{key.text}'", key.where, nearest(key.text, known))

    def _text(self, node: Mapping_, key: str, *, needed: bool = False) -> Scalar | None:
        found = node.get(key)
        if found is None:
            if needed:
                self.fault("RC-E211", f"'{key}' is missing", node.where)
            return None
        if not isinstance(found, Scalar) or not found.text.strip():
            self.fault("RC-E212", f"'{key}' is a text", found.where)
            return None
        return found

    def _flag(self, node: Mapping_, key: str) -> bool:
        found = self._text(node, key)
        if found is not None and (found.quoted or found.text not in ("true", "false")):
            self.fault("RC-E212", f"'{key}' is true or false", found.where)
        return found is not None and found.text == "true"

    def _parts(self, node: Mapping_, key: str, *, needed: bool = False) -> Sequence[Mapping_]:
        """Return the mappings listed under a key."""
        found: Node | None = node.get(key)
        if found is None:
            if needed:
                self.fault("RC-E211", f"'{key}' is missing", node.where)
            return ()
        if not isinstance(found, Listing) or not found.items:
            self.fault("RC-E212", f"'{key}' is a list", found.where)
            return ()
        for item in found.items:
            if not isinstance(item, Mapping_):
                self.fault("RC-E212", f"each of '{key}' holds keys and values", item.where)
        return [item for item in found.items if isinstance(item, Mapping_)]

    def _source(self, written: Scalar) -> Source:
        """Return an expression that knows its characters' places, where it stands in the file as one unbroken text."""
        where = written.where
        if where.line is None or where.column is None:
            return Source(written.text, where)
        start = where.column + written.quoted
        unbroken = self._lines[where.line - 1].startswith(written.text, start - 1)
        return Source(written.text, Where(where.file, where.line, start) if unbroken else where, countable=unbroken)

    def _path(self, node: Mapping_, key: str, focus: str, *, needed: bool = False) -> Term | None:
        written = self._text(node, key, needed=needed)
        if written is None:
            return None
        try:
            source = self._source(written)
            if focus == _NOWHERE:
                return _nowhere(source)
            return check(parse(source), source=source, focus=focus, constants=self._constants)
        except DefinitionError as fault:
            self.faults.append(fault)
            return None


def _nowhere(source: Source) -> Term:
    """Return what a path stands for where there is never an element; raises DefinitionError if it cannot be read."""
    node = parse(source)
    return RowIndex() if isinstance(node, Constant) and node.name == "rowIndex" else Nothing(_NOWHERE)


def _fits(found: Kind, declared: Kind | None) -> bool:
    """Return whether values of a kind may stand in a column of a declared kind: same JSON form, or a whole decimal."""
    texts = (Kind.TEXT, Kind.DATE, Kind.TIME)
    return (
        found is declared or (found in texts and declared in texts) or (found, declared) == (Kind.INTEGER, Kind.DECIMAL)
    )
