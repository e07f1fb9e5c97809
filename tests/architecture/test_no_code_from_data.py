"""Nothing in the package turns data into code, or starts another program (docs/reference/bad-input.md, row 82)."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[2] / "src" / "risk_checks"
CALLS = {"eval", "exec", "compile", "__import__", "breakpoint", "input"}
MODULES = {"pickle", "marshal", "shelve", "dill", "cloudpickle", "subprocess", "pty", "code", "codeop", "runpy"}
NETWORK = {"socket", "ssl", "http", "ftplib", "smtplib", "telnetlib", "requests", "httpx", "aiohttp", "xmlrpc"}
OF_MODULE = {
    "os": {"system", "popen", "execv", "execve", "execvp", "spawnl", "spawnv", "fork", "forkpty", "posix_spawn"},
    "yaml": {"load", "load_all", "unsafe_load", "full_load", "Loader", "UnsafeLoader", "FullLoader"},
    "importlib": {"import_module"},
    "urllib": {"request"},
    "multiprocessing": {"Pool", "Process"},
}


def strays(tree: ast.AST) -> list[str]:
    """Return what a module names that none may, each with its line."""
    found = []
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id=name)) if name in CALLS:
                found.append((node.lineno, name))
            case ast.Import(names=names):
                found += [(node.lineno, each.name) for each in names if _is_barred(each.name)]
            case ast.ImportFrom(module=str(module), names=names):
                named = [f"{module}.{each.name}" for each in names]
                found += [(node.lineno, each) for each in named if _is_barred(module) or _is_barred(each)]
            case ast.Attribute(value=ast.Name(id=module), attr=name) if name in OF_MODULE.get(module, ()):
                found.append((node.lineno, f"{module}.{name}"))
            case ast.keyword(arg="shell"):
                found.append((node.value.lineno, "shell="))
    return [f"{line}: {what}" for line, what in sorted(found)]


def _is_barred(dotted: str) -> bool:
    top, _, rest = dotted.partition(".")
    return top in MODULES | NETWORK or rest.partition(".")[0] in OF_MODULE.get(top, ())


@pytest.mark.row(76, 82, 95)
def test_package_runs_no_text_starts_no_program_and_opens_no_socket() -> None:
    found = [
        f"{path.relative_to(SOURCE).as_posix()}:{stray}"
        for path in sorted(SOURCE.rglob("*.py"))
        for stray in strays(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert found == []


@pytest.mark.parametrize(
    "text",
    [
        "eval('1')",
        "import pickle",
        "from subprocess import run",
        "import os\nos.system('id')",
        "from os import popen",
        "from urllib import request",
        "import urllib.request",
        "import yaml\nyaml.load(x, Loader=L)",
        "run('id', shell=True)",
    ],
)
def test_stray_is_seen(text: str) -> None:
    assert strays(ast.parse(text))


@pytest.mark.parametrize("text", ["re.compile('a')", "import os\nos.path", "from yaml import parse", "self.exec()"])
def test_what_is_harmless_is_not(text: str) -> None:
    assert strays(ast.parse(text)) == []
