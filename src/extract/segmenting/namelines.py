"""Lines between headline and body that are a bare name, of a person or of an office."""

from __future__ import annotations

from collections.abc import Sequence

from extract.segmenting.pieces import Piece
from extract.segmenting.rules import SegmentRules
from extract.segmenting.sites import ACRONYMS, office_name, site_line
from extract.segmenting.titles import bare_name

_LONGEST = 80


def take_name_line(view: str, lines: Sequence[Piece], rules: SegmentRules, *, dated: bool) -> dict[str, str]:
    """Mark the line that names the author or the office, with a date near it or the house behind it.

    Args:
        view: the plain view of the page.
        lines: the lines between headline and body, in order.
        rules: names of offices and sites.
        dated: whether a date stands above the headline: a name right below it is the author's.

    Returns:
        ``author`` or ``publisher``; nothing where no line names one.
    """
    near = any(p.kind == "metadata" or p.rule == "reading-time" for p in lines)
    for index, line in enumerate(lines):
        text = view[line.start : line.end]
        if line.kind is not None or len(text) > _LONGEST:
            continue
        below = lines[index + 1 :][:1]
        office = office_name(text, rules) if below and below[0].kind == "metadata" else None
        if office:
            line.mark("metadata", "office-above-date")
            return {"publisher": office}
        name = bare_name(view, line, rules)
        told = near or (dated and index == 0 and line.gap)
        if name and (told or (len(text) > len(name) + 1 and _names_house(text, name, rules))):
            line.mark("metadata", "name-near-date")
            return {"author": name}
    return {}


def _names_house(text: str, name: str, rules: SegmentRules) -> bool:
    """Whether the house stands behind a name: ``Jane Doe, Coast Business News``, ``Jane Doe* - IPS``."""
    rest = text[len(name) :].strip(" ,|-*")
    house = ACRONYMS.fullmatch(rest) or site_line(rest, rules) or office_name(rest, rules)
    return bool(house or rules.page.role.fullmatch(rest))
