"""Conditions of every form, drawn from what they may read: simplest first, at most one inside another."""

from __future__ import annotations

from risk_checks.rules.exclusions import shut_out
from risk_checks.rules.plan import (
    All,
    Any_,
    AnyIn,
    Called,
    ColumnRef,
    Compare,
    Comparison,
    Condition,
    Filled,
    Having,
    Lasts,
    Not,
    OneOf,
    Scope,
)
from risk_checks.tables.definition import Column, ColumnType, TableDef
from tests.spec.world import REFERRAL
from tests.strategies.picking import Choose, Ways, one_of, pick, some_of
from tests.strategies.pools import VALUES
from tests.strategies.reach import Reach, count, day, time, value
from tests.strategies.tables import RELATED

_ORDERED = (Comparison.AT_LEAST, Comparison.AT_MOST, Comparison.BEFORE, Comparison.AFTER, Comparison.IS)
_PLAIN = (ColumnType.WORD, ColumnType.BOOLEAN, ColumnType.INTEGER, ColumnType.KEY, ColumnType.TEXT)
_LISTED = (ColumnType.WORD, ColumnType.INTEGER, ColumnType.KEY, ColumnType.TEXT)
_ANY = (*_PLAIN, ColumnType.DAY, ColumnType.CODES)
_ID = Column("id", ColumnType.KEY, "The key of the row.")


def condition(choose: Choose, reach: Reach, *, status: bool = True, havings: bool = True) -> Condition:
    """Draw a condition; without `status`, one that does not speak of the row's status."""

    def one() -> Condition:
        return pick(
            choose,
            (4, lambda: leaf(choose, reach, status=status)),
            (1 if havings else 0, lambda: having(choose, reach)),
        )

    def some() -> tuple[Condition, ...]:
        return tuple(one() for _ in range(one_of(choose, (1, 2))))

    return pick(
        choose,
        (6, one),
        (2, lambda: Not(one())),
        (2, lambda: All(some())),
        (3, lambda: Any_(some())),
        (1, lambda: Called("so called", Any_(some()))),
        (1, lambda: Not(All(some()))),
    )


def leaf(choose: Choose, reach: Reach, *, status: bool) -> Condition:
    """Draw a condition on the columns themselves."""
    hidden = None if status or reach.row is None else reach.row.status

    def column(*types: ColumnType) -> ColumnRef | None:
        refs = [ref for ref in reach.columns(*types) if ref.scope is not Scope.ROW or ref.column.name != hidden]
        own = [ref for ref in refs if reach.row is None or ref.scope is Scope.ROW]
        return one_of(choose, pick(choose, (2 if own else 0, lambda: own), (1, lambda: refs))) if refs else None

    def test(ref: ColumnRef) -> Condition:
        return (
            _days_compared(choose, reach, ref) if ref.column.type is ColumnType.DAY else _compared(choose, reach, ref)
        )

    def of(form: str) -> Condition | None:
        match form:
            case "values":
                return None if (ref := column(*_PLAIN)) is None else test(ref)
            case "numbers":
                return None if (ref := column(ColumnType.INTEGER)) is None else test(ref)
            case "days":
                return None if (ref := column(ColumnType.DAY)) is None else test(ref)
            case "one of":
                return None if (ref := column(*_LISTED)) is None else _listed(choose, ref)
            case "lasts":
                return None if (ref := column(ColumnType.DAY)) is None else Lasts(ref, time(choose, reach))
            case "codes":
                return None if (ref := column(ColumnType.CODES)) is None else _risk(ref)
            case _:
                return None if (ref := column(*_ANY)) is None else Filled(ref, one_of(choose, (True, False)))

    forms = ("values", "values", "numbers", "days", "days", "days", "one of", "one of", "lasts", "codes", "filled")
    return of(one_of(choose, forms)) or All(())


def asked_of_status(choose: Choose, table: TableDef) -> All:
    """Draw what a rule asks of a row's status, with what never counts shut out as the compiler does it."""
    if table.status is None:
        return All(())
    ref = ColumnRef(Scope.ROW, table.name, table.columns[table.status])

    def silent() -> All:
        return All(shut_out(table, drafts=True))

    def spoken() -> All:
        test = _listed(choose, ref)
        ways: Ways[Condition] = ((2, lambda: test), (1, lambda: Not(test)))
        return All((*shut_out(table, drafts=False), pick(choose, *ways)))

    return pick(choose, (2, silent), (1, spoken))


def having(choose: Choose, reach: Reach) -> Having:
    """Draw that so many related rows qualify."""
    table = one_of(choose, RELATED)
    inner = condition(choose, reach.over(table), havings=False)
    return Having(table, All((*shut_out(table, drafts=True), inner)), count(choose, reach))


def link(choose: Choose, reach: Reach) -> Called | None:
    """Draw that a row belongs to the subject: by its key, or by its day where a key is missing (clause 5.14)."""
    table = reach.row
    if table is None or reach.subject is not REFERRAL or "referral" not in table.columns:
        return None
    pairs = [("referral", _ID), *([("author", REFERRAL.columns["team"])] if "author" in table.columns else [])]
    name, of = one_of(choose, pairs)
    row, key = _ref(Scope.ROW, table, name), ColumnRef(Scope.SUBJECT, REFERRAL.name, of)
    leads = Compare(row, Comparison.IS, key)
    if table.dated_by is None:
        return Called("linked", leads)
    made = _ref(Scope.ROW, table, table.dated_by)
    there, missing = (tuple(Filled(ref, want=want) for ref in (row, key)) for want in (True, False))
    inside = (
        Compare(made, Comparison.AT_LEAST, _ref(Scope.SUBJECT, REFERRAL, "start")),
        Compare(made, Comparison.AT_MOST, _ref(Scope.SUBJECT, REFERRAL, "end")),
    )
    return Called("linked", Any_((All((*there, leads)), All((Any_(missing), *inside)))))


def _compared(choose: Choose, reach: Reach, ref: ColumnRef) -> Compare:
    ordered = ref.column.type is ColumnType.INTEGER
    return Compare(ref, one_of(choose, _ORDERED) if ordered else Comparison.IS, value(choose, reach, ref))


def _days_compared(choose: Choose, reach: Reach, ref: ColumnRef) -> Compare:
    return Compare(ref, one_of(choose, _ORDERED), day(choose, reach))


def _listed(choose: Choose, ref: ColumnRef) -> OneOf:
    pool = ref.column.words or VALUES[ref.column.type]
    return OneOf(ref, some_of(choose, pool, most=3))


def _risk(ref: ColumnRef) -> AnyIn:
    return AnyIn(ref, "risk", frozenset({"s|risk"}))


def _ref(scope: Scope, table: TableDef, name: str) -> ColumnRef:
    return ColumnRef(scope, table.name, table.columns[name])
