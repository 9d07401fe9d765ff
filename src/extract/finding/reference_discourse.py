"""What a bare number counts, where the sentence before says it: "In May there were 52", "it has 71 today"."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from extract.finding.amounts import Amount
from extract.finding.reference_records import Context, Reference
from extract.finding.surfaces import alternation, bounded
from extract.records import Span
from extract.rules.endings import Ending
from extract.rules.loading import RuleSet

_FILE = "en/nouns.toml"
_REACH = 60
_OPENING = 80  # characters before "it is" that may say when
_WHOLE = Decimal(100)
# Nothing moves by ten times what it is: "30 firms grow 800,000 hectares, 20,000 more than in 2018".
_MOST_MOVED = 10
_LEAST_MOVED = Decimal("0.00001")  # "$3 billion, 200 more than planned": 200 of something else


@dataclass(frozen=True, slots=True)
class DiscourseLexicon:
    """Cues for numbers whose noun stands in another sentence or clause; see rules/en/nouns.toml.

    Attributes:
        again: ends where a number may be told again ("of the").
        owned: begins behind a number of what somebody had ("it had in 2004").
        those: begins behind a number of people ("of those affected").
        compared: begins behind a number with the unit of what it is compared with ("more than").
        there: ends where a number begins that something is told to be there ("there were").
        tally: ends where a number of what was counted begins ("the tally was").
        kept: ends where a number begins of what somebody has ("it has").
        left: begins behind such a number ("today").
        closes: begins behind a number that no noun follows.
        sums: ends where an amount of money begins ("a transfer of").
        figure: ends where a number begins that goes on with the amount before ("it is now").
        when: says when that is ("now", "last year").
    """

    again: Ending
    owned: re.Pattern[str]
    those: re.Pattern[str]
    compared: re.Pattern[str]
    there: Ending
    tally: Ending
    kept: Ending
    left: re.Pattern[str]
    closes: re.Pattern[str]
    sums: Ending
    figure: Ending
    when: re.Pattern[str]


def load_discourse_lexicon(ruleset: RuleSet) -> DiscourseLexicon:
    """Compile the cues.

    Raises:
        RulesError: an entry that cannot be read.
    """

    def words(table: str, key: str = "surfaces") -> list[str]:
        return [s for entry in ruleset.entries(_FILE, table) for s in entry.fields.get(key, [])]

    fillers = rf"(?:{alternation(words('people_verb', 'fillers'))}\s+){{0,3}}"
    copulas = rf"{alternation(words('figure', 'copulas'))}\s+"
    when = alternation(words("figure", "when"))
    of = alternation(words("of"))
    return DiscourseLexicon(
        again=_ending(rf"{bounded(words('again'))}\s+$"),
        owned=_compiled(rf"\s+{alternation(words('again', 'owners'))}\s+[a-z]"),
        those=_compiled(
            rf"\s+{of}\s+{alternation(words('again', 'those'))}\s+{alternation(words('people_of'))}(?![a-z])"
        ),
        compared=_compiled(rf"\s+{alternation(words('compared_with'))}(?![a-z])"),
        there=_ending(rf"{bounded(words('there'))}\s+{fillers}$"),
        tally=_ending(rf"{bounded(words('tally'))}\s+(?:[a-z]+\s+)?{copulas}{fillers}$"),
        kept=_ending(rf"{bounded(words('kept'))}\s+{fillers}$"),
        left=_compiled(rf"\s+{alternation(words('kept', 'left'))}(?![a-z])"),
        closes=_compiled(
            rf"[.,;:)]|$|\s+{alternation(words('there', 'behind'))}(?![a-z])|\s+[a-z]+\s+(?:19|20)\d\d(?!\d)"
        ),
        sums=_ending(rf"{bounded(words('sum_of'))}\s+{of}\s+{fillers}$"),
        figure=_ending(rf"{bounded(words('figure'))}\s+{copulas}(?:{when}\s+)?{fillers}$"),
        when=_compiled(rf"(?<![A-Za-z])(?:{when}|(?:19|20)\d\d)(?![A-Za-z])"),
    )


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def _ending(pattern: str) -> Ending:
    return Ending(pattern, re.IGNORECASE)


def find_told_again(amount: Amount, context: Context, lexicon: DiscourseLexicon) -> Reference | None:
    """Read "close 23 shops. … 14 of the 23 lose money": what so many were; and "380 of those affected"."""
    if found := lexicon.those.match(context.view, amount.end, context.bounds[1]):
        return Reference("people", "person", Span(found.start() + 1, found.end()), "reference.of_those")
    if _before(lexicon.again, amount, context) is None:
        return None
    told = context.told.again(amount)
    return _like(told, "reference.told_again") if told is not None else None


def find_part_of_told(amount: Amount, whole: Amount, context: Context) -> Reference | None:
    """Read "14 of the 23": what the whole counted when it was told."""
    told = context.told.again(whole) if amount.low < whole.low else None
    return _like(told, "reference.part_of_told") if told is not None else None


def find_in_discourse(
    amount: Amount, near: Amount | None, context: Context, lexicon: DiscourseLexicon
) -> Reference | None:
    """What a bare number counts by what the sentences before count.

    Args:
        amount: the bare number.
        near: what its own sentence counts, if anything.
        context: what stands around it.
        lexicon: the cues.
    """
    return (
        _sum(amount, context, lexicon)
        or _compared(amount, context, lexicon)
        or _counted(amount, near, context, lexicon)
        or _figure(amount, context, lexicon)
    )


def _sum(amount: Amount, context: Context, lexicon: DiscourseLexicon) -> Reference | None:
    """Read "paid 900 rubles for a transfer of 15,000": money, where the sentence tells of money."""
    model = next((one for one in reversed(context.before) if one.kind == "money"), None)
    if model is None or _before(lexicon.sums, amount, context) is None:
        return None
    return _like(model, "reference.sum_of")


def _compared(amount: Amount, context: Context, lexicon: DiscourseLexicon) -> Reference | None:
    """Read "treat 800,000 hectares this year, 20,000 more than last year"."""
    if lexicon.compared.match(context.view, amount.end, context.bounds[1]) is None:
        return None
    for model in reversed(context.before):
        if model.kind in ("measure", "money") and not model.duration:
            moved = model.high * _LEAST_MOVED <= amount.high <= model.high * _MOST_MOVED
            return _like(model, "reference.compared") if moved else None
        if model.kind in ("people", "count") and amount.high <= model.high * _MOST_MOVED:
            return None  # read with all that the sentence counts
    return None


def _counted(
    amount: Amount, near: Amount | None, context: Context, lexicon: DiscourseLexicon
) -> Reference | None:
    """Read "In May there were 52", "the tally was 1,805", "it has 71 today", "the 2,100 it had"."""
    view, end = context.view, context.bounds[1]
    if amount.low != amount.low.to_integral_value():
        return None
    closes = lexicon.closes.match(view, amount.end, end) is not None
    told = (
        (closes and _before(lexicon.there, amount, context) is not None)
        or (closes and _before(lexicon.tally, amount, context) is not None)
        or (lexicon.left.match(view, amount.end, end) and _before(lexicon.kept, amount, context) is not None)
        or (
            lexicon.owned.match(view, amount.end, end) and _before(lexicon.again, amount, context) is not None
        )
    )
    last = context.told.counted_for(amount, near) if told else None
    return _like(last, "reference.discourse") if last is not None else None


def _figure(amount: Amount, context: Context, lexicon: DiscourseLexicon) -> Reference | None:
    """Read "A ticket cost 20 pesos in 2015. Today it is 45.": the amount before, at another time."""
    model, view, (start, end) = context.told.last, context.view, context.bounds
    if model is None or context.before or model.duration:
        return None
    found = _before(lexicon.figure, amount, context)
    if found is None or found.start - start > _OPENING or not lexicon.closes.match(view, amount.end, end):
        return None
    if not lexicon.when.search(view, start, min(end, amount.end + _OPENING)):
        return None
    if model.kind == "percent" and (amount.scaled or abs(amount.high) > _WHOLE):
        return None
    return replace(_like(model, "reference.figure"), per=context.told.per(model))


def _before(ending: Ending, amount: Amount, context: Context) -> Span | None:
    behind = max(context.bounds[0], amount.start - _REACH)
    found = ending.search(context.view[behind : amount.start])
    return Span(behind + found.start(), behind + found.end()) if found else None


def _like(model: Amount, rule: str) -> Reference:
    return Reference(model.kind or "count", model.unit or "count", Span(model.start, model.end), rule)
