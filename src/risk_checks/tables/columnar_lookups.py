"""Lookups as Ibis expressions: rows with what they refer to, and with what refers to them, grouped once per source."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

import ibis

from risk_checks.tables.asks import Wanted
from risk_checks.tables.columnar_among import Among
from risk_checks.tables.columnar_codes import gathered, no_codes, paired
from risk_checks.tables.columnar_days import earliest_day, latest_day
from risk_checks.tables.columnar_extremes import greatest_days, least_days
from risk_checks.tables.columnar_identity import given_to
from risk_checks.tables.columnar_truth import Expression, Keep, holds
from risk_checks.tables.definition import Join, Referrers

Views: TypeAlias = Mapping[str, Expression]
Pairs: TypeAlias = Iterable[tuple[str, str]]
_TYPES: Mapping[Wanted, str] = {
    **dict.fromkeys((Wanted.TEXTS, Wanted.NUMBERS), "array<string>"),
    Wanted.BOOLEAN: "boolean",
    Wanted.INTEGER: "int64",
}


def with_joined(rows: Expression, join: Join, columns: Mapping[str, Wanted], views: Views) -> Expression:
    """Return rows with the columns of the one row that each refers to; null where there is none."""
    if join.view not in views:
        return rows.mutate(**{column: ibis.null(_TYPES.get(wanted, "string")) for column, wanted in columns.items()})
    names = {column: column.removeprefix(f"{join.view}.") for column in columns}
    other = views[join.view]
    other = other.select(**{column: other[name] for column, name in names.items()})
    return rows.left_join(other, rows[join.on] == other[f"{join.view}.id"])


def with_referrers(
    rows: Expression,
    referrers: Referrers,
    columns: Mapping[str, Wanted],
    pairs: Pairs,
    views: Views,
    *,
    of: str,
    merged: Expression | None,
    keep: Keep,
) -> Expression:
    """Return rows with the columns of those that refer to each, brought together; where none does, nothing is true.

    The rows are those `of` a view, with what was looked up before. `merged` says who survives whom, where anybody does.
    """
    pairs = [(systems, codes) for systems, codes in pairs if systems in columns]
    if referrers.view not in views:
        return rows.mutate(**_nobody(columns, pairs))
    key = f"{referrers.view} key"  # a space: no view column has one
    referring = _referring(referrers, columns, pairs, views, key)
    if referrers.same_patient:
        referring = _of_same_patient(given_to(referring, merged), views[of], key, merged)
    groups = keep(_groups(referring, columns, pairs, [name for name in (key, _OWNER) if name in referring.columns]))
    joined = _joined(rows, groups, key)
    false = {column for column, wanted in columns.items() if wanted is Wanted.BOOLEAN}
    dates = [Among(column) for column, wanted in columns.items() if wanted is Wanted.DATES]
    false |= {name for date in dates for name in (date.filled, date.unreadable)}
    lists = {gathered(*pair) for pair in pairs}
    found = {name: joined[name] for name in (*rows.columns, *groups.columns) if name not in (key, _OWNER)}
    found |= {name: holds(value) for name, value in found.items() if name in false}
    return joined.select(
        **{name: value.fill_null(no_codes()) if name in lists else value for name, value in found.items()}
    )


_OWNER = "owner patient"


def _of_same_patient(referring: Expression, rows: Expression, key: str, merged: Expression | None) -> Expression:
    """Return what refers to rows about the same patient, or is about nobody in particular, with that row's patient."""
    owners = rows.select(**{f"own {key}": rows["id"], "patient": rows["patient"], _OWNER: rows["patient"]}).distinct()
    owners = given_to(owners, merged).rename({"own patient": "patient"})
    both = referring.inner_join(owners, referring[key] == owners[f"own {key}"])
    return both.filter(both["patient"].isnull() | holds(both["patient"] == both["own patient"]))


def _joined(rows: Expression, groups: Expression, key: str) -> Expression:
    if _OWNER not in groups.columns:
        return rows.left_join(groups, rows["id"] == groups[key])
    same = rows["patient"].fill_null("") == groups[_OWNER].fill_null("")
    return rows.left_join(groups, [rows["id"] == groups[key], same])


def _nobody(columns: Mapping[str, Wanted], pairs: Pairs) -> dict[str, Expression]:
    """Return what is said of a row that nothing refers to."""
    found: dict[str, Expression] = {gathered(*pair): no_codes() for pair in pairs}
    for column, wanted in columns.items():
        match wanted:
            case Wanted.DATES:
                date = Among(column)
                found |= dict.fromkeys((*date.least, *date.greatest), ibis.null("date"))
                found |= dict.fromkeys((date.filled, date.unreadable), ibis.literal(False))
            case Wanted.BOOLEAN:
                found[column] = ibis.literal(False)
            case Wanted.TEXT | Wanted.ANYTHING:
                found[column] = ibis.null("string")
            case _:
                pass  # lists are gathered in pairs
    return found


def _referring(referrers: Referrers, columns: Mapping[str, Wanted], pairs: Pairs, views: Views, key: str) -> Expression:
    """Return the rows that refer to something, with their codes paired and their dates read."""
    names = {column: column.removeprefix(f"{referrers.view}.") for column in columns}
    rows = views[referrers.view]
    refers = rows[referrers.on].notnull()
    rows = rows.filter(refers if referrers.only is None else refers & holds(rows[referrers.only]))
    patient = {"patient": rows["patient"]} if referrers.same_patient else {}
    rows = rows.select(
        **{key: rows[referrers.on]},
        **patient,
        **{column: rows[names[column]] for column, wanted in columns.items() if wanted is not Wanted.TEXTS},
        **{gathered(systems, codes): paired(rows[names[systems]], rows[names[codes]]) for systems, codes in pairs},
    )
    dates = [Among(column) for column, wanted in columns.items() if wanted is Wanted.DATES]
    rows = rows.mutate(**{date.first: earliest_day(rows[date.column]) for date in dates})
    return rows.mutate(**{date.last: latest_day(rows[date.column], earliest=rows[date.first]) for date in dates})


def _groups(rows: Expression, columns: Mapping[str, Wanted], pairs: Pairs, keys: Sequence[str]) -> Expression:
    metrics: dict[str, Expression] = {gathered(*pair): rows[gathered(*pair)].collect() for pair in pairs}
    for column, wanted in columns.items():
        match wanted:
            case Wanted.DATES:
                metrics |= _among(Among(column), rows)
            case Wanted.BOOLEAN:
                metrics[column] = holds(rows[column]).any()
            case Wanted.TEXT | Wanted.ANYTHING:
                metrics[column] = rows[column].min()
            case _:
                pass  # lists are gathered in pairs
    groups = rows.group_by(list(keys)).aggregate(**metrics)
    return groups.mutate(**{gathered(*pair): groups[gathered(*pair)].flatten() for pair in pairs})


def _among(date: Among, rows: Expression) -> dict[str, Expression]:
    earliest, latest, texts = rows[date.first], rows[date.last], rows[date.column].count()
    least, greatest = least_days(earliest, latest, of=texts), greatest_days(earliest, latest, of=texts)
    return {
        **dict(zip(date.least, least, strict=True)),
        **dict(zip(date.greatest, greatest, strict=True)),
        date.filled: texts > 0,
        date.unreadable: earliest.count() < texts,
    }
