"""The words around a programme that say what belongs to it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ahocorasick_rs import AhoCorasick

from extract.finding.programme_vocabulary import expand_outer
from extract.rules.endings import Ending
from extract.rules.expressions import compiled
from extract.rules.loading import Entry, RuleSet

LINKS = "en/programme_links.toml"

# What opens or closes a group, and what only looks so: escapes and sets.
_BRACKETS = re.compile(r"\\.|\[(?:\\.|[^\]])*\]|[()]")
_GROUP_START = re.compile(r"\(\?(?:P<\w+>|:)")
_OPTIONAL = re.compile(r"(\w)\?")
_PLAIN_WORDS = re.compile(r"[\w |()-]*")


@dataclass(frozen=True, slots=True)
class Cue:
    """A regular expression over the text beside a mention.

    Attributes:
        id: id of the rule.
        side: ``before`` or ``after`` the mention.
        regex: searched in that text, up to the mention (it ends in ``$``) or from it.
        opposite: what the other side must also match; None for no matter what.
        of_nouns: whether a blocker counts around a noun that stands for the programme, too.
    """

    id: str
    side: str
    regex: re.Pattern[str] | Ending
    opposite: re.Pattern[str] | None = None
    of_nouns: bool = False

    def holds(self, before: str, after: str) -> bool:
        """Whether the cue holds between these two stretches of text."""
        text, other = (before, after) if self.side == "before" else (after, before)
        return bool(self.regex.search(text)) and (self.opposite is None or bool(self.opposite.search(other)))


@dataclass(frozen=True, slots=True)
class Anaphor:
    """How a sentence goes on with the programme of the one before.

    Attributes:
        id: id of the rule.
        regex: matched at the start of the sentence.
        needs_subject: whether the programme must have been the subject before.
        same_paragraph: whether the sentence before must stand in the same paragraph.
        named: what the name of the programme must hold; None for any name.
        lasts: whether a few sentences about other things may stand between.
        holds: texts in lower case, of which the sentence must hold one before ``regex`` is tried; none
            where it may hold any.
    """

    id: str
    regex: re.Pattern[str]
    needs_subject: bool
    same_paragraph: bool
    named: re.Pattern[str] | None = None
    lasts: bool = False
    holds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reference:
    """A noun that stands for a programme named shortly before: the scheme.

    Attributes:
        id: id of the rule.
        regex: matched in a sentence, with the group ``noun``.
        stands_for_any: whether it stands for every kind; else only for one with the noun in its name.
        ahead: whether it only tells of what is named for the first time after it: a new scheme ...
    """

    id: str
    regex: re.Pattern[str]
    stands_for_any: bool
    ahead: bool = False


@dataclass(frozen=True, slots=True)
class References:
    """All nouns that stand for a programme; a sentence without the noun of a rule is not searched by it.

    Attributes:
        rules: in the order of the file.
        automaton: over the nouns of all of them.
        holders: for each noun of the automaton, the number of its rule.
    """

    rules: Sequence[Reference]
    automaton: AhoCorasick
    holders: Sequence[int]


@dataclass(frozen=True, slots=True)
class Cues:
    """All cues of the rules, by what they mean.

    ``kinds`` is ``apposition``, read backwards: it tells at once where there is none.
    """

    blockers: Sequence[Cue]
    governors: Sequence[Cue]
    launches: Sequence[Cue]
    genitives: Sequence[Cue]
    relatives: Sequence[Cue]
    goals: Sequence[Cue]
    asides: Sequence[Cue]
    subjects: Sequence[Cue]
    boundary: re.Pattern[str]
    limit: re.Pattern[str]
    coordination: re.Pattern[str]
    comma: re.Pattern[str]
    apposition: re.Pattern[str]
    kinds: Ending
    label: re.Pattern[str]
    sheet_line: re.Pattern[str]
    anaphors: Sequence[Anaphor]
    references: References
    item: re.Pattern[str]
    ordinals: Sequence[re.Pattern[str]]


def load_cues(ruleset: RuleSet) -> Cues:
    """The cues of the rules.

    Raises:
        RulesError: a cue that cannot be used, a table that is empty.
    """
    return Cues(
        blockers=_cues(ruleset, "blocker"),
        governors=_cues(ruleset, "governor"),
        launches=_cues(ruleset, "launch"),
        genitives=_cues(ruleset, "genitive"),
        relatives=_cues(ruleset, "relative"),
        goals=_cues(ruleset, "goal"),
        asides=_cues(ruleset, "aside"),
        subjects=_cues(ruleset, "subject"),
        boundary=_single(ruleset, "boundary"),
        limit=_single(ruleset, "limit"),
        coordination=_single(ruleset, "coordination"),
        comma=_single(ruleset, "comma"),
        apposition=_single(ruleset, "apposition"),
        kinds=Ending(_single(ruleset, "apposition").pattern),
        label=_single(ruleset, "sheet"),
        sheet_line=_single(ruleset, "sheet", "line"),
        anaphors=[_anaphor(entry) for entry in ruleset.entries(LINKS, "anaphor")],
        references=_references(ruleset.entries(LINKS, "reference")),
        item=_single(ruleset, "item"),
        ordinals=[pattern for entry in ruleset.entries(LINKS, "ordinal") for pattern in _ordinals(entry)],
    )


def _references(entries: Sequence[Entry]) -> References:
    rules = [_reference(entry) for entry in entries]
    nouns = [(noun, number) for number, entry in enumerate(entries) for noun in _nouns(entry)]
    automaton = AhoCorasick([noun for noun, _ in nouns])
    return References(rules, automaton, [number for _, number in nouns])


def _reference(entry: Entry) -> Reference:
    regex = _regex(entry, "regex")
    if "noun" not in regex.groupindex:
        raise entry.error("its regex has no group noun", "mark one with (?P<noun>...)")
    return Reference(entry.id, regex, bool(entry.fields.get("any")), bool(entry.fields.get("ahead")))


def _nouns(entry: Entry) -> list[str]:
    """What the group ``noun`` of a regex matches: plan, plans, programs, programmes."""
    group = _GROUP_START.sub("(", _group(str(entry.fields["regex"]), "noun"))
    pending, nouns = [_OPTIONAL.sub(r"(\1|)", group.replace(")?", "|)"))], list[str]()
    if not _PLAIN_WORDS.fullmatch(pending[0]):
        raise entry.error("its nouns are not plain words", "write them as (?P<noun>plans?|program(?:me)?)")
    while pending:
        reading = pending.pop()
        if "(" in reading:
            pending += expand_outer(reading)
        else:
            nouns.append(reading)
    return nouns


def _group(pattern: str, name: str) -> str:
    """A named group of a valid expression, with its parentheses: the "(?P<b>c|d)" of "a(?P<b>c|d)"."""
    start = pattern.index(f"(?P<{name}>")
    depth, end = 0, start
    for found in _BRACKETS.finditer(pattern, start):
        depth += {"(": 1, ")": -1}.get(found[0], 0)
        end = found.end()
        if depth == 0:
            break
    return pattern[start:end]


def _cues(ruleset: RuleSet, table: str) -> list[Cue]:
    return [_cue(entry) for entry in ruleset.entries(LINKS, table)]


def _cue(entry: Entry) -> Cue:
    side = entry.fields.get("side")
    if side not in {"before", "after"}:
        raise entry.error(f"side is {side!r}", 'write side = "before" or side = "after"')
    opposite = _regex(entry, "opposite") if "opposite" in entry.fields else None
    regex = _regex(entry, "regex")
    searched = Ending(regex.pattern) if side == "before" else regex
    return Cue(entry.id, side, searched, opposite, bool(entry.fields.get("nouns")))


def _anaphor(entry: Entry) -> Anaphor:
    needs_subject = entry.fields.get("needs") == "subject"
    named = _regex(entry, "named") if "named" in entry.fields else None
    within = entry.fields.get("within") == "paragraph"
    lasts, holds = bool(entry.fields.get("lasting")), tuple(entry.fields.get("holds", ()))
    return Anaphor(entry.id, _regex(entry, "regex"), needs_subject, within, named, lasts, holds)


def _single(ruleset: RuleSet, table: str, key: str = "regex") -> re.Pattern[str]:
    return _regex(ruleset.entries(LINKS, table)[0], key)


def _regex(entry: Entry, key: str) -> re.Pattern[str]:
    source = entry.fields.get(key)
    if not isinstance(source, str):
        raise entry.error(f"{key} is missing", f"add a line: {key} = '...'")
    try:
        return compiled(source)
    except re.error as error:
        raise entry.error(f"{key}: {error}", "mend the regular expression") from None


def _ordinals(entry: Entry) -> list[re.Pattern[str]]:
    sequence = entry.fields.get("sequence")
    if not isinstance(sequence, list) or not sequence:
        raise entry.error("no sequence", 'write sequence = [["first", "firstly"], ["second"]]')
    return [compiled(rf"(?i)(?:{'|'.join(map(re.escape, words))})\b(?!\s*[)-])") for words in sequence]
