"""This checkout: what git says of it, and its tools as modules."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


def _git_files(*arguments: str) -> list[str]:
    try:
        listed = subprocess.run(
            ["git", "ls-files", "-z", *arguments], cwd=ROOT, capture_output=True, text=True, check=False
        )
    except FileNotFoundError:
        pytest.skip("git is not installed, so nothing says which files are tracked")
    if listed.returncode != 0:
        pytest.skip("this is not a git checkout, so nothing says which files are tracked")
    return sorted({name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()})


def tracked(*folders: str) -> list[str]:
    """Return the tracked files under some folders; skip the test where nothing is tracked yet."""
    names = _git_files("--", *folders)
    if not names:
        pytest.skip("nothing is tracked yet")
    return names


def to_be_tracked() -> list[str]:
    """Return the files that are tracked or would be by `git add --all`."""
    return _git_files("--cached", "--others", "--exclude-standard")


def load_tool(name: str) -> ModuleType:
    """Return a tool of the checkout as a module."""
    spec = importlib.util.spec_from_file_location(name, ROOT / "tools" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module
