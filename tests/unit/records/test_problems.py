from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from risk_checks.records import problems
from risk_checks.records.problems import WORDS, problem
from risk_checks.tables.faults import Fault
from tests.unit.records.conftest import Read
from tests.unit.records.small import bundle, entry, flag, patient, write

ROOM = Path(problems.__file__).parent
CANARY = "Zzcanary 9434765919"


def test_every_code_is_given_somewhere() -> None:
    files = [path for path in ROOM.parent.rglob("*.py") if path != ROOM / "problems.py"]
    source = "\n".join(path.read_text(encoding="utf-8") for path in files)
    assert [code for code in WORDS if f'"{code}"' not in source] == []


@pytest.mark.parametrize("code", sorted(WORDS))
def test_every_problem_says_what_and_what_to_do(code: str) -> None:
    one = problem(code, file="Flag.ndjson", line=2)
    assert (one.code, one.file, one.line, one.count) == (code, "Flag.ndjson", 2, 1)
    assert one.what
    assert one.hint


def _told_in(guide: str) -> set[str]:
    page = (Path(__file__).resolve().parents[3] / "docs" / "guide" / guide).read_text(encoding="utf-8")
    return set(re.findall(r"^\| `([a-z-]+)` \|", page, re.MULTILINE))


def test_the_guide_tells_every_problem_of_identity() -> None:
    begins = ("reference-", "nhs-", "contained-", "addresses-", "version-", "sources-")
    of_identity = {code for code in WORDS if code.startswith(begins)}
    assert _told_in("identity.md") == of_identity | {Fault.LOOP, Fault.AMBIGUOUS, Fault.SURVIVOR_ABSENT}


def test_the_guide_tells_every_problem_of_a_bulk_export() -> None:
    of_exports = {code for code in WORDS if code.startswith(("manifest-", "updated-"))}
    assert _told_in("bulk-export.md") == of_exports | {"delete-not-found"}


def test_an_element_is_named_by_its_path() -> None:
    assert problem("element-shape", element="name.given").what.endswith(": name.given")


FAULTY: list[Any] = [
    json.dumps(patient(CANARY)),
    json.dumps(patient(name=CANARY)),
    json.dumps(patient(name=[{"given": CANARY}])),
    json.dumps({"resourceType": CANARY}),
    json.dumps({CANARY: CANARY}),
    json.dumps({"resourceType": "Flag", "subject": {"reference": f"urn:uuid:{CANARY}"}, "id": "f1"}),
    json.dumps({"resourceType": "Flag", "subject": {"reference": f"patient/{CANARY}"}, "id": "f2"}),
    json.dumps({"resourceType": "Flag", "subject": {"reference": f"#{CANARY}"}, "id": "f3"}),
    json.dumps({"resourceType": "Flag", "subject": {"reference": f"Patient?identifier=s|{CANARY}"}, "id": "f4"}),
    json.dumps({"resourceType": "Flag", "subject": {"identifier": {"system": "s", "value": CANARY}}, "id": "f5"}),
    json.dumps({"resourceType": "Flag", "subject": {"identifier": {"value": CANARY}}, "id": "f6"}),
    json.dumps(patient("p9", identifier=[{"system": "https://fhir.nhs.uk/Id/nhs-number", "value": CANARY}])),
    json.dumps(CANARY),
    f'{{"{CANARY}": 1, "{CANARY}": 2}}',
    f'{{"resourceType": "Patient", "id": "p1", "x": "{CANARY}", "y": NaN}}',
    f"{{{CANARY}",
    f'"{CANARY}'.encode() + b"\xe9\n",
    json.dumps({"resourceType": "OperationOutcome", "issue": [{"diagnostics": CANARY}]}),
    json.dumps(bundle({"request": {"method": "DELETE", "url": f"Patient?name={CANARY}"}}, entry(CANARY))),
    json.dumps(flag("f7", status="active", note=CANARY)),
    json.dumps(flag("f7", status="inactive", note=CANARY)),
]


@pytest.mark.parametrize("name", ["data.ndjson", f"{CANARY}.ndjson", f"{CANARY}/Patient.ndjson"])
def test_no_problem_holds_a_word_of_a_record_or_a_file_name(read: Read, folder: Path, name: str) -> None:
    write(folder, name, patient("p0"), *FAULTY)
    write(folder, f"{CANARY}.md", b"")
    records = read(folder)
    differ = name.endswith("Patient.ndjson")  # Flags are told once
    assert len(records.problems) == len(FAULTY) + differ  # two in the Bundle on a line; two told as one
    told = repr((records.problems, records.skipped)).casefold()
    assert not any(word in told for word in CANARY.casefold().split())
