"""A table file that uses every form there is, views that fit it, and what is told when something in it is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

VISIT = """\
name: visit
one: visit
many: visits
means: A visit.
dated_by: when
status: status
retracted: [undone]
drafts: [begun]
team: team
columns:
  status:
    type: word
    means: How it stands.
    from: Encounter.status
    words: [begun, done, undone]
    on_day: {start: when, end: end, open: begun, ended: done, ahead: begun, fixed: [undone]}
  when: {type: day, means: When., from: Encounter.period}
  end: {type: day, means: Until when., from: Encounter.period, absent: open, ahead: "true"}
  seen: {type: day, means: When last seen., from: Encounter.period}
  kinds: {type: codes, means: What kind., from: Encounter.type}
  forms: {type: codes, means: Which form., from: Encounter.extension}
  urgent: {type: boolean, means: Is it urgent., from: Encounter.type, absent: "false"}
  told: {type: boolean, means: Somebody was told., from: Encounter.extension}
  number_ok: {type: boolean, means: The number is right., from: Encounter.identifier}
  whole: {type: boolean, means: It is whole., from: whether it is made from parts}
  team: {type: key, means: Whose it is., from: Encounter.participant}
  became: {type: key, means: Who they are now., from: Patient.link}
  note: {type: text, means: A note., from: Encounter.text}
  size: {type: integer, means: How many., from: Encounter.length}
sources:
  - view: meeting
    joins: [{view: group, on: group}]
    columns:
      status: {map: status, codes: {open: begun, over: done, error: undone}, empty: [unknown]}
      when: {first_of: [day, {from: start, to: end}, {open_while: status, among: [open]}]}
      end: end
      seen: {latest_of: [day, start]}
      kinds: {systems: systems, codes: codes, own: "urn:kind|visit", coded: has_code, empty: ["s|none"]}
      forms: {canonical: form, system: "urn:form"}
      urgent: {has_code: ["s|urgent"], systems: systems, codes: codes}
      told: {any_true: [told], any_filled: [day]}
      number_ok: {nhs_number_ok: number}
      whole: {constant: "true"}
      team: group.team
      became: {survivor: patient}
      note: note
      size: size
  - view: part
    part: {name: piece, counted_by: position}
    columns:
      note: note
  - view: tick
    derive:
      one_per: [patient, place]
      part: visit
      status: status
      among: [seen]
      unless_rows_from: meeting
      disregard: [undone]
      greatest: [seen]
    columns:
      status: {constant: done}
      team: place
      seen: day
"""


@dataclass(frozen=True)
class FakeColumn:
    name: str
    type: str = "string"
    collection: bool = False


@dataclass(frozen=True)
class FakeView:
    resource: str
    columns: Sequence[FakeColumn]


def _view(*columns: FakeColumn) -> FakeView:
    return FakeView("Encounter", (FakeColumn("id"), FakeColumn("patient"), *columns))


VIEWS = {
    "meeting": _view(
        *(FakeColumn(name) for name in ("status", "form", "number", "group")),
        *(FakeColumn(name, "dateTime") for name in ("day", "start", "end")),
        *(FakeColumn(name, "code", collection=True) for name in ("systems", "codes")),
        *(FakeColumn(name, "boolean") for name in ("has_code", "told")),
        FakeColumn("note"),
        FakeColumn("size", "positiveInt"),
    ),
    "group": _view(FakeColumn("team")),
    "part": _view(FakeColumn("note"), FakeColumn("position", "integer")),
    "tick": _view(FakeColumn("place"), FakeColumn("status", "code"), FakeColumn("day", "date")),
}
