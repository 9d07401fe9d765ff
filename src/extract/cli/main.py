"""The command ``extract`` and how it ends.

Nothing heavy is imported here: ``extract --help`` answers in a fraction of the time that
spaCy takes to load.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

import click

from extract.cli.conflicts import conflicts_command
from extract.cli.correct import correct_command, corrections_command
from extract.cli.diff import diff_command
from extract.cli.evaluate import evaluate_command
from extract.cli.explain import explain_command
from extract.cli.report import report_command
from extract.cli.rules import rules_command
from extract.cli.run import run_command
from extract.cli.runs import rollback_command, runs_command
from extract.cli.series import series_command
from extract.cli.text import text_command
from extract.errors import ExtractError

DEBUG_VARIABLE = "EXTRACT_DEBUG"


@click.group(
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(package_name="extract", message="%(prog)s %(version)s")
@click.pass_context
def cli(context: click.Context) -> None:
    """From raw news and report text to a table of facts, each number cited to the character.

    \b
    Try it on one text:
      extract text article.txt
      echo "Income rose 11 percent to 9,600 yuan in 2019." | extract text -
    Run it over a folder, night after night, into the same output:
      extract run articles/ --out output/
    Read the output with anything that reads Parquet:
      python -c "import pandas; print(pandas.read_parquet('output/facts'))"

    \b
    Exit codes: 0 done, 1 an error, 2 wrong arguments or rules, 3 more failures than
    --max-failures, 130 stopped by Ctrl-C. With EXTRACT_DEBUG=1 errors show where they arose.
    """  # noqa: D301 - \b is click's mark for lines that are not to be filled
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


cli.add_command(run_command)
cli.add_command(text_command)
cli.add_command(rules_command)
cli.add_command(evaluate_command)
cli.add_command(explain_command)
cli.add_command(series_command)
cli.add_command(conflicts_command)
cli.add_command(diff_command)
cli.add_command(correct_command)
cli.add_command(corrections_command)
cli.add_command(report_command)
cli.add_command(runs_command)
cli.add_command(rollback_command)


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and end the process.

    Args:
        arguments: in place of those of the process.
    """
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show a character shows its code; it is no reason to stop.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    sys.exit(run_cli(arguments))


def run_cli(arguments: Sequence[str] | None = None) -> int:
    """Run the command line: one line on standard error for whatever went wrong.

    Args:
        arguments: in place of those of the process.

    Returns:
        The exit code.
    """
    if os.environ.get(DEBUG_VARIABLE):
        return _invoke(arguments)
    try:
        return _invoke(arguments)
    except (KeyboardInterrupt, Exception) as error:  # noqa: BLE001 - the last line of defence
        message, exit_code = _describe(error)
    click.echo(f"extract: {' '.join(message.split())}", err=True)
    return exit_code


def _invoke(arguments: Sequence[str] | None) -> int:
    args = None if arguments is None else list(arguments)
    result = cli.main(args=args, prog_name="extract", standalone_mode=False)
    return result if isinstance(result, int) else 0


def _describe(error: BaseException) -> tuple[str, int]:
    """One line that says what went wrong and what to do, and the exit code."""
    match error:
        case ExtractError():
            return str(error), error.exit_code
        case click.ClickException():
            context = getattr(error, "ctx", None)
            command = context.command_path if context else "extract"
            return f"{error.format_message().rstrip('.')}; see '{command} --help'", error.exit_code
        case KeyboardInterrupt() | click.Abort():
            return "stopped; run the same command to go on", 130
        case OSError():
            return f"{error.filename or 'the system'}: {error.strerror or error}", 1
        case _:
            where = f"set {DEBUG_VARIABLE}=1 to see where, and please report it"
            return f"unexpected {type(error).__name__}: {error}; {where}", 1
