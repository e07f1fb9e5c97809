"""Rows of a fixed size by key, kept small: the key's hash and packed numbers, and no object for any of them."""

from __future__ import annotations

import hashlib
import struct
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import Any

HASH_SIZE = 16
"""Bytes of a key's hash: of 10^12 keys, two are alike with a chance of one in 10^14."""
_FIRST = 1  # byte of the hash, which says the bucket
_REST = HASH_SIZE - _FIRST


def key_hash(key: str) -> bytes:
    """Return what stands for a key."""
    return hashlib.blake2b(key.encode(), digest_size=HASH_SIZE).digest()


class Buckets:
    """Rows in 256 buckets by the first byte of the hash of their key; a bucket is made when it gets its first row."""

    def __init__(self, layout: str) -> None:
        self._row = struct.Struct(f"<{layout}")
        self._size = _REST + self._row.size
        self._buckets: dict[int, bytearray] = {}
        self._ordered: dict[int, int] = {}  # how long each bucket was when it was put in the order of hashes

    def add(self, of: bytes, *values: Any) -> None:
        """Add a row to those of a key's hash."""
        bucket = self._buckets.get(of[0])
        if bucket is None:
            bucket = self._buckets[of[0]] = bytearray()
        bucket += of[_FIRST:]
        bucket += self._row.pack(*values)

    def firsts(self) -> list[int]:
        """Return the buckets that have rows, by the byte that the hashes in them begin with."""
        return sorted(self._buckets)

    def rows_in(self, first: int) -> Iterator[tuple[bytes, tuple[Any, ...]]]:
        """Give the rows of a bucket, in the order in which they were added, each with the hash of its key."""
        bucket, begin = self._buckets.get(first, bytearray()), bytes((first,))
        for place in range(len(bucket) // self._size):
            yield begin + self._rest(bucket, place), self._unpack(bucket, place)

    def met_again(self, first: int, *, also: Collection[bytes] = ()) -> Iterator[tuple[bytes, list[tuple[Any, ...]]]]:
        """Give the hashes in a bucket that have several rows, and those named, with their rows as they were added."""
        bucket, begin = self._buckets.get(first, bytearray()), bytes((first,))
        hashes = [self._rest(bucket, place) for place in range(len(bucket) // self._size)]
        if not also and len(set(hashes)) == len(hashes):
            return
        places: dict[bytes, list[int]] = defaultdict(list)
        for place, rest in enumerate(hashes):
            places[rest].append(place)
        for rest, found in places.items():
            if len(found) > 1 or begin + rest in also:
                yield begin + rest, [self._unpack(bucket, place) for place in found]

    def rows_of(self, key: str) -> list[tuple[Any, ...]]:
        """Return the rows of a key, as they were added; the bucket is first put in order, once for all its keys."""
        of = key_hash(key)
        bucket = self._in_order(of[0])
        rest, count = of[_FIRST:], len(bucket) // self._size
        place = bisect_left(range(count), rest, key=lambda at: self._rest(bucket, at))
        found: list[tuple[Any, ...]] = []
        while place < count and self._rest(bucket, place) == rest:
            found.append(self._unpack(bucket, place))
            place += 1
        return found

    def _rest(self, bucket: bytearray, place: int) -> bytes:
        return bytes(bucket[place * self._size : place * self._size + _REST])

    def _unpack(self, bucket: bytearray, place: int) -> tuple[Any, ...]:
        return self._row.unpack_from(bucket, place * self._size + _REST)

    def _in_order(self, first: int) -> bytearray:
        bucket = self._buckets.get(first)
        if bucket is None:
            return bytearray()
        if self._ordered.get(first) != len(bucket):
            rows = [bytes(bucket[at : at + self._size]) for at in range(0, len(bucket), self._size)]
            rows.sort(key=_rest_of)
            bucket = self._buckets[first] = bytearray().join(rows)
            self._ordered[first] = len(bucket)
        return bucket


def _rest_of(row: bytes) -> bytes:
    return row[:_REST]
