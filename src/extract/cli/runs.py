"""``extract runs`` and ``extract rollback``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from extract.cli.tables import FORMAT, print_rows

_DIGITS = 8
_COUNTS = ("new", "replaced", "failures")


@click.command("runs", short_help="The runs of an output, and which of them can still be read.")
@click.argument("output", type=click.Path(path_type=Path))
@FORMAT
def runs_command(output: Path, shape: str) -> None:
    """List the runs of OUTPUT, the earliest first.

    What the current and the kept runs showed can still be read, compared and gone back to;
    'articles' and 'facts' are the rows of the whole output at the end of the run, the other
    counts are of the run alone. Runs whose ids end alike had the same rules, code and model.

    \b
    Examples:
      extract runs output
      extract runs output --format csv > runs.csv
      python -c "import extract; print(extract.open('output', run=3).facts())"
    """  # noqa: D301 - \b is click's mark for lines that are not to be filled
    from extract.storing.history import list_runs

    rows = list_runs(output)
    names = list(rows[0]) if rows else []
    print_rows(rows, names, shape, (_shown(row) for row in rows))


def _shown(row: Mapping[str, Any]) -> dict[str, str]:
    ended, back_to = row["finished_at"], row["rolled_back_to"]
    # "as 000003" of a rollback: what that run showed is shown again.
    parts = (row["snapshot"], f"as {back_to.split('-')[0]}" if back_to else "")
    return {
        "run": row["run_id"],
        "ended": f"{ended:%Y-%m-%d %H:%M}" if ended else "stopped",
        "snapshot": " ".join(part for part in parts if part),
        **{name: "" if row[name] is None else f"{row[name]:,}" for name in ("articles", "facts")},
        **{name: f"{row[f'n_{name}']:,}" for name in _COUNTS},
        "rules": row["rules_digest"][:_DIGITS],
    }


@click.command("rollback", short_help="Let an output show again what an earlier run showed.")
@click.argument("output", type=click.Path(path_type=Path))
@click.argument("run", metavar="RUN")
@click.option("--wait", is_flag=True, help="Wait for a run that writes to the output, rather than fail.")
def rollback_command(output: Path, run: str, *, wait: bool) -> None:
    """Let OUTPUT show again what it showed at the end of RUN, an id or number of 'extract runs'.

    Nothing is lost by it: it is a new snapshot of the same files, and the runs that it takes
    back can be gone back to in turn while they are kept ('extract run --keep'). The next run
    goes on from what is shown then.

    \b
    Example:
      extract rollback output 3
    """  # noqa: D301 - \b is click's mark for lines that are not to be filled
    from extract.storing.history import roll_back

    manifest = roll_back(output, run, datetime.now(UTC), wait=wait)
    articles, facts = manifest.rows("articles"), manifest.rows("facts")
    click.echo(f"{output}: {articles:,} articles, {facts:,} facts, as after run {run} ({manifest.run_id})")
