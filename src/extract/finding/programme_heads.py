"""Capitalised names that end in Plan, Programme, Initiative and their like."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from extract.finding.programme_grammar import PATTERNS, WordLists, regex_of, text_of
from extract.records import Mention, Sentence
from extract.rules.loading import Entry, RuleSet

_SPACE = re.compile(r"\s+")
_TOKEN = re.compile(r"\S+")
# A quotation mark opens a name even where it is glued to the word before: the"Green Coast Plan".
_OPENING = re.compile(r'\w"(?=[A-Z])')
_ARTICLE = re.compile(r"\b([A-Za-z]+) \"?\Z")
_OPENER = re.compile(r"\b([A-Z][a-z]+) the \Z")
_LAST_WORD = re.compile(r"([A-Z][a-z]+) \Z")
_WORD = re.compile(r"[A-Za-z][\w'-]*")
_NEXT_WORD = re.compile(r"(?:\s+|-)([A-Z][\w'-]*)")
_CAPITALISED = re.compile(r"[A-Z0-9][\w'.+&/-]*|\d[\d,]*\d")
# Its short form stands inside a name: the Green Coast (GC) Scheme.
_ACRONYM = re.compile(r"\([A-Z]{2,8}\)")
_POSSESSIVE = re.compile(r"'s?$")
_YEAR = re.compile(r"(?:19|20)\d\d")
_LONGEST_NAME = 90
_BESIDE = 60
_SMALL_WORD = 3
_HEADLINE_SHARE = 0.6
# With fewer words beside the name, their capitals say nothing; a whole sentence of so many is no name.
_TELLING = 3
_LONG_NAME = 4
# So many long words in lower case in what ends in a full stop make a sentence of prose, whatever its names.
_PROSE = 1

COINED = "programme:coined"
"""Rule of a name of one unlisted word before its noun: the Girinka programme."""

STRENGTHS = ("strong", "pair", "domain", "works")


@dataclass(frozen=True, slots=True)
class Head:
    """A noun that ends the names of programmes.

    Attributes:
        id: its id in the rules.
        strength: what must stand before it, see the header of the rule file.
        extends: whether its object may follow it.
        not_words: words of which none may stand before it.
    """

    id: str
    strength: str
    extends: bool
    not_words: frozenset[str] = frozenset()


class HeadedNames:
    """Finds capitalised names with a head noun.

    Args:
        ruleset: the rules.
        words: its word lists.

    Raises:
        RulesError: a head of unknown strength.
    """

    def __init__(self, ruleset: RuleSet, words: WordLists) -> None:
        self._words = words
        self._peoples = tuple(words["nation"])
        self._heads: dict[str, Head] = {}
        small: list[str] = []
        for entry in ruleset.entries(PATTERNS, "head"):
            head, forms = _head_of(entry, words), (text_of(entry, "singular"), text_of(entry, "plural"))
            self._heads.update(dict.fromkeys(forms, head))
            if "lower_case" in entry.fields:
                lower = Head(head.id, _strength_of(entry, "lower_case"), extends=False)
                self._heads.update({form.lower(): lower for form in forms})
                small += [form.lower() for form in forms]
        self._extension = regex_of(ruleset.entries(PATTERNS, "extension")[0], words)
        self._contexts = [
            (text_of(entry, "side"), entry.fields.get("words_before", 0), regex_of(entry, words))
            for entry in ruleset.entries(PATTERNS, "head_context")
        ]
        # Each begins with a capital or a digit, so that the engine skips all other text.
        self._regexes = [
            re.compile(rf"(?P<head>{_any_of(form for form in self._heads if form[0].isupper())})\b")
        ]
        if small:
            self._regexes.append(
                re.compile(rf"[A-Z\d](?:(?<=[A-Z])[\w'-]+|(?<=\d)\d*\+?) (?P<head>{_any_of(small)})\b")
            )
        self._accepts: dict[str, Callable[[list[str]], bool]] = {
            "strong": self._is_strong,
            "pair": self._is_pair,
            "domain": self._is_domain,
            "works": lambda _: False,
        }

    def find(self, view: str, sentences: Sequence[Sentence]) -> Iterator[Mention]:
        """The names in running text; a headline in capitals says nothing of its words.

        Args:
            view: the view of the document.
            sentences: its sentences, in text order.
        """
        starts = [sentence.start for sentence in sentences]
        for regex in self._regexes:
            for match in regex.finditer(view):
                position = bisect_right(starts, match.start()) - 1
                inside_word = match.start() > 0 and view[match.start() - 1].isalnum()
                if not inside_word and position >= 0 and match.end() <= sentences[position].end:
                    yield from self._find_at(view, match, sentences[position])

    def _find_at(self, view: str, match: re.Match[str], sentence: Sentence) -> Iterator[Mention]:
        head = self._heads[match["head"]]
        span = self._name_around(view, head, match, sentence)
        if span is None:
            return
        if not is_headline(view[sentence.start : span[0]], view[span[1] : sentence.end], view[slice(*span)]):
            name = _SPACE.sub(" ", _ACRONYM.sub("", view[slice(*span)]))
            rule = COINED if " " not in name else f"programme:head-{head.id}"
            yield Mention(*span, "programme", None, name, rule)

    def _name_around(
        self, view: str, head: Head, match: re.Match[str], sentence: Sentence
    ) -> tuple[int, int] | None:
        first, before = self._words_before(view, match.start("head"), sentence.start)
        last, after = match.end(), list[str]()
        if head.extends:
            last, after = self._words_after(view, match.end(), sentence.end)
        if not after and self._is_followed(view, match.end(), sentence.end):
            return None
        if not head.not_words.isdisjoint(word.lower() for word in before):
            return None
        whole = head.extends and after and self._is_domain([*before, *after])
        if self._accepts[head.strength](before) or self._is_pair(after) or whole:
            return first, last
        enough = self._is_domain if head.strength == "works" else self._is_pair
        lower = view[match.start("head")].islower()
        coined = lower and head.strength == "domain" and self._words.is_coined(view, before)
        plain = lower and head.strength == "domain" and not self._names_thing(before)
        told = len(before) if plain else 0
        if not ((enough(before) or coined) and self._works(view, (first, last), sentence, told)):
            return None
        # a name of its own needs no noun: the "Green Shelf" programme
        named = lower and not self._is_domain(before)
        return first, match.start("head") - 1 if named else last

    def _works(self, view: str, span: tuple[int, int], sentence: Sentence, told: int) -> bool:
        """Whether what stands beside a name says that it does something: under the ..., ... has trained.

        ``told``: how many words stand before a noun that is of programmes alone, in lower case; the
        more they are, the less must stand beside them: the Safe Streets for All initiative.
        """
        beside = {
            "before": view[max(sentence.start, span[0] - _BESIDE) : span[0]],
            "after": view[span[1] : min(sentence.end, span[1] + _BESIDE)],
        }
        return any(
            least <= told and regex.search(beside[side]) is not None for side, least, regex in self._contexts
        )

    def _words_before(self, view: str, head: int, start: int) -> tuple[int, list[str]]:
        """The capitalised words that lead up to the head, and where they begin."""
        first = head
        words: list[str] = []
        pending: list[str] = []
        listed: tuple[int, list[str]] | None = None
        start = max((mark.end() for mark in _OPENING.finditer(view, start, head)), default=start)
        for token in reversed(list(_TOKEN.finditer(view, max(start, head - _LONGEST_NAME), head))):
            if not words and not pending and _ACRONYM.fullmatch(token[0]):
                continue
            bare = token[0].lstrip("\"'([")
            if bare.endswith(",") and self._words.coordinators & set(words) and not pending:
                listed = listed or (first, list(words))
                bare = bare[:-1]
            is_word = _CAPITALISED.fullmatch(bare) is not None
            if is_word and self._ends_before(view, token, bare, words, start):
                break
            if is_word:
                if pending and token.start() == start:
                    break  # a capital at the start of a sentence says nothing: Loans of Green Coast Scheme
                words[:0] = [bare, *pending]
                pending, first = [], token.start() + token[0].index(bare)
            elif bare in self._words["connector"] and words and not pending:
                pending = [bare]
            else:
                break
            if bare != token[0].rstrip(","):
                break
        if listed and not self._has_article(words, view[start:first]):
            first, words = listed  # the list is of the sentence: In Leeds, Water and Sanitation Project
        return self._with_opener(view, start, *self._trim_left(view, first, words))

    def _ends_before(
        self, view: str, token: re.Match[str], bare: str, words: Sequence[str], start: int
    ) -> bool:
        """Whether a word before a name is of another: Rain Plan Menu Page Rural Water Supply [Plan]."""
        if bare in self._heads and len(words) > _LONG_NAME:
            return True
        return self._is_owner(bare) and not self._opens(view, token.start(), start)

    def _with_opener(self, view: str, start: int, first: int, words: list[str]) -> tuple[int, list[str]]:
        """A name with the verb before its article: builds on the [Improving the] Rural Clinics Project."""
        verb = _OPENER.search(view, start, first) if words else None
        if verb is None or verb.start() == start or verb[1].lower() not in self._words["opener"]:
            return first, words
        return verb.start(), [verb[1], *words]

    def _has_article(self, words: Sequence[str], before: str) -> bool:
        """Whether a name that holds a list has an article, as its first word or before it."""
        last = before.rstrip(" \"'").rpartition(" ")[2]
        return not self._words["article"].isdisjoint((words[0].lower(), last.lower()))

    def _opens(self, view: str, owner: int, start: int) -> bool:
        """Whether a verb before an owner begins the name: Strengthen Ethiopia's Safety Net Project."""
        before = _LAST_WORD.search(view, start, owner)
        return before is not None and before[1].lower() in self._words["opener"]

    def _is_owner(self, word: str) -> bool:
        """Whether a possessive names whose plan it is (China's), not whom it is for (Women's)."""
        stem = _POSSESSIVE.sub("", word)
        return stem != word and stem.lower() not in self._words["domain"] | self._words["office"]

    def _is_title(self, words: Sequence[str]) -> bool:
        """Whether a name begins with the title of its patron: Prime Minister's Employment Programme."""
        first, second = words[0].lower(), _POSSESSIVE.sub("", words[1]).lower() if words[1:] else ""
        return first in self._words["opener"] and second in self._words["office"]

    def _is_kept(self, view: str, first: int, words: Sequence[str]) -> bool:
        """Whether a word that leads a sentence is one of the name here: the [A] Bed Every Night scheme."""
        if words[1:] and words[1].lower() in self._words["scale"]:
            return True
        article = _ARTICLE.search(view, max(0, first - _SMALL_WORD * 2), first)
        determined = article is not None and article[1].lower() in self._words["article"]
        return (determined and words[0].lower() not in self._words["office"]) or self._is_title(words)

    def _trim_left(self, view: str, first: int, words: list[str]) -> tuple[int, list[str]]:
        skip = self._words["leading"] | self._words["connector"]
        while words and (words[0].lower() in skip or _YEAR.fullmatch(words[0])):
            if self._is_kept(view, first, words):
                break
            first += len(words[0])
            first += len(view[first : first + _LONGEST_NAME]) - len(
                view[first : first + _LONGEST_NAME].lstrip()
            )
            words = words[1:]
        return first, words

    def _words_after(self, view: str, end: int, limit: int) -> tuple[int, list[str]]:
        match = self._extension.match(view, end, limit)
        if not match:
            return end, []
        return match.end(), match["object"].split()

    def _is_followed(self, view: str, end: int, limit: int) -> bool:
        """Whether a capitalised word goes on with the name: Rain Plan Office, Plan B."""
        follower = _NEXT_WORD.match(view, end, limit)
        if follower is None or follower[1] in self._heads:
            return False
        return len(follower[1]) == 1 or follower[1].lower() not in self._words["article"]

    def _is_strong(self, before: list[str]) -> bool:
        lowered = [word.lower() for word in before]
        if not self._words["commercial"].isdisjoint(lowered):
            return False
        dull = self._words["generic"] | self._words["connector"] | self._words["lonely"]
        return any(word not in dull and not word.endswith(self._peoples) for word in lowered)

    def _names_thing(self, before: list[str]) -> bool:
        """Whether the words are of something that a scheme is only for: the Riverside Square scheme."""
        return bool(before) and before[-1].lower() in self._words["thing"]

    def _is_pair(self, words: list[str]) -> bool:
        """Two words or more, one of them telling, the last no organisation's."""
        small = self._words["connector"]
        joined = len(words) > 1 and words[-2].lower() in small  # the Safe Routes to School program
        if words and words[-1].lower() in self._words["follower"] and not joined:
            return False
        return sum(word.lower() not in small for word in words) >= 2 and self._is_strong(words)

    def _is_domain(self, before: list[str]) -> bool:
        """Two words or more, one of them of a public cause, the last no organisation's."""
        if len(before) < 2 or before[-1].lower() in self._words["follower"]:
            return False
        about = {_POSSESSIVE.sub("", word).lower() for word in before}
        if len(before) >= _LONG_NAME and not about.isdisjoint(self._words["long_domain"]):
            return about.isdisjoint(self._words["commercial"])
        return not about.isdisjoint(self._words["domain"])


def _any_of(forms: Iterable[str]) -> str:
    return "(?:" + "|".join(sorted(forms, key=len, reverse=True)) + ")"


def is_headline(before: str, after: str, name: str) -> bool:
    """Whether a sentence is capitalised throughout: City Council Backs Transport Plan.

    Args:
        before: the sentence before the name.
        after: the sentence after it.
        name: the name; alone in its sentence it is none where it is long.
    """
    long_words = [word for word in _WORD.findall(before + " " + after) if len(word) > _SMALL_WORD]
    if not long_words:
        return len(_WORD.findall(name)) > _LONG_NAME
    capitalised = [word for word in long_words if word[0].isupper()]
    if after.rstrip().endswith(".") and len(long_words) - len(capitalised) >= _PROSE:
        return False  # "WASHINGTON, October 28 - The World Bank's Board of Executive Directors approved"
    return len(long_words) >= _TELLING and len(capitalised) > _HEADLINE_SHARE * len(long_words)


def _head_of(entry: Entry, words: WordLists) -> Head:
    not_words = words.lists.get(entry.fields.get("not_words", ""), frozenset())
    return Head(entry.id, _strength_of(entry, "strength"), bool(entry.fields.get("extends")), not_words)


def _strength_of(entry: Entry, key: str) -> str:
    strength = text_of(entry, key)
    if strength not in STRENGTHS:
        raise entry.error(f"unknown {key} {strength!r}", f"write one of {', '.join(STRENGTHS)}")
    return strength
