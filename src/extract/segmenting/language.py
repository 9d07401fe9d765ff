"""Which language a page is in: by script and commonest words, in doubt by py3langid (its border)."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from typing import Any

from extract.segmenting.rules import LanguageRules

_SAMPLE = 3_000  # characters: enough for a stable share, and cheap
_WORD = re.compile(r"[^\W\d_]+")
_FEW_WORDS = 12  # below, nothing is sure: a headline, a row of a table
_ENOUGH_KINDS = 6  # of words of three letters: units and abbreviations are of no language
_SHORT = 2
_ENOUGH_WORDS = 40  # below, no share of stop words is trusted
_LEAST_SHARE = 0.06
_SURE_SHARE = 0.12  # English prose has two to four times as many; no other language comes near
_SURE_KINDS = 3  # "a" alone is a word of Hungarian, too
# The more text, the surer a naive Bayes classifier, also where it errs: lists of names in English text. At
# this length it is sure of prose only.
_DOUBTFUL_SAMPLE = 400
_SURE = 0.95
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
    return (_guess(sample) or language) if count * 3 > letters else _latin_language(sample, rules)


def _latin_language(sample: str, rules: LanguageRules) -> str:
    words = Counter(_WORD.findall(sample.lower()))
    total = words.total()
    hits = {code: sum(words[w] for w in words.keys() & known) for code, known in rules.stopwords.items()}
    best = max(hits, key=lambda code: (hits[code], code == DEFAULT))
    kinds = len(words.keys() & rules.stopwords[best])
    if best == DEFAULT and hits[best] >= _SURE_SHARE * total and kinds >= min(_SURE_KINDS, total):
        return DEFAULT
    long = sum(len(word) > _SHORT for word in words)
    guessed = _guess(sample) if total >= _FEW_WORDS and long >= _ENOUGH_KINDS else None
    if guessed is not None:
        return guessed
    if total < _ENOUGH_WORDS:
        # "per" again and again is no Italian
        return best if hits[best] > hits[DEFAULT] + 1 and kinds > 1 else DEFAULT
    return best if hits[best] >= _LEAST_SHARE * total else UNKNOWN


def _guess(sample: str) -> str | None:
    """What py3langid is sure of, among a hundred languages; None where it is not."""
    language, probability = _identifier().classify(" ".join(_WORD.findall(sample[:_DOUBTFUL_SAMPLE])))
    return str(language) if probability >= _SURE else None


@cache
def _identifier() -> Any:  # noqa: ANN401 - a LanguageIdentifier
    # Half a second to load: paid only by who has pages that are not plainly English.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
