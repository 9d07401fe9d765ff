"""Judge what the whole pipeline made of an example: quantities, places, programmes, movement."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from functools import partial

from extract.records import ArticleResult, Fact, Mention
from extract.running.checking_cases import Case, Checker
from extract.running.checking_markup import Mark, Marked, MarkupError, Tags, read_brackets, read_tags

TOLERANCE = Decimal("1e-6")
"""Values may differ by this part of them: a third is written with as many digits as one cares to."""

# What each attribute of <q> is compared with; values and modifiers are of the quantity, the rest of the fact.
_FIELDS: Mapping[str, Callable[[Fact], object]] = {
    "value": lambda fact: fact.quantity.value_low,
    "high": lambda fact: fact.quantity.value_high,
    "kind": lambda fact: fact.quantity.kind,
    "unit": lambda fact: fact.quantity.unit,
    "modifier": lambda fact: fact.quantity.modifier,
    "per": lambda fact: fact.quantity.per,
    "topic": lambda fact: fact.topic,
    "indicator": lambda fact: fact.indicator,
    "role": lambda fact: fact.role,
    "direction": lambda fact: fact.direction,
    "status": lambda fact: fact.status,
    "place": lambda fact: fact.place_code,
    "programme": lambda fact: fact.programme,
}
_NUMBERS = frozenset({"value", "high"})
NOTHING = "-"
"""An attribute that is to be empty: ``per=-``."""


def read_quantities(source: str) -> Marked:
    """Read ``<q value=5e6 unit=CNY>5 million yuan</q>`` and ``<no reason=year>2019</no>``.

    Raises:
        MarkupError: broken markup, or a value that is no number.
    """
    marked = read_tags(source, {"q": _FIELDS, "no": ("reason",)})
    for mark in marked.marks:
        for key in _NUMBERS & mark.attributes.keys():
            _number(key, mark.attributes[key])
    return marked


def _number(key: str, text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        raise MarkupError(f"{key}={text} is no number") from None


def judge_quantities(case: Case, result: ArticleResult) -> Iterator[str]:
    """All quantities of the text are marked with <q>, nothing else is; <no> holds a rejected number.

    Args:
        case: the example.
        result: what the pipeline made of its text.
    """
    wanted = [mark for mark in case.marked.marks if mark.tag == "q"]
    facts = {(fact.quantity.start, fact.quantity.end): fact for fact in result.facts}
    for mark in wanted:
        fact = facts.pop((mark.start, mark.end), None)
        yield from _compare(case, mark, fact, result)
    for fact in facts.values():
        yield f"found {describe(case, fact)}, expected no quantity there"
    for mark in case.marked.marks:
        if mark.tag == "no":
            yield from _judge_rejected(case, mark, result)


def judge_marked_quantities(case: Case, result: ArticleResult) -> Iterator[str]:
    """What is marked with <q> is a quantity with these attributes; others are of no concern.

    Args:
        case: the example.
        result: what the pipeline made of its text.
    """
    facts = {(fact.quantity.start, fact.quantity.end): fact for fact in result.facts}
    for mark in case.marked.marks:
        if mark.tag == "q":
            yield from _compare(case, mark, facts.get((mark.start, mark.end)), result)


def _compare(case: Case, mark: Mark, fact: Fact | None, result: ArticleResult) -> Iterator[str]:
    if fact is None:
        yield f"found {_nearest(case, mark, result)}, expected the quantity {case.marked.quote(mark)!r}"
        return
    yield from _compare_keys(case, mark, fact, tuple(_expected(mark)))


def _compare_keys(case: Case, mark: Mark, fact: Fact, keys: Iterable[str]) -> Iterator[str]:
    stated = _expected(mark)
    for key in keys:
        found = _FIELDS[key](fact)
        if not _equal(key, stated[key], found):
            yield f"{case.marked.quote(mark)!r}: found {key} {_shown(found)}, expected {stated[key]}"


def _expected(mark: Mark) -> Mapping[str, str]:
    """The attributes; a value without a high end is both ends."""
    given = mark.attributes
    return {**given, "high": given.get("high", given["value"])} if "value" in given else given


def _equal(key: str, stated: str, found: object) -> bool:
    if key in _NUMBERS and isinstance(found, Decimal):
        wanted = Decimal(stated)
        return abs(found - wanted) <= TOLERANCE * max(abs(wanted), Decimal(1))
    return found == (None if stated == NOTHING else stated)


def _shown(found: object) -> str:
    if isinstance(found, Decimal):
        return f"{found:f}"
    return "none" if found is None else str(found)


def _nearest(case: Case, mark: Mark, result: ArticleResult) -> str:
    for fact in _overlapping(result, mark):
        return describe(case, fact)
    for rejection in result.rejections:
        if rejection.start < mark.end and mark.start < rejection.end:
            return f"it rejected as {rejection.reason} by {rejection.rule}"
    return "nothing"


def describe(case: Case, fact: Fact) -> str:
    """A fact in short: its quote, kind, value, unit and the rules that made it."""
    one = fact.quantity
    value = (
        f"{one.value_low:f}"
        if one.value_low == one.value_high
        else f"{one.value_low:f} to {one.value_high:f}"
    )
    return f"{case.marked.text[one.start : one.end]!r} ({one.kind}, {value} {one.unit}, {one.modifier})"


def _judge_rejected(case: Case, mark: Mark, result: ArticleResult) -> Iterator[str]:
    inside = [one for one in result.rejections if mark.start <= one.start and one.end <= mark.end]
    quote = case.marked.quote(mark)
    if not inside:
        yield f"found no rejection in {quote!r}, expected one"
    elif "reason" in mark.attributes and all(one.reason != mark.attributes["reason"] for one in inside):
        yield f"{quote!r}: found reason {inside[0].reason}, expected {mark.attributes['reason']}"


def _judge_indicator(case: Case, result: ArticleResult) -> Iterator[str]:
    """As the other quantities; in a counter-example none has the indicator of the rule."""
    yield from judge_marked_quantities(case, result)
    own = case.entry.fields.get("indicator", case.entry.id)
    for fact in result.facts:
        if not case.holds and fact.indicator == own:
            yield f"found indicator {own} on {describe(case, fact)}, expected another or none"


def _judge_movement(case: Case, result: ArticleResult) -> Iterator[str]:
    """Quantities move as marked; in a counter-example the rule itself claims none."""
    own = f"movement.{case.entry.id}"
    for mark in case.marked.marks:
        for fact in _overlapping(result, mark):
            if case.holds:
                yield from _compare_keys(case, mark, fact, ("role", "direction"))
            elif own in fact.rules:
                yield f"it claims {describe(case, fact)}, expected nothing of it"
    yield from _unfound(case, result)


def _judge_status(case: Case, result: ArticleResult) -> Iterator[str]:
    for mark in case.marked.marks:
        for fact in _overlapping(result, mark):
            yield from _compare_keys(case, mark, fact, ("status",))
    yield from _unfound(case, result)


def _overlapping(result: ArticleResult, mark: Mark) -> list[Fact]:
    """Facts by their number, whatever else belongs to them: ``employees of [500|L] firms``."""
    return [one for one in result.facts if one.quantity.start < mark.end and mark.start < one.quantity.end]


def _unfound(case: Case, result: ArticleResult) -> Iterator[str]:
    for mark in case.marked.marks:
        if not _overlapping(result, mark):
            yield f"found {_nearest(case, mark, result)}, expected a quantity in {case.marked.quote(mark)!r}"


def _judge_places(case: Case, result: ArticleResult) -> Iterator[str]:
    yield from judge_marked_quantities(case, result)
    yield from _judge_mentions(
        case, result, "place", {"code": lambda one: one.id, "name": lambda one: one.name}
    )


def _judge_programmes(case: Case, result: ArticleResult) -> Iterator[str]:
    """All mentions of an example are marked; a counter-example holds none of its rule."""
    if case.holds or case.file != _PROGRAMMES:
        yield from _judge_mentions(
            case, result, "programme", {"id": lambda one: one.id, "name": lambda one: one.name}
        )
    for mention in result.mentions:
        if not case.holds and mention.type == "programme" and mention.id == case.entry.id:
            yield f"found {_quote(case, mention)}, expected no mention of it"


def _judge_mentions(
    case: Case, result: ArticleResult, kind: str, fields: Mapping[str, Callable[[Mention], str | None]]
) -> Iterator[str]:
    found = {(one.start, one.end): one for one in result.mentions if one.type == kind}
    for mark in case.marked.marks:
        if mark.tag not in _MENTION_TAGS:
            continue
        mention = found.pop((mark.start, mark.end), None)
        if mention is None:
            yield f"found no {kind} {case.marked.quote(mark)!r}, expected one"
            continue
        for key, stated in mark.attributes.items():
            if fields[key](mention) != (None if stated == NOTHING else stated):
                yield f"{case.marked.quote(mark)!r}: found {key} {fields[key](mention)}, expected {stated}"
    for mention in found.values():
        yield f"found {kind} {_quote(case, mention)} ({mention.name}), expected none there"


def _quote(case: Case, mention: Mention) -> str:
    return repr(case.marked.text[mention.start : mention.end])


def _judge_links(case: Case, result: ArticleResult) -> Iterator[str]:
    """A quantity in <q> belongs to a programme that the text names in <p>, one in <n> to none."""
    names = {one.name for one in result.mentions if one.type == "programme"}
    for mark in case.marked.marks:
        if mark.tag == "p":
            continue
        found = [
            one for one in result.facts if one.quantity.start < mark.end and mark.start < one.quantity.end
        ]
        if not found and mark.tag == "q":
            yield f"found no quantity in {case.marked.quote(mark)!r}, expected one"
        for fact in found:
            if (fact.programme in names) != (mark.tag == "q"):
                wanted = "one of the text" if mark.tag == "q" else "none"
                found_one = _shown(fact.programme)
                yield f"{case.marked.quote(mark)!r}: found programme {found_one}, expected {wanted}"


_MENTION_TAGS = frozenset({"place", "p"})
_PROGRAMMES = "en/programmes.toml"
_PLACES: Tags = {"q": _FIELDS, "no": ("reason",), "place": ("code", "name")}
_NAMES: Tags = {"p": ("id", "name")}
_LINKS: Tags = {"p": (), "q": (), "n": ()}

QUANTITIES = Checker(read_quantities, judge_quantities)
INDICATORS = Checker(read_quantities, _judge_indicator)
TOPICS = Checker(read_quantities, judge_marked_quantities)
MOVEMENT = Checker(read_brackets, _judge_movement)
STATUS = Checker(read_brackets, _judge_status)
PLACES = Checker(partial(read_tags, known=_PLACES), _judge_places)
PROGRAMMES = Checker(partial(read_tags, known=_NAMES), _judge_programmes)
PROGRAMME_LINKS = Checker(partial(read_tags, known=_LINKS), _judge_links)
