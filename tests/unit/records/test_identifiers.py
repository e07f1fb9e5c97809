"""Identifiers that are not sure, cannot be read, or stand in unusual places: what they name, and what they cost."""

from __future__ import annotations

from typing import Any, ClassVar

import pytest

from risk_checks.records.reading import read_sources
from risk_checks.records.shape import Field, Shape, merge
from tests.unit.records.conftest import Read
from tests.unit.records.small import SHAPES, TEXT, flag, many, patient
from tests.unit.records.test_reference_forms import (
    AMBIGUOUS,
    IDENTIFIER,
    LOCAL,
    NOT_FOUND,
    PEOPLE,
    SPACED,
    identifier,
    key_in_view,
    number,
)


class TestNumbersThatIdentifyNobody:
    """Bad-input row 50: a number that is not sure is no key."""

    def _told(self, read: Read, value: str, *people: Any) -> tuple[str | None, list[str]]:
        asking = flag("f1", of=None, subject={"identifier": number(value)})
        records = read([asking, *people])
        return key_in_view(records.entries[0].resource.get("subject")), [one.code for one in records.problems]

    def test_one_digit_ten_times_over_is_nobody_s(self, read: Read) -> None:
        filled = patient("p1", identifier=[number("000 000 0000")])
        assert self._told(read, "0000000000", filled) == (None, ["nhs-number-not-valid", IDENTIFIER])

    def test_neither_of_two_that_differ_identifies(self, read: Read) -> None:
        torn = patient("p1", identifier=[number("9434765919"), number("9000000009"), identifier("x")])
        for value in ("9434765919", "9000000009"):
            assert self._told(read, value, torn) == (None, ["nhs-numbers-differ", AMBIGUOUS])

    def test_another_who_has_one_of_them_may_be_the_same_person(self, read: Read) -> None:
        torn = patient("p1", identifier=[number("9434765919"), number("9000000009")])
        other = patient("p2", identifier=[number("9434765919")])
        assert self._told(read, "9434765919", torn, other) == (None, ["nhs-numbers-differ", AMBIGUOUS])

    def test_a_right_one_beside_a_wrong_one_is_not_sure_either(self, read: Read) -> None:
        torn = patient("p1", identifier=[number("9434765919"), number("9434765918")])
        found = self._told(read, "9434765919", torn)
        assert found == (None, ["nhs-number-not-valid", "nhs-numbers-differ", AMBIGUOUS])

    def test_patients_are_counted_and_not_their_copies_and_old_versions(self, read: Read) -> None:
        wrong = [number("9434765918")]
        people = [
            patient("p1", identifier=wrong),
            patient("p1", identifier=wrong),
            patient("p2", identifier=wrong, meta={"versionId": "1"}),
            patient("p2", identifier=wrong, meta={"versionId": "2"}),
            patient("p3", identifier=wrong, meta={"versionId": "1"}),
            patient("p3", identifier=[number("9434765919")], meta={"versionId": "2"}),
        ]
        records = read(flag("f1"), *people)
        assert [(one.code, one.count) for one in records.problems] == [("nhs-number-not-valid", 2)]

    def test_what_is_no_number_casts_no_doubt(self, read: Read) -> None:
        filled = patient("p1", identifier=[number("9434765919"), number("1111111111"), number(" ")])
        assert self._told(read, "9434765919", filled) == ("Patient/p1", ["nhs-number-not-valid"])

    def test_one_written_in_two_ways_is_one(self, read: Read) -> None:
        same = patient("p1", identifier=[number("9434765919"), number(SPACED)])
        assert self._told(read, "9434765919", same) == ("Patient/p1", [])

    def test_another_identifier_of_theirs_still_identifies(self, read: Read) -> None:
        torn = patient("p1", identifier=[number("9434765919"), number("9000000009"), identifier("x")])
        records = read([flag("f1", of=f"Patient?identifier={LOCAL}|x"), torn])
        assert records.entries[0].resource["subject"] == {"reference": "Patient/p1"}


class TestAnIdentifierThatCannotBeRead:
    """What no view asked for costs itself, and nothing beside it."""

    MALFORMED = (5, {"value": 5}, [{"system": LOCAL, "value": 5}], [5, {"value": "x", "use": 7}])

    @pytest.mark.parametrize("own", MALFORMED)
    def test_a_resource_s_own_leaves_its_patient_by_identifier(self, own: Any) -> None:
        shapes = {**SHAPES, "Encounter": SHAPES["Flag"]}
        visit = {"resourceType": "Encounter", "id": "e1", "subject": {"identifier": number(SPACED)}, "identifier": own}
        records = read_sources([[visit, *PEOPLE]], shapes=shapes)
        assert records.entries[0].resource["subject"] == {"reference": "Patient/p1"}
        assert records.problems == ()

    @pytest.mark.parametrize("theirs", MALFORMED)
    def test_one_of_another_reference_leaves_the_patient(self, read: Read, theirs: Any) -> None:
        about = {"subject": {"identifier": number(SPACED)}, "author": {"identifier": theirs}}
        records = read([{"resourceType": "Flag", "id": "f1", **about}, *PEOPLE])
        assert records.entries[0].resource["subject"] == {"reference": "Patient/p1"}

    def test_one_of_several_leaves_the_others(self, read: Read) -> None:
        torn = patient("p9", identifier=[{"system": LOCAL, "value": 5}, identifier("y")])
        records = read([flag("f1", of=f"Patient?identifier={LOCAL}|y"), torn])
        assert records.entries[0].resource["subject"] == {"reference": "Patient/p9"}

    def test_one_that_a_view_reads_in_part_is_followed_only_where_all_of_it_can_be_read(self) -> None:
        asked = many(identifier=Field(many=False, of=Shape({"system": TEXT, "value": TEXT})), reference=TEXT)
        shapes = {**SHAPES, "Flag": merge(SHAPES["Flag"], Shape({"to": asked}))}
        found = []
        for use in (5, "usual"):
            about = {"subject": {"identifier": number(SPACED)}, "to": [{"identifier": identifier("x2", use=use)}]}
            records = read_sources([[{"resourceType": "Flag", "id": "f1", **about}, *PEOPLE]], shapes=shapes)
            resource = records.entries[0].resource
            assert resource["subject"] == {"reference": "Patient/p1"}
            assert {"system": LOCAL, "value": "x2"}.items() <= resource["to"][0]["identifier"].items()
            found.append(resource["to"][0].get("reference"))
        assert found == [None, "Patient/p2"]


class TestEpisodesByIdentifier:
    EPISODE: ClassVar[dict[str, Any]] = {"resourceType": "EpisodeOfCare", "id": "e1", "identifier": [identifier("e")]}
    SHAPES: ClassVar[dict[str, Shape]] = {
        **SHAPES,
        "EpisodeOfCare": Shape({"id": TEXT}),
        "DocumentReference": Shape(
            {"id": TEXT, "context": Field(many=False, of=Shape({"encounter": many(reference=TEXT)}))}
        ),
    }

    def test_a_document_may_belong_to_an_episode(self) -> None:
        document = {
            "resourceType": "DocumentReference",
            "id": "d1",
            "context": {"encounter": [{"identifier": identifier("e")}]},
        }
        records = read_sources([[document, self.EPISODE]], shapes=self.SHAPES)
        assert records.entries[0].resource["context"] == {"encounter": [{"reference": "EpisodeOfCare/e1"}]}

    def test_elsewhere_an_encounter_is_one(self) -> None:
        about = {"resourceType": "Flag", "id": "f1", "encounter": {"identifier": identifier("e")}}
        records = read_sources([[about, self.EPISODE]], shapes=self.SHAPES)
        assert [one.code for one in records.problems] == [NOT_FOUND]


class TestDocumentsByIdentifier:
    TARGET = many(code=TEXT, targetReference=Field(many=False, of=Shape({"reference": TEXT})))
    SHAPES: ClassVar[dict[str, Shape]] = {
        "Composition": Shape({"id": TEXT, "relatesTo": TARGET}),
        "DocumentReference": Shape(
            {"id": TEXT, "relatesTo": many(code=TEXT, target=Field(many=False, of=Shape({"reference": TEXT})))}
        ),
    }

    def _replaced(self, kind: str, other: dict[str, Any], **target: Any) -> tuple[Any, list[str]]:
        later = {"resourceType": kind, "id": "d2", "relatesTo": [{"code": "replaces", **target}]}
        records = read_sources([[later, {"resourceType": kind, "id": "d1", **other}]], shapes=self.SHAPES)
        (relates,) = records.entries[0].resource["relatesTo"]
        found = relates.get("targetReference", relates.get("target", {})).get("reference")
        return found, [one.code for one in records.problems]

    def test_a_composition_may_replace_another_by_its_identifier(self) -> None:
        asked = {"targetIdentifier": identifier("x")}
        assert self._replaced("Composition", {"identifier": identifier("x")}, **asked) == ("Composition/d1", [])
        assert self._replaced("Composition", {"identifier": identifier("y")}, **asked) == (None, [NOT_FOUND])
        assert self._replaced("Composition", {}, targetIdentifier=5) == (None, [])

    @pytest.mark.parametrize("own", [{"identifier": [identifier("x")]}, {"masterIdentifier": identifier("x")}])
    def test_a_pointer_may_replace_another_by_either_of_its_identifiers(self, own: dict[str, Any]) -> None:
        asked = {"target": {"identifier": identifier("x")}}
        assert self._replaced("DocumentReference", own, **asked) == ("DocumentReference/d1", [])
