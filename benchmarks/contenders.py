"""Who is measured: how each is called, on how many people, and what it cannot say."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.cohorts import AS_OF, Cohort
from benchmarks.measure import ROOT

SIX = ("RC-RISK-001", "RC-RISK-002", "RC-PLAN-001", "RC-PLAN-002", "RC-CARER-001", "RC-CARER-002")
_NODE = ROOT / "benchmarks" / "node"


@dataclass(frozen=True, slots=True)
class Tools:
    """The interpreters of the contenders, and the rules in CQL as the translator wrote them."""

    python: Path
    dve: Path
    elm: Path


Command = Callable[[Tools, Cohort, Path], list[str]]
Missing = Callable[[Tools], str]
"""Says what is not there, or nothing."""


@dataclass(frozen=True, slots=True)
class Contender:
    """One way to answer the rules, or to read the same files.

    `most` is the most people it is measured on: a slower one gets a smaller cohort of the same seed. `answers` says
    whether it leaves answers to hold against ours, `small` whether it runs on a handful of people for its start alone.
    """

    name: str
    title: str
    command: Command
    missing: Missing
    most: int | None = None
    answers: bool = True
    small: bool = False
    cannot: str = ""


def _nothing(_tools: Tools) -> str:
    return ""


def _check(*options: str) -> Command:
    def command(_tools: Tools, cohort: Cohort, out: Path) -> list[str]:
        call = [sys.executable, "-m", "risk_checks", "check", str(cohort.folder), "--as-of", AS_OF, "--out", str(out)]
        return [*call, "--config", str(cohort.folder / "site.toml"), *options]

    return command


def _module(name: str, *options: str) -> Command:
    def command(tools: Tools, cohort: Cohort, out: Path) -> list[str]:
        return [str(tools.python), "-m", name, str(cohort.folder), AS_OF, str(out), *options]

    return command


def _needs(*packages: str) -> Missing:
    def missing(tools: Tools) -> str:
        return _absent(tools.python, packages, "make bench-install")

    return missing


def _absent(python: Path, packages: tuple[str, ...], how: str) -> str:
    if not python.exists():
        return f"its environment is not there ({how})"
    call = [str(python), "-c", f"import {', '.join(packages)}"]
    found = subprocess.run(call, capture_output=True, check=False).returncode == 0
    return "" if found else f"{' and '.join(packages)} cannot be imported ({how})"


def _no_dve(tools: Tools) -> str:
    return _absent(tools.dve, ("dve",), "make bench-install")


def _no_node(tools: Tools) -> str:
    if shutil.which("node") is None:
        return "Node.js is not there"
    if not (_NODE / "node_modules" / "cql-execution").exists():
        return "the packages of benchmarks/node are not there (make bench-install)"
    return "" if tools.elm.exists() else "the rules could not be translated from CQL"


def _cql(tools: Tools, cohort: Cohort, out: Path) -> list[str]:
    return ["node", str(_NODE / "run.mjs"), str(cohort.folder), AS_OF, str(out), str(tools.elm)]


def _dve(tools: Tools, cohort: Cohort, out: Path) -> list[str]:
    return [str(tools.dve), "-m", "benchmarks.dve.run", str(cohort.folder), AS_OF, str(out)]


_SELECTED = ("--select", ",".join(SIX))
_SIMPLE = (
    "referrals of feeds without episodes, merged records, plans in documents, reviews in Provenance; no deadlines' days"
)

CONTENDERS: tuple[Contender, ...] = (
    Contender("bytes", "the bytes, read", _module("benchmarks.floor", "bytes"), _needs("duckdb"), answers=False),
    Contender("scan", "raw JSON scan, DuckDB", _module("benchmarks.floor", "objects"), _needs("duckdb"), answers=False),
    Contender("pack", "risk-checks, whole pack", _check("--engine", "duckdb"), _nothing, answers=False, small=True),
    Contender("six", "risk-checks, six rules", _check("--engine", "duckdb", *_SELECTED), _nothing, small=True),
    Contender(
        "reference",
        "risk-checks, six rules, reference engine",
        _check("--engine", "reference", *_SELECTED),
        _nothing,
        most=2_000,
    ),
    Contender(
        "pack-reference",
        "risk-checks, whole pack, reference engine",
        _check("--engine", "reference"),
        _nothing,
        most=2_000,
        answers=False,
    ),
    Contender(
        "sql",
        "hand-written DuckDB SQL",
        _module("benchmarks.hand_written.run"),
        _needs("duckdb"),
        cannot="reasons, evidence, what was wrong with the input, what was not covered; trusts every line",
    ),
    Contender(
        "orjson",
        "careful loop over orjson",
        _module("benchmarks.loops.orjson_loop"),
        _needs("orjson"),
        most=100_000,
        cannot="the same as the SQL; holds what it finds of everybody in memory",
    ),
    Contender(
        "fhir-resources",
        "loop over fhir.resources models",
        _module("benchmarks.loops.fhir_resources_loop"),
        _needs("fhir.resources"),
        most=2_000,
        cannot=f"unknown: a year alone is its first day, a date that cannot be read leaves the resource out; {_SIMPLE}",
    ),
    Contender(
        "fhirpath",
        "fhirpathpy expressions",
        _module("benchmarks.loops.fhirpath_loop"),
        _needs("fhirpathpy"),
        most=300,
        cannot=f"unknown: inside exists() it is a gap; raises at some dates; {_SIMPLE}",
    ),
    Contender("cql", "CQL, cql-execution", _cql, _no_node, most=2_000, cannot=_SIMPLE),
    Contender(
        "dve",
        "data-validation-engine, rows nested by hand",
        _dve,
        _no_dve,
        most=10_000,
        cannot=f"FHIR; unknown (it is told as gap), due and exempt (as met, or not at all); {_SIMPLE}",
    ),
)
