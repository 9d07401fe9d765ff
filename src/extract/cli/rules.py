"""``extract rules``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from extract.cli.options import PUBLISHED, RULES
from extract.cli.tables import FORMAT, print_rows
from extract.errors import RulesError

if TYPE_CHECKING:
    from extract.reviewing.rule_index import RuleIndex


@click.group("rules", invoke_without_command=True, short_help="Check, try, count and add rules.")
@click.pass_context
def rules_command(context: click.Context) -> None:
    """Look after rules: units, nouns, cues, names, each with its examples."""
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


@rules_command.command("check")
@RULES
def check_command(rules: tuple[Path, ...]) -> None:
    """Run the examples and counter-examples of all rules through the pipeline.

    Every mismatch is one line: file, line, id, what was found, what was expected.

    \b
    Examples:
      extract rules check
      extract rules check --rules my-rules/
    """  # noqa: D301 - \b is click's mark for lines that are not to be filled
    from extract.rules.loading import RuleSet

    # What is wrong with the arguments is said before anything heavy is loaded.
    overlaid = RuleSet(*rules)

    from extract.running.checking import check

    problems, n_cases = check(overlaid)
    for problem in problems:
        click.echo(problem)
    if problems:
        noun = "problem" if len(problems) == 1 else "problems"
        raise RulesError(f"{len(problems):,} {noun} in {n_cases:,} examples; mend the rules named above")
    click.echo(f"{n_cases:,} examples hold")


@rules_command.command("new")
@click.argument("kind", type=click.Choice(["unit", "people", "indicator", "programme", "place"]))
@click.argument("rule_id", metavar="ID")
@click.option(
    "--rules",
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Your folder of rules; it is made where there is none.",
)
@click.option("--word", "words", multiple=True, metavar="WORD", help="How texts write it; the last is tried.")
@click.option("--name", default="", metavar="NAME", help="Its name, of a programme or place.")
def new_command(*, kind: str, rule_id: str, rules: Path, words: tuple[str, ...], name: str) -> None:
    """Write a new rule of a KIND into your folder of rules, with comments and an example, and run it.

    \b
    Examples:
      extract rules new unit koku --word koku --rules my-rules
      extract rules new people ranger --word ranger --word rangers --rules my-rules
      extract rules new indicator tea_exports --word "tea exports" --rules my-rules
      extract rules new programme green-roofs --name "Green Roofs Programme" --rules my-rules
      extract rules new place blue-hills --name "Blue Hills Area" --rules my-rules
    """  # noqa: D301 - \b is click's mark for lines that are not to be filled
    from extract.running.rule_templates import write_rule

    written = write_rule(kind, rule_id, rules, words=words, name=name)
    click.echo(f"{written.file}:\n\n{written.text}")
    for problem in written.problems:
        click.echo(problem)
    if written.problems:
        raise RulesError(f"{written.file}: its example does not hold yet; mend it")
    noun = "example holds" if written.n_examples == 1 else "examples hold"
    click.echo(f"{written.n_examples} {noun}; edit it, then: extract rules check --rules {rules}")


@rules_command.command("try")
@click.argument("sentence")
@PUBLISHED
@RULES
def try_command(sentence: str, published: date | None, rules: tuple[Path, ...]) -> None:
    """Show what the rules make of a SENTENCE: facts, mentions, rejections, and where each rule stands.

    \b
    Examples:
      extract rules try "Income rose 11 percent to 9,600 yuan in 2019."
      extract rules try "The barn holds 300 koku of rice." --rules my-rules
    """  # noqa: D301 - \b is click's mark for lines that are not to be filled
    from extract.rules.loading import RuleSet

    overlaid = RuleSet(*rules)

    from extract.cli.explain import print_explanation
    from extract.reviewing.explaining import explain_row
    from extract.reviewing.rule_index import RuleIndex
    from extract.running.pipelines import load_pipeline
    from extract.running.texts import extract_rows, make_raw

    raw = make_raw(sentence, title=None, published=published, source="sentence")
    rows = extract_rows(load_pipeline(overlaid), raw)
    for fact in rows["facts"]:
        where = f"characters {fact['start']}-{fact['end']}"
        # What is no fact is told once, below.
        explanation = explain_row(fact, raw.text, rows["facts"], rows["mentions"], [])
        print_explanation(explanation, where)
        click.echo()
    if not rows["facts"]:
        click.echo("no facts")
    for row in rows["mentions"]:
        known = " ".join(part for part in (row["id"], row["name"]) if part)
        click.echo(f"{row['type']}: {row['quote']!r}{f' = {known}' if known else ''} ({row['rule']})")
    for row in rows["rejections"]:
        click.echo(f"no fact: {row['quote']!r}, {row['reason']} ({row['rule']})")
    fired = [*(rule for fact in rows["facts"] for rule in fact["rules"])]
    fired += [row["rule"] for name in ("mentions", "rejections") for row in rows[name]]
    _print_places(dict.fromkeys(fired), RuleIndex(overlaid))


def _print_places(fired: Iterable[str], index: RuleIndex) -> None:
    """Where the rules stand that have an entry; the others are steps of the pipeline."""
    found = {rule: index.find(rule) for rule in fired}
    named = {rule: entry for rule, place in found.items() if place for entry in place[1:]}
    if named:
        click.echo()
    width = max(map(len, named), default=0)
    for rule, entry in named.items():
        click.echo(f"{rule:{width}}  {_from_here(entry.file)}:{entry.line}")


def _from_here(file: Path) -> Path:
    """The path as a terminal opens it: short, where the file lies below."""
    return file.relative_to(Path.cwd()) if file.is_relative_to(Path.cwd()) else file


@rules_command.command("coverage")
@click.argument("output", type=click.Path(path_type=Path))
@RULES
@click.option("--never", is_flag=True, help="Only the rules that never fired.")
@click.option("--file", "part", metavar="TEXT", help="Only rules whose file has this in its name: units.")
@FORMAT
def coverage_command(
    *, output: Path, rules: tuple[Path, ...], never: bool, part: str | None, shape: str
) -> None:
    """Tell which rules fired how often in OUTPUT, and which never did.

    A rule counts once for each fact, mention and rejection that names it. Rules that leave no name
    there (parts of patterns, classes of words, furniture) are not among them.

    \b
    Examples:
      extract rules coverage output
      extract rules coverage output --never --file units
      extract rules coverage output --rules my-rules --format csv > coverage.csv
    """  # noqa: D301 - \b is click's mark for lines that are not to be filled
    from extract.reviewing.rule_index import count_rules
    from extract.rules.loading import RuleSet
    from extract.storing.reading_back import Output

    with Output(output) as opened:
        coverage = count_rules(opened, RuleSet(*rules))
    wanted = [one for one in coverage.rules if part is None or part in one.file]
    shown = [one for one in wanted if not (never and one.count)]
    rows = [
        {
            "count": one.count,
            "table": one.entry.table,
            "id": one.entry.id,
            "file": one.file,
            "line": one.entry.line,
        }
        for one in shown
    ]
    if shape == "table":
        fired = sum(one.count > 0 for one in wanted)
        click.echo(f"{fired:,} of {len(wanted):,} rules fired, {len(wanted) - fired:,} never did")
    print_rows(rows, ("count", "table", "id", "file", "line"), shape, (_spell_row(row) for row in rows))


def _spell_row(row: Mapping[str, Any]) -> dict[str, str]:
    return {
        "count": f"{row['count']:,}",
        "rule": f"{row['table']} {row['id']}",
        "stands in": f"{row['file']}:{row['line']}",
    }
