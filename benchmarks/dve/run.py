"""NHS England's data-validation-engine on DuckDB: rows nested by hand, its data contract, then its filters.

The engine validates rows and reads no FHIR: what is about a referral is first brought together into one JSON row, which
is counted. A filter tells the rows that fail, so what does not fail is told as met.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
from dve.core_engine.backends.base.core import EntityManager
from dve.core_engine.backends.implementations.duckdb import DuckDBDataContract, DuckDBStepImplementations
from dve.core_engine.configuration.v1 import V1EngineConfig

from benchmarks.loops.asked import Asked, asked
from benchmarks.loops.days import months_later
from benchmarks.loops.deciding import Answer
from benchmarks.loops.grouping import by_person
from benchmarks.loops.writing import write_answers

RISK = "225337009"
PLANS = {"734163000", "718347000", "2181441000000107", "736254008", "assess-plan"}
DONE = {"final", "amended", "corrected", "completed"}
NO_CARERS = {"E", "I", "S", "F", "ONESELF"}
ENTITY = "referrals"
_LISTS = ("assessed", "planned", "carers", "whole_carers")


def run(given: Asked) -> None:
    """Answer the six rules over an extract and write the answers."""
    people = by_person(given.folder)
    rows = [row for key, held in people.items() for row in referrals(key, held, given.as_of)]
    with TemporaryDirectory(prefix="risk_checks.bench.") as made:
        failed = validated(rows, Path(made), given.as_of)
    read = sum(len(kinds) for held in people.values() for kinds in held.values())
    write_answers(given.out, _answers(rows, failed), people=len(people), resources=read)


def referrals(key: str, held: dict[str, list[Any]], as_of: date) -> Iterator[dict[str, Any]]:
    """Yield a row for each open episode of a living person, with the texts of the days that answer its rules."""
    for patient in held["Patient"]:
        died = patient.get("deceasedDateTime")
        if patient.get("active") is False or patient.get("deceasedBoolean") or (died and died <= as_of.isoformat()):
            return
    carers = [each for each in _related(held) if _in_use(each, as_of)]
    found = {
        "assessed": list(_assessed(held)),
        "planned": list(_planned(held, as_of)),
        "carers": ["carer" for _ in carers],
        "whole_carers": ["carer" for each in carers if _is_whole(each)],
    }
    for episode in held["EpisodeOfCare"]:
        period = episode.get("period", {})
        ended = period.get("end")
        if episode.get("status") in ("active", "onhold") and (ended is None or ended[:10] > as_of.isoformat()):
            start = period.get("start", "")
            yield {"subject": f"EpisodeOfCare/{episode['id']}", "person": key, "start": start[:10], **found}


def validated(rows: list[dict[str, Any]], folder: Path, as_of: date) -> set[tuple[str, str]]:
    """Return the rules that failed, with the referral, as the engine told them."""
    source, config = folder / f"{ENTITY}.json", folder / "six.dischema.json"
    source.write_text(json.dumps(rows), encoding="utf-8")
    config.write_text(json.dumps(definition(as_of)), encoding="utf-8")
    loaded = V1EngineConfig.load(config.as_posix())
    with duckdb.connect() as connection:
        contract = DuckDBDataContract(connection=connection, logger=_quiet())
        steps = DuckDBStepImplementations.register_udfs(connection=connection)
        read = loaded.get_contract_metadata()
        for reader in read.reader_metadata[ENTITY].values():
            reader.parameters["connection"] = connection  # one of its own is closed before its rows are used
        entities, _, is_read, _ = contract.apply(
            folder.as_posix(), {ENTITY: source.as_posix()}, read, {ENTITY: ["subject"]}
        )
        if not is_read:
            raise RuntimeError("the data contract could not be applied")
        entities[ENTITY] = steps.add_record_index(entities[ENTITY])
        held = EntityManager(entities, {})
        told, is_done = steps.apply_rules(folder.as_posix(), held, loaded.get_rule_metadata(), {ENTITY: ["subject"]})
        if not is_done:
            raise RuntimeError("the rules could not be applied")
    return {_told(json.loads(line)) for line in Path(told).read_text(encoding="utf-8").splitlines()}


def definition(as_of: date) -> dict[str, Any]:
    """Return the data contract and the filters of the six rules."""
    today, since = as_of.isoformat(), months_later(as_of, -12).isoformat()

    def waits(days: int) -> str:
        return f"start >= '{as_of - timedelta(days=days)}'"

    past = f"len(list_filter({{}}, x -> x <= '{today}')) > 0"
    recent = f"len(list_filter({{}}, x -> x <= '{today}' AND x >= '{since}' AND ({{}}))) > 0"
    filters = {
        "RC-RISK-001": f"{past.format('assessed')} OR {waits(7)}",
        "RC-RISK-002": f"{recent.format('assessed', 'x >= start')} OR {waits(14)}",
        "RC-PLAN-001": f"{past.format('planned')} OR {waits(28)}",
        "RC-PLAN-002": f"{recent.format('planned', 'true')} OR {waits(28)}",
        "RC-CARER-001": f"len(carers) > 0 OR {waits(14)}",
        "RC-CARER-002": "len(carers) = 0 OR len(whole_carers) > 0",
    }
    many = {name: {"type": "str", "is_array": True} for name in _LISTS}
    return {
        "contract": {
            "datasets": {
                ENTITY: {
                    "fields": {"subject": "str", "person": "str", "start": "str", **many},
                    "mandatory_fields": ["subject"],
                    "reader_config": {".json": {"reader": "DuckDBJSONReader"}},
                }
            }
        },
        "transformations": {
            "filters": [
                {
                    "entity": ENTITY,
                    "name": rule,
                    "expression": f"coalesce({expression}, false)",
                    "error_code": rule,
                    "failure_message": "not recorded",
                    "is_informational": True,
                }
                for rule, expression in filters.items()
            ]
        },
    }


def _told(message: dict[str, Any]) -> tuple[str, str]:
    _, found, subject = str(message["Key"]).partition("subject: ")
    if not found:
        raise ValueError("the engine names its rows in another way")  # or what failed would be told as met
    return str(message["ErrorCode"]), subject


def _answers(rows: list[dict[str, Any]], failed: set[tuple[str, str]]) -> Iterator[Answer]:
    seen = set()
    for row in rows:
        for rule in ("RC-RISK-001", "RC-RISK-002", "RC-PLAN-001", "RC-PLAN-002", "RC-CARER-001"):
            yield Answer(rule, row["subject"], "gap" if (rule, row["subject"]) in failed else "met")
        if row["carers"] and row["person"] not in seen:
            seen.add(row["person"])
            is_gap = ("RC-CARER-002", row["subject"]) in failed
            yield Answer("RC-CARER-002", row["person"], "gap" if is_gap else "met")


def _codes(concept: dict[str, Any]) -> set[str]:
    return {coding.get("code", "") for coding in concept.get("coding", ())}


def _assessed(held: dict[str, list[Any]]) -> Iterator[str]:
    for kind, field in (("RiskAssessment", "occurrence"), ("Observation", "effective"), ("Procedure", "performed")):
        for row in held[kind]:
            is_kind = RISK in _codes(row.get("code", {})) or (kind == "RiskAssessment" and "code" not in row)
            if is_kind and row.get("status") in DONE:
                period = row.get(f"{field}Period", {})
                yield (row.get(f"{field}DateTime") or period.get("end") or period.get("start") or "")[:10]


def _planned(held: dict[str, list[Any]], as_of: date) -> Iterator[str]:
    for row in held["CarePlan"]:
        period = row.get("period", {})
        kinds = {code for each in row.get("category", ()) for code in _codes(each)}
        is_on = row.get("status") == "active" and row.get("intent") != "proposal"
        if is_on and ("category" not in row or kinds & PLANS) and period.get("end", "9999") > as_of.isoformat():
            yield (row.get("created") or period.get("start") or "")[:10]


def _related(held: dict[str, list[Any]]) -> Iterator[dict[str, Any]]:
    yield from held["RelatedPerson"]
    for patient in held["Patient"]:
        yield from patient.get("contact", ())


def _in_use(carer: dict[str, Any], as_of: date) -> bool:
    relations = {code for each in carer.get("relationship", ()) for code in _codes(each)}
    is_on = carer.get("period", {}).get("end", "9999") > as_of.isoformat()
    return carer.get("active") is not False and not relations & NO_CARERS and is_on


def _is_whole(carer: dict[str, Any]) -> bool:
    return "name" in carer and "relationship" in carer and ("telecom" in carer or "address" in carer)


def _quiet() -> logging.Logger:
    logger = logging.getLogger("dve.benchmark")
    logger.setLevel(logging.ERROR)
    return logger


if __name__ == "__main__":
    run(asked(__doc__))
