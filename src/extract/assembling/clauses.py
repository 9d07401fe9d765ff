"""Clauses of a sentence, from word classes alone."""

from __future__ import annotations

from collections.abc import Sequence

from extract.assembling.lexicon import Lexicon
from extract.frozen import record
from extract.rules.loading import RuleSet

RULES_FILE = "en/clauses.toml"


@record(frozen=True, slots=True)
class Clause:
    """A stretch of a sentence that holds together.

    Attributes:
        start, end: its offsets, marks at its borders left out.
        first, last: its tokens, half-open.
        opener: what opened it, in lower case ("and", ", which", "," or "("); empty for the first clause.
        has_verb: whether it has a predicate of its own; without one it leans on an earlier clause.
        parent: index of the clause that a bracket stands in, else None.
    """

    start: int
    end: int
    first: int
    last: int
    opener: str
    has_verb: bool
    parent: int | None = None


@record(frozen=True, slots=True)
class Tokens:
    """The tokens of a sentence: where each starts and ends, and its class code."""

    starts: Sequence[int]
    ends: Sequence[int]
    codes: str


class ClauseSplitter:
    """Splits a sentence where a new clause opens.

    Args:
        lexicon: the word classes.
        ruleset: where ``clauses.toml`` is read from.
    """

    def __init__(self, lexicon: Lexicon, ruleset: RuleSet) -> None:
        phrases = {entry.id: entry.fields["pattern"] for entry in ruleset.entries(RULES_FILE, "phrase")}
        openers = [entry.fields["pattern"] for entry in ruleset.entries(RULES_FILE, "opener")]
        self._opener = lexicon.compile("|".join(f"(?:{pattern})" for pattern in openers), phrases)
        self._bracket = lexicon.compile("{open}{!close}*{close}")
        self._verb = lexicon.compile("{finite_verb}", phrases)
        self._lead = lexicon.compile("{lead}", phrases)
        self._pause = lexicon.compile("{comma}? {and}? {adverb}*")
        self._edge = lexicon.compile("{punctuation}")

    def split(self, view: str, tokens: Tokens) -> tuple[Clause, ...]:
        """The clauses of a sentence; a bracket follows the clause that it interrupts.

        Args:
            view: the text that the offsets point into.
            tokens: its tokens.
        """
        if not tokens.codes:
            return ()
        brackets = [match.span() for match in self._bracket.finditer(tokens.codes)]
        clauses: list[Clause] = []
        for first, opened, last in self._pieces(tokens.codes, brackets):
            clause = self._clause(view, tokens, (first, opened, last), None)
            if clause is None:
                continue
            parent = len(clauses)
            clauses.append(clause)
            for opening, closing in brackets:
                if first <= opening < last:
                    inner = self._clause(view, tokens, (opening, opening + 1, closing), parent)
                    clauses += [] if inner is None else [inner]
        return tuple(clauses)

    def _pieces(self, codes: str, brackets: list[tuple[int, int]]) -> list[tuple[int, int, int]]:
        cuts = [(0, 0)]
        for match in self._opener.finditer(codes, 1):
            if any(first < match.start() < last for first, last in brackets):
                continue
            # "In 2011, Chongqing invested": what neither predicates nor counts opens the clause behind it.
            if self._lead.fullmatch(codes, cuts[-1][1], match.start()) and self._pause.fullmatch(
                match.group()
            ):
                continue
            cuts.append(match.span())
        borders = [first for first, _ in cuts[1:]] + [len(codes)]
        return [(first, opened, last) for (first, opened), last in zip(cuts, borders, strict=True)]

    def _clause(
        self, view: str, tokens: Tokens, piece: tuple[int, int, int], parent: int | None
    ) -> Clause | None:
        first, opened, last = piece
        opener = " ".join(view[tokens.starts[t] : tokens.ends[t]].lower() for t in range(first, opened))
        while first < last and self._edge.match(tokens.codes, first):
            first += 1
        while first < last and self._edge.match(tokens.codes, last - 1):
            last -= 1
        if first >= last:
            return None
        has_verb = self._verb.search(tokens.codes, first, last) is not None
        return Clause(tokens.starts[first], tokens.ends[last - 1], first, last, opener, has_verb, parent)
