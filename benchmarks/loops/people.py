"""Who is who: the checked people, and whom each key that a row may name stands for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from benchmarks.loops.days import span
from benchmarks.loops.deciding import Person
from benchmarks.loops.words import NHS_NUMBER, TEST_DATA


class People:
    """The checked people of an extract. A row is theirs by its own key or by that of a record they replaced."""

    def __init__(self, patients: Iterable[dict[str, Any]], *, as_of: date) -> None:
        self.found: dict[str, Person] = {}
        self.numbers: dict[str, set[str]] = {}
        self.contacts: dict[str, list[dict[str, Any]]] = {}
        present, apart, newer = set(), set(), defaultdict(set)
        self._dead = {}
        for row in patients:
            key = f"Patient/{row['id']}"
            present.add(key)
            tags = [*row.get("meta", {}).get("tag", ()), *row.get("meta", {}).get("security", ())]
            is_test = any((tag.get("system"), tag.get("code")) == TEST_DATA for tag in tags)
            if is_test or row.get("active") is False:
                apart.add(key)
            self._dead[key] = _is_dead(row, as_of)
            self.numbers[key] = numbers(row)
            self.contacts[key] = row.get("contact", [])
            for link in row.get("link", ()):
                other = link.get("other", {}).get("reference")
                if other and link.get("type") == "replaced-by":
                    newer[key].add(other)
                elif other and link.get("type") == "replaces":
                    newer[other].add(key)
        self._stands_for = {key: self._last(key, newer, present) for key in present | newer.keys()}
        for key in present - apart:
            if self._stands_for[key] == key:
                self.found[key] = Person(is_dead=self._dead[key])

    def key(self, reference: dict[str, Any] | None) -> str | None:
        """Return the key of the checked person whom a reference stands for."""
        key = self._stands_for.get((reference or {}).get("reference", ""))
        return key if key in self.found else None

    @staticmethod
    def _last(key: str, newer: dict[str, set[str]], present: set[str]) -> str:
        last, seen, step = key, {key}, key
        while len(newer.get(step, ())) == 1:
            (step,) = newer[step]
            if step in seen:
                return key  # in a circle nobody is merged
            seen.add(step)
            if step in present:
                last = step
        return last


def in_use(row: dict[str, Any]) -> bool:
    """Return whether a name, a number or an address is neither marked old nor ended."""
    return row.get("use") != "old" and "end" not in row.get("period", {})


def numbers(row: dict[str, Any]) -> set[str]:
    """Return the NHS numbers in use, without spaces and hyphens."""
    return {
        each["value"].replace(" ", "").replace("-", "")
        for each in row.get("identifier", ())
        if each.get("system") == NHS_NUMBER and each.get("use") != "temp" and in_use(each) and "value" in each
    }


def _is_dead(row: dict[str, Any], as_of: date) -> bool:
    died = row.get("deceasedDateTime")
    first = span(died).first if died is not None else None
    return row.get("deceasedBoolean") is True or (first is not None and first <= as_of)
