"""Regular expressions as ``re`` compiles them, taken from what is kept between runs where it is.

What ``re`` makes of an expression is a list of numbers; of that list it makes a pattern, in a fortieth of the
time.
"""

from __future__ import annotations

import re
from array import array
from functools import partial
from importlib import import_module
from typing import Any

from extract.rules.keeping import EXPRESSION, is_keeping, remembered

# The parts of `re` itself, of which mypy knows nothing; they are the same in Python 3.11 to 3.13.
_sre: Any = import_module("_sre")
_parser: Any = import_module("re._parser")
_compiler: Any = import_module("re._compiler")


def compiled(expression: str, flags: int = 0) -> re.Pattern[str]:
    """What ``re.compile`` gives, sooner where it is kept.

    Raises:
        re.error: it is no expression.
    """
    if not is_keeping():
        return re.compile(expression, flags)  # which has a memory of its own
    made = remembered(EXPRESSION, (expression, int(flags)), partial(_compile, expression, int(flags)))
    try:
        return _make(expression, made)
    except (TypeError, ValueError, RuntimeError, OverflowError):  # something else stood in the file
        return re.compile(expression, flags)


def _compile(expression: str, flags: int) -> tuple[Any, ...]:
    """As ``re._compiler.compile`` does it, up to the numbers: all flags, numbers, groups and their names."""
    parsed = _parser.parse(expression, flags)
    state = parsed.state
    numbers = array("I", _compiler._code(parsed, flags))  # noqa: SLF001 - its own name for it
    names: list[str | None] = [None] * state.groups
    for name, group in state.groupdict.items():
        names[group] = name
    return flags | state.flags, numbers.tobytes(), state.groups - 1, dict(state.groupdict), tuple(names)


def _make(expression: str, made: tuple[Any, ...]) -> re.Pattern[str]:
    """A pattern of what ``_compile`` gave.

    Raises:
        TypeError, ValueError, RuntimeError, OverflowError: it is something else; ``re`` checks the numbers.
    """
    flags, data, groups, by_name, names = made
    numbers = array("I")
    numbers.frombytes(data)
    pattern: re.Pattern[str] = _sre.compile(expression, flags, numbers.tolist(), groups, by_name, names)
    return pattern
