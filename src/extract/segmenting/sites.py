"""Know the names of sites and offices, and the lines of sections that pages print above a headline."""

from __future__ import annotations

import re

from extract.segmenting.rules import SegmentRules

_WORD = re.compile(r"[^\W_]+(?:['.-][^\W_]+)*")
_SEPARATOR = re.compile(r"\s[-|·•:>»›/]+\s|\s?[|>»›]\s?")
_CRUMB = re.compile(r'[>»›→]|&gt;|\w " \w')  # the view writes « » as quotation marks
_COLUMN = re.compile(r"\S(?:[ ]{2,}|\t)\S")
_MOST_WORDS = 6
_COMMA = re.compile(r"[,;]\s")
_MARK = re.compile(r"[|>»›→·/]|\s{2,}")
_LONGEST_SECTION = 50
_SMALL = 3  # letters: "of", "the"
_FEWEST_SECTIONS = 5
# the houses behind a name: "Jane Doe - IPS/IFEJ"
ACRONYMS = re.compile(r"[A-Z]{2,6}(?:/[A-Z]{2,6})*")
_FEWEST_BARS = 2
_WORDS_OF_A_HEADLINE = 5
_BARRED = re.compile(r"[^|\s](?:[^|]*[^|\s])?")


def site_name_at(view: str, start: int, end: int, rules: SegmentRules) -> str | None:
    """The name of a publication that begins at a position: known, or one that ends in ``Daily``."""
    known = rules.page.publisher.match(view, start, end)
    if known:
        return known[0]
    found = rules.page.capitalised.match(view, start, end)
    if found is None:
        return None
    words = list(_WORD.finditer(view, start, found.end()))[: _MOST_WORDS + 1]
    last = [word for word in words[1:] if word[0].lower() in rules.publications]
    if not last or all(word[0].lower() in rules.menu for word in words):  # "Business News": a section
        return None
    return view[start : last[-1].end()]


def site_line(text: str, rules: SegmentRules) -> str | None:
    """The publication that a line names, alone or before a section (``Coast Weekly - Retail``)."""
    parts = [part.strip() for part in _SEPARATOR.split(text) if part.strip()]
    if not parts or not all(_is_titled(part, rules) for part in parts):
        return None
    for part in parts[:1] if _CRUMB.search(text) else parts:
        if site_name_at(part, 0, len(part), rules) == part:
            return part
    # a line in capitals: "HILL ROAD OBSERVER"
    words = _WORD.findall(parts[0])
    shouted = parts[0].isupper() and len(words) > 1 and words[-1].lower() in rules.publications
    return parts[0].title() if shouted else None


def _is_titled(part: str, rules: SegmentRules) -> bool:
    words = _WORD.findall(part)
    small = rules.languages.stopwords["en"]
    return 0 < len(words) <= _MOST_WORDS and all(w[0].isupper() or w in small for w in words)


def is_section_line(text: str) -> bool:
    """Whether a line is a path or a row of sections (``News > Local``, ``Markets | Policy | Events``)."""
    if _CRUMB.search(text) or text.count("|") >= _FEWEST_BARS or text.count(" / ") >= _FEWEST_BARS:
        return True
    return len(_COLUMN.findall(text)) >= _FEWEST_BARS and not any(w[0].islower() for w in _WORD.findall(text))


def barred_headline(text: str) -> tuple[int, int] | None:
    """The headline between bars beside short names: ``Tea sells well in Lima | News | Hill Daily``."""
    parts = [(found.start(), found.end()) for found in _BARRED.finditer(text)]
    if len(parts) <= _FEWEST_BARS:
        return None
    long = [(low, high) for low, high in parts if len(text[low:high].split()) >= _WORDS_OF_A_HEADLINE]
    short = all(
        len(text[low:high].split()) < _WORDS_OF_A_HEADLINE - 1
        for low, high in parts
        if (low, high) not in long
    )
    small = [word for low, high in long for word in text[low:high].split() if word[0].islower()]
    return long[0] if len(long) == 1 and short and len(small) > 1 else None


def is_row_of_sections(text: str) -> bool:
    """Whether a line is a row of sections, behind bars or commas (``Aid, Economy & Trade, Europe, ...``)."""
    if text[-1:] in ".?!":
        return False
    if is_section_line(text):
        return all(len(part) <= _LONGEST_SECTION for part in _MARK.split(text))
    parts = _COMMA.split(text)
    words = _WORD.findall(text)
    capitals = all(part[:1].isupper() for part in parts)
    return (
        len(parts) >= _FEWEST_SECTIONS and capitals and all(w[0].isupper() or len(w) <= _SMALL for w in words)
    )


def is_office(text: str, rules: SegmentRules) -> bool:
    """Whether a line names an office and says no more: ``Ministry of Roads``, ``Hill Water Bureau``."""
    words = [word.lower() for word in _WORD.findall(text)]
    if len(words) < _FEWEST_BARS or not office_name(text, rules):
        return False
    return words[-1] in rules.offices or (words[0] in rules.offices and words[1] in {"of", "for"})


def office_name(text: str, rules: SegmentRules) -> str | None:
    """The name of the office that a line is: ``Bureau of Statistics of Lima``."""
    name = rules.page.capitalised.fullmatch(text)
    words = _WORD.findall(text)
    known = any(word.lower() in rules.offices for word in words)
    return text if name and known and len(words) > 1 else None
