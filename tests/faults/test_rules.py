"""Files of rules that are odd, huge or doubled are refused at their place before any record is read (rows 76 to 86)."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

import risk_checks as rc
from risk_checks.documents import read_document, read_file
from risk_checks.documents.toml import read_toml
from risk_checks.errors import DefinitionErrors, ExitCode
from risk_checks.rules.library import load_rules
from risk_checks.shipped import rules_home
from risk_checks.views.library import load_views
from tests.faults.harness import assessment, check, extract, patient, referral

RULE = (rules_home() / "risk-assessments" / "risk-assessment-missing.yaml").read_text(encoding="utf-8")
SECONDS = 3.0  # of the processor; one in truth, and more where others are at work on it
MIB = 1024 * 1024


def _folder(at: Path, files: Mapping[str, str]) -> Path:
    for name, text in files.items():
        path = at / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return at


def _faults(text: str, *, file: str = "x.yaml") -> list[str]:
    with pytest.raises(DefinitionErrors) as raised:
        read_toml(text, file=file) if file.endswith(".toml") else read_document(text, file=file)
    return [str(fault) for fault in raised.value.faults]


@pytest.mark.row(76)
@pytest.mark.parametrize(
    ("wrong", "fault"),
    [
        ("title: !!python/object/apply:os.system [id]", "RC-E103 {}:4:8: tags (!) are not used here"),
        ("title: !!str Risk", "RC-E103 {}:4:8: tags (!) are not used here"),
        ("title: !!binary R0lGODlh", "RC-E103 {}:4:8: tags (!) are not used here"),
        ("title: &t Risk", "RC-E103 {}:4:8: anchors and aliases (& and *) are not used here"),
        ("title: *t", "RC-E103 {}:4:8: anchors and aliases (& and *) are not used here"),
        ("<<: *base\ntitle: Risk", "RC-E103 {}:4:5: anchors and aliases (& and *) are not used here"),
        ("---\ntitle: Risk", "RC-E101 {}:4:1: the file holds more than one document"),
        ("title: \x00", "RC-E101 {}:4:8: the character U+0000 may not stand in a file"),
    ],
)
def test_yaml_that_is_more_than_text_is_refused_before_any_record_is_read(
    tmp_path: Path, wrong: str, fault: str
) -> None:
    line = next(line for line in RULE.splitlines() if line.startswith("title:"))
    home = _folder(tmp_path / "rules", {"theme/risk-assessment-missing.yaml": RULE.replace(line, wrong)})
    ran = check(tmp_path / "nowhere.ndjson", into=tmp_path, options=["--rules", str(home)])
    assert "nowhere.ndjson" in ran.said  # the call itself comes first
    ran = check(extract(tmp_path), into=tmp_path, options=["--rules", str(home)])
    assert ran.code == ExitCode.USAGE
    assert fault.format((home / "theme" / "risk-assessment-missing.yaml").as_posix()) in ran.said
    assert not ran.out.exists()


@pytest.mark.row(76)
def test_merge_key_without_an_alias_is_a_key_that_nobody_knows() -> None:
    assert read_document("<<: {a: 1}\n", file="x.yaml").keys() == ("<<",)


LAUGHS = "a: &a [lol, lol]\n" + "".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join([f'*{chr(97 + n)}'] * 9)}]\n" for n in range(20)
)
HUGE = {
    "billion laughs": LAUGHS,
    "a thousand deep": "a: " + "[" * 1000 + "]" * 1000,
    "a thousand deep, by indents": "\n".join(f"{' ' * depth}a:" for depth in range(1000)),
    "a thousand deep, by dashes": "- " * 1000,
    "half a million lists": "a: [" + "[]," * (MIB // 3 - 9) + "]",
    "a quarter of a million keys, all the same": "k: \n" * (MIB // 4 - 9),
    "as many aliases": "a: [" + "*a," * (MIB // 3 - 9) + "]",
    "one key of a megabyte": "a" * MIB,
}
HUGE_TOML = {
    "a key of half a million parts": "a" + ".a" * (MIB // 2 - 9) + " = 1",
    "a key of as many parts as a line may hold": "a" + ".a" * 4000 + " = 1",
    "lists in lists": "a = " + "[" * 4000 + "]" * 4000,
    "many lists": "a = [\n" + "[],\n" * 32_000 + "]",
    "texts that do not end": 'a = """' + '"" ' * 300_000,
}


@pytest.mark.row(77)
@pytest.mark.parametrize("name", HUGE)
def test_yaml_that_grows_or_nests_is_refused_at_once(name: str) -> None:
    began = time.process_time()
    faults = _faults(HUGE[name])
    assert time.process_time() - began < SECONDS
    assert 0 < len(faults) <= 101


@pytest.mark.row(77)
@pytest.mark.parametrize("name", HUGE_TOML)
def test_toml_that_grows_or_nests_is_refused_at_once(name: str) -> None:
    began = time.process_time()
    try:
        read_toml(HUGE_TOML[name], file="x.toml")
    except DefinitionErrors:
        pass
    else:
        assert name == "many lists"  # small enough to be read
    assert time.process_time() - began < SECONDS


@pytest.mark.row(77)
@pytest.mark.parametrize("place", ["theme/a.yaml", "views/a.yaml", "codes/a.yaml"])
def test_file_of_fifty_megabytes_is_not_read(tmp_path: Path, place: str) -> None:
    home = _folder(tmp_path, {place: ""})
    with (home / place).open("r+b") as file:
        file.truncate(50 * MIB)
    began = time.process_time()
    with pytest.raises(DefinitionErrors, match=r"RC-E101 .*a\.yaml: the file is larger than 1 MiB"):
        load_views(home / "views") if place.startswith("views") else load_rules(home)
    assert time.process_time() - began < SECONDS


@pytest.mark.row(77)
def test_many_faults_end_the_reading_of_a_file() -> None:
    faults = _faults("".join(f"a{n}: !t 1\n" for n in range(500)))
    assert len(faults) == 101
    assert faults[-1].endswith("too many faults: the rest of the file was not read; mend those before it")


@pytest.mark.row(77)
@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_pipe_in_the_place_of_a_file_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.yaml")
    with pytest.raises(DefinitionErrors, match=r"RC-E101 a\.yaml: this is not a file"):
        read_file(tmp_path / "a.yaml", file="a.yaml")


@pytest.mark.row(78)
def test_key_and_id_that_are_there_twice_name_both_places(tmp_path: Path) -> None:
    assert _faults("a: 1\nb: 2\na: 3\n") == ["RC-E102 x.yaml:3:1: key 'a' is here twice; first on line 1"]
    other = RULE.replace("slug: risk-assessment-missing", "slug: other-missing")
    home = _folder(tmp_path, {"t/other-missing.yaml": other, "t/risk-assessment-missing.yaml": RULE})
    with pytest.raises(DefinitionErrors) as raised:
        load_rules(home)
    (fault,) = map(str, raised.value.faults)
    assert "risk-assessment-missing.yaml:2:5: the id 'RC-RISK-001' is taken; first in " in fault
    assert fault.endswith("other-missing.yaml:2:5")


@pytest.mark.row(78)
@pytest.mark.parametrize(
    ("line", "instead"),
    [("id: RC-RISK-001", "id: rc-risk-001"), ("slug: risk-assessment-missing", "slug: Risk-Assessment-Missing")],
)
def test_id_and_slug_have_one_case_so_that_none_differs_by_it(tmp_path: Path, line: str, instead: str) -> None:
    home = _folder(tmp_path, {"t/risk-assessment-missing.yaml": RULE.replace(line, instead)})
    with pytest.raises(DefinitionErrors, match="RC-E10"):
        load_rules(home)


@pytest.mark.row(78)
def test_views_whose_names_differ_by_case_are_one_too_many_with_both_files_named(tmp_path: Path) -> None:
    text = "{name: %s, resource: Patient, select: [{column: [{name: id, path: id}]}]}"
    _folder(tmp_path, {"a.yaml": text % "People", "b.yaml": text % "people"})
    with pytest.raises(DefinitionErrors) as raised:
        load_views(tmp_path, called="views")
    assert str(raised.value) == "RC-E222 views/b.yaml: another file defines view 'people'; first in views/a.yaml"


def test_view_that_is_not_utf8_is_a_fault_at_its_file(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(b"name: \xe9\n")
    with pytest.raises(DefinitionErrors, match=r"RC-E101 views/a\.yaml: the file is not UTF-8 text"):
        load_views(tmp_path, called="views")


LIKE_OTHERS = (
    *("no", "yes", "on", "null", "~", "017", "0o17", "0x1F", "1e3", "1_000", "12:30", "12:30:45", "2024-02-29", ".5"),
    *("+1", "1.0", ".inf", "=", "999000000012345678901234", "4301000179105"),
)


@pytest.mark.row(79)
@pytest.mark.parametrize("text", LIKE_OTHERS)
def test_text_that_looks_like_something_else_stays_text(text: str) -> None:
    assert read_document(f"a: {text}\nb: [{text}]\n", file="x.yaml").plain() == {"a": text, "b": [text]}


@pytest.mark.row(79)
@pytest.mark.parametrize("code", ["017", "1e3", "no", "4301000179105", "999000000012345678901234"])
def test_code_matches_by_every_digit_as_it_was_written(tmp_path: Path, code: str) -> None:
    added = f"extends: risk-assessment\ncodes:\n  - {{system: urn:x, code: {code}, display: X, source: here}}\n"
    home = _folder(tmp_path, {"codes/ours.yaml": added, "t/risk-assessment-missing.yaml": RULE})
    found = {}
    for recorded in (code, f"{code}0"):
        coded = {"coding": [{"system": "urn:x", "code": recorded}]}
        person = [patient(), referral(), assessment(code=coded)]
        report = rc.check(person, as_of="2026-11-01", rules=home, select="RC-RISK-001")
        found[recorded] = str(report.outcomes[0].outcome)
    assert found == {code: "met", f"{code}0": "gap"}


@pytest.mark.row(84)
def test_code_set_that_is_not_there_is_refused_with_the_nearest_name(tmp_path: Path) -> None:
    text = RULE.replace("any_in: risk-assessment", "any_in: risk-assesment")
    home = _folder(tmp_path, {"t/risk-assessment-missing.yaml": text})
    person = [patient(), referral(), assessment()]
    with pytest.raises(DefinitionErrors, match="did you mean 'risk-assessment'"):
        rc.check(person, as_of="2026-11-01", rules=home)


@pytest.mark.row(84)
def test_rule_that_needs_an_empty_code_set_is_not_evaluated_rather_than_all_gap(tmp_path: Path) -> None:
    empty = "name: risk-assessment\ntitle: Risk assessments\nmeans: None yet.\nsite: true\ncodes: []\n"
    home = _folder(tmp_path, {"codes/risk-assessment.yaml": empty, "t/risk-assessment-missing.yaml": RULE})
    report = rc.check([patient(), referral(), assessment()], as_of="2026-11-01", rules=home, select="RC-RISK-001")
    assert report.run.not_evaluated == {"RC-RISK-001": "It waits for codes of 'risk-assessment', which the site fills."}
    assert len(report.outcomes) == 0


@pytest.mark.row(84)
def test_code_of_another_version_of_its_system_still_matches() -> None:
    coded = {"coding": [{"system": "http://snomed.info/sct", "version": "http://snomed.info/sct/1/version/20010131"}]}
    codes = rc.load_rules().code_sets["risk-assessment"].codes
    coded["coding"][0]["code"] = next(code.code for code in codes if code.system == "http://snomed.info/sct")
    report = rc.check([patient(), referral(), assessment(code=coded)], as_of="2026-11-01", select="RC-RISK-001")
    assert [str(each.outcome) for each in report.outcomes] == ["met"]


@pytest.mark.row(85)
def test_edit_of_a_rule_changes_the_hash_that_the_run_carries(tmp_path: Path) -> None:
    person = [patient(), referral(), assessment()]
    digests = []
    for number, text in enumerate((RULE, RULE.replace("default: 7 days", "default: 8 days"), RULE + "# a remark\n")):
        home = _folder(tmp_path / str(number), {"t/risk-assessment-missing.yaml": text})
        report = rc.check(person, as_of="2026-11-01", rules=home, select="RC-RISK-001")
        digests.append(report.run.rules[0].digest)
        assert report.outcomes[0].revision == report.run.rules[0].revision
    assert digests[0] != digests[1]
    assert digests[0] == digests[2], "remarks are not what a rule says"


@pytest.mark.row(86)
def test_rule_that_asks_of_nobody_warns(tmp_path: Path) -> None:
    ran = check(extract(tmp_path, EpisodeOfCare=b"", Encounter=b""), into=tmp_path)
    assert "RC-RISK-001 applies to nobody in this input: its population is empty." in ran.run["warnings"]
    assert ran.run["rules"][0]["outcomes"] == dict.fromkeys(("met", "late", "due", "gap", "unknown", "exempt"), 0)


@pytest.mark.row(86)
def test_rule_that_everybody_breaks_warns_where_a_site_filled_its_codes(tmp_path: Path) -> None:
    filled = (
        "name: risk-assessment\ntitle: Ours\nmeans: Ours.\nsite: true\n"
        "codes:\n  - {system: urn:x, code: a, display: X, source: here}\n"
    )
    home = _folder(tmp_path, {"codes/risk-assessment.yaml": filled, "t/risk-assessment-missing.yaml": RULE})
    people = [each for n in range(20) for each in (patient(f"p{n}"), referral(f"e{n}", of=f"p{n}"))]
    report = rc.check(people, as_of="2026-11-01", rules=home, select="RC-RISK-001")
    assert any("is met by nobody" in warning for warning in report.run.warnings)
