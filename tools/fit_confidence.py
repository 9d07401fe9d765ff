"""Fit the model of confidence on annotated articles, and say how well it is calibrated.

    python tools/fit_confidence.py collect corpus more/gold --out rows/fresh.jsonl
    python tools/fit_confidence.py collect gold/known --tuned --out rows/known.jsonl
    python tools/fit_confidence.py fit rows/*.jsonl --held held/*.jsonl

``collect`` extracts articles that have gold (``NAME.txt`` beside ``NAME.gold.json``) and keeps the
features of each fact with whether core and full were right. Collect fresh articles before the rules
are tuned on them, and keep the rows: what was tuned on is right more often than what is new. Rows of
articles that the rules were tuned on are marked with ``--tuned``: an offset of their own takes that up,
and the model is the one for new articles.

``fit`` writes rules/en/confidence.toml and docs/confidence.md. ``--held`` rows are of articles that nobody
tuned rules on: no weight is fitted on them, only how right the facts of new articles are in all. Their
table is cross-validated: each fact is told by an offset that its own article had no part in.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

import numpy as np
from fitting import Fit, cross_validate, fit_logistic, fit_offset, offset_others
from numpy.typing import NDArray

from extract.assembling.confidence import RULES_FILE, WHOLES, Found, find_features
from extract.records import RawArticle
from extract.reviewing.calibration import calibration_error, discrimination, find_reliability
from extract.reviewing.evaluating import judge_facts
from extract.reviewing.gold import GoldArticle, read_gold
from extract.rules.loading import RuleSet
from extract.running.pipelines import Pipeline, load_pipeline
from extract.storing.arrow import build_table
from extract.storing.rows import RowContext, build_rows

ROOT = Path(__file__).resolve().parents[1]
RULES = ROOT / "rules" / RULES_FILE
DOCUMENT = ROOT / "docs" / "confidence.md"

# A feature of fewer facts than this says nothing of others.
FEWEST = 8
# How strongly weights are held towards nothing: full depends on more than the features know.
PENALTY = {"core": 3.0, "full": 10.0}
# What a fact of a tuned article counts beside one of a new article.
TUNED_SHARE = 0.3
FOLDS = 10


@dataclass(frozen=True, slots=True)
class Row:
    """A fact of an annotated article.

    Attributes:
        article: file name of its article, for folds that hold whole articles however often collected.
        tuned: whether the rules were tuned on the article.
        features: what the model sees.
        right: whether core and full are right.
    """

    article: str
    tuned: bool
    features: frozenset[str]
    right: dict[str, bool]


@dataclass(frozen=True, slots=True)
class Table:
    """Probabilities of some facts beside what is right.

    Attributes:
        name: which facts, and of what.
        told: probabilities.
        right: whether it is right.
    """

    name: str
    told: Sequence[float]
    right: Sequence[bool]


def main() -> None:
    """Collect or fit."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(required=True)
    collect = commands.add_parser("collect", help="features and judgements of annotated articles")
    collect.add_argument("folders", type=Path, nargs="+")
    collect.add_argument("--tuned", action="store_true", help="the rules were tuned on these articles")
    collect.add_argument("--out", type=Path, required=True)
    collect.set_defaults(run=lambda args: collect_rows(args.folders, args.out, tuned=args.tuned))
    fit = commands.add_parser("fit", help="rules/en/confidence.toml and docs/confidence.md")
    fit.add_argument("rows", type=Path, nargs="+")
    fit.add_argument("--held", type=Path, nargs="*", default=[])
    fit.set_defaults(run=lambda args: fit_model(args.rows, args.held))
    args = parser.parse_args()
    args.run(args)


def collect_rows(folders: Sequence[Path], out: Path, *, tuned: bool) -> None:
    """Write a line for each fact of annotated articles."""
    pipeline = load_pipeline(RuleSet())
    out.parent.mkdir(parents=True, exist_ok=True)
    with out.open("w", encoding="utf-8") as file:
        for gold in read_gold(*folders):
            for features, core, full in _judged(gold, pipeline):
                row = {"article": gold.name, "tuned": tuned, "core": core, "full": full, "features": features}
                file.write(json.dumps(row) + "\n")


def _judged(gold: GoldArticle, pipeline: Pipeline) -> Iterator[tuple[list[str], bool, bool]]:
    (result,) = pipeline.extractor.extract([RawArticle("gold", gold.name, gold.text, gold.name)])
    context = RowContext(run_id="", input_digest="", base_value=pipeline.base_value)
    rows = build_table("facts", build_rows(result, context)["facts"]).to_pylist()
    for row in rows:
        for name in ("period_start", "period_end", "baseline_start", "baseline_end"):
            row[name] = row[name] and row[name].isoformat()
    facts = sorted(result.facts, key=lambda fact: (fact.quantity.start, fact.quantity.end))
    dated = result.document.metadata.published is not None
    for fact, (core, full) in zip(facts, judge_facts(gold.facts, rows), strict=True):
        found = Found(fact.quantity, fact.sentence, fact.evidence, fact.rules, dated)
        yield sorted(set(find_features(found))), core, full


def read_rows(paths: Iterable[Path]) -> list[Row]:
    """The rows of some files."""
    rows = []
    for path in paths:
        for line in path.read_text(encoding="utf-8").splitlines():
            one = json.loads(line)
            right = {whole: bool(one[whole]) for whole in WHOLES}
            rows.append(Row(one["article"], one["tuned"], frozenset(one["features"]), right))
    return rows


def design(rows: Sequence[Row], names: Sequence[str]) -> NDArray[np.float64]:
    """One line a fact, one column a feature."""
    index = {name: number for number, name in enumerate(names)}
    matrix = np.zeros((len(rows), len(names)))
    for number, row in enumerate(rows):
        matrix[number, [index[name] for name in row.features if name in index]] = 1.0
    return matrix


def fit_model(paths: Sequence[Path], held_paths: Sequence[Path]) -> None:
    """Fit, write the weights and the document."""
    rows = read_rows(paths)
    counts = Counter(name for row in rows for name in row.features)
    names = sorted(name for name, count in counts.items() if FEWEST <= count <= len(rows) - FEWEST)
    tuned = np.array([row.tuned for row in rows], dtype=float)
    share = np.where(tuned > 0, TUNED_SHARE, 1.0)
    matrix, new = design(rows, names), tuned == 0
    fits: dict[str, Fit] = {}
    tables = []
    for whole in WHOLES:
        right = np.array([row.right[whole] for row in rows], dtype=float)
        data = (matrix, right, share, tuned)
        fits[whole] = fit_logistic(*data, PENALTY[whole])
        told = cross_validate(data, [row.article for row in rows], PENALTY[whole], FOLDS)
        name = f"{whole}, new articles, cross-validated"
        tables.append(Table(name, told[new].tolist(), (right[new] > 0).tolist()))
    if held_paths:
        fits, held_tables = anchor(fits, names, held_paths)
        tables += held_tables
    write_rules(names, fits)
    write_document(rows, tables)


def anchor(
    fits: dict[str, Fit], names: Sequence[str], paths: Sequence[Path]
) -> tuple[dict[str, Fit], list[Table]]:
    """The models shifted to how right held-out facts are in all, and how calibrated they are there."""
    held = [read_rows([path]) for path in paths]
    rows = [row for part in held for row in part]
    matrix, articles = design(rows, names), [row.article for row in rows]
    shifted: dict[str, Fit] = {}
    told: dict[str, NDArray[np.float64]] = {}
    for whole, fit in fits.items():
        right = np.array([row.right[whole] for row in rows], dtype=float)
        logits = fit.base + matrix @ fit.weights
        told[whole] = offset_others(logits, right, articles, FOLDS)
        shifted[whole] = Fit(fit.base + fit_offset(logits, right), fit.weights)
    # Full is right only where core is, as in ConfidenceModel.
    told["full"] = np.minimum(told["full"], told["core"])
    return shifted, [
        Table(f"{whole}, {name}", told[whole][inside].tolist(), [rows[n].right[whole] for n in inside])
        for whole in WHOLES
        for name, inside in _parts(held)
    ]


def _parts(held: Sequence[Sequence[Row]]) -> Iterator[tuple[str, list[int]]]:
    """All held-out facts, then each set of them, as indices."""
    yield "held-out articles", list(range(sum(map(len, held))))
    first = 0
    for number, part in enumerate(held, start=1):
        yield f"set {number} of them", list(range(first, first + len(part)))
        first += len(part)


def write_rules(names: Sequence[str], fits: dict[str, Fit]) -> None:
    """rules/en/confidence.toml: the header as it stands, then the weights."""
    base = ", ".join(f"{whole} = {fit.base:.3f}" for whole, fit in fits.items())
    lines = [_HEADER, f'[[base]]\nid = "base"\n{base.replace(", ", chr(10))}\n']
    for number, name in enumerate(names):
        weights = "\n".join(f"{whole} = {fit.weights[number]:.3f}" for whole, fit in fits.items())
        lines.append(f"[[weight]]\nid = {json.dumps(name)}\n{weights}\n")
    RULES.write_text("\n".join(lines), encoding="utf-8")


_HEADER = """\
# How likely a fact is right: the weight of each feature of its extraction in log odds, once for core
# (kind, values, unit, modifier) and once for full. Made by tools/fit_confidence.py; docs/confidence.md
# says how well it is calibrated. Features are ids of rules, and "name=value" for what else is known.
"""


def write_document(rows: Sequence[Row], tables: Sequence[Table]) -> None:
    """docs/confidence.md."""
    new = [row for row in rows if not row.tuned]
    articles = len({row.article for row in new})
    tuned = len({row.article for row in rows}) - articles
    fitted = (
        f"{len(new)} facts of {articles} new articles and {len(rows) - len(new)} facts of {tuned} articles"
    )
    lines = [
        _INTRODUCTION,
        f"Fitted on {fitted} that the rules were tuned on.\n",
        "| facts | number | right | mean probability | calibration error | order |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for table in tables:
        count, right, told = len(table.right), fmean(table.right), fmean(table.told)
        error, order = calibration_error(table.told, table.right), discrimination(table.told, table.right)
        lines.append(f"| {table.name} | {count} | {right:.3f} | {told:.3f} | {error:.3f} | {order:.2f} |")
    for table in tables:
        lines += [
            f"\n### {table.name}\n",
            "| probability | facts | mean | right |",
            "| --- | --- | --- | --- |",
        ]
        lines += [
            f"| {one.low:.1f}-{one.high:.1f} | {one.count} | {one.mean:.2f} | {one.right:.2f} |"
            for one in find_reliability(table.told, table.right)
        ]
    DOCUMENT.write_text("\n".join(lines) + "\n", encoding="utf-8")


_INTRODUCTION = """\
# Confidence

<!-- Made by tools/fit_confidence.py. -->

Each fact has two probabilities:

* `confidence_core`: that kind, values, unit and modifier are right;
* `confidence_full`: that role, direction, status, place, period and programme are right as well.

```python
with extract.open("output") as output:
    facts = output.facts()
sure = facts[facts.confidence_full >= 0.8]
```

They come from how the fact was found: the rules that fired, where in the article the words stand that place
and period come from, the length of the sentence, whether the article has a date. Each feature has a weight
in `rules/en/confidence.toml` (log odds, one for core and one for full); the probability is the logistic
function of their sum. The weights are fitted by `tools/fit_confidence.py` on annotated articles, some in
`corpus/`, more outside this repository. Rules are right more often on the articles that they were tuned on
than on new ones: an offset that the model drops takes that up, so that the probabilities are those of new
articles.

How right the facts of new articles are in all is taken from articles that nobody tuned rules on: of them only
one number each goes into the model of core and of full. Their facts below are told by a number in which their
own article had no part. Between articles that share differs a lot, so that a few articles alone may lie well
off ("set 1", "set 2", "set 3").

```
python tools/fit_confidence.py collect corpus --out rows/corpus.jsonl
python tools/fit_confidence.py fit rows/*.jsonl --held held/*.jsonl
```

A user's own rules have no weight until the model is fitted again with them: their facts get the probability
that the rest of the extraction gives them.

## How well it is calibrated

Of facts with a probability of 0.7 seven in ten should be right. `calibration error` is the mean distance of
both over tenths of probability, weighted by facts (expected calibration error). `order` is how often a fact
that is right has a higher probability than one that is wrong (0.5 is chance). None of these facts was seen
by the model that told its probability: in cross-validation the model was fitted on the other articles.
"""


if __name__ == "__main__":
    main()
