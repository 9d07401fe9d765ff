"""The noun that a number counts: "223 outstanding young cadres" runs to "cadres".

Works on tokens with the tags of the Penn Treebank; where the tagger errs on a plural, the
form of the word decides.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from extract.finding.nouns import NounLexicon, singular
from extract.frozen import record

_NOUNS = frozenset({"NN", "NNS", "NNP", "NNPS"})
_NAMES = frozenset({"NNP", "NNPS"})
_PREMODIFIERS = frozenset(
    {"JJ", "JJR", "JJS", "VBN", "VBG", "VBD", "HYPH", "``", "''", "POS", "FW", "AFX", "RB", "RBS", "RBR"}
)
_GRADED = frozenset({"JJ", "JJR", "JJS", "RB", "RBS", "RBR", "VBN"})
_FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
_LONGEST = 14


class Token(NamedTuple):
    """A token with its tag: a tuple, since there are more of them than of any other record.

    Attributes:
        start, end: offsets in the text.
        text: as written in the view.
        tag: fine-grained tag, Penn Treebank.
    """

    start: int
    end: int
    text: str
    tag: str


@record(frozen=True, slots=True)
class Head:
    """The noun phrase behind a number.

    Attributes:
        start, end: offsets of the head noun (of the first one where heads are coordinated).
        quote_end: where the whole phrase ends, coordination included.
        noun: the head noun, lower case.
        people: whether it names persons.
        unit: ``person`` or the singular lemma.
        rule: id of the rule that decided the kind.
    """

    start: int
    end: int
    quote_end: int
    noun: str
    people: bool
    unit: str
    rule: str


def find_head(
    tokens: Sequence[Token], first: int, lexicon: NounLexicon, *, single: bool = False
) -> Head | None:
    """The head of the noun phrase that begins with the token ``first``.

    Args:
        tokens: the tokens of the sentence.
        first: index of the first token behind the number.
        lexicon: the nouns.
        single: the number is one or none: a singular head will do.

    Returns:
        The head, or None where no countable noun follows.
    """
    tokens = _without_abbreviation(tokens, first)
    index = _last_noun(tokens, first, lexicon, single=single)
    if index is None:
        return None
    end = _through_coordination(tokens, index, lexicon, first)
    if lexicon.is_people(tokens[index].text.lower()) != lexicon.is_people(tokens[end].text.lower()):
        # "63,000 people and business trainings for 5,200 people": persons and things are not one count.
        end = index
    end = _through_alternatives(tokens, end, lexicon)
    return _describe(tokens, first, index, tokens[end].end, lexicon)


def _without_abbreviation(tokens: Sequence[Token], first: int) -> Sequence[Token]:
    """Leave out an abbreviation in brackets inside a phrase: "23 semi-arid (ASAL) counties"."""
    for index in range(first + 1, min(len(tokens) - 3, first + _LONGEST)):
        if tokens[index].text == "(" and tokens[index + 2].text == ")":
            if tokens[index + 3].tag != "NNS" or not tokens[index + 1].text[:2].isupper():
                return tokens
            return [*tokens[:index], *tokens[index + 3 :]]
    return tokens


def _through_alternatives(tokens: Sequence[Token], end: int, lexicon: NounLexicon) -> int:
    """Take in other names of the divisions counted: "22 provinces (regions and municipalities)"."""
    if end + 2 >= len(tokens) or tokens[end + 1].text != "(":
        return end
    divisions = 0
    for index in range(end + 2, min(len(tokens), end + 2 + _LONGEST)):
        token = tokens[index]
        if token.text == ")":
            return index if divisions else end
        divisions += token.text.lower() in lexicon.divisions
        if token.tag not in (",", "CC", "JJ", "NN", "NNS"):
            return end
    return end


def _is_plural(token: Token, lexicon: NounLexicon) -> bool:
    """Whether a token heads a plural phrase, by tag or form."""
    word = token.text.lower()
    if word in lexicon.not_plural:
        return False
    return token.tag in ("NNS", "NNPS") or (token.tag in _NOUNS and lexicon.is_plural(word))


def _is_mistagged(tokens: Sequence[Token], index: int, first: int, lexicon: NounLexicon) -> bool:
    """Whether a plural was taken for a verb: "2,605 China-Europe trains in", "the two herbs that".

    No number above one has a verb in -s behind it, unless it belongs to a phrase before that verb:
    "a crowd of 200 meets".
    """
    before = first - 1
    while before >= 0 and tokens[before].tag == "CD":
        before -= 1
    if before < 0 or tokens[before].tag in ("IN", "TO", "NN", "NNP", "NNS"):
        return False
    known = lexicon.is_plural(tokens[index].text.lower()) and tokens[index].text not in lexicon.function_words
    return known and _tag(tokens, index + 1) not in ("CD", "$", "DT")


def _is_mass_people(token: Token, lexicon: NounLexicon) -> bool:
    word = token.text.lower()
    return word in lexicon.mass and word not in lexicon.adjectives


def _last_noun(tokens: Sequence[Token], first: int, lexicon: NounLexicon, *, single: bool) -> int | None:
    """Index of the head: the first plural that no noun follows, else a noun that needs no plural."""
    singular_head: int | None = None
    for index in range(first, min(len(tokens), first + _LONGEST)):
        token = tokens[index]
        following = tokens[index + 1] if index + 1 < len(tokens) else None
        word = token.text.lower()
        if _is_plural(token, lexicon) and not _modifies(token, following, _tag(tokens, index + 2), lexicon):
            return index
        if token.tag == "VBZ" and not single and _is_mistagged(tokens, index, first, lexicon):
            return index
        if _heads_alone(tokens, index, lexicon, single=single):
            singular_head = index
        if not _goes_on(tokens, index, first, lexicon):
            break
        if word in lexicon.adjectives and not _phrase_follows(tokens, index + 1):
            return index
    return singular_head


def _phrase_follows(tokens: Sequence[Token], index: int) -> bool:
    """Whether a noun comes soon in the same phrase: "the poorest and least developed districts"."""
    joined = _tag(tokens, index) == "CC" and _tag(tokens, index + 1) in _GRADED
    start = index + 2 * joined
    for token in tokens[start : start + 3]:
        if token.tag in _NOUNS:
            return True
        if token.tag not in _PREMODIFIERS or token.tag in ("VBG", "VBD", "RB"):
            return False
    return False


def _modifies(token: Token, following: Token | None, behind: str, lexicon: NounLexicon) -> bool:
    """Whether a plural is the first part of a compound ("women entrepreneurs", "state media reports")."""
    if following is None:
        return False
    if following.tag == "POS":
        # "250 women's groups"
        return behind in ("NNS", "NNPS") and lexicon.is_people(token.text.lower())
    if following.tag in ("NNS", "NNPS"):
        return True
    if following.tag == "NN" and behind in ("NNS", "NNPS") and not lexicon.is_people(token.text.lower()):
        # "4,100 livelihoods improvement groups", but "gave 40 farmers training courses"
        return token.text.lower() not in lexicon.collectives
    return (
        following.tag in ("NN", "NNP") and lexicon.is_people(following.text.lower()) and token.tag == "NNPS"
    )


def _heads_alone(tokens: Sequence[Token], index: int, lexicon: NounLexicon, *, single: bool) -> bool:
    """Whether a noun that is no plural may head the phrase: "300 livestock", "20 staff", "1 person"."""
    token = tokens[index]
    word = token.text.lower()
    if word in lexicon.zero_plurals or _is_mass_people(token, lexicon):
        return not (index + 1 < len(tokens) and tokens[index + 1].tag in ("NN", "NNS"))
    if single and token.tag in _NOUNS:
        return True
    return word in lexicon.adjectives and not _phrase_follows(tokens, index + 1)


def _goes_on(tokens: Sequence[Token], index: int, first: int, lexicon: NounLexicon) -> bool:
    """Whether the phrase may go on behind a token."""
    token = tokens[index]
    # "six left-behind children"
    joined = _tag(tokens, index + 1) == "HYPH" or (index > first and tokens[index - 1].tag == "HYPH")
    if token.tag == "VBD" and not joined:
        # "30 registered firms" is often mistagged; "100 added 42 points" and "73 got roads" are verbs.
        return _tag(tokens, index + 1) in _NOUNS and token.text not in lexicon.function_words
    if joined or token.tag in _NOUNS or token.tag in _PREMODIFIERS:
        return True
    if token.tag == "CD":
        # "38 4G stations", "three 500-bed hospitals"
        glued = index + 1 < len(tokens) and tokens[index + 1].start == token.end
        return glued or not (token.text.isdigit() or token.text.isalpha())
    if token.tag == "," and index > first:
        return tokens[index - 1].tag.startswith("JJ") and _tag(tokens, index + 1).startswith(("JJ", "VBN"))
    if token.tag == "CC" and index > first:
        return _joins_modifiers(tokens, index, lexicon)
    return False


def _tag(tokens: Sequence[Token], index: int) -> str:
    return tokens[index].tag if index < len(tokens) else ""


def _joins_modifiers(tokens: Sequence[Token], index: int, lexicon: NounLexicon) -> bool:
    """Whether "and" joins two modifiers of a noun to come: "public and private schools"."""
    before, after = tokens[index - 1], _tag(tokens, index + 1)
    if before.tag in ("NNS", "NNPS"):
        return False
    if after in _GRADED or after in ("NN", "VBG", "NNP"):
        return any(_is_plural(token, lexicon) for token in tokens[index + 1 : index + 6])
    return False


def _through_coordination(tokens: Sequence[Token], head: int, lexicon: NounLexicon, first: int) -> int:
    """Index of the last noun of coordinated heads: "houses, ditches, and courtyards"."""
    last, index = head, head + 1
    reached = head
    while index < len(tokens):
        joint = index
        while _tag(tokens, joint) in (",", "CC") and joint - index < 2:
            joint += 1
        if joint == index:
            break
        closed = "CC" in (_tag(tokens, index), _tag(tokens, joint - 1))
        noun = _bare_plural(tokens, joint, lexicon)
        if noun is None:
            break
        reached = noun
        if closed:
            last = noun
        index = noun + 1
    if last != head and _begins_clause(tokens, last, first, head):
        return head
    return last if reached >= last else head


def _bare_plural(tokens: Sequence[Token], index: int, lexicon: NounLexicon) -> int | None:
    """Index of a plural noun that comes with adjectives at most; None where a determiner or number stands."""
    for position in range(index, min(len(tokens), index + 4)):
        token = tokens[position]
        if position > index and token.tag in _NAMES and tokens[position - 1].tag == "NNP":
            return None  # "2,810 votes and Mary Jones 1,814"
        if _is_plural(token, lexicon) and _tag(tokens, position + 1) not in ("NNS", "NN", "POS"):
            return position
        if token.tag not in ("JJ", "NN", "VBN", "HYPH", "NNP", "NNS"):
            return None
    return None


def _begins_clause(tokens: Sequence[Token], last: int, first: int, head: int) -> bool:
    """Whether what seemed coordinated is the subject or the verb of the next clause.

    "built 20 schools and roads were mended": a verb governs the number, and another follows.
    "consists of four blocks and houses 500 people": the plural is a verb.
    """
    if _tag(tokens, last + 1) in ("CD", "DT", "PRP$"):
        return True
    governed = any(token.tag.startswith("VB") for token in tokens[max(0, first - 5) : first])
    return governed and _tag(tokens, last + 1) in _FINITE and last - head <= 3


def _describe(tokens: Sequence[Token], first: int, index: int, quote_end: int, lexicon: NounLexicon) -> Head:
    token = tokens[index]
    noun = token.text.lower()
    before = tokens[index - 1].text.lower() if index else ""
    unit = singular(noun, lexicon)
    compound = f"{before} {unit}"
    is_compound = compound in lexicon.compounds  # "cattle deaths" are no persons
    people = lexicon.is_people(noun) and not is_compound
    if is_compound and index > first:
        unit = compound
    if noun in lexicon.states and 0 < index == first:
        quote_end = tokens[first - 1].end
    return Head(
        start=token.start,
        end=token.end,
        quote_end=quote_end,
        noun=noun,
        people=people,
        unit="person" if people else unit,
        rule=lexicon.people_rule(noun) if people else "count.head_noun",
    )
