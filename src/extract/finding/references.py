"""What a bare number counts, where its noun stands elsewhere: "462 of them", "the number of … by 290,000"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from extract.finding.amounts import Amount
from extract.finding.heads import find_head
from extract.finding.nouns import NounLexicon
from extract.finding.reference_discourse import (
    DiscourseLexicon,
    find_in_discourse,
    find_part_of_told,
    find_told_again,
    load_discourse_lexicon,
)
from extract.finding.reference_governed import (
    GovernedLexicon,
    find_antecedent,
    find_companions,
    find_governed,
    find_plural_before,
    load_governed_lexicon,
)
from extract.finding.reference_nouns import (
    find_collective,
    find_number_of,
    find_of_us,
    find_own_population,
    find_population,
    find_rate,
    find_vague,
    refer_to_head,
)
from extract.finding.reference_patterns import aside_endings, movement_patterns, predicated_pattern
from extract.finding.reference_records import Context, Reference, token_at
from extract.finding.reference_subjects import (
    find_enumerated,
    find_labelled,
    find_predicated,
    find_reached,
    find_subject,
    verb_follows,
)
from extract.finding.reference_verbs import VerbLexicon, find_by_verb, load_verb_lexicon
from extract.finding.reference_wholes import (
    WholeLexicon,
    find_shared_head,
    find_whole,
    load_whole_lexicon,
    phrase_follows,
)
from extract.finding.surfaces import alternation, bounded
from extract.records import Span
from extract.rules.endings import Ending
from extract.rules.loading import RuleSet

_WHOLE = Decimal(100)
_LEAST_ALONE = Decimal(10)
_SURELY_MONEY = Decimal(10) ** 9
_LEAST_UNTOLD = Decimal(10_000)
_NEAR = 32
_LINKING_WORD = 4  # as long as " of ": the amount behind it belongs to the one before
_FARTHEST = 160
_MODELS = 4


@dataclass(frozen=True, slots=True)
class ReferenceLexicon:
    """Cues for references; see rules/en/nouns.toml."""

    inherit: re.Pattern[str]
    strong: re.Pattern[str]
    part: re.Pattern[str]
    same: re.Pattern[str]
    gapped: re.Pattern[str]
    nesting: Ending
    times: frozenset[str]
    from_to: re.Pattern[str]
    from_before: re.Pattern[str]
    moved_by: Ending
    carry: re.Pattern[str]
    moved: re.Pattern[str]
    rate: re.Pattern[str]
    persons: re.Pattern[str]
    predicated: re.Pattern[str]
    collective: re.Pattern[str]
    reached: re.Pattern[str]
    verbs: VerbLexicon
    wholes: WholeLexicon
    discourse: DiscourseLexicon
    governed: GovernedLexicon
    circumstance: Ending


def load_reference_lexicon(ruleset: RuleSet, nouns: NounLexicon) -> ReferenceLexicon:
    """Compile the cues.

    Raises:
        RulesError: an entry that cannot be read.
    """

    def words(table: str) -> list[str]:
        return [s for entry in ruleset.entries("en/nouns.toml", table) for s in entry.fields["surfaces"]]

    of = alternation(words("of"))
    strong = [s for entry in ruleset.entries("en/nouns.toml", "inherit") for s in entry.fields["strong"]]
    nesting, circumstance = aside_endings(words)
    return ReferenceLexicon(
        inherit=re.compile(
            rf"(?:\s*\([^()]*\))?\)?[^,;.()]{{0,30}},?\s*(?<![A-Za-z]){alternation(words('inherit'))}\s+(?:[a-z]+\s+){{0,2}}",
            re.IGNORECASE,
        ),
        strong=re.compile(
            rf"[^;]*(?<![A-Za-z]){alternation(strong)}\s+(?:[^\s\d;]+\s+){{0,5}}", re.IGNORECASE
        ),
        part=re.compile(
            rf"[^;]*(?<![A-Za-z]){alternation(words('part'))}\s+(?:\S+\s+){{0,5}}", re.IGNORECASE
        ),
        same=re.compile(
            rf".*[;,]\s*(?:[a-z]+\s+)?{alternation(words('same'))}\s+[^,;]{{1,60}}\s(?:[a-z]+\s+){{0,2}}",
            re.IGNORECASE,
        ),
        gapped=re.compile(rf"(?:[;,]|,?\s+{alternation(words('gap'))})\s+(?:[A-Z][\w.'-]*\s+){{1,6}}"),
        nesting=nesting,
        moved_by=Ending(rf"{bounded(words('moved_by'))}\s+(?:[a-z]+\s+)?$", re.IGNORECASE),
        circumstance=circumstance,
        times=frozenset(s for e in ruleset.entries("en/nouns.toml", "reached") for s in e.fields["not"]),
        **movement_patterns(words),
        rate=re.compile(rf"{bounded(words('rate_noun'))}", re.IGNORECASE),
        persons=re.compile(rf"{alternation(words('of_us'))}(?![A-Za-z])", re.IGNORECASE),
        predicated=predicated_pattern(ruleset, words("population_of")),
        reached=re.compile(rf"{bounded(words('reached'))}\s+(?:[a-z]+\s+){{0,2}}$", re.IGNORECASE),
        collective=re.compile(
            rf"(?<![A-Za-z])(?P<noun>{alternation(nouns.collectives)})\s+{of}\s+(?:\S+\s+){{0,2}}$",
            re.IGNORECASE,
        ),
        verbs=load_verb_lexicon(ruleset),
        wholes=load_whole_lexicon(ruleset, nouns),
        discourse=load_discourse_lexicon(ruleset),
        governed=load_governed_lexicon(ruleset, nouns),
    )


def find_reference(
    amount: Amount, context: Context, lexicon: ReferenceLexicon, nouns: NounLexicon
) -> Reference | None:
    """What a bare number counts, by the first cue that holds."""
    return (
        find_whole(amount, context, lexicon.wholes)
        or find_told_again(amount, context, lexicon.discourse)
        or find_of_us(amount, context, lexicon.persons, nouns)
        or _part_of(amount, context, lexicon, nouns)
        or find_collective(amount, context, lexicon.collective, nouns)
        or find_number_of(amount, context, nouns)
        or _of_pronoun(amount, context, lexicon, nouns)
        or find_by_verb(amount, context, lexicon.verbs, nouns)
        or find_vague(amount)
        or find_rate(amount, context, lexicon.rate)
        or find_predicated(amount, context, lexicon.predicated, nouns)
        or find_own_population(amount, context, nouns)
        or find_enumerated(amount, context, nouns)
        or _inherited(amount, context, lexicon)
        or _forward(amount, context, lexicon, nouns)
        or find_population(amount, context, nouns)
        or find_reached(amount, context, (lexicon.reached, lexicon.times), nouns)
        or find_in_discourse(amount, _last_independent(context, lexicon), context, lexicon.discourse)
        or _elliptical(amount, context, lexicon, nouns)
        or find_shared_head(amount, context, nouns, lexicon.times)
        or find_labelled(amount, context, nouns)
        or find_subject(amount, context, lexicon.verbs.fillers)
        or find_governed(amount, context, lexicon.governed, nouns)
    )


def find_gapped_subject(amount: Amount, context: Context, lexicon: ReferenceLexicon) -> Reference | None:
    """Read "Hichilema received 2.8 million votes and Edgar Lungu 1.8 million": what was counted before."""
    model = context.before[-1] if context.before else None
    if model is None or model.kind in (None, "multiple", "percent") or model.unit is None:
        return None
    joined = lexicon.gapped.match(context.view, amount.end, context.bounds[1])
    if not (joined or _closes(amount, context)) or not lexicon.gapped.fullmatch(
        context.view[model.end : amount.start]
    ):
        return None
    return Reference(model.kind, model.unit, Span(model.start, model.end), "reference.gapped_subject")


def is_nested(amount: Amount, context: Context, lexicon: ReferenceLexicon) -> bool:
    """Whether a counted amount only says where or of what: "16,000 runners from 88 countries"."""
    if not any(one.kind in ("people", "count") for one in context.before if one.end <= amount.start):
        return False
    return lexicon.nesting.search(context.view, context.bounds[0], amount.start) is not None


def is_aside(amount: Amount, context: Context, lexicon: ReferenceLexicon) -> bool:
    """Whether no later number counts the same, as in "after the two hurricanes she picked nine"."""
    if f"{amount.unit}s" in lexicon.times or is_nested(amount, context, lexicon):
        return True
    return lexicon.circumstance.search(context.view, context.bounds[0], amount.start) is not None


def _part_of(
    amount: Amount, context: Context, lexicon: ReferenceLexicon, nouns: NounLexicon
) -> Reference | None:
    """Read "100 of the 832 counties" and "462 of them"."""
    of = nouns.of_after.match(context.view, amount.end, context.bounds[1])
    if of is None:
        return None
    skip = nouns.skip.match(context.view, of.end(), context.bounds[1])
    if nouns.pronoun.match(context.view, of.end(), context.bounds[1]) and not (
        skip and phrase_follows(context, skip.end())
    ):
        last = context.before[-1] if context.before else None
        if last is not None and last.kind == "measure" and not is_nested(last, context, lexicon):
            # "11,000 hours of flying, 2,340 of them on the Airbus".
            return _gapped(context)
        return _of_them(amount, context, lexicon, nouns)
    position = skip.end() if skip else of.end()
    whole = context.following
    if whole is not None and whole.start - of.end() <= _NEAR:
        # "three of the borough's 14 libraries": the whole has the noun.
        position = whole.number_end
    head = find_head(context.tokens, token_at(context.tokens, position), nouns)
    last = context.before[-1] if context.before else None
    if head is None and whole is not None and (told := find_part_of_told(amount, whole, context)):
        return told
    if head is None or (last and last.kind == "measure" and nouns.of_after.match(context.view, last.end)):
        # "300 tons of apples and 200 of pears": the second lacks the measure, not the noun.
        return _gapped(context)
    return refer_to_head(head, "reference.part_of")


def _of_them(
    amount: Amount, context: Context, lexicon: ReferenceLexicon, nouns: NounLexicon
) -> Reference | None:
    """Read "helped 2,300 of them", "his former students, 12 of them": the people of the sentence first."""
    if _last_independent(context, lexicon) is None:
        for token in reversed(context.tokens[: token_at(context.tokens, amount.start)]):
            if token.tag == "NNS" and nouns.is_people(token.text.lower()):
                return Reference(
                    "people", "person", Span(token.start, token.end), "reference.of_pronoun_people"
                )
    told = _last_counted(context, lexicon, "reference.of_pronoun", amount)
    if told is None or told.span is None or _last_independent(context, lexicon) is not None:
        return told or find_plural_before(amount.start, context, lexicon.governed.not_nouns, nouns)
    # "It unloads 600 bags. Most are carried by volunteers. There were only 20 of them": told too long ago
    return find_antecedent(told.span.end, amount, context, lexicon.governed, nouns) or told


def _gapped(context: Context) -> Reference | None:
    """Read "4.1 million tonnes of wheat, 2.4 million of maize": the measure of the amount before."""
    last = context.before[-1] if context.before else None
    if last is None or last.kind not in ("measure", "money") or last.unit is None:
        return None
    return Reference(last.kind, last.unit, Span(last.start, last.end), "reference.gapped", factor=last.factor)


def _of_pronoun(
    amount: Amount, context: Context, lexicon: ReferenceLexicon, nouns: NounLexicon
) -> Reference | None:
    """Read "30,000 volunteers, of whom 95 fell ill"."""
    before = context.view[max(context.bounds[0], amount.start - 40) : amount.start]
    if nouns.of_pronoun_before.search(before) is None:
        return None
    last = context.before[-1] if context.before else None
    measured = last is not None and last.kind in ("money", "measure")
    if last is not None and measured and lexicon.part.fullmatch(context.view, last.end, amount.start):
        return _gapped(context)  # "another 67 million euros, of which 30 million is meant for Niger"
    return _last_counted(context, lexicon, "reference.of_pronoun", amount)


def _last_counted(
    context: Context, lexicon: ReferenceLexicon, rule: str, amount: Amount | None = None
) -> Reference | None:
    near = _last_independent(context, lexicon)
    last = near or context.told.counted if amount is None else context.told.counted_for(amount, near)
    if last is None:  # "after the 3,000 refugees came, 40 left": nothing else is told of
        asides = [one for one in context.before if one.kind == "people"]
        last = next((one for one in reversed(asides) if not is_nested(one, context, lexicon)), None)
    if last is None or last.kind is None or last.unit is None:
        return None
    return Reference(last.kind, last.unit, Span(last.start, last.end), rule)


def _last_independent(context: Context, lexicon: ReferenceLexicon) -> Amount | None:
    """The last counted amount of the sentence that is no part of another ("4,460 persons of 89 villages")."""
    for index in range(len(context.before) - 1, -1, -1):
        one = context.before[index]
        if one.kind not in ("people", "count"):
            continue
        owner = context.before[index - 1] if index else None
        nested = (
            owner is not None and owner.kind in ("people", "count") and one.start - owner.end <= _LINKING_WORD
        )
        if not nested and not is_aside(one, context, lexicon):
            return one
    return None


def _inherited(amount: Amount, context: Context, lexicon: ReferenceLexicon) -> Reference | None:
    """Read "16,021 yuan ($2,440), compared to 42,359": the unit of the amount before."""
    for model in reversed(context.before[-_MODELS:]):
        gap = context.view[model.end : amount.start]
        if len(gap) > _FARTHEST:
            return None
        if model.kind in (None, "multiple") or model.unit is None or _bracketed(model, context):
            continue
        if model.kind in ("people", "count") and is_nested(model, context, lexicon):
            continue
        weak = lexicon.inherit.fullmatch(gap) or (
            amount.scaled and model.kind == "money" and gap.strip() == ","
        )
        alike = _alike(amount, model)
        if model.kind == "money" and not amount.scaled and verb_follows(amount, context):
            continue  # "a season card costs £30 and 4,100 have been sold"
        part = alike and model.kind != "percent" and lexicon.part.fullmatch(gap) is not None
        same = alike and lexicon.same.fullmatch(gap) is not None
        if not (lexicon.strong.fullmatch(gap) or part or same or (alike and weak)):
            continue
        span = Span(model.start, model.end)
        return Reference(model.kind, model.unit, span, "reference.inherited", factor=model.factor)
    return None


def _alike(amount: Amount, model: Amount) -> bool:
    """Whether a bare number may have the unit before; "fell 1.8 percent to 1,075,496" has not."""
    return model.kind != "percent" or (not amount.scaled and abs(amount.high) <= _WHOLE)


def _bracketed(model: Amount, context: Context) -> bool:
    """Whether an amount is a conversion in brackets, whose currency nothing inherits."""
    return "(" in context.view[max(context.bounds[0], model.start - 12) : model.start]


def _forward(
    amount: Amount, context: Context, lexicon: ReferenceLexicon, nouns: NounLexicon
) -> Reference | None:
    """Read "from 42 in 2012 to 82 villages" and "by 14 to 96 aircraft": the unit of the amount behind."""
    model = context.following
    if model is None:
        return None
    before = context.view[max(context.bounds[0], amount.start - _NEAR) : amount.start]
    if lexicon.from_before.search(before) is None and not lexicon.moved_by.search(before):
        return None
    if not lexicon.from_to.fullmatch(context.view[amount.end : model.start]):
        return None
    if model.kind is not None and model.unit is not None:
        return Reference(model.kind, model.unit, Span(model.start, model.end), "reference.from_to")
    head = find_head(context.tokens, token_at(context.tokens, model.number_end), nouns)
    # "From 250 in 1978, the number of ferries fell to 23"
    subject = nouns.number_of.search(context.view, amount.end, model.start) if head is None else None
    if subject is not None:
        head = find_head(context.tokens, token_at(context.tokens, subject.end()), nouns)
    return refer_to_head(head, "reference.from_to") if head else None


def _elliptical(
    amount: Amount, context: Context, lexicon: ReferenceLexicon, nouns: NounLexicon
) -> Reference | None:
    """Read "147 more than", "almost 50,000 have been transferred", "1,000 from Lhasa"."""
    if amount.ranged and not (amount.scaled and _closes(amount, context)):
        return None
    told = (
        amount.scaled
        or nouns.elliptical.match(context.view, amount.end, context.bounds[1]) is not None
        or verb_follows(amount, context)
    )
    billions = [one for one in context.before if one.kind == "money" and one.scaled]
    if billions and amount.high >= _SURELY_MONEY and amount.scaled and _closes(amount, context):
        # "the first sector made 7.8 trillion yuan, up 3 percent; the second 38.4 trillion"
        model = billions[-1]
        return Reference("money", str(model.unit), Span(model.start, model.end), "reference.sibling_money")
    counted = any(sibling.kind in ("people", "count") for sibling in context.before)
    if counted and (told or _closes(amount, context)):
        return _last_counted(context, lexicon, "reference.sibling", amount)
    if not told and not (_closes(amount, context) and amount.high >= _LEAST_UNTOLD):
        return None
    for token in reversed(context.tokens[: token_at(context.tokens, amount.start)]):
        word = token.text.lower()
        if (token.tag == "NNS" and nouns.is_people(word)) or word in nouns.poor:
            return Reference("people", "person", Span(token.start, token.end), "reference.people_before")
    return _last_counted(context, lexicon, "reference.previous_sentence", amount)


def _closes(amount: Amount, context: Context) -> bool:
    """Whether a number ends its phrase, and is large enough to be a count on its own."""
    follower = context.view[amount.end : min(amount.end + 1, context.bounds[1])]
    return follower in (",", ".", ";", ")", "") and (amount.form == "words" or amount.high >= _LEAST_ALONE)


def refer_to_counted(amount: Amount, context: Context, lexicon: ReferenceLexicon) -> Reference | None:
    """What "ones" and "others" stand for: the last thing counted ("340 foreign ones")."""
    told = find_companions(amount, context, lexicon.governed)
    return told or _last_counted(context, lexicon, "reference.pronoun_head")
