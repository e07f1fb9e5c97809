"""What is told when something in the file of `call_table` is wrong."""

from __future__ import annotations

CALL_FAULTS: dict[str, tuple[str, str, list[tuple[str, str, str]]]] = {
    # what is changed in the file, to what; then each fault: its code, the text it points at, how the message begins
    "a word of a flag that is none": (
        "where_true: {missed: gone,",
        "where_true: {missed: gon,",
        [("RC-E303", "gon,", "'gon' is not a value of column 'status'; did you mean 'gone'?")],
    ),
    "a flag that is not there, and one that is a text": (
        "where_true: {missed: gone,",
        "where_true: {mised: gone, line: made,",
        [
            ("RC-E306", "{map", "the view has no column 'mised'; did you mean 'missed'?"),
            ("RC-E307", "{map", "the view's column 'line' holds a text, not a boolean"),
        ],
    ),
    "a word of a code that is none": (
        '"s|yes": agrees',
        '"s|yes": agree',
        [("RC-E303", "agree,", "'agree' is not a value of column 'reply'; did you mean 'agrees'?")],
    ),
    "no words": (
        '{coded_word: {"s|yes": agrees, "s|no": refuses},',
        "{coded_word: {},",
        [("RC-E106", "{},", "Dictionary should have at least 1 item after validation, not 0")],
    ),
    "no flags": (
        '{flags: {answered: "urn:kind|answered", note.missed: "urn:kind|noted"}}',
        "{flags: {}}",
        [("RC-E106", "{}}", "Dictionary should have at least 1 item after validation, not 0")],
    ),
    "a flag of a code that is a text": (
        "{answered: ",
        "{line: ",
        [("RC-E307", "{flags", "the view's column 'line' holds a text, not a boolean")],
    ),
    "no columns to take the first of": (
        "{first_filled: [house.town]}",
        "{first_filled: []}",
        [("RC-E106", "[]}", "Tuple should have at least 1 item after validation, not 0")],
    ),
    "a text where a boolean is to be filled": (
        "{first_filled: [urgent, note.urgent]}",
        "{first_filled: [urgent, line]}",
        [("RC-E307", "{first_filled", "the view's column 'line' holds a text, not a boolean")],
    ),
    "a union of one that is no code": (
        '{canonical: form, system: "urn:form"}',
        "{any_true: [coded]}",
        [("RC-E304", "{any_true", "keys and values is no part of a union; a union is made of codes")],
    ),
    "a union of a bare column": (
        '{canonical: form, system: "urn:form"}',
        "form",
        [("RC-E304", "form", "'form' is no part of a union; a union is made of codes")],
    ),
    "a union whose own code never stands": (
        ', own: "urn:kind|call", coded: coded}',
        ', own: "urn:kind|call"}',
        [("RC-E309", "{systems", "'own' and 'coded' belong together")],
    ),
    "a union for a text": (
        "town: {first_filled: [house.town]}",
        "town: {union: [{systems: systems, codes: codes}]}",
        [("RC-E304", "{union", "column 'town' is of type text and cannot be filled like this")],
    ),
    "one that is the same as nothing": (
        "{any_same_number: [numbers, person.numbers]}",
        "{any_same_number: [numbers]}",
        [("RC-E106", "[numbers]", "Tuple should have at least 2 items after validation, not 1, got a list")],
    ),
    "the same number as a text": (
        "{any_same_number: [numbers, person.numbers]}",
        "{any_same_number: [numbers, line]}",
        [("RC-E307", "{any_same_number", "the view's column 'line' holds a text, not a list of texts")],
    ),
    "the same number as what refers": (
        "{any_same_number: [numbers, person.numbers]}",
        "{any_same_number: [numbers, note.codes]}",
        [("RC-E307", "{any_same_number", "the view's column 'note.codes' holds a list of texts, not a list of num")],
    ),
    "right as a text": (
        "{nhs_numbers_ok: numbers}",
        "{nhs_numbers_ok: line}",
        [("RC-E307", "{nhs_numbers_ok", "the view's column 'line' holds a text, not a list of texts")],
    ),
    "unknown where a text is true": (
        "unknown_where: [coded]",
        "unknown_where: [line]",
        [("RC-E307", "{map", "the view's column 'line' holds a text, not a boolean")],
    ),
    "of the same patient as a view that has none": (
        "{view: card, on: ring,",
        "{view: street, on: about,",
        [("RC-E306", '"true"', "the view has no column 'street.patient'")],
    ),
    "only by a form that says no truth": (
        "only: sent",
        "only: {constant: sent}",
        [("RC-E304", "{constant", "'only' says which rows count; a boolean column, has_code, any_true")],
    ),
    "only by no form": (
        "only: sent",
        "only: {has: sent}",
        [("RC-E301", "has", "'has' is no way to fill a column; expected one of: any_day, any_filled, any_same_number")],
    ),
    "only by a column that is not there": (
        "only: sent",
        "only: send",
        [("RC-E306", "send", "the view has no column 'send'; did you mean 'sent'?")],
    ),
    "only by a text": (
        "only: sent",
        "only: line",
        [("RC-E307", "line", "the view's column 'line' holds a text, not a boolean")],
    ),
    "a lookup of a view that is not there": (
        "{view: letter, on: ring}",
        "{view: leter, on: ring}",
        [("RC-E305", "leter", "there is no view 'leter'; did you mean 'letter'?")],
    ),
    "a lookup on a column that is not there": (
        "{view: letter, on: ring}",
        "{view: letter, on: rings}",
        [("RC-E306", "rings", "the view has no column 'letter.rings'; did you mean 'letter.ring'?")],
    ),
    "a lookup on a date": (
        "{view: letter, on: ring}",
        "{view: letter, on: sent}",
        [("RC-E307", "sent", "the view's column 'letter.sent' holds a date, not a text")],
    ),
    "only those referrers for which a text is true": (
        "on: about, only: kept}",
        "on: about, only: line}",
        [("RC-E307", "line", "the view's column 'note.line' holds a text, not a boolean")],
    ),
    "a join on what is joined later": (
        "[{view: person, on: caller}, {view: house, on: person.house}]",
        "[{view: house, on: person.house}, {view: person, on: caller}]",
        [("RC-E306", "person.house", "the view has no column 'person.house'")],
    ),
    "a join on what refers": (
        "{view: house, on: person.house}",
        "{view: house, on: note.line}",
        [("RC-E306", "note.line", "the view has no column 'note.line'")],
    ),
    "a view that is looked up twice": (
        "{view: letter, on: ring}",
        "{view: letter, on: ring}, {view: person, on: house}",
        [("RC-E309", "person", "the source looks up view 'person' twice; write a second view for the other lookup")],
    ),
    "codes beside the systems of another view": (
        "{systems: note.systems, codes: note.codes}",
        "{systems: note.systems, codes: codes}",
        [("RC-E309", "{systems", "'note.systems' and 'codes' are of two views, so that no code has its system")],
    ),
    "only by codes beside the systems of another view": (
        "only: {any_true: [answered], any_filled: [person.id]}",
        'only: {has_code: ["s|a"], systems: systems, codes: note.codes}',
        [("RC-E309", "{has_code", "'systems' and 'note.codes' are of two views, so that no code has its system")],
    ),
    "a day of referrers as if there were one": (
        "{first_of: [day, {least: note.written}]}",
        "{first_of: [day, note.written]}",
        [("RC-E307", "{first_of", "the view's column 'note.written' holds dates of referrers, not a date")],
    ),
    "the least of one day": (
        "{least: note.written}",
        "{least: day}",
        [("RC-E307", "{first_of", "the view's column 'day' holds a date, not dates of referrers")],
    ),
    "a day of referrers that any may have": (
        "{any_same_number: [numbers, person.numbers]}",
        "{any_day: [note.written]}",
        [("RC-E307", "{any_day", "the view's column 'note.written' holds dates of referrers, not a date")],
    ),
    "a boolean of referrers that any may have": (
        "{any_same_number: [numbers, person.numbers]}",
        "{any_filled: [note.urgent]}",
        [("RC-E307", "{any_filled", "the view's column 'note.urgent' holds a boolean, not a text")],
    ),
    "a number of referrers": (
        "{any_same_number: [numbers, person.numbers]}",
        "{any_filled: [note.pages, house.number]}",
        [("RC-E307", "{any_filled", "the view's column 'note.pages' holds integers of referrers, not a text")],
    ),
    "a second part of a day that is none": (
        "{first_of: [day, {least: note.written}]}",
        "{first_of: [day, {lest: note.written}]}",
        [("RC-E301", "lest", "'lest' is no way to fill a column; did you mean 'least'?")],
    ),
    "rows derived from two views by two keys": (
        "[patient, door], part: call, status: status, among: [rung]",
        "[patient, status], part: bell, status: status, among: [rung]",
        [
            (
                "RC-E309",
                "[patient, status]",
                "'one_per' is another for the rows derived from view 'knock'; the derived",
            ),
            (
                "RC-E309",
                "bell,",
                "'part' is another for the rows derived from view 'knock'; the derived rows of a table",
            ),
        ],
    ),
    "rows derived from two views, unless by two others": (
        "among: [rung], unless_rows_from: ring,",
        "among: [rung], unless_rows_from: text,",
        [("RC-E309", "text", "'unless_rows_from' is another for the rows derived from view 'knock'")],
    ),
    "the greatest day of one view and the least of another": (
        "among: [rung], unless_rows_from: ring, greatest: [noted]}",
        "among: [rung], unless_rows_from: ring}",
        [
            (
                "RC-E309",
                "{one_per",
                "of column 'noted' the greatest day is taken from one source, and the least from another",
            )
        ],
    ),
    "the greatest day of what only one fills": ("\n      when: day\n      noted: day\n", "\n      when: day\n", []),
}
