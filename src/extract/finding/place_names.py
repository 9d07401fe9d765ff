"""What a name of a place that no table lists looks like, and what is none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

from extract.finding.place_context import CUES, words
from extract.rules.loading import RuleSet

REST = r"(?:[a-zÀ-ÿ]+|['-][A-Za-zÀ-ÿ][a-zÀ-ÿ]+)(?:['-](?!s(?![a-zÀ-ÿ]))[A-Za-zÀ-ÿ][a-zÀ-ÿ]*)*"
"""What follows the capital of a word of a name."""
WORD = f"[A-Z]{REST}"
"""A word of a name."""


def words_that_name_nothing(ruleset: RuleSet) -> frozenset[str]:
    """Capitalised words that are no names of places: months, languages, titles, adjectives."""
    tables = ("no_place_name", "chinese_surname", "not_a_settlement", "generic", "dateline", "landform")
    demonyms = (entry.fields.values() for entry in ruleset.entries(CUES, "demonym"))
    return frozenset(
        chain(
            *(words(ruleset.entries(CUES, table)) for table in (*tables, "title_of_person")),
            words(ruleset.entries(CUES, "needs_generic"), "names"),
            *(names for fields in demonyms for names in fields if isinstance(names, list)),
        )
    )


def capital_after(words_before: Iterable[str]) -> str:
    """A pattern for a capital right after one of the words.

    It begins with the capital: an expression that begins with a set of characters is searched
    for many times faster than one that begins with a look-behind or with words.
    """
    forms: dict[str, list[str]] = {}  # by their last letter, which is looked at first
    for form in sorted({form for word in words_before for form in (word, word.capitalize())}):
        forms.setdefault(form[-1], []).append(rf"(?<={form}[ \n].)")
    branches = (rf"(?<={last}[ \n].)(?:{'|'.join(found)})" for last, found in forms.items())
    return f"[A-Z](?:{'|'.join(branches)})"


def occurrences(view: str, name: str) -> Iterator[int]:
    """Where the name stands as a word of its own."""
    at = view.find(name)
    while at >= 0:
        end = at + len(name)
        if is_free(view, at, end):
            yield at
        at = view.find(name, end)


def is_free(view: str, start: int, end: int) -> bool:
    """Whether no word goes on over either end: not "state" in "upstate" or "state-run"."""
    if start > 0 and (view[start - 1].isalnum() or view[start - 1] in "'-"):
        return False
    return not (end < len(view) and (view[end].isalnum() or view[end] == "-"))
