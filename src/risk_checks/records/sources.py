"""What a caller hands over, made into a list of things to read, each with a label that names no one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from risk_checks.errors import InputError, UsageError
from risk_checks.records.folders import files_beneath, is_named_as_lines, type_in_name
from risk_checks.records.labels import labels
from risk_checks.records.strict_json import Parsed, StrictDecoder


@dataclass(frozen=True, slots=True)
class Held:
    """A record that is already parsed."""

    value: Any


@dataclass(frozen=True, slots=True)
class Source:
    """One thing to read; `folder` tells the folders apart that were given, and is 0 for what was given by itself.

    `is_data` is false for a file that an export's manifest lists as one of deletions or of errors.
    """

    label: str
    content: Path | bytes | Held
    named_as_lines: bool = False
    type_in_name: str | None = None
    folder: int = 0
    is_data: bool = True


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that was passed over, and why."""

    file: str
    reason: str


@dataclass(frozen=True, slots=True)
class Plan:
    """All there is to read, in order; `paths` says which file a label stands for, within the process only."""

    sources: tuple[Source, ...]
    skipped: tuple[Skipped, ...] = ()
    failed: tuple[str, ...] = ()
    paths: Mapping[str, Path] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _File:
    path: Path
    shown: PurePosixPath
    skipped: str | None = None
    failed: bool = False
    folder: int = 0


_Thing = _File | bytes | Held


def plan_reading(given: Sequence[Any]) -> Plan:
    """Return what to read for the sources a caller gave; raises where one of them can be nothing to read."""
    things: list[_Thing] = []
    for place, one in enumerate(given, start=1):
        content = _content(one, place)
        if isinstance(content, Path):
            things += _files(content, place)
        else:
            things.append(content)
    if not things:
        raise UsageError("RC-E502", "there is nothing to read", hint="pass a folder, a file or a record")
    return _labelled(things)


def _files(path: Path, place: int) -> list[_File]:
    try:
        is_folder, is_file = path.is_dir(), path.is_file()
    except OSError:
        raise InputError("RC-E505", f"source {place} cannot be reached", hint="check its permissions") from None
    if is_file:
        return [_File(path, PurePosixPath(path.name))]
    if not is_folder:
        raise UsageError("RC-E501", f"source {place} is neither a file nor a folder", hint="check the path")
    beneath = files_beneath(path)
    for found, label in zip(beneath, labels([found.relative for found in beneath]), strict=True):
        if found.refused:
            what = f"source {place} has {found.refused} among its files: {label}"
            raise UsageError("RC-E509", what, hint="put the file itself in its place, or take it away")
    files = [_File(found.path, found.relative, found.skipped, found.failed, place) for found in beneath]
    if all(file.skipped for file in files):
        hint = "check that the extract is there"
        raise InputError("RC-E503", f"source {place} is a folder with no .ndjson or .json file", hint=hint)
    return files


def _labelled(things: Sequence[_Thing]) -> Plan:
    names = iter(labels([thing.shown for thing in things if isinstance(thing, _File)]))
    sources: list[Source] = []
    skipped: list[Skipped] = []
    failed: list[str] = []
    paths: dict[str, Path] = {}
    for place, thing in enumerate(things, start=1):
        if not isinstance(thing, _File):
            sources.append(Source(f"record-{place:04d}", thing))
            continue
        label = next(names)
        paths[label] = thing.path
        if thing.failed:
            failed.append(label)
        elif thing.skipped:
            skipped.append(Skipped(label, thing.skipped))
        else:
            name = thing.path.name
            sources.append(Source(label, thing.path, is_named_as_lines(name), type_in_name(name), thing.folder))
    return Plan(tuple(sources), tuple(skipped), tuple(failed), paths)


def _content(one: Any, place: int) -> Path | bytes | Held:
    match one:
        case Path() | bytes():
            return one
        case str():
            return _path_or_json(one)
        case dict():
            return Held(one)
        case list() | tuple():
            return Held([_plain(item) for item in one])
        case _ if (text := _model_json(one)) is not None:
            return text
        case _:
            what = f"source {place} is of a kind that cannot be read: {type(one).__name__}"
            raise UsageError("RC-E504", what, hint="pass a path, JSON, a dict, a list or a FHIR model")


def _path_or_json(text: str) -> Path | bytes:
    is_path = not text.lstrip("\ufeff \t\r\n").startswith(("{", "["))
    if not is_path:
        try:
            is_path = Path(text).exists()
        except OSError:  # too long for a name
            is_path = False
    # Halves of surrogate pairs become bytes that are no UTF-8, and are found to be that.
    return Path(text) if is_path else text.encode(errors="surrogatepass")


def _model_json(one: Any) -> bytes | None:
    """Return the JSON of a fhir.resources model of any FHIR version, known by what it can do."""
    write = getattr(one, "model_dump_json", None) or getattr(one, "json", None)
    text = write() if callable(write) else None
    return text.encode() if isinstance(text, str) else text if isinstance(text, bytes) else None


def _plain(item: Any) -> Any:
    text = None if isinstance(item, dict) else _model_json(item)
    parsed = None if text is None else StrictDecoder().read(text)
    return parsed.value if isinstance(parsed, Parsed) else item
