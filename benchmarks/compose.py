"""Compose articles for the benchmark: those of corpus/ with every sentence made new.

All digits but those of years change, capitalised words inside sentences are swapped among
themselves, and one word in 25 becomes one that no dictionary has: no cache of tokens, units or
periods can help, as in a dump of real articles.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from pathlib import Path

_NUMBER = re.compile(r"\d[\d,.]*\d|\d")
_YEAR = re.compile(r"(?:19|20)\d\d")
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{3,}\b")
_WORD = re.compile(r"\b[a-z]{4,}\b")
_PLAIN = re.compile(r"(?:(?<=[.!?] )|(?<=\n))[A-Z\"][^.!?\n\d|©{}]{24,240}\.(?=\s)")
_RARE_SHARE = 1 / 25
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def compose_articles(
    corpus: Path, count: int, *, words_per_fact: int | None = None, seed: int = 20261122
) -> Iterator[tuple[str, str]]:
    """New articles, one after another.

    Args:
        corpus: the folder whose ``*.txt`` serve as patterns.
        count: how many.
        words_per_fact: sentences of the corpus without numbers are added until an article has so many
            words for each of its facts, as news pages do; None leaves it as dense as it is.
        seed: of the random numbers; the same seed gives the same articles.

    Yields:
        File name and text.
    """
    paths = sorted(corpus.glob("*.txt"))
    patterns = [path.read_text(encoding="utf-8") for path in paths]
    facts = [_read_facts(path) for path in paths]
    wanted = [(words_per_fact or 0) * len(spans) for spans in facts]
    names = sorted({name for text in patterns for name in _NAME.findall(text)})
    plain = sorted({one for text, spans in zip(patterns, facts, strict=True) for one in _plain(text, spans)})
    source = random.Random(seed)
    for number in range(count):
        which = number % len(patterns)
        text = _lengthen(patterns[which], wanted[which], plain, source)
        yield f"{number:06d}.txt", _renew(text, names, source)


def _read_facts(path: Path) -> list[tuple[int, int]]:
    facts = json.loads(path.with_suffix(".gold.json").read_text(encoding="utf-8"))["facts"]
    return [(fact["start"], fact["end"]) for fact in facts]


def _plain(text: str, facts: list[tuple[int, int]]) -> Iterator[str]:
    """Sentences without a fact: no digits, and no number in words ("two villages") either."""
    for match in _PLAIN.finditer(text):
        if not any(start < match.end() and match.start() < end for start, end in facts):
            yield match.group()


def _lengthen(text: str, words: int, plain: list[str], source: random.Random) -> str:
    """Add paragraphs of sentences without numbers until a text has so many words."""
    missing = words - len(text.split())
    paragraphs: list[str] = []
    while missing > 0:
        paragraph = " ".join(_unlike(sentence, source) for sentence in source.sample(plain, 4))
        missing -= len(paragraph.split())
        paragraphs.append(paragraph)
    return "\n\n".join([text.rstrip("\n"), *paragraphs]) + "\n"


def _unlike(sentence: str, source: random.Random) -> str:
    """A sentence with one word of its own: it is used many times over, and never twice the same."""
    words = sentence.split()
    words[source.randrange(len(words))] = "".join(source.choice(_LETTERS) for _ in range(7))
    return " ".join(words)


def _renew(text: str, names: list[str], source: random.Random) -> str:
    text = _NUMBER.sub(lambda match: _new_number(match.group(), source), text)
    text = _NAME.sub(lambda match: _new_name(match.group(), names, source), text)
    return _WORD.sub(lambda match: _new_word(match.group(), source), text)


def _new_number(number: str, source: random.Random) -> str:
    if _YEAR.fullmatch(number):
        return number
    head, rest = number[0], number[1:]
    fresh = str(source.randint(1, 9)) if head != "0" else "0"
    return fresh + "".join(str(source.randint(0, 9)) if digit.isdigit() else digit for digit in rest)


def _new_name(name: str, names: list[str], source: random.Random) -> str:
    # Half of the names stay: a place that exists must be looked up and linked.
    return source.choice(names) if source.random() < 0.5 else name


def _new_word(word: str, source: random.Random) -> str:
    if source.random() >= _RARE_SHARE:
        return word
    return "".join(source.choice(_LETTERS) for _ in word)
