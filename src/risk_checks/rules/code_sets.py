"""Code sets: which codes mean one thing (design section 4); a site adds its own to those that are shipped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import PurePosixPath

from pydantic import Field

from risk_checks.documents import Definition, Flag, Mapping_, Words, position, shortened, validate
from risk_checks.errors import Where, nearest
from risk_checks.rules.faults import CLASH, UNKNOWN_NAME, WRONG_VALUE, Faults
from risk_checks.rules.names import Slug
from risk_checks.rules.written_days import read_day


class CodeFile(Definition):
    """A code as a file has it."""

    system: Words
    code: Words
    display: Words
    source: Words
    from_: Words | None = Field(default=None, alias="from")
    to: Words | None = None


class CodeSetFile(Definition):
    """A code set as a file has it."""

    name: Slug
    title: Words
    means: Words
    site: Flag
    codes: tuple[CodeFile, ...]


class AddedCodesFile(Definition):
    """Codes that are added to a set of an earlier folder, as a file has them."""

    extends: Slug
    codes: tuple[CodeFile, ...]


@dataclass(frozen=True, slots=True)
class Code:
    """One code, where it was seen, and the days between which it may be used."""

    system: str
    code: str
    display: str
    source: str
    from_: date | None
    to: date | None

    def __str__(self) -> str:
        return f"{self.system}|{self.code}"


@dataclass(frozen=True, slots=True)
class CodeSet:
    """Codes that mean one thing; `site` says that only the site can know them."""

    name: str
    title: str
    means: str
    site: bool
    codes: tuple[Code, ...]
    where: Where

    @property
    def members(self) -> frozenset[str]:
        """The codes as `system|code`; a record is judged by what was recorded, whenever the code was in use."""
        return frozenset(map(str, self.codes))


@dataclass(frozen=True, slots=True)
class AddedCodes:
    """Codes to add to the set that is called `extends`."""

    extends: str
    codes: tuple[Code, ...]
    where: Where


CodeSets = Mapping[str, CodeSet]


def adds_codes(document: Mapping_) -> bool:
    """Return whether a document adds to a set, and is not one by itself."""
    return document.key("extends") is not None


def read_code_set(document: Mapping_) -> CodeSet:
    """Return the code set in a document, or raise every fault of it."""
    file = validate(document, CodeSetFile)
    faults = Faults()
    stem = PurePosixPath(document.where.file).stem
    if file.name != stem:
        message = f"the code set is called '{file.name}' and its file '{stem}'"
        faults.add(CLASH, message, position(document, ("name",)), hint="give both one name")
    codes = _codes(file.codes, document, faults)
    faults.raise_any()
    return CodeSet(file.name, file.title, file.means, file.site, codes, document.where)


def read_added_codes(document: Mapping_) -> AddedCodes:
    """Return the codes that a document adds to a set, or raise every fault of it; its file has any name."""
    file = validate(document, AddedCodesFile)
    faults = Faults()
    codes = _codes(file.codes, document, faults)
    if not codes:
        faults.add(WRONG_VALUE, "the file adds no code", position(document, ("codes",)), hint="add one, or delete it")
    faults.raise_any()
    return AddedCodes(file.extends, codes, position(document, ("extends",)))


def with_added(sets: CodeSets, added: Iterable[AddedCodes], faults: Faults) -> dict[str, CodeSet]:
    """Return the sets with the codes that are added to them; an addition to a set that nobody has is a fault.

    A code that the set has already stays as the set has it: the next version of the library may ship a code that a
    site has added, and no night's run fails for that.
    """
    made = dict(sets)
    for each in added:
        found = made.get(each.extends)
        if found is None:
            message = f"there is no code set '{shortened(each.extends)}' to extend"
            faults.add(UNKNOWN_NAME, message, each.where, hint=nearest(each.extends, sorted(made)))
        else:
            new = tuple(code for code in each.codes if str(code) not in found.members)
            made[found.name] = replace(found, codes=(*found.codes, *new))
    return made


def _codes(files: Sequence[CodeFile], document: Mapping_, faults: Faults) -> tuple[Code, ...]:
    codes = tuple(_code(said, position(document, ("codes", index)), faults) for index, said in enumerate(files))
    seen: set[str] = set()
    for index, code in enumerate(codes):
        if str(code) in seen:
            faults.add(CLASH, f"the code {code.code} is here twice", position(document, ("codes", index)))
        seen.add(str(code))
    return codes


def _code(said: CodeFile, where: Where, faults: Faults) -> Code:
    if "|" in said.system or "|" in said.code:
        faults.add(WRONG_VALUE, "system and code go apart, without '|'", where)
    from_, to = _day(said.from_, where, faults), _day(said.to, where, faults)
    if from_ and to and from_ > to:
        faults.add(WRONG_VALUE, f"from {from_} comes after to {to}", where)
    return Code(said.system, said.code, said.display, said.source, from_, to)


def _day(text: str | None, where: Where, faults: Faults) -> date | None:
    day = None if text is None else read_day(text)
    if text is not None and day is None:
        faults.add(WRONG_VALUE, f"expected a day such as 2026-11-01, got '{shortened(text)}'", where)
    return day
