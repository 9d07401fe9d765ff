"""Regular expressions for what ends where something else begins.

"more than" before a number, "according to" before a name: tried from the end of the text backwards they
fail at the last character, whereas `re` begins to search at the first one (3 µs for the 60 characters
before a number, here 0.3). The package ``regex`` reads backwards; ``re`` cannot.
"""

from __future__ import annotations

import copyreg
import re
from collections.abc import Callable
from functools import partial
from typing import Any

import regex

from extract.rules.keeping import ENDING, is_keeping, remembered

Pattern = regex.Pattern[str]

# What `regex` tells `pickle`: the function that makes a pattern again, and what it makes it of.
_take_apart: Callable[[Pattern], Any] = copyreg.dispatch_table[regex.Pattern]
_put_together: Callable[..., Pattern] = _take_apart(regex.compile(""))[0]


class Ending:
    r"""A compiled expression that must match up to the end, as ``r"\bmore than $"`` does.

    Where several readings end there, the first alternative wins and not, as with ``re``, the longest reading:
    write the longer one first.

    Args:
        pattern: the expression, in the syntax of ``re``.
        flags: as for ``re.compile``.

    Raises:
        re.error: it is none.

    Attributes:
        pattern, flags: as given.
        search: ``search(text, start, end)`` looks at what ends at ``end``, as that of a pattern of ``re``
            with a ``$`` at its end does.
    """

    __slots__ = ("flags", "pattern", "search")

    search: Callable[..., regex.Match[str] | None]

    def __init__(self, pattern: str, flags: int = 0) -> None:
        self.pattern, self.flags = pattern, int(flags)
        try:
            # As a number: with flags of `re`'s own type `regex` reads some patterns wrongly.
            self.search = _compiled(f"(?r)(?:{pattern})", int(flags)).match
        except regex.error as error:
            re.compile(pattern)  # its messages say where the error is
            raise re.error(str(error), pattern) from None


def _compiled(expression: str, flags: int) -> Pattern:
    """What ``regex.compile`` gives; from what is kept between runs it takes a fiftieth of the time.

    Raises:
        regex.error: it is no expression.
    """
    if not is_keeping():
        return regex.compile(expression, flags)  # which has a memory of its own
    key = expression, flags, regex.__version__
    try:
        return _put_together(*remembered(ENDING, key, partial(_compile, expression, flags)))
    except (TypeError, ValueError, RuntimeError):  # something else stood in the file
        return regex.compile(expression, flags)


def _compile(expression: str, flags: int) -> tuple[Any, ...]:
    parts: tuple[Any, ...] = _take_apart(regex.compile(expression, flags))[1]
    return parts
