"""What was wrong with the data, where, and what to do: fixed words, never text from a record (design clause 5.8)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault of the data; `count` entries have it where it names no single place."""

    code: str
    file: str | None
    line: int | None
    what: str
    hint: str
    table: str | None = None
    column: str | None = None
    count: int = 1
    resource_type: str | None = None


_SEND_AGAIN = "export or fetch it again; if it comes the same, report it to the system that wrote it"
_MEND = "have it corrected in the system that wrote it"

WORDS: dict[str, tuple[str, str]] = {
    # of single entries
    "not-json": ("the text is not JSON", _SEND_AGAIN),
    "line-torn": ("the last line of the file is cut off", _SEND_AGAIN),
    "too-deep": ("the JSON is nested more than 100 levels deep", _MEND),
    "text-not-unicode": ("the text is not valid Unicode in UTF-8", "have the file written as UTF-8"),
    "duplicate-key": ("an object names the same property twice, so readers differ on what it says", _MEND),
    "number-not-finite": ("a number is NaN, infinite or too large", _MEND),
    "value-not-json": ("the record holds a value that JSON has no form for", "pass texts for dates and decimals"),
    "not-an-object": ("the entry is not a JSON object", _MEND),
    "type-missing": ("the object has no resourceType", "pass FHIR resources; other JSON files belong elsewhere"),
    "type-not-known": ("the resourceType is not one of FHIR R4", "check the FHIR version and the spelling"),
    "id-missing": ("the resource has no id, nor a fullUrl that gives one", _MEND),
    "id-not-usable": ("the id is not a text without spaces, slashes and number signs", _MEND),
    "element-shape": ("an element is not of the JSON kind that FHIR says", _MEND),
    "repeat-too-deep": ("an element holds itself deeper than views follow", _MEND),
    "version-conflict": (
        "the same resource came with different content and nothing tells which is the newer",
        "have meta.lastUpdated or meta.versionId exported, or pass one of the versions",
    ),
    "addresses-differ": (
        "servers at different addresses gave one id to different content, so that it is not known whose is meant",
        "check what comes from each server by itself",
    ),
    "bundle-not-usable": ("the Bundle's entry is not a list of objects", _MEND),
    "delete-not-understood": ("the instruction to delete names no single resource", "delete by type and id"),
    "server-error": ("the server reported an error in place of data", "read the OperationOutcome and fetch again"),
    "server-message": ("the server sent a warning or a message with the data", "read the OperationOutcome"),
    # of files
    "gzip-damaged": ("the gzip file is damaged or cut off, so nothing of it is used", "fetch the file again"),
    "format-not-read": (
        "the file is compressed or packed in a form that is not read",
        "unpack it, or pack it with gzip",
    ),
    "encoding-not-read": ("the file is in UTF-16 or UTF-32", "have the file written as UTF-8"),
    "file-unreadable": ("the file or folder cannot be opened or read to its end", "check its permissions and the disk"),
    "file-empty": ("the file is empty", _SEND_AGAIN),
    # of the whole
    "reference-unresolved": ("references by urn name no entry of their Bundle", "pass the whole Bundle"),
    "reference-form": (
        "references in a form that is not followed, so that they name nobody",
        "write them as Type/id, in the right case and without spaces, a slash at either end or a question mark",
    ),
    "reference-contained": (
        "references by #id name nothing within their resource, or a contained person without one current identifier",
        "refer to a resource of the input, or give what is contained one identifier with a system",
    ),
    "reference-identifier": (
        "references by an identifier that identifies nobody: no longer current, without a system, or not valid",
        "have it corrected in the system that wrote it, unless it is meant to be of the past",
    ),
    "reference-elsewhere": (
        "references to another server's resource, of which the input has only a namesake from elsewhere",
        "add that server's resource, or check what comes from each server by itself",
    ),
    "reference-not-found": (
        "references by an identifier that no resource of the input has",
        "add to the extract whom they name, with the identifier, or refer to them as Type/id",
    ),
    "reference-ambiguous": (
        "references by an identifier that several have, or by one of two NHS numbers of one patient",
        "refer to them as Type/id, and have the records merged if they are of one person",
    ),
    "contained-nested": ("a resource within a resource holds another, which FHIR forbids", _MEND),
    "nhs-number-not-valid": (
        "patients with a current NHS number without a right check digit, or of one digit only; it identifies nobody",
        _MEND,
    ),
    "nhs-numbers-differ": (
        "patients with two different current NHS numbers; neither identifies them",
        "have the wrong one marked as old",
    ),
    "not-used-but-found": ("a type declared as not used has entries", "declare only types that the site never fills"),
}


def problem(
    code: str,
    *,
    file: str | None = None,
    line: int | None = None,
    element: str | None = None,
    count: int = 1,
    resource_type: str | None = None,
) -> Problem:
    """Return the problem of a code, in that code's words; `element` is a path of FHIR names."""
    what, hint = WORDS[code]
    if element is not None:
        what = f"{what}: {element}"
    return Problem(code=code, file=file, line=line, what=what, hint=hint, count=count, resource_type=resource_type)
