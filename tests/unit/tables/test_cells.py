"""What the columns of a table hold that are not days; the same on every engine."""

from __future__ import annotations

from risk_checks.tables.definition import Column, ColumnType
from risk_checks.tables.forms import (
    DATA_ABSENT,
    AnyTrue,
    Canonical,
    Cell,
    CodedWord,
    CodeList,
    Constant,
    FirstFilled,
    Flags,
    HasCode,
    Mapped,
    NhsNumberOk,
    NhsNumbersOk,
    Survivor,
    Take,
    UnionOf,
)
from tests.built_tables import Build, counts
from tests.unit.tables.small import small_table

SCHEMA = {
    **dict.fromkeys(("id", "patient", "text", "other"), "text"),
    **dict.fromkeys(("systems", "codes"), "texts"),
    **dict.fromkeys(("flag", "other_flag", "third_flag"), "boolean"),
    "number": "integer",
}
KINDS = Column("kinds", ColumnType.CODES, "Kinds.")
YES = Column("yes", ColumnType.BOOLEAN, "Yes or no.")
MOSTLY = Column("mostly", ColumnType.BOOLEAN, "Yes unless said.", absent=True)
TEXT = Column("text", ColumnType.TEXT, "A text.")
WORD = Column("word", ColumnType.WORD, "A word.", words=("open", "shut"))
NUMBER = Column("number", ColumnType.INTEGER, "A number.")
KEY = Column("key", ColumnType.KEY, "A key.")


def _values(build: Build, column: Column, cell: Cell | None, *rows: dict[str, object]) -> list[object]:
    given = [{"id": str(number), "patient": "Patient/p1", **row} for number, row in enumerate(rows)]
    built = build({"thing": given}, tables=[small_table({column: cell})], schemas={"thing": SCHEMA})
    found = {row["id"]: row[column.name] for row in built.rows["sample"]}
    return [found[str(number)] for number in range(len(rows))]


def test_values_are_taken_as_they_stand_and_their_absence_means_what_the_column_says(build: Build) -> None:
    assert _values(build, TEXT, Take("text"), {"text": "as it stands"}, {}) == ["as it stands", None]
    assert _values(build, NUMBER, Take("number"), {"number": 3}, {}) == [3, None]
    assert _values(build, MOSTLY, Take("flag"), {"flag": True}, {"flag": False}, {}) == [True, False, True]


def test_a_column_without_a_cell_is_absent(build: Build) -> None:
    assert _values(build, TEXT, None, {}) == [None]
    assert _values(build, MOSTLY, None, {}) == [True]
    assert _values(build, KINDS, None, {}) == [[]]
    assert _values(build, NUMBER, None, {}) == [None]


def test_a_constant_is_the_same_in_every_row(build: Build) -> None:
    assert _values(build, YES, Constant(False), {}, {}) == [False, False]
    assert _values(build, WORD, Constant("open"), {}) == ["open"]


def test_codes_become_words_and_a_code_that_is_not_in_the_map_is_a_problem(build: Build) -> None:
    cell = Mapped("text", {"active": "open", "finished": "shut"}, ("unknown",))
    codes = ("active", "finished", "unknown", None, "Active", "", "finished ")
    rows = [{"id": str(number), "patient": "Patient/p1", "text": code} for number, code in enumerate(codes)]
    built = build({"thing": rows}, tables=[small_table({WORD: cell})], schemas={"thing": SCHEMA})
    found = {row["id"]: row["word"] for row in built.rows["sample"]}
    assert [found[str(number)] for number in range(7)] == ["open", "shut", None, None, None, None, None]
    assert counts(built) == {("sample", "word", "code-not-mapped"): 3}


def test_codes_are_sorted_and_distinct_with_their_systems(build: Build) -> None:
    rows: list[dict[str, object]] = [
        {"systems": ["s2", "s1", "s2", "s1"], "codes": ["b", "b", "b", "a"]},
        {"systems": ["é", "z", "Z", "~"], "codes": ["1", "1", "1", "1"]},
        {"systems": [None, "s"], "codes": ["a", None]},
        {"systems": ["s"], "codes": [""]},
        {"systems": ["s"], "codes": ["unknown"]},
        {"systems": [DATA_ABSENT, "s"], "codes": ["masked", "a"]},
        {"systems": [], "codes": ["a"]},
        {"systems": None, "codes": None},
        {},
    ]
    assert _values(build, KINDS, CodeList("systems", "codes", empty=("s|unknown",)), *rows) == [
        ["s1|a", "s1|b", "s2|b"],
        ["Z|1", "z|1", "~|1", "é|1"],
        ["|a"],
        [],
        [],
        ["s|a"],
        ["|a"],
        [],
        [],
    ]


def test_a_source_without_a_code_has_its_own(build: Build) -> None:
    cell = CodeList("systems", "codes", own="urn:kind|thing", coded="flag")
    rows: list[dict[str, object]] = [
        {"flag": True, "systems": ["s"], "codes": ["a"]},
        {"flag": True},
        {"flag": False, "systems": ["s"], "codes": ["a"]},
        {},
    ]
    assert _values(build, KINDS, cell, *rows) == [["s|a"], [], ["urn:kind|thing"], ["urn:kind|thing"]]
    nothing = CodeList("systems", "codes", coded="flag")
    assert _values(build, KINDS, nothing, {"systems": ["s"], "codes": ["a"]}) == [[]]


def test_a_canonical_loses_its_version(build: Build) -> None:
    rows: list[dict[str, object]] = [
        {"text": "https://q.example/1|2.0"},
        {"text": "q"},
        {"text": "|2.0"},
        {"text": ""},
        {},
    ]
    found = _values(build, KINDS, Canonical("text", "urn:q"), *rows)
    assert found == [["urn:q|https://q.example/1"], ["urn:q|q"], [], [], []]


def test_a_code_is_there_or_it_is_not(build: Build) -> None:
    cell = HasCode("systems", "codes", ("s|a", "s|b"))
    rows: list[dict[str, object]] = [
        {"systems": ["t", "s"], "codes": ["a", "b"]},
        {"systems": ["t", "s"], "codes": ["a", "c"]},
        {},
    ]
    assert _values(build, YES, cell, *rows) == [True, False, False]


def test_one_true_or_filled_value_is_enough(build: Build) -> None:
    cell = AnyTrue(("flag", "other_flag"), ("text", "codes"))
    rows: list[dict[str, object]] = [
        {"flag": False, "other_flag": True},
        {"flag": False, "text": "2024"},
        {"codes": ["a"]},
        {"flag": False, "codes": []},
        {},
    ]
    assert _values(build, YES, cell, *rows) == [True, True, True, False, False]


def test_a_date_that_cannot_be_read_leaves_open_what_it_would_show(build: Build) -> None:
    cell = AnyTrue(booleans=("flag",), days=("text",))
    rows: list[dict[str, object]] = [
        {"text": "2024-05"},
        {"text": "2024-13"},
        {"flag": True, "text": "2024-13"},
        {"flag": False},
    ]
    assert _values(build, YES, cell, *rows) == [True, None, True, False]


def test_two_lists_share_a_number_however_it_is_spaced(build: Build) -> None:
    cell = AnyTrue(booleans=("flag",), same_number=("systems", "codes"))
    rows: list[dict[str, object]] = [
        {"systems": ["9434765919"], "codes": ["943 476 5919"]},
        {"systems": ["9000000009", "943-476-5919"], "codes": [None, "943\N{NO-BREAK SPACE}476 5919 "]},
        {"systems": ["9434765918"], "codes": ["9434765918"]},  # a slip that was copied is still the same
        {"systems": ["9434765919"], "codes": ["9000000009"]},
        {"systems": ["0000000000"], "codes": ["000 000 0000"]},
        {"systems": ["not known"], "codes": ["not known"]},
        {"systems": [""], "codes": [""]},
        {"systems": ["9434765919"]},
        {},
        {"systems": ["9434765919"], "flag": True},
    ]
    assert _values(build, YES, cell, *rows) == [True, True, True, False, False, False, False, False, False, True]


def test_the_numbers_of_a_list_are_right_where_they_are_one_that_is(build: Build) -> None:
    rows: list[dict[str, object]] = [
        {"codes": ["9434765919"]},
        {"codes": ["943 476 5919", "9434765919", " ", None]},
        {"codes": ["9434765918"]},
        {"codes": ["9434765919", "9000000009"]},
        {"codes": ["9434765919", "0000000000"]},
        {"codes": ["7777777777"]},
        {"codes": ["943476591X"]},
        {"codes": [" "]},
        {"codes": []},
        {},
    ]
    found = _values(build, YES, NhsNumbersOk("codes"), *rows)
    assert found == [True, True, False, False, False, False, False, None, None, None]


def test_the_first_value_that_is_filled_is_taken(build: Build) -> None:
    rows: list[dict[str, object]] = [{"text": "a", "other": "b"}, {"other": "b"}, {}]
    assert _values(build, TEXT, FirstFilled(("text", "other")), *rows) == ["a", "b", None]
    assert _values(build, KEY, FirstFilled(("other",)), *rows) == ["b", "b", None]
    flags: list[dict[str, object]] = [{"flag": False, "other_flag": True}, {"other_flag": False}, {}]
    assert _values(build, MOSTLY, FirstFilled(("flag", "other_flag")), *flags) == [False, False, True]


def test_flags_that_are_true_give_their_codes_in_order(build: Build) -> None:
    cell = Flags({"flag": "s|b", "other_flag": "s|a", "third_flag": "s|b"})
    rows: list[dict[str, object]] = [
        {"flag": True, "other_flag": True, "third_flag": True},
        {"flag": True, "other_flag": False},
        {"third_flag": True},
        {},
    ]
    assert _values(build, KINDS, cell, *rows) == [["s|a", "s|b"], ["s|b"], ["s|b"], []]


def test_a_union_has_the_codes_of_all_its_parts_once(build: Build) -> None:
    cell = UnionOf(
        (
            CodeList("systems", "codes", own="urn:kind|thing", coded="flag"),
            Canonical("text", "urn:q"),
            Flags({"other_flag": "s|a"}),
        )
    )
    rows: list[dict[str, object]] = [
        {"flag": True, "systems": ["s", "z"], "codes": ["a", "b"], "text": "q|1", "other_flag": True},
        {"systems": ["s"], "codes": ["a"], "other_flag": True},
        {"flag": True},
    ]
    assert _values(build, KINDS, cell, *rows) == [["s|a", "urn:q|q", "z|b"], ["s|a", "urn:kind|thing"], []]
    assert _values(build, KINDS, UnionOf((Flags({"flag": "s|a"}),)), {"flag": True}, {}) == [["s|a"], []]


def test_codes_that_stand_for_one_word_give_it(build: Build) -> None:
    cell = CodedWord("systems", "codes", {"s|1": "open", "s|2": "open", "t|1": "shut"})
    rows: list[dict[str, object]] = [
        {"systems": ["s", "s", "x"], "codes": ["1", "2", "9"]},
        {"systems": ["t"], "codes": ["1"]},
        {"systems": ["s", "t"], "codes": ["1", "1"]},
        {"systems": ["x"], "codes": ["1"]},
        {"systems": [None], "codes": ["1"]},
        {},
    ]
    assert _values(build, WORD, cell, *rows) == ["open", "shut", None, None, None, None]


def test_a_flag_that_is_true_gives_the_word_whatever_the_code(build: Build) -> None:
    cell = Mapped("text", {"active": "open"}, where_true={"flag": "shut", "other_flag": "open"})
    rows: list[dict[str, object]] = [
        {"flag": True, "other_flag": True, "text": "active"},
        {"other_flag": True, "text": "nonsense"},
        {"flag": True},
        {"flag": False, "text": "active"},
        {"flag": False, "text": "nonsense"},
    ]
    assert _values(build, WORD, cell, *rows) == ["shut", "open", "shut", "open", None]
    given = [{"id": str(number), "patient": "Patient/p1", **row} for number, row in enumerate(rows)]
    built = build({"thing": given}, tables=[small_table({WORD: cell})], schemas={"thing": SCHEMA})
    assert counts(built) == {("sample", "word", "code-not-mapped"): 1}


def test_a_flag_that_says_that_nothing_is_known_leaves_no_word_and_is_no_problem(build: Build) -> None:
    cell = Mapped("text", {"active": "open"}, where_true={"flag": "shut"}, unknown_where=("other_flag",))
    rows: list[dict[str, object]] = [
        {"flag": True, "other_flag": True, "text": "active"},
        {"other_flag": True, "text": "active"},
        {"other_flag": True, "text": "nonsense"},
        {"other_flag": False, "text": "active"},
        {"text": "active"},
    ]
    assert _values(build, WORD, cell, *rows) == ["shut", None, None, "open", "open"]
    given = [{"id": str(number), "patient": "Patient/p1", **row} for number, row in enumerate(rows)]
    built = build({"thing": given}, tables=[small_table({WORD: cell})], schemas={"thing": SCHEMA})
    assert counts(built) == {}


def test_an_nhs_number_is_right_wrong_or_not_there(build: Build) -> None:
    numbers = (
        "9434765919",
        "9434765918",
        "943 476 5919",
        "943476591",
        "94347659190",
        "943476591X",
        "٩٤٣٤٧٦٥٩١٩",
        "1000000010",
        "0000000000",
        "999 999 9999",
        " ",
    )
    rows: list[dict[str, object]] = [{"text": number} for number in numbers]
    found = _values(build, YES, NhsNumberOk("text"), *rows, {})
    assert found == [True, False, True, False, False, False, False, False, False, False, None, None]


def test_whoever_was_not_merged_has_no_survivor(build: Build) -> None:
    assert _values(build, KEY, Survivor(), {}) == [None]
