"""``extract text``."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import click

from extract.cli.options import MODEL, PUBLISHED, RULES


@click.command("text")
@click.argument("file", metavar="FILE|-")
@PUBLISHED
@RULES
@MODEL
@click.option("--json", "as_json", is_flag=True, help="All columns, as one JSON object per line.")
def text_command(
    file: str, published: date | None, rules: tuple[Path, ...], model: str | None, as_json: bool
) -> None:
    """Print the facts of one text, to try things out.

    \b
    Examples:
      extract text article.txt
      echo "Income rose 11 percent to 9,600 yuan in 2019." | extract text -
      extract text article.txt --published 2020-10-23 --json | head -1
    """  # noqa: D301 - \b is click's mark for lines that are not to be filled
    from extract.reading.inputs import resolve_inputs
    from extract.rules.loading import RuleSet

    # What is wrong with the arguments is said before anything heavy is loaded.
    if file != "-":
        resolve_inputs([file])
    overlaid = RuleSet(*rules)

    from extract.cli.summary import print_facts
    from extract.reading.articles import read_one
    from extract.running.pipelines import load_pipeline
    from extract.running.texts import extract_rows

    data = sys.stdin.buffer.read() if file == "-" else None
    raw = read_one(file, data, published)
    rows = extract_rows(load_pipeline(overlaid, model), raw)
    print_facts(rows["facts"], as_json=as_json)
