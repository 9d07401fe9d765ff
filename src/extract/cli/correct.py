"""``extract correct`` and ``extract corrections``."""

from __future__ import annotations

import getpass
import os
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from extract.cli.options import RULES
from extract.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from extract.reviewing.corrections import Action
    from extract.reviewing.corrections_making import Review
    from extract.storing.reading_back import Output

_REVIEWER = "EXTRACT_REVIEWER"
_FOLDER = click.option(
    "--rules",
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Your folder of rules; corrections.csv in it is written.",
)


@click.command("correct", short_help="Set a fact right, accept or reject it, for good.")
@click.argument("output", type=click.Path(path_type=Path))
@click.argument("fact_id", required=False)
@_FOLDER
@click.option("--set", "changes", multiple=True, metavar="COLUMN=VALUE", help="Set a column; '-' empties it.")
@click.option("--accept", is_flag=True, help="The fact is right as it is.")
@click.option("--reject", is_flag=True, help="It is no fact.")
@click.option("--from", "sheet", type=click.Path(path_type=Path), metavar="FILE", help="A sheet of reviews.")
@click.option("--note", default="", metavar="TEXT", help="Why.")
@click.option("--by", metavar="NAME", help="Who; by default $EXTRACT_REVIEWER, else your user name.")
def correct_command(  # noqa: PLR0913 - one argument for each option
    *,
    output: Path,
    fact_id: str | None,
    rules: Path,
    changes: tuple[str, ...],
    accept: bool,
    reject: bool,
    sheet: Path | None,
    note: str,
    by: str | None,
) -> None:
    """Say that the fact FACT_ID of OUTPUT is other than the rules made it, right as it is, or no fact.

    What you say goes to corrections.csv in your folder of rules, to be kept under version control
    with them. Every later run with these rules applies it, to the same words of the same sentence,
    wherever they stand then. A sheet has the columns fact_id, action (set, accept, reject), field,
    value and, if you like, note and by.

    \b
    Examples:
      extract correct output 3f9c2a --set place_code=500154 --note "Kaizhou" --rules my-rules
      extract correct output 3f9c2a --set value_low=1.8e9 --set status=planned --rules my-rules
      extract correct output 3f9c2a --reject --rules my-rules
      extract correct output --from reviews.csv --rules my-rules
    """  # noqa: D301 - \b is click's mark for lines that are not to be filled
    from extract.reviewing.corrections_making import Review, read_sheet
    from extract.storing.reading_back import Output

    who = by or os.environ.get(_REVIEWER) or getpass.getuser()
    today = date.today().isoformat()  # noqa: DTZ011 - the day as the person has it
    if sheet is not None:
        if fact_id or changes or accept or reject:
            raise UsageError("--from takes all from the file; leave FACT_ID and the other options away")
        reviews = read_sheet(sheet, who, today)
    elif fact_id is None:
        raise UsageError("which fact? give a FACT_ID, or a sheet with --from")
    else:
        action = _action(changes, accept=accept, reject=reject)
        reviews = [Review(fact_id, action, who, today, _read_changes(changes), note)]
    with Output(output) as opened:
        _write(opened, rules, reviews)


def _action(changes: Sequence[str], *, accept: bool, reject: bool) -> Action:
    if bool(changes) + accept + reject != 1:
        raise UsageError("say one thing of a fact: --set COLUMN=VALUE, --accept, or --reject")
    if changes:
        return "set"
    return "accept" if accept else "reject"


def _read_changes(changes: Iterable[str]) -> dict[str, str]:
    found = {}
    for change in changes:
        name, equals, value = change.partition("=")
        if not equals:
            raise UsageError(f"--set {change!r}; write COLUMN=VALUE, as in --set place_code=500154")
        found[name.strip()] = value.strip()
    return found


def _write(output: Output, folder: Path, reviews: Sequence[Review]) -> None:
    from extract.reviewing.corrections import load_corrections, read_statements, write_statements
    from extract.reviewing.corrections_making import Reviewer, merge_statements
    from extract.rules.loading import CORRECTIONS, RuleSet
    from extract.running.vocabulary import name_places

    rules = RuleSet(*([folder] if folder.is_dir() else []))
    load_corrections(rules.folders)
    indicators = [entry.id for entry in rules.entries("en/indicators.toml", "indicator")]
    reviewer = Reviewer(output, name_places(rules).get, indicators)
    made = [statement for review in reviews for statement in reviewer.make(review)]
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / CORRECTIONS
    write_statements(file, merge_statements(read_statements(file), made))
    for one in made:
        what = f"{one.field}: {one.was} -> {one.value}" if one.action == "set" else one.action
        click.echo(f"{one.source}, {one.quote}: {what}")
    click.echo(f"written to {file}; the next run with --rules {folder} applies it")


@click.command("corrections", short_help="What became of the corrections of an output.")
@click.argument("output", type=click.Path(path_type=Path))
@RULES
@click.option(
    "--gold", type=click.Path(path_type=Path), metavar="DIR", help="Write reviewed articles as gold."
)
def corrections_command(output: Path, rules: tuple[Path, ...], gold: Path | None) -> int:
    """Tell what became of the corrections beside your rules in OUTPUT.

    \b
    applied     the fact is as the person says
    learnt      the rules say so themselves by now: the correction can go
    waiting     the next run applies it
    outdated    accepted, but the fact says something else by now: look again
    lost        no fact in the article matches it any more
    no article  the output has no such article

    The exit code is 1 if one of the last three is among them. With --gold, articles in which
    somebody reviewed a fact are written as gold, for 'extract evaluate' to hold the rules to.

    \b
    Examples:
      extract corrections output --rules my-rules
      extract corrections output --rules my-rules --gold my-gold
    """  # noqa: D301 - \b is click's mark for lines that are not to be filled
    from extract.reviewing.corrections import load_corrections
    from extract.reviewing.corrections_state import BROKEN, find_states
    from extract.reviewing.gold_writing import write_gold
    from extract.rules.loading import RuleSet
    from extract.storing.reading_back import Output

    book = load_corrections(RuleSet(*rules).folders)
    with Output(output) as opened:
        states = find_states(opened, book)
        written = write_gold(opened, gold) if gold else []
    if not states:
        click.echo("no corrections; name the folder that has them with --rules")
    for one in states:
        first = one.correction.first
        said = ", ".join(f"{name}={value}" for name, value in one.correction.changes.items()) or first.action
        fact = f" (fact {one.fact_id[:8]})" if one.fact_id else ""
        click.echo(f"{one.state:<11}{first.source}, {first.quote}{fact}: {said}, by {one.correction.by}")
    for path in written:
        click.echo(f"written     {path}")
    return 1 if any(one.state in BROKEN for one in states) else 0
