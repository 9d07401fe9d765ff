"""Heads that need no tagger, such as that of "4,500 households in".

The tagger costs more than all other finding together. Where a number is followed by a plural at once,
or by one or two plain words and a plural, and then by a word or a mark that ends the phrase, its answer
is known. Coordinations, participles and names go to the tagger.
"""

from __future__ import annotations

import re

from extract.finding.heads import Head
from extract.finding.nouns import NounLexicon, singular

_WORD = re.compile(r"\s+([A-Za-z][a-z]*(?:-[a-z]+)*)(?![\w'-])")
# A blank was lost: "68,151houses".
_GLUED = re.compile(r"([a-z]{4,})(?![\w'-])")
# A mark that ends the phrase; behind a comma a number or a name, which no further head would be.
_END = re.compile(r"\s*(?:[.;:)?!]|,\s+[\d$£€¥A-Z\"]|$)")
_COMMA = re.compile(r",")
_NUMBER = re.compile(r"\s+[\d$£€¥]")
_LONGEST = 3
# Endings of verb forms that may be adjectives ("registered"), or verbs: for the tagger to say.
_VERBAL = ("ed", "ing", "ly", "en")
_PARTICIPLE = "ed"


def find_quick_head(view: str, position: int, end: int, lexicon: NounLexicon) -> Head | None:
    """The head of the noun phrase that begins at an offset, where it is beyond doubt.

    Args:
        view: the clean view.
        position: end of the number, or of what stands between it and the noun.
        end: end of the sentence.
        lexicon: the nouns.
    """
    word = _GLUED.match(view, position, end)
    for _ in range(_LONGEST):
        word = word or _WORD.match(view, position, end)
        if word is None or not _plain(word[1], lexicon):
            return None
        if word[1] in lexicon.function_words or word[1] in lexicon.coordinators:
            return None
        if _heads(word[1], lexicon):
            return _describe(word, lexicon) if _ends_phrase(view, word.end(), end, lexicon) else None
        if word[1].endswith(_VERBAL):
            return None
        position, word = word.end(), None
    return None


def _plain(word: str, lexicon: NounLexicon) -> bool:
    """Whether a word is in lower case, or a nationality ("Chinese students")."""
    return word.islower() or word.lower() in lexicon.adjectives


def _heads(word: str, lexicon: NounLexicon) -> bool:
    if word.lower() in lexicon.adjectives or word in lexicon.zero_plurals:
        return False
    return lexicon.is_plural(word)


def _ends_phrase(view: str, position: int, end: int, lexicon: NounLexicon) -> bool:
    if _END.match(view, position, end):
        return True
    comma = _COMMA.match(view, position, end)
    following = _WORD.match(view, comma.end() if comma else position, end)
    if following is None:
        return False
    if following[1] in lexicon.coordinators:
        # "223 cadres and 462 experts": what is coordinated is not a second head of the first number.
        behind = _WORD.match(view, following.end(), end)
        return bool(_NUMBER.match(view, following.end(), end)) or (
            behind is not None and behind[1] in lexicon.function_words
        )
    return following[1] in lexicon.phrase_enders or following[1].endswith(_PARTICIPLE)


def _describe(word: re.Match[str], lexicon: NounLexicon) -> Head | None:
    noun = word[1].rsplit("-", 1)[-1]
    people = lexicon.is_people(noun)
    unit = singular(word[1], lexicon)
    if unit in lexicon.compound_ends:
        return None
    return Head(
        start=word.start(1),
        end=word.end(1),
        quote_end=word.end(1),
        noun=word[1],
        people=people,
        unit="person" if people else unit,
        rule=lexicon.people_rule(noun) if people else "count.head_noun",
    )
