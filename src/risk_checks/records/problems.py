"""What was wrong with the data, where, and what to do: fixed words, never text from a record (design clause 5.8)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault of the data; `count` entries have it where it names no single place.

    `offset` is the byte, from 0, at which the line begins in the file, once that is decompressed.
    """

    code: str
    file: str | None
    line: int | None
    what: str
    hint: str
    offset: int | None = None
    table: str | None = None
    column: str | None = None
    count: int = 1
    resource_type: str | None = None


_SEND_AGAIN = "export or fetch it again; if it comes the same, report it to the system that wrote it"
_MEND = "have it corrected in the system that wrote it"

_EXPORT_R4 = "have it exported as FHIR R4 (4.0.1); other versions are not converted here"

WORDS: dict[str, tuple[str, str]] = {
    # of single entries
    "not-json": ("the text is not JSON", _SEND_AGAIN),
    "line-torn": ("the last line of the file is cut off", _SEND_AGAIN),
    "resource-too-long": ("the resource is longer than 16 MiB", "look at what it holds"),
    "line-too-long": (
        "the line is longer than 16 MiB",
        "look at what the resource holds; a Bundle or an array is read from a file of its own",
    ),
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
    "element-case": (
        "entries in which the name of an element is written with other capitals than in FHIR, so that it is not read",
        _MEND,
    ),
    "number-not-exact": (
        "a number has more digits than can be told apart",
        "have it rounded in the system that wrote it",
    ),
    "fhir-version": ("the resource is not in FHIR R4 but in another version", _EXPORT_R4),
    "modifier-not-understood": (
        "the resource says, by a modifierExtension or by implicitRules, that it does not mean what it seems to mean",
        "ask who wrote it what that changes; without the element it can be used",
    ),
    "repeat-too-deep": ("an element holds itself deeper than views follow", _MEND),
    "version-conflict": (
        "the same resource came with different content and nothing tells which is the newer",
        "have meta.lastUpdated or meta.versionId exported, or pass one of the versions",
    ),
    "version-orders-differ": (
        "resources of which the version with the latest meta.lastUpdated has not the highest meta.versionId",
        "the latest was used; ask what the server counts as the newer",
    ),
    "version-time-not-usable": (
        "resources with a meta.lastUpdated that is no instant, as one without a zone; it chooses no version",
        "have it exported as FHIR writes instants, with seconds and a zone",
    ),
    "sources-share-ids": (
        "resources that folders given one by one name alike and tell of differently; they are read as one resource",
        "where the folders are of two systems, check each by itself; two exports of one system are meant so",
    ),
    "delete-not-found": (
        "instructions to delete resources that the input does not have",
        "expected where an export holds changes only; else ask why they were not exported",
    ),
    "addresses-differ": (
        "servers at different addresses gave one id to different content, so that it is not known whose is meant",
        "check what comes from each server by itself",
    ),
    "bundle-not-usable": (
        "the Bundle's entry is not a list of objects, or it or its content is named in other capitals",
        _MEND,
    ),
    "bundle-next-unread": (
        "a Bundle links to a next page, which is not in the input: what is not in the pages given may be on it",
        "follow the next links to the last page, and pass all pages together",
    ),
    "delete-not-understood": ("the instruction to delete names no single resource", "delete by type and id"),
    "server-error": ("the server reported an error in place of data", "read the OperationOutcome and fetch again"),
    "server-message": ("the server sent a warning or a message with the data", "read the OperationOutcome"),
    # of files
    "file-damaged": ("the compressed file is damaged, so nothing of it is used", "fetch the file again"),
    "file-cut-off": (
        "the compressed file ends before its end, so nothing of it is used",
        "fetch the file again; --salvage uses what comes before the cut",
    ),
    "file-salvaged": (
        "the compressed file ends before its end; only what comes before the cut is used, and was not checked",
        "fetch the file again",
    ),
    "file-grows-too-much": (
        "the compressed file holds more than 1,000 times its size, as no extract does, so nothing of it is used",
        "look at how it was made; unpack it yourself if it is right",
    ),
    "integrity-unverified": (
        "the file has no checksum of its content, so that damage to it may not show",
        "have it compressed with a checksum (zstd --check)",
    ),
    "format-not-read": (
        "the file is compressed or packed in a form that is not read",
        "unpack it, or pack it with gzip or Zstandard",
    ),
    "format-not-installed": (
        "the file is compressed in a form that needs another package",
        "install risk_checks[zstd], or unpack the file",
    ),
    "file-fhir-version": (
        "entries of the file are not in FHIR R4, so that the run cannot be complete; they are in version",
        _EXPORT_R4,
    ),
    "type-differs": (
        "entries are of another type than the name of their file says; they are used as what they say they are",
        "check that the files were named rightly",
    ),
    "encoding-not-read": ("the file is in an encoding that is not read", "have the file written as UTF-8"),
    "byte-order-mark": (
        "lines begin with a byte order mark, as where files were joined; it is passed over",
        "have the files written as UTF-8 without it",
    ),
    "file-changed": (
        "the file was changed, replaced or deleted while it was read, so nothing of it is used",
        "run again once nobody writes to the extract",
    ),
    "document-too-large": (
        "the JSON document is larger than 256 MiB, and would be held in memory whole",
        "have it written as NDJSON, one resource a line, or in parts",
    ),
    "file-unreadable": ("the file or folder cannot be opened or read to its end", "check its permissions and the disk"),
    "file-empty": ("the file is empty", _SEND_AGAIN),
    # of bulk exports
    "manifest-not-usable": ("a part of the manifest is not as bulk exports write it", "fetch the manifest again"),
    "manifest-errors": (
        "the server says in the manifest that it met errors, so that the export may not hold all",
        "read the file of errors that it names, put the cause right, and export again",
    ),
    "manifest-file-missing": (
        "a file that the manifest lists is not in its folder",
        "fetch it, under the last part of its address as its name",
    ),
    "manifest-file-twice": (
        "the manifest lists two files whose addresses end alike, of which one is in its folder",
        "fetch the pages of an export, or its parts, into folders of their own",
    ),
    "manifest-count-differs": (
        "the file has not as many resources as the manifest says",
        "fetch the file again",
    ),
    "manifest-hash-differs": (
        "the file is not the one that the manifest's SHA-256 is of, so nothing of it is used",
        "fetch the file again",
    ),
    "manifest-next-unread": (
        "the manifest has a next page, which is not in its folder",
        "fetch the other manifests of the export and what they list",
    ),
    "manifest-older": (
        "the export is older than another one that is read with it, and may hold what was deleted since",
        "read the latest export by itself",
    ),
    "manifest-narrowed": (
        "the export was asked for a part of what there is (_since, _until, _typeFilter or _elements)",
        "export without these, or say by covers which types the input holds for everyone in it",
    ),
    "manifest-not-listed": (
        "the export's folder has files that its manifest does not list",
        "take away what is left of other exports",
    ),
    "updated-after-export": (
        "resources have a meta.lastUpdated later than the time of their export",
        "check the clocks of the system that wrote them",
    ),
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
    "access-restricted": (
        "resources marked as restricted (meta.security R or V); they are checked and listed like any other",
        "leave them out of the extract, or hand on the lists only to those who may see these records",
    ),
    "orphans-above-limit": (
        "referrals, stays or other subjects of a rule have no patient in the input: more of them than was allowed",
        "add the missing patients to the extract, or raise max_orphans where they are known",
    ),
    "not-used-but-found": ("a type declared as not used has entries", "declare only types that the site never fills"),
}

LOSSES = frozenset(
    {"bundle-next-unread", "document-too-large", "encoding-not-read", "fhir-version", "file-changed", "file-cut-off"}
    | {"file-damaged", "file-empty", "file-fhir-version", "file-grows-too-much", "file-salvaged", "file-unreadable"}
    | {"format-not-installed", "format-not-read", "line-too-long", "line-torn", "manifest-count-differs"}
    | {"manifest-errors", "manifest-file-missing", "manifest-file-twice", "manifest-hash-differs"}
    | {"manifest-next-unread", "manifest-not-usable", "manifest-older", "not-an-object", "not-json"}
    | {"orphans-above-limit", "server-error", "type-missing", "type-not-known"}
)
"""The codes that leave the input incomplete wherever they are met; others do where it cannot be read whose it is."""


def problem(
    code: str,
    *,
    file: str | None = None,
    line: int | None = None,
    offset: int | None = None,
    element: str | None = None,
    count: int = 1,
    resource_type: str | None = None,
) -> Problem:
    """Return the problem of a code, in that code's words; `element` is a path of FHIR names, or another fixed word."""
    what, hint = WORDS[code]
    if element is not None:
        what = f"{what}: {element}"
    return Problem(
        code=code,
        file=file,
        line=line,
        what=what,
        hint=hint,
        offset=offset,
        count=count,
        resource_type=resource_type,
    )
