"""Code sets are read from their files, and faults in them are named."""

from __future__ import annotations

from datetime import date

import pytest

from risk_checks.documents import read_document
from risk_checks.errors import DefinitionErrors
from risk_checks.rules.code_sets import read_code_set
from tests.unit.rules.small import RISK, changed, code_sets

FILLED = """\
name: other
title: Other
means: Other.
site: true
codes:
  - {system: s, code: "1", display: One, source: here, from: 2020-01-01, to: 2021-01-01}
  - {system: s, code: "2", display: Two, source: here}
"""


def test_members_are_system_and_code() -> None:
    found = code_sets(FILLED)["other"]
    assert found.members == frozenset({"s|1", "s|2"})
    assert (found.codes[0].from_, found.codes[0].to) == (date(2020, 1, 1), date(2021, 1, 1))
    assert found.site


def test_set_may_be_empty() -> None:
    assert code_sets(FILLED[: FILLED.index("codes:")] + "codes: []\n")["other"].members == frozenset()


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "name: risk",
            "name: rusk",
            ["RC-E114 codes/risk.yaml:1:7: the code set is called 'rusk' and its file 'risk'; give both one name"],
        ),
        ("code: a", "code: a|b", ["RC-E106 codes/risk.yaml:6:5: system and code go apart, without '|'"]),
        ("site: false", "site: no", ["RC-E106 codes/risk.yaml:4:7: expected true or false, got 'no'"]),
        (", source: here", "", ["RC-E105 codes/risk.yaml:6:5: missing key 'source'"]),
        ("here}", "here, from: 2020}", ["RC-E106 codes/risk.yaml:6:5: expected a day such as 2026-11-01, got '2020'"]),
        (
            "here}",
            "here, from: 2021-01-01, to: 2020-01-01}",
            ["RC-E106 codes/risk.yaml:6:5: from 2021-01-01 comes after to 2020-01-01"],
        ),
        (
            "here}\n",
            "here}\n  - {system: s, code: a, display: A, source: there}\n",
            ["RC-E114 codes/risk.yaml:7:5: the code a is here twice"],
        ),
    ],
)
def test_fault_is_named(old: str, new: str, expected: list[str]) -> None:
    with pytest.raises(DefinitionErrors) as raised:
        read_code_set(read_document(changed(old, new, RISK), file="codes/risk.yaml"))
    assert [str(fault) for fault in raised.value.faults] == expected
