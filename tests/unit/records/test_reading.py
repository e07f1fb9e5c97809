"""What becomes of every entry, and that it does not depend on how the entries came."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from risk_checks.records.accounting import Fate, Sums
from risk_checks.records.entry import Version
from risk_checks.records.projections import compile_shapes
from risk_checks.records.reading import read_sources
from tests.unit.records.conftest import Read
from tests.unit.records.small import SHAPES, bundle, entry, flag, patient, write

MAY, JUNE = "2026-05-01T10:00:00Z", "2026-06-01T10:00:00Z"


def _sums(records: Any) -> dict[str, int]:
    return {name: count for name, count in records.sums.as_dict().items() if count}


def test_an_entry_holds_what_views_read_and_where_it_stood(read: Read, folder: Path) -> None:
    given = patient(gender="female", birthDate="1980", meta={"versionId": "3", "lastUpdated": MAY})
    write(folder, "Patient.ndjson", given)
    (found,) = read(folder).entries
    assert (found.file, found.line, found.type, found.id, found.key) == (
        "Patient.ndjson",
        1,
        "Patient",
        "p1",
        "Patient/p1",
    )
    assert found.resource == {"id": "p1", "birthDate": "1980"}
    assert (found.version.version_id, found.version.last_updated) == ("3", MAY)
    assert len(found.version.digest) == 32


@pytest.mark.parametrize("meta", [None, 5, {}, {"versionId": 3, "lastUpdated": 2026}])
def test_a_version_that_cannot_be_read_is_none(read: Read, meta: Any) -> None:
    (found,) = read(patient(meta=meta)).entries
    assert found.version == Version(None, None, found.version.digest, mark=found.version.mark)


@pytest.mark.parametrize(
    ("resources", "sums"),
    [
        ([patient("p1"), patient("p2"), flag()], {"total": 3, "used": 3}),
        ([patient(), patient()], {"total": 2, "used": 1, "duplicate": 1}),
        (
            [patient(gender="male", active=True), patient(active=True, gender="male")],
            {"total": 2, "used": 1, "duplicate": 1},
        ),
        ([patient("1"), flag("1")], {"total": 2, "used": 2}),
        (
            [patient(meta={"lastUpdated": MAY}), patient(meta={"lastUpdated": JUNE})],
            {"total": 2, "used": 1, "superseded": 1},
        ),
        ([patient(gender="male"), patient(gender="female")], {"total": 2, "set_aside": 2}),
        ([{"resourceType": "Device"}, {"resourceType": "Device", "id": 5}], {"total": 2, "not_needed": 2}),
        ([{"resourceType": "Parameters"}, ""], {"total": 2, "control": 1, "blank": 1}),
    ],
    ids=[
        "all",
        "the same",
        "the same in another order",
        "one id, two types",
        "older",
        "in conflict",
        "not read",
        "control",
    ],
)
def test_every_line_has_one_fate(read: Read, folder: Path, resources: list[Any], sums: dict[str, int]) -> None:
    write(folder, "data.ndjson", patient("p0"), *resources)
    records = read(folder)
    assert _sums(records) == {**sums, "total": sums["total"] + 1, "used": sums.get("used", 0) + 1}


def test_sums_that_miss_an_entry_do_not_add_up() -> None:
    assert Sums(total=3, used=1, blank=2).adds_up
    assert not Sums(total=3, used=1, blank=1).adds_up
    assert set(Sums().as_dict()) == {"total", *Fate}


def test_a_conflict_is_told_line_by_line_and_uncovers_its_patient(read: Read, folder: Path) -> None:
    write(folder, "Flag.ndjson", flag(status="active"), flag("f2"), flag(status="inactive"), flag(status="active"))
    records = read(folder)
    assert [one.key for one in records.entries] == ["Flag/f2"]
    assert [(one.code, one.file, one.line, one.resource_type) for one in records.problems] == [
        ("version-conflict", "Flag.ndjson", line, "Flag") for line in (1, 3, 4)
    ]
    assert records.coverage.uncovered == {"Patient/p1": {"Flag"}}
    assert not records.incomplete


def test_a_conflict_over_what_belongs_to_no_patient_makes_the_run_incomplete(read: Read) -> None:
    wards = [{"resourceType": "Organization", "id": "w", "active": active} for active in (True, False)]
    records = read(wards)
    assert (records.sums.set_aside, records.coverage.uncovered, records.incomplete) == (2, {}, True)


@pytest.mark.parametrize(
    ("resource", "uncovered", "incomplete"),
    [
        (flag(status=5), {"Patient/p1": {"Flag"}}, False),
        (flag(status=5, of="urn:uuid:unknown"), {}, True),
        (patient(birthDate=1980), {"Patient/p1": {"Patient"}}, False),
        (
            patient(active="yes", link=[{"other": {"reference": "Patient/p2"}}]),
            {p: {"Flag", "Organization", "Patient"} for p in ("Patient/p1", "Patient/p2")},
            False,
        ),
        ({"resourceType": "Flag", "subject": {"reference": "Patient/p1"}}, {"Patient/p1": {"Flag"}}, False),
        ({"resourceType": "Organization", "id": "o1", "active": "yes"}, {}, True),
        ({"resourceType": "Patiens", "id": "p1"}, {}, True),
    ],
    ids=["a flag", "a flag of no one", "a patient", "a linked patient", "no id", "of no patient", "of no known type"],
)
def test_what_is_set_aside_uncovers_its_type_or_makes_the_run_incomplete(
    read: Read, resource: dict[str, Any], uncovered: dict[str, set[str]], incomplete: bool
) -> None:
    records = read([patient("p0"), resource])
    assert records.coverage.uncovered == uncovered
    assert records.incomplete == incomplete


def test_a_flaw_in_what_no_view_reads_is_set_aside_and_harms_no_one(read: Read, folder: Path) -> None:
    write(folder, "data.ndjson", patient(), '{"resourceType": "Device", "x": {"a": 1, "a": 2}}')
    records = read(folder)
    assert _sums(records) == {"total": 2, "used": 1, "set_aside": 1}
    assert (records.coverage.uncovered, records.incomplete) == ({}, False)


def test_one_type_twice_on_a_line_could_be_any_type(read: Read, folder: Path) -> None:
    write(folder, "data.ndjson", patient(), '{"resourceType": "Device", "resourceType": "Device"}')
    assert read(folder).incomplete


def test_the_latest_update_is_the_greatest_that_can_be_read(read: Read) -> None:
    resources = [
        patient("p1", meta={"lastUpdated": "2026-05-01T10:00:00+01:00"}),
        {"resourceType": "Device", "meta": {"lastUpdated": "2026-05-01T09:30:00Z"}},
        patient("p2", meta={"lastUpdated": "2027"}),
        patient("p3"),
        patient("p4", meta={"lastUpdated": "2026-05-01T08:00:00Z"}),
    ]
    assert read(resources).latest_update == datetime(2026, 5, 1, 9, 30, tzinfo=UTC)
    assert read(patient()).latest_update is None


class TestNhsNumbers:
    SYSTEM = "https://fhir.nhs.uk/Id/nhs-number"

    def _problems(self, read: Read, *numbers: dict[str, Any] | str) -> list[str]:
        given = [{"value": one} if isinstance(one, str) else one for one in numbers]
        records = read(patient(identifier=[{"system": self.SYSTEM, **one} for one in given]))
        assert all(one.resource_type == "Patient" and one.count == 1 for one in records.problems)
        return [one.code for one in records.problems]

    def test_a_number_may_be_spaced_and_told_twice(self, read: Read) -> None:
        assert self._problems(read, "943 476 5919", "943-476-5919", "9434765919") == []

    def test_a_wrong_check_digit_is_told(self, read: Read) -> None:
        assert self._problems(read, "9434765918") == ["nhs-number-not-valid"]
        assert self._problems(read, "none") == ["nhs-number-not-valid"]

    def test_two_current_numbers_are_told(self, read: Read) -> None:
        assert self._problems(read, "9434765919", "9000000009") == ["nhs-numbers-differ"]
        assert self._problems(read, "9434765919", "9434765918") == ["nhs-number-not-valid", "nhs-numbers-differ"]

    @pytest.mark.parametrize("past", [{"use": "old"}, {"use": "temp"}, {"period": {"end": "2020"}}])
    def test_numbers_of_the_past_are_not_looked_at(self, read: Read, past: dict[str, Any]) -> None:
        assert self._problems(read, "9434765919", {"value": "9000000009", **past}, {"value": "1", **past}) == []

    def test_what_is_no_number_of_theirs_is_not_looked_at(self, read: Read) -> None:
        assert self._problems(read, {}, {"system": "https://example.org/id", "value": "1"}) == []
        shop = {"resourceType": "Organization", "id": "o", "identifier": [{"system": self.SYSTEM, "value": "1"}]}
        assert read(shop).problems == ()


class TestServers:
    ONE, OTHER = "https://a.example.org/fhir/Patient/p1", "https://b.example.org/fhir/Patient/p1"

    def test_one_id_of_two_servers_is_two_people_of_whom_neither_is_used(self, read: Read) -> None:
        older = entry(patient(gender="male", meta={"lastUpdated": MAY}), self.ONE)
        newer = entry(patient(gender="female", meta={"lastUpdated": JUNE}), self.OTHER)
        records = read(bundle(older), bundle(newer, entry(flag())))
        assert [one.key for one in records.entries] == ["Flag/f1"]
        assert [(one.code, one.file, one.line) for one in records.problems] == [
            ("addresses-differ", "record-0001", 1),
            ("addresses-differ", "record-0002", 1),
        ]
        assert records.coverage.uncovered == {"Patient/p1": {"Patient"}}

    def test_the_same_content_from_two_servers_is_one(self, read: Read) -> None:
        records = read(bundle(entry(patient(), self.ONE)), bundle(entry(patient(), self.OTHER)))
        assert (_sums(records), records.problems) == ({"total": 2, "used": 1, "duplicate": 1}, ())

    @pytest.mark.parametrize("other", [None, "urn:uuid:p1", "http://A.example.org/fhir/Patient/p1/_history/2"])
    def test_versions_without_another_server_are_versions(self, read: Read, other: str | None) -> None:
        older = entry(patient(gender="male", meta={"lastUpdated": MAY}), self.ONE)
        newer = entry(patient(gender="female", meta={"lastUpdated": JUNE}), other)
        assert _sums(read(bundle(older), bundle(newer))) == {"total": 2, "used": 1, "superseded": 1}

    def test_a_server_of_what_was_deleted_does_not_count(self, read: Read) -> None:
        older = entry(patient(gender="male", meta={"lastUpdated": MAY}), self.ONE)
        deleted = {"request": {"method": "DELETE", "url": "Patient/p1"}, "response": {"lastModified": MAY}}
        newer = entry(patient(gender="female", meta={"lastUpdated": JUNE}), self.OTHER)
        assert _sums(read(bundle(older, deleted), bundle(newer))) == {"total": 3, "used": 1, "deleted": 2}


class TestPeopleKnownByIdentifier:
    SYSTEM = "https://example.org/id"

    def _flag(self, value: str, **fields: Any) -> dict[str, Any]:
        return {"resourceType": "Flag", "subject": {"identifier": {"system": self.SYSTEM, "value": value}}, **fields}

    def _patient(self, value: str, id_: str = "p1") -> dict[str, Any]:
        return patient(id_, identifier=[{"system": self.SYSTEM, "value": value}])

    def test_what_is_set_aside_uncovers_the_one_who_has_it(self, read: Read) -> None:
        records = read([self._flag("x"), self._patient("x")])
        assert records.coverage.uncovered == {"Patient/p1": {"Flag"}}
        assert not records.incomplete

    @pytest.mark.parametrize("people", [[], ["p1", "p2"]], ids=["nobody", "two"])
    def test_where_it_names_no_one_the_run_is_incomplete(self, read: Read, people: list[str]) -> None:
        records = read([self._flag("x"), *(self._patient("x", own) for own in people)])
        assert (records.coverage.uncovered, records.incomplete) == ({}, True)

    def test_where_it_names_another_resource_the_run_is_incomplete(self, read: Read) -> None:
        shop = {"resourceType": "Organization", "id": "o", "identifier": [{"system": self.SYSTEM, "value": "x"}]}
        records = read([self._flag("x"), shop])
        assert (records.coverage.uncovered, records.incomplete) == ({}, True)

    def test_a_conflict_uncovers_the_one_who_has_it(self, read: Read) -> None:
        records = read([self._flag("x", id="f1", status=status) for status in ("a", "b")], self._patient("x"))
        assert records.coverage.uncovered == {"Patient/p1": {"Flag"}}
        assert not records.incomplete

    def test_what_is_not_used_asks_for_nobody(self, read: Read) -> None:
        versions = [self._flag("x", id="f1", meta={"versionId": "1"}), flag(meta={"versionId": "2"})]
        records = read([*versions, patient()])
        assert (records.problems, records.sums.superseded) == ((), 1)


class TestDigest:
    def test_the_digest_is_of_what_is_used_however_it_came(self, read: Read, folder: Path) -> None:
        one_way = read([patient("p1", gender="male"), flag()])
        write(folder, "Flag.ndjson", spelt(flag()), spelt(flag()), {"resourceType": "Device"})
        write(folder, "Patient.ndjson", "", spelt(patient("p1", gender="male")))
        assert read(folder).digest == one_way.digest

    def test_a_line_counts_as_it_is_written_so_that_it_need_not_be_parsed(self, read: Read, folder: Path) -> None:
        lines = ['{"resourceType":"Flag","id":"f1"}', '{"id":"f1","resourceType":"Flag"}']
        one, other = (read(write(folder, "Flag.ndjson", f"  {line} \r")).digest for line in lines)
        assert one != other
        assert one == read(write(folder, "Flag.ndjson", lines[0])).digest

    def test_of_two_ways_to_write_one_resource_the_same_counts_always(self, read: Read, folder: Path) -> None:
        lines = ['{"resourceType":"Flag","id":"f1"}', '{"id":"f1","resourceType":"Flag"}']
        both = {read(write(folder, "Flag.ndjson", *order)).digest for order in (lines, lines[::-1])}
        alone = {read(write(folder, "Flag.ndjson", line)).digest for line in lines}
        assert len(both) == 1
        assert both < alone

    @pytest.mark.parametrize("other", [patient("p1"), patient("p2", gender="male"), patient("p1", gender="female")])
    def test_other_content_has_another_digest(self, read: Read, other: dict[str, Any]) -> None:
        assert read([patient("p1", gender="male")]).digest != read([other]).digest

    def test_what_is_dropped_leaves_no_trace_in_it(self, read: Read) -> None:
        newer = patient(meta={"versionId": "2"})
        assert read([patient(meta={"versionId": "1"}), newer]).digest == read([newer]).digest
        assert read([patient(gender="male"), patient(gender="female")]).digest == bytes(32)


def test_shapes_compiled_once_serve_many_reads() -> None:
    compiled = compile_shapes(SHAPES)
    assert compile_shapes(compiled) is compiled
    assert read_sources([patient()], shapes=compiled) == read_sources([patient()], shapes=SHAPES)


_resources = st.sampled_from(
    [
        patient("p1"),
        patient("p1", active=True),
        patient("p1", active=True, meta={"versionId": "2"}),
        patient("p2", meta={"lastUpdated": MAY}),
        patient("p2", meta={"lastUpdated": JUNE}),
        patient("p2", birthDate=5),
        flag("f1"),
        flag("f1", of="Patient/p2"),
        flag("f2", meta={"versionId": "9"}),
        flag("f2", meta={"versionId": "10"}),
        {"resourceType": "Device"},
        {"resourceType": "Flag"},
    ]
)


@given(
    st.lists(_resources, min_size=1, max_size=12).flatmap(
        lambda drawn: st.tuples(st.just(drawn), st.permutations(drawn))
    )
)
@settings(max_examples=50)
def test_order_and_packing_change_nothing(drawn: tuple[list[dict[str, Any]], list[dict[str, Any]]]) -> None:
    one_way = read_sources([drawn[0]], shapes=SHAPES)
    lines = "\n".join(spelt(resource) for resource in [*drawn[1], {"resourceType": "Device"}])
    ways = [
        read_sources([drawn[1]], shapes=SHAPES),
        read_sources(drawn[1], shapes=SHAPES),
        read_sources([bundle(*map(entry, drawn[1]))], shapes=SHAPES),
        read_sources([lines], shapes=SHAPES),
    ]
    for other in ways:
        assert sorted(map(_content, other.entries)) == sorted(map(_content, one_way.entries))
        assert other.coverage.uncovered == one_way.coverage.uncovered
        assert (other.digest, other.incomplete, other.sums.adds_up) == (one_way.digest, one_way.incomplete, True)
        assert _sums(other) in (_sums(one_way), {**_sums(one_way), **_one_more(one_way)})


def spelt(resource: dict[str, Any]) -> str:
    """Return a resource as the line that counts as its content does."""
    return json.dumps(resource, sort_keys=True, separators=(",", ":"))


def _content(found: Any) -> str:
    return json.dumps([found.key, found.resource], sort_keys=True)


def _one_more(records: Any) -> dict[str, int]:
    return {"total": records.sums.total + 1, "not_needed": records.sums.not_needed + 1}


@given(st.lists(_resources, max_size=8), st.lists(_resources, max_size=4))
@settings(max_examples=50)
def test_exact_duplicates_change_nothing(drawn: list[dict[str, Any]], again: list[dict[str, Any]]) -> None:
    once = read_sources([drawn], shapes=SHAPES)
    twice = read_sources([drawn, [one for one in again if one in drawn]], shapes=SHAPES)
    assert list(map(_content, twice.entries)) == list(map(_content, once.entries))
    assert (twice.digest, twice.coverage, twice.incomplete) == (once.digest, once.coverage, once.incomplete)
