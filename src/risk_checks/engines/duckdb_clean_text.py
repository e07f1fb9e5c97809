"""What can stand in JSON and is read in several ways, or as nothing at all, found by one look at the bytes."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

_SPACE = r"[ \t]*"
# White space in UTF-8, and any character that is escaped: a text of these alone may count as absent.
_WHITE = (
    r"[ \t]",
    r"\\(?:[nrtf]|u[0-9a-fA-F]{4})",
    r"\xc2[\x85\xa0]",
    r"\xe1\x9a\x80",
    r"\xe2(?:\x80[\x80-\x8a\xa8\xa9\xaf]|\x81\x9f)",
    r"\xe3\x80\x80",
)
_VALUE = rf'(?:"{_SPACE}:|[,\[]){_SPACE}'  # up to where a value begins
_DOUBTFUL = "|".join(
    (
        rf"{_VALUE}(?:null|NaN|-?Inf|-?(?:[0-9]{{19}}|[0-9.]+[eE]))",
        rf"\[{_SPACE}\]",
        rf"\{{{_SPACE}\}}",
        rf'"(?:{"|".join(_WHITE)})*"',
        r"\\u[dD]",  # may be half a pair
        rf"\}}{_SPACE}[^,\]\}} \t\n]",  # what stands after an object may be another value on the same line
    )
)

# Numbers of which a double may say something else than the text: each has 15 digits or fewer otherwise.
_ODD_NUMBER = rf"{_VALUE}-?(?:[0-9]{{16}}|[0-9.]{{17}})|{_VALUE}-0"


def is_doubtful(stretch: bytes) -> bool:
    r"""Return whether lines hold nothing (null, an empty object, list or text), no number, or two values on a line.

    A number with an exponent, which may have no end as a double, and a text that looks like one of these are found too.

    >>> is_doubtful(b'{"a":"b"}\n'), is_doubtful(b'{"a":[]}\n'), is_doubtful(b'{"a":1} null\n')
    (False, True, True)
    >>> is_doubtful(b'{"a":9e308}\n')
    True
    """
    return _has(stretch, _DOUBTFUL)


def has_odd_number(stretch: bytes) -> bool:
    r"""Return whether a number in lines may be another one once it is read.

    >>> has_odd_number(b'{"a":0.1}\n'), has_odd_number(b'{"a":0.1000000000000000055}\n')
    (False, True)
    """
    return _has(stretch, _ODD_NUMBER)


def _has(stretch: bytes, pattern: str) -> bool:
    ends = np.array([0, len(stretch)], np.int32)
    text = pa.Array.from_buffers(pa.binary(), 1, [None, pa.py_buffer(ends), pa.py_buffer(stretch)])  # not copied
    return bool(pc.match_substring_regex(text, pattern)[0].as_py())
