"""Any change of a valid file gives a definition or a fault with its place, and never another error (rows 76 to 80)."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from risk_checks.errors import DefinitionError
from risk_checks.views.fhirpath.parser import parse
from risk_checks.views.fhirpath.source import Source
from tests.faults.shipped_files import Written, by_kind

KINDS = ("rule", "conditions", "code set", "table", "view", "site", "standards")
ODD = (
    *("", " ", "\n", "\t", ":", ": ", "- ", "#", "'", '"', "{", "}", "[", "]", ",", "&a", "*a", "!!int", "|", ">", "%"),
    *("---", "...", "<<", "?", "@", "`", "\\", "$", "$x", ".", "..", "\x00", "\ufeff", "\u2028", "\ud800", "é", "😀"),
    *("null", "true", "0", "-1", "1e400", "9" * 400, "2026-02-30", "P1D", "1 day", "[[[[", "}}}}", "a" * 200, "of"),
)


@st.composite
def changed(draw: st.DrawFn, text: str) -> str:
    """Draw a text with a few of its pieces cut out, doubled, moved or replaced."""
    for _ in range(draw(st.integers(1, 3))):
        words = draw(st.booleans())
        pieces = text.split(" ") if words else text.split("\n")
        at = draw(st.integers(0, len(pieces) - 1))
        to = draw(st.integers(0, len(pieces) - 1))
        match draw(st.sampled_from(("cut", "double", "swap", "put", "within"))):
            case "cut":
                del pieces[at]
            case "double":
                pieces.insert(to, pieces[at])
            case "swap":
                pieces[at], pieces[to] = pieces[to], pieces[at]
            case "put":
                pieces[at] = draw(st.sampled_from(ODD))
            case "within":
                cut = draw(st.integers(0, len(pieces[at])))
                pieces[at] = pieces[at][:cut] + draw(st.sampled_from(ODD)) + pieces[at][cut + 1 :]
        text = (" " if words else "\n").join(pieces)
    return text


def _hold(file: Written, text: str) -> None:
    for fault in file.faults(text):
        assert isinstance(fault, DefinitionError)
        assert fault.where is not None
        assert fault.where.file


def _try(kind: str, folder: Path, data: st.DataObject) -> None:
    file = data.draw(st.sampled_from(by_kind(folder)[kind]))
    text = data.draw(changed(file.text))
    if kind == "site":
        text = text.replace("\ud800", "")  # which no file holds
    _hold(file, text)


@pytest.mark.row(76, 77, 78, 79, 80)
@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
def test_changed_file_gives_a_definition_or_a_fault(
    kind: str, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    _try(kind, tmp_path_factory.getbasetemp(), data)


@pytest.mark.heavy
@pytest.mark.row(76, 77, 78, 79, 80)
@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
@settings(max_examples=3000, deadline=None, suppress_health_check=list(HealthCheck))
def test_changed_file_gives_a_definition_or_a_fault_however_often(
    kind: str, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    _try(kind, tmp_path_factory.getbasetemp(), data)


PATHS = (
    "name.where(use = 'official').given.first()",
    "identifier.where(system = 'a').value.exists() and active",
    "extension('http://x').value.ofType(Coding).code",
    "(birthDate | deceased.ofType(dateTime)).exists().not()",
    "getReferenceKey(Patient) = %rowIndex + 1 - 2 * 3 / 4",
    "contact[0].period.start >= @2026-01-01T10:00:00Z",
)


@pytest.mark.row(80, 81)
@given(data=st.data())
@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
def test_changed_path_is_parsed_or_refused_at_its_place(data: st.DataObject) -> None:
    text = data.draw(changed(data.draw(st.sampled_from(PATHS))) | st.text(max_size=40))
    fault = _fault_of(text)
    assert fault is None or fault.where is not None


def _fault_of(path: str) -> DefinitionError | None:
    try:
        parse(Source(path))
    except DefinitionError as error:
        return error
    return None
