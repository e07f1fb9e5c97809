"""How the text of a reference becomes the key of the resource it names."""

from __future__ import annotations

# Relative or absolute, with or without a version; what is contained, a urn or a search has no key. The pattern is
# matched whole by every engine, so it stays within what Python, RE2 and Java read alike.
KEY_GROUP = 1


def reference_pattern(target: str | None) -> str:
    """Return the pattern whose group `KEY_GROUP` is the key of a reference to `target`, or to any type."""
    kind = target or "[A-Z][A-Za-z]+"
    part = r"[^ /?#|\t\r\n]+"
    return rf"^(?:https?://(?:{part}/)+)?({kind}/{part})(?:/_history/{part})?$"
