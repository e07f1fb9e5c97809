"""The page of the MHSDS mapping: what it says that is carried, and is not, is what the mapping does."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from risk_checks.reports.mapping_page import mapping_section, with_section
from risk_checks.tables.flat_loading import MAPPINGS, shipped_mapping

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "guide"


@pytest.mark.parametrize("name", MAPPINGS)
def test_page_is_current(name: str) -> None:
    page = (GUIDE / f"{name}.md").read_text(encoding="utf-8")
    assert with_section(page, shipped_mapping(name)) == page


def test_facts_that_mhsds_cannot_hold_are_not_carried() -> None:
    mapped = shipped_mapping("mhsds")
    assert {"carer", "consent", "message", "alert"}.isdisjoint(mapped.carries)
    for table, columns in {
        "care_plan": {"review_due", "agreed", "contributors", "sent", "author", "sections"},
        "assessment": {"review_due", "no_plan_needed", "family_view", "answers", "plan", "recorded_date"},
        "contact": {"with_carer", "with_person"},
        "admission": {"legal_status"},
        "referral": {"service", "care_manager"},
    }.items():
        assert columns.isdisjoint(mapped.carries[table]), table


def test_the_section_names_flat_tables_columns_and_what_is_missing() -> None:
    mapped = shipped_mapping("mhsds")
    worker = replace(mapped, tables={name: mapped.tables[name] for name in ("worker", "carer")})
    lines = mapping_section(worker).split("\n")
    assert lines[4].startswith(
        "| `worker` | MHS006MHCareCoord | `active`, `end`, `named`, `person`, `roles`, `start` | `team`, `referral`"
    )
    assert "It carries nothing of the tables `carer`." in lines
