"""The vocabulary of quantities, compiled once from the rule files."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from extract.finding.surfaces import alternation, bounded
from extract.rules.loading import Entry, RuleSet

Pattern = re.Pattern[str]


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
    atom: Pattern
    scale_after: Pattern
    fraction_after: Pattern
    joiner: Pattern
    half_after: Pattern
    ratio: Pattern
    noun_ratio: Pattern
    fold_after: Pattern
    times_after: Pattern
    times_before: Pattern
    slash_fraction: Pattern
    glyphs: Mapping[str, NumberWord]
    article_after: Pattern
    negative_before: Pattern
    range_joint: Pattern
    between_before: Pattern
    between_joint: Pattern
    compared_after: Pattern
    infinitive_before: Pattern
    not_multiple_after: Pattern
    from_before: Pattern
    movement_before: Pattern
    list_joint: Pattern
    share_joint: Pattern


def _surfaces(entries: list[Entry]) -> list[str]:
    return [surface for entry in entries for surface in entry.fields["surfaces"]]


def _words(entries: list[Entry], key: str = "value") -> dict[str, NumberWord]:
    return {
        surface.lower(): NumberWord(
            Decimal(str(entry.fields[key])), f"{entry.table}.{entry.id}", entry.fields.get("needs") == "amount"
        )
        for entry in entries
        for surface in entry.fields["surfaces"]
    }


def _atom_pattern(parts: Mapping[str, list[str]]) -> Pattern:
    """One regex that finds everything a number can begin with.

    Digits may group by commas, the Indian way too ("1,00,000"); a dot is a decimal point only between digits.
    """
    scale = alternation(parts["scale"])
    digits = (
        r"(?P<digits>\d{1,3}(?:,\d{3})+(?![\d])(?:\.\d+)?|\d{1,2}(?:,\d{2})+,\d{3}(?!\d)"
        r"|\d{1,3}(?:\s\d{3})*\s000(?![\d,]|\.\d)|\d+(?:\.\d+)?|(?<![\w.)])\.\d+)"
    )
    vague = alternation(parts["vague"])
    chain = alternation(parts["chain"])
    determiner = alternation(parts["determiner"])
    article = alternation(parts["article"])
    fold = alternation(parts["fold"])
    word = alternation(parts["word"])
    half = alternation(parts["half"])
    return re.compile(
        rf"{digits}"
        rf"|(?<![A-Za-z])(?:"
        rf"(?P<folded>{word}){fold}"
        rf"|(?P<determined>{determiner}\s+(?:{scale}|{vague})(?:\s+{scale})?)"
        rf"|(?P<vague>{chain}\s+of\s+{vague}|{vague})"
        rf"|(?P<fractional>{article}[\s-]+{alternation(parts['fraction'])})"
        rf"|(?P<half>{half})(?!\s+{article}\s+{scale}(?![A-Za-z]))"
        rf"|(?P<word>{word})"
        rf"|(?P<multiple>{alternation(parts['multiple'])})"
        rf")(?![A-Za-z])"
        rf"|(?<![A-Za-z])(?P<article>(?:{half}\s+)?{article}\s+)(?={scale}(?![A-Za-z]))",
        re.IGNORECASE,
    )


def load_number_lexicon(ruleset: RuleSet) -> NumberLexicon:
    """Compile rules/en/numbers.toml.

    Raises:
        RulesError: an entry that cannot be read.
    """
    file = "en/numbers.toml"

    def table(name: str) -> list[Entry]:
        return ruleset.entries(file, name)

    scales = _words(table("scale"))
    glued = [s for entry in table("scale") if entry.fields.get("glued") for s in entry.fields["surfaces"]]
    spaced = [s for s in scales if not scales[s].needs_amount]
    vague_entries = table("vague")
    chains = [s.removesuffix(" of") for e in vague_entries if e.fields.get("combines") for s in e.fields["surfaces"]]
    vague = _words([e for e in vague_entries if not e.fields.get("combines")])
    values = _words([e for e in vague_entries if e.fields.get("combines")])
    vague |= {surface.removesuffix(" of"): word for surface, word in values.items()}
    plain_vague = [s for s in vague if s not in chains]
    fractions = _words(table("fraction"), "denominator")
    halves = {s for s in fractions if fractions[s].value == 2}
    multiples = {
        (surface.lower(), entry.fields["where"]): MultipleWord(
            Decimal(str(entry.fields["value"])), entry.fields["kind"], entry.fields["where"], f"multiple.{entry.id}"
        )
        for entry in table("multiple")
        for surface in entry.fields["surfaces"]
    }
    ratios = table("ratio")
    plus = [s for entry in table("negative") for s in entry.fields["unless_behind"]]
    atom = _atom_pattern(
        {
            "scale": [s for s in spaced if len(s) > 2],
            "vague": plain_vague,
            "chain": [*chains, *plain_vague],
            "determiner": _surfaces(table("vague_determiner")),
            "article": _surfaces(table("article")),
            "fold": _surfaces(table("fold")),
            "word": list(_words(table("word"))),
            "fraction": [s for s in fractions if s not in halves],
            "half": sorted(halves),
            "multiple": [surface for surface, _ in multiples],
        }
    )
    return NumberLexicon(
        words=_words(table("word")),
        scales=scales,
        vague=vague,
        fractions=fractions,
        multiples=multiples,
        atom=atom,
        scale_after=re.compile(
            rf"(?:[\s-]+(?P<spaced>{alternation(spaced)})|(?P<glued>{alternation(glued)}))(?![A-Za-z])", re.IGNORECASE
        ),
        fraction_after=re.compile(rf"[\s-]+(?P<fraction>{alternation(fractions)})(?![A-Za-z])", re.IGNORECASE),
        joiner=re.compile(rf"\s+{alternation(_surfaces(table('joiner')))}\s+", re.IGNORECASE),
        half_after=re.compile(
            rf"\s+{alternation(_surfaces(table('joiner')))}\s+{alternation(_surfaces(table('article')))}\s+"
            rf"{alternation(halves)}(?![A-Za-z])",
            re.IGNORECASE,
        ),
        ratio=re.compile(rf"\s+(?P<ratio>{alternation(_surfaces(ratios))})\s+", re.IGNORECASE),
        noun_ratio=re.compile(rf"\s+[a-z]+\s+{alternation(s for e in ratios if e.fields.get('with_noun') for s in e.fields['surfaces'])}\s+", re.IGNORECASE),
        fold_after=re.compile(rf"-?{alternation(_surfaces(table('fold')))}(?![A-Za-z])", re.IGNORECASE),
        times_after=re.compile(rf"\s+{alternation(_surfaces(table('times')))}(?![A-Za-z])", re.IGNORECASE),
        times_before=re.compile(rf"{bounded(_surfaces(table('times_before')))}\s+(?:\S+\s+){{0,2}}$", re.IGNORECASE),
        slash_fraction=re.compile(rf"/(?P<denominator>\d{{1,2}})(?=\s+{alternation(_surfaces(table('slash_fraction')))})"),
        glyphs=_words(table("glyph")),
        article_after=re.compile(rf"\s+{alternation(_surfaces(table('article')))}\s+", re.IGNORECASE),
        negative_before=re.compile(rf"(?P<plus>{bounded(plus)}\s+)?{bounded(_surfaces(table('negative')))}\s+$", re.IGNORECASE),
        range_joint=re.compile(rf"\s*{alternation(_surfaces(table('range')))}\s*", re.IGNORECASE),
        between_before=re.compile(rf"{bounded(_surfaces(table('range_between')))}\s+$", re.IGNORECASE),
        between_joint=re.compile(
            rf"\s+{alternation(j for e in table('range_between') for j in e.fields['joined_by'])}\s+", re.IGNORECASE
        ),
        compared_after=re.compile(rf"\s+{alternation(_surfaces(table('compared')))}(?![A-Za-z])", re.IGNORECASE),
        infinitive_before=re.compile(rf"{bounded(_surfaces(table('infinitive')))}\s+$", re.IGNORECASE),
        not_multiple_after=re.compile(rf"\s+{alternation(_surfaces(table('not_multiple')))}(?![A-Za-z])", re.IGNORECASE),
        from_before=re.compile(rf"{bounded(_surfaces(table('from')))}\s+(?:\S+\s+){{0,2}}$", re.IGNORECASE),
        movement_before=re.compile(bounded(_surfaces(table("movement"))), re.IGNORECASE),
        share_joint=re.compile(rf"\s*(?:,\s*)?(?:{alternation(_surfaces(table('share_joint')))}\s+)?", re.IGNORECASE),
        list_joint=re.compile(rf"\s*,?\s*(?:{alternation(_surfaces(table('list_joint')))})\s+", re.IGNORECASE),
    )
