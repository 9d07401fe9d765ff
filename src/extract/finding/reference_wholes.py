"""What a bare number is a part of, or shares its noun with: "Of these families, 412 got roofs"."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from extract.finding.amounts import Amount
from extract.finding.heads import Head, Token, find_head
from extract.finding.nouns import NounLexicon
from extract.finding.reference_records import Context, Reference, token_at
from extract.finding.surfaces import alternation, bounded
from extract.records import Span
from extract.rules.endings import Ending
from extract.rules.loading import RuleSet

_FILE = "en/nouns.toml"
_REACH = 160
_MODIFYING = frozenset({"JJ", "JJR", "JJS", "NN", "NNP", "NNS", "NNPS", "VBN", "HYPH", "AFX"})
_WORDS = 3


@dataclass(frozen=True, slots=True)
class WholeLexicon:
    """Cues for wholes; see rules/en/nouns.toml.

    Attributes:
        opening: begins a phrase that names a whole ("of these").
        before: ends where an amount begins that is a whole ("Of").
        behind: stands between that phrase and the number ("…, at least").
        apposed: joins a number to the share that it is ("64 percent, or 51").
        away: stands behind people who had to go ("from their homes").
        nouns: the nouns.
    """

    opening: re.Pattern[str]
    before: Ending
    behind: Ending
    apposed: re.Pattern[str]
    away: re.Pattern[str]
    nouns: NounLexicon


def load_whole_lexicon(ruleset: RuleSet, nouns: NounLexicon) -> WholeLexicon:
    """Compile the cues.

    Raises:
        RulesError: an entry that cannot be read.
    """

    def words(table: str, key: str = "surfaces") -> list[str]:
        return [s for entry in ruleset.entries(_FILE, table) for s in entry.fields.get(key, [])]

    joints = alternation(words("whole", "joints"))
    fillers = rf"(?:{alternation(words('people_verb', 'fillers'))}\s+){{0,3}}"
    return WholeLexicon(
        opening=re.compile(
            rf"{bounded(words('whole'))}\s+{alternation(words('whole', 'determiners'))}\s+", re.IGNORECASE
        ),
        before=Ending(
            rf"(?:^|[.,;:\"\u201c\u2014-]\s*){alternation(words('whole'))}\s+{fillers}$", re.IGNORECASE
        ),
        behind=Ending(rf",\s+(?:{joints}\s+)?{fillers}$", re.IGNORECASE),
        apposed=re.compile(rf"[^;:]{{0,80}},\s*{joints}\s+{fillers}", re.IGNORECASE),
        away=re.compile(rf"\s+{alternation(words('away'))}(?![A-Za-z])", re.IGNORECASE),
        nouns=nouns,
    )


def find_whole(amount: Amount, context: Context, lexicon: WholeLexicon) -> Reference | None:
    """Read "Of the 80 villages, 64 percent, or 51, have roads" and "drove 600 from their homes"."""
    away = lexicon.away.match(context.view, amount.end, context.bounds[1])
    if away is not None:
        return Reference("people", "person", Span(away.start() + 1, away.end()), "reference.away")
    return _of_whole(amount, context, lexicon) or _apposed(amount, context, lexicon)


def _of_whole(amount: Amount, context: Context, lexicon: WholeLexicon) -> Reference | None:
    """Read "Of these families, 412": what the phrase before the comma names."""
    behind = max(context.bounds[0], amount.start - _REACH)
    if lexicon.behind.search(context.view, behind, amount.start) is None:
        return None
    openings = list(lexicon.opening.finditer(context.view, behind, amount.start))
    for opening in reversed(openings):
        if found := _named(opening.end(), amount, context, lexicon):
            return found
    for whole in context.before:
        near = whole.start >= behind and whole.kind in ("people", "count") and amount.high <= whole.low
        if near and lexicon.before.search(context.view, context.bounds[0], whole.start):
            return _like(whole)  # "Of 47 doctors who were sent there, 18 never came"
    return None


def _named(position: int, amount: Amount, context: Context, lexicon: WholeLexicon) -> Reference | None:
    """What the noun phrase at an offset counts: an amount that stands there, or its head."""
    told = next((one for one in context.before if position <= one.start < position + _WORDS), None)
    if told is not None:
        return _like(told) if told.end <= amount.start and told.kind in ("people", "count") else None
    head = find_head(context.tokens, token_at(context.tokens, position), lexicon.nouns)
    if head is None or head.quote_end > amount.start or head.noun in lexicon.nouns.no_fact:
        return None
    return _of_head(head)


def _apposed(amount: Amount, context: Context, lexicon: WholeLexicon) -> Reference | None:
    """Read "64 percent of the villages, or 51": what the share is of."""
    share = context.before[-1] if context.before else None
    if share is None or share.kind != "percent":
        return None
    if lexicon.apposed.fullmatch(context.view, share.end, amount.start) is None:
        return None
    of = lexicon.nouns.of_after.match(context.view, share.end, amount.start)
    if of is not None:
        skip = lexicon.nouns.skip.match(context.view, of.end(), amount.start)
        return _named(skip.end() if skip else of.end(), amount, context, lexicon)
    counted = [one for one in context.before if one.kind in ("people", "count")]
    last = context.told.counted_for(amount, counted[-1] if counted else None)
    return _like(last) if last is not None else None


def _like(amount: Amount) -> Reference:
    kind, unit = amount.kind or "count", amount.unit or "count"
    return Reference(kind, unit, Span(amount.start, amount.end), "reference.of_whole")


def _of_head(head: Head, rule: str = "reference.of_whole") -> Reference:
    return Reference("people" if head.people else "count", head.unit, Span(head.start, head.end), rule)


def phrase_follows(context: Context, position: int) -> bool:
    """Whether a noun phrase follows a word that stands alone as well: "53 of these families"."""
    index = token_at(context.tokens, position)
    return index < len(context.tokens) and context.tokens[index].tag in ("NNS", "JJ", "NN", "CD")


def is_compound(context: Context, position: int) -> bool:
    """Whether a noun goes on behind an offset: "unemployment benefit claims"."""
    index = token_at(context.tokens, position)
    return index < len(context.tokens) and context.tokens[index].tag in ("NN", "NNS")


def find_shared_head(
    amount: Amount, context: Context, nouns: NounLexicon, times: frozenset[str]
) -> Reference | None:
    """Read "12 primary and 5 secondary schools": the noun behind the last number of the list."""
    tokens = context.tokens
    index = bisect_left(tokens, amount.number_end, key=lambda token: token.start)
    while (joint := _behind_modifiers(tokens, index)) is not None:
        told = {token.text.lower() for token in tokens[index:joint]}
        if any(word in times or f"{word}s" in times for word in told):
            return None  # "after 20 last year and 30 in May"
        index = joint
        head = find_head(tokens, index, nouns)
        if head is not None:
            near = token_at(tokens, head.start) - index <= _WORDS
            return _of_head(head, "reference.shared_head") if near else None
    return None


def _behind_modifiers(tokens: Sequence[Token], index: int) -> int | None:
    """Index behind the next number of a list of modifiers: "primary and 5", "SC, 11,20,624"."""
    start = index
    while index < len(tokens) and tokens[index].tag in _MODIFYING and index - start < _WORDS:
        index += 1
    if index == start or index >= len(tokens) or tokens[index].tag not in (",", "CC"):
        return None
    while index < len(tokens) and tokens[index].tag in (",", "CC"):
        index += 1
    number = index
    while index < len(tokens) and tokens[index].tag == "CD":
        index += 1
    return index if index > number else None
