"""A table file that uses every form by which something is looked up or brought together, and views that fit it."""

from __future__ import annotations

from tests.unit.tables.visit_table import FakeColumn, FakeView

CALL = """\
name: call
one: call
many: calls
means: A call.
status: status
columns:
  status: {type: word, means: How it stands., from: x, words: [planned, made, gone]}
  when: {type: day, means: When., from: x}
  noted: {type: day, means: When last noted., from: x}
  kinds: {type: codes, means: What kind., from: x}
  reply: {type: word, means: What was said., from: x, words: [agrees, refuses]}
  line: {type: key, means: Which line., from: x}
  town: {type: text, means: Where., from: x}
  own: {type: boolean, means: It is their own line., from: x}
  right: {type: boolean, means: The number is right., from: x}
  urgent: {type: boolean, means: It is urgent., from: x}
sources:
  - view: ring
    joins: [{view: person, on: caller}, {view: house, on: person.house}]
    referrers: [{view: note, on: about, only: kept}, {view: letter, on: ring},
      {view: card, on: ring, same_patient: "true"}]
    only: {any_true: [answered], any_filled: [person.id]}
    columns:
      status: {map: status, codes: {done: made, error: gone}, where_true: {missed: gone, note.missed: planned},
        unknown_where: [coded]}
      when: {first_of: [day, {least: note.written}]}
      noted: {latest_of: [{greatest: note.written}, {greatest: letter.sent}]}
      kinds:
        union:
          - {systems: systems, codes: codes, own: "urn:kind|call", coded: coded}
          - {systems: note.systems, codes: note.codes}
          - {canonical: form, system: "urn:form"}
          - {flags: {answered: "urn:kind|answered", note.missed: "urn:kind|noted"}}
      reply: {coded_word: {"s|yes": agrees, "s|no": refuses}, systems: systems, codes: codes}
      line: {first_filled: [line, person.line, note.line]}
      town: {first_filled: [house.town]}
      own: {any_same_number: [numbers, person.numbers]}
      right: {nhs_numbers_ok: numbers}
      urgent: {first_filled: [urgent, note.urgent]}
  - view: text
    only: sent
    columns:
      line: line
  - view: knock
    derive:
      {one_per: [patient, door], part: call, status: status, among: [heard], unless_rows_from: ring, greatest: [noted]}
    columns:
      status: {constant: made}
      noted: day
  - view: bell
    only: {has_code: ["s|loud"], systems: systems, codes: codes}
    derive:
      {one_per: [patient, door], part: call, status: status, among: [rung], unless_rows_from: ring, greatest: [noted]}
    columns:
      status: {constant: planned}
      when: day
      noted: day
"""


def _view(*columns: FakeColumn) -> FakeView:
    return FakeView("Communication", (FakeColumn("id"), FakeColumn("patient"), *columns))


def _codes() -> tuple[FakeColumn, ...]:
    return tuple(FakeColumn(name, "code", collection=True) for name in ("systems", "codes"))


def _flags(*names: str) -> tuple[FakeColumn, ...]:
    return tuple(FakeColumn(name, "boolean") for name in names)


CALL_VIEWS = {
    "ring": _view(
        *(FakeColumn(name) for name in ("status", "caller", "form", "line")),
        FakeColumn("day", "dateTime"),
        FakeColumn("numbers", collection=True),
        *_codes(),
        *_flags("missed", "answered", "coded", "urgent"),
    ),
    "person": _view(FakeColumn("house"), FakeColumn("line"), FakeColumn("numbers", collection=True)),
    "house": _view(FakeColumn("town"), FakeColumn("number", "integer")),
    "note": _view(
        *(FakeColumn("about"), FakeColumn("line"), FakeColumn("written", "date"), FakeColumn("pages", "integer")),
        *_codes(),
        *_flags("kept", "missed", "urgent"),
    ),
    "letter": _view(FakeColumn("ring"), FakeColumn("sent", "dateTime")),
    "card": _view(FakeColumn("ring")),
    "street": FakeView("Location", (FakeColumn("id"), FakeColumn("about"))),
    "text": _view(FakeColumn("line"), *_flags("sent")),
    "knock": _view(FakeColumn("door"), FakeColumn("status"), FakeColumn("day", "date")),
    "bell": _view(FakeColumn("door"), FakeColumn("status"), FakeColumn("day", "date"), *_codes()),
}
