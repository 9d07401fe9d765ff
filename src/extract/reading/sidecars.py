"""What stands beside an article: NAME.meta.json, and the date in its path."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import unquote

from extract.reading.dates import parse_loose_date

SIDECAR_SUFFIX = ".meta.json"
_LONGEST_DATE = 60
_FIELDS = ("title", "publisher", "author", "published", "url")
SIDECAR_BYTES = 1 << 20
"""Metadata are no longer than this."""

# 2020-10-23, 2020/10/23, 20201023, and the paths of news sites: 2020-10/23, 202010/23.
_PATH_DATE = re.compile(
    r"(?<!\d)((?:19|20)\d\d)"
    r"(?:([-_/.])(\d\d?)[-_/.](\d\d?)|[-_/.]?(\d\d)[-_/.]?(\d\d))"
    r"(?!\d)"
)
_PLAUSIBLE_YEARS = range(1949, 2051)


@dataclass(frozen=True, slots=True)
class Sidecar:
    """Metadata that comes with an article but not from its page; None where nothing is said."""

    title: str | None = None
    publisher: str | None = None
    author: str | None = None
    published: date | None = None
    url: str | None = None


class SidecarError(ValueError):
    """A sidecar that cannot be used; the message says where and what was expected."""


def read_sidecar(data: bytes) -> Sidecar:
    """Read the bytes of a NAME.meta.json.

    The date comes from ``published``, else from a date in ``url``.

    Args:
        data: JSON object with any of title, publisher, author, published, url; other keys
            are the business of whoever wrote them.

    Raises:
        SidecarError: not a JSON object, a field that is no string, a date that is none.
    """
    fields = _parse(data)
    for name in _FIELDS:
        if not isinstance(fields.get(name), str | None):
            raise SidecarError(f"{name!r} is {fields[name]!r}; write a string or null")
    texts = {name: _clean(fields.get(name)) for name in _FIELDS}
    said = _iso_date(texts["published"])
    day = said or find_path_date(texts["url"] or "")
    return Sidecar(texts["title"], texts["publisher"], texts["author"], day, texts["url"])


def find_path_date(path: str) -> date | None:
    """The date in a path or URL: the last one, as the nearest to the file's own name.

    ``find_path_date("news/2020-10/23/content_8812.txt")`` is 23 October 2020. Longer runs
    of digits (ids, phone numbers) and implausible years are no dates.
    """
    found = [_plausible(match) for match in _PATH_DATE.finditer(unquote(path))]
    return next((day for day in reversed(found) if day is not None), None)


def complete(sidecar: Sidecar, *, path_date: date | None, fallback: date | None) -> Sidecar:
    """The sidecar with a date: its own, else that of the path, else the fallback."""
    return replace(sidecar, published=sidecar.published or path_date or fallback)


def _parse(data: bytes) -> dict[str, Any]:
    if len(data) > SIDECAR_BYTES:
        raise SidecarError(f"{len(data):,} bytes are no metadata; at most {SIDECAR_BYTES:,} are read")
    try:
        fields = json.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise SidecarError("not UTF-8; save it as UTF-8") from None
    except json.JSONDecodeError as error:
        raise SidecarError(f"broken JSON at line {error.lineno} column {error.colno}: {error.msg}") from None
    except (ValueError, RecursionError) as error:
        raise SidecarError(f"unusable JSON: {error}") from None
    if not isinstance(fields, dict):
        raise SidecarError(f"a JSON {type(fields).__name__}; write an object with title, publisher, ...")
    return fields


def _clean(value: str | None) -> str | None:
    # JSON can spell half of a surrogate pair, which no UTF-8 file can hold.
    kept = (value or "").encode("utf-8", errors="replace").decode("utf-8").strip()
    return kept or None


def _iso_date(value: str | None) -> date | None:
    if value is None:
        return None
    found = parse_loose_date(value[:_LONGEST_DATE])
    if found is None:
        raise SidecarError(f"'published' is {value!r}; write an ISO date such as 2020-10-23")
    return found


def _plausible(match: re.Match[str]) -> date | None:
    year, month, day = (int(part) for part in (match[1], match[3] or match[5], match[4] or match[6]))
    try:
        return date(year, month, day) if year in _PLAUSIBLE_YEARS else None
    except ValueError:
        return None
