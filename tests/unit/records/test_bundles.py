from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.unit.records.conftest import Read
from tests.unit.records.small import bundle, entry, flag, patient, write

ALL = {"Flag", "Organization", "Patient"}
OUTCOME = {"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": "exception"}]}


def _request(method: str, url: str, **response: str) -> dict[str, Any]:
    return {"request": {"method": method, "url": url}, **({"response": response} if response else {})}


@pytest.mark.parametrize(
    "type_", ["collection", "transaction", "batch", "searchset", "history", "document", "message", "batch-response"]
)
def test_a_bundle_of_any_type_is_its_entries(read: Read, type_: str) -> None:
    records = read(bundle(entry(patient()), entry(flag()), type_=type_))
    assert [(one.file, one.line, one.key) for one in records.entries] == [
        ("record-0001", 1, "Patient/p1"),
        ("record-0001", 2, "Flag/f1"),
    ]
    assert records.sums.total == 2


@pytest.mark.parametrize("record", [{"resourceType": "Bundle"}, bundle()], ids=["no entries named", "an empty list"])
def test_a_bundle_may_be_empty(read: Read, record: dict[str, Any]) -> None:
    records = read(record)
    assert (records.sums.total, records.problems, records.incomplete) == (0, (), False)


@pytest.mark.parametrize(
    ("url", "reference", "key"),
    [
        ("urn:uuid:b7f1", "urn:uuid:b7f1", "Patient/p1"),
        ("urn:oid:1.2.3", "urn:oid:1.2.3", "Patient/p1"),
        ("https://example.org/fhir/Patient/p1", "https://example.org/fhir/Patient/p1", "Patient/p1"),
        ("https://example.org/fhir/Patient/p1", "Patient/p1", "Patient/p1"),
    ],
)
def test_a_reference_to_an_address_of_the_bundle_becomes_a_key(read: Read, url: str, reference: str, key: str) -> None:
    records = read(bundle(entry(flag(of=reference)), entry(patient(), url)))
    assert records.entries[0].resource["subject"] == {"reference": key}
    assert records.problems == ()


def test_an_address_gives_an_id_where_there_is_none(read: Read) -> None:
    given = {"resourceType": "Patient"}
    records = read(
        bundle(entry(given, "urn:uuid:b7f1"), entry(flag(of="urn:uuid:b7f1"), "https://example.org/Flag/f1"))
    )
    assert [(one.key, one.resource["id"]) for one in records.entries] == [("Patient/b7f1", "b7f1"), ("Flag/f1", "f1")]
    assert records.entries[1].resource["subject"] == {"reference": "Patient/b7f1"}


def test_references_resolve_to_resources_that_no_view_reads(read: Read) -> None:
    device = {"resourceType": "Device", "id": "d1"}
    records = read(bundle(entry(device, "urn:uuid:d"), entry(flag(of="urn:uuid:d"))))
    assert records.entries[0].resource["subject"] == {"reference": "Device/d1"}


def test_references_that_name_no_entry_stay_and_are_counted_by_type(read: Read) -> None:
    records = read(
        bundle(entry(flag("f1", of="urn:uuid:a")), entry(flag("f2", of="urn:uuid:b"))),
        patient(link=[{"other": {"reference": "urn:uuid:a"}}]),
    )
    assert records.entries[0].resource["subject"] == {"reference": "urn:uuid:a"}
    found = [(one.code, one.file, one.line, one.resource_type, one.count) for one in records.problems]
    assert found == [
        ("reference-unresolved", None, None, "Flag", 2),
        ("reference-unresolved", None, None, "Patient", 1),
    ]


def test_an_address_that_two_resources_claim_resolves_to_neither(read: Read) -> None:
    same = "urn:uuid:a"
    records = read(bundle(entry(patient("p1"), same), entry(patient("p2"), same), entry(flag(of=same))))
    assert [(one.code, one.count) for one in records.problems] == [("reference-unresolved", 1)]


@pytest.mark.parametrize("resource", [{"id": "p1"}, {"resourceType": "Patient", "id": 5}], ids=["no type", "no id"])
def test_an_address_of_what_has_no_key_resolves_to_nothing(read: Read, resource: dict[str, Any]) -> None:
    records = read(bundle(entry(resource, "urn:uuid:a"), entry(flag(of="urn:uuid:a"))))
    assert [(one.code, one.count) for one in records.problems][1:] == [("reference-unresolved", 1)]


def test_versions_of_one_resource_share_their_address(read: Read) -> None:
    url = "https://example.org/Patient/p1"
    versions = [entry(patient(meta={"versionId": str(number)}), url) for number in (1, 2)]
    records = read(bundle(*versions, entry(flag(of=url)), type_="history"))
    assert records.entries[1].resource["subject"] == {"reference": "Patient/p1"}
    assert (records.sums.used, records.sums.superseded) == (2, 1)


def test_addresses_hold_within_their_bundle_only(read: Read) -> None:
    records = read(bundle(entry(patient(), "urn:uuid:a")), bundle(entry(flag(of="urn:uuid:a"))))
    assert [(one.code, one.count) for one in records.problems] == [("reference-unresolved", 1)]


def test_bundles_inside_a_bundle_are_entries_too(read: Read) -> None:
    inner = bundle(
        entry(flag("f1", of="urn:uuid:a")), entry(flag("f2", of="urn:uuid:b")), entry(patient("p2"), "urn:uuid:b")
    )
    records = read(bundle(entry(patient("p1"), "urn:uuid:a"), entry(inner)))
    assert [(one.line, one.key) for one in records.entries] == [
        (1, "Patient/p1"),
        (2, "Flag/f1"),
        (2, "Flag/f2"),
        (2, "Patient/p2"),
    ]
    assert [one.resource["subject"]["reference"] for one in records.entries[1:3]] == ["Patient/p1", "Patient/p2"]
    assert (records.sums.total, records.sums.used, records.sums.control) == (5, 4, 1)


@pytest.mark.parametrize(
    ("one", "fate", "code"),
    [
        ({"request": {"method": "GET", "url": "Patient/p1"}}, "control", None),
        ({"response": {"status": "201 Created"}}, "control", None),
        ({"fullUrl": "urn:uuid:a"}, "control", None),
        ({"request": "GET"}, "control", None),
        (entry(OUTCOME, search={"mode": "outcome"}), "control", "server-error"),
        (entry({"resourceType": "Parameters"}), "control", None),
        (entry({"resourceType": "Device"}), "not_needed", None),
        (entry(OUTCOME), "control", "server-error"),
        (entry({"resourceType": "OperationOutcome"}), "control", "server-error"),
        (entry({"resourceType": "OperationOutcome", "issue": ["?"]}), "control", "server-error"),
        (entry({"resourceType": "OperationOutcome", "issue": [{"severity": "warning"}]}), "control", "server-message"),
        (entry(patient("p2"), search={"mode": "include"}), "used", None),
        (entry(patient("p2"), request={"method": "PUT", "url": "Patient/p2"}), "used", None),
        (entry("Patient/p2"), "set_aside", "not-an-object"),
        (entry({"id": "p2"}), "set_aside", "type-missing"),
        ("Patient/p2", "set_aside", "not-an-object"),
        (None, "set_aside", "not-an-object"),
    ],
)
def test_each_entry_has_one_fate(read: Read, one: Any, fate: str, code: str | None) -> None:
    records = read(bundle(entry(patient()), one))
    expected = {"total": 2, "used": 1}
    expected[fate] = expected.get(fate, 0) + 1
    assert {name: count for name, count in records.sums.as_dict().items() if count} == expected
    assert [(problem.code, problem.line) for problem in records.problems] == ([(code, 2)] if code else [])
    assert records.incomplete == (fate == "set_aside" or code == "server-error")


@pytest.mark.parametrize("entries", [{"resource": patient()}, "x", None], ids=["an object", "a text", "null"])
def test_a_bundle_whose_entries_are_no_list_is_set_aside_whole(read: Read, entries: Any) -> None:
    records = read({"resourceType": "Bundle", "entry": entries})
    assert [problem.code for problem in records.problems] == ["bundle-not-usable"]
    assert (records.sums.total, records.sums.set_aside, records.incomplete) == (1, 1, True)


def test_a_flaw_in_one_entry_leaves_the_others(read: Read) -> None:
    good = '{"resource": {"resourceType": "Patient", "id": "p1"}}'
    flawed = '{"resource": {"resourceType": "Flag", "id": "f1", "subject": {"reference": "Patient/p1"}, "x": NaN}}'
    twice = '{"fullUrl": "urn:uuid:a", "fullUrl": "urn:uuid:b", "resource": {"resourceType": "Patient", "id": "p2"}}'
    records = read(f'{{"resourceType": "Bundle", "entry": [{good}, {flawed}, {twice}]}}')
    assert [one.key for one in records.entries] == ["Patient/p1"]
    assert [(one.code, one.line) for one in records.problems] == [("number-not-finite", 2), ("duplicate-key", 3)]
    assert records.coverage.uncovered == {"Patient/p1": {"Flag"}, "Patient/p2": {"Patient"}}


def test_a_bundle_that_names_its_entries_twice_is_set_aside_whole(read: Read) -> None:
    records = read('{"resourceType": "Bundle", "entry": [], "entry": []}')
    assert [problem.code for problem in records.problems] == ["bundle-not-usable"]
    assert records.incomplete


class TestPages:
    """A Bundle with a link to the next page is a part of what was asked for."""

    @pytest.mark.parametrize("type_", ["searchset", "history"])
    def test_a_page_whose_next_one_is_not_there_leaves_the_input_incomplete(self, read: Read, type_: str) -> None:
        records = read(_page(1, entry(patient()), following=2, type_=type_))
        assert [(one.code, one.file, one.line, one.count) for one in records.problems] == [
            ("bundle-next-unread", "record-0001", None, 1)
        ]
        assert (records.sums.total, records.sums.used, records.incomplete) == (1, 1, True)
        assert records.coverage.partly == ALL

    @pytest.mark.parametrize("order", [(1, 2, 3), (3, 1, 2)])
    def test_pages_that_are_all_there_are_whole(self, read: Read, order: tuple[int, ...]) -> None:
        pages = {
            1: _page(1, entry(patient()), following=2),
            2: _page(2, entry(flag()), following=3),
            3: _page(3, entry(flag("f2"))),
        }
        records = read(*(pages[number] for number in order))
        assert (records.problems, records.incomplete, records.coverage.partly) == ((), False, frozenset())

    def test_the_page_that_is_missing_is_told_once_for_the_file_that_names_it(self, read: Read, folder: Path) -> None:
        write(folder, "Bundle.ndjson", _page(1, entry(patient()), following=2), _page(2, following=3))
        write(folder, "data.json", _page(7, following=8))
        records = read(folder)
        assert [(one.code, one.file, one.count) for one in records.problems] == [
            ("bundle-next-unread", "Bundle.ndjson", 1),
            ("bundle-next-unread", "data.json", 1),
        ]
        assert records.incomplete

    def test_a_page_within_a_bundle_is_one(self, read: Read) -> None:
        records = read(bundle(entry(_page(1, entry(patient()), following=2)), type_="batch-response"))
        assert [one.code for one in records.problems] == ["bundle-next-unread"]
        assert records.incomplete

    @pytest.mark.parametrize("link", [[{"relation": "self", "url": "x"}], [], None, "next", [None, {"relation": 1}]])
    def test_other_links_say_nothing_of_a_next_page(self, read: Read, link: Any) -> None:
        records = read({**bundle(entry(patient())), "link": link})
        assert (records.problems, records.incomplete) == ((), False)

    def test_a_next_link_without_an_address_is_one(self, read: Read) -> None:
        assert read({**bundle(), "link": [{"relation": "next"}]}).incomplete


def _page(number: int, *entries: Any, following: int | None = None, type_: str = "searchset") -> dict[str, Any]:
    """Return a page of an answer that names its own address, and that of the page after it."""
    links = [{"relation": "self", "url": _address(number)}]
    links += [] if following is None else [{"relation": "next", "url": _address(following)}]
    return {**bundle(*entries, type_=type_), "link": links}


def _address(number: int) -> str:
    return f"https://example.org/fhir?_getpages=5f&_page={number}"


class TestLost:
    """What a document has lost of which it cannot be read whose it is, may be anybody's."""

    @pytest.mark.parametrize(
        ("one", "partly"),
        [
            (entry(flag(status=5, of="urn:uuid:unknown")), {"Flag"}),
            (entry({"resourceType": "Organization", "id": "o1", "active": "yes"}), {"Organization"}),
            (entry({"resourceType": "Bundle", "entry": "x"}), ALL),
            (entry(flag(status=5)), set()),
            (entry({"resourceType": "Device", "id": 5}), set()),
        ],
        ids=["of nobody", "of no patient", "a Bundle", "of somebody", "not needed"],
    )
    def test_an_entry_that_may_be_anybody_s_leaves_its_type_open(self, read: Read, one: Any, partly: set[str]) -> None:
        records = read(bundle(entry(patient()), one))
        assert (records.coverage.partly, records.incomplete) == (frozenset(partly), bool(partly))

    @pytest.mark.parametrize("one", [entry({"id": "f1"}), "Flag/f1"], ids=["of no type", "no object"])
    def test_an_entry_that_may_be_of_any_type_leaves_the_run_incomplete(self, read: Read, one: Any) -> None:
        records = read(bundle(entry(patient()), one))
        assert (records.coverage.partly, records.incomplete) == (frozenset(), True)

    def test_a_document_that_cannot_be_read_leaves_every_type_open(self, read: Read, folder: Path) -> None:
        write(folder, "Flag.ndjson", flag())
        write(folder, "Patient.ndjson", patient())
        write(folder, "bundle.json", '{"resourceType": "Bundle", "entry": [')
        records = read(folder)
        assert (records.coverage.partly, records.incomplete) == (frozenset({"Flag", "Patient"}), True)

    def test_an_entry_of_a_bundle_that_is_a_line_is_one_of_many(self, read: Read, folder: Path) -> None:
        write(folder, "Bundle.ndjson", *(bundle(entry(patient(own))) for own in ("p1", "p2")), bundle(entry({})))
        records = read(folder)
        assert (records.coverage.partly, records.incomplete) == (frozenset(), True)


class TestDeletes:
    def test_a_deleted_resource_is_taken_out_wherever_it_came_from(self, read: Read) -> None:
        records = read([patient("p1"), patient("p2")], bundle(_request("DELETE", "Patient/p1"), type_="transaction"))
        assert [one.key for one in records.entries] == ["Patient/p2"]
        assert (records.sums.total, records.sums.used, records.sums.deleted) == (3, 1, 2)
        assert records.problems == ()

    def test_the_order_makes_no_difference(self, read: Read) -> None:
        records = read(bundle(_request("DELETE", "https://example.org/Patient/p1"), entry(patient("p1"))))
        assert (records.entries, records.sums.deleted) == ((), 2)

    def test_what_was_never_there_can_be_deleted(self, read: Read) -> None:
        records = read(bundle(_request("DELETE", "Patient/p9"), entry(patient("p1"))))
        assert (records.sums.used, records.sums.deleted) == (1, 1)

    @pytest.mark.parametrize(
        ("when", "updated", "is_used"),
        [
            ("2026-05-02T10:00:00Z", "2026-05-01T10:00:00Z", False),
            ("2026-05-02T10:00:00Z", "2026-05-02T10:00:00Z", False),
            ("2026-05-02T10:00:00Z", "2026-05-03T10:00:00Z", True),
            ("2026-05-02T10:00:00Z", None, False),
            (None, "2026-05-03T10:00:00Z", False),
        ],
        ids=["before", "at once", "after", "not known when updated", "not known when deleted"],
    )
    def test_a_version_made_after_the_delete_stands(
        self, read: Read, when: str | None, updated: str | None, is_used: bool
    ) -> None:
        response = {"lastModified": when} if when else {}
        given = patient(meta={"lastUpdated": updated}) if updated else patient()
        records = read(bundle(_request("DELETE", "Patient/p1", **response), entry(given), type_="history"))
        assert (records.sums.used == 1) == is_used

    def test_of_several_deletes_the_last_counts(self, read: Read) -> None:
        early, late = "2026-05-01T10:00:00Z", "2026-05-03T10:00:00Z"
        deletes = [_request("DELETE", "Patient/p1", lastModified=when) for when in (late, early)]
        records = read(bundle(*deletes, entry(patient(meta={"lastUpdated": "2026-05-02T10:00:00Z"}))))
        assert (records.sums.used, records.sums.deleted) == (0, 3)

    def test_versions_that_stand_are_chosen_among_themselves(self, read: Read) -> None:
        days = ["2026-05-01", "2026-05-03", "2026-05-04"]
        versions = [entry(patient(meta={"lastUpdated": f"{day}T10:00:00Z"})) for day in days]
        records = read(bundle(*versions, _request("DELETE", "Patient/p1", lastModified="2026-05-02T10:00:00Z")))
        assert [one.version.last_updated for one in records.entries] == ["2026-05-04T10:00:00Z"]
        assert (records.sums.used, records.sums.superseded, records.sums.deleted) == (1, 1, 2)

    @pytest.mark.parametrize("url", ["Patient?identifier=1", "https://example.org/Flag?status=active", "", None, 5])
    def test_a_delete_that_names_no_single_needed_resource_is_set_aside(self, read: Read, url: Any) -> None:
        records = read(bundle(_request("DELETE", url), entry(patient())))
        assert [(one.code, one.line) for one in records.problems] == [("delete-not-understood", 1)]
        assert (records.sums.set_aside, records.incomplete) == (1, True)

    @pytest.mark.parametrize("url", ["Device?identifier=1", "Device/d1"])
    def test_a_delete_of_what_no_view_reads_is_done(self, read: Read, url: str) -> None:
        records = read(bundle(_request("DELETE", url), entry(patient())))
        assert (records.problems, records.sums.deleted) == ((), 1)
