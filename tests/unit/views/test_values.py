"""Extensions of primitives and the lesser operators, on both engines."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.unit.views.engines import ENGINES, column, rows_of, values_of, view_of

pytestmark = pytest.mark.parametrize("engine", ENGINES)
BORN = {"extension": [{"url": "time", "valueDateTime": "1990-02-03T04:05:00Z"}, {"url": "why", "valueCode": "unknown"}]}


@pytest.mark.parametrize(
    ("left", "sign", "right", "expected"),
    [
        # one and the same moment
        ("2026-03-01T10:00:00Z", "=", "2026-03-01T10:00:00+00:00", True),
        ("2026-03-01T10:00:00Z", "=", "2026-03-01T12:00:00+02:00", True),
        ("2026-03-01T00:30:00.50+01:00", "=", "2026-02-28T18:30:00.5-05:00", True),
        ("2026-03-01T10:00:00-00:00", "!=", "2026-03-01T10:00:00Z", False),
        ("2024-02-29T23:00:00-01:00", "=", "2024-03-01T00:00:00Z", True),
        # seconds and their parts are one precision
        ("2026-03-01T10:00:00Z", "=", "2026-03-01T10:00:00.000Z", True),
        ("2026-03-01T10:00:00.7Z", ">", "2026-03-01T10:00:00Z", True),
        ("2026-03-01T10:00:00.65Z", "<", "2026-03-01T10:00:00.7Z", True),
        ("2026-03-01T10:00:59.5Z", "<=", "2026-03-01T10:00:59.50Z", True),
        ("2026-03-01T10:00:09.5Z", "<", "2026-03-01T11:00:10+01:00", True),
        # minutes are another
        ("2026-03-01T10:00Z", "=", "2026-03-01T10:00:00Z", None),
        ("2026-03-01T10:00Z", "=", "2026-03-01T11:00:00+01:00", None),
        ("2026-03-01T10:00Z", "<", "2026-03-01T11:01:00+01:00", True),
        ("2026-03-01", "<", "2026-03-01T10:00:00Z", None),
        # what is no moment decides nothing across offsets
        ("2026-02-30T10:00:00Z", "=", "2026-03-02T11:00:00+01:00", None),
        ("2026-03-01T24:00:00Z", "=", "2026-03-02T01:00:00+01:00", None),
        ("2026-03-01T10:00:00+15:00", "<", "2027-03-02T01:00:00+01:00", None),
        ("0000-03-01T10:00:00Z", "<", "2026-03-01T11:00:00+01:00", None),
    ],
)
def test_moments_compare_across_offsets_and_parts_of_seconds(
    engine: str, left: str, sign: str, right: str, expected: bool | None, tmp_path: Path
) -> None:
    given = [{"effectivePeriod": {"start": left, "end": right}}]
    path = f"effective.ofType(Period).start {sign} effective.ofType(Period).end"
    assert values_of(path, given, engine, tmp_path, of="Observation") == [expected]


@pytest.mark.parametrize(
    ("text", "expected"), [("12:34:00", [True, False]), ("12:34:00.7", [False, True]), ("12:34", [None, None])]
)
def test_times_compare_across_parts_of_seconds(
    engine: str, text: str, expected: list[bool | None], tmp_path: Path
) -> None:
    given = [{"valueTime": text}]
    paths = ("value.ofType(time) = @T12:34:00.0", "value.ofType(time) > @T12:34:00")
    assert [values_of(path, given, engine, tmp_path, of="Observation")[0] for path in paths] == expected


def test_extensions_of_a_primitive_are_beside_it(engine: str, tmp_path: Path) -> None:
    people: list[dict[str, Any]] = [
        {"birthDate": "1990-02-03", "_birthDate": BORN},
        {"_birthDate": BORN},
        {"birthDate": "1990"},
    ]
    path = "birthDate.extension('time').value.ofType(dateTime).first()"
    assert values_of(path, people, engine, tmp_path, of="Patient") == ["1990-02-03T04:05:00Z"] * 2 + [None]
    assert values_of("birthDate.extension.exists()", people, engine, tmp_path, of="Patient") == [True, True, False]
    assert values_of("birthDate.extension('nope').exists()", people, engine, tmp_path, of="Patient") == [False] * 3


def test_extensions_of_primitives_in_lists_and_choices(engine: str, tmp_path: Path) -> None:
    given = {"given": ["A", None, "C"], "_given": [None, {"extension": [{"url": "why"}]}, {"id": "x"}]}
    view = view_of([{"column": [column("urls", "name.given.extension.url", collection=True)]}], of="Patient")
    people: list[dict[str, Any]] = [{"id": "p1", "name": [given, {"given": ["D"]}]}, {"id": "p2"}]
    assert rows_of(view, people, engine, tmp_path) == [{"urls": ["why"]}, {"urls": []}]
    dead: list[dict[str, Any]] = [{"_deceasedDateTime": BORN}, {"deceasedBoolean": True}]
    path = "deceased.ofType(dateTime).extension('why').value.ofType(code).first()"
    assert values_of(path, dead, engine, tmp_path, of="Patient") == ["unknown", None]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("gender & '!'", ["male!", "!"]),
        ("gender + '!'", ["male!", None]),
        ("'' & gender & language", ["maleen", "fr"]),
        ("gender in ('male' | 'other')", [True, None]),
        ("('a' | 'male') contains gender", [True, None]),
        ("gender in 'female'", [False, None]),
        ("'Ann' in name.given", [True, False]),
        ("name.given contains 'Cat'", [False, False]),
        ("-multipleBirth.ofType(integer)", [7, None]),
        ("-(2 + 3) * 2", [-10, -10]),
        ("multipleBirth.ofType(integer) div 2", [-3, None]),
        ("multipleBirth.ofType(integer) mod 2", [-1, None]),
        ("gender.exists() xor language.exists()", [False, True]),
        ("gender.exists() implies (language = 'en')", [True, True]),
        ("7 div -2", [-3, -3]),
        ("7 mod -2", [1, 1]),
        ("6 div 3", [2, 2]),
        ("7 div 0", [None, None]),
        ("7 mod 0", [None, None]),
    ],
)
def test_operators(engine: str, path: str, expected: list[Any], tmp_path: Path) -> None:
    people: list[dict[str, Any]] = [
        {"gender": "male", "language": "en", "multipleBirthInteger": -7, "name": [{"given": ["Bea", "Ann"]}]},
        {"language": "fr"},
    ]
    assert values_of(path, people, engine, tmp_path, of="Patient") == expected
