"""The words by which a sentence says where its quantities hold, compiled."""

from __future__ import annotations

import re

from extract.finding.place_context import CUES, alternatives, words
from extract.finding.place_gazetteer import Gazetteer
from extract.linking.place_anchors import Anchor, AnchorRules
from extract.linking.place_grouping import MentionGrouper
from extract.rules.loading import RuleSet

_BLANK = r"[ \n]"
_WORD_BACK = 24
_ELLIPSIS = re.compile(r"'s(?:[,.;)]|$)")


class FactCues:
    """Patterns over the text before, between and after quantity and place.

    Args:
        ruleset: where the cues are read from.
        gazetteer: the finder's.
    """

    def __init__(self, ruleset: RuleSet, gazetteer: Gazetteer) -> None:
        def table(name: str, key: str = "surfaces") -> str:
            return alternatives(words(ruleset.entries(CUES, name), key))

        self.gazetteer = gazetteer
        self.anchors = AnchorRules(ruleset)
        self.grouper = MentionGrouper(ruleset, gazetteer)
        fold = re.IGNORECASE
        self.where = re.compile(
            rf"(?:^|{_BLANK})(?:{table('where')}){_BLANK}(?:[a-z]+{_BLANK}){{0,3}}\Z", fold
        )
        self.whence = {
            "measure": re.compile(rf"{_BLANK}(?:{table('whence')}){_BLANK}"),
            "money": re.compile(rf"{_BLANK}(?:{table('whence', 'of_money')}){_BLANK}"),
        }
        other_side = words(ruleset.entries(CUES, "other_side"))
        addressed = set(other_side) - set(words(ruleset.entries(CUES, "where")))
        the = rf"{_BLANK}(?:(?:{table('determiner')}){_BLANK})?\Z"
        self.compared = re.compile(
            rf"(?:^|{_BLANK})"
            rf"(?:(?:{table('other_side', 'only_after')}){_BLANK}|(?:{alternatives(addressed)}){the})",
            fold,
        )
        self._other_side = re.compile(rf"(?<![\w'-])(?:{alternatives(other_side)}){the}", fold)
        self.relative = re.compile(rf",{_BLANK}(?:{table('relative')}){_BLANK}")
        self.world_behind = re.compile(rf"{_BLANK}(?:{table('world', 'behind')})(?!\w)")
        self.world_unit = re.compile(rf"\b(?:{table('world_unit')})\Z")
        self.clause_break = re.compile(table("clause_break"))
        self.enumerated = re.compile(rf"\b(?:{table('enumerated')})\b")
        self.others = re.compile(rf"\b(?:{table('others')})\b")
        self.joint = re.compile(rf"\b(?:{table('joint')})\b")

    def on_the_other_side(self, view: str, anchor: Anchor, start: int) -> bool:
        """Whether a place is compared with or addressed: 'exports to the US', 'that of China's,'.

        Args:
            view: the document's view.
            anchor: the place.
            start: where its sentence starts.
        """
        if self._other_side.search(view, max(start, anchor.start - _WORD_BACK), anchor.start):
            return True
        return _ELLIPSIS.match(view, anchor.end) is not None
