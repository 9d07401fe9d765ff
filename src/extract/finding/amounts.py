"""From numbers to amounts: units attached, ranges joined, lists that share a unit spread out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from extract.finding.lexicon import NumberLexicon
from extract.finding.nouns import NounLexicon
from extract.finding.number_records import Number
from extract.finding.unit_surfaces import Unit
from extract.finding.units import UnitLexicon, find_sign_before, find_unit_after
from extract.frozen import record
from extract.records import Kind, Span

_JOINT = re.compile(r"[\s-]")
_NEXT_WORD = re.compile(r"""\s+["']?([A-Za-z]+(?:-[A-Za-z]+)*)""")
# "12m newly built rural homes"
_WORDS_TO_HEAD = 4
_HALF = Decimal("0.5")
_MOVEMENT_REACH = 120
_FAR = 3


@record(frozen=True, slots=True)
class Amount:
    """A number with its unit, or without one as yet.

    Attributes:
        start, end: the quote so far.
        number_start, number_end: the number itself, with its scale words.
        low, high: its value; equal unless ``ranged``.
        kind: money, percent, measure or multiple; None while nothing says what is counted.
        unit: unit id; None as long as ``kind`` is.
        form: how the number is written, see `Number`.
        ranged: whether two ends were stated.
        scaled: whether a scale word stands with it.
        duration: whether the unit measures time.
        pending_scale: see `Number`.
        factor: what the unit multiplies with (0.01 for cents).
        rules: ids of the rules that made it.
        noun: the span of its head noun, where one was found.
    """

    start: int
    end: int
    number_start: int
    number_end: int
    low: Decimal
    high: Decimal
    kind: Kind | None
    unit: str | None
    form: str
    ranged: bool = False
    scaled: bool = False
    duration: bool = False
    raw: Decimal = Decimal(0)
    pending_scale: tuple[Decimal, int, str] | None = None
    factor: Decimal = Decimal(1)
    rules: tuple[str, ...] = ()
    noun: tuple[int, int] | None = None


def attach_unit(
    number: Number,
    view: str,
    bounds: tuple[int, int],
    numbers: NumberLexicon,
    units: UnitLexicon,
    nouns: NounLexicon,
) -> Amount:
    """Give a number the sign before it and the unit behind it.

    Args:
        number: the number.
        view: the clean view.
        bounds: the sentence.
        numbers: number words.
        units: units.
        nouns: nouns, to tell "10m people" from ten metres.
    """
    if number.kind == "multiple":
        return replace(_bare(number), kind="multiple", unit="times")
    if number.kind == "percent":
        return _fraction_of_unit(number, view, bounds, numbers, units) or replace(
            _bare(number), kind="percent", unit="percent"
        )
    digits = number.form == "digits"
    sign = find_sign_of(number, view, bounds[0], units) if digits or number.scaled else None
    if sign:
        return _signed_money(number, sign, view, bounds, units)
    if pending := (
        _pending_money(number, view, bounds, units) or _scaled_measure(number, view, bounds, units)
    ):
        return pending
    if number.pending_scale and _counted_follow(number.pending_scale[1], view, bounds, nouns):
        return _scaled_by_letter(_bare(number))
    return _with_unit_behind(number, view, bounds, numbers, units, nouns)


def find_sign_of(number: Number, view: str, start: int, units: UnitLexicon) -> tuple[Unit, int] | None:
    """The currency sign before a number, with its start; ``start`` is that of the sentence."""
    scaled = number.scaled or number.pending_scale is not None
    return find_sign_before(view, Span(number.start, number.end), start, units, scaled=scaled)


def _with_unit_behind(
    number: Number,
    view: str,
    bounds: tuple[int, int],
    numbers: NumberLexicon,
    units: UnitLexicon,
    nouns: NounLexicon,
) -> Amount:
    found = find_unit_after(view, number.end, bounds[1], units, digits=number.form == "digits")
    found = found or _behind_of(number, view, bounds, units, nouns.of_after)
    found = found or _behind_article(number, view, bounds, numbers, units)
    if found is None or (found[0].scaled_only and not number.scaled):
        return _bare(number)
    return _and_half(_with_unit(number, found[0], found[1]), found[0], view, bounds, numbers)


def _and_half(
    amount: Amount, unit: Unit, view: str, bounds: tuple[int, int], numbers: NumberLexicon
) -> Amount:
    """Add the half that stands behind the unit: "an hour and a half"."""
    half = numbers.and_half.match(view, amount.end, bounds[1])
    if half is None or amount.low != amount.low.to_integral_value():
        return amount
    value = amount.low + unit.factor * _HALF
    return replace(amount, end=half.end(), low=value, high=value)


def _counted_follow(position: int, view: str, bounds: tuple[int, int], nouns: NounLexicon) -> bool:
    """Whether people follow, or things that are counted in millions ("12m units", not "12m waves")."""
    for _ in range(_WORDS_TO_HEAD):
        word = _NEXT_WORD.match(view, position, bounds[1])
        if word is None or (word.group(1) in nouns.function_words and word.group(1) not in nouns.linking):
            return False
        if nouns.is_people(word.group(1).lower()) or word.group(1).lower() in nouns.in_millions:
            return True
        position = word.end()
    return False


def _scaled_measure(number: Number, view: str, bounds: tuple[int, int], units: UnitLexicon) -> Amount | None:
    """Read "12m tonnes": the letter is a scale because a unit of its own follows it."""
    if number.pending_scale is None:
        return None
    begin = number.pending_scale[1] + 1
    found = units.named_at(view, begin, bounds[1])
    if found is None or found[0].kind != "measure" or not view[number.pending_scale[1]].isspace():
        return None
    factor, end, rule = number.pending_scale
    scaled = replace(number, end=end, value=number.value * factor, scaled=True, rules=(*number.rules, rule))
    return _with_unit(scaled, found[0], found[1])


def _bare(number: Number) -> Amount:
    return Amount(
        start=number.start,
        end=number.end,
        number_start=number.start,
        number_end=number.end,
        low=number.value,
        high=number.value,
        kind=None,
        unit=None,
        form=number.form,
        scaled=number.scaled,
        raw=number.raw,
        pending_scale=number.pending_scale,
        rules=number.rules,
    )


def _with_unit(number: Number, unit: Unit, end: int) -> Amount:
    kind, identifier = unit.kind, unit.id
    if unit.money_if_scaled and number.scaled:
        kind, identifier = "money", unit.money_if_scaled
    factor = unit.factor_of(number.value)
    value = number.value * factor
    return replace(
        _bare(number),
        end=end,
        low=value,
        high=value,
        kind=kind,
        unit=identifier,
        duration=unit.duration,
        pending_scale=None,
        factor=factor,
        rules=(*number.rules, unit.rule),
    )


def _behind_of(
    number: Number, view: str, bounds: tuple[int, int], units: UnitLexicon, of_after: re.Pattern[str]
) -> tuple[Unit, int, bool] | None:
    """The unit of a vague plural: "hundreds of millions of yuan"."""
    if number.form != "vague":
        return None
    of = of_after.match(view, number.end, bounds[1])
    found = units.words.match(view, of.end(), bounds[1]) if of else None
    return (found[0], found[1], False) if found else None


def _behind_article(
    number: Number, view: str, bounds: tuple[int, int], numbers: NumberLexicon, units: UnitLexicon
) -> tuple[Unit, int, bool] | None:
    """The unit of "0.3 to 0.7 of a percentage point"."""
    of = numbers.of_article_after.match(view, number.end, bounds[1]) if 0 < number.value < 1 else None
    found = units.words.match(view, of.end(), bounds[1]) if of else None
    return (found[0], found[1], False) if found else None


def _signed_money(
    number: Number, sign: tuple[Unit, int], view: str, bounds: tuple[int, int], units: UnitLexicon
) -> Amount:
    """Money with its sign in front; its currency once more behind belongs to it ("RMB 5 yuan")."""
    unit, start = sign
    amount = _scaled_by_letter(replace(_bare(number), start=start, kind="money", unit=unit.id))
    amount = replace(amount, rules=(*amount.rules, unit.rule))
    behind = find_unit_after(view, amount.end, bounds[1], units, digits=False)
    if behind is None or behind[0].kind != "money" or behind[0].word_is_verb or behind[0].factor != 1:
        return amount
    # "$2.8 million yuan": the word is meant, the sign a slip.
    return replace(amount, end=behind[1], unit=behind[0].id, rules=(*amount.rules, behind[0].rule))


def _scaled_by_letter(amount: Amount) -> Amount:
    """Apply the glued letter of "$400m", once money shows that it is a scale."""
    if amount.pending_scale is None:
        return amount
    factor, end, rule = amount.pending_scale
    return replace(
        amount,
        end=end,
        number_end=end,
        low=amount.low * factor,
        high=amount.high * factor,
        scaled=True,
        pending_scale=None,
        rules=(*amount.rules, rule),
    )


def _pending_money(number: Number, view: str, bounds: tuple[int, int], units: UnitLexicon) -> Amount | None:
    """Read "400m yuan": the letter is a scale because a currency follows it."""
    if number.pending_scale is None:
        return None
    found = find_unit_after(view, number.pending_scale[1], bounds[1], units, digits=True)
    if found is None or found[0].kind != "money":
        return None
    amount = _scaled_by_letter(_bare(number))
    return replace(amount, end=found[1], kind="money", unit=found[0].id, rules=(*amount.rules, found[0].rule))


def _fraction_of_unit(
    number: Number, view: str, bounds: tuple[int, int], numbers: NumberLexicon, units: UnitLexicon
) -> Amount | None:
    """Read "half an hour" as 0.5 hour, "one-half mile" and "a half-mile walk" as 0.5 mile."""
    article = numbers.article_after.match(view, number.end, bounds[1])
    joint = article or _JOINT.match(view, number.end, bounds[1])
    if joint is None or number.form != "fraction":
        return None
    found = units.words.match(view, joint.end(), bounds[1])
    if found is None:
        return None
    if article is None and (found[0].kind == "money" or found[0].duration):
        return None  # "the half year", "a half crown"
    share = number.value / Decimal(100)
    return replace(_with_unit(replace(number, value=share), found[0], found[1]), form="words")


def join_ranges(
    amounts: Sequence[Amount], view: str, bounds: tuple[int, int], numbers: NumberLexicon
) -> list[Amount]:
    """Join the two ends of ranges: "10-20 billion yuan", "between 15 and 20 percent", "150,000 -300,000"."""
    joined: list[Amount] = []
    listed = False
    for amount in amounts:
        previous = joined[-1] if joined else None
        if previous is None:
            joined.append(amount)
            continue
        verdict = _joint(previous, amount, view, bounds, numbers)
        if verdict == "range" and listed and _is_from(previous, view, bounds, numbers):
            verdict = "levels"  # "Lima rose from 8 to 9 percent, Cusco from 7 to 8 percent"
        listed = listed or verdict == "levels"
        if verdict == "range":
            joined[-1] = _joined(previous, amount)
        elif verdict == "levels" and previous.kind is None:
            joined[-1] = take_unit(previous, amount)
            joined.append(amount)
        else:
            joined.append(amount)
    return joined


def _joint(
    low: Amount, high: Amount, view: str, bounds: tuple[int, int], numbers: NumberLexicon
) -> str | None:
    """How two neighbouring amounts belong together: "range", "levels" (from A to B) or None."""
    if low.ranged or high.ranged or not _comparable(low, high):
        return None
    between = view[low.end : high.start]
    before = view[max(bounds[0], low.start - 40) : low.start]
    if not (numbers.between_joint.fullmatch(between) and numbers.between_before.search(before)):
        if not numbers.range_joint.fullmatch(between) or high.low < 0:
            return None
        if _moves(low, view, bounds, numbers):
            if _is_from(low, view, bounds, numbers) and not numbers.later_end.match(
                view, high.end, bounds[1]
            ):
                return "levels"
            if between.strip() != "-" and _change_and_level(low, high):
                return None
    return "range" if _ordered(low, high) else None


def _is_from(low: Amount, view: str, bounds: tuple[int, int], numbers: NumberLexicon) -> bool:
    return numbers.from_before.search(view[max(bounds[0], low.start - 40) : low.start]) is not None


def _change_and_level(low: Amount, high: Amount) -> bool:
    """Whether "rose by A to B" tells a change and what came of it: A is far below B."""
    return (low.kind is None) == (high.kind is None) and high.low >= _FAR * low.low


def _comparable(low: Amount, high: Amount) -> bool:
    if low.form in ("fraction", "multiple", "vague") or high.form in ("fraction", "vague"):
        return False
    if high.form == "multiple" and not high.raw:
        return False  # "two to three times more likely", but no verb: "from two to double that"
    if high.kind is None and low.kind is not None:
        # Only a sign in front serves both ends: "$3 to 5 million", but "1.8 percent to 1,075,496".
        return low.start < low.number_start
    return low.kind is None or (low.kind, low.unit) == (high.kind, high.unit)


def _moves(low: Amount, view: str, bounds: tuple[int, int], numbers: NumberLexicon) -> bool:
    parts: list[str] = re.split(r"[;,]", view[max(bounds[0], low.start - _MOVEMENT_REACH) : low.start])
    clause = parts.pop()
    opener = numbers.from_before.search(clause)
    if parts and opener and not clause[: opener.start()].strip():
        clause = parts.pop() + clause  # "will more than double, from 12 to 25 percent"
    return numbers.movement_before.search(clause) is not None


def _shared_scale(low: Amount, high: Amount) -> Decimal:
    """What the first number is multiplied with: "10" of "10-20 billion" by a billion."""
    factor = high.factor if low.kind is None else Decimal(1)
    if low.scaled or not high.scaled or high.raw == 0 or low.raw > high.raw:
        return factor
    return high.low / high.raw


def _ordered(low: Amount, high: Amount) -> bool:
    return low.low * _shared_scale(low, high) < high.low


def _joined(low: Amount, high: Amount) -> Amount:
    known = high if high.kind is not None else low
    return replace(
        known,
        start=low.start,
        end=high.end,
        number_start=low.number_start,
        number_end=high.number_end,
        low=low.low * _shared_scale(low, high),
        high=high.high,
        ranged=True,
        scaled=high.scaled,
        pending_scale=high.pending_scale,
        rules=tuple(dict.fromkeys((*low.rules, *high.rules, "range"))),
    )


def take_unit(amount: Amount, model: Amount) -> Amount:
    """Give a bare amount the unit of another, and its scale where it shares one."""
    scale = _shared_scale(amount, model)
    return replace(
        amount,
        low=amount.low * scale,
        high=amount.high * scale,
        kind=model.kind,
        unit=model.unit,
        duration=model.duration,
        rules=tuple(dict.fromkeys((*amount.rules, *model.rules[-1:], "shared_unit"))),
    )
