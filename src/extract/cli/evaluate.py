"""``extract evaluate``."""

from __future__ import annotations

import json
from pathlib import Path

import click

from extract.errors import ExtractError


@click.command("evaluate", short_help="Score an output against gold annotations.")
@click.argument("gold", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.argument("output", type=click.Path(path_type=Path))
@click.option("--errors", default=0, metavar="N", help="Print up to N disagreements.")
@click.option("--json", "as_json", is_flag=True, help="The scores as one JSON object.")
@click.option(
    "--floors", type=click.Path(path_type=Path), help="A JSON file of least scores; exit code 1 below one."
)
def evaluate_command(
    gold: tuple[Path, ...], output: Path, errors: int, as_json: bool, floors: Path | None
) -> None:
    """Score OUTPUT, a run over the texts of the GOLD folders, against their annotations.

    \b
    Examples:
      extract run corpus --out output
      extract evaluate corpus output --errors 20
      extract evaluate corpus output --floors tests/evaluation/floors.json
    """  # noqa: D301 - \b is click's mark for lines that are not to be filled
    from extract.reviewing.evaluating import evaluate
    from extract.reviewing.gold import lay_beside, read_gold
    from extract.storing.reading_back import Output

    with Output(output) as opened:
        result = evaluate(lay_beside(read_gold(*gold), opened))
    scores = result.summary()
    if as_json:
        click.echo(json.dumps(scores))
    else:
        for name, score in scores.items():
            click.echo(f"{name:18} {score:.4f}")
    for line in result.errors[:errors]:
        click.echo(line)
    if floors is not None:
        _check_floors(scores, floors)


def _check_floors(scores: dict[str, float], floors: Path) -> None:
    least = json.loads(floors.read_text(encoding="utf-8"))
    below = [
        f"{name} {scores.get(name, 0.0):.4f} < {floor}"
        for name, floor in least.items()
        if scores.get(name, 0.0) < floor
    ]
    if below:
        raise ExtractError(f"below the floors of {floors}: {'; '.join(below)}")
