"""Whether the columns of a table make sense together: names, words, states and what the table says of itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence

from risk_checks.documents import Node, position
from risk_checks.errors import DefinitionError, nearest
from risk_checks.tables.definition import Column, ColumnType, StateOnDay, TableDef
from risk_checks.tables.identity import PATIENT_TABLE, STANDING

COLUMN_UNKNOWN = "RC-E302"
WORD_UNKNOWN = "RC-E303"
COLUMN_UNFIT = "RC-E304"
NAME_TAKEN = "RC-E308"
SOURCE_UNFIT = "RC-E309"

Path = tuple[str | int, ...]


def column_faults(definition: TableDef, root: Node) -> Iterator[DefinitionError]:
    """Yield what is wrong with the columns of a table."""
    yield from _names(definition, root)
    for column in definition.columns.values():
        at = ("columns", column.name)
        yield from _words(column, root, (*at, "words"))
        yield from _absence(column, root, at)
        if column.on_day is not None:
            yield from _state(definition, column, column.on_day, root, (*at, "on_day"))
    yield from _roles(definition, root)


def unknown_column(name: str, columns: Collection[str], root: Node, path: Path) -> DefinitionError:
    """Return the fault of a table column that is not there."""
    hint = nearest(name, sorted(columns))
    return DefinitionError(COLUMN_UNKNOWN, f"the table has no column '{name}'", where=position(root, path), hint=hint)


def unknown_words(
    words: Sequence[str | bool], column: Column, root: Node, path: Path, *, each: bool = True
) -> Iterator[DefinitionError]:
    """Yield the words that a column cannot hold; with `each`, the path leads to a list of them."""
    for index, word in enumerate(words):
        if not _can_hold(column, [word]):
            at = position(root, (*path, index) if each else path)
            valid = sorted(column.words) if column.type is ColumnType.WORD else ["false", "true"]
            message = f"'{word}' is not a value of column '{column.name}'"
            yield DefinitionError(WORD_UNKNOWN, message, where=at, hint=nearest(str(word), valid))


def _can_hold(column: Column, values: Sequence[str | bool]) -> bool:
    match column.type:
        case ColumnType.BOOLEAN:
            return all(isinstance(value, bool) for value in values)
        case ColumnType.WORD:
            return all(value in column.words for value in values)
        case _:
            return column.type in (ColumnType.KEY, ColumnType.TEXT)


def _names(definition: TableDef, root: Node) -> Iterator[DefinitionError]:
    taken = {"id", "patient"} | ({STANDING} if definition.name == PATIENT_TABLE else set())
    for column in definition.columns.values():
        if taken & set(column.stored):
            where = position(root, ("columns", column.name))
            message = f"column '{column.name}' would be stored under a name that is taken"
            yield DefinitionError(NAME_TAKEN, message, where=where)
        taken |= set(column.stored)


def _words(column: Column, root: Node, path: Path) -> Iterator[DefinitionError]:
    where = position(root, path)
    if (column.type is ColumnType.WORD) != bool(column.words):
        message = (
            "a column of type word lists its words" if not column.words else "only a column of type word has words"
        )
        yield DefinitionError(COLUMN_UNFIT, message, where=where)
    for word, count in Counter(column.words).items():
        if count > 1:
            yield DefinitionError(WORD_UNKNOWN, f"the word '{word}' is listed twice", where=where)


def _absence(column: Column, root: Node, path: Path) -> Iterator[DefinitionError]:
    fitting = {ColumnType.DAY: ("open",), ColumnType.BOOLEAN: (True, False)}
    if column.absent is not None and column.absent not in fitting.get(column.type, ()):
        message = f"absence cannot mean '{str(column.absent).lower()}' in a column of type {column.type}"
        hint = "open belongs to days, true and false to booleans"
        yield DefinitionError(COLUMN_UNFIT, message, where=position(root, (*path, "absent")), hint=hint)
    if column.ahead and column.type is not ColumnType.DAY:
        yield DefinitionError(COLUMN_UNFIT, "only a day can lie ahead", where=position(root, (*path, "ahead")))


def _state(
    definition: TableDef, column: Column, state: StateOnDay, root: Node, path: Path
) -> Iterator[DefinitionError]:
    if column.type not in (ColumnType.WORD, ColumnType.BOOLEAN):
        message = "only a word or a boolean is a state that is read on a day"
        yield DefinitionError(COLUMN_UNFIT, message, where=position(root, path))
        return
    if state.start is None and state.end is None:
        yield DefinitionError(COLUMN_UNFIT, "a state is dated by a start or an end", where=position(root, path))
    for key, name in (("start", state.start), ("end", state.end)):
        if name is not None:
            yield from needs_type(definition, name, ColumnType.DAY, root, (*path, key))
    for key, word in (("open", state.open), ("ended", state.ended), ("ahead", state.ahead)):
        yield from unknown_words([word], column, root, (*path, key), each=False)
    yield from unknown_words(state.fixed, column, root, (*path, "fixed"))


def needs_type(
    definition: TableDef, name: str, wanted: ColumnType, root: Node, path: Path
) -> Iterator[DefinitionError]:
    """Yield the fault of a name that is no column of the table, or one of another type."""
    column = definition.columns.get(name)
    if column is None:
        yield unknown_column(name, definition.columns, root, path)
    elif column.type is not wanted:
        message = f"column '{name}' is of type {column.type}; {wanted} is needed here"
        yield DefinitionError(COLUMN_UNFIT, message, where=position(root, path))


def _roles(definition: TableDef, root: Node) -> Iterator[DefinitionError]:
    roles = (("dated_by", definition.dated_by, ColumnType.DAY), ("team", definition.team, ColumnType.KEY))
    for key, name, wanted in roles:
        if name is not None:
            yield from needs_type(definition, name, wanted, root, (key,))
    dated = definition.columns.get(definition.dated_by or "")
    if dated is not None and dated.ahead:
        message = "a day that may lie ahead does not say when a row happened"
        yield DefinitionError(COLUMN_UNFIT, message, where=position(root, ("dated_by",)))
    lists = (("retracted", definition.retracted), ("drafts", definition.drafts))
    if definition.status is None:
        for key, words in lists:
            if words:
                message = f"'{key}' lists words of a status, and the table names none"
                yield DefinitionError(COLUMN_UNFIT, message, where=position(root, (key,)))
        return
    found = list(needs_type(definition, definition.status, ColumnType.WORD, root, ("status",)))
    yield from found
    if not found:
        for key, words in lists:
            yield from unknown_words(words, definition.columns[definition.status], root, (key,))
