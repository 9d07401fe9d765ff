"""Fit the weighing of the places of facts on annotated articles, and say what it gains.

    python tools/fit_places.py collect gold/new output --out rows/new.jsonl
    python tools/fit_places.py fit rows/*.jsonl

``collect`` takes articles that have gold (``NAME.txt`` beside ``NAME.gold.json``) and an OUTPUT of
``extract run`` over them: what the rules said of the place of each fact before anybody tuned them on these
articles. Keep that output from the day on which the articles came: rules are right more often on what they
were tuned on, and a model that learns from that trusts them too much.

``fit`` writes rules/en/place_ranking.toml, and prints how many facts of articles that a model had not seen
it mends and spoils (cross-validated, all facts of a file of rows together). It needs the package lightgbm,
which nothing else here does: ``pip install lightgbm``.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from extract.linking.place_options import FEATURES, NOWHERE, Decision, Option, Options, key_of
from extract.linking.place_ranking import FILE, PlaceRanker, signals_of
from extract.linking.place_records import FactPlace, LinkedPlace
from extract.records import Document, RawArticle
from extract.reviewing.gold import GoldArticle, read_gold
from extract.rules.loading import RuleSet, builtin_folder
from extract.running.pipeline import Extractor
from extract.storing.reading_back import Output

Row = Mapping[str, Any]

OPEN = ("told_before", "article")
"""Rules whose places are weighed: those of facts without a place beside them. In tests the model mended no
more than it spoiled where a place stands in the clause."""
CLOSED = ("county", "institution", "nation", "office", "person", "province", "town", "village", "world")
"""Rules that stay right where the model would say otherwise: words of the sentence stand for the place ("the
county"), or somebody's or something's home is known."""
SIGNALS = 32
FOLDS = 6
TREES = 100
MARGIN = 0.0
_INSIDE = "inside_"  # "inside_Kang County" says nothing of other articles
_SETTINGS = {
    "objective": "lambdarank",
    "learning_rate": 0.1,
    "num_leaves": 15,
    "min_data_in_leaf": 80,
    "feature_fraction": 0.5,
    "bagging_fraction": 0.7,
    "bagging_freq": 1,
    "lambda_l2": 5.0,
    "lambdarank_truncation_level": 3,
    "label_gain": [0, 1],
    "num_threads": 1,
    "deterministic": True,
    "seed": 1,
    "verbose": -1,
}


class Recorder(PlaceRanker):
    """Keeps what it is asked, and leaves all places to the rules.

    Attributes:
        asked: the options of the last article and what the rules say there.
    """

    asked: tuple[Options, Sequence[Decision]] | None = None
    ruled: Mapping[int, FactPlace] = {}

    def weigh(
        self,
        document: Document,
        mentions: Sequence[LinkedPlace],
        nations: Sequence[tuple[int, str]],
        decisions: Sequence[Decision],
    ) -> list[FactPlace]:
        """What the rules say; of facts that the output has, what they said then."""
        then = [
            Decision(one.quantity, one.sentence, self.ruled.get(one.quantity.start, one.place))
            for one in decisions
        ]
        self.asked = Options(document, mentions, nations, then, self._gazetteer), then
        return [one.place for one in decisions]


def main() -> None:
    """Collect or fit."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(required=True)
    collect = commands.add_parser("collect", help="the options of annotated articles and which are right")
    collect.add_argument("folder", type=Path)
    collect.add_argument("output", type=Path)
    collect.add_argument("--out", type=Path, required=True)
    collect.set_defaults(run=lambda args: collect_rows(args.folder, args.output, args.out))
    fit = commands.add_parser("fit", help=f"rules/{FILE}")
    fit.add_argument("rows", type=Path, nargs="+")
    fit.set_defaults(run=lambda args: fit_model(args.rows))
    args = parser.parse_args()
    args.run(args)


def collect_rows(folder: Path, output: Path, out: Path) -> None:
    """Write a line for each fact of annotated articles that has gold."""
    extractor = Extractor(RuleSet())
    linker = extractor._linker  # noqa: SLF001 - the tool stands in for a part of it
    recorder = Recorder(RuleSet(), linker._finder.gazetteer)  # noqa: SLF001
    linker._ranker = recorder  # noqa: SLF001
    told = _told_then(output)
    out.parent.mkdir(parents=True, exist_ok=True)
    with out.open("w", encoding="utf-8") as file:
        for gold in read_gold(folder):
            recorder.ruled, recorder.asked = told.get(gold.name, {}), None
            extractor.extract([RawArticle("gold", gold.name, gold.text, gold.name)])
            for row in _rows(gold, recorder):
                file.write(json.dumps(row) + "\n")


def _told_then(output: Path) -> dict[str, dict[int, FactPlace]]:
    """By article and by where the quantity begins, what the rules said."""
    told: dict[str, dict[int, FactPlace]] = {}
    for row in Output(output).table("facts").to_pylist():
        signals = tuple(rule.removeprefix("place.") for rule in row["rules"] if rule.startswith("place."))
        place = FactPlace(row["place_code"], row["place_name"], None, "", signals)
        told.setdefault(Path(row["source"]).name, {})[row["start"]] = place
    return told


def _rows(gold: GoldArticle, recorder: Recorder) -> Iterator[dict[str, Any]]:
    """What is learnt from: the options of each fact, those that are right, and the rules'."""
    if recorder.asked is None:
        return
    options, decisions = recorder.asked
    for number, decision in enumerate(decisions):
        start, end = decision.quantity.start, decision.quantity.end
        fact = next((one for one in gold.facts if one["start"] < end and start < one["end"]), None)
        if fact is None:
            continue
        few = options.of(number)
        if not few:
            continue
        yield {
            "signals": sorted(signals_of(decision.place)),
            "features": [list(map(float, row)) for row in options.features(number, few)],
            "right": [_is_right(one, fact) for one in few],
            "placed": key_of(decision.place) != NOWHERE,
            "ruled": key_of(decision.place) == _key(fact),
        }


def _key(fact: Row) -> str:
    return fact["place_code"] or fact["place_name"] or ""


def _is_right(option: Option, fact: Row) -> bool:
    return option.key.lower() == _key(fact).lower()


def fit_model(files: Sequence[Path]) -> None:
    """Cross-validate over the files, then fit on all of them and write the rules."""
    sets = [[json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()] for file in files]
    counted = Counter(s for rows in sets for row in rows for s in row["signals"] if not s.startswith(_INSIDE))
    signals = sorted(name for name, _ in counted.most_common(SIGNALS))
    _cross_validate(sets, signals)
    model = _fit([row for rows in sets for row in rows], signals)
    write_rules(model.dump_model()["tree_info"], signals)


def _cross_validate(sets: Sequence[Sequence[Row]], signals: Sequence[str]) -> None:
    """Print what models mend and spoil in sets that they have not seen."""
    whole: Counter[str] = Counter()
    for fold in range(FOLDS):
        rest = [row for n, rows in enumerate(sets) if n % FOLDS != fold for row in rows]
        model = _fit(rest, signals)
        for rows in sets[fold::FOLDS]:
            for row in rows:
                whole["facts"] += 1
                whole["right"] += row["ruled"]
                if not _is_open(row):
                    continue
                told = model.predict(_matrix([row], signals))
                best = int(np.argmax(told))
                best = best if told[best] > told[0] + MARGIN else 0
                whole["asked"] += 1
                whole["mended"] += row["right"][best] and not row["ruled"]
                whole["spoiled"] += row["ruled"] and not row["right"][best]
    print(", ".join(f"{name} {number}" for name, number in whole.items()))


def _is_open(row: Row) -> bool:
    """Whether the place is weighed: as ``PlaceRanker.is_open``."""
    signals = set(row["signals"])
    return bool(signals & set(OPEN)) and not signals & set(CLOSED) and row["placed"]


def _fit(rows: Sequence[Row], signals: Sequence[str]) -> Any:  # noqa: ANN401 - lightgbm has no types
    import lightgbm  # noqa: PLC0415 - only here, see above

    useful = [row for row in rows if any(row["right"])]
    labels = np.array([right for row in useful for right in row["right"]], dtype=int)
    data = lightgbm.Dataset(_matrix(useful, signals), labels, group=[len(row["right"]) for row in useful])
    return lightgbm.train(_SETTINGS, data, TREES)


def _matrix(rows: Sequence[Row], signals: Sequence[str]) -> NDArray[np.float64]:
    """One line per option: its features, then the signals of its fact."""
    return np.array(
        [
            [*features, *(float(one in row["signals"]) for one in signals)]
            for row in rows
            for features in row["features"]
        ]
    )


def write_rules(trees: Sequence[Row], signals: Sequence[str]) -> None:
    """rules/en/place_ranking.toml."""
    columns = (*FEATURES, *signals)
    lines = [
        _HEADER,
        '[[model]]\nid = "places"',
        f"open = {json.dumps(OPEN)}",
        f"closed = {json.dumps(CLOSED)}",
        f"margin = {MARGIN}",
        f"signals = {json.dumps(signals)}",
        f"columns = {json.dumps(columns)}\n",
    ]
    for number, tree in enumerate(trees, start=1):
        nodes: list[tuple[int, float, int, int]] = []
        _flatten(tree["tree_structure"], nodes)
        feature, limit, left, right = (json.dumps(list(one)) for one in zip(*nodes, strict=True))
        lines.append(
            f'[[tree]]\nid = "t{number:03}"\nfeature = {feature}\nlimit = {limit}\n'
            f"left = {left}\nright = {right}\n"
        )
    (builtin_folder() / FILE).write_text("\n".join(lines), encoding="utf-8")


def _flatten(node: Row, nodes: list[tuple[int, float, int, int]]) -> int:
    """The nodes below one, appended in the order in which they are walked; its own number."""
    number = len(nodes)
    nodes.append((-1, 0.0, 0, 0))
    if "leaf_value" in node:
        nodes[number] = (-1, round(node["leaf_value"], 5), 0, 0)
        return number
    left, right = (_flatten(node[side], nodes) for side in ("left_child", "right_child"))
    nodes[number] = (node["split_feature"], float(f"{node['threshold']:.6g}"), left, right)
    return number


_HEADER = """\
# What a place must have in an article to be that of a fact that has none beside it: small decision trees over
# what is counted of each place (`columns`; src/extract/linking/place_options.py says what they are). Made by
# tools/fit_places.py on annotated articles that no rule had been tuned on; not to be edited by hand.
#
# [[model]]  open     rules whose places are weighed
#            closed   rules whose places are left alone, whatever else decided
#            margin   what another place must have more than that of the rules
#            signals  rules that decided, as columns
# [[tree]]   one value per node: column asked (-1: a leaf), limit (up to it left; of a leaf its value), nodes
"""


if __name__ == "__main__":
    main()
