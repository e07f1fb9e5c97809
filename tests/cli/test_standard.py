"""`--standard`: rules and runs told by the criteria of a published standard."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from risk_checks import api
from risk_checks.errors import UsageError
from risk_checks.rules.catalogue import Catalogue
from tests.cli.faking import fake, invoke, source
from tests.unit.reports.test_by_standard import made

PERSON = [
    {"resourceType": "Patient", "id": "p1"},
    {
        "resourceType": "EpisodeOfCare",
        "id": "e1",
        "status": "active",
        "patient": {"reference": "Patient/p1"},
        "period": {"start": "2026-01-05"},
    },
]


def rules_with_a_standard(folder: Path) -> Path:
    """Return a folder with a standard of its own, and a shipped rule that speaks to it."""
    shipped = api.load_rules().rule("care-plan-missing")
    assert shipped.path is not None
    (folder / "plans").mkdir(parents=True)
    lines = [
        line for line in shipped.path.read_text(encoding="utf-8").splitlines() if not line.startswith("standards:")
    ]
    lines.insert(lines.index("parameters:"), "standards: [ours/2]")
    (folder / "plans" / "care-plan-missing.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    criteria = '{"1": There is a house rule., "2": There is a plan.}'
    (folder / "standards.yaml").write_text(
        f"ours:\n  title: Our standard\n  url: example.org\n  criteria: {criteria}\n", encoding="utf-8"
    )
    return folder


def test_criteria_are_listed_with_the_rules_that_speak_to_them(tmp_path: Path) -> None:
    ours = rules_with_a_standard(tmp_path / "ours")
    assert invoke("rules", "list", "--standard", "ours", "--rules", str(ours)).stdout == (
        "Our standard\n"
        "example.org\n"
        "\n"
        "1  There is a house rule.\n"
        "  no rule speaks to this\n"
        "\n"
        "2  There is a plan.\n"
        "  RC-PLAN-001  high  care-plan-missing\n"
    )


def test_every_shipped_standard_can_be_listed() -> None:
    for name, standard in api.load_rules().standards.items():
        told = invoke("rules", "list", "--standard", name).stdout
        assert [line for line in told.splitlines() if len(line) > 80 and "/" not in line] == []
        assert all(f"\n{criterion}  " in told for criterion in standard.criteria)


def test_standard_that_is_none_is_refused_with_the_nearest() -> None:
    with pytest.raises(UsageError, match="RC-E606: no standard is called 'triangle-of-cre'; did you mean 'triangle-of"):
        invoke("rules", "list", "--standard", "triangle-of-cre")


def test_check_refuses_a_standard_that_is_none_before_it_reads_anything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = fake(monkeypatch, made())
    with pytest.raises(UsageError, match="RC-E606"):
        invoke("check", source(tmp_path), "--standard", "triangle-of-cre")
    assert asked.sources == []


def test_check_tells_what_was_found_by_the_standard(tmp_path: Path) -> None:
    ours = rules_with_a_standard(tmp_path / "ours")
    record = tmp_path / "person.json"
    record.write_text(json.dumps(PERSON), encoding="utf-8")
    asked = ["check", str(record), "--rules", str(ours), "--as-of", "2026-11-01", "--engine", "reference"]
    asked += ["--select", "care-plan-missing,risk-assessment-missing", "--standard", "ours"]
    told = invoke(*asked).stdout
    assert (
        "What was found as of 1 November 2026, by Our standard\n"
        "    rule         population  met  late  due  gap  unknown  exempt\n"
        "  1  There is a house rule.\n"
        "    no rule speaks to this\n"
        "  2  There is a plan.\n"
        "    RC-PLAN-001           1    0     0    0    1        0       0\n"
        "      Care plan missing (high)\n"
        "  1 further rule of this run speaks to no criterion here.\n"
    ) in told
    whole = json.loads(invoke(*asked, "--format", "json").stdout)
    assert [each["criterion"] for each in whole["standard"]["criteria"]] == ["1", "2"]
    assert whole["standard"]["criteria"][1]["rules"][0]["gap"] == 1
    assert {rule["slug"]: rule["standards"] for rule in whole["rules"]}["care-plan-missing"] == ["ours/2"]


def test_rules_that_were_loaded_to_find_the_standard_are_those_that_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = fake(monkeypatch, made())
    ours = rules_with_a_standard(tmp_path / "ours")
    with pytest.raises(UsageError, match="no standard is called 'ours'"):  # the report of the stand-in has none
        invoke("check", source(tmp_path), "--standard", "ours", "--rules", str(ours))
    assert isinstance(asked.checked_with["rules"], Catalogue)
    assert "ours" in asked.checked_with["rules"].standards
