"""The vocabulary of quantities, compiled once from the rule files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from extract.finding.number_starts import NumberStarts
from extract.finding.surfaces import alternation, bounded
from extract.rules.endings import Ending
from extract.rules.expressions import compiled
from extract.rules.loading import Entry, RuleSet

Pattern = re.Pattern[str]

_END = r"(?![A-Za-z])"
_TEN = Decimal(10)
_LETTERS = 2  # "m", "bn": scales that only digits have
_FIRST_WORD = re.compile(r"[^\s-]+")


@dataclass(frozen=True, slots=True)
class NumberWord:
    """A word that is a number, or scales one.

    Attributes:
        value: what it is worth.
        rule: id of its rule.
        needs_amount: read as a scale only where money or people show that it is one.
    """

    value: Decimal
    rule: str
    needs_amount: bool = False


@dataclass(frozen=True, slots=True)
class MultipleWord:
    """A word that carries a multiple or a fraction in itself ("doubled", "halved")."""

    value: Decimal
    kind: str
    where: str
    rule: str


@dataclass(frozen=True, slots=True)
class NumberLexicon:
    """How numbers are written; see rules/en/numbers.toml."""

    words: Mapping[str, NumberWord]
    scales: Mapping[str, NumberWord]
    vague: Mapping[str, NumberWord]
    fractions: Mapping[str, NumberWord]
    multiples: Mapping[tuple[str, str], MultipleWord]
    starts: NumberStarts
    atom: Pattern
    scale_after: Pattern
    fraction_after: Pattern
    joiner: Pattern
    mixed_after: Pattern
    mixed_slash: Pattern
    and_half: Pattern
    decimals: Pattern
    small_word: Pattern
    ratio: Pattern
    noun_ratio: Pattern
    ratio_end: Pattern
    glyph_of: Pattern
    rate_ratio: Pattern
    rate_wholes: Mapping[str, Decimal]
    fold_after: Pattern
    times_after: Pattern
    times_before: Ending
    slash_fraction: Pattern
    slash_part: Pattern
    glyphs: Mapping[str, NumberWord]
    article_after: Pattern
    of_article_after: Pattern
    of_scale: Pattern
    part_scale: Pattern
    negative_before: Ending
    range_joint: Pattern
    between_before: Ending
    between_joint: Pattern
    compared_after: Pattern
    infinitive_before: Ending
    not_multiple_after: Pattern
    from_before: Ending
    later_end: Pattern
    movement_before: Pattern
    list_joint: Pattern
    apposed_joint: Pattern
    moved_joint: Pattern
    share_joint: Pattern


def _words(entries: list[Entry], key: str = "value") -> dict[str, NumberWord]:
    return {
        surface.lower(): NumberWord(
            Decimal(str(entry.fields[key])),
            f"{entry.table}.{entry.id}",
            entry.fields.get("needs") == "amount",
        )
        for entry in entries
        for surface in entry.fields["surfaces"]
    }


def _and_half(file: _NumberFile, vocabulary: Mapping[str, Any]) -> str:
    """The rest of "an hour and a half"."""
    return rf"{file.any_of('joiner')}\s+{file.any_of('article')}\s+{alternation(_halves(vocabulary))}{_END}"


def _atom_pattern(parts: Mapping[str, list[str]]) -> Pattern:
    """One regex that finds everything a number can begin with.

    Digits may group by commas, the Indian way too ("1,00,000"), by blanks ("1 250 km") and by dots
    ("1.250.000"). A dot is a decimal point only between digits, a comma in "1,5 million", "12,8%",
    "0,5 ha" and "1.234,56".
    """
    comma = (
        rf"(?=[\s-]{alternation(parts['scale'])}{_END}|\s?{alternation(parts['decimal_unit'])}(?![A-Za-z]))"
    )
    scale = alternation(parts["scale"])
    digits = (
        r"(?P<digits>\d{1,3}(?:, 000)+(?![\d,]|\.\d)"
        r"|\d{1,3}(?:,\d{3})+(?![\d])(?:\.\d+)?|\d{1,2}(?:,\d{2})+,\d{3}(?!\d)"
        r"|\d{1,3}(?:\s\d{3})*\s000(?![\d,]|\.\d)|\d{1,3}(?: \d{3}){2,}(?![\d,]|\.\d)"
        r"|(?<!\d )\d{1,3} \d{3}(?= [a-z])|(?<=[$€£¥])\d{1,3} \d{3}(?![\d,]|\.\d)"
        rf"|\d{{1,3}}(?:\.\d{{3}})+,\d{{1,2}}(?![\d,])|\d{{1,3}}(?:\.\d{{3}}){{2}}(?![\d.])"
        rf"|(?<!\d,)\d+,\d{{1,2}}{comma}|(?<![\d,.])0,\d{{1,4}}(?![\d,])"
        r"|(?:(?<=[$€£])|(?<=[$€£] ))\d+,\d\d(?![\d,])"
        r"|\d+(?:\.\d+)?|(?<![\w.)])\.\d+)"
    )
    vague = alternation(parts["vague"])
    chain = alternation(parts["chain"])
    determiner = alternation(parts["determiner"])
    article = alternation(parts["article"])
    fold = alternation(parts["fold"])
    word = alternation(parts["word"])
    half = alternation(parts["half"])
    glyph = alternation(parts["glyph"])
    return compiled(
        rf"{digits}|(?P<glyph>{glyph})"
        rf"|(?<![A-Za-z])(?:"
        rf"(?P<folded>{word}){fold}"
        rf"|(?P<determined>{determiner}\s+(?:{scale}|{vague})(?:\s+{scale})?)"
        rf"|(?P<vague>{chain}\s+{alternation(parts['link'])}\s+{vague}|{vague})"
        rf"|(?P<fractional>{article}[\s-]+{alternation(parts['fraction'])})"
        rf"|(?P<half>{half})(?!\s+{article}\s+{scale}(?![A-Za-z]))"
        rf"|(?P<word>{word})"
        rf"|(?P<multiple>{alternation(parts['multiple'])})"
        rf")(?![A-Za-z])"
        rf"|(?<![A-Za-z])(?P<article>(?:{half}\s+)?{article}\s+)(?={scale}(?![A-Za-z])|[a-z]+\s+{parts['and_half'][0]})",
        re.IGNORECASE,
    )


def load_number_lexicon(ruleset: RuleSet) -> NumberLexicon:
    """Compile rules/en/numbers.toml.

    Raises:
        RulesError: an entry that cannot be read.
    """
    file = _NumberFile(ruleset)
    vocabulary = _vocabulary(file)
    return NumberLexicon(
        **vocabulary,
        starts=_starts(file, vocabulary),
        atom=_atom(file, vocabulary),
        **_parts(file, vocabulary),
        **_joints(file),
        **_contexts(file),
    )


class _NumberFile:
    """The tables of the file, and regexes out of their surfaces."""

    def __init__(self, ruleset: RuleSet) -> None:
        self._ruleset = ruleset

    def table(self, name: str) -> list[Entry]:
        return self._ruleset.entries("en/numbers.toml", name)

    def surfaces(self, name: str, key: str = "surfaces", only: str = "") -> list[str]:
        entries = [entry for entry in self.table(name) if not only or entry.fields.get(only)]
        return [surface for entry in entries for surface in entry.fields[key]]

    def any_of(self, name: str, key: str = "surfaces", only: str = "") -> str:
        return alternation(self.surfaces(name, key, only))

    def bounded(self, name: str) -> str:
        return bounded(self.surfaces(name))


def _vocabulary(file: _NumberFile) -> dict[str, Any]:
    """The words with their values."""
    vague = _words([entry for entry in file.table("vague") if not entry.fields.get("combines")])
    chains = _words([entry for entry in file.table("vague") if entry.fields.get("combines")])
    return {
        "words": _words(file.table("word")),
        "scales": _words(file.table("scale")),
        # "tens of" scales what follows it: "tens of thousands".
        "vague": vague | {_unlinked(file, surface): word for surface, word in chains.items()},
        "fractions": _words(file.table("fraction"), "denominator"),
        "multiples": {
            (surface.lower(), entry.fields["where"]): MultipleWord(
                Decimal(str(entry.fields["value"])),
                entry.fields["kind"],
                entry.fields["where"],
                f"multiple.{entry.id}",
            )
            for entry in file.table("multiple")
            for surface in entry.fields["surfaces"]
        },
        "glyphs": _words(file.table("glyph")),
    }


def _unlinked(file: _NumberFile, surface: str) -> str:
    """What scales without the word that links it: "tens" of "tens of"."""
    links = tuple(f" {link}" for link in file.surfaces("vague_link"))
    return surface.rsplit(" ", 1)[0] if surface.endswith(links) else surface


def _halves(vocabulary: Mapping[str, Any]) -> list[str]:
    return [surface for surface, word in vocabulary["fractions"].items() if word.value == 2]


def _spaced_scales(vocabulary: Mapping[str, Any]) -> list[str]:
    return [surface for surface, word in vocabulary["scales"].items() if not word.needs_amount]


def _atom(file: _NumberFile, vocabulary: Mapping[str, Any]) -> Pattern:
    chains = [_unlinked(file, surface) for surface in file.surfaces("vague", only="combines")]
    vague = [surface for surface in vocabulary["vague"] if surface not in chains]
    halves = _halves(vocabulary)
    return _atom_pattern(
        {
            "scale": [surface for surface in _spaced_scales(vocabulary) if len(surface) > _LETTERS],
            "vague": vague,
            "chain": [*chains, *vague],
            "decimal_unit": file.surfaces("decimal_unit"),
            "link": file.surfaces("vague_link"),
            "determiner": file.surfaces("vague_determiner"),
            "article": file.surfaces("article"),
            "fold": file.surfaces("fold"),
            "word": list(vocabulary["words"]),
            "fraction": [surface for surface in vocabulary["fractions"] if surface not in halves],
            "half": halves,
            "multiple": [surface for surface, _ in vocabulary["multiples"]],
            "and_half": [_and_half(file, vocabulary)],
            "glyph": list(vocabulary["glyphs"]),
        }
    )


def _starts(file: _NumberFile, vocabulary: Mapping[str, Any]) -> NumberStarts:
    """Where a number may begin: a digit, the first word of one; quick to find, and seldom wrong."""
    surfaces = {*vocabulary["words"], *vocabulary["vague"], *vocabulary["fractions"]}
    surfaces |= {surface for surface, _ in vocabulary["multiples"]}
    words = _first_words(surfaces)
    # These are never glued to a word, as the nine of "ninefold" is: "a" does not begin "and".
    apart = _first_words([*file.surfaces("vague_determiner"), *file.surfaces("article")]) - words
    return NumberStarts(words, apart, vocabulary["glyphs"])


def _first_words(surfaces: Iterable[str]) -> set[str]:
    return {_FIRST_WORD.match(surface.lower()).group() for surface in surfaces}  # type: ignore[union-attr]


def _parts(file: _NumberFile, vocabulary: Mapping[str, Any]) -> dict[str, Any]:
    """What continues a number."""
    long_scales = [surface for surface in _spaced_scales(vocabulary) if len(surface) > _LETTERS]
    spaced, glued = alternation(_spaced_scales(vocabulary)), file.any_of("scale", only="glued")
    joiner, article = file.any_of("joiner"), file.any_of("article")
    noun_ratio = file.any_of("ratio", only="with_noun")
    fraction = alternation(vocabulary["fractions"])
    small = alternation([surface for surface, word in vocabulary["words"].items() if word.value < _TEN])
    halves, of = alternation(_halves(vocabulary)), file.any_of("slash_fraction")
    apart = file.any_of("scale", "apart", only="apart")
    return {
        "scale_after": _compile(
            rf"(?:[\s-]+(?P<spaced>{spaced})|(?P<glued>{glued})){_END}|\s(?P<apart>(?-i:{apart}))(?![\w&'-])"
        ),
        "fraction_after": _compile(rf"[\s-]+(?P<fraction>{fraction}){_END}"),
        "joiner": _compile(rf"\s+{joiner}\s+"),
        "mixed_after": _compile(
            rf"\s+{joiner}(?:\s+(?P<halves>{halves})|[\s-]+(?P<count>{article}|{small})[\s-]+(?P<fraction>{fraction})){_END}"
            rf"(?!\s+{of})"
        ),
        "and_half": _compile(rf"\s+{joiner}\s+{article}\s+{halves}{_END}(?!\s+{of})"),
        "mixed_slash": _compile(r"[ -](?P<count>\d)/(?P<whole>[2-9]|1[06])(?![\d/])"),
        "decimals": _compile(rf"\s+{file.any_of('decimal_point')}(?P<decimals>(?:[\s-]+{small})+){_END}"),
        "small_word": _compile(small),
        "article_after": _compile(rf"\s+(?:{of}\s+)?{article}\s+"),
        "of_scale": _compile(rf"\s+{of}\s+{article}\s+(?P<scale>{alternation(long_scales)}){_END}"),
        "part_scale": _compile(rf"[\s-](?P<scale>{alternation(long_scales)}){_END}"),
        "of_article_after": _compile(rf"\s+{of}\s+{article}\s+"),
        "ratio": _compile(rf"\s+(?P<ratio>{file.any_of('ratio')})\s+"),
        "rate_ratio": _compile(
            rf"\s+(?:{file.any_of('rate_joint')}|{file.any_of('rate_joint_of_things')}"
            rf"(?!\s+\S+\s+{file.any_of('rate_of_persons')}{_END}))"
            rf"\s+(?P<whole>{file.any_of('rate_whole')}){_END}(?![\d,.]*\d)"
        ),
        "rate_wholes": {
            surface: Decimal(entry.fields["value"])
            for entry in file.table("rate_whole")
            for surface in entry.fields["surfaces"]
        },
        "noun_ratio": _compile(rf"\s+[a-z]+\s+{noun_ratio}\s+"),
        "ratio_end": _compile(rf"\s*[,.;:)]|\s+{file.any_of('ratio_end')}{_END}"),
        "glyph_of": _compile(rf"\s+{of}\s|\s+{article}\s"),
        "fold_after": _compile(rf"-?(?:{file.any_of('fold')}|{file.any_of('fold', 'glued')}){_END}(?!\d)"),
        "times_after": _compile(rf"\s+{file.any_of('times')}{_END}"),
        "slash_fraction": _compile(rf"/(?P<denominator>\d{{1,2}})(?=\s+{of})"),
        "slash_part": _compile(r"/(?P<denominator>[2-9]|1[0256]|32|64|100)(?=[ -][a-z])"),
    }


def _joints(file: _NumberFile) -> dict[str, Any]:
    """What joins two numbers."""
    return {
        # "8- to 16-metre", "0-to-60-mph"
        "range_joint": _compile(rf"-?\s*{file.any_of('range')}(?:-|\s*)"),
        "between_before": _ending(rf"{file.bounded('range_between')}\s+$"),
        "between_joint": _compile(rf"\s+{file.any_of('range_between', 'joined_by')}\s+"),
        "share_joint": _compile(rf"\s*(?:,\s*)?(?:{file.any_of('share_joint')}\s+)?"),
        "moved_joint": _compile(rf"\s*,?\s*(?:{file.any_of('moved_joint')})\s+"),
        "apposed_joint": _compile(rf"\s*,\s*{file.any_of('list_joint', 'apposed')}\s+"),
        "list_joint": _compile(rf"\s*,?\s*(?:{file.any_of('list_joint')})\s+"),
    }


def _contexts(file: _NumberFile) -> dict[str, Any]:
    """What around a number tells how to read it."""
    plus = bounded(file.surfaces("negative", "unless_behind"))
    verb = rf"\S*{file.any_of('times_before', 'not_between')}"
    return {
        "times_before": _ending(rf"{file.bounded('times_before')}\s+(?:(?!{verb}\s)\S+\s+){{0,2}}$"),
        "negative_before": _ending(rf"(?P<plus>{plus}\s+)?{file.bounded('negative')}[\s-]+$"),
        "compared_after": _compile(rf"\s+{file.any_of('compared')}{_END}"),
        "infinitive_before": _ending(rf"{file.bounded('infinitive')}\s+$"),
        "not_multiple_after": _compile(rf"\s+{file.any_of('not_multiple')}{_END}"),
        "later_end": _compile(
            rf"(?:(?!\s{file.any_of('from')}\s)[^.;,]){{0,40}}(?<![A-Za-z]){file.any_of('from', 'joined_by')}"
            r"\s+(?:[a-z]+\s+)?\d"
        ),
        "from_before": _ending(rf"{file.bounded('from')}\s+(?:\S+\s+){{0,2}}$"),
        "movement_before": _compile(file.bounded("movement")),
    }


def _compile(pattern: str) -> Pattern:
    return compiled(pattern, re.IGNORECASE)


def _ending(pattern: str) -> Ending:
    return Ending(pattern, re.IGNORECASE)
