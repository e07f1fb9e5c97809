"""What the import contracts in pyproject.toml cannot say: where data libraries live, and engines by their names."""

from __future__ import annotations

import ast
from fnmatch import fnmatch
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2] / "src" / "risk_checks"
COLUMNAR = ("views/columnar*.py", "tables/columnar*.py", "engines/columnar*.py", "engines/duckdb*.py")
# Which modules may import each library. Frames are made on demand, in reports/.
HOMES = {
    "duckdb": COLUMNAR,
    "fhir": (),
    "ibis": COLUMNAR,
    "pandas": ("reports/*.py",),
    "polars": ("reports/*.py",),
    "pyarrow": (*COLUMNAR, "reports/*.py"),
}
ENGINES = {"reference": ("engines/reference*",), "columnar": ("engines/columnar*", "engines/duckdb*", "engines/spark*")}


def _imports() -> list[tuple[str, str]]:
    """Return each module's path beneath the package with each dotted name it imports, at the top or on demand."""
    found: list[tuple[str, str]] = []
    for path in sorted(SOURCE.rglob("*.py")):
        name = path.relative_to(SOURCE).as_posix()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found += [(name, alias.name) for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.module:
                found += [(name, f"{node.module}.{alias.name}") for alias in node.names]
    return found


def _is_in(path: str, homes: tuple[str, ...]) -> bool:
    return any(fnmatch(path, home) for home in homes)


def test_data_libraries_are_imported_only_in_their_homes() -> None:
    strays = [
        f"{path} imports {imported}"
        for path, imported in _imports()
        for library in [imported.split(".")[0]]
        if library in HOMES and not _is_in(path, HOMES[library])
    ]
    assert strays == []


def test_engines_do_not_import_each_other() -> None:
    strays = [
        f"{path} imports {imported}"
        for path, imported in _imports()
        for target in [imported.removeprefix("risk_checks.").replace(".", "/")]
        for one, other in (("reference", "columnar"), ("columnar", "reference"))
        if _is_in(path, ENGINES[one]) and _is_in(target, ENGINES[other])
    ]
    assert strays == []
