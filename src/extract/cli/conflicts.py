"""``extract conflicts``."""

from __future__ import annotations

from pathlib import Path

import click

from extract.cli.tables import FORMAT, print_rows

_REASONS = ("value", "direction", "part_exceeds_whole", "share_over_100", "jump")


@click.command("conflicts", short_help="Facts that contradict each other, with both citations.")
@click.argument("output", type=click.Path(path_type=Path))
@click.option("--reason", type=click.Choice(_REASONS), help="Contradictions of this kind only.")
@FORMAT
def conflicts_command(output: Path, reason: str | None, shape: str) -> None:
    """Print the contradictions that the last run found in OUTPUT.

    \b
    value               different numbers for the same indicator or topic, place, period, programme
    direction           up in one article and down in the other
    part_exceeds_whole  "1.336 billion, of which 1.8 billion"
    share_over_100      a share of more than all
    jump                a hundred times as much within three years: a slip of units

    Numbers agree if one is the other rounded, if "about", "more than" and the like leave room for
    it, or if it lies in the range of the other.

    \b
    Examples:
      extract conflicts output
      extract conflicts output --reason value --format csv > conflicts.csv
    """  # noqa: D301 - \b is click's mark for lines that are not to be filled
    from extract.storing.reading_back import Output

    with Output(output) as opened:
        table = opened.table("conflicts")
    found = [row for row in table.to_pylist() if reason in (None, row["reason"])]
    shown = ({"reason": row["reason"], "explanation": row["explanation"]} for row in found)
    print_rows(found, table.column_names, shape, shown)
