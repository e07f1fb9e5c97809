"""The kinds of files that people write for rules, by the names that commands and schemas have for them."""

from __future__ import annotations

KINDS = ("rule", "examples", "conditions", "code-set", "standards")
