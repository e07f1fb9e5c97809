"""`repeat` on both engines, where the suite's cases do not reach."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import ibis
import pytest

from risk_checks.records.conform import ShapeFault, compile_shape
from risk_checks.records.turns import holds_itself
from risk_checks.views.columnar import view_rows
from risk_checks.views.faults import ViewError
from risk_checks.views.library import shipped_views
from risk_checks.views.memory import compile_view
from risk_checks.views.shape import shape_of
from tests.typed_table import typed_table
from tests.unit.views.engines import ENGINES, Row, column, rows_of, view_of

both = pytest.mark.parametrize("engine", ENGINES)
RESPONSES: list[Row] = [
    {
        "id": "r1",
        "item": [
            {
                "linkId": "1",
                "answer": [
                    {"valueInteger": 1, "item": [{"linkId": "1a", "item": [{"linkId": "1a1"}]}]},
                    {"valueInteger": 2, "item": [{"linkId": "1b"}]},
                ],
                "item": [{"linkId": "1c", "text": "c"}],
            },
            {"linkId": "2"},
        ],
    },
    {"id": "r2"},
    {"id": "r3", "item": [{"linkId": "3"}]},
]


def rows(select: list[Row], engine: str, folder: Path, *, of: str = "QuestionnaireResponse") -> list[Row]:
    return rows_of(view_of(select, of=of), RESPONSES, engine, folder)


def links(select: list[Row], engine: str, folder: Path) -> list[Any]:
    return [tuple(row.values()) for row in rows([{"column": [column("id", "id")]}, *select], engine, folder)]


@both
def test_each_is_followed_by_what_is_found_in_it_path_by_path(engine: str, tmp_path: Path) -> None:
    columns = [column("n", "%rowIndex"), column("link", "linkId")]
    assert links([{"repeat": ["item", "answer.item"], "column": columns}], engine, tmp_path) == [
        *(("r1", 0, "1"), ("r1", 1, "1c"), ("r1", 2, "1a"), ("r1", 3, "1a1"), ("r1", 4, "1b"), ("r1", 5, "2")),
        ("r3", 0, "3"),
    ]
    assert links([{"repeat": ["answer.item", "item"], "column": columns}], engine, tmp_path) == [
        *(("r1", 0, "1"), ("r1", 1, "1a"), ("r1", 2, "1a1"), ("r1", 3, "1b"), ("r1", 4, "1c"), ("r1", 5, "2")),
        ("r3", 0, "3"),
    ]


@both
def test_paths_may_pick_what_they_follow(engine: str, tmp_path: Path) -> None:
    columns = [column("link", "linkId")]
    assert links([{"repeat": ["item.where(linkId != '2')"], "column": columns}], engine, tmp_path) == [
        *(("r1", "1"), ("r1", "1c"), ("r3", "3")),
    ]
    assert links([{"repeat": ["item.first()", "answer.item[1]"], "column": columns}], engine, tmp_path) == [
        *(("r1", "1"), ("r1", "1c"), ("r1", "1b"), ("r3", "3")),
    ]


@both
def test_columns_may_look_below_the_deepest(engine: str, tmp_path: Path) -> None:
    columns = [
        column("link", "linkId"),
        column("below", "item.item.exists()"),
        column("of", "answer.item.item.linkId.first()"),
        column("texts", "item.text", collection=True),
    ]
    assert links([{"repeat": ["item"], "column": columns}], engine, tmp_path) == [
        ("r1", "1", False, "1a1", ["c"]),
        ("r1", "1c", False, None, []),
        ("r1", "2", False, None, []),
        ("r3", "3", False, None, []),
    ]


@both
def test_what_nobody_has_below_the_deepest_is_nothing(engine: str, tmp_path: Path) -> None:
    deep = "item.item.item.answer"
    columns = [
        column("of", f"{deep}.value.ofType(Reference).getReferenceKey()", collection=True),
        column("link", f"{deep}.item.linkId.join(',')"),
        column("same", f"{deep}.item.linkId = 'x'"),
        column("first", f"{deep}.item[1].text"),
        column("picked", f"{deep}.where(item.exists()).exists()"),
    ]
    assert links([{"repeat": ["item"], "column": columns}], engine, tmp_path) == [
        *[("r1", [], None, None, None, False)] * 3,
        ("r3", [], None, None, None, False),
    ]


@both
def test_what_stands_below_an_element_is_carried_along_at_every_depth(engine: str, tmp_path: Path) -> None:
    questions = [
        {
            "id": "q1",
            "item": [
                {"linkId": "1", "item": [{"linkId": "1.1", "initial": [{"valueQuantity": {"unit": "mg"}}]}]},
                {"linkId": "2", "initial": [{"valueString": "a"}, {"valueQuantity": {"unit": "kg"}}]},
            ],
        }
    ]
    inner = {"forEachOrNull": "initial", "column": [column("unit", "value.ofType(Quantity).unit")]}
    below = {"repeat": ["item"], "column": [column("below", "initial.value.ofType(Quantity).unit.first()")]}
    view = view_of([{"repeat": ["item"], "column": [column("link", "linkId")], "select": [inner]}], of="Questionnaire")
    assert [tuple(row.values()) for row in rows_of(view, questions, engine, tmp_path)] == [
        *(("1", None), ("1.1", "mg"), ("2", None), ("2", "kg")),
    ]
    view = view_of([{"repeat": ["item"], "column": [column("link", "linkId")], "select": [below]}], of="Questionnaire")
    assert [tuple(row.values()) for row in rows_of(view, questions, engine, tmp_path)] == [("1", "mg")]


@both
def test_what_stands_below_none_is_null_in_a_row_that_is_kept(engine: str, tmp_path: Path) -> None:
    inner = {"forEachOrNull": "answer.item.item", "column": [column("n", "%rowIndex"), column("link", "linkId")]}
    assert links([{"repeat": ["item"], "select": [{"column": [column("of", "linkId")]}, inner]}], engine, tmp_path) == [
        *(("r1", "1", 0, "1a1"), ("r1", "1c", 0, None), ("r1", "2", 0, None), ("r3", "3", 0, None)),
    ]


@both
def test_branches_of_a_union_repeat_for_themselves(engine: str, tmp_path: Path) -> None:
    def branch(kind: str, **iteration: Any) -> Row:
        return {
            **iteration,
            "column": [column("kind", f"'{kind}'"), column("n", "%rowIndex"), column("link", "linkId")],
        }

    union = [branch("all", repeat=["item"]), branch("top", forEach="item"), branch("below", repeat=["item.item"])]
    assert links([{"unionAll": union}], engine, tmp_path) == [
        *(("r1", "all", 0, "1"), ("r1", "all", 1, "1c"), ("r1", "all", 2, "2")),
        *(("r1", "top", 0, "1"), ("r1", "top", 1, "2"), ("r1", "below", 0, "1c")),
        *(("r3", "all", 0, "3"), ("r3", "top", 0, "3")),
    ]


@both
def test_a_repeat_in_a_repeat_starts_from_each(engine: str, tmp_path: Path) -> None:
    inner = {"repeat": ["item", "answer.item"], "column": [column("below", "linkId"), column("n", "%rowIndex")]}
    outer = {"repeat": ["item", "answer.item"], "column": [column("link", "linkId")], "select": [inner]}
    assert links([outer], engine, tmp_path) == [
        *(("r1", "1", "1c", 0), ("r1", "1", "1a", 1), ("r1", "1", "1a1", 2), ("r1", "1", "1b", 3)),
        ("r1", "1a", "1a1", 0),
    ]


@both
def test_a_repeat_that_can_find_nothing_has_no_rows(engine: str, tmp_path: Path) -> None:
    nested = {"forEachOrNull": "coding", "column": [column("c", "code", type="code")]}
    select = {"repeat": ["jurisdiction"], "column": [column("n", "%rowIndex", type="integer")], "select": [nested]}
    assert links([select], engine, tmp_path) == []


@both
def test_nobody_has_what_is_repeated(engine: str, tmp_path: Path) -> None:
    view = view_of(
        [{"repeat": ["item"], "column": [column("link", "linkId"), column("n", "%rowIndex")]}], of="Questionnaire"
    )
    assert rows_of(view, [{"id": "q1"}], engine, tmp_path) == []


def nested(levels: int) -> Row:
    item: Row = {"linkId": "deepest"}
    for _ in range(levels - 1):
        item = {"item": [item]}
    return {"id": "q1", "item": [item]}


LINKS = view_of([{"repeat": ["item"], "column": [column("link", "linkId")]}], of="Questionnaire")


@both
def test_twenty_turns_are_followed(engine: str, tmp_path: Path) -> None:
    assert [row["link"] for row in rows_of(LINKS, [nested(20)], engine, tmp_path)] == [None] * 19 + ["deepest"]


FORM = view_of([{"repeat": ["item", "answer.item"], "column": [column("link", "linkId")]}], of="QuestionnaireResponse")


def answered(levels: int, by: str) -> Row:
    """Return a form whose items lie in items, in answers, or in either by turns."""
    item: Row = {"linkId": "deepest", "answer": [{"valueString": "x"}]}
    for level in range(levels - 1):
        in_answer = by == "answer" or (by == "turns" and level % 2 == 0)
        item = {"answer": [{"item": [item]}]} if in_answer else {"item": [item]}
    return {"id": "q1", "item": [item]}


@both
@pytest.mark.parametrize("by", ["item", "answer", "turns"])
def test_twenty_turns_are_followed_along_two_paths(engine: str, by: str, tmp_path: Path) -> None:
    forms = [answered(20, by), {"id": "q2", "item": [{"linkId": "other", "item": [{"linkId": "below"}]}]}]
    found = [row["link"] for row in rows_of(FORM, forms, engine, tmp_path)]
    assert found == [*[None] * 19, "deepest", "other", "below"]


@both
@pytest.mark.parametrize("by", ["item", "answer", "turns"])
def test_what_goes_deeper_along_two_paths_is_set_aside(engine: str, by: str, tmp_path: Path) -> None:
    assert isinstance(compile_shape(shape_of(FORM))(answered(21, by)), ShapeFault)
    assert rows_of(FORM, [answered(21, by)], engine, tmp_path) == []


def test_what_goes_deeper_is_refused_and_never_cut(tmp_path: Path) -> None:
    fault = compile_shape(shape_of(LINKS))(nested(21))
    assert fault == ShapeFault(".".join(["item"] * 21) + " after 20 turns", "repeat-too-deep")
    with pytest.raises(ViewError, match="goes more than 20 turns deep in a Questionnaire"):
        compile_view(LINKS)(nested(21))
    table = typed_table(ibis.duckdb.connect(), shape_of(LINKS), [nested(21)], tmp_path / "deep.ndjson")
    with pytest.raises(ViewError) as caught:
        view_rows(LINKS, table)
    assert (caught.value.code, "deepest" in str(caught.value)) == ("RC-E223", False)


def test_the_query_grows_with_the_depth_and_not_faster(tmp_path: Path) -> None:
    lengths = []
    for levels in (6, 12):
        folder = tmp_path / str(levels)
        folder.mkdir()
        table = typed_table(ibis.duckdb.connect(), shape_of(LINKS), [nested(levels)], folder / "rows.ndjson")
        lengths.append(len(str(ibis.to_sql(view_rows(LINKS, table), dialect="duckdb"))))
    assert lengths[1] < 5 * lengths[0]  # the types of what lies below are written at each level


@pytest.mark.parametrize("name", sorted(shipped_views()))
def test_the_shape_of_a_view_without_repeat_holds_itself_nowhere(name: str) -> None:
    view = shipped_views()[name]
    assert holds_itself(shape_of(view)) is view.select.has_repeat()
