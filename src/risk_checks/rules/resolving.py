"""Written conditions made ready to run: every name looked up in the tables, conditions, code sets and parameters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import assert_never

from risk_checks.documents import Scalar, described, shortened
from risk_checks.errors import nearest
from risk_checks.model.duration import Duration, parse_duration
from risk_checks.rules import conditions as written
from risk_checks.rules import plan
from risk_checks.rules.code_sets import CodeSets
from risk_checks.rules.condition_parsing import word_near
from risk_checks.rules.exclusions import shut_out
from risk_checks.rules.faults import CIRCLE, MIXED_STATUS, UNKNOWN_NAME, WRONG_TYPE, WRONG_VALUE, Faults
from risk_checks.rules.fields import conjuncts
from risk_checks.rules.links import age, dated, in_window, linked
from risk_checks.rules.literals import is_literal, parameter_literal, read_literal
from risk_checks.rules.named import NamedCondition, NamedConditions
from risk_checks.rules.parameters import PerService, Value, read_value
from risk_checks.rules.parts import TIME
from risk_checks.rules.statuses import is_mixed, mixed_hint, mixed_message, names_a_status
from risk_checks.rules.words import article
from risk_checks.tables.definition import Column, ColumnType, TableDef
from risk_checks.tables.identity import PATIENT_TABLE

NOTHING = plan.All(())
"""Stands for a condition that could not be made; its fault is recorded, so no plan with it is ever run."""

_ORDERED = (ColumnType.DAY, ColumnType.INTEGER)
_OF_EVERY_TABLE = {
    "id": Column("id", ColumnType.KEY, means="the key of the row"),
    "patient": Column("patient", ColumnType.KEY, means="the key of the patient"),
}
_A_DAY = Column("day", ColumnType.DAY, means="what a clock runs from")


@dataclass(frozen=True, slots=True)
class Known:
    """What names in a rule can mean."""

    tables: Mapping[str, TableDef]
    conditions: NamedConditions
    code_sets: CodeSets
    values: Mapping[str, Value | PerService]

    def table(self, name: Scalar, faults: Faults) -> TableDef | None:
        """Return the table of that name; None with its fault recorded."""
        if name.text not in self.tables:
            _unknown(faults, "table", name, self.tables)
        return self.tables.get(name.text)


@dataclass(frozen=True, slots=True)
class Resolver:
    """Looks up names; `row` is the table of the row at hand, None where that is the subject itself."""

    known: Known
    faults: Faults
    subject: TableDef
    row: TableDef | None = None
    using: tuple[str, ...] = ()

    def over(self, row: TableDef) -> Resolver:
        """Return a resolver for conditions over the rows of another table."""
        return Resolver(self.known, self.faults, self.subject, row, self.using)

    def of_subject(self) -> Resolver:
        """Return a resolver for what is said of the subject, whatever row is at hand."""
        return Resolver(self.known, self.faults, self.subject)

    def table(self, name: Scalar) -> TableDef | None:
        """Return the table of related rows of that name; None with its fault recorded."""
        if name.text == PATIENT_TABLE:
            hint = "read its columns as patient.<column>"
            self.faults.add(WRONG_VALUE, "a person's own row is not a related row", name.where, hint=hint)
            return None
        return self.known.table(name, self.faults)

    # --- conditions ------------------------------------------------------------------------------------------------

    def condition(self, said: written.Condition) -> plan.Condition:
        """Return the condition ready to run."""
        match said:
            case written.All():
                return plan.All(tuple(self.condition(item) for item in said.items))
            case written.Any_():
                return plan.Any_(tuple(self.condition(item) for item in said.items))
            case written.Not():
                return plan.Not(self.condition(said.item))
            case written.Use():
                inner = self.used(said)
                if inner is None:
                    return NOTHING
                return plan.Called(inner[1].name.replace("-", " "), inner[0].condition(inner[1].when))
            case written.Having():
                return self._having(said)
            case written.Age():
                return age(said, self)
            case written.Compare() | written.OneOf() | written.AnyIn() | written.Filled() | written.Lasts():
                ref = self.column(said.column)
                return NOTHING if ref is None else self._test(said, ref)
            case _:
                assert_never(said)

    def used(self, said: written.Use) -> tuple[Resolver, NamedCondition] | None:
        """Return the named condition, and the resolver to read it with; None with its fault recorded."""
        name, here = said.name, (self.row or self.subject).name
        found = self.known.conditions.get(name.text)
        if found is None:
            _unknown(self.faults, "condition", name, self.known.conditions)
            return None
        if found.for_ != here:
            message = f"'{found.name}' is a condition for {found.for_}, and this is about {here}"
            self.faults.add(WRONG_TYPE, message, name.where, hint=f"use a condition for {here}")
            return None
        if found.name in self.using:
            hint = "write out what it means"
            self.faults.add(CIRCLE, f"'{found.name}' uses itself", name.where, hint=hint)
            return None
        return Resolver(self.known, self.faults, self.subject, self.row, (*self.using, found.name)), found

    def _test(
        self,
        said: written.Compare | written.OneOf | written.AnyIn | written.Filled | written.Lasts,
        ref: plan.ColumnRef,
    ) -> plan.Condition:
        match said:
            case written.Compare():
                if said.how is not plan.Comparison.IS and ref.column.type not in _ORDERED:
                    message = f"'{ref.column.name}' has no order, so nothing is '{said.how}' it"
                    self.faults.add(WRONG_TYPE, message, said.where, hint="expected a column of days or numbers")
                to = self.operand(said.to, ref.column)
                return NOTHING if to is None else plan.Compare(ref, said.how, to)
            case written.OneOf():
                return self._one_of(said, ref)
            case written.AnyIn():
                return self._any_in(said, ref)
            case written.Filled():
                return plan.Filled(ref, said.want)
            case written.Lasts():
                return self._lasts(said, ref)
            case _:
                assert_never(said)

    def _lasts(self, said: written.Lasts, ref: plan.ColumnRef) -> plan.Condition:
        if ref.column.type is not ColumnType.DAY:
            message = f"'{ref.column.name}' is not a day, and only what has a day lasts"
            self.faults.add(WRONG_TYPE, message, said.where, hint="name a column of days")
        time = self.time(said.time)
        return NOTHING if time is None else plan.Lasts(ref, time)

    def _one_of(self, said: written.OneOf, ref: plan.ColumnRef) -> plan.Condition:
        if ref.column.type in (ColumnType.DAY, ColumnType.BOOLEAN):
            message = f"'{ref.column.name}' is compared with one value, not a list"
            self.faults.add(WRONG_TYPE, message, said.where, hint="write one value, or several conditions under any")
            return NOTHING
        for value in said.values:
            if value.text.startswith("$") and not value.quoted:
                message = f"a list holds values written out, got {described(value)}"
                self.faults.add(WRONG_TYPE, message, value.where, hint="write a condition for each value under any")
                return NOTHING
            if not value.quoted and self._may_be_a_column(value, ref.column):
                message = f"a list holds values written out, and {described(value)} may be the name of a column"
                self.faults.add(WRONG_TYPE, message, value.where, hint="put it in quotes, or write its condition apart")
                return NOTHING
        values = [read_literal(value, ref.column, self.faults) for value in said.values]
        return plan.OneOf(ref, tuple(value for value in values if isinstance(value, (str, int))))

    def _may_be_a_column(self, value: Scalar, column: Column) -> bool:
        prefix, _, bare = value.text.rpartition(".")
        known = prefix in ("subject", "patient") or (bare in (self.row or self.subject).columns and not prefix)
        return column.type is ColumnType.KEY or (column.type is ColumnType.TEXT and known)

    def _any_in(self, said: written.AnyIn, ref: plan.ColumnRef) -> plan.Condition:
        if ref.column.type is not ColumnType.CODES:
            message = f"'{ref.column.name}' is {article(ref.column.type)} and does not hold codes"
            self.faults.add(WRONG_TYPE, message, said.where, hint=f"write {ref.column.name}: a value")
        found = self.known.code_sets.get(said.code_set.text)
        if found is None:
            _unknown(self.faults, "code set", said.code_set, self.known.code_sets)
            return NOTHING
        return plan.AnyIn(ref, found.name, found.members)

    def _having(self, said: written.Having) -> plan.Condition:
        table = self.table(said.table)
        if table is None:
            return NOTHING
        table = dated(table, said.dated_by, self)
        inner = self.over(table)
        asked = [inner.condition(said.condition)]
        if said.window is not None:
            asked += in_window(said.window, table, inner)
        asked += linked(said.same, table, inner)
        if table.drafts and any(is_mixed(each, table) for each in conjuncts(asked[0])):
            self.faults.add(MIXED_STATUS, mixed_message(table), said.condition.where, hint=mixed_hint(table))
        own = names_a_status(asked[:1], table)
        at_least = 1 if said.at_least is None else self._count(said.at_least)
        return plan.Having(table, plan.All((*shut_out(table, drafts=not own), *asked)), at_least)

    def _count(self, said: Scalar) -> plan.Count:
        value = self._parameter(said) if said.text.startswith("$") else read_value(said.text)
        if isinstance(value, PerService):
            counts = tuple((name, each) for name, each in value.values if isinstance(each, int))
            column = self.service(value)
            if column and isinstance(value.otherwise, int) and all(n >= 1 for _, n in (*counts, ("", value.otherwise))):
                return plan.Chosen(column, counts, value.otherwise)
        elif isinstance(value, int) and value >= 1:
            return value
        if value is not None:
            self.faults.add(WRONG_VALUE, f"expected a number, 1 or more, got {described(said)}", said.where)
        return 1

    # --- columns and operands --------------------------------------------------------------------------------------

    def column(self, name: Scalar) -> plan.ColumnRef | None:
        """Return the column of that name; None with its fault recorded."""
        prefix, dot, bare = name.text.rpartition(".")
        scope, table = self._scope(prefix)
        if table is None:
            hint = "a column stands alone, or after 'subject.' or 'patient.'"
            self.faults.add(UNKNOWN_NAME, f"unknown column '{shortened(name.text)}'", name.where, hint=hint)
            return None
        column = table.columns.get(bare) or _OF_EVERY_TABLE.get(bare)
        if column is None:
            near = [prefix + dot + known for known in table.columns]
            near += filter(None, [word_near(name.text)])
            _unknown(self.faults, "column", name, near, f" of {table.name}")
            return None
        return plan.ColumnRef(scope, table.name, column)

    def _scope(self, prefix: str) -> tuple[plan.Scope, TableDef | None]:
        match prefix:
            case "" if self.row is not None:
                return plan.Scope.ROW, self.row
            case "" | "subject":
                return plan.Scope.SUBJECT, self.subject
            case "patient":
                return plan.Scope.PATIENT, self.known.tables.get("patient")
            case _:
                return plan.Scope.ROW, None

    def operand(self, said: written.Operand, column: Column) -> plan.Operand | None:
        """Return what a column is compared with; None with its fault recorded."""
        if isinstance(said, written.Moved):
            return self._moved(said, column)
        if not said.quoted and said.text.startswith("$"):
            return self._parameter_operand(said, column)
        if not said.quoted and said.text == "as_of" and column.type is ColumnType.DAY:
            return plan.AsOf()
        if not said.quoted and not is_literal(said, column) and self._names_column(said, column):
            return self._other_column(said, column)
        literal = read_literal(said, column, self.faults)
        return None if literal is None else plan.Literal_(literal)

    def _parameter_operand(self, said: Scalar, column: Column) -> plan.Operand | None:
        value = self._parameter(said)
        if not isinstance(value, PerService):
            return self._literal(said, value, column)
        service = self.service(value)
        values = [(name, self._literal(said, each, column)) for name, each in value.values]
        otherwise = self._literal(said, value.otherwise, column)
        if service is None or otherwise is None:
            return None
        return plan.Chosen(service, tuple((name, each) for name, each in values if each is not None), otherwise)

    def _literal(self, said: Scalar, value: Value | None, column: Column) -> plan.Literal_ | None:
        literal = None if value is None else parameter_literal(said, value, column, self.faults)
        return None if literal is None else plan.Literal_(literal)

    def service(self, value: PerService) -> plan.ColumnRef | None:
        """Return the column of the subject by which a parameter is chosen; None with its fault recorded."""
        ref = self.of_subject().column(value.column)
        if ref is None:
            return None
        if ref.column.type not in (ColumnType.KEY, ColumnType.WORD, ColumnType.TEXT):
            message = f"'{ref.column.name}' is {article(ref.column.type)}, and a parameter goes by a key, word or text"
            self.faults.add(WRONG_TYPE, message, value.column.where, hint="name another column, such as team")
            return None
        for name, _ in value.values:
            if ref.column.type is ColumnType.WORD and name not in ref.column.words:
                hint = nearest(name, ref.column.words)
                self.faults.add(
                    UNKNOWN_NAME, f"'{ref.column.name}' has no word '{name}'", value.column.where, hint=hint
                )
        return ref

    def _names_column(self, said: Scalar, column: Column) -> bool:
        """Whether a text that is no value for the column is, or should have been, the name of another column."""
        prefix, _, bare = said.text.rpartition(".")
        if column.type is ColumnType.CODES:
            return False
        if prefix in ("subject", "patient") or column.type in (ColumnType.KEY, ColumnType.DAY):
            return True
        known = bare in (self.row or self.subject).columns and not prefix
        if known and column.type is ColumnType.TEXT:
            hint = "put the text in quotes, or 'subject.' before the column"
            self.faults.add(WRONG_VALUE, f"'{bare}' may be a text or the column '{bare}'", said.where, hint=hint)
        return known

    def _other_column(self, said: Scalar, column: Column) -> plan.ColumnRef | None:
        other = self.column(said)
        if other is not None and other.column.type is not column.type:
            wanted = f"{article(column.type)}, as '{column.name}' is" if column is not _A_DAY else "a day"
            message = f"expected {wanted}, got '{said.text}', which is {article(other.column.type)}"
            self.faults.add(WRONG_TYPE, message, said.where)
            return None
        return other

    def _moved(self, said: written.Moved, column: Column) -> plan.Operand | None:
        if column.type is not ColumnType.DAY:
            message = f"'{column.name}' is not a day, and only days move by a time"
            self.faults.add(WRONG_TYPE, message, said.where, hint=f"write {column.name}: a value")
            return None
        of, time = self.operand(said.of, column), self.time(said.time)
        return None if of is None or time is None else plan.Shifted(of, time, said.sign)

    def day(self, said: written.Operand) -> plan.Operand | None:
        """Return a day that a clock runs from; None with its fault recorded."""
        return self.operand(said, _A_DAY)

    def time(self, said: Scalar) -> plan.Time | None:
        """Return a time, written out or as a parameter; None with its fault recorded."""
        value = self._parameter(said) if said.text.startswith("$") else parse_duration(said.text)
        match value:
            case Duration():
                return value
            case PerService(values=values, otherwise=Duration() as otherwise):
                column = self.service(value)
                times = tuple((name, time) for name, time in values if isinstance(time, Duration))
                return None if column is None else plan.Chosen(column, times, otherwise)
        if value is not None or not said.text.startswith("$"):
            message = f"expected {TIME}, got {described(said)}"
            self.faults.add(WRONG_TYPE, message, said.where)
        return None

    def _parameter(self, said: Scalar) -> Value | PerService | None:
        name = said.text.removeprefix("$")
        if name not in self.known.values:
            near = [f"${known}" for known in self.known.values]
            _unknown(self.faults, "parameter", said, near)
        return self.known.values.get(name)


def _unknown(faults: Faults, what: str, name: Scalar, valid: Iterable[str], of: str = "") -> None:
    message = f"unknown {what} '{shortened(name.text)}'{of}"
    faults.add(UNKNOWN_NAME, message, name.where, hint=nearest(name.text, sorted(valid)))
