"""``extract series``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from extract.cli.tables import FORMAT, print_rows


@click.command("series", short_help="One indicator in one place, period by period, each number cited.")
@click.argument("output", type=click.Path(path_type=Path))
@click.option("--indicator", metavar="ID", help="The indicator, as in the output's table indicators.")
@click.option("--place", required=True, metavar="PLACE", help="Code (500229) or name (Chengkou County).")
@click.option("--topic", metavar="WORDS", help="Words that the topic must have; also without --indicator.")
@click.option("--unit", metavar="UNIT", help="Unit of the levels: CNY, percent, person, kilometer.")
@click.option("--programme", metavar="NAME", help="Facts of this programme only.")
@click.option("--within", is_flag=True, help="All places inside the place, too.")
@FORMAT
def series_command(output: Path, shape: str, **options: Any) -> None:  # noqa: ANN401 - passed on as they are
    """Print what OUTPUT knows of one indicator in one place, period by period.

    Facts that say the same are one row, with the earliest as citation and the number of
    independent articles. For a change CHECK says whether the levels of the series give the same
    (and if not, what they give); for a level, whether it agrees with the best supported one of its
    period.

    \b
    Examples:
      extract series output --indicator poverty_incidence --place "Chengkou County"
      extract series output --indicator disposable_income_per_capita --place 500000 --within
      extract series output --topic "grain output" --place CN --format csv > grain.csv
    """  # noqa: D301 - \b is click's mark for lines that are not to be filled
    from extract.reviewing.series import COLUMNS, series

    frame = series(output, **options)
    rows = frame.astype(object).where(frame.notna(), None).to_dict("records")
    print_rows(rows, COLUMNS, shape, map(_show, rows))


def _show(row: dict[str, Any]) -> dict[str, str]:
    from extract.reviewing.conflicts_explaining import spell_period

    what = [row["subject"], row["status"] if row["status"] != "actual" else None, row["programme"]]
    move = row["direction"] if row["direction"] != "none" else ""
    return {
        "period": spell_period(row),
        "place": row["place_name"] or row["place_code"] or "",
        "of": ", ".join(part for part in what if part),
        "value": _value(row),
        "role": " ".join((row["role"], move)).strip(),
        "check": _check(row),
        "articles": str(row["n_sources"]),
        "source": row["source"],
    }


def _value(row: dict[str, Any]) -> str:
    low, high = (f"{row[name]:,.10g}" for name in ("value_low", "value_high"))
    hedge = "" if row["modifier"] in {"exact", "range"} else f"{row['modifier'].replace('_', ' ')} "
    per = f" per {row['per']}" if row["per"] else ""
    return f"{hedge}{low if low == high else f'{low} to {high}'} {row['unit']}{per}"


def _check(row: dict[str, Any]) -> str:
    if row["check"] == "differs" and row["reckoned"] is not None:
        return f"differs: levels give {row['reckoned']:,.4g}"
    return row["check"] or ""
