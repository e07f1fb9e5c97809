"""Where the rules, views, tables and code sets that come with the library are."""

from __future__ import annotations

from pathlib import Path

from risk_checks.errors import DefinitionError

_PACKAGE = Path(__file__).resolve().parent


def rules_home() -> Path:
    """Return the folder of what is shipped: `_rules` of an installed package, else `rules` of the checkout."""
    for folder in (_PACKAGE / "_rules", _PACKAGE.parents[1] / "rules"):
        if (folder / "views").is_dir():
            return folder
    raise DefinitionError("RC-E221", "the rules that come with the library are not there", hint="install it again")
