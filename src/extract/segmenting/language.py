"""Which language a page is in."""

from __future__ import annotations

import re
from collections import Counter

from extract.segmenting.rules import LanguageRules

_SAMPLE = 3_000  # characters: enough for a stable share, and cheap
_WORD = re.compile(r"[^\W\d_]+")
_ENOUGH_WORDS = 40  # below, no share of stop words is trusted
_LEAST_SHARE = 0.06
DEFAULT = "en"
UNKNOWN = "und"


def detect_language(view: str, start: int, end: int, rules: LanguageRules) -> str:
    """The ISO 639-1 code of a stretch's language, ``und`` where none of the known ones fits.

    Args:
        view: the plain view of the page.
        start: where the article's text begins.
        end: where it ends; a sample is taken from between.
        rules: scripts and stop words.
    """
    sample = view[start : min(end, start + _SAMPLE)]
    if sample.isascii():
        return _latin_language(sample, rules)
    letters = sum(map(str.isalpha, sample))
    counts = {language: weight * len(regex.findall(sample)) for language, weight, regex in rules.scripts}
    language, count = max(counts.items(), key=lambda item: item[1])
    # one Chinese character carries as much as about three Latin letters
    return language if count * 3 > letters else _latin_language(sample, rules)


def _latin_language(sample: str, rules: LanguageRules) -> str:
    words = Counter(_WORD.findall(sample.lower()))
    total = words.total()
    hits = {code: sum(words[w] for w in known & words.keys()) for code, known in rules.stopwords.items()}
    best = max(hits, key=lambda code: (hits[code], code == DEFAULT))
    if total < _ENOUGH_WORDS:
        return best if hits[best] > hits[DEFAULT] + 1 else DEFAULT
    return best if hits[best] >= _LEAST_SHARE * total else UNKNOWN
