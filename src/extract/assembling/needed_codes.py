"""What a pattern over class codes cannot match without: a test far cheaper than the pattern."""

from __future__ import annotations

import re
from collections.abc import Iterator

# The atoms of a translated pattern: a set of codes, the opening of a group, its end, anything else; and
# what may follow an atom.
_ATOM = re.compile(r"\[(?P<set>[^\]]*)\]|(?P<open>\((?:\?(?:P<\w+>|<?[=!:]|:))?)|(?P<close>\))|(?P<other>.)")
_REPEAT = re.compile(r"[?*+]|\{(?P<least>\d+)[^}]*\}")
_LOOKING = ("(?=", "(?!", "(?<=", "(?<!")


def needed_codes(expression: str) -> frozenset[str] | None:
    """The smallest set of codes of which one must occur wherever the expression matches.

    Args:
        expression: a regular expression over codes, its classes written out as ``[...]``.

    Returns:
        The codes; None where the expression has no part that it cannot do without.
    """
    found = [codes for codes in _mandatory(expression) if codes]
    return min(found, key=len, default=None)


def _mandatory(expression: str) -> Iterator[frozenset[str]]:
    position = 0
    sets: list[frozenset[str]] = []
    while position < len(expression):
        atom = _ATOM.match(expression, position)
        if atom is None or atom["close"]:
            break
        if atom["other"] == "|":
            return  # Either side will do: neither is needed.
        end = _end_of_group(expression, atom.end()) if atom["open"] else atom.end()
        repeat = _REPEAT.match(expression, end)
        position = end if repeat is None else repeat.end()
        if repeat is not None and (repeat.group() in {"?", "*"} or repeat["least"] == "0"):
            continue
        if atom["set"] is not None:
            sets.append(frozenset(_spelled_out(atom["set"])))
        elif atom["open"] and not atom["open"].startswith(_LOOKING):
            sets += _mandatory(expression[atom.end() : end - 1])
    yield from sets


def _end_of_group(expression: str, position: int) -> int:
    depth = 1
    while depth:
        atom = _ATOM.match(expression, position)
        if atom is None:
            break
        depth += bool(atom["open"]) - bool(atom["close"])
        position = atom.end()
    return position


def _spelled_out(codes: str) -> Iterator[str]:
    position = 0
    while position < len(codes):
        if codes[position + 1 : position + 2] == "-":
            yield from map(chr, range(ord(codes[position]), ord(codes[position + 2]) + 1))
            position += 3
        else:
            yield codes[position]
            position += 1
