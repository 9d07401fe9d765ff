"""``extract run``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from extract.cli.input_options import announcing, input_options
from extract.cli.options import MODEL, PUBLISHED, RULES, parse_limit, parse_size
from extract.errors import UsageError

if TYPE_CHECKING:
    from extract.running.summary import RunSummary


@click.command("run")
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT...")
@click.option(
    "--out", required=True, type=click.Path(path_type=Path), metavar="DIR", help="The output folder."
)
@click.option("--collection", metavar="NAME", help="Name of the dump; by default that of each input.")
@PUBLISHED
@RULES
@MODEL
@input_options
@click.option("--prune", is_flag=True, help="Take out articles that are gone from the input.")
@click.option(
    "--max-failures",
    type=parse_limit,
    metavar="N|SHARE",
    help="End with exit code 3 if more articles fail: a number, or a share such as 1%.",
)
@click.option(
    "--commit-every",
    type=click.IntRange(min=1),
    metavar="N",
    help="Commit after every N articles; by default so that commits take a tenth of the time.",
)
@click.option(
    "--workers",
    type=click.IntRange(min=1),
    metavar="N",
    help="Worker processes; one for each core. By default all is done in one process.",
)
@click.option(
    "--time-limit",
    type=click.FloatRange(min=0, min_open=True),
    metavar="SECONDS",
    help="An article that takes longer becomes a row in 'failures'; at least one worker is started.",
)
@click.option(
    "--memory-limit",
    type=parse_size,
    metavar="SIZE",
    help="So does one for which a worker needs more memory, such as 2G; rules and model take 0.4G of it.",
)
@click.option(
    "--keep",
    type=click.IntRange(min=0),
    metavar="N",
    help="Keep what the last N runs before this one showed; by default as many as before, at first 1.",
)
@click.option("--wait", is_flag=True, help="Wait for another run into the same output, rather than fail.")
@click.option(
    "--engine",
    type=click.Choice(["local", "spark", "ray"]),
    default="local",
    show_default=True,
    help="What processes the articles: this machine, or a cluster (docs/cluster.md).",
)
@click.option(
    "--master", metavar="URL", help="The cluster: spark://host:7077, yarn, 'local[2,4]', ray://head:10001."
)
@click.option(
    "--no-text",
    is_flag=True,
    help="Store offsets, quotes and hashes only, no texts and no sentences, where the rights forbid it.",
)
@click.option(
    "--log-json",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Add a line of JSON for each event: start, progress, failure, commit, warning, end; '-' is stderr.",
)
@click.option(
    "--metrics",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write the figures of the run there as JSON.",
)
@click.option(
    "--format",
    type=click.Choice(["parquet", "delta"]),
    default="parquet",
    show_default=True,
    help="Write Delta Lake tables, too: needs extract[delta].",
)
@click.option("--delta-to", metavar="URI", help="Where Delta tables stand; by default DIR/delta.")
@click.option(
    "--what-changes",
    is_flag=True,
    help="Say what a run would process and why (new, content, rules, code ...), and end: nothing is written.",
)
@click.option("-q", "--quiet", is_flag=True, help="No progress bar and no summary.")
def run_command(  # noqa: PLR0913 - options that are not handed on to `run`
    *,
    inputs: tuple[str, ...],
    out: Path,
    rules: tuple[Path, ...],
    collection: str | None,
    log_json: Path | None,
    metrics: Path | None,
    what_changes: bool,
    quiet: bool,
    **others: Any,  # noqa: ANN401 - they go to `run` as they are
) -> None:
    """Extract the facts of all articles of INPUT into Parquet tables.

    INPUT is a folder, a file, a glob in quotes, a URL or - for standard input: text, Markdown, web
    pages, PDFs, JSON lines, JSON, CSV, TSV, Parquet, WARC, compressed or in archives. NAME.meta.json
    beside an article gives its title, publisher, author and published date where the page does not.

    \b
    Examples:
      extract run articles/ --out output/
      extract run dump-2020-10-23/ --out output/ --collection dump --published 2020-10-23
      extract run dump.jsonl.gz --out output/ --text-column body --id-column doc
      zcat dump.jsonl.gz | extract run - --out output/ --collection dump
      extract run articles/ --out output/ --rules my-rules/ --max-failures 1%

    The next run into the same output processes only what is new or changed, and whatever failed. A
    run that is stopped or killed leaves the output as of its last commit; the same command goes on.

    Output: facts, articles, mentions ..., each a folder of plain Parquet files; 'failures' says what
    could not be read and why, 'rejections' which numbers are no facts and why.
    """  # noqa: D301 - \b is click's mark for lines that are not to be filled
    _check_arguments(inputs, out, rules, collection)
    _check_files(log_json, metrics)
    if what_changes:
        _say_what_changes(inputs, out, rules=rules, collection=collection, **others)
        return

    _run_and_tell(inputs, out, log_json, metrics, quiet=quiet, rules=rules, collection=collection, **others)


def _run_and_tell(
    inputs: tuple[str, ...],
    out: Path,
    log_json: Path | None,
    metrics: Path | None,
    *,
    quiet: bool,
    **others: Any,  # noqa: ANN401 - they go to `run` as they are
) -> None:
    """Run, and print and write how it went, also where too many articles failed."""
    from extract.cli.summary import print_summary
    from extract.running.events import write_metrics
    from extract.running.summary import FailedRunError

    def tell(summary: RunSummary) -> None:
        if metrics:
            write_metrics(metrics, summary)
        if not quiet:
            print_summary(summary)

    try:
        tell(_run(inputs, out, log_json, quiet=quiet, **others))
    except FailedRunError as error:
        tell(error.summary)
        raise


def _run(
    inputs: tuple[str, ...],
    out: Path,
    log_json: Path | None,
    *,
    quiet: bool,
    **options: Any,  # noqa: ANN401 - as above
) -> RunSummary:
    from extract.cli.progress import json_log, progress_bar
    from extract.running.runs import run

    with progress_bar(inputs, quiet=quiet) as bar, json_log(log_json, inputs) as listener:
        progress = bar if quiet else announcing(bar)
        return run(inputs, out, progress=progress, listener=listener, **options)


def _say_what_changes(
    inputs: tuple[str, ...],
    out: Path,
    **options: Any,  # noqa: ANN401 - they go to `foresee` as they are
) -> None:
    from extract.cli.summary import print_foresight
    from extract.running.foreseeing import foresee

    print_foresight(foresee(inputs, out, **options), prune=options["prune"])


def _check_arguments(
    inputs: tuple[str, ...], out: Path, rules: tuple[Path, ...], collection: str | None
) -> None:
    """Say what is wrong with the arguments before anything heavy is loaded."""
    from extract.reading.inputs import resolve_inputs
    from extract.rules.loading import RuleSet
    from extract.storing.layout import check_output

    resolve_inputs(inputs, collection)
    check_output(out)
    RuleSet(*rules)


def _check_files(*files: Path | None) -> None:
    """A log that cannot be written is known before the night, not after it."""
    for file in files:
        if file is not None and not file.absolute().parent.is_dir():
            raise UsageError(f"{str(file)!r}: no such folder {str(file.parent)!r}; make it first")
