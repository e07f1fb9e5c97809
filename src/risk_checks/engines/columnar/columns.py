"""Which expression a column reference stands for, in a table where each scope has its prefix."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, TypeVar, assert_never, cast

import ibis
import ibis.expr.types as ir

from risk_checks.engines.columnar.days import DayPair, day, no_day, shifted
from risk_checks.engines.columnar.today import cut_name, state_name
from risk_checks.errors import EngineError
from risk_checks.rules.plan import AsOf, Chosen, ColumnRef, Literal_, Operand, Scope, Shifted, Time
from risk_checks.tables.definition import Column, ColumnType

SUBJECT, PATIENT, ROW = "s__", "p__", "r__"
FINAL = "o_"
"""What the columns begin with that stay to the end, when subjects have been judged."""
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Columns:
    """A joined table; `row` is the prefix of the row at hand.

    `havings` names the (surely, possibly) columns of each having, by the identity of its node.
    """

    table: ir.Table
    row: str
    as_of: ir.DateValue
    havings: Mapping[int, tuple[str, str]]

    def on(self, table: ir.Table) -> Columns:
        """Return the same of another table, which has these columns and more."""
        return Columns(table, self.row, self.as_of, self.havings)

    def prefix(self, scope: Scope) -> str:
        """Return the prefix of a scope."""
        return self.row if scope is Scope.ROW else _PREFIXES[scope]

    def raw(self, scope: Scope, name: str) -> ir.Value:
        """Return a stored column."""
        return self.table[self.prefix(scope) + name]

    def pair(self, scope: Scope, column: Column) -> DayPair:
        """Return a day column as recorded."""
        return DayPair(
            cast("ir.DateValue", self.raw(scope, column.earliest)), cast("ir.DateValue", self.raw(scope, column.latest))
        )

    def days(self, ref: ColumnRef, *, cut_at_as_of: bool) -> DayPair:
        """Return a day column, cut at `as_of` unless it may lie ahead."""
        pair = self.pair(ref.scope, ref.column)
        if not cut_at_as_of or ref.column.ahead:
            return pair
        return DayPair(pair.earliest, cast("ir.DateValue", self.raw(ref.scope, cut_name(ref.column))))

    def state(self, ref: ColumnRef) -> ir.Value:
        """Return any column that is not a day or a code list, as it is on `as_of`."""
        return self.table[self.prefix(ref.scope) + _state(ref.column)]

    def operand_days(self, operand: Operand, *, cut_at_as_of: bool = True) -> DayPair:
        """Return the days an operand may mean."""
        match operand:
            case ColumnRef(column=column) as ref:
                if column.type is not ColumnType.DAY:
                    raise EngineError("RC-E401", f"column '{column.name}' is not a day")
                return self.days(ref, cut_at_as_of=cut_at_as_of)
            case AsOf():
                return DayPair(self.as_of, self.as_of)
            case Literal_():
                return DayPair(_literal_day(operand), _literal_day(operand))
            case Shifted(of=of, time=time, sign=sign):
                return self.moved(self.operand_days(of, cut_at_as_of=cut_at_as_of), time, sign=sign)
            case Chosen():
                chosen = cast("ir.DateValue", self.choice(operand, _literal_day))
                return DayPair(chosen, chosen)
            case _:
                assert_never(operand)

    def operand_value(self, operand: Operand) -> ir.Value:
        """Return the value an operand means for a comparison that is not of days."""
        match operand:
            case ColumnRef() as ref:
                return self.state(ref)
            case Literal_():
                return _literal(operand)
            case Chosen():
                return self.choice(operand, _literal)
            case AsOf() | Shifted():
                return cast("ir.Value", ibis.null())
            case _:
                assert_never(operand)

    def choice(self, chosen: Chosen[T], value_of: Callable[[T], ir.Value]) -> ir.Value:
        """Return the value that a column of the subject decides (clause 5.13)."""
        state, otherwise = self.state(chosen.column), value_of(chosen.otherwise)
        branches = [(state == word, value_of(value)) for word, value in chosen.values]
        return cast("ir.Value", ibis.cases(*branches, else_=otherwise)) if branches else otherwise

    def shifted(self, value: ir.DateValue, time: Time, *, sign: Literal[1, -1] = 1) -> ir.DateValue:
        """Return a day moved by a time, which may depend on the subject."""
        if isinstance(time, Chosen):
            return cast("ir.DateValue", self.choice(time, lambda length: shifted(value, length, sign=sign)))
        return shifted(value, time, sign=sign)

    def moved(self, pair: DayPair, time: Time, *, sign: Literal[1, -1] = 1) -> DayPair:
        """Return both ends moved."""
        return DayPair(self.shifted(pair.earliest, time, sign=sign), self.shifted(pair.latest, time, sign=sign))


def state_column(ref: ColumnRef) -> str:
    """Return the column of a subject or its patient that is neither a day nor a code list, as it is on `as_of`."""
    return _PREFIXES[ref.scope] + _state(ref.column)


def _state(column: Column) -> str:
    return state_name(column) if column.on_day else column.name


_PREFIXES = {Scope.SUBJECT: SUBJECT, Scope.PATIENT: PATIENT}


def _literal(written: Literal_) -> ir.Value:
    return cast("ir.Value", ibis.literal(written.value))


def _literal_day(written: Literal_) -> ir.DateValue:
    return no_day() if isinstance(written.value, (str, int)) else day(written.value)
