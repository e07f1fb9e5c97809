"""Why a file is not used, known before or while it is read."""

from __future__ import annotations


class Refused(Exception):
    """A file of which nothing can be used, or no more; the code is that of a problem.

    `detail` says more in a word from a fixed list, such as the name of a format.
    """

    def __init__(self, code: str, detail: str | None = None) -> None:
        self.code = code
        self.detail = detail
        super().__init__(code)
