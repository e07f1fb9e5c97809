"""What every file of the tree promises: portable, and short enough to read."""

from __future__ import annotations

import re

from tests.packaging.checkout import ROOT, to_be_tracked

HAND_WRITTEN = (".py", ".md", ".yaml", ".yml", ".toml", ".sh", "Makefile", ".ci/run")
LONGEST = 400
LONGEST_LIST_OF_CASES = 1000  # examples of a rule are looked up one by one, not read through
# Written so that they do not match themselves.
REGISTRIES = re.compile(r"\b(?:pypi|pythonhosted|npmjs|anaconda|jfrog|artifactory)[.](?:org|com|io)\b")
MACHINE_PATHS = re.compile(r"(?<![\w.:/*~$}-])/(?:work|root|home|opt|Users)/\w|\b[A-Z]:\\\\?Users\b")


def _text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8", errors="ignore")


def test_no_file_names_a_registry() -> None:
    assert [name for name in to_be_tracked() if REGISTRIES.search(_text(name))] == []


def test_no_file_holds_a_path_of_one_machine() -> None:
    assert [name for name in to_be_tracked() if MACHINE_PATHS.search(_text(name))] == []


def test_no_hand_written_file_is_longer_than_a_reader_is_patient() -> None:
    lengths = {name: _text(name).splitlines() for name in to_be_tracked() if name.endswith(HAND_WRITTEN)}
    by_hand = {name: lines for name, lines in lengths.items() if lines and "generated" not in lines[0].lower()}
    assert {name: len(lines) for name, lines in by_hand.items() if len(lines) > _longest(name)} == {}


def _longest(name: str) -> int:
    return LONGEST_LIST_OF_CASES if name.endswith(".examples.yaml") else LONGEST
