"""The same people as Bundles, as NDJSON, as a list or as an array give the same tables, keys aside.

In Bundles resources have no id of their own here, only a `urn:uuid:` address: their keys are renamed to be compared.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import pytest

import risk_checks as rc
from risk_checks.api.sizing import EngineName
from risk_checks.engines.definitions import shipped_definitions
from risk_checks.records.keys import NHS_NUMBER
from risk_checks.synth import make_cohort
from tests.corpus import shared

Resource = dict[str, Any]
Tables = Mapping[str, Counter[str]]
SERVER = "https://ehr.example.org/fhir"
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def tables_of(source: Any, *, names: Mapping[str, str], engine: EngineName = "reference") -> Tables:
    """Return the rows of every table, each written out with its keys renamed; their order makes no difference."""
    extract = rc.read(source)

    def written(row: Mapping[str, Any]) -> str:
        text = json.dumps(row, sort_keys=True, default=str)
        return _UUID.sub(lambda found: names.get(found[0], found[0]), text)

    return {
        name: Counter(written(row) for row in extract.table(name, engine=engine).to_arrow().to_pylist())
        for name in shipped_definitions().tables
    }


def key_of(resource: Mapping[str, Any]) -> str:
    return f"{resource['resourceType']}/{resource['id']}"


def uuid_of(key: str) -> str:
    return str(uuid5(NAMESPACE_URL, f"{SERVER}/{key}"))


def referring(value: Any, to: Mapping[str, str], *, name: str = "") -> Any:
    """Return a value with references changed as told; `name` is that of the element it stands in."""
    if isinstance(value, str):
        return to.get(value, value) if name == "reference" else value
    if isinstance(value, dict):
        return {name: referring(item, to, name=name) for name, item in value.items()}
    return [referring(item, to) for item in value] if isinstance(value, list) else value


def by_urn(resources: Iterable[Resource]) -> Resource:
    """Return a Bundle of resources known by `urn:uuid:` only."""
    given = {key_of(one): one for one in resources}
    addresses = {key: f"urn:uuid:{uuid_of(key)}" for key in given}
    entries = [
        {"fullUrl": addresses[key], "resource": {**referring(one, addresses), "id": ""}} for key, one in given.items()
    ]
    return {"resourceType": "Bundle", "type": "collection", "entry": entries}


def by_server(resources: Iterable[Resource]) -> Resource:
    """Return a Bundle of resources at a server, which refer to each other by address."""
    given = {key_of(one): one for one in resources}
    addresses = {key: f"{SERVER}/{key}" for key in given}
    entries = [
        {"fullUrl": addresses[key], "resource": referring(one, addresses), "search": {"mode": "match"}}
        for key, one in given.items()
    ]
    return {"resourceType": "Bundle", "type": "searchset", "entry": entries}


def by_address(resources: Iterable[Resource]) -> list[Resource]:
    """Return resources that refer to each other by address."""
    given = {key_of(one): one for one in resources}
    return [referring(one, {key: f"{SERVER}/{key}" for key in given}) for one in given.values()]


def in_folder(folder: Path, resources: Iterable[Resource]) -> Path:
    """Return a folder with an NDJSON file for each type."""
    lines: dict[str, list[str]] = defaultdict(list)
    for one in resources:
        lines[one["resourceType"]].append(json.dumps(one))
    folder.mkdir(parents=True)
    for kind, written in lines.items():
        (folder / f"{kind}.ndjson").write_text("\n".join(written) + "\n", encoding="utf-8")
    return folder


def owner_of(one: Resource) -> str | None:
    """Return the key of the patient that a resource is about, if it names one."""
    if one["resourceType"] == "Patient":
        return key_of(one)
    named = [one[element] for element in ("subject", "patient", "for") if element in one]
    actors = [each["actor"] for each in one.get("participant", ()) if "actor" in each]
    found = [each["reference"] for each in (*named, *actors) if each.get("reference", "").startswith("Patient/")]
    return found[0] if found else None


def person_by_person(resources: Sequence[Resource]) -> list[list[Resource]]:
    """Return the resources of each patient and of those linked to them, each time with those that are nobody's."""
    linked: dict[str, str] = {}
    for one in resources:
        for link in one.get("link", ()):
            first, second = sorted((key_of(one), link["other"]["reference"]))
            linked[second] = first
    theirs: dict[str | None, list[Resource]] = defaultdict(list)
    owners = {key_of(one): owner_of(one) for one in resources}
    for one in resources:
        # What says that a plan was renewed names the plan, and nobody.
        owner = owners[one["target"][0]["reference"]] if "target" in one else owners[key_of(one)]
        while owner in linked:
            owner = linked[owner]
        theirs[owner].append(one)
    nobodys = theirs.pop(None, [])
    return [[*each, *nobodys] for each in theirs.values()]


def number(value: str) -> Resource:
    return {"system": NHS_NUMBER, "value": value}


def of(reference: str) -> Resource:
    return {"reference": reference}


GMC = {"system": "https://fhir.hl7.org.uk/Id/gmc-number", "value": "7654321"}
BY_HAND: list[Resource] = [
    {
        "resourceType": "Patient",
        "id": "p1",
        "birthDate": "1980-02-29",
        "identifier": [number("9434765919")],
        "contact": [{"relationship": [{"text": "Mother"}], "name": {"text": "A Mother"}}],
        "generalPractitioner": [of("Organization/gp")],
    },
    {
        "resourceType": "Patient",
        "id": "p2",
        "identifier": [number("900 000 0009")],
        "link": [{"other": of("Patient/p1"), "type": "replaced-by"}],
    },
    {"resourceType": "Organization", "id": "gp"},
    {"resourceType": "Organization", "id": "trust", "identifier": [{"system": "https://example.org/o", "value": "t"}]},
    {
        "resourceType": "EpisodeOfCare",
        "id": "e1",
        "status": "active",
        "patient": of("Patient/p2"),
        "period": {"start": "2026-01-05"},
        "managingOrganization": of("Organization?identifier=https://example.org/o|t"),
    },
    {
        "resourceType": "Encounter",
        "id": "v1",
        "status": "finished",
        "class": {"code": "AMB"},
        "subject": {"identifier": number("943 476 5919")},
        "period": {"start": "2026-02-01", "end": "2026-02-01"},
        "episodeOfCare": [of("EpisodeOfCare/e1")],
    },
    {
        "resourceType": "RiskAssessment",
        "id": "r1",
        "status": "final",
        "subject": of("#me"),
        "encounter": of("Encounter/v1"),
        "occurrenceDateTime": "2026-02",
        "performer": of("#her"),
        "contained": [
            {"resourceType": "Patient", "id": "me", "identifier": [number("9000000009")]},
            {"resourceType": "Practitioner", "id": "her"},
        ],
    },
    {
        "resourceType": "CarePlan",
        "id": "c1",
        "status": "active",
        "intent": "plan",
        "subject": of("Patient/p1/_history/3"),
        "created": "2026-03-01",
        "author": {"type": "Practitioner", "identifier": GMC},
    },
    {
        "resourceType": "RelatedPerson",
        "id": "k1",
        "patient": {"identifier": number("9434765919")},
        "name": [{"text": "A Friend"}],
    },
]


@cache
def names_by_hand() -> Mapping[str, str]:
    return {uuid_of(key_of(one)): one["id"] for one in BY_HAND}


@cache
def tables_by_hand() -> Tables:
    return tables_of(BY_HAND, names={})


def test_every_reference_of_the_people_made_by_hand_finds_its_person() -> None:
    assert {name: sum(rows.values()) for name, rows in tables_by_hand().items() if name in SOME} == SOME
    rows = [json.loads(row) for name in SOME for row in tables_by_hand()[name]]
    assert {row["patient"] for row in rows} == {"Patient/p1"}
    by_id = {row["id"]: row for row in rows}
    assert by_id["RiskAssessment/r1"]["author"] == "Practitioner/~RiskAssessment~r1~her"
    assert by_id["CarePlan/c1"]["author"].startswith("Practitioner/~")
    assert by_id["EpisodeOfCare/e1"]["provider"] == "Organization/trust"
    assert by_id["Patient/p1"]["gp_practice"] == "Organization/gp"


SOME = {"patient": 2, "referral": 1, "assessment": 1, "care_plan": 1, "carer": 2}
"""Tables that the people made by hand fill, and how many rows of each."""


@pytest.mark.parametrize("form", ["urn", "server", "folder", "array", "file of an array", "a bundle each"])
def test_people_made_by_hand_are_the_same_in_any_form(form: str, tmp_path: Path) -> None:
    forms: dict[str, Any] = {
        "urn": by_urn(BY_HAND),
        "server": json.dumps(by_server(BY_HAND)),
        "folder": in_folder(tmp_path / "folder", BY_HAND),
        "array": json.dumps(BY_HAND[::-1]).encode(),
        "file of an array": tmp_path / "array.json",
        "a bundle each": [by_server([one]) for one in BY_HAND],
    }
    forms["file of an array"].write_text(json.dumps(BY_HAND), encoding="utf-8")
    assert tables_of(forms[form], names=names_by_hand()) == tables_by_hand()


@pytest.mark.parametrize("form", ["urn", "folder", "folder of addresses"])
def test_people_made_by_hand_are_the_same_on_duckdb(form: str, tmp_path: Path) -> None:
    given = by_address(BY_HAND) if form == "folder of addresses" else BY_HAND
    source = by_urn(given) if form == "urn" else in_folder(tmp_path / "folder", given)
    assert tables_of(source, names=names_by_hand(), engine="duckdb") == tables_by_hand()


@pytest.mark.parametrize("engine", ["reference", "duckdb"])
def test_another_server_s_records_are_nobody_s_here(engine: EngineName) -> None:
    own, other = by_server(BY_HAND), by_server([{**one, "id": f"other-{one['id']}"} for one in BY_HAND[4:8]])
    for entry in other["entry"]:
        entry["fullUrl"] = entry["fullUrl"].replace(SERVER, "https://other.example.org/fhir")
    rows = tables_of([own, other], names={}, engine=engine)
    strangers = [json.loads(row) for name in SOME for row in rows[name] if "other-" in row]
    assert {row["id"]: row["patient"] for row in strangers} == {
        "EpisodeOfCare/other-e1": None,
        "RiskAssessment/other-r1": "Patient/p1",  # by an NHS number, which servers share
        "CarePlan/other-c1": None,
    }


@pytest.fixture(scope="module")
def cohort_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Made-up people, with all the gaps that a cohort has."""
    folder: Path = tmp_path_factory.mktemp("cohort") / "extract"
    make_cohort(folder, people=40, seed=3)
    return folder


@pytest.fixture(scope="module")
def cohort(cohort_folder: Path) -> list[Resource]:
    lines = [line for file in sorted(cohort_folder.glob("*.ndjson")) for line in file.read_text("utf-8").splitlines()]
    return [json.loads(line) for line in lines]


@pytest.fixture(scope="module")
def cohort_tables(cohort_folder: Path) -> Tables:
    return tables_of(cohort_folder, names={})


@pytest.mark.parametrize("engine", ["reference", "duckdb"])
def test_a_cohort_is_the_same_as_bundles_person_by_person(
    engine: EngineName, cohort: list[Resource], cohort_tables: Tables, tmp_path: Path
) -> None:
    for place, one in enumerate(person_by_person(cohort)):
        (tmp_path / f"{place}.json").write_text(json.dumps(by_urn(one)), encoding="utf-8")
    names = {uuid_of(key_of(one)): one["id"] for one in cohort}
    assert tables_of(tmp_path, names=names, engine=engine) == cohort_tables


def test_a_cohort_is_the_same_as_a_list_and_as_an_array(cohort: list[Resource], cohort_tables: Tables) -> None:
    assert tables_of(cohort, names={}) == cohort_tables
    assert tables_of(json.dumps(cohort[::-1]), names={}) == cohort_tables


@pytest.fixture(scope="module")
def synthea() -> Path:
    """Records of one Bundle each that nobody here wrote."""
    return shared("data", "synthea_r4_bundles")


@pytest.fixture(scope="module")
def synthea_tables(synthea: Path) -> Tables:
    return tables_of(synthea, names={})


@pytest.fixture(scope="module")
def synthea_split(synthea: Path) -> list[Resource]:
    found: list[Resource] = []
    for file in sorted(synthea.glob("*.json")):
        entries = json.loads(file.read_text(encoding="utf-8"))["entry"]
        to = {entry["fullUrl"]: key_of(entry["resource"]) for entry in entries}
        found += (referring(entry["resource"], to) for entry in entries)
    return found


@pytest.mark.shared_data
@pytest.mark.parametrize("engine", ["reference", "duckdb"])
def test_real_bundles_are_the_same_split_into_a_file_for_each_type(
    engine: EngineName, synthea_split: list[Resource], synthea_tables: Tables, tmp_path: Path
) -> None:
    assert tables_of(in_folder(tmp_path / "folder", synthea_split), names={}, engine=engine) == synthea_tables


@pytest.mark.shared_data
def test_real_bundles_are_the_same_as_a_list(synthea_split: list[Resource], synthea_tables: Tables) -> None:
    assert sum(synthea_tables["patient"].values()) == 25
    assert tables_of(synthea_split, names={}) == synthea_tables
