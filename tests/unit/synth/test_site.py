"""The site file of a cohort is one that a trust could write, and its codes are used."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

from risk_checks.api.asking import site_of
from risk_checks.synth import SITE, make_cohort
from risk_checks.synth.site import CARERS_ASSESSMENTS, TRANSITION_PLANS, site_files


def test_the_site_file_names_the_folder_of_its_codes() -> None:
    files = dict(site_files())
    (home,) = tomllib.loads(files[SITE])["rules"]
    assert {name for name in files if name != SITE} == {
        f"{home}/codes/carers-assessment.yaml",
        f"{home}/codes/transition-plan.yaml",
    }


def test_a_site_with_it_knows_the_codes(tmp_path: Path) -> None:
    make_cohort(tmp_path, people=1, seed=1)
    site = site_of(tmp_path / SITE)
    assert site is not None
    for name, codes in (("carers-assessment", CARERS_ASSESSMENTS), ("transition-plan", TRANSITION_PLANS)):
        known = {(each.system, each.code) for each in site.catalogue.code_sets[name].codes}
        assert known == {(system, code) for system, code, _ in codes}


def test_each_of_its_codes_is_carried_by_somebody(tmp_path: Path) -> None:
    make_cohort(tmp_path, people=400, seed=1)
    carried = {
        (coding["system"], coding["code"])
        for kind, element in (("CarePlan", "category"), ("ServiceRequest", "code"))
        for line in (tmp_path / f"{kind}.ndjson").read_text(encoding="utf-8").splitlines()
        for concept in _listed(json.loads(line).get(element, []))
        for coding in concept["coding"]
    }
    assert {(system, code) for system, code, _ in (*CARERS_ASSESSMENTS, *TRANSITION_PLANS)} <= carried


def _listed(element: object) -> list[dict[str, list[dict[str, str]]]]:
    return element if isinstance(element, list) else [element]  # type: ignore[list-item]
