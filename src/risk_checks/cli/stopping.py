"""What happens when the process is asked to stop: an exception that clears up; where none gets through, a plain end."""

from __future__ import annotations

import os
import signal
import sys
import time
from contextlib import suppress
from threading import Thread
from types import FrameType
from typing import NoReturn

from risk_checks.errors import ExitCode

PATIENCE = 5.0
"""Seconds to clear up in: code of a library that runs long looks at no signal until it is done."""


class Terminated(BaseException):
    """The process was asked to stop; raised so that half-made files are cleared away."""


class Stopping:
    """What the process was asked, if it was."""

    def __init__(self) -> None:
        self.code: ExitCode | None = None

    def begin(self) -> None:
        """Turn the signals into exceptions from now on, and see to it that the process ends soon after one."""
        signal.signal(signal.SIGTERM, self.terminate)
        signal.signal(signal.SIGINT, self.interrupt)
        if sys.platform == "win32":  # pragma: no cover -- signals wake only sockets there
            return
        reading, writing = os.pipe()
        os.set_blocking(writing, False)
        signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
        Thread(target=self._watch, args=(reading,), daemon=True).start()

    def terminate(self, _number: int, _frame: FrameType | None) -> NoReturn:
        """Raise Terminated."""
        self.code = ExitCode.TERMINATED
        raise Terminated

    def interrupt(self, _number: int, _frame: FrameType | None) -> NoReturn:
        """Raise KeyboardInterrupt."""
        self.code = ExitCode.INTERRUPTED
        raise KeyboardInterrupt

    def _watch(self, reading: int) -> None:
        while found := os.read(reading, 1):
            code = _CODES.get(found[0])
            if code is not None:
                time.sleep(PATIENCE)
                end(code)
        os.close(reading)


_CODES = {int(signal.SIGTERM): ExitCode.TERMINATED, int(signal.SIGINT): ExitCode.INTERRUPTED}


def end(code: ExitCode) -> NoReturn:
    """End the process at once, whatever it is at; its folders of temporary files go first, as they hold records."""
    from risk_checks.reports.held_folder import clear_own

    clear_own()
    with suppress(OSError):  # standard error may be gone, or full
        os.write(2, (WORDS[code] + "\n").encode())
    os._exit(code)


WORDS = {ExitCode.TERMINATED: "terminated", ExitCode.INTERRUPTED: "interrupted"}
