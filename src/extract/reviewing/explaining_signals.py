"""What decided the place, the period and the programme of a fact, in words."""

from __future__ import annotations

from collections.abc import Iterable

# By the id of a rule: where the place, time or programme stands to the number, then what its name means.
_SAYS = {
    "place.in_clause": "named in its clause",
    "place.earlier_in_sentence": "named earlier in its sentence",
    "place.right_behind": "named right behind the number",
    "place.further_behind": "named later in its sentence",
    "place.told_before": "spoken of in the text before",
    "place.or_told_before": "spoken of before; the sentence only touches another",
    "place.adjective": "by an adjective of the country",
    "place.here": "'here' is what the text speaks of",
    "place.there": "'there' is the place named last",
    "place.one_of": "what holds the one that is named",
    "place.article": "no place in the sentence or the text before",
    "place.title": "named in the title",
    "place.titled_kind": "of the kind that the title speaks of",
    "place.titled_way": "the title names a way between places",
    "place.most_named": "named most in the article",
    "place.holder": "holds all places of the article",
    "place.world": "the whole world",
    "place.headline": "as the body says of the same number",
    "place.nearby": "the unit that holds it is named beside it",
    "place.holder_in_article": "the unit that holds it is named in the article",
    "place.generic": "its name says the kind of unit",
    "place.known_name": "a name that needs no support",
    "place.bare_name": "a bare name that nothing speaks against",
    "place.elsewhere_in_article": "named elsewhere in the article",
    "place.beside_its_holder": "stands beside the unit that holds it",
    "place.list": "in a list of places",
    "place.successor": "what the unit of that name became",
    "place.cue_strong": "a preposition of place before it",
    "place.cue_event": "in the name of an event",
    "place.settlement": "a village or town by its generic",
    "period.postfix": "named right behind the number",
    "period.leading": "opens the sentence or the clause",
    "period.sentence": "named before it in the sentence",
    "period.beside": "named just before it",
    "period.clause": "named at the end of the enumeration",
    "period.told": "told of in the text before",
    "period.parallel": "each time stands before its value",
    "period.relative": "the clause after the time tells of it",
    "period.caption": "the date of the caption",
    "period.heading": "named in the heading",
    "period.event": "the day of the event that the article reports",
    "period.since": "from the time named on",
    "programme.heading": "named in the heading of its section",
    "programme.enumeration": "in the enumeration that the programme introduces",
    "programme.subject": "the programme is the subject of its clause",
    "programme.pronoun": "the sentence goes on with the programme",
    "programme.it-pays": "the sentence goes on with what the programme does",
    "programme.under": "done under, through or by the programme",
    "programme.of": "of the programme",
    "programme.carry-out": "by carrying out the programme",
}


def why(rules: Iterable[str]) -> str:
    """What the rules of a field say, in words: 'named in its clause; in a list of places'.

    Args:
        rules: ids of rules that fired for the field.

    Returns:
        The sayings in the order of the rules, '' where none has one.
    """
    return "; ".join(dict.fromkeys(_SAYS[rule] for rule in rules if rule in _SAYS))
