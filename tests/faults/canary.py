"""Made-up people whose name and number stand in every place of every kind of input, and who looks for both after."""

from __future__ import annotations

import gzip
import io
import json
import logging
import re
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from risk_checks.cli.main import run as run_command
from tests.faults.harness import (
    CANARY_NAME,
    CANARY_NUMBER,
    CANARY_SPACED,
    Resource,
    assessment,
    lines,
    patient,
    referral,
)
from tests.mhsds import extract as flat

NUMBER = CANARY_NUMBER
MARKED = f"{CANARY_NAME} {CANARY_SPACED}"
SEEN = re.compile(rf"{CANARY_NAME}|999[ -]?000[ -]?0018", re.IGNORECASE)
"""Found in every text that tells of one of them."""
KEY_COLUMNS = {"patient", "subject", "evidence", "team"}
_TEXT = f"\x1b[2J{MARKED}\u202e\n<script>{CANARY_NAME}</script>"


@dataclass
class Told:
    """What a command told: its exit code, and all that it printed, logged or warned of."""

    code: int
    text: str


@dataclass
class Place:
    """A folder with the input on one side and everything else on the other, the temporary files too."""

    root: Path
    records: set[Path] = field(default_factory=set)

    @property
    def input(self) -> Path:
        """Where the records lie, which hold the marks."""
        return self.root / "in"

    def run(self, *arguments: str | Path) -> Told:
        """Run a command in this process, and hold what it says to the rule."""
        with listening() as heard:
            code = run_command([str(argument) for argument in arguments])
        told = Told(code, heard.getvalue())
        assert not SEEN.search(told.text), f"told by {arguments[0]}: {around(told.text)}"
        return told

    def search(self) -> None:
        """Assert that no file outside the input tells of them, nor its name, but for the keys of outcomes.parquet."""
        assert not any((self.root / "tmp").iterdir()), "something is left in the temporary folder"
        for path in self.root.rglob("*"):
            if path.is_relative_to(self.input) or any(path.is_relative_to(kept) for kept in self.records):
                continue
            assert not SEEN.search(path.name), "told by the name of a file"
            if path.is_file():
                told = _parquet(path) if path.suffix == ".parquet" else path.read_bytes().decode(errors="replace")
                assert not SEEN.search(told), f"told by {path.name}: {around(told)}"


@contextmanager
def listening() -> Iterator[io.StringIO]:
    """Collect what is printed, logged at any level, or warned of."""
    heard = io.StringIO()
    handler = logging.StreamHandler(heard)
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        with warnings.catch_warnings(record=True) as warned, redirect_stdout(heard), redirect_stderr(heard):
            warnings.simplefilter("always")
            yield heard
        heard.write("\n".join(str(each.message) for each in warned))
    finally:
        root.removeHandler(handler)
        root.setLevel(level)


def around(text: str) -> str:
    """Return what stands about the first mark, for whoever mends the leak; all of it is made up."""
    found = SEEN.search(text)
    return text[max(0, found.start() - 200) : found.end() + 100] if found else ""


def _parquet(path: Path) -> str:
    """Return the texts of a Parquet file, its keys left out, and what stands in it uncompressed beside its pages."""
    table = pq.read_table(path)
    columns = {name: table[name].to_pylist() for name in table.column_names if name not in KEY_COLUMNS}
    return f"{columns} {table.schema.metadata}"


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    """Return an empty place, whose temporary folder is the one that everything uses."""
    for name in ("in", "tmp", "work"):
        (tmp_path / name).mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))
    monkeypatch.chdir(tmp_path / "work")
    return Place(tmp_path)


def person(own: str, **more: Any) -> list[Resource]:
    """Return somebody in care with an assessment, marked in every text that FHIR has room for."""
    coded = {"text": _TEXT, "coding": [{"system": f"urn:{MARKED}", "code": MARKED, "display": _TEXT}]}
    return [
        patient(own, gender=MARKED, text={"status": "generated", "div": f"<div>{_TEXT}</div>"}, **more),
        referral(f"e-{own}", of=own, type=[coded], team=[{"reference": f"CareTeam/{own}", "display": _TEXT}]),
        assessment(f"r-{own}", of=own, code=coded, note=[{"text": _TEXT}], identifier=[{"value": MARKED}]),
    ]


def faulty(own: str) -> list[bytes]:
    """Return lines that cannot be used, or not as they are, each about one of them."""
    reference = {"reference": f"Patient/{own}", "display": _TEXT}
    objects: list[Any] = [
        assessment("f1", of=own, status=MARKED),
        assessment("f2", of=own, on=f"2024-99-99 {MARKED}"),
        assessment("f3", of=own, on=MARKED),
        {"resourceType": "RiskAssessment", "id": "f4", "status": "final", "subject": MARKED},
        {"resourceType": "RiskAssessment", "id": MARKED, "status": "final", "subject": reference},
        {"resourceType": "RiskAssessment", "id": "f5", "status": [MARKED], "subject": reference, MARKED: MARKED},
        {"resourceType": MARKED, "id": own},
        {"resourceType": "Flag", "id": "f6", "status": "active", "subject": {"reference": f"Patient?name={MARKED}"}},
        {"resourceType": "Flag", "id": "f7", "status": "active", "subject": {"reference": f"urn:uuid:{MARKED}"}},
        {"resourceType": "Flag", "id": "f8", "status": "active", "subject": {"identifier": {"value": MARKED}}},
        {"resourceType": "OperationOutcome", "issue": [{"severity": "error", "code": "x", "diagnostics": _TEXT}]},
        referral("f9", of=own, start=f"{MARKED}-01"),
        referral("f10", of=own, status=CANARY_NAME),
        referral("f10", of=own, status=MARKED),
        patient(own, birthDate=MARKED),
        {
            "resourceType": "Patient",
            "id": f"{own}.2",
            "link": [{"other": {"reference": f"Patient/{own}"}, "type": "x"}],
        },
        [MARKED],
        MARKED,
    ]
    torn = [
        f'{{"resourceType": "Patient", "id": "{own}", "name": [{{"family": "{CANARY_NAME}',
        f'{{"resourceType": "Patient", "id": "{own}", "{MARKED}": NaN}}',
        f'{{"resourceType": "Patient", "id": "{own}", "{MARKED}": 1, "{MARKED}": 2}}',
        f'{{"resourceType": "Patient", "id": "{own}", "birthDate": {MARKED}}}',
        f'{{"resourceType": "Patient", "id": "{own}", "x": "\\ud800{MARKED}"}}',
        f'{{"resourceType": "Patient", "id": "{own}", "x": {"[" * 150}"{MARKED}"{"]" * 150}}}',
        f'{{"resourceType": "Patient", "id": "{own}"}} {MARKED}',
    ]
    return [
        *(json.dumps(each).encode() for each in objects),
        *(text.encode() for text in torn),
        MARKED.encode("utf-16"),
    ]


def ndjson(folder: Path) -> Path:
    """Write a folder of NDJSON: half of the people have their number as their id, and so has a file its name."""
    folder.mkdir()
    people = {"plain": person("p1"), NUMBER: person(NUMBER)}
    for kind in ("Patient", "EpisodeOfCare", "RiskAssessment"):
        resources = [each for every in people.values() for each in every if each["resourceType"] == kind]
        (folder / f"{kind}.ndjson").write_bytes(lines(*resources))
    (folder / f"{CANARY_NAME}_{NUMBER}.ndjson").write_bytes(b"\n".join([*faulty(NUMBER), *faulty("p1"), b""]))
    (folder / f"{NUMBER}.json").write_text(json.dumps(bundle()), encoding="utf-8")
    (folder / f"{CANARY_NAME}.json").write_text(f'{{"resourceType": "Bundle", "entry": "{MARKED}"}}', encoding="utf-8")
    (folder / f"{CANARY_NAME}.ndjson.gz").write_bytes(gzip.compress(lines(patient("p8")))[:-9])
    (folder / f"{CANARY_NAME}.xml").write_text(MARKED, encoding="utf-8")
    return folder


def bundle() -> Resource:
    """Return a Bundle of somebody known by addresses, which hold the number and the name."""
    address = f"https://{CANARY_NAME}.example/fhir"
    entries = [
        {"fullUrl": f"{address}/{each['resourceType']}/{each['id']}", "resource": each, "search": {"mode": MARKED}}
        for each in person(f"b-{NUMBER}")
    ]
    entries.append({"fullUrl": f"urn:uuid:{CANARY_NAME}", "resource": patient(""), "request": {"url": MARKED}})
    entries.append({"request": {"method": "DELETE", "url": f"Patient?identifier={MARKED}"}})
    return {"resourceType": "Bundle", "type": "collection", "id": NUMBER, "entry": entries}


_CELLS: Mapping[str, Mapping[str, list[str]]] = {
    "patient": {
        "id": [NUMBER, "p1", "p1", MARKED],
        "birth_date": [MARKED, "1980-05-17", "1981-05-17", "1980"],
        "deceased": [MARKED, "false", "false", "false"],
        "deceased_date": ["", MARKED, "", ""],
        MARKED: [MARKED] * 4,
    },
    "referral": {
        "id": ["e1", NUMBER, "e3", "e4"],
        "patient": [NUMBER, "p1", MARKED, ""],
        "status": [MARKED, "open", "open", "open"],
        "start": [f"2026-01-05{CANARY_NAME}", "2026-01-05", "2026-01-05", "2026-01-05"],
        "end": ["", "", MARKED, ""],
        "last_contact": ["", "", "", ""],
        "derived": ["false", "false", MARKED, "false"],
        "team": [NUMBER, "t1", "t1", "t1"],
    },
    "assessment": {
        "id": ["a1", NUMBER],
        "patient": ["p1", NUMBER],
        "date": ["2026-99-01", MARKED],
        "kinds": [MARKED, f"urn:x|{MARKED}"],
        "status": ["done", MARKED],
    },
}


def canonical_csv(folder: Path) -> Path:
    """Write canonical tables as CSV, with a line that has a value too many."""
    folder.mkdir()
    for name, columns in _CELLS.items():
        rows = [list(columns), *map(list, zip(*columns.values(), strict=True))]
        text = "\n".join(",".join(f'"{cell}"' for cell in row) for row in rows)
        (folder / f"{name}.csv").write_text(f'{text}\n"{MARKED}","{NUMBER}\n', encoding="utf-8")
    return folder


def canonical_parquet(folder: Path) -> Path:
    """Write the same tables as Parquet, of which one is no Parquet file at all."""
    folder.mkdir()
    for name, columns in _CELLS.items():
        pq.write_table(pa.table(dict(columns)), folder / f"{name}.parquet")
    return folder


def mhsds(folder: Path) -> Path:
    """Write flat MHSDS tables, in which one person's number is the key of the record system too."""
    marked = {
        "MHS001MPI": f"p13,1507,{NUMBER},{MARKED},{MARKED}\np12,{MARKED},{NUMBER},1980-01-01,\n",
        "MHS101Referral": f"{NUMBER},p13,1507,2025-01-01,{MARKED},,{NUMBER},{MARKED}\nr12,{MARKED},1507,,,,,\n",
        "MHS201CareContact": f"c77,{NUMBER},1507,{MARKED},{MARKED},01,{NUMBER}\n{MARKED}\n",
    }
    texts = {name: text.replace("p01", NUMBER) + marked.get(name, "") for name, text in flat.TABLES.items()}
    return flat.write(folder, **texts)


def told_by(error: BaseException) -> str:
    """Return all that an error brings with it: its words, its causes and contexts, notes and attributes."""
    found: list[str] = []
    seen: set[int] = set()
    waiting: list[BaseException | None] = [error]
    while waiting:
        each = waiting.pop()
        if each is None or id(each) in seen:
            continue
        seen.add(id(each))
        found += [str(each), repr(each), repr(each.args), repr(vars(each)), *getattr(each, "__notes__", ())]
        waiting += [each.__cause__, each.__context__, *getattr(each, "faults", ())]
    return "\n".join(found)
