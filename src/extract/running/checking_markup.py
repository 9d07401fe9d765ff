"""Inline markup of examples: text with stretches marked, and what is expected of each.

``spent <q value=12.5e6 unit=CNY>12.5 million yuan</q>`` marks a stretch with a tag and attributes;
``the rate fell by [5 points|C-]`` is the shorter way that rules of movement use, and
``jobs were created| ; residents moved`` divides a text at bars.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from extract.records import Span

# A tag, or what looks like one: "<q unit=CNY>", "</q>", "<Q value>"; "a < b" is none.
_TAG = re.compile(r"<(?P<close>/?)(?P<name>[A-Za-z]+)(?P<rest>[^<>]*)>")
_HALF_TAG = re.compile(r"</?[A-Za-z][^<>]*$|</?[A-Za-z][^<>]*<")
_ATTRIBUTE = re.compile(
    r"""\s+(?P<key>[\w-]+)=(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>[^\s"'=]+))"""
)
_BRACKET = re.compile(r"\[(?P<text>[^\[\]|]+)\|(?P<role>[CL])(?P<way>[+-]?)(?P<planned>P?)\]")
_ROLES = {"C": "change", "L": "level"}
_DIRECTIONS = {"+": "up", "-": "down", "": "none"}


Tags = Mapping[str, Collection[str]]
"""The attributes that each known tag may have."""


class MarkupError(ValueError):
    """Markup that cannot be read: an unknown tag or attribute, or one that never closes."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A marked stretch.

    Attributes:
        tag: its tag.
        start, end: its offsets in the text without markup.
        attributes: what the tag says of it.
    """

    tag: str
    start: int
    end: int
    attributes: dict[str, str] = field(default_factory=dict)

    @property
    def span(self) -> Span:
        """Its offsets."""
        return Span(self.start, self.end)


@dataclass(frozen=True, slots=True)
class Marked:
    """A text without its markup, and what was marked in it, in text order."""

    text: str
    marks: tuple[Mark, ...] = ()

    def quote(self, mark: Mark) -> str:
        """The text of a marked stretch."""
        return self.text[mark.start : mark.end]


def read_tags(source: str, known: Tags) -> Marked:
    """Read ``<tag key=value>…</tag>`` markup.

    Args:
        source: the text with its markup.
        known: the attributes that each tag may have.

    Raises:
        MarkupError: an unknown tag or attribute, an empty stretch, one inside another or never closed.
    """
    if broken := _HALF_TAG.search(_TAG.sub("", source)):
        raise MarkupError(f"{broken.group()[:20]!r} is no whole tag")
    text, position = "", 0
    marks: list[Mark] = []
    opened: Mark | None = None
    for match in _TAG.finditer(source):
        text += source[position : match.start()]
        position = match.end()
        if not match["close"]:
            if opened is not None:
                raise MarkupError(f"<{match['name']}> stands inside <{opened.tag}>")
            opened = Mark(match["name"], len(text), len(text), _read_attributes(match, known))
            continue
        if opened is None or opened.tag != match["name"]:
            raise MarkupError(f"</{match['name']}> closes nothing")
        marks.append(_closed(opened, len(text)))
        opened = None
    if opened is not None:
        raise MarkupError(f"<{opened.tag}> is never closed")
    return Marked(text + source[position:], tuple(marks))


def _closed(opened: Mark, end: int) -> Mark:
    if opened.start == end:
        raise MarkupError(f"<{opened.tag}> marks nothing")
    return Mark(opened.tag, opened.start, end, opened.attributes)


def _read_attributes(match: re.Match[str], known: Tags) -> dict[str, str]:
    name = match["name"]
    if name not in known:
        raise MarkupError(f"unknown tag <{name}>; known here: {_names(known)}")
    found: dict[str, str] = {}
    position = 0
    for attribute in _ATTRIBUTE.finditer(match["rest"]):
        if attribute.start() != position:
            break
        position = attribute.end()
        if attribute["key"] not in known[name]:
            raise MarkupError(f"<{name}> knows no {attribute['key']!r}; known: {_names(known[name])}")
        found[attribute["key"]] = next(
            value for value in attribute.group("double", "single", "bare") if value is not None
        )
    if match["rest"][position:].strip():
        raise MarkupError(f"<{name}{match['rest']}>: write attributes as key=value")
    return found


def _names(known: Collection[str]) -> str:
    return ", ".join(sorted(known)) or "none"


def read_brackets(source: str) -> Marked:
    """Read ``[5 points|C-]`` (a change, down), ``[5 points|L-]`` (a level), ``[5 points|LP]`` (planned).

    Raises:
        MarkupError: brackets or bars of another shape.
    """
    text, position = "", 0
    marks: list[Mark] = []
    for match in _BRACKET.finditer(source):
        text += source[position : match.start()]
        expected = {
            "role": _ROLES[match["role"]],
            "direction": _DIRECTIONS[match["way"]],
            "status": "planned" if match["planned"] else "actual",
        }
        marks.append(Mark("q", len(text), len(text) + len(match["text"]), expected))
        text += match["text"]
        position = match.end()
    text += source[position:]
    if re.search(r"[\[\]|]", text):
        raise MarkupError("a bracket or bar that belongs to no [...|C+] or [...|L]")
    return Marked(text, tuple(marks))


def read_sources(source: str) -> Marked:
    """Read ``according to the [report]``: the stretch in brackets is a mark of tag ``source``.

    Raises:
        MarkupError: brackets inside brackets, or one without the other.
    """
    text = ""
    marks: list[Mark] = []
    for index, piece in enumerate(re.split(r"\[([^\[\]]+)\]", source)):
        if index % 2:
            marks.append(Mark("source", len(text), len(text) + len(piece)))
        text += piece
    if re.search(r"[\[\]]", text):
        raise MarkupError("a bracket without the other")
    return Marked(text, tuple(marks))


def read_bars(source: str) -> Marked:
    """Read ``one clause| and another``: each bar is a mark of tag ``cut`` on the character behind it.

    Raises:
        MarkupError: a bar at the end.
    """
    marks: list[Mark] = []
    text = ""
    for piece in source.split("|"):
        if text:
            marks.append(Mark("cut", len(text), len(text) + 1))
        text += piece
    if source.endswith("|"):
        raise MarkupError("a bar with nothing behind it")
    return Marked(text, tuple(marks))
