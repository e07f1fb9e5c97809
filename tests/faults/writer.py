"""A process that writes one of two reports to a folder, over and over, in a child of its own for each line it is sent.

Each child prints its number once it listens to signals (one that comes while a process forks is lost), and the process
how the child ended. Forking spares the two seconds of the imports.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import NoReturn

from risk_checks.cli.stopping import Stopping
from tests.unit.reports.making import OUTCOMES, report

REPORTS = (report(), report(OUTCOMES[:3]))


def main(out: Path) -> None:
    """Serve until standard input ends."""
    REPORTS[0].write(out)
    for _ in sys.stdin:
        child = os.fork()
        if not child:
            _write_on(out)
        _tell(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))


def _tell(number: int) -> None:
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()


def _write_on(out: Path) -> NoReturn:
    stopping = Stopping()
    signal.signal(signal.SIGTERM, stopping.terminate)
    signal.signal(signal.SIGINT, stopping.interrupt)
    try:
        _tell(os.getpid())
        while True:
            for each in REPORTS:
                each.write(out)
    finally:
        os._exit(stopping.code or 1)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
