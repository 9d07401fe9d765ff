"""What a bare number counts where only its verb tells that it counts at all: "Today it takes three".

The last resort: what is counted stands in the sentence or right before it, with a number of its own or
without ("he counted the trucks. There were 12").
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import chain

from extract.finding.amounts import Amount
from extract.finding.nouns import NounLexicon, singular
from extract.finding.reference_records import Context, Reference, refer_to_noun, token_at
from extract.finding.surfaces import alternation, bounded
from extract.records import Span
from extract.rules.endings import Ending
from extract.rules.loading import RuleSet

_FILE = "en/nouns.toml"
_REACH = 60
# Two sentences: what was told before them is no longer spoken of.
_RECENT = 260
_SHORT = 3
_SENTENCE_ENDS = re.compile(r"[.!?][\"')]?\s")
# A full stop, a quotation mark and a blank.
_SENTENCE_ENDING = 3
_WORD = re.compile(r"(?<![A-Za-z'-])[a-z]+(?![A-Za-z'-])")
_NOT_BEHIND = frozenset({"NN", "NNS", "NNP", "NNPS", "JJ", "CD", "HYPH", "$", "POS"})
_UNLIKE = (None, "percent", "multiple")


@dataclass(frozen=True, slots=True)
class GovernedLexicon:
    """Cues for numbers that only their verb tells of; see ``[[governed]]`` in rules/en/nouns.toml.

    Attributes:
        verb: ends where a number begins that a verb governs, with the verb.
        subject: ends where a number begins that is told to be so many ("there were", "her record is").
        copulas: verbs that need such a subject.
        not_verbs: verbs whose numbers count nothing ("turned 40").
        paying: verbs of money ("offered").
        not_nouns: plurals that are never what is counted ("months").
        exceeded: ends where a number begins that something is compared with ("than the").
        companions: ends where a number of others begins that share what is told of one ("together with").
        fellows: ends where a number of others begins that somebody is one of ("she and").
        units: what that one is ("the county").
        oblique: ends where a noun begins that only says where ("sells in the towns").
        relative: follows a noun of things that is told more of ("seedlings, which").
    """

    verb: Ending
    subject: Ending
    copulas: frozenset[str]
    not_verbs: frozenset[str]
    paying: frozenset[str]
    not_nouns: frozenset[str]
    exceeded: Ending
    companions: Ending
    fellows: Ending
    units: re.Pattern[str]
    oblique: Ending
    relative: re.Pattern[str]


def load_governed_lexicon(ruleset: RuleSet, nouns: NounLexicon) -> GovernedLexicon:
    """Compile the cues.

    Raises:
        RulesError: an entry that cannot be read.
    """

    def words(table: str, key: str) -> list[str]:
        return [s for entry in ruleset.entries(_FILE, table) for s in entry.fields.get(key, [])]

    fillers = [*words("people_verb", "fillers"), *words("governed", "fillers")]
    between = rf"(?:{alternation(fillers)}\s+){{0,3}}$"
    copulas, joints = words("governed", "copulas"), alternation(words("governed", "joints"))
    return GovernedLexicon(
        verb=Ending(
            rf"(?<![A-Za-z])(?P<verb>[A-Za-z]+)\s+(?:{joints}\s+)?{between}",
            re.IGNORECASE,
        ),
        subject=Ending(
            rf"(?<![A-Za-z]){alternation(words('governed', 'subjects'))}\s+(?:[a-z]+\s+){{0,3}}?"
            rf"{alternation(copulas)}\s+{between}",
            re.IGNORECASE,
        ),
        copulas=frozenset(copulas),
        not_verbs=frozenset(words("governed", "not_verbs")),
        paying=frozenset(words("governed", "paying")),
        not_nouns=frozenset([*words("reached", "not"), *words("governed", "not_nouns")]),
        exceeded=Ending(rf"{bounded(words('governed', 'exceeded'))}\s+{between}", re.IGNORECASE),
        companions=Ending(rf"{bounded(words('governed', 'companions'))}\s+{between}", re.IGNORECASE),
        fellows=Ending(rf"{bounded(words('governed', 'fellows'))}\s+{between}", re.IGNORECASE),
        units=re.compile(bounded(singular(noun, nouns) for noun in nouns.divisions), re.IGNORECASE),
        oblique=Ending(rf"{bounded(words('governed', 'oblique'))}\s+(?:[a-z]+\s+)??$", re.IGNORECASE),
        relative=re.compile(rf",\s+{alternation(words('governed', 'relative'))}\s"),
    )


def find_governed(
    amount: Amount, context: Context, lexicon: GovernedLexicon, nouns: NounLexicon
) -> Reference | None:
    """Read "our own girls ask for 700", "it takes three", "more jobs went than the 900 he named"."""
    if not _ends_phrase(amount, context):
        return None
    start = max(context.bounds[0], amount.start - _REACH)
    whole = amount.low == amount.low.to_integral_value()
    if whole and (than := lexicon.exceeded.search(context.view, start, amount.start)):
        counted = (one for one in reversed(context.before) if one.kind in ("people", "count"))
        model = next(counted, None)
        plural = find_plural_before(than.start(), context, lexicon.not_nouns, nouns)
        return _like(model, context) if model else plural
    if told := lexicon.subject.search(context.view, start, amount.start):
        return _spoken_of(told.start(), amount, context, lexicon, nouns, pays=False)
    found = lexicon.verb.search(context.view, start, amount.start)
    if found is None or found["verb"].lower() in lexicon.not_verbs | lexicon.copulas:
        return None
    index = token_at(context.tokens, found.start("verb"))
    if index >= len(context.tokens) or not context.tokens[index].tag.startswith("VB"):
        return None
    pays = found["verb"].lower() in lexicon.paying
    return _spoken_of(found.start(), amount, context, lexicon, nouns, pays=pays)


def _ends_phrase(amount: Amount, context: Context) -> bool:
    """Whether no noun follows: "four," and "2,900 to a village", but not "four big"."""
    index = token_at(context.tokens, amount.end)
    return index >= len(context.tokens) or context.tokens[index].tag not in _NOT_BEHIND


def _spoken_of(
    position: int,
    amount: Amount,
    context: Context,
    lexicon: GovernedLexicon,
    nouns: NounLexicon,
    *,
    pays: bool,
) -> Reference | None:
    """The amount or the plural that was told last, in the sentence or right before it."""
    if pays and context.told.money is not None:
        model = next((one for one in reversed(context.before) if one.kind == "money"), context.told.money)
        return _like(model, context)
    told = context.told.last
    near = [told] if told is not None and amount.start - told.end <= _RECENT else []
    for model in chain(reversed(context.before), near):
        if model.kind not in _UNLIKE and (model.kind != "money" or pays):
            return _like(model, context)
    return find_plural_before(position, context, lexicon.not_nouns, nouns)


def find_companions(amount: Amount, context: Context, lexicon: GovernedLexicon) -> Reference | None:
    """Read "the county was taken off the list, together with 16 others": what the one is."""
    start = max(context.bounds[0], amount.start - _REACH)
    if lexicon.fellows.search(context.view, start, amount.start) is not None:
        return Reference("people", "person", None, "reference.fellows")
    if lexicon.companions.search(context.view, start, amount.start) is None:
        return None
    units = list(lexicon.units.finditer(context.view, context.bounds[0], amount.start))
    if not units:
        return None
    return Reference("count", units[-1].group().lower(), Span(*units[-1].span()), "reference.companions")


def find_plural_before(
    position: int, context: Context, not_nouns: frozenset[str], nouns: NounLexicon
) -> Reference | None:
    """The nearest plural before an offset: the trucks of "so full of trucks that … She counted nine"."""
    plurals = _plurals(max(0, position - _RECENT), position, context, not_nouns, nouns)
    return next((_of_plural(word, nouns) for word in reversed(plurals)), None)


def find_antecedent(
    told: int, amount: Amount, context: Context, lexicon: GovernedLexicon, nouns: NounLexicon
) -> Reference | None:
    """What "them" are, where a sentence without counts stands behind what was told: persons first.

    Things go before them where more is told of these: "soldiers brought seedlings, which were handed out".
    """
    begin = max(told, amount.start - _RECENT)
    if _SENTENCE_ENDS.search(context.view, told, max(told, context.bounds[0] - _SENTENCE_ENDING)) is None:
        return None
    plurals = [
        word
        for word in _plurals(begin, amount.start, context, lexicon.not_nouns, nouns)
        if lexicon.oblique.search(context.view, begin, word.start()) is None
    ]
    first = [word for word in plurals if lexicon.relative.match(context.view, word.end()) is not None]
    first = first or [word for word in plurals if nouns.is_people(word.group())]
    return next((_of_plural(word, nouns) for word in reversed(first or plurals)), None)


def _plurals(
    begin: int, end: int, context: Context, not_nouns: frozenset[str], nouns: NounLexicon
) -> list[re.Match[str]]:
    """The plurals between two offsets that something may count."""
    not_counted = (not_nouns, nouns.function_words, nouns.no_fact)
    return [
        word
        for word in _WORD.finditer(context.view, begin, end)
        if (nouns.is_people(word.group()) or (nouns.is_plural(word.group()) and len(word.group()) > _SHORT))
        and not any(word.group() in words for words in not_counted)
    ]


def _of_plural(word: re.Match[str], nouns: NounLexicon) -> Reference:
    return refer_to_noun(word.group(), nouns, Span(*word.span()), "reference.governed_plural")


def _like(model: Amount, context: Context) -> Reference:
    span, per = Span(model.start, model.end), context.told.per(model)
    return Reference(model.kind or "count", model.unit or "count", span, "reference.governed", per)
