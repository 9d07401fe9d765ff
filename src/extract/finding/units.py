"""Currencies, percentages and units of measure: what stands before and behind a number."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from extract.finding.surfaces import alternation, longest_first
from extract.finding.unit_composing import UnitComposer
from extract.finding.unit_surfaces import SurfaceIndex, Unit
from extract.records import Span
from extract.rules.endings import Ending
from extract.rules.loading import Entry, RuleSet

_GAP = re.compile(r"\s{0,8}-?\s{0,8}")
# Thousands set off, or two decimals: "137,430", "10 000", "38.00".
_AMOUNT = re.compile(r"\d[,\s]\d{3}|\.\d\d(?!\d)")
# "Special Drawing Rights" is the longest sign.
_LONGEST_SIGN = 26
# The last two characters of a sign, and the blanks behind it.
_NEAR_SIGN = 4
# A blank and the one letter of a symbol.
_LETTERS = 2
_SYMBOL_GAP = re.compile(r"-|\s{0,3}")


@dataclass(frozen=True, slots=True)
class UnitLexicon:
    """All units, compiled.

    Attributes:
        words: surfaces behind digits and number words, in any case.
        symbols: surfaces behind digits only, in exactly their case.
        sign_before: currency signs and codes that end where a number begins.
        signs: the unit of each sign, white space removed.
        amount_signs: those of them that count before an amount only ("N137,430", but "N95").
        touching_signs: those of them that count where they touch any digits ("RM50", "RM 2 million").
        sign_tails: the last two characters of each sign, or the one that it has.
        filler: what may stand between a number and its unit ("3 more percentage points").
        composer: what makes units out of units ("mg/kg").
    """

    words: SurfaceIndex
    symbols: SurfaceIndex
    sign_before: Ending
    signs: Mapping[str, Unit]
    amount_signs: frozenset[str]
    touching_signs: frozenset[str]
    sign_tails: frozenset[str]
    filler: re.Pattern[str]
    composer: UnitComposer

    def named_at(self, view: str, position: int, end: int) -> tuple[Unit, int] | None:
        """The unit that a word, else a symbol at ``position`` names, with its end."""
        return self.words.match(view, position, end) or self.symbols.match(view, position, end)


def load_unit_lexicon(ruleset: RuleSet) -> UnitLexicon:
    """Compile rules/en/currencies.toml and rules/en/units.toml.

    Raises:
        RulesError: an entry that cannot be read.
    """
    currencies = ruleset.entries("en/currencies.toml", "currency")
    subunits = ruleset.entries("en/currencies.toml", "subunit")
    # Of two units with one surface the first is taken: a user's own stand before the built-in ones.
    units = ruleset.entries("en/units.toml", "unit")[::-1]
    percents = ruleset.entries("en/units.toml", "percent")
    signs, glued, amount_signs = _signs(currencies)
    touching = frozenset(sign for entry in currencies for sign in entry.fields.get("glued_signs", []))
    fillers = [
        s for entry in ruleset.entries("en/units.toml", "unit_filler") for s in entry.fields["surfaces"]
    ]
    words = [
        *_currency_words(currencies),
        *_subunit_words(subunits),
        *_percent_words(percents),
        *_unit_words(units),
    ]
    sign_before = (
        rf"(?:(?<![A-Za-z]){longest_first(signs)}\s{{0,2}}|(?<![A-Za-z]){longest_first(glued)})$"
        if glued
        else rf"(?<![A-Za-z]){longest_first(signs)}\s{{0,2}}$"
    )
    return UnitLexicon(
        words=SurfaceIndex(words),
        symbols=SurfaceIndex(
            [
                *_unit_symbols(units),
                *_subunit_symbols(subunits),
                *_code_words(currencies),
                *_sign_words(currencies),
                *_short_units(units),
                *_conditional(units, _measure),
                *_conditional(currencies, _money),
            ],
            _followers(ruleset, units) | _conditions([*units, *currencies]),
        ),
        sign_before=Ending(sign_before),
        signs=signs | glued,
        amount_signs=amount_signs,
        touching_signs=touching,
        sign_tails=frozenset(sign[-2:] for sign in [*signs, *glued]),
        filler=re.compile(rf"(?:[\s-]+{alternation(fillers)}|\+)(?=\s)", re.IGNORECASE),
        composer=UnitComposer(ruleset),
    )


def _money(entry: Entry) -> Unit:
    verb = bool(entry.fields.get("word_is_verb"))
    return Unit("money", entry.id, f"currency.{entry.id}", word_is_verb=verb)


def _signs(currencies: list[Entry]) -> tuple[dict[str, Unit], dict[str, Unit], frozenset[str]]:
    """Signs that may stand apart from the number, those that must touch it, those that need an amount."""
    apart: dict[str, Unit] = {}
    for entry in currencies:
        unit = _money(entry)
        codes = [] if entry.fields.get("code_is_word") else [entry.id]
        apart |= dict.fromkeys([*codes, *entry.fields.get("signs", [])], unit)
    glued, amounts = (
        {sign: _money(entry) for entry in currencies for sign in entry.fields.get(key, [])}
        for key in ("glued_signs", "amount_signs")
    )
    longer = {sign: unit for sign, unit in amounts.items() if len(sign) > 1}
    return apart | longer, glued | amounts, frozenset(amounts)


def _currency_words(currencies: list[Entry]) -> list[tuple[str, Unit, bool]]:
    loose = [(word, _money(entry), False) for entry in currencies for word in _names(entry)]
    loose += [
        (word, replace(_money(entry), scaled_only=True), False)
        for entry in currencies
        for word in entry.fields.get("scaled_words", [])
    ]
    strict = [
        (word, _money(entry), True) for entry in currencies for word in entry.fields.get("misspellings", [])
    ]
    return loose + strict


def _names(entry: Entry) -> list[str]:
    """What a currency is called: "tenge", and with its country "Kazakh tenge"."""
    nations, nouns = entry.fields.get("nations", []), entry.fields.get("nouns", [])
    return [*entry.fields["words"], *(f"{nation} {noun}" for nation in nations for noun in nouns)]


def _code_words(currencies: list[Entry]) -> list[tuple[str, Unit, bool]]:
    return [(entry.id, _money(entry), True) for entry in currencies if not entry.fields.get("code_is_word")]


def _sign_words(currencies: list[Entry]) -> list[tuple[str, Unit, bool]]:
    """Signs behind the number ("500€", "500 ¥"); never letters, which may begin another word."""
    return [
        (sign, _money(entry), True)
        for entry in currencies
        for sign in entry.fields.get("signs", [])
        if not any(character.isalnum() for character in sign) and "$" not in sign
    ]


def _subunit_words(subunits: list[Entry]) -> list[tuple[str, Unit, bool]]:
    return [
        (surface, Unit("money", e.fields["currency"], f"subunit.{e.id}", Decimal(e.fields["factor"])), False)
        for e in subunits
        for surface in e.fields["surfaces"]
    ]


def _subunit_symbols(subunits: list[Entry]) -> list[tuple[str, Unit, bool]]:
    return [
        (surface, Unit("money", e.fields["currency"], f"subunit.{e.id}", Decimal(e.fields["factor"])), True)
        for e in subunits
        for surface in e.fields.get("glued", [])
    ]


def _percent_words(percents: list[Entry]) -> list[tuple[str, Unit, bool]]:
    return [
        (word, Unit("percent", e.id, f"percent.{e.id}"), False)
        for e in percents
        for word in e.fields["words"]
    ]


def _measure(entry: Entry) -> Unit:
    return Unit(
        "measure",
        entry.id,
        f"unit.{entry.id}",
        duration=bool(entry.fields.get("duration")),
        money_if_scaled=entry.fields.get("money_if_scaled"),
    )


def _unit_words(units: list[Entry]) -> list[tuple[str, Unit, bool]]:
    return [(word, _measure(entry), False) for entry in units for word in entry.fields["words"]]


def _short_units(units: list[Entry]) -> list[tuple[str, Unit, bool]]:
    """Symbols that hold a scale ("2.6 LMT"), and those that are words as well ("2 in thick")."""
    scaled = [
        (symbol, replace(_measure(entry), factor=Decimal(factor)), True)
        for entry in units
        for symbol, factor in entry.fields.get("scaled_symbols", {}).items()
    ]
    small = [
        (symbol, replace(_measure(entry), factor_if_small=Decimal(factor)), True)
        for entry in units
        for symbol, factor in entry.fields.get("scaled_if_small", {}).items()
    ]
    words = [
        (symbol, _measure(entry), True) for entry in units for symbol in entry.fields.get("word_symbols", [])
    ]
    return scaled + small + words


def _conditional(entries: list[Entry], unit: Callable[[Entry], Unit]) -> list[tuple[str, Unit, bool]]:
    """Symbols that count where their own pattern holds: the marks of 5'10"."""
    return [
        (symbol, unit(entry), True)
        for entry in entries
        for symbol in entry.fields.get("conditional_symbols", {})
    ]


def _conditions(entries: list[Entry]) -> dict[str, str]:
    return {
        symbol: pattern
        for entry in entries
        for symbol, pattern in entry.fields.get("conditional_symbols", {}).items()
    }


def _followers(ruleset: RuleSet, units: list[Entry]) -> dict[str, str]:
    """What tells a symbol from a word: it touches the digits, or an adjective of size follows."""
    sizes = [s for entry in ruleset.entries("en/units.toml", "size") for s in entry.fields["surfaces"]]
    symbols = [symbol for entry in units for symbol in entry.fields.get("word_symbols", [])]
    if not sizes:
        return {}
    return {
        symbol: rf"(?:(?<=\d{re.escape(symbol)})|(?=\s+{alternation(sizes)}(?![A-Za-z])))"
        for symbol in symbols
    }


def _unit_symbols(units: list[Entry]) -> list[tuple[str, Unit, bool]]:
    return [(symbol, _measure(entry), True) for entry in units for symbol in entry.fields.get("symbols", [])]


def find_unit_after(
    view: str, position: int, end: int, lexicon: UnitLexicon, *, digits: bool
) -> tuple[Unit, int, bool] | None:
    """The unit that begins behind a number.

    Args:
        view: the clean view.
        position: end of the number.
        end: end of the sentence.
        lexicon: the compiled units.
        digits: whether the number is in digits; symbols count only then.

    Returns:
        The unit, its end, and whether a hyphen joins it to the number ("5.2-kilometre"); None
        where no unit stands there.
    """
    found = _simple_unit(view, position, end, lexicon, digits=digits)
    if found is None or found[0].kind != "measure":
        return found
    unit, stop = lexicon.composer.compose(found[0], found[1], view, end)
    return unit, stop, found[2]


def _simple_unit(
    view: str, position: int, end: int, lexicon: UnitLexicon, *, digits: bool
) -> tuple[Unit, int, bool] | None:
    gap = _GAP.match(view, position, end)
    begin = gap.end() if gap else position
    hyphen = "-" in view[position:begin]
    found = lexicon.words.match(view, begin, end)
    if (
        digits
        and (symbol := _symbol(view, position, end, lexicon))
        and (found is None or symbol[1] > found[1])
    ):
        return symbol[0], symbol[1], view[position : position + 1] == "-"
    if found is None:
        filler = lexicon.filler.match(view, position, end)
        found = lexicon.words.match(view, filler.end() + 1, end) if filler else None
    if found is None and not digits and view[position : position + 1] == " ":
        short = lexicon.symbols.match(view, position + 1, end)
        # "seven km", "five million ha"; one letter may begin anything
        found = short if short and short[0].kind == "measure" and short[1] - position > _LETTERS else None
    if found is None or (begin == position and not digits):
        return None
    return found[0], found[1], hyphen


def _symbol(view: str, position: int, end: int, lexicon: UnitLexicon) -> tuple[Unit, int] | None:
    gap = _SYMBOL_GAP.match(view, position, end)
    return lexicon.symbols.match(view, gap.end() if gap else position, end)


def find_sign_before(
    view: str, number: Span, start: int, lexicon: UnitLexicon, *, scaled: bool
) -> tuple[Unit, int] | None:
    """The currency sign that ends where a number begins, with its start.

    Args:
        view: the clean view.
        number: the number.
        start: start of the sentence.
        lexicon: the compiled units.
        scaled: whether a scale word or letter stands with the number.
    """
    tail = view[max(start, number.start - _NEAR_SIGN) : number.start].rstrip()
    if tail[-2:] not in lexicon.sign_tails and tail[-1:] not in lexicon.sign_tails:
        return None  # most words end in no sign
    found = lexicon.sign_before.search(view, max(start, number.start - _LONGEST_SIGN), number.start)
    if found is None:
        return None
    sign = found.group().strip()
    touches = sign in lexicon.touching_signs and not found.group()[-1].isspace()
    if (
        sign in lexicon.amount_signs
        and not touches
        and not (scaled or _AMOUNT.search(view, number.start, number.end))
    ):
        return None
    return lexicon.signs[sign], found.start()
