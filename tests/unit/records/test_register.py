"""The register kept small: every resource met again is found, and 3 million of them stay under a gigabyte."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tracemalloc
from collections.abc import Iterator, Sequence

import pytest

from risk_checks.records.accounting import Fate
from risk_checks.records.buckets import Buckets, key_hash
from risk_checks.records.canonical import MARK_SIZE
from risk_checks.records.entry import Entry, Version
from risk_checks.records.register import Register


def _entry(
    own: str, *, content: str = "a", line: int = 1, updated: str | None = None, base: str | None = None
) -> Entry:
    digest, mark = (hashlib.sha256(text.encode()).digest() for text in (content, own + content))
    version = Version(None, updated, digest, base, mark[:MARK_SIZE])
    return Entry("Flag.ndjson", line, {}, "Flag", own, version, offset=10 * line)


def _register(entries: Sequence[Entry]) -> Register:
    register = Register(needed={"Flag"}, origins={})
    for each in entries:
        register.add(each)
    return register


def _thousand() -> Iterator[Entry]:
    """Give a thousand resources twice, of which the second differs for one in ten."""
    for turn in range(2):
        for place in range(1000):
            content = "b" if turn and place % 10 == 0 else "a"
            yield _entry(f"f{place}", content=content, line=1000 * turn + place + 1)


def test_every_resource_met_again_is_found_in_its_bucket() -> None:
    settlement = _register(list(_thousand())).settle()
    assert settlement.counts == {Fate.DUPLICATE: 900, Fate.SET_ASIDE: 200}
    fates = [settlement.fate("Flag", place) for place in range(2000)]
    assert fates[:11:10] == [Fate.SET_ASIDE, Fate.SET_ASIDE]
    assert (fates[1], fates[1001], fates[1000]) == (Fate.USED, Fate.DUPLICATE, Fate.SET_ASIDE)


def test_conflicts_come_in_the_order_of_lines_with_their_places() -> None:
    found = list(_register(list(_thousand())).settle().conflicts())
    assert [one.line for one in found] == sorted(one.line for one in found)
    assert (found[1].line, found[1].offset, found[1].file, found[1].code) == (
        11,
        110,
        "Flag.ndjson",
        "version-conflict",
    )


def test_which_is_in_use_can_be_asked_of_every_key() -> None:
    register = _register([*_thousand(), _entry("gone")])
    register.delete("Flag/gone", when=None)
    register.settle()
    assert all(register.in_use(f"Flag/f{place}") is (place % 10 != 0) for place in range(1000))
    assert not register.in_use("Flag/gone")
    assert not register.in_use("Flag/f1000")


def test_a_key_may_be_at_each_server_that_gave_it_and_at_any_where_none_is_told() -> None:
    register = _register([_entry("a", base="one"), _entry("b"), _entry("c", base="two")])
    assert [register.may_be_at(f"Flag/{own}", "one") for own in ("a", "b", "c", "d")] == [True, True, False, True]


def test_a_deletion_stands_for_what_came_before_it_and_none_else() -> None:
    register = _register([_entry("a", updated="2026-01-01T00:00:00Z"), _entry("b", updated="2026-03-01T00:00:00Z")])
    for own in ("a", "b", "c"):
        register.delete(f"Flag/{own}", when="2026-02-01T00:00:00Z")
    register.delete("Device/d", when=None)  # of a type that no view reads
    settlement = register.settle()
    assert [settlement.fate("Flag", place) for place in range(2)] == [Fate.DELETED, Fate.USED]
    assert settlement.faults == {("delete-not-found", "Flag"): 1}


def test_the_digest_is_that_of_what_is_in_use_in_whatever_order() -> None:
    entries = [_entry("a"), _entry("b"), _entry("b", line=3), _entry("c", content="x"), _entry("c", content="y")]
    one, other, less = (_register(each).settle().digest for each in (entries, entries[::-1], entries[:2]))
    assert one == other == less
    assert one != _register(entries[:1]).settle().digest


def test_rows_can_be_added_after_others_were_looked_up() -> None:
    buckets = Buckets("I")
    for number in range(2000):
        buckets.add(key_hash(f"k{number}"), number)
        assert buckets.rows_of("k0") == [(0,)]
    buckets.add(key_hash("k7"), 5000)
    assert buckets.rows_of("k7") == [(7,), (5000,)]


@pytest.mark.row(18)
def test_a_resource_costs_as_many_bytes_as_a_row() -> None:
    register = _register([_entry("first")])
    tracemalloc.start()
    for place in range(20_000):
        register.add(_entry(f"f{place}", line=place))
    taken, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert taken < 20_000 * 100


_MILLIONS = """
import hashlib, resource
resource.setrlimit(resource.RLIMIT_AS, (1_000_000_000, 1_000_000_000))
from risk_checks.records.entry import Entry, Version
from risk_checks.records.register import Register
register = Register(needed={"Flag"}, origins={})
for place in range(3_000_000):
    own = f"3f0c1d2e-0000-4000-8000-{place // 2:012d}"
    version = Version("1", "2026-01-01T00:00:00Z", hashlib.sha256(own.encode()).digest())
    register.add(Entry("Flag.ndjson", place, {}, "Flag", own, version, offset=300 * place))
settlement = register.settle()
print(sum(settlement.counts.values()), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


@pytest.mark.heavy
@pytest.mark.row(18, 91)
def test_three_million_resources_are_kept_under_a_gigabyte() -> None:
    ran = subprocess.run([sys.executable, "-c", _MILLIONS], capture_output=True, text=True, check=True)
    dropped, megabytes = map(int, ran.stdout.split())
    assert dropped == 1_500_000
    assert megabytes < 400
