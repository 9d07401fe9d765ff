"""A reader that never rests: opens the output again and again until a file tells it to stop.

Prints how many commits it read, and every state in which the tables did not belong together.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd

import extract
from extract.errors import UsageError
from extract.storing.reading_back import Output

EXACT = ("facts", "mentions", "rejections")


def problems_of(output: Output) -> list[str]:
    """What is mixed or lost or doubled among the tables of one commit."""
    articles, facts = output.articles(), output.facts()
    texts = articles.set_index("article_id")["text"]
    found = []
    if not articles["article_id"].is_unique or not facts["fact_id"].is_unique:
        found.append("a row twice")
    for name in EXACT:
        rows = output.frame(name, ["article_id", "start", "end", "quote"])
        cited = (texts.get(article_id, "")[start:end] for article_id, start, end, _ in rows.to_numpy())
        if list(cited) != rows["quote"].tolist():
            found.append(f"{name}: a row of another version of its article")
    counts = facts.groupby("article_id").size().reindex(texts.index, fill_value=0)
    if counts.tolist() != articles["n_facts"].tolist():
        found.append("an article without its facts")
    listed = output.claims()["fact_ids"].explode().dropna()
    if not set(listed) <= set(facts["fact_id"]):
        found.append("a claim of a fact that is not there")
    if set(articles["run_id"]) - set(output.runs()["run_id"]):
        found.append("an article of a run that is not there")
    return found


def main() -> None:
    """Read until the file is there."""
    out, stop = map(Path, sys.argv[1:])
    reads, problems, commits = 0, [], set[int]()
    while not stop.exists():
        try:
            output = extract.open(out)
        except UsageError as error:
            if reads:
                problems.append(str(error))
            continue
        with output:
            try:
                problems += problems_of(output)
            except (OSError, ValueError, KeyError, pd.errors.DataError) as error:
                problems.append(f"{type(error).__name__}: {error}")
            commits.add(output.manifest.snapshot)
        reads += 1
    for problem in problems:
        print(problem)  # noqa: T201 - the parent reads it
    print(reads, len(commits))  # noqa: T201


if __name__ == "__main__":
    main()
