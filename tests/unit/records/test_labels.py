from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from risk_checks.records.labels import labels


def _labels(*names: str) -> list[str]:
    return labels([PurePosixPath(name) for name in names])


@pytest.mark.parametrize(
    "name",
    [
        "Patient.ndjson",
        "Patient.000.ndjson.gz",
        "1.RelatedPerson.ndjson",
        "2026-11-01/Encounter_0001.ndjson",
        "20261101/log.ndjson",
        "export/package.json",
        "bundle-0007.json",
        "LICENSE",
        "Patient.001.ndjson.part",
    ],
)
def test_names_made_of_words_of_exports_and_short_numbers_are_shown(name: str) -> None:
    assert _labels(name) == [name]


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("Zzcanary_Jane_22bbe238.json", "file-0001.json"),
        ("Adán_Portillo.json", "file-0001.json"),
        ("Patient.ndjson/Zzcanary.ndjson.gz", "file-0001.ndjson.gz"),
        ("Zzcanary/Patient.ndjson", "file-0001.ndjson"),
        ("9434765919.json", "file-0001.json"),
        ("patient_9434765919.json", "file-0001.json"),
        ("943-476-5919.json", "file-0001.json"),
        ("943/476/5919.json", "file-0001.json"),
        ("123456789.json", "file-0001.json"),
        ("Patient.ndjson.zzcanary", "file-0001"),
        ("Zzcanary.ndjson.Jane.gz", "file-0001.gz"),
        ("Zzcanary.ndjson.gz.part", "file-0001.ndjson.gz.part"),
        ("Zzcanary", "file-0001"),
        ("Patient\n.ndjson", "file-0001.ndjson"),
    ],
)
def test_other_names_give_way_to_the_place(name: str, label: str) -> None:
    assert _labels(name) == [label]


def test_labels_differ_and_count_every_file() -> None:
    assert _labels("Patient.ndjson", "Zzcanary.json", "Patient.ndjson", "Flag.ndjson") == [
        "Patient.ndjson",
        "file-0002.json",
        "file-0003.ndjson",
        "Flag.ndjson",
    ]
