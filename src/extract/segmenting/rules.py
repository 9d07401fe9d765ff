"""Load and compile the rules of this stage."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from ahocorasick_rs import AhoCorasick

from extract.records import SegmentKind
from extract.rules.expressions import compiled
from extract.rules.loading import Entry, RuleSet
from extract.rules.trees import prefix_tree
from extract.segmenting.view import folded

FOLDER = "en/segments/"
Scope = Literal["line", "footer", "end", "notes", "comments", "reply", "span", "tail", "list", "credit"]
_LINE_SCOPES = frozenset({"line", "footer", "end", "notes", "comments", "reply"})
_HEADS = ("opener", "notice", "hanging", "filing", "trailer", "name", "wire", "buttons")
_NAMED_GROUP = re.compile(r"\(\?P<\w+>")
_ATOM = re.compile(r"@\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Rule:
    """A compiled pattern that tells what a stretch of a page is.

    Attributes:
        id: id of its entry.
        kind: the kind of segment that it makes.
        scope: how far it reaches, as ``furniture.toml`` explains.
        regex: its pattern.
    """

    id: str
    kind: SegmentKind
    scope: Scope
    regex: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class LineRules:
    """All patterns for whole lines.

    Attributes:
        regex: those that any line may fit, in one: group ``r7`` is the eighth rule.
        rules: all rules, in the order of the files; the first that fits wins.
        automaton: literals of which a line must hold one before a slow pattern is tried.
        holders: for each literal of the automaton, the number of its rule.
    """

    regex: re.Pattern[str]
    rules: tuple[Rule, ...]
    automaton: AhoCorasick
    holders: tuple[int, ...]

    def match(self, view: str, start: int, end: int) -> Rule | None:
        """The first rule that the whole line fits."""
        found = self.regex.fullmatch(view, start, end)
        first = int((found.lastgroup or "r0")[1:]) if found else len(self.rules)
        lowered = folded(view[start:end])
        hits = self.automaton.find_matches_as_indexes(lowered, overlapping=True)
        for number in sorted({self.holders[hit[0]] for hit in hits}):
            if number < first and self.rules[number].regex.fullmatch(view, start, end):
                return self.rules[number]
        return self.rules[first] if found else None


@dataclass(frozen=True, slots=True)
class CueRules:
    """Patterns inside a line, looked for only where one of their opening literals stands."""

    automaton: AhoCorasick
    rules: tuple[Rule, ...]  # one for each literal of the automaton
    searched: tuple[tuple[str, Rule], ...]  # looked for everywhere if the literal is on the page


@dataclass(frozen=True, slots=True)
class Token:
    """A token of a byline block: ``gives`` is the field that its group ``value`` fills."""

    id: str
    gives: str | None
    strong: bool
    glue: bool
    regex: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class StandfirstRule:
    """How a text names its author, ``above`` in its standfirst or ``below`` in its last lines.

    Attributes:
        id: id of its entry.
        place: ``above`` or ``below``.
        holds: words of which the text must hold one.
        regex: its pattern, group ``value``.
    """

    id: str
    place: str
    holds: tuple[str, ...]
    regex: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class PageRules:
    """Byline tokens, dates, publishers and datelines.

    Attributes:
        name_joint: between the names of a byline.
        behind_bar, behind_dash: the site behind the headline of a window title.
        site_opener: the site before a headline, without a mark between, group ``site`` or ``bracketed``.
        heads: what stands before (``opener``) and behind (``notice``) a headline on its line, and more.
        byline_cue: what a line with free chunks holds if it is a byline.
    """

    tokens: tuple[Token, ...]
    opening: re.Pattern[str]
    dates: tuple[re.Pattern[str], ...]
    months: Mapping[str, int]
    publisher: re.Pattern[str]
    names: re.Pattern[str]
    name_joint: re.Pattern[str]
    behind_bar: re.Pattern[str]
    behind_dash: re.Pattern[str]
    site_opener: re.Pattern[str]
    heads: Mapping[str, re.Pattern[str]]
    byline_cue: re.Pattern[str]
    site: re.Pattern[str]
    capitalised: re.Pattern[str]
    role: re.Pattern[str]
    datelines: tuple[Rule, ...]
    stamp: re.Pattern[str]
    span_of_dates: re.Pattern[str]
    month_and_day: re.Pattern[str]
    standfirsts: tuple[StandfirstRule, ...]


@dataclass(frozen=True, slots=True)
class LanguageRules:
    """Scripts and stop words by language."""

    scripts: tuple[tuple[str, int, re.Pattern[str]], ...]  # language, weight, its letters
    stopwords: Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class SegmentRules:
    """All rules of the segment stage, compiled.

    Attributes:
        lines: patterns of whole lines.
        cues: patterns inside lines.
        headings: inline headings.
        page: what a page says of itself.
        languages: scripts and stop words.
        abbreviations: surface without its last stop to how it may end a sentence.
        menu: words of menus, lower case.
        publications: last words of the names of publications, lower case.
        offices: words in the names of offices, lower case.
        cities: cities of two and more words, lower case, which look like names of people.
        kinds: words that say what kind of text a line opens (``release``), lower case.
        other_dates: words of labels whose dates are not the article's (``deadline``), lower case.
        settings: numbers of the structure, (low, high) by id.
        naming: patterns of furniture that tell the publisher, by id of rule.
    """

    lines: LineRules
    cues: CueRules
    headings: tuple[Rule, ...]
    page: PageRules
    languages: LanguageRules
    abbreviations: Mapping[str, str]
    menu: frozenset[str]
    publications: frozenset[str]
    offices: frozenset[str]
    cities: frozenset[str]
    kinds: frozenset[str]
    other_dates: frozenset[str]
    settings: Mapping[str, tuple[int, int]]
    naming: Mapping[str, re.Pattern[str]]

    def regex_of(self, rule: str | None) -> re.Pattern[str] | None:
        """The pattern of a rule that tells the publisher, None for all others."""
        return self.naming.get(rule or "")


def load_segment_rules(ruleset: RuleSet) -> SegmentRules:
    """Read and compile the rules of this stage.

    Args:
        ruleset: where the rule files lie.

    Raises:
        RulesError: an entry that cannot be used; file, line and remedy are named.
    """
    structure = FOLDER + "structure.toml"
    atoms = _read_atoms(ruleset)
    furniture = _required(ruleset, FOLDER + "furniture.toml", "furniture")
    headings = _required(ruleset, structure, "heading")
    lines = _line_rules(ruleset, furniture, atoms)
    cues = _cue_rules([*furniture, *_required(ruleset, structure, "credit")], atoms)
    return SegmentRules(
        lines=lines,
        cues=cues,
        naming={r.id: r.regex for r in (*lines.rules, *cues.rules) if "publisher" in r.regex.groupindex},
        headings=tuple(Rule(e.id, "heading", "span", _compile(e, atoms)) for e in headings),
        page=_page_rules(ruleset, atoms),
        languages=_language_rules(ruleset),
        abbreviations=_abbreviations(ruleset),
        menu=_words(ruleset, "menu"),
        publications=_words(ruleset, "publication"),
        offices=_words(ruleset, "office"),
        cities=_words(ruleset, "city"),
        kinds=_words(ruleset, "kind-of-text"),
        other_dates=_words(ruleset, "other-date"),
        settings={
            e.id: (int(_field(e, "low")), int(_field(e, "high")))
            for e in _required(ruleset, structure, "setting")
        },
    )


def _required(ruleset: RuleSet, file: str, table: str) -> list[Entry]:
    entries = ruleset.entries(file, table)
    if not entries:
        raise Entry(table, "", {}, ruleset.files(file)[0], 1).error("no entry", f"add a [[{table}]]")
    return entries


def _words(ruleset: RuleSet, identifier: str) -> frozenset[str]:
    entries = _required(ruleset, FOLDER + "structure.toml", "words")
    return frozenset(word for entry in entries if entry.id == identifier for word in _field(entry, "words"))


def _field(entry: Entry, key: str) -> Any:  # noqa: ANN401 - TOML values are of any type
    if key not in entry.fields:
        raise entry.error(f"no {key!r}", f"add a line: {key} = ...")
    return entry.fields[key]


def _compile(entry: Entry, atoms: Mapping[str, str], flags: int = 0) -> re.Pattern[str]:
    try:
        return compiled(_expand(str(_field(entry, "pattern")), atoms), flags)
    except (re.error, KeyError) as error:
        raise entry.error(f"pattern does not compile: {error}", "mend the regex or its @{atom}") from None


def _expand(pattern: str, atoms: Mapping[str, str]) -> str:
    while _ATOM.search(pattern):
        pattern = _ATOM.sub(lambda found: atoms[found[1]], pattern)
    return pattern


def _anonymous(pattern: str) -> str:
    return _NAMED_GROUP.sub("(?:", pattern)


def _alternation(surfaces: Iterable[str]) -> str:
    return f"(?:{prefix_tree(list(map(re.escape, surface)) for surface in surfaces)})"


def _read_atoms(ruleset: RuleSet) -> dict[str, str]:
    file = FOLDER + "metadata.toml"
    atoms = {e.id: f"(?:{_field(e, 'pattern')})" for e in _required(ruleset, file, "atom")}
    months = _required(ruleset, file, "month")
    publishers = _required(ruleset, FOLDER + "publishers.toml", "publisher")
    atoms["month"] = f"(?i:{_alternation(s for e in months for s in _field(e, 'surfaces'))})"
    atoms["publisher"] = _alternation(s for e in publishers for s in _field(e, "surfaces"))
    dates = _required(ruleset, file, "date")
    atoms["date"] = "(?:" + "|".join(_anonymous(_field(e, "pattern")) for e in dates) + ")"
    atoms["date"] = _expand(atoms["date"], atoms)
    return atoms


def _line_rules(ruleset: RuleSet, furniture: list[Entry], atoms: Mapping[str, str]) -> LineRules:
    lines = [e for e in furniture if e.fields.get("scope") in _LINE_SCOPES or e.fields.get("line")]
    kinds = _required(ruleset, FOLDER + "structure.toml", "line_kind")
    rules = [_rule(entry, "furniture", atoms) for entry in lines]
    rules += [Rule(e.id, _field(e, "kind"), "line", _compile(e, atoms)) for e in kinds]
    held = [entry.fields.get("holds", ()) for entry in [*lines, *kinds]]
    branches = (f"(?P<r{n}>{_branch(rule)})" for n, rule in enumerate(rules) if not held[n])
    pairs = [(literal.lower(), number) for number, literals in enumerate(held) for literal in literals]
    return LineRules(
        regex=compiled("|".join(branches)),
        rules=tuple(rules),
        automaton=AhoCorasick([literal for literal, _ in pairs]),
        holders=tuple(number for _, number in pairs),
    )


def _branch(rule: Rule) -> str:
    body = _anonymous(rule.regex.pattern)
    return f"(?i:{body})" if rule.regex.flags & re.IGNORECASE else body


def _rule(entry: Entry, kind: SegmentKind, atoms: Mapping[str, str]) -> Rule:
    scope = _field(entry, "scope")
    if scope not in _LINE_SCOPES | {"span", "tail", "list"}:
        raise entry.error(
            f"scope {scope!r}", "use line, footer, end, notes, comments, reply, span, tail or list"
        )
    whole_line = scope in _LINE_SCOPES and not entry.fields.get("case")
    return Rule(entry.id, kind, scope, _compile(entry, atoms, re.IGNORECASE if whole_line else 0))


def _cue_rules(entries: list[Entry], atoms: Mapping[str, str]) -> CueRules:
    literals: list[str] = []
    rules: list[Rule] = []
    searched: list[tuple[str, Rule]] = []
    for entry in entries:
        rule = _cue_rule(entry, atoms)
        if rule is None:
            continue
        if needs := entry.fields.get("needs"):
            searched.append((str(needs), rule))
        for literal in entry.fields.get("starts", ()):
            literals.append(literal.lower())
            rules.append(rule)
    return CueRules(AhoCorasick(literals), tuple(rules), tuple(searched))


def _cue_rule(entry: Entry, atoms: Mapping[str, str]) -> Rule | None:
    if entry.table == "credit":
        return Rule(entry.id, "caption", entry.fields.get("scope", "credit"), _compile(entry, atoms))
    if entry.fields.get("scope") in _LINE_SCOPES or entry.fields.get("line"):
        return None
    rule = _rule(entry, "furniture", atoms)
    if not entry.fields.get("starts") and not entry.fields.get("needs"):
        raise entry.error("neither starts nor needs", 'add the literals it begins with: starts = ["..."]')
    return rule


def _page_rules(ruleset: RuleSet, atoms: Mapping[str, str]) -> PageRules:
    file = FOLDER + "metadata.toml"
    tokens = tuple(
        Token(
            e.id,
            e.fields.get("gives"),
            bool(e.fields.get("strong")),
            bool(e.fields.get("glue")),
            _compile(e, atoms),
        )
        for e in _required(ruleset, file, "metadata")
    )
    openings = "|".join(f"(?:{_anonymous(t.regex.pattern)})" for t in tokens if t.strong)
    months = _required(ruleset, file, "month")
    return PageRules(
        tokens=tokens,
        opening=compiled(rf"(?<!\w)(?={atoms['opening_lead']})(?:{openings})"),
        dates=tuple(_compile(e, atoms) for e in _required(ruleset, file, "date")),
        months={s.lower(): int(_field(e, "number")) for e in months for s in e.fields["surfaces"]},
        publisher=compiled(atoms["publisher"] + r"(?!\w)"),
        names=compiled(_expand(atoms["names"], atoms)),
        **{
            name: compiled(_expand(atoms[name], atoms))
            for name in ("name_joint", "behind_bar", "behind_dash", "byline_cue", "site_opener")
        },
        heads={n: compiled(_expand(atoms[f"head_{n}"], atoms)) for n in _HEADS},
        site=compiled(_expand(atoms["site"], atoms)),
        capitalised=compiled(atoms["capitalised"]),
        role=compiled("|".join(t.regex.pattern for t in tokens if t.id == "role")),
        stamp=_compile(_required(ruleset, file, "stamp")[0], atoms),
        month_and_day=compiled(
            rf"\b(?:(?P<first>{atoms['month']})\.?\s(?P<day>\d{{1,2}})|(?P<before>\d{{1,2}})\s(?P<last>{atoms['month']}))\b"
        ),
        span_of_dates=compiled(_expand(atoms["date_span"], atoms)),
        standfirsts=tuple(
            StandfirstRule(e.id, str(_field(e, "place")), tuple(_field(e, "holds")), _compile(e, atoms))
            for e in _required(ruleset, file, "standfirst")
        ),
        datelines=tuple(
            Rule(e.id, "paragraph", "span", _compile(e, atoms)) for e in _required(ruleset, file, "dateline")
        ),
    )


def _language_rules(ruleset: RuleSet) -> LanguageRules:
    file = FOLDER + "languages.toml"
    scripts = []
    for entry in _required(ruleset, file, "script"):
        ranges = "".join(f"{chr(low)}-{chr(high)}" for low, high in _field(entry, "ranges"))
        scripts.append(
            (_field(entry, "language"), int(entry.fields.get("weight", 1)), compiled(f"[{ranges}]"))
        )
    words = {e.id: frozenset(_field(e, "words")) for e in _required(ruleset, file, "stopwords")}
    return LanguageRules(tuple(scripts), words)


def _abbreviations(ruleset: RuleSet) -> dict[str, str]:
    table: dict[str, str] = {}
    for entry in _required(ruleset, FOLDER + "sentences.toml", "abbreviation"):
        ends = _field(entry, "ends")
        if ends not in {"never", "maybe", "unless_digit"}:
            raise entry.error(f"ends = {ends!r}", "use never, maybe or unless_digit")
        table.update(dict.fromkeys(_field(entry, "surfaces"), ends))
    return table
