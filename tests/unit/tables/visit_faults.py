"""What is told when something in the file of `visit_table` is wrong."""

from __future__ import annotations

FAULTS: dict[str, tuple[str, str, list[tuple[str, str, str]]]] = {
    # what is changed in the file, to what; then each fault: its code, the text it points at, how the message begins
    "an unknown key": (
        "team: team\n",
        "teem: team\n",
        [("RC-E104", "teem", "unknown key 'teem'; did you mean 'team'?")],
    ),
    "an unknown type": (
        "type: text",
        "type: txt",
        [("RC-E104", "txt", "'txt' is not allowed here; did you mean 'text'?")],
    ),
    "a column that no source fills": (
        "      size: size\n",
        "",
        [("RC-E310", "{type", "no source fills column 'size'")],
    ),
    "an awaited column that a source fills": (
        "{type: text, means: A note., from: Encounter.text}",
        '{type: text, means: A note., from: Encounter.text, awaited: "true"}',
        [("RC-E310", "{type", "column 'note' is awaited, and a source fills it")],
    ),
    "an awaited column whose absence is stated": (
        "\nsources:\n",
        '\n  new: {type: boolean, means: New., from: x, absent: "false", awaited: "true"}\nsources:\n',
        [("RC-E310", "{type", "column 'new' is awaited, so its absence means nothing yet")],
    ),
    "a table dated by a day that may lie ahead": (
        "dated_by: when",
        "dated_by: end",
        [("RC-E304", "end", "a day that may lie ahead does not say when a row happened")],
    ),
    "a cell for no column": (
        "      size: size\n",
        "      size: size\n      sise: size\n",
        [("RC-E302", "size", "the table has no column 'sise'; did you mean 'size'?")],
    ),
    "no form of cell": (
        "{canonical: form, system",
        "{canonica: form, system",
        [("RC-E301", "canonica", "'canonica' is no way to fill a column; did you mean 'canonical'?")],
    ),
    "an empty cell": (
        "      note: note\n      size",
        "      note:\n      size",
        [("RC-E301", "", "nothing is no way to fill a column")],
    ),
    "an empty mapping as cell": (
        "      size: size\n",
        "      size: {}\n",
        [("RC-E301", "{}", "keys and values is no way to fill a column")],
    ),
    "an unknown key of a cell": (
        'own: "urn:kind|visit"',
        'owm: "urn:kind|visit"',
        [("RC-E104", "owm", "unknown key 'owm'; did you mean 'own'?")],
    ),
    "two parts that are none": (
        "[day, {from: start, to: end}, {open_while: status, among: [open]}]",
        "[day, {fro: start}, [open], {from: start}]",
        [
            ("RC-E301", "fro", "'fro' is no way to fill a column; did you mean 'from'?"),
            ("RC-E301", "[open]", "a list is no way to fill a column"),
            ("RC-E105", "{from", "missing key 'to'"),
        ],
    ),
    "no parts": (
        "{latest_of: [day, start]}",
        "{latest_of: []}",
        [("RC-E106", "[]", "List should have at least 1 item after validation, not 0, got a list")],
    ),
    "a survivor of something else": (
        "{survivor: patient}",
        "{survivor: place}",
        [("RC-E104", "place}", "'place' is not allowed here")],
    ),
    "a name that is taken": (
        "  note: {type: text",
        "  patient: {type: text, means: x, from: x}\n  note: {type: text",
        [
            ("RC-E308", "{type", "column 'patient' would be stored under a name that is taken"),
            ("RC-E310", "{type", "no source fills column 'patient'"),
        ],
    ),
    "a name that a day is stored under": (
        "  note: {type: text",
        "  when_latest: {type: text, means: x, from: x}\n  note: {type: text",
        [
            ("RC-E308", "{type", "column 'when_latest' would be stored under a name that is taken"),
            ("RC-E310", "{type", "no source fills column 'when_latest'"),
        ],
    ),
    "words of a text": (
        "{type: text,",
        "{type: text, words: [a],",
        [("RC-E304", "[a]", "only a column of type word has words")],
    ),
    "a word twice": (
        "words: [begun, done, undone]",
        "words: [begun, done, undone, done]",
        [("RC-E303", "[begun", "the word 'done' is listed twice")],
    ),
    "an absence that cannot be": (
        "{type: text, means: A note., from: Encounter.text}",
        '{type: text, means: A note., from: Encounter.text, absent: open, ahead: "true"}',
        [
            ("RC-E304", "open", "absence cannot mean 'open' in a column of type text"),
            ("RC-E304", '"true"}', "only a day can lie ahead"),
        ],
    ),
    "a boolean absent as a day is": (
        'absent: "false"}',
        "absent: open}",
        [("RC-E304", "open}", "absence cannot mean 'open' in a column of type boolean")],
    ),
    "a state that is no state": (
        "{type: text,",
        "{type: text, on_day: {start: when, open: a, ended: a, ahead: a},",
        [("RC-E304", "{start", "only a word or a boolean is a state that is read on a day")],
    ),
    "a state without dates": (
        "{start: when, end: end, open",
        "{open",
        [("RC-E304", "{open", "a state is dated by a start or an end")],
    ),
    "a state dated by no column, and by no day": (
        "{start: when, end: end, open: begun,",
        "{start: wen, end: note, open: gone,",
        [
            ("RC-E302", "wen", "the table has no column 'wen'; did you mean 'when'?"),
            ("RC-E304", "note", "column 'note' is of type text; day is needed here"),
            ("RC-E303", "gone", "'gone' is not a value of column 'status'; did you mean 'done'?"),
        ],
    ),
    "a fixed value that is none": (
        "fixed: [undone]",
        "fixed: [undon]",
        [("RC-E303", "undon]", "'undon' is not a value of column 'status'; did you mean 'undone'?")],
    ),
    "a truth that is a word": (
        'from: Encounter.type, absent: "false"}',
        'from: x, on_day: {start: when, open: "true", ended: "false", ahead: no}}',
        [("RC-E303", "no}", "'no' is not a value of column 'urgent'")],
    ),
    "a table dated by a text, of the team of a text": (
        "dated_by: when",
        "dated_by: note",
        [("RC-E304", "note", "column 'note' is of type text; day is needed here")],
    ),
    "drafts of no status": (
        "\nstatus: status\n",
        "\n",
        [
            ("RC-E304", "[undone]", "'retracted' lists words of a status, and the table names none"),
            ("RC-E304", "[begun]", "'drafts' lists words of a status, and the table names none"),
            ("RC-E309", "one_per", "rows are derived only in a table with a status"),
        ],
    ),
    "a status that is no word": (
        "\nstatus: status\n",
        "\nstatus: note\n",
        [("RC-E304", "note", "column 'note' is of type text; word is needed here")],
    ),
    "a retracted word that is none": (
        "retracted: [undone]",
        "retracted: [gone]",
        [("RC-E303", "gone]", "'gone' is not a value of column 'status'; did you mean 'done'?")],
    ),
    "a code mapped to no word": (
        "over: done",
        "over: dun",
        [("RC-E303", "dun", "'dun' is not a value of column 'status'")],
    ),
    "a code that is mapped and empty": (
        "empty: [unknown]",
        "empty: [open]",
        [("RC-E309", "open]", "the code 'open' is mapped and empty at once")],
    ),
    "an own code that never stands": (
        "coded: has_code, ",
        "",
        [("RC-E309", "{systems", "'own' and 'coded' belong together: the own code stands where the source has none")],
    ),
    "a constant that is no word": (
        "{constant: done}",
        "{constant: dun}",
        [("RC-E303", "dun}", "'dun' is not a value of column 'status'")],
    ),
    "a text constant": ("note: note\n  - view: tick", "note: {constant: x}\n  - view: tick", []),
    "cells of another type": (
        "      note: note\n      size: size\n",
        "      note: {any_true: [told]}\n      size: {constant: x}\n",
        [
            ("RC-E304", "{any_true", "column 'note' is of type text and cannot be filled like this"),
            ("RC-E304", "{constant", "column 'size' is of type integer and cannot be filled like this"),
        ],
    ),
    "a view that feeds twice in the same way": (
        "view: part\n    part: {name: piece, counted_by: position}",
        "view: meeting",
        [("RC-E309", "meeting", "view 'meeting' feeds the table twice")],
    ),
    "rows derived for nobody, unless by nothing": (
        "one_per: [patient, place]",
        "one_per: [place]",
        [("RC-E309", "[place]", "a derived row is one per patient and something else, and no part of a resource")],
    ),
    "rows derived unless there are rows of another table": (
        "unless_rows_from: meeting",
        "unless_rows_from: meting",
        [("RC-E309", "meting", "no other source of the table reads view 'meting'; did you mean 'meeting'?")],
    ),
    "disregarded words that are none, and a greatest that is no day": (
        "disregard: [undone]\n      greatest: [seen]",
        "disregard: [gone]\n      greatest: [note]",
        [
            ("RC-E303", "gone]", "'gone' is not a value of column 'status'; did you mean 'done'?"),
            ("RC-E304", "note]", "column 'note' is of type text; day is needed here"),
        ],
    ),
    "a derived column that may differ": (
        "      team: place\n",
        "      team: status\n",
        [("RC-E309", "status", "column 'team' may differ between the rows that one is derived from")],
    ),
    "views that are not there": (
        "view: meeting\n    joins: [{view: group,",
        "view: meting\n    joins: [{view: grup,",
        [
            ("RC-E305", "meting", "there is no view 'meting'; did you mean 'meeting'?"),
            ("RC-E305", "grup", "there is no view 'grup'; did you mean 'group'?"),
            ("RC-E309", "meeting", "no other source of the table reads view 'meeting'; did you mean 'meting'?"),
        ],
    ),
    "a view column that is not there": (
        "{latest_of: [day, start]}",
        "{latest_of: [day, began]}",
        [("RC-E306", "{latest_of", "the view has no column 'began'")],
    ),
    "a joined column that is not there": (
        "group.team",
        "group.teem",
        [("RC-E306", "group.teem", "the view has no column 'group.teem'; did you mean 'group.team'?")],
    ),
    "a view column that holds something else": (
        "any_true: [told]",
        "any_true: [note]",
        [("RC-E307", "{any_true", "the view's column 'note' holds a text, not a boolean")],
    ),
}
