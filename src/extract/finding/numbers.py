"""Find the numbers of a sentence: digits, words, scales, fractions, multiples.

A number knows its value and its span, not yet what it is a number of.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from extract.finding.lexicon import NumberLexicon
from extract.finding.notation import end_of_tolerance, read_power
from extract.finding.number_records import Number
from extract.finding.surfaces import plain_surface

_PER_CENT = Decimal(100)
_HALF = Decimal("0.5")
# Shares that stand right before what they are of: "half million", "three-quarter mile".
_PARTS = frozenset(map(Decimal, (25, 50, 75)))
# Beyond this no further scale word is taken in: nobody counts so far, and values must fit a float.
_LARGEST = Decimal(10) ** 18
_SIGN = re.compile(r"(?:^|(?<=[\s($€£¥]))[-+]$")
_SEPARATORS = re.compile(r"[,\s]")
# Nobody counts halves beyond: "two and a half", but "in 2019 and a half".
_WITHOUT_HALVES = Decimal(1000)
_DECIMAL_COMMA = re.compile(r"\d+,\d{1,2}|0,\d+|\d{1,3}(?:\.\d{3})+,\d{1,2}")
_YEAR_LIKE = range(1500, 2101)
# Wholes that a share is told of: "three in four", "9 out of 100"; "24 out of 120 seats" are two counts.
_ROUND_WHOLES = frozenset(map(Decimal, (*range(2, 11), 20, 100, 1000, 10_000, 100_000)))


def find_numbers(view: str, start: int, end: int, lexicon: NumberLexicon) -> list[Number]:
    """The numbers between two offsets, in order, none overlapping another.

    Args:
        view: the clean view of the text.
        start: where to begin.
        end: where to stop.
        lexicon: the compiled number words.
    """
    return list(_scan(view, start, end, lexicon))


def _scan(view: str, start: int, end: int, lexicon: NumberLexicon) -> Iterator[Number]:
    position = start
    for opening in lexicon.starts.between(view, start, end):
        match = lexicon.atom.match(view, opening, end) if opening >= position else None
        if match is None:
            continue
        number = _read(match, view, end, lexicon)
        if number is None:
            position = match.end()
            continue
        number = _as_ratio(number, view, end, lexicon) or _as_rate(number, view, end, lexicon) or number
        yield _signed(_of_scale(number, view, end, lexicon), view, start, lexicon)
        position = max(number.end, match.end())


def _of_scale(number: Number, view: str, end: int, lexicon: NumberLexicon) -> Number:
    """Take in the scale that a fraction is of: "a quarter of a million people" is no share."""
    of = lexicon.of_scale.match(view, number.end, end) if number.form == "fraction" else None
    if of is None and number.form == "fraction" and number.value in _PARTS:
        of = lexicon.part_scale.match(
            view, number.end, end
        )  # "half-million", but "a third million-dollar prize"
    if of is None:
        return number
    scale = lexicon.scales[of["scale"].lower()]
    value = number.value / _PER_CENT * scale.value
    rules = (*number.rules, scale.rule)
    return replace(number, end=of.end(), value=value, form="words", scaled=True, kind=None, rules=rules)


def _read(match: re.Match[str], view: str, end: int, lexicon: NumberLexicon) -> Number | None:
    """Read one number from the atom that it begins with."""
    return _READERS[match.lastgroup or ""](match, view, end, lexicon)


def _folded(match: re.Match[str], _view: str, _end: int, lexicon: NumberLexicon) -> Number:
    """Read "ninefold"."""
    word = lexicon.words[match["folded"].lower()]
    rules = (word.rule, "fold.fold")
    return Number(match.start(), match.end(), word.value, "multiple", kind="multiple", rules=rules)


def _digits(match: re.Match[str], view: str, end: int, lexicon: NumberLexicon) -> Number:
    value = _digits_value(match.group())
    stop = match.end()
    rules: tuple[str, ...] = ("number.digits",)
    if power := read_power(value, view, stop, end):
        value, stop = power
    stop = end_of_tolerance(view, stop, end)
    if glyph := lexicon.glyphs.get(view[stop : stop + 1] if stop < end else ""):
        value, stop, rules = value + glyph.value, stop + 1, (*rules, glyph.rule)
    number = Number(match.start(), stop, value, "digits", raw=value, rules=rules)
    if (slash := lexicon.slash_fraction.match(view, stop, end)) and 0 < value < int(slash["denominator"]):
        share = value / Decimal(slash["denominator"]) * _PER_CENT
        return replace(number, end=slash.end(), value=share, form="fraction", kind="percent")
    part = lexicon.slash_part.match(view, stop, end)
    if part and 0 < value < int(part["denominator"]):
        value /= Decimal(part["denominator"])
        return replace(number, end=part.end(), value=value, raw=value)
    return _with_tail(number, view, end, lexicon)


def _glyph(match: re.Match[str], view: str, end: int, lexicon: NumberLexicon) -> Number:
    """Read "¾ teaspoon" as 0.75 of it, "¾ of the land" as a share."""
    glyph = lexicon.glyphs[match["glyph"]]
    number = Number(match.start(), match.end(), glyph.value, "digits", raw=glyph.value, rules=(glyph.rule,))
    if lexicon.glyph_of.match(view, number.end, end):
        return replace(number, value=glyph.value * _PER_CENT, form="fraction", kind="percent")
    return _with_tail(number, view, end, lexicon)


def _digits_value(digits: str) -> Decimal:
    """The value of digits, marks between thousands left out; "1,5" and "1.234,56" have decimals."""
    if _DECIMAL_COMMA.fullmatch(digits):
        return Decimal(digits.replace(".", "").replace(",", "."))
    if digits.count(".") > 1:
        return Decimal(digits.replace(".", ""))
    return Decimal(_SEPARATORS.sub("", digits))


def _words(match: re.Match[str], view: str, end: int, lexicon: NumberLexicon) -> Number:
    """Read a run of number words: "two hundred and fifty", "forty-five"."""
    total, stop, rule = _sum_words(match, view, end, lexicon)
    number = Number(match.start(), stop, total, "words", raw=total, rules=(rule,))
    return _with_tail(number, view, end, lexicon)


def _sum_words(match: re.Match[str], view: str, end: int, lexicon: NumberLexicon) -> tuple[Decimal, int, str]:
    word = lexicon.words[match["word"].lower()]
    total, stop = word.value, match.end()
    if 20 <= total < 100 and (unit := _next_word(view, stop, end, lexicon)) and unit[0] < 10:
        total, stop = total + unit[0], unit[1]
    return total, stop, word.rule


def _next_word(view: str, stop: int, end: int, lexicon: NumberLexicon) -> tuple[Decimal, int] | None:
    """The number word right behind an offset, with its end."""
    gap = re.compile(r"[\s-]").match(view, stop, end)
    if gap is None:
        return None
    match = lexicon.atom.match(view, gap.end(), end)
    if match is None or match.lastgroup != "word":
        return None
    return lexicon.words[match["word"].lower()].value, match.end()


def _with_tail(number: Number, view: str, end: int, lexicon: NumberLexicon) -> Number:
    """Add what follows: decimals, a half, scale words, a smaller number, a fraction, fold or times."""
    number = _with_decimals(number, view, end, lexicon)
    unscaled = number = _mixed(number, Decimal(1), view, end, lexicon)
    number = _scaled(number, view, end, lexicon)
    if number.scaled and number.value and unscaled.value:
        number = _mixed(number, number.value / unscaled.value, view, end, lexicon)
    if fraction := lexicon.fraction_after.match(view, number.end, end):
        word = lexicon.fractions[fraction["fraction"].lower()]
        if 0 < number.value < word.value:
            share = number.value / word.value * _PER_CENT
            return replace(
                number,
                end=fraction.end(),
                value=share,
                form="fraction",
                kind="percent",
                rules=(*number.rules, word.rule),
            )
    return _times(number, view, end, lexicon)


def _with_decimals(number: Number, view: str, end: int, lexicon: NumberLexicon) -> Number:
    """Add the decimals of "five point two five"."""
    decimals = lexicon.decimals.match(view, number.end, end)
    if decimals is None:
        return number
    words = lexicon.small_word.findall(decimals["decimals"])
    value = number.value
    for position, word in enumerate(words, start=1):
        value += lexicon.words[word.lower()].value / Decimal(10) ** position
    return replace(number, value=value, raw=value, end=decimals.end())


def _mixed(number: Number, scale: Decimal, view: str, end: int, lexicon: NumberLexicon) -> Number:
    """Add a fraction: "two and a half", "5 1/4", "one and two-thirds", "a million and a half"."""
    if number.value >= _WITHOUT_HALVES * scale:
        return number
    if found := lexicon.mixed_after.match(view, number.end, end):
        word = lexicon.fractions[(found["halves"] or found["fraction"]).lower()]
        count = lexicon.words.get((found["count"] or "").lower())
        part = (count.value if count else Decimal(1)) / word.value
    elif number.form == "digits" and (found := lexicon.mixed_slash.match(view, number.end, end)):
        part = Decimal(found["count"]) / Decimal(found["whole"])
    else:
        return number
    if part >= 1:
        return number
    value = number.value + part * scale
    return replace(number, value=value, raw=number.raw + part if scale == 1 else number.raw, end=found.end())


def _times(number: Number, view: str, end: int, lexicon: NumberLexicon) -> Number:
    if fold := lexicon.fold_after.match(view, number.end, end):
        return replace(
            number, end=fold.end(), form="multiple", kind="multiple", rules=(*number.rules, "fold.fold")
        )
    times = lexicon.times_after.match(view, number.end, end)
    if times is None:
        return number
    compared = lexicon.compared_after.match(view, times.end(), end) is not None
    grown = lexicon.times_before.search(view, max(0, number.start - 40), number.start) is not None
    if compared or grown or number.value != number.value.to_integral_value():
        return replace(
            number, end=times.end(), form="multiple", kind="multiple", rules=(*number.rules, "times.times")
        )
    return number


def _scaled(number: Number, view: str, end: int, lexicon: NumberLexicon) -> Number:
    while match := lexicon.scale_after.match(view, number.end, end):
        surface = match["spaced"] or match["glued"] or match["apart"]
        word = lexicon.scales[surface.lower()]
        if abs(number.value) > _LARGEST:
            return number
        if word.needs_amount:
            return replace(number, pending_scale=(word.value, match.end(), word.rule))
        number = replace(
            number,
            end=match.end(),
            value=number.value * word.value,
            scaled=True,
            rules=(*number.rules, word.rule),
        )
        number = _plus_smaller(number, word.value, view, end, lexicon)
    return number


def _plus_smaller(number: Number, scale: Decimal, view: str, end: int, lexicon: NumberLexicon) -> Number:
    """Add the rest of a number in words: "two hundred and fifty", "one million two hundred thousand"."""
    if number.form != "words":
        return number
    gap = lexicon.joiner.match(view, number.end, end) or re.compile(r"\s+|-").match(view, number.end, end)
    if gap is None:
        return number
    match = lexicon.atom.match(view, gap.end(), end)
    if match is None or match.lastgroup not in ("word", "article"):
        return number
    rest = _read(match, view, end, lexicon)
    if rest is None or rest.kind is not None or rest.raw >= scale:
        return number
    if rest.value >= scale:
        # "two hundred and forty thousand": the scale behind is that of both.
        return replace(number, end=rest.end, value=(number.value + rest.raw) * (rest.value / rest.raw))
    return replace(number, end=rest.end, value=number.value + rest.value)


def _article(match: re.Match[str], view: str, end: int, lexicon: NumberLexicon) -> Number:
    """Read "a hundred" and "half a million"."""
    words = match["article"].lower().split()
    halved = words[0] in lexicon.fractions
    value = _HALF if halved else Decimal(1)
    number = Number(match.start(), match.end() - 1, value, "words", raw=value, rules=("number.article",))
    return _with_tail(number, view, end, lexicon)


def _vague(match: re.Match[str], _view: str, _end: int, lexicon: NumberLexicon) -> Number:
    """Read "hundreds of millions", "several thousand": the scale words multiplied."""
    value = Decimal(1)
    rules: list[str] = []
    surface = plain_surface(match.group())
    for token in surface.split():
        word = lexicon.vague.get(token) or lexicon.scales.get(token)
        if word is not None:
            value, rules = value * word.value, [*rules, word.rule]
    if not rules:
        word = lexicon.vague[surface]
        value, rules = word.value, [word.rule]
    return Number(match.start(), match.end(), value, "vague", scaled=True, raw=value, rules=tuple(rules))


def _multiple(match: re.Match[str], view: str, _end: int, lexicon: NumberLexicon) -> Number | None:
    """Read "twice the rate", "doubled", "to double"; None where the word means something else."""
    surface = match["multiple"].lower()
    other = lexicon.not_multiple_after.match(view, match.end())
    infinitive = lexicon.infinitive_before.search(view, max(0, match.start() - 12), match.start())
    compared = lexicon.compared_after.match(view, match.end())
    for where, holds in (
        ("verb", not other),
        ("infinitive", infinitive and not other),
        ("compared", compared),
    ):
        word = lexicon.multiples.get((surface, where))
        if word is not None and holds:
            return Number(
                match.start(), match.end(), word.value, "multiple", kind=word.kind, rules=(word.rule,)
            )
    return None


def _half(match: re.Match[str], _view: str, _end: int, lexicon: NumberLexicon) -> Number:
    """Read "half": a percentage, or half of a unit ("half an hour")."""
    word = lexicon.fractions[match["half"].lower()]
    return Number(
        match.start(), match.end(), _PER_CENT / word.value, "fraction", kind="percent", rules=(word.rule,)
    )


def _fractional(match: re.Match[str], _view: str, _end: int, lexicon: NumberLexicon) -> Number:
    word = lexicon.fractions[re.split(r"[\s-]+", match["fractional"].lower())[-1]]
    return Number(
        match.start(), match.end(), _PER_CENT / word.value, "fraction", kind="percent", rules=(word.rule,)
    )


_READERS: Mapping[str, Callable[[re.Match[str], str, int, NumberLexicon], Number | None]] = {
    "digits": _digits,
    "glyph": _glyph,
    "word": _words,
    "article": _article,
    "vague": _vague,
    "determined": _vague,
    "multiple": _multiple,
    "folded": _folded,
    "half": _half,
    "fractional": _fractional,
}


def _as_ratio(number: Number, view: str, end: int, lexicon: NumberLexicon) -> Number | None:
    """Read "nine out of ten" and "one in 378" as percentages."""
    joint = lexicon.ratio.match(view, number.end, end)
    spread = joint is None and number.form == "words"
    if spread:
        joint = lexicon.noun_ratio.match(view, number.end, end)
    if joint is None or number.scaled or number.kind is not None or not 0 < number.value < 100:
        return None
    match = lexicon.atom.match(view, joint.end(), end)
    if match is None or match.lastgroup not in ("digits", "word", "article"):
        return None
    whole = _read(match, view, end, lexicon)
    if whole is None or whole.kind is not None or whole.value <= number.value or _looks_like_year(whole):
        return None
    if number.value != 1 and whole.value not in _ROUND_WHOLES:
        return None
    if spread and number.value != 1 and lexicon.ratio_end.match(view, whole.end, end) is None:
        return None  # "two children in five are ill", but "two children in five villages"
    share = number.value / whole.value * _PER_CENT
    return replace(
        number, end=whole.end, value=share, form="fraction", kind="percent", rules=(*number.rules, "ratio")
    )


def _as_rate(number: Number, view: str, end: int, lexicon: NumberLexicon) -> Number | None:
    """Read "21.7 per 100,000" as a percentage; "$5 per 1,000" is none."""
    found = lexicon.rate_ratio.match(view, number.end, end)
    if found is None or number.kind is not None or number.pending_scale or number.scaled:
        return None
    whole = lexicon.rate_wholes[found["whole"].lower()]
    before = view[number.start - 1 : number.start]
    if not 0 < number.value < whole or (before and not before.isspace() and before != "("):
        return None
    share = number.value / whole * _PER_CENT
    rules = (*number.rules, "rate_ratio")
    return replace(number, end=found.end(), value=share, form="fraction", kind="percent", rules=rules)


def _looks_like_year(number: Number) -> bool:
    return not number.scaled and number.form == "digits" and number.value in _YEAR_LIKE


def _signed(number: Number, view: str, start: int, lexicon: NumberLexicon) -> Number:
    """Take in a minus sign: "-30 °C", "minus 6.8 percent"; not the hyphen of a range."""
    if number.form not in ("digits", "words"):
        return number
    signed = number.start > start and view[number.start - 1] in "-+"
    if signed and _SIGN.search(view, max(start, number.start - 2), number.start):
        if _ends_in_digit(view, start, number.start - 1):
            return number
        if view[number.start - 1] == "+":
            return number
        return replace(number, start=number.start - 1, value=-number.value, raw=-number.raw)
    word = lexicon.negative_before.search(view, max(start, number.start - 20), number.start)
    if word and not word["plus"]:
        return replace(number, start=word.start(), value=-number.value, raw=-number.raw)
    return number


def _ends_in_digit(view: str, start: int, stop: int) -> bool:
    return view[max(start, stop - 3) : stop].rstrip()[-1:].isdigit()
