"""Heads that need no tagger, such as that of "4,500 households in".

The tagger costs more than all other finding together. Where a number is followed by a plural at once,
or by one or two plain words and a plural, and then by a word or a mark that ends the phrase, its answer
is known. Coordinations, participles and names go to the tagger.
"""

from __future__ import annotations

import re

from extract.finding.heads import Head
from extract.finding.nouns import NounLexicon, singular

_WORD = re.compile(r"\s+([a-z][a-z]*(?:-[a-z]+)*)(?![\w'-])")
_END = re.compile(r"\s*(?:[.;:)?!]|$)")
_LONGEST = 3
# Endings of verb forms that may be adjectives ("registered"), or verbs: for the tagger to say.
_VERBAL = ("ed", "ing", "ly", "en")


def find_quick_head(view: str, position: int, end: int, lexicon: NounLexicon) -> Head | None:
    """The head of the noun phrase that begins at an offset, where it is beyond doubt.

    Args:
        view: the clean view.
        position: end of the number, or of what stands between it and the noun.
        end: end of the sentence.
        lexicon: the nouns.
    """
    for _ in range(_LONGEST):
        word = _WORD.match(view, position, end)
        if word is None or word[1] in lexicon.function_words:
            return None
        if _heads(word[1], lexicon):
            return _describe(word, lexicon) if _ends_phrase(view, word.end(), end, lexicon) else None
        if word[1].endswith(_VERBAL) or word[1] in lexicon.adjectives:
            return None
        position = word.end()
    return None


def _heads(word: str, lexicon: NounLexicon) -> bool:
    if word in lexicon.adjectives or word in lexicon.zero_plurals:
        return False
    return lexicon.is_plural(word)


def _ends_phrase(view: str, position: int, end: int, lexicon: NounLexicon) -> bool:
    if _END.match(view, position, end):
        return True
    following = _WORD.match(view, position, end)
    return following is not None and following[1] in lexicon.phrase_enders


def _describe(word: re.Match[str], lexicon: NounLexicon) -> Head | None:
    noun = word[1].rsplit("-", 1)[-1]
    people = lexicon.is_people(noun)
    unit = singular(word[1], lexicon)
    if any(compound.endswith(f" {unit}") for compound in lexicon.compounds):
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
