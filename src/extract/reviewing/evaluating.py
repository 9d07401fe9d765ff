"""Score an output against gold annotations: how many facts, how right in each field.

A predicted fact is paired with the gold fact whose span it overlaps, one to one, equal values
first. `detect`: a pair exists; `core`: kind, values, unit and modifier are equal too; `full`: role,
direction, status, place, period and programme as well. Field accuracies are over pairs.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from extract.reviewing.calibration import calibration_error
from extract.reviewing.gold import GoldArticle

Row = Mapping[str, Any]
Same = Callable[[Row, Row], bool]

CORE = ("kind", "value", "unit", "modifier")
FULL = (*CORE, "role", "direction", "status", "place", "period", "programme")
FIELDS = (
    "span",
    *("kind", "value", "unit", "modifier", "per", "role", "direction", "status"),
    *("place", "period", "baseline", "programme", "indicator"),
)
# Most facts have none of these: they count only where gold or prediction has one.
SPARSE = frozenset({"indicator", "baseline", "programme", "per"})
METADATA = ("title", "author", "published")

SHARES: Mapping[str, str] = MappingProxyType(
    {
        "detect": "facts",
        "core": "facts",
        "full": "facts",
        "places": "places",
        "places_linked": "places",
        "programmes": "programmes",
        "programmes_linked": "programmes",
    }
)
"""Scores that have precision and recall, and what they are shares of."""

_TOLERANCE = 1e-4
_NOT_TEXT = re.compile(r"[^0-9a-z一-鿿]+")


@dataclass(frozen=True, slots=True)
class Share:
    """Precision, recall and their harmonic mean."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """The harmonic mean; 0 where both are."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


@dataclass(slots=True)
class Evaluation:
    """Scores over articles, and every disagreement.

    Attributes:
        counts: pairs and rows by what they are of.
        right, seen: of each field, how often it was right and how often it counted.
        topics: token F1 of the topic of each pair.
        errors: one line per disagreement.
        told, held: of core and full the probability that each fact was given, and whether it is right.
        by_kind: the same for the facts of each kind: of a pair the kind in the gold counts.
        by_source: the same for each article.
    """

    counts: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    seen: Counter[str] = field(default_factory=Counter)
    topics: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    told: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    held: defaultdict[str, list[bool]] = field(default_factory=lambda: defaultdict(list))
    by_kind: dict[str, Evaluation] = field(default_factory=dict)
    by_source: dict[str, Evaluation] = field(default_factory=dict)

    def of_kind(self, kind: str) -> Evaluation:
        """The scores of a kind, which grow with these."""
        return self.by_kind.setdefault(kind, Evaluation())

    def add(self, other: Evaluation) -> None:
        """Add the scores of other articles."""
        self.counts += other.counts
        self.right += other.right
        self.seen += other.seen
        self.topics += other.topics
        self.errors += other.errors
        for name, told in other.told.items():
            self.told[name] += told
            self.held[name] += other.held[name]
        for kind, one in other.by_kind.items():
            self.of_kind(kind).add(one)

    def share(self, what: str, of: str) -> Share:
        """Precision and recall of ``what`` among the rows of ``of``."""
        predicted, gold = self.counts[f"{of}_predicted"], self.counts[f"{of}_gold"]
        hits = self.counts[what]
        return Share(hits / predicted if predicted else 0.0, hits / gold if gold else 0.0)

    def shares(self) -> dict[str, dict[str, float]]:
        """Precision, recall and F1 of the scores that have them, rounded to four places."""
        found = {name: self.share(name, of) for name, of in SHARES.items()}
        return {
            name: {
                "precision": round(one.precision, 4),
                "recall": round(one.recall, 4),
                "f1": round(one.f1, 4),
            }
            for name, one in found.items()
        }

    def summary(self) -> dict[str, float]:
        """All scores, one number each, rounded to four places.

        Of the calibration errors less is better; they are of the columns of confidence.
        """
        scores = {
            name: self.share(name, of).f1
            for name, of in SHARES.items()
            # Mentions belong to articles, not to kinds of facts.
            if of == "facts" or self.counts["articles"]
        }
        for name in (*FIELDS, *METADATA):
            if self.seen[name]:
                scores[name] = self.right[name] / self.seen[name]
        if self.topics:
            scores["topic_f1"] = sum(self.topics) / len(self.topics)
        if self.seen["cited"]:
            scores["cited"] = self.right["cited"] / self.seen["cited"]
        for name, told in self.told.items():
            scores[f"calibration_error_{name}"] = calibration_error(told, self.held[name])
        return {name: round(score, 4) for name, score in scores.items()}


def evaluate(articles: Sequence[tuple[GoldArticle, Row | None, Sequence[Row], Sequence[Row]]]) -> Evaluation:
    """Score predictions against gold.

    Args:
        articles: of each gold article the gold, its row in ``articles`` (None if it was not read),
            its rows in ``facts`` and its rows in ``mentions``.
    """
    result = Evaluation()
    for gold, article, facts, mentions in articles:
        one = Evaluation(Counter(articles=1))
        if article is None:
            one.errors.append(f"{gold.name}: no article row")
        _score_metadata(gold, article, one)
        _score_mentions(gold, mentions, one)
        _score_facts(gold, facts, one)
        result.add(one)
        result.by_source[gold.name] = one
    return result


def normal(value: object) -> str | None:
    """A text without case, punctuation and spacing; None for nothing."""
    if value is None:
        return None
    return _NOT_TEXT.sub(" ", str(value).lower()).strip() or None


def token_f1(one: object, other: object) -> float:
    """Token F1 of two phrases; 1 where both are empty."""
    left, right = (Counter((normal(text) or "").split()) for text in (one, other))
    if not left and not right:
        return 1.0
    shared = sum((left & right).values())
    return 2 * shared / (sum(left.values()) + sum(right.values())) if shared else 0.0


def same_field(name: str, gold: Row, predicted: Row) -> bool:
    """Whether a field of two facts is equal, as facts.md compares them."""
    if name == "value":
        return all(_close(gold[key], predicted[key]) for key in ("value_low", "value_high"))
    if name == "span":
        return bool(gold["start"] == predicted["start"] and gold["end"] == predicted["end"])
    if name == "place":
        return _same_place(
            gold["place_code"], gold["place_name"], predicted["place_code"], predicted["place_name"]
        )
    if name in ("period", "baseline"):
        return all(gold[f"{name}_{end}"] == predicted[f"{name}_{end}"] for end in ("start", "end"))
    if name in ("unit", "programme", "per"):
        return _words(gold[name]) == _words(predicted[name])
    return bool(gold[name] == predicted[name])


def _words(value: object) -> str | None:
    return normal(str(value).replace("_", " ")) if value else None


def _close(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return abs(one - other) <= _TOLERANCE * max(abs(one), abs(other)) + 1e-12


def _same_place(gold_code: str | None, gold_name: str | None, code: str | None, name: str | None) -> bool:
    if gold_code is not None:
        return gold_code == code
    return code is None and normal(gold_name) == normal(name)


def _has(name: str, row: Row) -> bool:
    if name == "baseline":
        return row["baseline_start"] is not None or row["baseline_end"] is not None
    return row[name] is not None


def _pair(gold: Sequence[Row], predicted: Sequence[Row], prefer: Same) -> list[tuple[int, int]]:
    """One-to-one pairs of overlapping spans, the preferred ones first, then the longest overlap."""
    options = [
        (not prefer(one, other), -overlap, i, j)
        for i, one in enumerate(gold)
        for j, other in enumerate(predicted)
        if (overlap := min(one["end"], other["end"]) - max(one["start"], other["start"])) > 0
    ]
    pairs: list[tuple[int, int]] = []
    used_gold: set[int] = set()
    used_predicted: set[int] = set()
    for _, _, i, j in sorted(options):
        if i not in used_gold and j not in used_predicted:
            used_gold.add(i)
            used_predicted.add(j)
            pairs.append((i, j))
    return pairs


def _score_metadata(gold: GoldArticle, article: Row | None, result: Evaluation) -> None:
    for key in METADATA:
        found = article.get(key) if article else None
        if gold.article.get(key) is not None or found is not None:
            result.seen[key] += 1
            result.right[key] += normal(found) == normal(gold.article.get(key))


def _score_mentions(gold: GoldArticle, mentions: Sequence[Row], result: Evaluation) -> None:
    for kind, annotated in (("place", gold.places), ("programme", gold.programmes)):
        predicted = [row for row in mentions if row["type"] == kind]
        linked = _linked_place if kind == "place" else _linked_programme
        pairs = _pair(annotated, predicted, linked)
        result.counts[f"{kind}s_gold"] += len(annotated)
        result.counts[f"{kind}s_predicted"] += len(predicted)
        result.counts[f"{kind}s"] += len(pairs)
        result.counts[f"{kind}s_linked"] += sum(linked(annotated[i], predicted[j]) for i, j in pairs)
        result.seen["cited"] += len(predicted)
        result.right["cited"] += sum(_cites(row, gold.text) for row in predicted)
        _note_unpaired(gold.name, kind, annotated, predicted, pairs, result)
        for i, j in pairs:
            if not linked(annotated[i], predicted[j]):
                place = f"{gold.name}@{annotated[i]['start']}"
                result.errors.append(
                    f"{place}: {kind} {annotated[i]['quote']!r} linked to {predicted[j]['name']!r}"
                )


def _linked_place(gold: Row, predicted: Row) -> bool:
    if gold["place_code"]:
        return bool(gold["place_code"] == predicted["id"])
    return normal(gold["place_name"]) == normal(predicted["name"])


def _linked_programme(gold: Row, predicted: Row) -> bool:
    return normal(gold["programme"]) == normal(predicted["name"])


def _cites(row: Row, text: str) -> bool:
    return bool(text[row["start"] : row["end"]] == row["quote"])


def _note_unpaired(
    name: str,
    what: str,
    gold: Sequence[Row],
    predicted: Sequence[Row],
    pairs: Sequence[tuple[int, int]],
    result: Evaluation,
) -> None:
    for i, row in enumerate(gold):
        if i not in {one for one, _ in pairs}:
            result.errors.append(f"{name}@{row['start']}: {what} missed {row['quote']!r}")
    for j, row in enumerate(predicted):
        if j not in {other for _, other in pairs}:
            result.errors.append(f"{name}@{row['start']}: {what} spurious {row['quote']!r}")


def _pair_facts(gold: Sequence[Row], facts: Sequence[Row]) -> list[tuple[int, int]]:
    def prefer(one: Row, other: Row) -> bool:
        return same_field("value", one, other) and one["kind"] == other["kind"]

    return _pair(gold, facts, prefer)


def judge_facts(gold: Sequence[Row], facts: Sequence[Row]) -> list[tuple[bool, bool]]:
    """Whether core and full of each fact are right; both are wrong of a fact that gold has not.

    Args:
        gold: the annotated facts of an article.
        facts: its rows in ``facts``.
    """
    annotated = {j: gold[i] for i, j in _pair_facts(gold, facts)}

    def holds(number: int, fact: Row, fields: Sequence[str]) -> bool:
        return number in annotated and all(same_field(key, annotated[number], fact) for key in fields)

    return [(holds(number, fact, CORE), holds(number, fact, FULL)) for number, fact in enumerate(facts)]


def _score_facts(gold: GoldArticle, facts: Sequence[Row], result: Evaluation) -> None:
    pairs = _pair_facts(gold.facts, facts)
    _note_confidence(gold, facts, result)
    result.counts["facts_gold"] += len(gold.facts)
    result.counts["facts_predicted"] += len(facts)
    result.counts["detect"] += len(pairs)
    result.seen["cited"] += len(facts)
    result.right["cited"] += sum(_cites(row, gold.text) and _evidence_inside(row, gold.text) for row in facts)
    _note_unpaired(gold.name, "fact", gold.facts, facts, pairs, result)
    _count_kinds(gold.facts, facts, pairs, result)
    for i, j in pairs:
        _score_pair(gold.name, gold.facts[i], facts[j], result)
        _score_pair(gold.name, gold.facts[i], facts[j], result.of_kind(gold.facts[i]["kind"]))


def _note_confidence(gold: GoldArticle, facts: Sequence[Row], result: Evaluation) -> None:
    for fact, right in zip(facts, judge_facts(gold.facts, facts), strict=True):
        for name, holds in zip(("core", "full"), right, strict=True):
            # An output of an earlier version has no such column.
            probability = fact.get(f"confidence_{name}")
            if probability is not None:
                result.told[name].append(probability)
                result.held[name].append(holds)


def _count_kinds(
    gold: Sequence[Row], predicted: Sequence[Row], pairs: Sequence[tuple[int, int]], result: Evaluation
) -> None:
    """Count gold and predicted facts of each kind; a predicted one that has a partner by its gold."""
    partners = {j: i for i, j in pairs}
    for row in gold:
        result.of_kind(row["kind"]).counts["facts_gold"] += 1
    for number, row in enumerate(predicted):
        kind = gold[partners[number]]["kind"] if number in partners else row["kind"]
        result.of_kind(kind).counts["facts_predicted"] += 1
        result.of_kind(kind).counts["detect"] += number in partners


def _evidence_inside(row: Row, text: str) -> bool:
    return all(0 <= span["start"] < span["end"] <= len(text) for span in row["evidence"] or ())


def _score_pair(name: str, gold: Row, predicted: Row, result: Evaluation) -> None:
    result.counts["core"] += all(same_field(key, gold, predicted) for key in CORE)
    result.counts["full"] += all(same_field(key, gold, predicted) for key in FULL)
    result.topics.append(token_f1(gold["topic"], predicted["topic"]))
    for key in FIELDS:
        if key in SPARSE and not (_has(key, gold) or _has(key, predicted)):
            continue
        same = same_field(key, gold, predicted)
        result.seen[key] += 1
        result.right[key] += same
        if not same:
            place = f"{name}@{gold['start']}: {gold['quote']!r}"
            result.errors.append(f"{place} {key} {_shown(key, predicted)}, gold {_shown(key, gold)}")


def _shown(key: str, row: Row) -> str:
    """A field as an error line shows it."""
    columns = {
        "span": ("start", "end"),
        "value": ("value_low", "value_high"),
        "place": ("place_code", "place_name"),
        "period": ("period_start", "period_end"),
        "baseline": ("baseline_start", "baseline_end"),
    }.get(key, (key,))
    return " ".join(str(row[column]) for column in columns)
