"""What a quantity goes with: "per household", "a year", "annual income of …"."""

from __future__ import annotations

import re
from itertools import islice

from extract.finding.denominator_counted import Denominator, counted_after, counted_around
from extract.finding.denominator_lexicon import DenominatorLexicon
from extract.finding.nouns import NounLexicon, singular
from extract.finding.surfaces import plain_surface
from extract.finding.units import UnitLexicon
from extract.records import Span

Vocabulary = tuple[NounLexicon, UnitLexicon]

_REACH_BEFORE = 150
_REACH_ONE = 70
_REACH_SUBJECT = 80
_SHORT = 3
_CLAUSE = re.compile(r"[,;:]\s")
# A number that the adjective behind it belongs to, if it is no year.
_OF_ANOTHER = re.compile(r"(?<![\d.,])(?!(?:19|20)\d\d[\s,])\d[\d,.]*\s(?:[a-z]+\s)?$")
# "$40/bbl", "€99/night"
_STROKE = re.compile(r"\s?/\s?(?=[A-Za-z])")
_WORD = re.compile(r"(?P<per>(?P<noun>[a-z]+))(?![A-Za-z'\u2019])")
# "each of the new electric buses": how many words the noun may be behind.
_FARTHEST_NOUN = 4


def find_denominator(
    view: str,
    bounds: tuple[int, int],
    span: tuple[int, int],
    kind: str,
    lexicon: DenominatorLexicon,
    vocabulary: Vocabulary,
) -> Denominator | None:
    """The denominator of a quantity, behind it first, then before its noun.

    Args:
        view: the clean view.
        bounds: the sentence.
        span: the quantity.
        kind: its kind.
        lexicon: the denominators.
        vocabulary: nouns, to tell people from things, and units ("per cubic meter").
    """
    flows = kind in ("money", "measure")
    return (
        (_one_before(lexicon.given_to, view, bounds, span, lexicon, vocabulary[0]) if flows else None)
        or _listed_after(view, bounds, span, kind, lexicon)
        or _stroke_after(view, bounds, span, kind, lexicon, vocabulary)
        or counted_after(view, bounds, span, lexicon, vocabulary[1])
        or _marked_after(view, bounds, span, kind, lexicon, vocabulary)
        or (counted_around(view, bounds, span, lexicon, vocabulary[1]) if kind in lexicon.so_many else None)
        or (_apart(view, bounds, span, lexicon) if kind in lexicon.kinds_before else None)
        or (_adjective_before(view, bounds, span, kind, lexicon) if kind in lexicon.kinds_before else None)
        or (_subject_before(view, bounds, span, kind, lexicon, vocabulary) if kind != "percent" else None)
        or _one_before(lexicon.every_time, view, bounds, span, lexicon, vocabulary[0])
        or _inside(view, span, lexicon)
    )


def _listed_after(
    view: str, bounds: tuple[int, int], span: tuple[int, int], kind: str, lexicon: DenominatorLexicon
) -> Denominator | None:
    found = lexicon.after.match(view, span[1], bounds[1])
    if found is None:
        return None
    per, rule = lexicon.by_after[plain_surface(found["per"])]
    if (found["not"] and per in lexicon.times) or (found["of"] and kind == "percent"):
        # No denominators: "$340m a year before", "300 of the days in a year".
        return None
    if per in lexicon.unless and lexicon.unless[per].match(view, found.end("per"), bounds[1]):
        # "the villagers have a share in the fund"
        return None
    return Denominator(per, Span(found.start("per"), found.end("per")), rule)


def _stroke_after(
    view: str,
    bounds: tuple[int, int],
    span: tuple[int, int],
    kind: str,
    lexicon: DenominatorLexicon,
    vocabulary: Vocabulary,
) -> Denominator | None:
    """Read what stands below a stroke: a unit ("90 people/km2"), of money any noun too ("$9/night")."""
    found = _STROKE.match(view, span[1], bounds[1])
    if found is None:
        return None
    nouns, units = vocabulary
    unit = units.symbols.match(view, found.end(), bounds[1]) or units.words.match(
        view, found.end(), bounds[1]
    )
    if unit is not None and unit[0].kind == "measure":
        composed, stop = units.composer.compose(*unit, view, bounds[1])
        return Denominator(composed.id, Span(found.start(), stop), "per_noun.per")
    word = _WORD.match(view, found.end(), bounds[1])
    if unit is not None or word is None or kind != "money" or len(word["noun"]) <= _SHORT:
        return None
    per, rule = _noun(word["noun"], lexicon, nouns)
    return Denominator(per, Span(found.start(), word.end()), rule)


def _marked_after(
    view: str,
    bounds: tuple[int, int],
    span: tuple[int, int],
    kind: str,
    lexicon: DenominatorLexicon,
    vocabulary: Vocabulary,
) -> Denominator | None:
    """Read "per household", "to each poor household", "two yuan a ride"."""
    found = lexicon.marked.match(view, span[1], bounds[1])
    if found is None and kind == "money":
        found = lexicon.money_marked.match(view, span[1], bounds[1])
    if kind == "money" and (sold := _for_unit(view, bounds, span, lexicon, vocabulary[1])):
        return sold
    unread = found is None or found["words"].split()[0].lower() in lexicon.not_nouns
    if unread and kind not in ("people", "percent"):
        found = lexicon.receiver.match(view, span[1], bounds[1])
    if found is None or (kind == "percent" and found.re is lexicon.marked and found["of"]):
        return None  # "10 percent of the funds of each project"
    if found.re is lexicon.money_marked and found["words"].split()[0] in lexicon.times:
        # "30 yuan a year ago": what "a year" alone means, the list above knows.
        return None
    unit = vocabulary[1].named_at(view, found.start("words"), bounds[1])
    if unit is not None and unit[0].kind != "money":  # of "every dollar" the word itself
        return Denominator(unit[0].id, Span(found.start("marker"), unit[1]), "per_noun.per")
    words = found["words"].lower().split()
    nouns = vocabulary[0]
    if words[0] in lexicon.not_nouns or words[0] in nouns.function_words:
        return None
    known = [w for w in words if _is_known(w, lexicon, nouns)]
    others = [w for w in words if w not in nouns.adjectives] or words
    noun = _last_of_run(known, words) if known else others[0]
    per, rule = _noun(noun, lexicon, nouns)
    return Denominator(
        per,
        Span(found.start("marker"), found.start("words") + found["words"].lower().index(noun) + len(noun)),
        rule,
    )


def _for_unit(
    view: str, bounds: tuple[int, int], span: tuple[int, int], lexicon: DenominatorLexicon, units: UnitLexicon
) -> Denominator | None:
    """Read "2,000 bolivianos for a quintal"; not "for a year"."""
    found = lexicon.for_unit.match(view, span[1], bounds[1])
    unit = units.words.match(view, found.start("words"), bounds[1]) if found is not None else None
    if found is None or unit is None or unit[0].kind != "measure" or unit[0].duration:
        return None
    return Denominator(unit[0].id, Span(found.start("marker"), unit[1]), "per_noun.per")


def _last_of_run(known: list[str], words: list[str]) -> str:
    """The households of "shepherd households", the students of "student a day"."""
    number = words.index(known[0])
    while number + 1 < len(words) and words[number + 1] in known:
        number += 1
    return words[number]


def _is_known(word: str, lexicon: DenominatorLexicon, nouns: NounLexicon) -> bool:
    """Whether a word is known to be what something is counted by: "poorest households"."""
    if (
        word in lexicon.nouns
        or singular(word, nouns) in lexicon.nouns
        or singular(word, nouns) in lexicon.own
    ):
        return True
    return nouns.is_people(word) and word not in nouns.adjectives


def _inside(view: str, span: tuple[int, int], lexicon: DenominatorLexicon) -> Denominator | None:
    """Read "97.2 million daily users"."""
    found = lexicon.inside.search(view, span[0], span[1])
    if found is None:
        return None
    per, rule = lexicon.by_adjective[plain_surface(found["per"])]
    return Denominator(per, Span(found.start("per"), found.end("per")), rule)


def _subject_before(
    view: str,
    bounds: tuple[int, int],
    span: tuple[int, int],
    kind: str,
    lexicon: DenominatorLexicon,
    vocabulary: Vocabulary,
) -> Denominator | None:
    """Read "each county chose", "the price per kilogram fell from", "the average tourist spent"."""
    nouns = vocabulary[0]
    behind = max(bounds[0], span[0] - _REACH_SUBJECT)
    before = view[behind : span[0]]
    found = lexicon.subject.search(before)
    if found is not None and found["noun"].lower() in lexicon.not_nouns:
        found = None  # "each of its students pays"
    if found is not None and kind in ("people", "count") and found["noun"].lower() in lexicon.moments:
        return None
    if found is None and kind in ("money", "measure"):
        found = lexicon.in_subject.search(before)
        if found is not None and found["noun"].lower() in lexicon.not_nouns:
            found = None
        elif found is not None and not _is_own(before, found, lexicon, nouns):
            return None
    if found is None and kind in ("money", "measure"):
        found = _one_of_many(before, lexicon, vocabulary)
    noun = _known_from(before, found, lexicon, nouns) if found is not None else None
    if found is None and kind == "money":
        found = lexicon.average.search(before)
        words = before[found.start("noun") :].lower().split()[:2] if found is not None else []
        noun = next((word for word in words if _is_known(word, lexicon, nouns)), None)
    if found is None or noun is None or noun in lexicon.not_nouns:
        return None
    per, rule = _noun(noun, lexicon, nouns)
    return Denominator(per, Span(behind + found.start("per"), behind + found.end("per")), rule)


def _known_from(before: str, found: re.Match[str], lexicon: DenominatorLexicon, nouns: NounLexicon) -> str:
    """The noun, or the known one right behind it: "of each rural household"."""
    first, *others = before[found.start("noun") :].lower().split()[:2]
    if others and not _is_known(first, lexicon, nouns) and _is_known(others[0], lexicon, nouns):
        return others[0]
    return found["noun"].lower()


def _one_of_many(before: str, lexicon: DenominatorLexicon, vocabulary: Vocabulary) -> re.Match[str] | None:
    """Read "each of the town's villages earned" and "a mu of tea gives"."""
    found = lexicon.each_of.search(before) if _distributes(before, lexicon) else None
    if found is not None:
        words = islice(_WORD.finditer(before, found.start("noun")), _FARTHEST_NOUN)
        return next((word for word in words if vocabulary[0].is_plural(word["noun"])), None)
    found = lexicon.a_unit.search(before)
    if found is None or found["noun"].lower() in lexicon.times:
        return None
    unit = vocabulary[1].words.match(before, found.start("noun"), found.end("noun"))
    return found if unit is not None and unit[0].kind == "measure" and not unit[0].duration else None


def _is_own(before: str, found: re.Match[str], lexicon: DenominatorLexicon, nouns: NounLexicon) -> bool:
    """Whether a denominator in front of an amount is not that of an earlier one, and no "per capita"."""
    clause = _CLAUSE.split(before[: found.start("per")])[-1]
    return not any(map(str.isdigit, clause)) and (
        _distributes(found["per"], lexicon) or _noun(found["noun"].lower(), lexicon, nouns)[0] != lexicon.head
    )


def _one_before(
    pattern: re.Pattern[str],
    view: str,
    bounds: tuple[int, int],
    span: tuple[int, int],
    lexicon: DenominatorLexicon,
    nouns: NounLexicon,
) -> Denominator | None:
    """Read "brought each village 200,000 yuan" and "every year, some 2 million"."""
    behind = max(bounds[0], span[0] - _REACH_ONE)
    if not _distributes(view[behind : span[0]], lexicon):
        return None
    found = pattern.search(view[behind : span[0]])
    if found is None or not lexicon.not_nouns.isdisjoint(found["per"].lower().split()[1:]):
        return None  # "each has been promised"
    per, rule = _noun(found["noun"].lower(), lexicon, nouns)
    return Denominator(per, Span(behind + found.start("per"), behind + found.end("per")), rule)


def _distributes(before: str, lexicon: DenominatorLexicon) -> bool:
    """Whether a word like "each" stands there at all: quicker than the patterns that need one."""
    return bool(lexicon.distributive.find_matches_as_indexes(before.lower()))


def find_floating(
    view: str, start: int, position: int, lexicon: DenominatorLexicon, nouns: NounLexicon
) -> str | None:
    """The subject of "families with children will each get": its singular, "" where only "each" stands.

    Returns:
        None where no such word governs the amount at ``position``.
    """
    before = view[max(start, position - _REACH_BEFORE) : position]
    found = lexicon.floating.search(before) if _distributes(before, lexicon) else None
    if found is None:
        return None
    own = _WORD.match(before, found.end("per") + 1)
    if own is not None and nouns.is_people(own["noun"]):
        # It governs a noun of its own: "sold onions, and in the end each member took home 900 birr".
        return _noun(own["noun"], lexicon, nouns)[0]
    nearest = plain_surface(found["per"]) in lexicon.nearest
    return find_subject_noun(found["before"], lexicon, nouns, last=nearest) or ""


def find_subject_noun(
    before: str, lexicon: DenominatorLexicon, nouns: NounLexicon, *, last: bool = False
) -> str | None:
    """The first plural of the clause that a text ends in, as a denominator: "households" gives household.

    With ``last`` the last one: "eggs from 86 households, each of which".
    """
    clause = re.split(r"[.;:]\s", before)[-1]
    # The plural of a name counts nothing: "in Leeds 300 villagers, each with a grant of 25 pounds".
    words = [word.lower() for word in re.findall(r"^[A-Za-z]+|(?<![A-Za-z])[a-z]+(?![A-Za-z])", clause)]
    plurals = (
        word for word in (reversed(words) if last else words) if nouns.is_plural(word) and len(word) > _SHORT
    )
    noun = next((word for word in plurals if word not in nouns.function_words), None)
    return _noun(noun, lexicon, nouns)[0] if noun else None


def find_priced_noun(before: str, lexicon: DenominatorLexicon, nouns: NounLexicon) -> str | None:
    """The tickets of "the board lists tickets for", as a denominator; else the subject."""
    found = lexicon.priced.search(before)
    if found is None or not nouns.is_plural(found["noun"].lower()) or len(found["noun"]) <= _SHORT:
        return find_subject_noun(before, lexicon, nouns)
    return _noun(found["noun"].lower(), lexicon, nouns)[0]


def _noun(noun: str, lexicon: DenominatorLexicon, nouns: NounLexicon) -> tuple[str, str]:
    if noun in lexicon.nouns:
        return lexicon.nouns[noun]
    one = singular(noun, nouns)
    return ("person" if nouns.is_people(noun) and one not in lexicon.own else one), "per_noun.per"


def _apart(
    view: str, bounds: tuple[int, int], span: tuple[int, int], lexicon: DenominatorLexicon
) -> Denominator | None:
    """Read a denominator that stands apart: "were resettled on average each year"."""
    if found := lexicon.in_annual.match(view, span[1], bounds[1]):
        per, rule = lexicon.by_adjective[plain_surface(found["per"])]
    elif found := lexicon.apart.match(view, span[1], bounds[1]):
        per, rule = lexicon.by_after[plain_surface(found["per"])]
    else:
        return None
    return Denominator(per, Span(found.start("per"), found.end("per")), rule)


def _adjective_before(
    view: str, bounds: tuple[int, int], span: tuple[int, int], kind: str, lexicon: DenominatorLexicon
) -> Denominator | None:
    """Read "annual net income … from 1,499 yuan": the last such adjective of the clause.

    Money may stand between ("from A in 2015 to B in 2019"); a number of people ends the reach.
    """
    behind = max(bounds[0], span[0] - _REACH_BEFORE)
    if told := _at_rate(view, max(behind, span[0] - _REACH_ONE), span[0], lexicon):
        return told
    adjectives = list(lexicon.adjective.finditer(view, behind, span[0]))
    if not adjectives:
        return None
    found = adjectives[-1]
    between = view[found.end() : span[0]]
    if ";" in between or lexicon.part_of.match(view, span[1], bounds[1]):
        return None
    if _OF_ANOTHER.search(view, behind, found.start()):
        # "60 million annual visits, bringing 5 billion yuan"
        return None
    if any(character.isdigit() for character in between):
        other = lexicon.new_amount.search(between)
        if kind != "money" or (other is not None and not found[0].endswith(other["noun"])):
            return None
    per, rule = lexicon.by_adjective[plain_surface(found["per"])]
    return Denominator(per, Span(found.start("per"), found.end("per")), rule)


def _at_rate(view: str, start: int, end: int, lexicon: DenominatorLexicon) -> Denominator | None:
    """Read "their income a month is below", "at a seasonally adjusted annual rate of about"."""
    if found := lexicon.with_amount.search(view, start, end):
        per, rule = lexicon.by_after[plain_surface(found["per"])]
    elif found := lexicon.rate_of.search(view, start, end):
        per, rule = lexicon.by_adjective[plain_surface(found["per"])]
    else:
        return None
    return Denominator(per, Span(found.start("per"), found.end("per")), rule)
