"""The rules of contradictions (``rules/en/conflicts.toml``), compiled."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from extract.finding.surfaces import alternation
from extract.rules.loading import Entry, RuleSet

RULES_FILE = "en/conflicts.toml"
_SIDES = ("before", "after", "topic")


@dataclass(frozen=True, slots=True)
class IndicatorRule:
    """How facts of an indicator are compared.

    Attributes:
        words: words (without endings) that its topics say all the same.
        sums: whether it comes in parts, several of which stand in one article.
        vanishing: whether it may well fall to a hundredth.
    """

    words: frozenset[str] = frozenset()
    sums: bool = False
    vanishing: bool = False


@dataclass(frozen=True, slots=True)
class TopicRules:
    """What reduces topics to what is compared."""

    neutral: frozenset[str]
    unsaid: frozenset[str]
    synonyms: Mapping[str, str]
    endings: tuple[tuple[str, str], ...]

    def reduce(self, words: Iterable[str]) -> Iterator[str]:
        """Words without their endings, synonyms as one."""
        for word in words:
            bare = strip_ending(word, self.endings)
            yield self.synonyms.get(bare, bare)


@dataclass(frozen=True, slots=True)
class PartsRule:
    """What stands between a whole and its parts.

    Attributes:
        cue: the words.
        near: matches what may stand between them and the first part.
    """

    cue: re.Pattern[str]
    near: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class SentenceRules:
    """What sentences say of wholes, parts and shares.

    Attributes:
        parts: what stands between a whole and its parts.
        joint: ends right before a further part.
        barrier: found where the parts end.
        holding: found right before a bare count of what there is.
        shares, no_shares: by side (before, after, topic).
    """

    parts: tuple[PartsRule, ...]
    joint: re.Pattern[str]
    barrier: re.Pattern[str]
    holding: re.Pattern[str]
    shares: Mapping[str, re.Pattern[str]]
    no_shares: Mapping[str, re.Pattern[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tolerances:
    """How far numbers that agree may differ; as ``[[tolerance]]`` of the rules says."""

    explicit_digit: float
    round_number: float
    cut_off: float
    approx: float
    bounded: float
    same_article: float
    sums: float
    topics: float
    jump: float
    jump_years: float


@dataclass(frozen=True, slots=True)
class ConflictRules:
    """All rules of contradictions.

    Attributes:
        topics: of topics.
        indicators: by id of the indicator.
        sentences: of sentences.
        tolerances: of numbers.
    """

    topics: TopicRules
    indicators: Mapping[str, IndicatorRule]
    sentences: SentenceRules
    tolerances: Tolerances


def load_conflict_rules(ruleset: RuleSet) -> ConflictRules:
    """Read and compile the rules.

    Args:
        ruleset: built-in rules and overlays.

    Raises:
        RulesError: an entry that cannot be used.
    """
    topics = _load_topics(ruleset)
    indicators = {
        entry.id: IndicatorRule(
            frozenset(topics.reduce(entry.fields["words"].split())),
            bool(entry.fields.get("sums")),
            bool(entry.fields.get("vanishing")),
        )
        for entry in _entries(ruleset, "indicator", "words")
    }
    return ConflictRules(topics, indicators, _load_sentences(ruleset), _load_tolerances(ruleset))


def strip_ending(word: str, endings: Sequence[tuple[str, str]]) -> str:
    """A word without the ending of its number: "households" is "household"."""
    for ending, instead in endings:
        if word.endswith(ending) and len(word) > len(ending) + 1:
            return word[: -len(ending)] + instead
    return word


def _entries(ruleset: RuleSet, table: str, *keys: str) -> list[Entry]:
    """The entries of a table, each of which has these keys."""
    entries = ruleset.entries(RULES_FILE, table)
    for entry in entries:
        for key in keys:
            if key not in entry.fields:
                raise entry.error(f"no key {key!r}", f"write {key} = ...")
    return entries


def _load_topics(ruleset: RuleSet) -> TopicRules:
    endings = tuple(
        (entry.fields["ending"], entry.fields["instead"])
        for entry in _entries(ruleset, "ending", "ending", "instead")
    )
    synonyms = {
        strip_ending(word, endings): entry.id
        for entry in _entries(ruleset, "synonym", "words")
        for word in entry.fields["words"].split()
    }
    nothing = TopicRules(frozenset(), frozenset(), synonyms, endings)
    words = {
        entry.id: frozenset(nothing.reduce(entry.fields["words"].split()))
        for entry in _entries(ruleset, "vocabulary", "words")
    }
    return replace(
        nothing, neutral=words.get("neutral", frozenset()), unsaid=words.get("unsaid", frozenset())
    )


def _load_sentences(ruleset: RuleSet) -> SentenceRules:
    return SentenceRules(
        tuple(_compile_parts(entry) for entry in _entries(ruleset, "parts", "words", "reach")),
        _compile_words(_entries(ruleset, "joint", "words"), r"{}\s+(?:\S+\s+){{0,2}}$"),
        _compile_words(_entries(ruleset, "barrier", "words"), "{}"),
        _compile_words(_entries(ruleset, "holding", "words"), r"{}(?:\s+\S+){{0,3}}\s+$"),
        _compile_sides(ruleset, "share"),
        _compile_sides(ruleset, "no_share"),
    )


def _compile_parts(entry: Entry) -> PartsRule:
    reach = entry.fields["reach"]
    if not isinstance(reach, int) or reach < 0:
        raise entry.error(f"reach {reach!r}", "write how many words may stand before the first part")
    near = re.compile(rf"\W*(?:\S+\s+){{0,{reach}}}")
    return PartsRule(_compile_words([entry], "{}"), near)


def _compile_words(entries: Sequence[Entry], frame: str) -> re.Pattern[str]:
    surfaces = [word for entry in entries for word in entry.fields["words"]]
    words = [surface for surface in surfaces if surface[0].isalpha()]
    marks = [re.escape(surface) for surface in surfaces if not surface[0].isalpha()]
    body = "|".join([*([rf"\b{alternation(words)}\b"] if words else []), *marks])
    return re.compile(frame.format(f"(?:{body})"), re.IGNORECASE)


def _compile_sides(ruleset: RuleSet, table: str) -> dict[str, re.Pattern[str]]:
    found: dict[str, list[str]] = {side: [] for side in _SIDES}
    for entry in _entries(ruleset, table, "side", "regex"):
        side = entry.fields["side"]
        if side not in found:
            raise entry.error(f"side {side!r}", f"write one of {', '.join(_SIDES)}")
        try:
            re.compile(entry.fields["regex"])
        except re.error as error:
            raise entry.error(f"regex: {error}", "mend the regular expression") from None
        found[side].append(f"(?:{entry.fields['regex']})")
    # A side without rules matches nowhere.
    return {side: re.compile("|".join(regexes) or r"(?!)", re.IGNORECASE) for side, regexes in found.items()}


def _load_tolerances(ruleset: RuleSet) -> Tolerances:
    values: dict[str, float] = {}
    for entry in _entries(ruleset, "tolerance", "value"):
        value = entry.fields["value"]
        if entry.id not in Tolerances.__slots__ or not isinstance(value, int | float) or value <= 0:
            known = ", ".join(Tolerances.__slots__)
            raise entry.error(f"value {value!r}", f"give a number above 0 to one of {known}")
        values[entry.id] = float(value)
    return Tolerances(**values)
