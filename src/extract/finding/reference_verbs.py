"""What a bare number counts by what governs it: "killed 12", "profit reached 5.9 billion"."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from extract.finding.amounts import Amount
from extract.finding.nouns import NounLexicon
from extract.finding.reference_records import Context, Reference, refer_to_noun
from extract.finding.surfaces import alternation, bounded
from extract.records import Span
from extract.rules.endings import Ending
from extract.rules.loading import RuleSet

_FILE = "en/nouns.toml"
_REACH = 60
_CLAUSE_REACH = 160
_COUNTRY_REACH = 20_000
# Below this, sales may be of cars as well as of dollars.
_SURELY_MONEY = Decimal(10) ** 9
# What ISO 4217 writes where no currency is known.
_UNKNOWN_CURRENCY = "XXX"
_CLAUSE = re.compile(r"[;:]\s|,\s+(?=[a-z]+\s)")


@dataclass(frozen=True, slots=True)
class VerbLexicon:
    """Cues for numbers that a verb governs; see rules/en/nouns.toml.

    Attributes:
        done_to_people: ends where a number of people begins ("killed at least").
        done_by_people: begins behind a number of people ("attended").
        fillers: words that may stand before a number ("a record").
        money: ends where an amount of money begins ("profit reached").
        either: nouns of money that count things as well ("sales").
        anaphor: ends where a number begins that has the unit of the amount before ("in 2019 it was").
        numbered: ends where a number begins that counts the subject ("passengers numbered").
        times: plurals that are never what is counted ("months").
        one_of: ends where a number begins that counts what the subject is one of ("the school was one of").
        countries: names of countries and of their people.
        currencies: the currency of each.
        relative: begins a clause that tells more of the subject ("whose").
        those: begins a clause on people ("Those in need").
    """

    done_to_people: Ending
    done_by_people: re.Pattern[str]
    fillers: re.Pattern[str]
    money: Ending
    either: tuple[str, ...]
    anaphor: Ending
    numbered: Ending
    times: frozenset[str]
    one_of: Ending
    countries: re.Pattern[str]
    currencies: Mapping[str, str]
    relative: re.Pattern[str]
    those: re.Pattern[str]


def load_verb_lexicon(ruleset: RuleSet) -> VerbLexicon:
    """Compile the cues.

    Raises:
        RulesError: an entry that cannot be read.
    """

    def words(table: str, key: str = "surfaces", where: str = "") -> list[str]:
        entries = ruleset.entries(_FILE, table)
        return [s for e in entries if not where or e.fields["where"] == where for s in e.fields.get(key, [])]

    fillers = rf"(?:{alternation(words('people_verb', 'fillers'))}\s+){{0,4}}"
    currencies = {
        country: str(entry.fields["currency"])
        for entry in ruleset.entries("en/currencies.toml", "country_currency")
        for country in entry.fields["countries"]
    }
    verbs = rf"{alternation(words('money_noun', 'verbs'))}\s+{fillers}"
    return VerbLexicon(
        done_to_people=_ending(rf"{bounded(words('people_verb', where='before'))}\s+{fillers}$"),
        done_by_people=re.compile(
            rf"(?:\s+{alternation(words('people_verb', 'auxiliaries'))}){{0,3}}"
            rf"\s+{alternation(words('people_verb', where='after'))}(?![A-Za-z])",
            re.IGNORECASE,
        ),
        fillers=re.compile(rf"\W*{fillers}", re.IGNORECASE),
        money=_ending(rf"(?<![A-Za-z]){alternation(words('money_noun'))}\s+(?:[^\d,;.:]+\s+)?{verbs}$"),
        either=tuple(words("money_noun", "either")),
        anaphor=_ending(rf"{bounded(words('anaphor'))}\s+{verbs}$"),
        numbered=_ending(rf"{bounded(words('reached', 'verbs'))}\s+{fillers}$"),
        times=frozenset(words("reached", "not")),
        one_of=_ending(rf"(?P<noun>[A-Za-z]+)\s+{alternation(words('one_of'))}\s+{fillers}$"),
        countries=re.compile(bounded(currencies)),
        currencies=currencies,
        relative=re.compile(rf"(?:[a-z]+\s+)?{alternation(words('reached', 'relative'))}\s", re.IGNORECASE),
        those=re.compile(rf"(?:[a-z]+\s+)?{alternation(words('reached', 'people'))}\s", re.IGNORECASE),
    )


def _ending(pattern: str) -> Ending:
    return Ending(pattern, re.IGNORECASE)


def find_by_verb(
    amount: Amount, context: Context, lexicon: VerbLexicon, nouns: NounLexicon
) -> Reference | None:
    """What a bare number counts, by the verb before or behind it."""
    return (
        _done_to_people(amount, context, lexicon)
        or _one_of(amount, context, lexicon, nouns)
        or _done_by_people(amount, context, lexicon)
        or _numbered(amount, context, lexicon, nouns)
        or _money(amount, context, lexicon)
        or _anaphor(amount, context, lexicon)
    )


def _before(ending: Ending, amount: Amount, context: Context, reach: int = _REACH) -> Span | None:
    """Where an expression matches that ends at the number."""
    behind = max(context.bounds[0], amount.start - reach)
    found = ending.search(context.view[behind : amount.start])
    return Span(behind + found.start(), behind + found.end()) if found else None


def _done_to_people(amount: Amount, context: Context, lexicon: VerbLexicon) -> Reference | None:
    """Read "killed at least 12 and injured another 30"."""
    found = _before(lexicon.done_to_people, amount, context)
    return Reference("people", "person", found, "reference.done_to_people") if found else None


def _one_of(amount: Amount, context: Context, lexicon: VerbLexicon, nouns: NounLexicon) -> Reference | None:
    """Read "her school was one of 640 built in 2012": what the subject is."""
    found = lexicon.one_of.search(context.view[max(context.bounds[0], amount.start - _REACH) : amount.start])
    if found is None or found["noun"].lower() in nouns.function_words:
        return None
    return refer_to_noun(found["noun"].lower(), nouns, None, "reference.one_of")


def _done_by_people(amount: Amount, context: Context, lexicon: VerbLexicon) -> Reference | None:
    """Read "more than 200 attended"; of what was counted before in the sentence, what it was."""
    found = lexicon.done_by_people.match(context.view, amount.end, context.bounds[1])
    if found is None or any(one.kind in ("people", "count") for one in context.before):
        return None
    return Reference("people", "person", Span(found.start() + 1, found.end()), "reference.done_by_people")


def _numbered(amount: Amount, context: Context, lexicon: VerbLexicon, nouns: NounLexicon) -> Reference | None:
    """Read "passengers carried by the railways numbered 8.8 million": the first plural of the clause."""
    found = _before(lexicon.numbered, amount, context)
    if found is None:
        return None
    begin = max(context.bounds[0], amount.start - _CLAUSE_REACH)
    breaks = [match.end() for match in _CLAUSE.finditer(context.view, begin, found.start)]
    for start in (*reversed(breaks), context.bounds[0]):
        if lexicon.relative.match(context.view, start):
            continue
        if lexicon.those.match(context.view, start):
            return Reference("people", "person", None, "reference.numbered")
        if reference := _first_plural(Span(start, found.start), context, nouns, lexicon):
            return reference
    return None


def _first_plural(
    clause: Span, context: Context, nouns: NounLexicon, lexicon: VerbLexicon
) -> Reference | None:
    first = bisect_left(context.tokens, clause.start, key=lambda token: token.start)
    for index in range(first, len(context.tokens)):
        token, word = context.tokens[index], context.tokens[index].text.lower()
        if token.start >= clause.end:
            return None
        follows_noun = index + 1 < len(context.tokens) and context.tokens[index + 1].tag in (
            "NNS",
            "NNPS",
            "NN",
        )
        if token.tag in ("NNS", "NNPS") and not follows_noun and word not in {*lexicon.times, *nouns.no_fact}:
            return refer_to_noun(word, nouns, Span(token.start, token.end), "reference.numbered")
    return None


def _money(amount: Amount, context: Context, lexicon: VerbLexicon) -> Reference | None:
    """Read "net profit reached 5.9 billion": money of the currency that was named last."""
    if not amount.scaled or (found := _before(lexicon.money, amount, context)) is None:
        return None
    model = _last(context, lambda one: one.kind == "money") or context.told.money
    either = context.view[found.start : found.end].lower().startswith(lexicon.either)
    known = model.unit if model is not None else context.told.ahead
    if either and amount.high < _SURELY_MONEY and known is None:
        return None
    currency = known or _of_country(context, lexicon) or _UNKNOWN_CURRENCY
    return Reference("money", currency, found, "reference.money_noun")


def _of_country(context: Context, lexicon: VerbLexicon) -> str | None:
    """The currency of the country that the article names first; long ones are not read to their end."""
    found = lexicon.countries.search(context.view, 0, _COUNTRY_REACH)
    return lexicon.currencies[found.group()] if found else None


def _anaphor(amount: Amount, context: Context, lexicon: VerbLexicon) -> Reference | None:
    """Read "it was 2,050 yuan; in 2018 it was 7,300"."""
    model = _last(context, lambda one: one.kind not in (None, "multiple"))
    if model is None or model.kind is None or model.unit is None:
        return None
    if model.kind == "percent" and (amount.scaled or abs(amount.high) > 100):
        return None
    found = _before(lexicon.anaphor, amount, context)
    if found is None or found.start < model.end:
        return None
    return Reference(model.kind, model.unit, Span(model.start, model.end), "reference.anaphor")


def _last(context: Context, holds: Callable[[Amount], bool]) -> Amount | None:
    return next((one for one in reversed(context.before) if holds(one)), None)
