"""Whether a quantity is so or is to be: a target, a forecast, a plan, a requirement, a condition.

Words such as "will" and "plans to" open a scope: their clause, and the clauses behind it that have
no finite verb of their own::

    it [will build five dams] [, creating 300 jobs], [officials said], [after it built two last year]
       planned                 planned                                 actual
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise

from extract.assembling.clauses import Clause
from extract.assembling.context import SentenceContext
from extract.assembling.lexicon import Lexicon
from extract.assembling.movement_codes import CueBook
from extract.assembling.movement_rules import compile_masks, compile_pattern, compile_trigger, mask_codes
from extract.assembling.needed_codes import SentenceFilter
from extract.frozen import record
from extract.records import Span
from extract.records import Status as Value
from extract.rules.loading import RuleSet

RULES_FILE = "en/status.toml"
VALUES: tuple[Value, ...] = ("actual", "planned")


@record(frozen=True, slots=True)
class Status:
    """Whether a quantity is so.

    Attributes:
        value: actual or planned.
        evidence: the words that tell it; empty where nothing speaks of a plan.
        rule: id of the rule in status.toml; None where none fired.
    """

    value: Value
    evidence: tuple[Span, ...] = ()
    rule: str | None = None


@record(frozen=True, slots=True)
class _Scope:
    id: str
    pattern: re.Pattern[str]
    subject: bool


_ACTUAL = Status("actual")
_SAYING = 3
_COMPARING = 5


class StatusFinder:
    """Finds the status of the quantities of a sentence.

    Args:
        ruleset: where status.toml is read from.
        lexicon: the word classes that the sentences were built with.

    Raises:
        RulesError: a broken rule.
    """

    def __init__(self, ruleset: RuleSet, lexicon: Lexicon) -> None:
        book = self.book = self._book = CueBook(ruleset, RULES_FILE, lexicon)
        """The codes that the rules are over."""
        self._scopes = [
            _Scope(e.id, compile_pattern(book, e, "cue"), bool(e.fields.get("subject")))
            for e in ruleset.entries(RULES_FILE, "scope")
        ]
        self._local = [
            (value, entry.id, compile_pattern(book, entry, value))
            for value in VALUES
            for entry in ruleset.entries(RULES_FILE, value)
        ]
        self._scopes_filter = SentenceFilter([scope.pattern.pattern for scope in self._scopes])
        self._local_filter = SentenceFilter([pattern.pattern for _, _, pattern in self._local])
        lean = {entry.id: compile_pattern(book, entry) for entry in ruleset.entries(RULES_FILE, "lean")}
        self._subject, self._bracket, self._known = lean["subject"], lean["bracket"], lean["known"]
        self._aside, self._inside, self._part = lean["aside"], lean["inside"], lean["part-aside"]
        self._listed, self._opening = lean["listed"], lean["opening"]
        self._complement = lean["complement"]
        self._composed, self._goes_on = lean["composed"], lean["goes-on"]
        self._another = lean["another"]
        self._and = book.charset("and")
        self._joining = book.charset("and|comma")
        neutral = min(code for code in book.charset("adverb") if book.classes(code) == {"adverb"})
        self._masks = compile_masks(book, ruleset, neutral, RULES_FILE)
        self._heading = re.compile(rf"(?i)\b(?:{_words(ruleset, 'section')})\b")
        self._introducing = re.compile(rf"(?i)\b(?:{_words(ruleset, 'introduction')})\b")
        self._by_year = re.compile(
            rf"(?i)\b(?:{_words(ruleset, 'by_year')})\s(?:\w+\s){{0,4}}?(?P<year>2\d{{3}})\b"
        )
        self._past_year = re.compile(
            rf"(?:\s\w+){{0,3}}?\s(?:{_words(ruleset, 'past_year')})"
            r"\s(?:\w+\s){0,3}?(?P<year>[12]\d{3})\b"
        )
        self._comparing = book.charset("comparative|compared")
        self._may = book.charset("may")
        self._leaves = book.charset("relative|but")
        self._stop = book.charset("stop")
        self._passing = book.charset("relative|but|comma")
        self._finite = book.charset("aux|past&!noun|third&!noun|have")
        self._alike = book.charset("base&past")
        self._loose = book.charset("base&!aux&!have|ing&!noun|modal")
        self._passive = book.charset("past&!aux")
        self._say = book.charset("say")
        self._quote = book.charset("quote")
        self._was = book.charset("was")
        self._before_noun = book.charset("of|prep&!to|det&!pronoun")
        self._noun = book.charset("noun&!past&!base")
        self._doing = book.charset("ing&!noun")
        self._trigger = compile_trigger(book, ruleset, RULES_FILE)

    def find(
        self,
        context: SentenceContext,
        heading: str | None = None,
        published: date | None = None,
        introduction: str | None = None,
    ) -> tuple[Status, ...]:
        """The status of all quantities of a sentence, in their order.

        Args:
            context: the sentence.
            heading: the heading it stands under.
            published: the article's date; a year after it is yet to come.
            introduction: the line with a colon that it is listed below.
        """
        if not context.quantities:
            return ()
        codes = self._book.encode(context)
        if self._trigger.search(codes) is None and not (heading or published or introduction):
            return tuple(_ACTUAL for _ in context.quantities)
        codes = mask_codes(codes, self._masks)
        found: dict[int, Status] = {}
        for token, status in self._told(context, codes):
            found.setdefault(token, status)
        self._look_back(found, context, codes, published)
        self._foresee(found, context, codes, heading, published)
        listed = introduction is not None and self._introducing.search(introduction) is not None
        if listed and not any(code in self._was for code in codes):
            for token in context.amounts:
                found.setdefault(token, Status("planned", (), "introduction"))
        self._convert(found, context, codes)
        return tuple(found.get(token, _ACTUAL) for token in context.amounts)

    def _told(self, context: SentenceContext, codes: str) -> Iterator[tuple[int, Status]]:
        """Tokens with the status that a rule gives them, the strongest rules first."""
        for number in self._local_filter.find(codes):
            value, rule, pattern = self._local[number]
            for match in pattern.finditer(codes):
                yield match.start(value), Status(value, _span(context, *match.span()), rule)
        for number in self._scopes_filter.find(codes):
            scope = self._scopes[number]
            for match in scope.pattern.finditer(codes):
                status = Status("planned", _span(context, *match.span("cue")), scope.id)
                for token in self._reached(scope, match, context, codes):
                    yield token, status

    def _look_back(
        self, found: dict[int, Status], context: SentenceContext, codes: str, published: date | None
    ) -> None:
        """What stands beside a year that is over is so inside a plan too: "back to [9 percent] in 2017"."""
        if published is None:
            return
        for quantity, token in zip(context.quantities, context.amounts, strict=True):
            compared = any(code in self._comparing for code in codes[token + 1 : token + _COMPARING])
            if compared or token not in found or found[token].value == "actual":
                continue
            year = self._past_year.match(context.text, quantity.end - context.start)
            if year is not None and int(year["year"]) < published.year:
                found[token] = _ACTUAL

    def _foresee(
        self,
        found: dict[int, Status],
        context: SentenceContext,
        codes: str,
        heading: str | None,
        published: date | None,
    ) -> None:
        """What stands under a heading such as "Goals", or beside a year to come, and is not told as past."""
        # "General outlook": "GDP was 872 billion yuan, up by 6 percent" tells what is.
        under_goals = (
            heading is not None
            and self._heading.search(heading) is not None
            and not any(code in self._finite for code in codes)
        )
        for number, token in enumerate(context.amounts):
            clause = context.clause_of(number)
            if any(code in self._finite for code in codes[clause.first : clause.last]):
                continue
            if under_goals:
                found.setdefault(token, Status("planned", (), "goals"))
                continue
            year = self._by_year.search(context.slice(clause.start, clause.end)) if published else None
            if year is not None and published is not None and int(year["year"]) > published.year:
                start = clause.start + year.start()
                span = (Span(start, clause.start + year.end()),)
                found.setdefault(token, Status("planned", span, "by-year"))

    def _convert(self, found: dict[int, Status], context: SentenceContext, codes: str) -> None:
        """A conversion in brackets has the status of what it converts, and so has the next one behind it."""
        inside = False
        for token, following in pairwise(context.amounts):
            listed = inside and self._listed.fullmatch(codes, token + 1, following) is not None
            inside = listed or self._bracket.fullmatch(codes, token + 1, following) is not None
            if inside:
                found[following] = found.get(token, _ACTUAL)

    def _reached(
        self, scope: _Scope, match: re.Match[str], context: SentenceContext, codes: str
    ) -> Iterator[int]:
        """The tokens that a scope reaches, its subject first."""
        cue, end = match.span("cue")
        own = _clause_at(context.clauses, end if codes[end - 1] in self._passing else cue)
        if own is None:
            return
        if scope.subject:
            yield from self._subject_of(context, codes, cue)
        stop = self._end_of(codes, cue, context.clauses[own].last)
        yield from range(end, stop)
        if stop < context.clauses[own].last:
            return  # "after the decision to admit them rose by 34 percent, an increase of 9,662"
        said = complement = False
        for clause in context.clauses[own + 1 :]:
            last = self._end_of_speech(codes, clause)
            inside = codes[clause.first : last]
            complement = self._completes(codes, clause.first, going_on=complement)
            if complement or self._composed.match(inside) or self._another.match(inside):
                yield from range(clause.first, last)
                continue
            if codes[clause.first - 1] in self._leaves or any(code in self._say for code in inside):
                said = any(code in self._say for code in inside[:_SAYING])
                continue
            if said and inside[0] in self._doing:
                # "will build dams, said the mayor, putting the cost at 5 million yuan"
                return
            if inside[0] in self._leaves or self._tells(inside) or self._tells_anew(codes, clause.first):
                return
            yield from range(clause.first, last)
            said = last < clause.last

    def _end_of_speech(self, codes: str, clause: Clause) -> int:
        """Where a clause ends whose quotation does before it: 'and [40 huts] at Lima," the mayor said'."""
        inside = codes[clause.first : clause.last]
        closing = next((n for n, code in enumerate(inside) if n and code in self._quote), None)
        if closing is None or not any(code in self._say for code in inside[closing:]):
            return clause.last
        return clause.first + closing

    def _tells_anew(self, codes: str, first: int) -> bool:
        """Whether what a semicolon opens tells what is so: "; 400 of them, from 40 homes, lived high"."""
        if codes[first - 1] not in self._stop:
            return False
        end = next((n for n in range(first, len(codes)) if codes[n] in self._stop), len(codes))
        return self._tells(codes[first:end])

    def _completes(self, codes: str, first: int, *, going_on: bool) -> bool:
        """Whether a clause tells what is to be made sure of: "ensure [that 80 percent work]"."""
        if codes[first] not in self._leaves:
            return False
        parallel = going_on and codes[first - 1] in self._joining
        return parallel or self._complement.match(codes, first - 1, first + 1) is not None

    def _tells(self, codes: str) -> bool:
        """Whether a clause has a finite verb; "and 200,000 jobs created" goes on with that of another."""
        if codes[:1] in self._alike:
            # a verb of the plan goes on: 'wants to shut a plant, cut pay by 10 percent'
            return False
        for position, code in enumerate(codes):
            if code in self._passive and self._is_attribute(codes, position):
                continue
            if code in self._finite or code in self._loose:
                elliptical = code in self._passive and position == len(codes) - 1
                return code not in self._loose and not elliptical
        return False

    def _is_attribute(self, codes: str, position: int) -> bool:
        """Whether a participle stands before its noun: "20 tonnes of boiled rice"."""
        before, behind = codes[max(position - 1, 0) : position], codes[position + 1 : position + 2]
        return before in self._before_noun and behind in self._noun if before and behind else False

    def _end_of(self, codes: str, cue: int, last: int) -> int:
        """Where a scope ends: "a farmer who wants to join pays 10 yuan" goes on with what is so."""
        relative = self._goes_on.match(codes, max(0, cue - 1), last)
        return last if relative is None else relative.start("verb")

    def _subject_of(self, context: SentenceContext, codes: str, cue: int) -> Iterator[int]:
        subject = self._subject.search(codes[:cue])
        if subject is None:
            return
        token = max(subject.start(group) for group in ("planned", "sum", "at", "size"))
        known = codes[cue] in self._may and self._known.search(codes[:token]) is not None
        if known or self._aside.search(codes[:token]) is not None:
            return
        yield token
        for amount in context.amounts:
            if token < amount < cue and (
                self._inside.search(codes[:amount]) or self._part.search(codes[: amount + 2])
            ):
                yield amount
        yield from self._listed_before(context, codes, token)

    def _listed_before(self, context: SentenceContext, codes: str, token: int) -> Iterator[int]:
        """The quantities of a list that ends with a subject: "40 dams and [60 huts] will be built"."""
        found: list[int] = []
        joined = False
        for amount in reversed([amount for amount in context.amounts if amount < token]):
            between = codes[amount + 1 : token]
            joined = joined or any(code in self._and for code in between)
            if not joined or self._listed.fullmatch(between) is None:
                break
            found.append(amount)
            token = amount
        if found and self._opening.search(codes[:token]) is not None:
            yield from found


def _words(ruleset: RuleSet, table: str) -> str:
    """The words of a table as alternatives of a regular expression."""
    entries = ruleset.entries(RULES_FILE, table)
    return "|".join(re.escape(word) for entry in entries for word in str(entry.fields["words"]).split())


def _clause_at(clauses: Sequence[Clause], token: int) -> int | None:
    """Index of the innermost clause that holds a token."""
    holding = [n for n, clause in enumerate(clauses) if clause.first <= token < clause.last]
    return holding[-1] if holding else None


def _span(context: SentenceContext, first: int, last: int) -> tuple[Span, ...]:
    return (Span(context.starts[first], context.ends[last - 1]),)
