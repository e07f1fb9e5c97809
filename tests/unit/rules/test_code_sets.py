"""Code sets are read from their files, and faults in them are named."""

from __future__ import annotations

from datetime import date

import pytest

from risk_checks.documents import read_document
from risk_checks.errors import DefinitionErrors
from risk_checks.rules.code_sets import adds_codes, read_added_codes, read_code_set, with_added
from risk_checks.rules.faults import Faults
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


ADDED = """\
extends: risk
codes:
  - {system: s, code: a, display: Another word for A, source: there}
  - {system: s, code: b, display: B, source: there}
"""


def test_codes_are_added_to_a_set_and_one_that_it_has_stays_as_it_is() -> None:
    document, faults = read_document(ADDED, file="codes/our-forms.yaml"), Faults()
    assert adds_codes(document)
    assert not adds_codes(read_document(RISK, file="codes/risk.yaml"))
    made = with_added(code_sets(FILLED), [read_added_codes(document)], faults)
    assert faults.found == []
    assert [(code.code, code.display, code.source) for code in made["risk"].codes] == [
        ("a", "A", "here"),
        ("b", "B", "there"),
    ]
    assert (made["risk"].title, made["risk"].site) == ("Risk", False)
    assert made["other"] == code_sets(FILLED)["other"]


def test_codes_are_added_to_no_set_that_is_not_there() -> None:
    faults = Faults()
    added = read_added_codes(read_document(ADDED.replace("extends: risk", "extends: rusk"), file="codes/x.yaml"))
    assert with_added(code_sets(), [added], faults) == code_sets()
    assert [str(fault) for fault in faults.found] == [
        "RC-E104 codes/x.yaml:1:10: there is no code set 'rusk' to extend; did you mean 'risk'?"
    ]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "codes:\n",
            "title: Ours\ncodes:\n",
            "RC-E104 codes/x.yaml:2:1: unknown key 'title'; expected one of: codes, ",
        ),
        ("code: b", "code: a", "RC-E114 codes/x.yaml:4:5: the code a is here twice"),
        (ADDED[ADDED.index("codes:") :], "codes: []\n", "RC-E106 codes/x.yaml:2:8: the file adds no code; add one"),
        ("extends: risk", "extends: Our forms", "RC-E106 codes/x.yaml:1:10: expected small letters"),
    ],
)
def test_fault_of_added_codes_is_named(old: str, new: str, expected: str) -> None:
    with pytest.raises(DefinitionErrors) as raised:
        read_added_codes(read_document(changed(old, new, ADDED), file="codes/x.yaml"))
    (fault,) = raised.value.faults
    assert str(fault).startswith(expected)


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
