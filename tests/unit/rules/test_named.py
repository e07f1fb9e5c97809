"""Named conditions are read from their file, with the parameters that go with them."""

from __future__ import annotations

import pytest

from risk_checks.errors import DefinitionErrors
from risk_checks.rules.named import used_in
from tests.unit.rules.small import CONDITIONS, changed, conditions


def test_condition_says_what_it_means_and_for_which_table() -> None:
    found = conditions()["recent"]
    assert (found.for_, found.says, list(found.parameters)) == (
        "referral",
        "The last contact is recent.",
        ["recent_for"],
    )


def test_conditions_used_are_found_through_others_each_once() -> None:
    named = conditions(
        CONDITIONS
        + """\
everything:
  for: referral
  says: All of them.
  when:
    any:
      - not: {use: recent-and-open}
      - having: {table: assessment, where: {use: done, status: [complete], kinds: {any_in: risk}, date: {filled: true}}}
      - use: nowhere
      - use: recent
"""
    )
    assert [each.name for each in used_in([named["everything"].when], named)] == [
        "recent-and-open",
        "done",
        "recent",
    ]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "recent:\n",
            "Recent:\n",
            [
                (
                    "RC-E106 conditions.yaml:1:1: expected small letters, digits and hyphens, "
                    "such as care-plan-missing, got 'Recent'"
                ),
            ],
        ),
        ("  says: It is complete and scored.\n", "", ["RC-E105 conditions.yaml:12:3: missing key 'says'"]),
        ("  when: {use: ring}\n", "", ["RC-E105 conditions.yaml:16:3: missing key 'when'"]),
        (
            "  when: {use: ring}\n",
            "  when: [ring]\n",
            [
                "RC-E106 conditions.yaml:18:9: expected a condition such as {status: open}, got a list",
            ],
        ),
        (
            "default: 6 months",
            "default: 6 months, min: 1 year",
            [
                (
                    "RC-E106 conditions.yaml:5:17: the default of 'recent_for' is out of its own bounds: "
                    "expected at least 1 year"
                )
            ],
        ),
    ],
)
def test_fault_is_named(old: str, new: str, expected: list[str]) -> None:
    with pytest.raises(DefinitionErrors) as raised:
        conditions(changed(old, new, CONDITIONS))
    assert [str(fault) for fault in raised.value.faults] == expected


def test_faults_of_all_conditions_are_said_together() -> None:
    with pytest.raises(DefinitionErrors) as raised:
        conditions("a: x\nb: y\n")
    assert [str(fault) for fault in raised.value.faults] == [
        "RC-E106 conditions.yaml:1:4: expected keys and values, got 'x'",
        "RC-E106 conditions.yaml:2:4: expected keys and values, got 'y'",
    ]
