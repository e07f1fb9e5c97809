"""lowBoundary() and highBoundary() on both engines; values worked out from FHIRPath's definition and its examples."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.unit.views.engines import ENGINES, Row, values_of

pytestmark = pytest.mark.parametrize("engine", ENGINES)
NUMBER = "value.ofType(Quantity).value"


def numbers(path: str, values: list[Any], engine: str, folder: Path) -> list[Any]:
    resources = [{"valueQuantity": {"value": value}} for value in values]
    return values_of(path, resources, engine, folder, of="Observation")


@pytest.mark.parametrize(
    ("argument", "low", "high"),
    [
        ("", [1.5865, -1.5875, 0.95, 0.5, -0.05, 1199.5], [1.5875, -1.5865, 1.05, 1.5, 0.05, 1200.5]),
        ("8", [1.5865, -1.5875, 0.95, 0.5, -0.05, 1199.5], [1.5875, -1.5865, 1.05, 1.5, 0.05, 1200.5]),
        ("2", [1.58, -1.59, 0.95, 0.5, -0.05, 1199.5], [1.59, -1.58, 1.05, 1.5, 0.05, 1200.5]),
        ("1", [1.5, -1.6, 0.9, 0.5, -0.1, 1199.5], [1.6, -1.5, 1.1, 1.5, 0.1, 1200.5]),
        ("0", [1, -2, 0, 0, -1, 1199], [2, -1, 2, 2, 1, 1201]),
        ("19", [None] * 6, [None] * 6),
        ("-1", [None] * 6, [None] * 6),
    ],
)
def test_a_number_stands_for_half_a_unit_around_its_last_digit(
    engine: str, argument: str, low: list[Any], high: list[Any], tmp_path: Path
) -> None:
    values = [1.587, -1.587, 1.0, 1, 0.0, 1200]
    assert numbers(f"{NUMBER}.lowBoundary({argument})", values, engine, tmp_path) == low
    assert numbers(f"{NUMBER}.highBoundary({argument})", values, engine, tmp_path) == high


def test_numbers_beyond_what_fhir_has_no_boundary(engine: str, tmp_path: Path) -> None:
    values = [1e-7, 1e17, 1e18, 1e300, 1e-19, None]
    expected = [5e-8, 1e17 - 0.5, None, None, None, None]
    resources = [{"valueQuantity": {"value": value} if value else {"unit": "mg"}} for value in values]
    assert values_of(f"{NUMBER}.lowBoundary()", resources, engine, tmp_path, of="Observation") == expected


def test_the_same_number_is_read_as_written_and_as_a_number(engine: str, tmp_path: Path) -> None:
    path = f"{NUMBER}.lowBoundary() + {NUMBER}"
    assert numbers(path, [2, 2.5], engine, tmp_path) == [3.5, 4.95]
    several = "component.value.ofType(Quantity).where(value > 2).first().value.lowBoundary()"
    parts = [{"component": [{"valueQuantity": {"value": value}} for value in (1, 3, 2.5)]}]
    assert values_of(several, parts, engine, tmp_path, of="Observation") == [2.5]


def test_whole_numbers_and_literals(engine: str, tmp_path: Path) -> None:
    whole: list[Row] = [{"multipleBirthInteger": 3}, {"multipleBirthBoolean": True}]
    assert values_of("multipleBirth.ofType(integer).lowBoundary()", whole, engine, tmp_path, of="Patient") == [
        2.5,
        None,
    ]
    assert values_of("multipleBirth.ofType(integer).highBoundary(0)", whole, engine, tmp_path, of="Patient") == [
        4,
        None,
    ]
    assert values_of("(-1.587).highBoundary(0)", [{}], engine, tmp_path, of="Patient") == [-1]
    assert values_of("@2014.highBoundary(6)", [{}], engine, tmp_path, of="Patient") == ["2014-12"]
    assert values_of("@T10:30.highBoundary(9)", [{}], engine, tmp_path, of="Patient") == ["10:30:59.999"]


DATES = [
    "2026",
    "2026-02",
    "2024-02",
    "1900-02",
    "2000-02",
    "2026-04",
    "2026-12",
    "2026-03-05",
    "2026-13",
    "yes",
    "2026-1",
]


def test_dates_reach_from_the_first_to_the_last_day(engine: str, tmp_path: Path) -> None:
    resources = [{"birthDate": date} for date in DATES]
    assert values_of("birthDate.lowBoundary()", resources, engine, tmp_path, of="Patient") == [
        *("2026-01-01", "2026-02-01", "2024-02-01", "1900-02-01", "2000-02-01", "2026-04-01", "2026-12-01"),
        *("2026-03-05", None, None, None),
    ]
    assert values_of("birthDate.highBoundary()", resources, engine, tmp_path, of="Patient") == [
        *("2026-12-31", "2026-02-28", "2024-02-29", "1900-02-28", "2000-02-29", "2026-04-30", "2026-12-31"),
        *("2026-03-05", None, None, None),
    ]


@pytest.mark.parametrize(
    ("precision", "low", "high"), [(4, "2026", "2026"), (6, "2026-01", "2026-12"), (9, None, None)]
)
def test_a_date_to_a_precision(engine: str, precision: int, low: Any, high: Any, tmp_path: Path) -> None:
    resources = [{"birthDate": "2026"}]
    assert values_of(f"birthDate.lowBoundary({precision})", resources, engine, tmp_path, of="Patient") == [low]
    assert values_of(f"birthDate.highBoundary({precision})", resources, engine, tmp_path, of="Patient") == [high]


def test_times_on_dates_keep_their_offset_or_get_the_widest(engine: str, tmp_path: Path) -> None:
    written = [
        "2026",
        "2026-02",
        "2026-02-03",
        "2026-02-03T10:30:00Z",
        "2026-02-03T10:30:00.5+01:00",
        "2026-02-03T10:30",
    ]
    resources = [{"deceasedDateTime": each} for each in written]
    path = "deceased.ofType(dateTime)"
    assert values_of(f"{path}.lowBoundary()", resources, engine, tmp_path, of="Patient") == [
        *("2026-01-01T00:00:00.000+14:00", "2026-02-01T00:00:00.000+14:00", "2026-02-03T00:00:00.000+14:00"),
        *("2026-02-03T10:30:00.000Z", "2026-02-03T10:30:00.500+01:00", "2026-02-03T10:30:00.000+14:00"),
    ]
    assert values_of(f"{path}.highBoundary()", resources, engine, tmp_path, of="Patient") == [
        *("2026-12-31T23:59:59.999-12:00", "2026-02-28T23:59:59.999-12:00", "2026-02-03T23:59:59.999-12:00"),
        *("2026-02-03T10:30:00.999Z", "2026-02-03T10:30:00.599+01:00", "2026-02-03T10:30:59.999-12:00"),
    ]
    assert values_of(f"{path}.highBoundary(8)", resources[3:4], engine, tmp_path, of="Patient") == ["2026-02-03"]
    assert values_of(f"{path}.highBoundary(12)", resources[2:3], engine, tmp_path, of="Patient") == [
        "2026-02-03T23:59-12:00"
    ]


def test_times_of_day(engine: str, tmp_path: Path) -> None:
    resources = [{"valueTime": "12:34:00"}, {"valueTime": "12:34"}, {"valueTime": "24:00:00"}]
    path = "value.ofType(time)"
    assert values_of(f"{path}.lowBoundary()", resources, engine, tmp_path, of="Observation") == [
        *("12:34:00.000", "12:34:00.000", None),
    ]
    assert values_of(f"{path}.highBoundary(6)", resources, engine, tmp_path, of="Observation") == [
        *("12:34:00", "12:34:59", None),
    ]


def test_a_period_reaches_from_its_start_to_its_end(engine: str, tmp_path: Path) -> None:
    resources = [{"period": {"start": "2026-01-05"}}, {"period": {"start": "2025", "end": "2026-02"}}, {}]
    assert values_of("period.lowBoundary()", resources, engine, tmp_path, of="Encounter") == [
        *("2026-01-05T00:00:00.000+14:00", "2025-01-01T00:00:00.000+14:00", None),
    ]
    assert values_of("period.highBoundary(6)", resources, engine, tmp_path, of="Encounter") == [None, "2026-02", None]
