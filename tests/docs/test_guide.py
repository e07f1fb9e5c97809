"""What the guide tells its reader to do, done: every file saved, every command run, every line of output seen."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from risk_checks.errors import ExitCode
from tests.cli.faking import invoke
from tests.docs.guide_page import Command, Save, steps_of

ROOT = Path(__file__).resolve().parents[2]
PAGES = ("site.md", "your-own-rules.md", "your-own-views.md")


def _page(name: str) -> str:
    return (ROOT / "docs" / "guide" / name).read_text(encoding="utf-8")


GUIDE = _page("your-own-rules.md")
INSTALL = "```sh\npip install .\n```"


def _run(line: str, folder: Path) -> tuple[str, int]:
    command, _, target = line.partition(" > ")
    words = shlex.split(command)
    if words[0] == "mkdir":
        (folder / words[1]).mkdir()
        return "", ExitCode.OK
    assert words[0] == "risk-checks", line
    result = invoke(*words[1:])
    if target:
        (folder / target).write_text(result.stdout, encoding="utf-8")
        return "", ExitCode.OK
    return result.stdout, int(result.return_value or 0)


def _check_said(told: list[str], came: list[str]) -> None:
    """Check that the lines told came in that order, with others only where the page has `...`."""
    place, anywhere = 0, False
    for line in told:
        if line == "...":
            anywhere = True
            continue
        assert line in came[place:], f"{line!r} is not in\n" + "\n".join(came[place:])
        found = came.index(line, place)
        assert anywhere or found == place, f"before {line!r} came {came[place:found]}"
        place, anywhere = found + 1, False
    assert anywhere or place == len(came), f"after it came {came[place:]}"


@pytest.mark.parametrize("page", PAGES)
def test_guide_leads_where_it_says(page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for step in steps_of(_page(page)):
        match step:
            case Save():
                step.do(tmp_path)
            case Command(line=line, lines=lines):
                came, code = _run(line, tmp_path)
                _check_said(lines, came.splitlines())
                is_told = any(each.startswith(("DIFFERS", "RC-L")) for each in lines)
                assert (code == ExitCode.USAGE) == is_told, f"{line} gave {code}"


def test_guide_takes_few_commands_and_installs_as_the_readme_does() -> None:
    commands = [step.line for step in steps_of(GUIDE) if isinstance(step, Command)]
    assert 10 <= len(commands) <= 20
    assert INSTALL in GUIDE
    assert "    pip install .  " in (ROOT / "README.md").read_text(encoding="utf-8")
