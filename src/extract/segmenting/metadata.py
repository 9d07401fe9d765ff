"""Read byline blocks: who wrote, when it was published, by whom."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from extract.segmenting.rules import PageRules, SegmentRules, Token
from extract.segmenting.sites import office_name, site_line

_SEPARATORS = re.compile(r"[\s|,;:/·•●■◆()\[\]>_~*-]+")
# a place or a desk between bars: "Jane Doe | Pune | Updated: May 5, 2020"
_CHUNK = re.compile(r"(?<=[|•·] )[A-Z][\w'-]*(?: [A-Z][\w'-]*){0,2}\s?(?=[|•·])")
_TRAILING = " \t\n,;|/&-"
_LONGEST_BLOCK = 400


@dataclass(slots=True)
class Block:
    """What a byline block says.

    Attributes:
        start: where it starts.
        end: where its last telling token ends.
        seen: one past the last character that any token took.
        strong: whether it holds a token that only byline blocks have.
        tokens: ids of its tokens, in order.
        fields: what the tokens give, the first of each.
    """

    start: int
    end: int
    seen: int
    strong: bool = False
    tokens: list[str] = field(default_factory=list)
    fields: dict[str, str] = field(default_factory=dict)

    def add(self, token: Token, found: re.Match[str]) -> None:
        """Take one token into the block."""
        self.seen = found.end()
        if not token.glue:
            self.end = found.end()
        self.strong = self.strong or token.strong
        self.tokens.append(token.id)
        if token.gives and (value := found["value"]):
            self.fields.setdefault(token.gives, value.strip(_TRAILING))

    @property
    def dated(self) -> bool:
        """Whether the block says when."""
        return "published" in self.fields or "updated" in self.fields


def scan_block(view: str, start: int, end: int, rules: PageRules) -> Block:
    """Read byline tokens from a position on, as far as they go.

    Args:
        view: the plain view of the page.
        start: where to begin.
        end: where to stop at the latest.
        rules: the tokens.
    """
    block = Block(start, start, start)
    position = start
    limit = min(end, start + _LONGEST_BLOCK)
    while position < limit:
        token, found = _token_at(view, position, end, block, rules)
        if token is None or found is None:
            gap = _SEPARATORS.match(view, position, end) or (
                block.strong and _CHUNK.match(view, position, end)
            )
            if not gap:
                break
            position = gap.end()
            continue
        block.add(token, found)
        position = found.end()
    if position >= end:
        block.seen = end
    return block


def _token_at(
    view: str, position: int, end: int, block: Block, rules: PageRules
) -> tuple[Token | None, re.Match[str] | None]:
    for token in rules.tokens:
        # a second date without a label belongs to the text: "... 2020 On October 16, 2020, the bureau"
        if token.gives == "published" and "published" in block.fields:
            continue
        found = token.regex.match(view, position, end)
        if found and found.end() > position:
            return token, found
    return None, None


def parse_date(text: str, rules: PageRules) -> date | None:
    """The day that a date names, None where there is no such day (``2020-13-45``)."""
    for regex in rules.dates:
        found = regex.search(text)
        if found:
            return _day(found.groupdict(), rules.months)
    return None


def is_ambiguous(text: str, rules: PageRules) -> bool:
    """Whether a date may be read in two orders: ``05/03/2018``."""
    found = next((found for regex in rules.dates if (found := regex.search(text))), None)
    parts = found.groupdict() if found else {}
    numbers = {parts.get("month", ""), parts.get("day", "")}
    return parts.get("order") is not None and len(numbers) > 1 and all(int(n) <= 12 for n in numbers)


def _day(parts: Mapping[str, str], months: Mapping[str, int]) -> date | None:
    year, day = int(parts["year"]), int(parts["day"])
    month = months.get(parts["month"].lower()) or int(parts["month"])
    if month > 12 and "sep" not in parts:  # 23/05/2020
        month, day = day, month
    try:
        return date(year, month, day)
    except ValueError:
        return None


def clean_author(value: str, publisher: str | None, rules: SegmentRules) -> str | None:
    """The names of a byline without the house they write for: ``Jane Doe, CNN`` is ``Jane Doe``.

    Args:
        value: what the byline says.
        publisher: the publisher that the page tells of, if any.
        rules: names of publishers, roles.
    """
    names = [name for name in re.split(r"\s*,\s*", value.strip(_TRAILING)) if name]
    alone = len(names) == 1  # one who writes on a site of his own
    kept = [
        name
        for index, name in enumerate(names)
        if not (
            (name == publisher and not alone)
            or (index and " " not in name)  # "Jane Doe, Lima"
            or rules.page.role.fullmatch(name)
            or (site_line(name, rules) and not (alone and rules.page.heads["wire"].fullmatch(name)))
            or (index and office_name(name, rules))
        )
    ]
    return ", ".join(kept) or None
