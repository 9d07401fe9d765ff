"""The listed programmes: their surfaces, and where the text names one of them.

A surface is a template with choices (``green waters( and hills|)``). The words that it may
begin with stand in one Aho-Corasick automaton; where one of them occurs, the template is
tried as a regular expression, compiled when first needed. Both work on a folded text (lower
case; hyphens, quotation marks and line breaks as spaces; runs of spaces as one), so that
``13th Five-year Plan``, ``"moderately prosperous" society`` and ``Belt-and-Road`` need no
surface of their own. What folding forgets, the condition of a surface looks up in the view.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from ahocorasick_rs import AhoCorasick, MatchKind

from extract.rules.loading import Entry, RuleSet

VOCABULARY = "en/programmes.toml"

Condition = Literal["aliases", "names", "phrases", "quoted", "acronyms"]
CONDITIONS: tuple[Condition, ...] = ("aliases", "names", "phrases", "quoted", "acronyms")

_TEXT_FIELDS = ("name", "kind", "about")
_LOOSE_END = re.compile(r"\s\([^()]*\|\)$")
# A blank of a template may meet one that a choice left out has doubled: "the (new |)plan".
_TEMPLATE_MARKS = ((r"\(", "(?:"), (r"\)", ")"), (r"\|", "|"), (r"\ ", r"(?: |(?<!\w))"))
_OPTIONAL = re.compile(r"(\S)\?")
_RUN = re.compile(r"  +")
_WORD = re.compile(r"[^\W_][\w']*")
_TO_BLANK = '-"\n\r\t'
_PLAIN = str.maketrans(dict.fromkeys(_TO_BLANK, " "))
_QUOTES = "\"'"
_OPENING = _QUOTES + "【《"
_CLOSING = _QUOTES + "】》"


@dataclass(frozen=True, slots=True)
class Programme:
    """An entry of the vocabulary.

    Attributes:
        id: its id in the rules.
        name: canonical name, one spelling per programme.
        kind: plan, programme, campaign, goal, ... as the vocabulary's header lists them.
        start, end: the years it runs, where they are defined.
        entry: the entry it was read from, for error messages.
    """

    id: str
    name: str
    kind: str
    start: int | None
    end: int | None
    entry: Entry


class Surface:
    """One way to write a programme, with its choices.

    Args:
        template: the surface as the rules spell it, other spellings added as choices.
        condition: ``aliases`` hold in any case, ``names`` with capitals or in quotation
            marks, ``phrases`` likewise but in no headline, ``quoted`` in quotation marks
            only, ``acronyms`` letter by letter.
        programme: what it names; None for a name that only looks like a programme's.
    """

    _kept_regex: re.Pattern[str] | None = None

    def __init__(self, template: str, condition: Condition, programme: Programme | None) -> None:
        self.template = template
        self.condition = condition
        self.programme = programme

    @property
    def regex(self) -> re.Pattern[str]:
        """The template over folded text; compiled on first use, most surfaces never need it."""
        if self._kept_regex is None:
            source = re.escape(self.template.lower().translate(_PLAIN))
            for written, meant in _TEMPLATE_MARKS:
                source = source.replace(written, meant)
            self._kept_regex = re.compile(source + r"(?!\w)")
        return self._kept_regex


@dataclass(frozen=True, slots=True)
class Hit:
    """A surface found: its offsets in the view.

    ``tentative``: without the quotation marks that it needs, but capitalised; it holds only
    where the article names the programme in another way, too.
    """

    start: int
    end: int
    surface: Surface
    tentative: bool = False


@dataclass(frozen=True, slots=True)
class Grammar:
    """What the vocabulary must know of the language to read its own surfaces.

    Attributes:
        heads: nouns that a name may carry in lower case (``the Spark program``) and that
            have a plural (``Outlines``), each with its plural.
        small: words that stay lower case inside a name or at its end (``of``, ``targets``).
        spellings: word and other spelling (``program``, ``programme``), both ways.
    """

    heads: Mapping[str, str]
    small: frozenset[str]
    spellings: tuple[tuple[str, str], ...]


class Folded:
    """A text folded for look-up, and the way back to its offsets.

    Args:
        view: the text to fold.
    """

    def __init__(self, view: str) -> None:
        lowered = view.lower()
        if len(lowered) != len(view):  # "İ" becomes two code points in lower case
            lowered = "".join(low if len(low := char.lower()) == 1 else char for char in view)
        plain = lowered
        for mark in _TO_BLANK:  # five times as fast as `translate`
            plain = plain.replace(mark, " ")
        self._cuts: list[int] = []
        self._shifts: list[int] = []
        pieces, last, shift = [], 0, 0
        for run in _RUN.finditer(plain):
            pieces.append(plain[last : run.start() + 1])
            last = run.end()
            self._cuts.append(run.start() + 1 - shift)
            shift += last - run.start() - 1
            self._shifts.append(shift)
        pieces.append(plain[last:])
        self.text = "".join(pieces)

    def offset(self, position: int) -> int:
        """The offset in the view of a position in the folded text."""
        cut = bisect_right(self._cuts, position)
        return position + (self._shifts[cut - 1] if cut else 0)

    def occurrences(self, text: str) -> Iterator[int]:
        """The offsets in the view where a folded text occurs."""
        position = self.text.find(text)
        while position >= 0:
            yield self.offset(position)
            position = self.text.find(text, position + len(text))


class Vocabulary:
    """The listed programmes and an automaton over the beginnings of their surfaces.

    Args:
        programmes: entries of ``[[programme]]``.
        exclusions: entries of ``[[exclusion]]``: names of organisations, events and
            doctrines that must not be taken for a programme.
        grammar: heads, small words and spellings.

    Raises:
        RulesError: an entry without name or surfaces, or with one that cannot be read.
    """

    def __init__(self, programmes: Iterable[Entry], exclusions: Iterable[Entry], grammar: Grammar) -> None:
        self.programmes = {entry.id: _programme_of(entry) for entry in programmes}
        self._grammar = grammar
        self._openings: dict[str, list[Surface]] = {}
        for programme in self.programmes.values():
            self._add(programme.entry, programme)
        for entry in exclusions:
            self._add(entry, None)
        self._keys = list(self._openings)
        self._automaton = AhoCorasick(self._keys, matchkind=MatchKind.Standard)

    def __len__(self) -> int:
        return len(self.programmes)

    def find(self, view: str, folded: Folded) -> list[Hit]:
        """All surfaces whose condition holds, overlapping ones included."""
        text, hits = folded.text, []
        for index, start, end in self._automaton.find_matches_as_indexes(text, overlapping=True):
            if _inside_word(text, start, end):
                continue
            for surface in self._openings[self._keys[index]]:
                match = surface.regex.match(text, start)
                if match:
                    first, last = folded.offset(start), folded.offset(match.end() - 1) + 1
                    last = self._before_quote(view, first, last)
                    if self._holds(surface, view, first, last):
                        hits.append(Hit(first, last, surface))
                    elif (
                        surface.programme
                        and surface.condition == "quoted"
                        and self._is_title(view[first:last])
                    ):
                        hits.append(Hit(first, last, surface, tentative=True))
        return hits

    def _add(self, entry: Entry, programme: Programme | None) -> None:
        count = 0
        for condition in CONDITIONS:
            for template in _templates_of(entry, condition, self._grammar):
                surface = Surface(template, condition, programme)
                for opening in openings_of(template):
                    self._openings.setdefault(opening, []).append(surface)
                count += 1
        if not count:
            raise entry.error("no surface", f"give one of {', '.join(CONDITIONS)}")

    def _before_quote(self, view: str, start: int, end: int) -> int:
        """The end of a name, without the head after its closing mark: "Clean Plate" campaign."""
        mark = view.rfind('"', start, end)
        tail = _WORD.findall(view, mark + 1, end) if mark > 0 else []
        return mark if tail and all(word.lower() in self._grammar.heads for word in tail) else end

    def _holds(self, surface: Surface, view: str, start: int, end: int) -> bool:
        quote = view[start:end]
        if surface.condition == "acronyms":
            return quote == surface.template
        if surface.condition == "aliases" or is_quoted(view, start, end):
            return True
        return surface.condition in {"names", "phrases"} and self._is_capitalised(quote)

    def _is_title(self, quote: str) -> bool:
        return quote[0].isupper() and self._is_capitalised(quote)

    def _is_capitalised(self, quote: str) -> bool:
        first, *rest = _WORD.findall(quote)
        exempt = self._grammar.small.union(self._grammar.heads)
        return all(
            not word[0].islower() for word in [first, *(one for one in rest if one.lower() not in exempt)]
        )


def is_quoted(view: str, start: int, end: int) -> bool:
    """Whether the span stands alone between quotation marks, as in ``"three actions,"``."""
    after = end
    while after < len(view) and view[after] in ",.;":
        after += 1
    return start > 0 and after < len(view) and view[start - 1] in _OPENING and view[after] in _CLOSING


def load_vocabulary(ruleset: RuleSet, grammar: Grammar, exclusions: Iterable[Entry]) -> Vocabulary:
    """The vocabulary of the rules.

    Raises:
        RulesError: see ``Vocabulary``.
    """
    return Vocabulary(ruleset.entries(VOCABULARY, "programme"), exclusions, grammar)


def _programme_of(entry: Entry) -> Programme:
    for key in _TEXT_FIELDS:
        if not isinstance(entry.fields.get(key), str) or not entry.fields[key].strip():
            raise entry.error(f"{key} is missing or empty", f'add a line: {key} = "..."')
    years = [entry.fields.get(key) for key in ("start", "end")]
    if any(year is not None and not isinstance(year, int) for year in years):
        raise entry.error("start or end is not a year", "write a bare number, such as 2015")
    return Programme(entry.id, entry.fields["name"], entry.fields["kind"], years[0], years[1], entry)


def _templates_of(entry: Entry, condition: Condition, grammar: Grammar) -> Iterator[str]:
    templates = entry.fields.get(condition, [])
    if not isinstance(templates, list) or not all(
        isinstance(text, str) and text.strip() for text in templates
    ):
        raise entry.error(f"{condition} is not a list of strings", f'write {condition} = ["...", "..."]')
    for template in templates:
        if _count_open(template) or _LOOSE_END.search(template):
            raise entry.error(
                f"{template!r} cannot be read", "close each (a|b), with the space inside: plan( of action|)"
            )
        text = _OPTIONAL.sub(r"(\1|)", template)
        yield text if condition == "acronyms" else _with_spellings(text, grammar)


def _count_open(template: str) -> int:
    return template.count("(") - template.count(")")


def _with_spellings(template: str, grammar: Grammar) -> str:
    """The template with other spellings and the plurals of heads as choices."""
    lowered = template.lower()
    for one, other in grammar.spellings:
        lowered = re.sub(rf"\b(?:{one}|{other})\b", f"({one}|{other})", lowered)
    for singular, plural in grammar.heads.items():
        lowered = re.sub(rf"\b{singular}\b", f"({plural.lower()}|{singular})", lowered)
    return lowered


def openings_of(template: str, words: int = 2) -> frozenset[str]:
    """What a template may begin with, folded, cut after so many words.

    ``(great |)western development( plan|)`` begins with ``great western`` or ``western development``.
    """
    pending, openings = [template.lower().translate(_PLAIN)], set()
    while pending:
        reading = pending.pop()
        fixed = reading[: reading.find("(")] if "(" in reading else reading + " "
        whole = [word for word in fixed.split(" ")[:-1] if word]
        if len(whole) >= words or "(" not in reading:
            openings.add(" ".join(fixed.split()[:words]))
        else:
            pending += expand_outer(reading)
    return frozenset(openings)


def expand_outer(template: str) -> list[str]:
    """The readings of the first choice of a template."""
    start = template.index("(")
    depth, parts, last = 0, [], start + 1
    for position in range(start, len(template)):
        char = template[position]
        depth += (char == "(") - (char == ")")
        if (char == "|" and depth == 1) or depth == 0:
            parts.append(template[last:position])
            last = position + 1
        if depth == 0:
            return [template[:start] + part + template[position + 1 :] for part in parts]
    raise ValueError(f"unclosed choice in {template!r}")


def _inside_word(text: str, start: int, end: int) -> bool:
    return (start > 0 and text[start - 1].isalnum()) or (end < len(text) and text[end].isalnum())
