"""What the machine is like, without its name or any path of it."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

_PACKAGES = ("duckdb", "ibis-framework", "fhir.resources", "fhirpathpy", "orjson")


def facts(python: Path) -> dict[str, object]:
    """Return cores, memory, processor and versions; those of the contenders are asked of their interpreter."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "cores": cores,
        "memory_gb": round(memory / 1e9, 1),
        "processor": _processor(),
        "system": platform.system(),
        "python": platform.python_version(),
        "node": _said(["node", "--version"]).lstrip("v"),
        "ours": {name: found for name in (*_PACKAGES[:2], "risk_checks") if (found := _version(name))},
        "theirs": {name: found for name in _PACKAGES if (found := _theirs(python, name))},
    }


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    if sys.platform == "linux" and info.exists():
        for line in info.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.machine()


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _theirs(python: Path, name: str) -> str:
    if not python.exists():
        return ""
    return _said([str(python), "-c", f"from importlib.metadata import version; print(version({name!r}))"])


def _said(command: list[str]) -> str:
    try:
        return subprocess.run(command, capture_output=True, check=True, text=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""
