"""References between servers: where Bundles tell whose resource is whose, another server's is not taken for ours."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from risk_checks.records.reading import Records
from tests.unit.records.conftest import Read
from tests.unit.records.small import bundle, entry, flag, patient, write

A, B = "https://a.example.org/fhir", "https://b.example.org/fhir"
ELSEWHERE = ("reference-elsewhere", "Flag", 1)
OURS = entry(patient("p1"), f"{A}/Patient/p1")


def told(records: Records) -> tuple[Any, list[tuple[str, str | None, int]]]:
    """Return whom the flag is about, and the problems."""
    (found,) = (one.resource for one in records.entries if one.type == "Flag")
    return found.get("subject"), [(one.code, one.resource_type, one.count) for one in records.problems]


FORMS: dict[str, tuple[str, str | None, str | None]] = {
    # the text, the address of the resource that holds it, whom it names
    "the same server's": (f"{A}/Patient/p1", None, "Patient/p1"),
    "the same server's, without encryption": ("http://A.example.org/fhir/Patient/p1/_history/2", None, "Patient/p1"),
    "another server's": (f"{B}/Patient/p1", None, None),
    "another server's, from there": (f"{B}/Patient/p1", f"{B}/Flag/f1", None),
    "another folder of the same host": ("https://a.example.org/Patient/p1", None, None),
    "relative, from the same server": ("Patient/p1", f"{A}/Flag/f1", "Patient/p1"),
    "relative, from another server": ("Patient/p1", f"{B}/Flag/f1", None),
    "relative, from no server": ("Patient/p1", "urn:uuid:f", "Patient/p1"),
    "the same server's, from another": (f"{A}/Patient/p1", f"{B}/Flag/f1", "Patient/p1"),
    "another server's one who is not there": (f"{B}/Patient/p9", None, "Patient/p9"),  # told as an orphan
}


@pytest.mark.parametrize(("text", "full_url", "key"), FORMS.values(), ids=FORMS)
def test_a_reference_is_followed_to_its_own_server(
    read: Read, text: str, full_url: str | None, key: str | None
) -> None:
    subject, problems = told(read(bundle(OURS, entry(flag(of=text), full_url))))
    assert (subject or {}).get("reference") == key
    assert problems == ([] if key else [ELSEWHERE])


@pytest.mark.parametrize("order", [1, -1])
def test_bundles_in_any_order_give_the_same(read: Read, order: int) -> None:
    records = read(*[bundle(OURS), bundle(entry(flag(of=f"{B}/Patient/p1")))][::order])
    assert told(records) == ({}, [ELSEWHERE])


def test_where_no_address_tells_a_server_none_is_looked_at(read: Read, folder: Path) -> None:
    write(folder, "Patient.ndjson", patient("p1"))
    write(folder, "Flag.ndjson", flag("f1", of=f"{A}/Patient/p1"), flag("f2", of=f"{B}/Patient/p1"))
    records = read(folder)
    assert [one.resource["subject"]["reference"] for one in records.entries if one.type == "Flag"] == ["Patient/p1"] * 2
    assert records.problems == ()


def test_a_line_that_names_a_server_is_held_to_it_where_a_bundle_tells_whose_the_other_is(
    read: Read, folder: Path
) -> None:
    write(folder, "Flag.ndjson", flag(of=f"{B}/Patient/p1"))
    assert told(read(folder, bundle(OURS))) == ({}, [ELSEWHERE])
    write(folder, "Patient.ndjson", patient("p1"))  # the same once more, from nowhere in particular
    subject, problems = told(read(folder, bundle(OURS)))
    assert (subject["reference"], problems) == ("Patient/p1", [])


def test_what_two_servers_tell_alike_may_be_named_by_either(read: Read) -> None:
    both = [OURS, entry(patient("p1"), f"{B}/Patient/p1")]
    subject, problems = told(read(bundle(*both, entry(flag(of="Patient/p1"), f"{B}/Flag/f1"))))
    assert (subject["reference"], problems) == ("Patient/p1", [])


def test_who_is_found_by_an_identifier_may_be_at_another_server(read: Read) -> None:
    known = entry(patient("p1", identifier=[{"system": "urn:s", "value": "1"}]), f"{A}/Patient/p1")
    asking = flag(of="Patient?identifier=urn:s|1", encounter={"reference": "urn:uuid:e"})
    found = entry({"resourceType": "Encounter", "id": "e1"}, "urn:uuid:e")
    subject, problems = told(read(bundle(known, found, entry(asking, f"{B}/Flag/f1"))))
    assert (subject["reference"], problems) == ("Patient/p1", [])


def test_nobody_is_merged_into_another_server_s_namesake(read: Read) -> None:
    merged = patient("p2", link=[{"type": "replaced-by", "other": {"reference": f"{B}/Patient/p1"}}])
    records = read(bundle(OURS, entry(merged, f"{A}/Patient/p2")))
    assert records.entries[1].resource["link"] == [{"type": "replaced-by", "other": {}}]
    assert [(one.code, one.resource_type) for one in records.problems] == [("reference-elsewhere", "Patient")]
