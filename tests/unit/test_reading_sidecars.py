"""Dates in paths, and what NAME.meta.json says."""

from __future__ import annotations

from datetime import date

import pytest

from extract.reading.dates import parse_loose_date
from extract.reading.sidecars import Sidecar, SidecarError, complete, find_path_date, read_sidecar


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("2020-10-23.txt", "2020-10-23"),
        ("news/20201023/a.txt", "2020-10-23"),
        ("2020/10/23/a.txt", "2020-10-23"),
        ("www.example.cn/2020-10/23/content_88123456.txt", "2020-10-23"),
        ("www.example.cn/202010/23/t_1.txt", "2020-10-23"),
        ("http%3A%2F%2Fwww.example.cn%2F2020%2F1%2F3%2Fa.txt", "2020-01-03"),
        ("2020_10_23_story.txt", "2020-10-23"),
        ("2019-01-01/report-2020-10-23.txt", "2020-10-23"),
        ("t20201023_443.txt", "2020-10-23"),
        ("120201023.txt", None),
        ("202010231.txt", None),
        ("1650-10-23.txt", None),
        ("2020-13-23.txt", None),
        ("2020-02-30.txt", None),
        ("2020.txt", None),
        ("2020-10.txt", None),
        ("phone-13920201023.txt", None),
        ("8a69a3d43e08cf3f.txt", None),
    ],
)
def test_find_path_date(path: str, expected: str | None):
    found = find_path_date(path)
    assert (found and found.isoformat()) == expected


def test_read_sidecar_gives_its_fields():
    sidecar = read_sidecar(
        b'\xef\xbb\xbf{"title": " T ", "publisher": "P", "author": null, '
        b'"published": "2020-10-23T08:00:00Z", "x": 1}'
    )
    assert sidecar == Sidecar("T", "P", None, date(2020, 10, 23))


def test_read_sidecar_takes_the_date_of_its_url():
    assert read_sidecar(b'{"url": "https://x.cn/2020-10/23/c_1.htm"}').published == date(2020, 10, 23)


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b'{"title": "x",\n oops}', "line 2 column 2"),
        (b"", "broken JSON at line 1"),
        (b"\xff\xfe", "not UTF-8"),
        (b"[1]", "JSON list"),
        (b'{"title": 5}', "'title' is 5"),
        (b'{"published": "last week"}', "'published' is 'last week'"),
        (b"[" * 100_000, "unusable JSON|broken JSON"),
        (b'{"published": ' + b"9" * 5_000 + b"}", "unusable JSON|'published'"),
    ],
)
def test_read_sidecar_says_what_is_wrong(data: bytes, found: str):
    with pytest.raises(SidecarError, match=found):
        read_sidecar(data)


def test_read_sidecar_makes_half_a_surrogate_pair_storable():
    title = read_sidecar(rb'{"title": "x \ud800"}').title
    assert title == "x ?"


@pytest.mark.parametrize(
    ("own", "path_date", "fallback", "expected"),
    [
        (date(2020, 1, 1), date(2021, 1, 1), date(2022, 1, 1), date(2020, 1, 1)),
        (None, date(2021, 1, 1), date(2022, 1, 1), date(2021, 1, 1)),
        (None, None, date(2022, 1, 1), date(2022, 1, 1)),
        (None, None, None, None),
    ],
)
def test_complete_prefers_the_sidecar_then_the_path_then_the_fallback(
    own: date | None, path_date: date | None, fallback: date | None, expected: str | None
):
    assert complete(Sidecar(published=own), path_date=path_date, fallback=fallback).published == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("2020-10-23T08:00:00Z", date(2020, 10, 23)),
        ("23 October 2020, 8:05 AM GMT", date(2020, 10, 23)),
        ("Oct. 23rd, 2020", date(2020, 10, 23)),
        ("2020年10月23日", date(2020, 10, 23)),
        ("October 2020", None),
        ("last week", None),
        ("", None),
    ],
)
def test_loose_dates_are_read_and_no_part_is_invented(said: str, expected: date | None):
    assert parse_loose_date(said) == expected
