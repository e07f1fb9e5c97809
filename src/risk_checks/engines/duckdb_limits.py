"""How much memory, disk and how many threads the embedded database may use."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from risk_checks.errors import UsageError

MIB = 1024 * 1024
LEAST_MEMORY = 64 * MIB
_SHARE = 2  # the database gets one part in so many: reading, answers and Python itself need the rest
_KEPT_FREE = 10  # and leaves one part in so many of the disk to others
_MEMORY = re.compile(r"([1-9][0-9]{0,9}) ?([KMGT]i?)?B", re.IGNORECASE)
_UNITS = {"K": 1, "M": 2, "G": 3, "T": 4}
_CGROUPS = Path("/sys/fs/cgroup")


@dataclass(frozen=True, slots=True)
class Limits:
    """What a caller allows; None where nothing was said: a share of what there is, and a thread for each core."""

    memory: int | None = None
    threads: int | None = None

    def settings(self, spill: Path | None) -> Mapping[str, object]:
        """Return DuckDB's settings; `spill` is the folder for what does not fit into memory."""
        memory = self.memory or _share()
        found: dict[str, object] = {}
        if memory is not None:
            found["memory_limit"] = f"{memory}B"
        if spill is not None:
            free = shutil.disk_usage(spill).free
            found["max_temp_directory_size"] = f"{free - free // _KEPT_FREE}B"
        if self.threads is not None:
            found["threads"] = self.threads
        return found


def limits_of(memory: str | int | None, threads: int | None) -> Limits:
    """Return the limits that a caller names; raises UsageError for what is none.

    >>> limits_of("600MB", 2)
    Limits(memory=600000000, threads=2)
    """
    size = _bytes(memory) if isinstance(memory, str) else memory
    if size is not None and size < LEAST_MEMORY:
        raise UsageError("RC-E619", "too little memory for the database", hint="allow 64MiB or more")
    if threads is not None and threads < 1:
        raise UsageError("RC-E619", "threads are 1 or more", hint="leave it out for a thread for each core")
    return Limits(size, threads)


def _bytes(text: str) -> int:
    found = _MEMORY.fullmatch(text.strip())
    if found is None:
        raise UsageError("RC-E619", f"'{text[:20]}' is no amount of memory", hint="write it as 600MB or 2GiB")
    unit = (found[2] or "").upper()
    base = 1024 if unit.endswith("I") else 1000
    return int(found[1]) * int(base ** _UNITS.get(unit[:1], 0))


def _share() -> int | None:
    """Return a share of the least of what machine, container and process may use; None where nothing says."""
    told = [size for size in (_of_machine(), *_of_containers(), _of_process()) if size]
    return max(min(told) // _SHARE, LEAST_MEMORY) if told else None


def _of_machine() -> int | None:
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, OSError, ValueError):
        return None


def _of_process() -> int | None:
    if sys.platform == "win32":
        return None
    import resource

    soft, _ = resource.getrlimit(resource.RLIMIT_AS)
    return None if soft == resource.RLIM_INFINITY else soft


def _of_containers(root: Path = _CGROUPS, groups: Path = Path("/proc/self/cgroup")) -> Iterator[int]:
    """Yield the limits of the process's control groups and of those around them, in both of their versions."""
    try:
        lines = groups.read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        return
    for line in lines:
        _, _, rest = line.partition(":")
        kinds, _, path = rest.partition(":")
        if kinds and "memory" not in kinds.split(","):
            continue
        home, name = (root / "memory", "memory.limit_in_bytes") if kinds else (root, "memory.max")
        own = home / path.lstrip("/")
        for folder in (own, *own.parents):
            if folder.is_relative_to(home):
                yield from _told(folder / name)


def _told(file: Path) -> Iterator[int]:
    try:
        text = file.read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        return
    if text.isdigit():  # "max" is no limit
        yield int(text)
