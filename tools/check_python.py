"""Say plainly why the Python that `make` was given will not do; silent where it will."""

from __future__ import annotations

import importlib.util
import sys


def fault() -> str | None:
    """Return what this Python lacks, or None."""
    if sys.version_info < (3, 11):  # noqa: UP036 -- the one file that older Pythons run
        return f"it is Python {sys.version_info[0]}.{sys.version_info[1]}, and 3.11 or later is needed"
    for module in ("venv", "ensurepip"):
        if importlib.util.find_spec(module) is None:
            return f"it has no {module} module (on Debian and Ubuntu: apt install python3-venv)"
    return None


if __name__ == "__main__":
    found = fault()
    if found:
        sys.exit(f"{sys.executable} will not do: {found}. Name another with `make PYTHON=/path/to/python TARGET`")
