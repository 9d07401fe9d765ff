"""Markdown: the text as it stands, below the front matter that some programs put above it."""

from __future__ import annotations

import re

from extract.reading.dates import parse_loose_date
from extract.reading.sidecars import Sidecar

_FRONT_MATTER = re.compile(r"---[ \t]*\r?\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)
_ENTRY = re.compile(r"^(\w+):[ \t]*(.*?)[ \t\r]*$", re.MULTILINE)
_LONGEST = 1 << 16


def split_front_matter(text: str) -> tuple[str, Sidecar]:
    """The text without its front matter, and what that says.

    Args:
        text: a Markdown file. Front matter is ``key: value`` between two lines of three dashes at its very
            beginning; keys other than title, author, date, publisher and url are passed over.
    """
    found = _FRONT_MATTER.match(text, 0, _LONGEST)
    entries = {key.lower(): _unquote(value) for key, value in _ENTRY.findall(found[1])} if found else {}
    if not found or not entries:
        return text, Sidecar()
    day = entries.get("date") or entries.get("published") or ""
    said = Sidecar(
        title=entries.get("title") or None,
        publisher=entries.get("publisher") or None,
        author=entries.get("author") or None,
        published=parse_loose_date(day[:60]) if day else None,
        url=entries.get("url") or None,
    )
    return text[found.end() :], said


def _unquote(value: str) -> str:
    quoted = len(value) >= 2 and value[0] == value[-1] and value[0] in "\"'"
    return value[1:-1] if quoted else value
