"""What a quantity counts or measures, as a short noun phrase put together from its sentence."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Sequence
from dataclasses import replace

from extract.assembling.context import SentenceContext
from extract.assembling.lexicon import Lexicon
from extract.assembling.needed_codes import CodeFilter, Stretch
from extract.assembling.topic_phrases import COUNTED, Phrase, PhraseCutter
from extract.assembling.topic_rules import (
    INHERITED,
    OPTIONAL_FORMS,
    Part,
    TopicRule,
    compile_cuts,
    compile_defaults,
    compile_dimensions,
    compile_extensions,
    compile_rules,
)
from extract.frozen import record
from extract.records import Kind, Quantity, Span
from extract.rules.loading import RuleSet

# How many tokens from a quantity its topic may stand: a table flattened into one sentence of thousands of
# words must not be searched from end to end for each of its numbers.
_REACH = 60
# How many figures back the last one of a kind may stand ("the poverty rate ... The rate was 5 percent").
_REMEMBERED = 3
# What is taken over from the sentence itself or not at all.
_WITHIN = frozenset({"aligned", "alike"})
# Kinds that may be of what a figure of another kind before them told.
_CHANGES = frozenset({"percent", "multiple"})
_GIVEN = INHERITED | {"own", "heading", "dimension"}


@record(frozen=True, slots=True)
class Topic:
    """What is counted or measured.

    Attributes:
        text: a short noun phrase.
        spans: the words of the article that it is made of.
        rule: id of the rule in topics.toml.
        source: index of the quantity of the sentence whose topic it takes over, if it does.
        noun: what a share is a share of, for a next share that names none ("and 17 percent were covered").
    """

    text: str
    spans: tuple[Span, ...]
    rule: str
    source: int | None = None
    noun: Phrase | None = None


class TopicMemory:
    """The topics of an article so far, for sentences that go on with one of them.

    Attributes:
        last: the topic of the last quantity before the sentence ("This is a rise of 81%").
    """

    def __init__(self) -> None:
        self.last: Topic | None = None
        self._section: Span | None = None
        self._recent: deque[tuple[Kind, Topic]] = deque(maxlen=_REMEMBERED)

    def enter(self, section: Span | None) -> None:
        """Goes to a section; no sentence goes on with the figures of another one."""
        if section != self._section:
            self._section, self.last = section, None
            self._recent.clear()

    def tell(self, quantities: Sequence[Quantity], topics: Sequence[Topic | None]) -> None:
        """Adds a sentence.

        Args:
            quantities: its quantities.
            topics: their topics, parallel to them.
        """
        self.last = topics[-1] or self.last
        told = zip(quantities, topics, strict=True)
        self._recent.extend((quantity.kind, topic) for quantity, topic in told if topic is not None)

    def kindred(self, kind: Kind) -> Topic | None:
        """The topic of the last figure of a kind.

        Where none is near, a share or a change is of the last figure of any kind; a sum of money is not
        what was counted: "The mill has 80 looms. We paid 3 million yuan".
        """
        kin = COUNTED if kind in COUNTED else {kind}
        other = self.last if kind in _CHANGES else None
        told = [(known, topic) for known, topic in reversed(self._recent) if known in kin]
        return next((topic for known, topic in told if known == kind), told[0][1] if told else other)


@record(frozen=True, slots=True)
class _Case:
    """A quantity in its sentence, with what earlier quantities turned out to be."""

    context: SentenceContext
    index: int
    found: Sequence[Topic | None]
    before: TopicMemory
    heading: str | None


class TopicFinder:
    """Finds the topics of quantities.

    Args:
        ruleset: where topics.toml is read from.
        lexicon: the word classes that the contexts were built with.
    """

    def __init__(self, ruleset: RuleSet, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._cutter = PhraseCutter(lexicon, compile_cuts(ruleset, lexicon))
        self._defaults = compile_defaults(ruleset)
        self._to = lexicon.members("to")
        self._joints = lexicon.members("comma") | lexicon.members("and") | lexicon.members("modifier")
        self._dimensions = compile_dimensions(ruleset)
        rules = compile_rules(ruleset, lexicon)
        self._rules = {kind: [rule for rule in rules if kind in rule.kinds] for kind in lexicon.kinds}
        self._filters = {kind: _filter(own) for kind, own in self._rules.items()}
        self._extensions = compile_extensions(ruleset, lexicon)

    def find(
        self, context: SentenceContext, before: TopicMemory | None = None, heading: str | None = None
    ) -> list[Topic | None]:
        """The topic of each quantity of a sentence; None where nothing tells it.

        Args:
            context: the sentence.
            before: the topics of the sentences before it.
            heading: the heading that the sentence stands under.
        """
        found: list[Topic | None] = []
        memory = before or TopicMemory()
        for index in range(len(context.quantities)):
            found.append(self._find(_Case(context, index, found, memory, heading)))
        return found

    def _find(self, case: _Case) -> Topic | None:
        context = case.context
        codes = context.codes_around(case.index)
        clause = context.clause_of(case.index)
        token = context.amounts[case.index]
        quantity = context.quantities[case.index]
        start, end = max(0, token - _REACH), min(len(codes), token + _REACH)
        stretch = Stretch(token, (max(clause.first, start), min(clause.last, end)), (start, end))
        rules = self._rules[quantity.kind]
        for index in self._filters[quantity.kind].find(codes, stretch):
            rule = rules[index]
            if not self._holds(rule, quantity, context):
                continue
            match = _match(rule, codes, stretch)
            topic = None if match is None else self._fill(rule, match, case)
            if topic is not None:
                return self._extend(topic, case, codes, stretch)
        return None

    def _extend(self, topic: Topic, case: _Case, codes: str, stretch: Stretch) -> Topic:
        """The topic with the first extension that fits."""
        length = topic.text.count(" ") + 1
        quantity = case.context.quantities[case.index]
        for extension in self._extensions:
            if (
                topic.rule not in extension.of
                or length > extension.longest
                or quantity.kind not in extension.rule.kinds
                or not self._holds(extension.rule, quantity, case.context)
            ):
                continue
            match = _match(extension.rule, codes, stretch)
            tail = None if match is None else self._fill(extension.rule, match, case)
            if tail is not None and not _repeats(tail.text, topic.text):
                spans = (*topic.spans, *tail.spans)
                return replace(topic, text=f"{topic.text} {tail.text}", spans=spans)
        return topic

    def _holds(self, rule: TopicRule, quantity: Quantity, context: SentenceContext) -> bool:
        if rule.quote and not self._lexicon.has(context.slice(quantity.start, quantity.end), rule.quote):
            return False
        if rule.bare:
            return quantity.number.end >= quantity.end
        if (rule.rate and quantity.per is None) or (rule.pers and quantity.per not in rule.pers):
            return False
        if rule.only or rule.head:
            noun = context.slice(quantity.number.end, quantity.end).split()
            if rule.only:
                return len(noun) == 1 and self._lexicon.has(noun[0], rule.only)
            return bool(noun) and self._lexicon.has(noun[-1], rule.head)
        return not rule.units or quantity.unit in rule.units

    def _fill(self, rule: TopicRule, match: re.Match[str], case: _Case) -> Topic | None:
        words: list[str] = []
        spans: list[Span] = []
        noun: Phrase | None = None
        for part in rule.template:
            if part.literal:
                words.append(part.literal)
                continue
            phrase = self._field(part, match, case, inner=bool(words))
            if phrase is None:
                if part.form in OPTIONAL_FORMS:
                    continue
                return None
            if part.field == "noun":
                noun = phrase
            if words and _begins_alike(phrase.text, words):
                words = []
            words.append(phrase.text)
            spans += phrase.spans
        text = " ".join(" ".join(words).replace('"', "").split())  # a phrase may go over the end of a line
        leaning = (part for part in rule.template if part.field in INHERITED and part.form != "head")
        source = next((self._source(case, part) for part in leaning), None)
        return Topic(text, tuple(spans), rule.id, source, noun) if text else None

    def _field(self, part: Part, match: re.Match[str], case: _Case, *, inner: bool) -> Phrase | None:
        if part.field in _GIVEN:
            return self._given(part, case)
        context = case.context
        first, last = match.span(part.field) if part.field in match.re.groupindex else (0, 0)
        if first >= last:
            return self._noun(case) if part.field == "noun" else None
        if part.form == "participle":
            return self._participle(context, last)
        phrase = self._cutter.phrase(context, first, last, inner=inner)
        return self._going_on(phrase) if part.form == "ing" and phrase else phrase

    def _given(self, part: Part, case: _Case) -> Phrase | None:
        """What no group holds: an earlier topic, the heading, the own noun, the dimension."""
        if part.field in INHERITED:
            return self._previous(case, part)
        quantity = case.context.quantities[case.index]
        if part.field == "own":
            return self._cutter.noun(case.context, quantity)
        words = case.heading if part.field == "heading" else self._dimensions.get(quantity.unit)
        return Phrase(words, ()) if words else None

    def _going_on(self, phrase: Phrase) -> Phrase:
        """A predicate in the present as a participle: "grow citrus" gives "growing citrus"."""
        verb, _, rest = phrase.text.partition(" ")
        return Phrase(f"{self._lexicon.ing(verb) or verb} {rest}".rstrip(), phrase.spans)

    def _noun(self, case: _Case) -> Phrase | None:
        """The noun of the count, else that of an earlier count of the sentence, else a general one."""
        quantities = case.context.quantities
        wanted = quantities[case.index]
        for quantity in reversed(quantities[: case.index + 1]):
            if (quantity.kind, quantity.unit) == (wanted.kind, wanted.unit):
                phrase = self._cutter.noun(case.context, quantity)
                if phrase is not None:
                    return phrase
        topic = case.found[-1] if case.found else None
        if topic is not None and topic.noun is not None and wanted.kind == "percent":
            return topic.noun
        default = self._defaults.get(wanted.kind)
        return Phrase(default, ()) if default else None

    def _participle(self, context: SentenceContext, last: int) -> Phrase | None:
        word = context.words(last - 1, last)
        spans = (Span(context.starts[last - 1], context.ends[last - 1]),)
        return Phrase(self._lexicon.participle(word) or word, spans)

    def _previous(self, case: _Case, part: Part) -> Phrase | None:
        source = self._source(case, part)
        if source is None and part.field in _WITHIN:
            return None
        topic = self._told_before(case, part) if source is None else case.found[source]
        if topic is None:
            return None
        return Phrase(self._head(topic.text) if part.form == "head" else topic.text, topic.spans)

    def _told_before(self, case: _Case, part: Part) -> Topic | None:
        if part.field == "kindred":
            return case.before.kindred(case.context.quantities[case.index].kind)
        return case.before.last

    def _source(self, case: _Case, part: Part) -> int | None:
        """The quantity that a topic is taken over from."""
        if part.field == "aligned":
            return self._aligned(case)
        earlier = range(len(case.found) - 1, -1, -1)
        quantities = case.context.quantities
        if part.field == "alike":
            own = quantities[case.index]
            return next((i for i in earlier if case.found[i] and _is_alike(quantities[i], own)), None)
        if part.field in {"same", "kindred"}:
            kind = quantities[case.index].kind
            same = (index for index in earlier if quantities[index].kind == kind and case.found[index])
            return next(same, next(iter(earlier), None) if part.field == "same" else None)
        return next(iter(earlier), None)

    def _aligned(self, case: _Case) -> int | None:
        """What stands in the same place of the row before: "apples and pears ..., up 2 and 3 percent"."""
        context, first, last = case.context, case.index, case.index
        while first and self._in_a_row(context, first - 1):
            first -= 1
        while last + 1 < len(context.amounts) and self._in_a_row(context, last):
            last += 1
        if context.codes[: context.amounts[first]][-1:] in self._to:
            return None  # "from 35% to 26% and 38% to 23%" is no row
        length, kind = last - first + 1, context.quantities[case.index].kind
        free = [i for i in range(first) if case.found[i] and context.clause_of(i).parent is None]
        others = [i for i in free if context.quantities[i].kind != kind]
        row = (others if len(others) >= length else free)[-length:]
        return row[case.index - first] if 1 < length == len(row) else None

    def _in_a_row(self, context: SentenceContext, index: int) -> bool:
        """Whether nothing but a comma or "and" stands between a quantity and the next."""
        between = context.codes[context.amounts[index] + 1 : context.amounts[index + 1]]
        return bool(between) and self._joints.issuperset(between)

    def _head(self, topic: str) -> str:
        """A topic without what stands behind its first preposition: "income" of "income of farmers"."""
        words = topic.split()
        behind = (i for i, word in enumerate(words) if i and self._lexicon.has(word, "behind_head"))
        return " ".join(words[: next(behind, len(words))])


def _match(rule: TopicRule, codes: str, stretch: Stretch) -> re.Match[str] | None:
    """A match of a rule as far from the quantity as it may look."""
    start, end = stretch.far
    last = end if rule.right else stretch.near[1]
    if rule.anchored:
        return rule.pattern.match(codes, stretch.token, last)
    return rule.pattern.search(codes, start if rule.left else stretch.near[0], last)


def _is_alike(one: Quantity, other: Quantity) -> bool:
    """Whether two quantities may measure the same: sums of any currency, measures of one unit."""
    return one.kind == other.kind and (one.kind != "measure" or one.unit == other.unit)


def _repeats(tail: str, topic: str) -> bool:
    """Whether the last word of a tail stands in the topic already: "members of the members"."""
    return tail.rsplit(" ", 1)[-1].lower() in topic.lower().split()


def _begins_alike(phrase: str, words: Sequence[str]) -> bool:
    """Whether a phrase begins as the words before it do: "share of the" before "share of the households"."""
    return phrase.lower().split()[:2] == [word.lower() for word in words[:2]]


def _filter(rules: Sequence[TopicRule]) -> CodeFilter:
    return CodeFilter(
        [rule.needs for rule in rules], [rule.left for rule in rules], [rule.right for rule in rules]
    )
