"""``extract evaluate``."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from extract.errors import ExtractError, UsageError

if TYPE_CHECKING:
    from extract.reviewing.evaluating import Evaluation

_WIDTH = 18
_BY = ("total", "kind", "source", "field")


@click.command("evaluate", short_help="Score an output against gold annotations.")
@click.argument("gold", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.argument("output", type=click.Path(path_type=Path))
@click.option("--by", type=click.Choice(_BY), default="total", show_default=True, help="What to score apart.")
@click.option("--errors", default=0, metavar="N", help="Print up to N disagreements.")
@click.option("--json", "as_json", is_flag=True, help="All scores and all disagreements as one JSON object.")
@click.option(
    "--floors", type=click.Path(path_type=Path), help="A JSON file of least scores; exit code 1 below one."
)
def evaluate_command(
    *, gold: tuple[Path, ...], output: Path, by: str, errors: int, as_json: bool, floors: Path | None
) -> None:
    """Score OUTPUT, a run over the texts of the GOLD folders, against their annotations.

    A fact is found (detect) if its span overlaps that of a gold fact, one to one; core: kind,
    value, unit and modifier are equal, too; full: role, direction, status, place, period and
    programme as well. The scores of fields are shares of the facts that were found.

    \b
    Examples:
      extract evaluate corpus output --errors 20
      extract evaluate corpus output --by kind
      extract evaluate corpus output --floors tests/evaluation/floors.json
    """  # noqa: D301 - \b is click's mark for lines that are not to be filled
    from extract.reviewing.evaluating import evaluate
    from extract.reviewing.gold import lay_beside, read_gold
    from extract.storing.reading_back import Output

    least = _read_floors(floors) if floors else {}
    with Output(output) as opened:
        result = evaluate(lay_beside(read_gold(*gold), opened))
    if as_json:
        click.echo(json.dumps(_as_dict(result), ensure_ascii=False))
    else:
        _print(result, by)
        for line in result.errors[:errors]:
            click.echo(line)
    _check_floors(result.summary(), least, floors)


def _as_dict(result: Evaluation) -> dict[str, Any]:
    return {
        "articles": result.counts["articles"],
        "gold_facts": result.counts["facts_gold"],
        "predicted_facts": result.counts["facts_predicted"],
        "scores": result.summary(),
        "shares": result.shares(),
        "by_kind": {kind: one.summary() for kind, one in sorted(result.by_kind.items())},
        "by_source": {name: one.summary() for name, one in result.by_source.items()},
        "errors": result.errors,
    }


def _print(result: Evaluation, by: str) -> None:
    match by:
        case "kind":
            _print_parts("kind", result.by_kind)
        case "source":
            _print_parts("source", result.by_source)
        case "field":
            _print_fields(result)
        case _:
            _print_total(result)


def _print_total(result: Evaluation) -> None:
    counts = result.counts
    click.echo(
        f"{counts['articles']:,} articles, {counts['facts_gold']:,} facts in the gold, "
        f"{counts['facts_predicted']:,} found"
    )
    shares = result.shares()
    click.echo(f"{'':{_WIDTH}} {'F1':>6} {'precision':>9} {'recall':>6}")
    for name, score in result.summary().items():
        share = shares.get(name)
        more = f" {share['precision']:9.4f} {share['recall']:6.4f}" if share else ""
        click.echo(f"{name:{_WIDTH}} {score:6.4f}{more}")


def _print_parts(name: str, parts: Mapping[str, Evaluation]) -> None:
    """The main scores of each part, the weakest first."""
    from extract.reviewing.evaluating import FULL

    names = ("detect", "core", "full", *FULL, "indicator", "topic_f1")
    width = max(map(len, (name, *parts)))
    click.echo(f"{name:{width}} {'facts':>6} {' '.join(f'{one:>{_column(one)}}' for one in names)}")
    scored = {part: (one.summary(), one.counts["facts_gold"]) for part, one in parts.items()}
    for part, (scores, count) in sorted(scored.items(), key=lambda item: item[1][0].get("full", 0.0)):
        cells = (f"{scores[one]:{_column(one)}.3f}" if one in scores else " " * _column(one) for one in names)
        click.echo(f"{part:{width}} {count:6,} {' '.join(cells)}".rstrip())


def _column(name: str) -> int:
    return max(6, len(name))


def _print_fields(result: Evaluation) -> None:
    """How often each field counted, and how often it was wrong, the most wrong first."""
    click.echo(f"{'field':{_WIDTH}} {'wrong':>6} {'of':>6} {'right':>6}")
    for name, wrong, seen in sorted(_wrong_fields(result), key=lambda item: -item[1]):
        click.echo(f"{name:{_WIDTH}} {wrong:6,} {seen:6,} {1 - wrong / seen:6.4f}")


def _wrong_fields(result: Evaluation) -> Iterator[tuple[str, int, int]]:
    for name, seen in result.seen.items():
        yield name, seen - result.right[name], seen


def _read_floors(floors: Path) -> dict[str, float]:
    try:
        least = json.loads(floors.read_text(encoding="utf-8"))
    except ValueError as error:
        raise UsageError(f"{floors}: not valid JSON ({error})") from None
    if not isinstance(least, dict) or not all(isinstance(one, int | float) for one in least.values()):
        raise UsageError(f'{floors}: not an object of numbers; write {{"detect": 0.95, "core": 0.9}}')
    return least


def _check_floors(scores: Mapping[str, float], least: Mapping[str, float], floors: Path | None) -> None:
    unknown = [name for name in least if name not in scores]
    if unknown:
        raise UsageError(f"{floors}: no score {unknown[0]!r}; there are {', '.join(scores)}")
    below = [f"{name} {scores[name]:.4f} < {floor}" for name, floor in least.items() if scores[name] < floor]
    if below:
        raise ExtractError(f"below the floors of {floors}: {'; '.join(below)}")
