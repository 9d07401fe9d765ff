"""Find the quantities of a sentence, and say of every other number why it is none.

Two steps, because the second needs the tags of a statistical model and most sentences do not:
`QuantityFinder.scan` works on the characters alone and settles money, percentages, measures and
multiples; `QuantityFinder.complete` gives the bare numbers that are left the noun that they count.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from extract.finding.amounts import Amount, attach_unit, find_sign_of, join_ranges
from extract.finding.compounds import Compounds
from extract.finding.counted import complete_with_head
from extract.finding.currency_context import SecondReadings, read_sign
from extract.finding.denominator_lexicon import load_denominator_lexicon
from extract.finding.denominator_sharing import hand_on_denominators
from extract.finding.denominators import find_denominator, find_floating, find_priced_noun
from extract.finding.exclusions import (
    Blocked,
    Exclusion,
    find_blocking,
    find_exclusion,
    load_exclusions,
)
from extract.finding.heads import Head, Token, find_head
from extract.finding.letter_context import (
    NO_READINGS,
    Readings,
    find_letter_scales,
    load_letter_scales,
    read_letter,
)
from extract.finding.lexicon import load_number_lexicon
from extract.finding.modifiers import (
    FoundModifier,
    find_modifier_after,
    find_modifier_before,
    load_modifier_lexicon,
)
from extract.finding.nouns import load_noun_lexicon
from extract.finding.numbers import find_numbers
from extract.finding.quick_heads import find_quick_head
from extract.finding.reference_records import NOTHING_TOLD, Context, Reference, Told, token_at
from extract.finding.references import (
    find_gapped_subject,
    find_reference,
    is_aside,
    load_reference_lexicon,
    refer_to_counted,
)
from extract.finding.unit_context import load_shared_units, read_shared_units, read_subunit
from extract.finding.unit_sharing import share_units
from extract.finding.units import load_unit_lexicon
from extract.frozen import record
from extract.records import Evidence, Kind, Modifier, Quantity, Rejection, Span
from extract.rules.loading import RuleSet

Bounds = tuple[int, int]

# A noun phrase with its coordinations is seldom longer; what comes behind it is not worth a tagger.
_NOUN_REACH = 120
# Rates move by less; an index by more: "up 0.4 percent, or 120 points".
_POINTS_OF_RATES = Decimal(10)
_WHOLE = Decimal(100)
# What "passed" bounds: "passed 20,000 km", but "passed 12 laws".
_LARGE = Decimal(1000)


@record(frozen=True, slots=True)
class SentenceScan:
    """What the characters of a sentence give.

    Attributes:
        bounds: the sentence.
        amounts: amounts in order; those of kind None still lack their noun.
        rejections: numbers that are none.
    """

    bounds: Bounds
    amounts: tuple[Amount, ...]
    rejections: tuple[Rejection, ...]

    @property
    def needs_tags(self) -> bool:
        """Whether a noun must be found, which takes tagged tokens."""
        return any(amount.kind is None for amount in self.amounts)

    def tagged_part(self, view: str) -> tuple[str, int]:
        """The text to tag and its offset: to where the noun of the last bare number must have come."""
        last = max(amount.end for amount in self.amounts if amount.kind is None)
        stop = min(self.bounds[1], last + _NOUN_REACH)
        blank = view.find(" ", stop, self.bounds[1]) if stop < self.bounds[1] else -1
        return view[self.bounds[0] : blank if blank >= 0 else self.bounds[1]], self.bounds[0]


class QuantityFinder:
    """Finds quantities by the rules.

    Args:
        ruleset: the rules to compile.

    Raises:
        RulesError: a rule that cannot be used.
    """

    def __init__(self, ruleset: RuleSet) -> None:
        self.numbers = load_number_lexicon(ruleset)
        self.units = load_unit_lexicon(ruleset)
        self._shared = load_shared_units(ruleset)
        self.nouns = load_noun_lexicon(ruleset)
        self.modifiers = load_modifier_lexicon(ruleset)
        self.denominators = load_denominator_lexicon(ruleset)
        self.exclusions = load_exclusions(ruleset, self.numbers.words)
        self._compounds = Compounds(ruleset)
        self._second_readings = SecondReadings(ruleset)
        self._letters = load_letter_scales(ruleset, self.numbers)
        self.references = load_reference_lexicon(ruleset, self.nouns)

    def readings(self, view: str) -> Readings:
        """The signs and letters that have a second reading in an article ("¥" in one on Japan)."""
        signs = self._second_readings.find(view)
        return Readings(signs, find_letter_scales(view, self._letters))

    def scan(
        self,
        view: str,
        bounds: Bounds,
        blocked: Sequence[Blocked] = (),
        readings: Readings = NO_READINGS,
    ) -> SentenceScan:
        """Settle all that the characters of a sentence can settle.

        Args:
            view: the clean view of the article.
            bounds: the sentence.
            blocked: stretches whose numbers are no quantities.
            readings: what `readings` gave for the article.
        """
        amounts: list[Amount] = []
        rejections: list[Rejection] = []
        for number in find_numbers(view, bounds[0], bounds[1], self.numbers):
            if amounts and number.start < amounts[-1].end:
                continue  # the hundred of "7 L/100km"
            sign = find_sign_of(number, view, bounds[0], self.units)
            why: Blocked | Exclusion | None = find_blocking(number.start, number.end, blocked)
            # What is scaled or a percentage is no year, list marker or flight number.
            if why is None and not number.scaled and view[number.end : number.end + 1] != "%":
                why = self._excluded("signed" if sign else "early", view, bounds, number.start, number.end)
            if why is not None:
                rejections.append(Rejection(number.start, number.end, why.reason, why.rule))
                continue
            amount = attach_unit(number, view, bounds, self.numbers, self.units, self.nouns)
            if amount.duration:
                part_of = self._part_of(amount, view, blocked)
                if part_of is not None:
                    rejections.append(Rejection(amount.start, amount.end, part_of.reason, part_of.rule))
                    continue
            amount = read_letter(amount, view, readings.letters) if readings.letters else amount
            amounts.append(read_sign(amount, view, readings.signs) if readings.signs else amount)
        amounts = self._compounds.with_tails(join_ranges(amounts, view, bounds, self.numbers), view)
        amounts = [self._with_quick_head(amount, view, bounds) for amount in amounts]
        amounts = read_shared_units(share_units(amounts, view, self.numbers), view, bounds, self._shared)
        kept = [amount for amount in amounts if not self._rejected(amount, view, bounds, rejections)]
        return SentenceScan(bounds, tuple(kept), tuple(rejections))

    def _part_of(self, amount: Amount, view: str, blocked: Sequence[Blocked]) -> Blocked | None:
        """The time that a duration only goes on with: the minutes of "in 4 hours 28 minutes"."""
        before = next((one for one in reversed(blocked) if one.end <= amount.start), None)
        goes_on = before and self._compounds.goes_on(amount, view[before.start : amount.start])
        return before if goes_on else None

    def _with_quick_head(self, amount: Amount, view: str, bounds: Bounds) -> Amount:
        """Give a bare amount its noun where no tagger is needed to tell it."""
        if amount.kind is not None or self._excluded("bare", view, bounds, amount.start, amount.end):
            return amount
        odd = find_modifier_after(view, amount.number_end, bounds[1], self.modifiers)
        position = self._noun_position(amount, view, bounds, odd.span.end if odd else amount.number_end)
        head = find_quick_head(view, position, bounds[1], self.nouns)
        if head is None or head.noun in self.nouns.no_fact or head.noun in self.nouns.pronoun_heads:
            return amount
        return complete_with_head(amount, head, view, self.units)

    def _noun_position(self, amount: Amount, view: str, bounds: Bounds, position: int) -> int:
        """Where the noun of a bare amount may begin: behind "of the", if that follows a scale word."""
        if amount.form == "vague" or amount.scaled:
            of = self.nouns.of_after.match(view, position, bounds[1])
            if of is not None:
                skip = self.nouns.skip.match(view, of.end(), bounds[1])
                # The head is looked for behind white space.
                return (skip.end() if skip else of.end()) - 1
        return position

    def begin(self, scans: Sequence[SentenceScan]) -> Told:
        """What is told of an article before its first sentence: the first currency that it names."""
        amounts = (amount for scan in scans for amount in scan.amounts)
        return Told(
            ahead=next((one.unit for one in amounts if one.kind == "money" and one.factor == 1), None),
            values={},
            pers={},
        )

    def complete(
        self, scan: SentenceScan, view: str, tokens: Sequence[Token] = (), told: Told = NOTHING_TOLD
    ) -> tuple[list[Quantity], list[Rejection], Told]:
        """Give bare numbers their nouns, and all amounts their modifiers and denominators.

        Args:
            scan: what `scan` gave.
            view: the clean view of the article.
            tokens: the tagged tokens of the sentence, where ``scan.needs_tags``.
            told: what the article has told before this sentence.

        Returns:
            The quantities and rejections in text order, and what the article has told by now.
        """
        quantities: list[Quantity] = []
        rejections = list(scan.rejections)
        done: list[Amount] = []
        for index, amount in enumerate(scan.amounts):
            following = scan.amounts[index + 1] if index + 1 < len(scan.amounts) else None
            context = Context(view, scan.bounds, tokens, done, following, told)
            made = self._quantity(read_subunit(amount, scan.amounts, told.money, self._shared), context)
            if isinstance(made, Rejection):
                rejections.append(made)
                continue
            quantity, counted = made
            quantities.append(quantity)
            if quantity.per is not None and told.pers is not None:
                told.pers[quantity.start] = quantity.per
            if counted.kind in ("people", "count") and not is_aside(counted, context, self.references):
                told = replace(
                    told, counted=counted, people=counted if counted.kind == "people" else told.people
                )
                told.note(counted)
            if counted.kind == "money":
                told = replace(told, money=counted)
            done.append(counted)
        if last := next((one for one in reversed(done) if one.kind != "multiple"), None):
            told = replace(told, last=last)
        quantities = hand_on_denominators(quantities, view, self.numbers, self.references, self.denominators)
        return quantities, sorted(rejections, key=lambda rejection: rejection.start), told

    def _excluded(self, stage: str, view: str, bounds: Bounds, start: int, end: int) -> Exclusion | None:
        """The pattern of a stage that speaks against a number."""
        return find_exclusion(self.exclusions, stage, view, bounds, (start, end))

    def _rejected(self, amount: Amount, view: str, bounds: Bounds, rejections: list[Rejection]) -> bool:
        """Whether a pattern for this sort of amount speaks against it; it is then noted."""
        stage = "duration" if amount.duration else "fraction" if amount.form == "fraction" else "bare"
        if stage == "bare" and amount.kind is not None:
            return False
        why = self._excluded(stage, view, bounds, amount.start, amount.end)
        if why is not None:
            rejections.append(Rejection(amount.start, amount.end, why.reason, why.rule))
        return why is not None

    def _quantity(self, amount: Amount, context: Context) -> tuple[Quantity, Amount] | Rejection:
        """Make a quantity of an amount, or say why it is none."""
        odd = find_modifier_after(context.view, amount.number_end, context.bounds[1], self.modifiers)
        if amount.kind is not None:
            evidence = (Evidence("unit", *amount.noun),) if amount.noun else ()
            return self._finished(amount, context, odd, evidence, None)
        first = odd.span.end if odd else amount.number_end
        head = self._head(amount, context, first)
        if head is not None and head.noun in self.nouns.pronoun_heads:
            named = replace(amount, end=head.quote_end)
            return self._referred(named, context, odd, refer_to_counted(named, context, self.references))
        if head is None:
            return self._referred(amount, context, odd, None)
        counted = self._counted(amount, head, context)
        evidence = (Evidence("unit", head.start, head.end),)
        if head.noun in self.nouns.of_rates and self._is_of_rate(amount, head, context):
            counted = replace(counted, kind="percent", unit="percentage_point")
        if counted.kind != "percent" and head.noun in self.nouns.no_fact:
            reason, rule = self.nouns.no_fact[head.noun]
            return Rejection(amount.start, amount.end, reason, rule)
        return self._finished(counted, context, odd, evidence, None)

    def _counted(self, amount: Amount, head: Head, context: Context) -> Amount:
        return complete_with_head(amount, head, context.view, self.units)

    def _is_of_rate(self, amount: Amount, head: Head, context: Context) -> bool:
        """Whether points are those of a rate, not of an index: "5.4 percent, 0.2 points lower"."""
        if amount.high >= _POINTS_OF_RATES or any(one.kind == "percent" for one in context.before):
            compared = self.nouns.compared_points.match(context.view, head.end, context.bounds[1])
            rated = compared is not None and amount.high < _WHOLE and bool(context.before)
            return amount.high < _POINTS_OF_RATES or (rated and context.before[-1].kind == "percent")
        last = context.told.last  # "The share is four points above that of May."
        told = last is not None and last.kind == "percent" and not context.before
        if told and self.nouns.compared_points.match(context.view, head.end, context.bounds[1]):
            return True
        rate = context.following
        if rate is None or rate.kind != "percent":
            return False  # "rose 0.3 points to 6.1 percent"
        return self.nouns.before_rate.fullmatch(context.view, head.end, rate.start) is not None

    def _head(self, amount: Amount, context: Context, first: int) -> Head | None:
        position = self._noun_position(amount, context.view, context.bounds, first)
        single = amount.high <= 1 and amount.low >= 0
        tokens = context.tokens
        following = context.following
        if following is not None and context.view[following.number_end : following.number_end + 1] != "-":
            # A phrase never runs into the next number; into "two 25-metre pools" it does.
            tokens = tokens[: token_at(tokens, following.start)]
        return find_head(tokens, token_at(tokens, position), self.nouns, single=single)

    def _referred(
        self, amount: Amount, context: Context, odd: FoundModifier | None, reference: Reference | None
    ) -> tuple[Quantity, Amount] | Rejection:
        """Make a quantity of a number whose noun stands elsewhere, or reject it."""
        reference = reference or find_gapped_subject(amount, context, self.references)
        why = self._excluded("last", context.view, context.bounds, amount.start, amount.end)
        if why is not None and reference is None:
            return Rejection(amount.start, amount.end, why.reason, why.rule)
        reference = reference or find_reference(amount, context, self.references, self.nouns)
        if reference is None:
            return Rejection(amount.start, amount.end, "no_unit", "reference.none")
        evidence = (Evidence("unit", reference.span.start, reference.span.end),) if reference.span else ()
        rules = (*amount.rules, reference.rule)
        low, high = amount.low * reference.factor, amount.high * reference.factor
        told = replace(amount, low=low, high=high, kind=reference.kind, unit=reference.unit, rules=rules)
        return self._finished(told, context, odd, evidence, reference.per)

    def _finished(
        self,
        amount: Amount,
        context: Context,
        odd: FoundModifier | None,
        evidence: tuple[Evidence, ...],
        per: str | None,
    ) -> tuple[Quantity, Amount]:
        modifier = None if amount.ranged else self._modifier(amount, context, odd)
        if modifier is not None:
            evidence = (*evidence, Evidence("modifier", modifier.span.start, modifier.span.end))
        kind: Kind = amount.kind or "count"
        denominator = find_denominator(
            context.view,
            context.bounds,
            (amount.start, amount.end),
            kind,
            self.denominators,
            (self.nouns, self.units),
        )
        if denominator is not None:
            evidence = (*evidence, Evidence("per", denominator.span.start, denominator.span.end))
        if denominator is None and per is None:
            per = self._distributed(amount, context)
        rules = (*amount.rules, *(found.rule for found in (modifier, denominator) if found is not None))
        quantity = Quantity(
            start=amount.start,
            end=amount.end,
            kind=kind,
            value_low=amount.low,
            value_high=amount.high,
            modifier=_modifier_value(amount, modifier),
            unit=amount.unit or kind,
            per=denominator.per if denominator else per,
            number=Span(amount.number_start, amount.number_end),
            evidence=evidence,
            rules=tuple(dict.fromkeys(rules)),
        )
        return quantity, amount

    def _distributed(self, amount: Amount, context: Context) -> str | None:
        """The denominator of "5,400 shillings each" and "will each get 1,400 pesos"."""
        counted = [one for one in context.before if one.kind in ("people", "count")]
        if counted and self.denominators.each_of_many(
            context.view, counted[-1].start, counted[-1].end, amount.start
        ):
            return counted[-1].unit  # "gave each of 8 million households 900 pounds"
        if self.denominators.alone.match(context.view, amount.end, context.bounds[1]):
            before = context.view[context.bounds[0] : amount.start]
            return counted[-1].unit if counted else find_priced_noun(before, self.denominators, self.nouns)
        if amount.kind not in ("money", "measure"):
            return None
        subject = find_floating(context.view, context.bounds[0], amount.start, self.denominators, self.nouns)
        if subject or subject is None:
            return subject
        last = counted[-1] if counted else context.told.counted
        return last.unit if last else None

    def _modifier(self, amount: Amount, context: Context, odd: FoundModifier | None) -> FoundModifier | None:
        view, (start, end), lexicon = context.view, context.bounds, self.modifiers
        large = amount.high >= _LARGE or amount.kind in ("money", "percent")
        return (
            odd
            or find_modifier_after(view, amount.end, end, lexicon)
            or find_modifier_before(view, start, amount.start, lexicon, large=large)
        )


def _modifier_value(amount: Amount, found: FoundModifier | None) -> Modifier:
    if amount.ranged:
        return "range"
    if amount.form == "vague":
        return "more_than"
    return found.modifier if found else "exact"
