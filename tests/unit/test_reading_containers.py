"""Files of many articles: every format, compressed or in archives, each record under its own name."""

from __future__ import annotations

import bz2
import csv
import io
import json
import lzma
import sys
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reading_support import gz, json_lines, make_tar, make_zip, read_all, write

from extract.reading.options import ColumnNames

ROWS = [
    {"id": f"a{i}", "headline": f"T{i}", "body": f"{i} km of\nroad, “new”", "date": "2020-10-23"}
    for i in range(3)
]
LINES = json_lines(ROWS)
TEXTS = {f"#a{i}": f"{i} km of\nroad, “new”" for i in range(3)}


def table_text(delimiter: str) -> bytes:
    target = io.StringIO()
    writer = csv.DictWriter(target, list(ROWS[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(ROWS)
    return target.getvalue().encode()


def parquet(rows: list[dict[str, Any]], **options: Any) -> bytes:  # noqa: ANN401
    target = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(rows), target, **options)
    return target.getvalue()


FORMATS = {
    "a.jsonl": LINES,
    "a.ndjson": LINES.replace(b"\n", b"\r\n\r\n"),
    "marked.jsonl": b"\xef\xbb\xbf" + LINES,
    "wide.jsonl": LINES.decode().encode("utf-16"),
    "array.json": json.dumps(ROWS, indent=1).encode(),
    "around.json": json.dumps({"status": "ok", "tags": ["x"], "articles": ROWS, "n": 3}).encode(),
    "lines.json": LINES,
    "a.csv": table_text(","),
    "semicolons.csv": table_text(";"),
    "wide.csv": table_text(",").decode().encode("utf-16"),
    "a.tsv": table_text("\t"),
    "a.parquet": parquet(ROWS, row_group_size=2),
}
PACKED: dict[str, Callable[[bytes], bytes]] = {
    ".gz": gz,
    ".bz2": bz2.compress,
    ".xz": lzma.compress,
    ".zst": lambda data: pa.compress(data, codec="zstd", asbytes=True),
}


@pytest.mark.parametrize("name", list(FORMATS))
def test_each_format_gives_its_records(name: str, tmp_path: Path):
    write(tmp_path / "dump", name, FORMATS[name])
    found = read_all(tmp_path / "dump")
    assert found.texts == {f"{name}{inside}": text for inside, text in TEXTS.items()}
    assert found.containers == [(name, "begins"), (name, "ends")]
    assert not found.failures
    first = found.articles[f"{name}#a0"]
    assert (first.title, first.published, first.encoding) == ("T0", date(2020, 10, 23), "utf-8")
    assert list(found.tally.columns) == ["text=body, title=headline, published=date, id=id"]


@pytest.mark.parametrize("suffix", list(PACKED))
@pytest.mark.parametrize("name", ["a.jsonl", "array.json", "a.csv", "a.parquet"])
def test_each_compression_is_taken_off(name: str, suffix: str, tmp_path: Path):
    path = write(tmp_path, name + suffix, PACKED[suffix](FORMATS[name]))
    assert read_all(path).texts == {f"{name}{suffix}{inside}": text for inside, text in TEXTS.items()}


@pytest.mark.parametrize(
    ("name", "pack"), [("x.zip", make_zip), ("x.tar", make_tar), ("x.tgz", lambda e: gz(make_tar(e)))]
)
def test_archives_of_anything(name: str, pack: Callable[[dict[str, bytes]], bytes], tmp_path: Path):
    entries = {
        "n/a.meta.json": b'{"title": "Beside"}',
        "n/a.txt": b"5 km",
        "n/photo.jpg": b"x",
        ".git/x.txt": b"x",
        "in.jsonl.gz": gz(LINES),
        "inner.zip": make_zip({"b.txt": b"6 km", "t.csv": FORMATS["a.csv"], "gold.gold.json": b"[]"}),
    }
    found = read_all(write(tmp_path, name, pack(entries)))
    assert not found.failures
    assert set(found.texts) == {
        f"{name}#n/a.txt",
        f"{name}#inner.zip#b.txt",
        *(f"{name}#in.jsonl.gz{inside}" for inside in TEXTS),
        *(f"{name}#inner.zip#t.csv{inside}" for inside in TEXTS),
    }
    assert found.articles[f"{name}#n/a.txt"].title == "Beside"
    assert found.tally.left_alone["hidden"] == 1
    assert found.tally.left_alone[".jpg"] == 1


def test_a_compressed_text_is_one_article(tmp_path: Path):
    write(tmp_path / "dump", "2020-10-23/a.txt.gz", gz("5 km “new”".encode("cp1252")))
    write(tmp_path / "dump", "2020-10-23/a.meta.json", '{"title": "T", "url": "https://x.cn/1"}')
    (article,) = read_all(tmp_path / "dump").articles.values()
    assert (article.source, article.text, article.encoding) == ("2020-10-23/a.txt.gz", "5 km “new”", "cp1252")
    assert (article.title, article.url, article.published) == ("T", "https://x.cn/1", date(2020, 10, 23))


def test_names_of_chinese_zips_are_read_in_their_letters(tmp_path: Path):
    name = "扶贫/报告.txt".encode("gb18030").decode("cp437")
    data = make_zip({"x" * len(name.encode("cp437")) + ".txt": b"5 km"})
    data = data.replace(b"x" * len(name.encode("cp437")) + b".txt", name.encode("cp437") + b".txt")
    assert list(read_all(write(tmp_path, "a.zip", data)).texts) == ["a.zip#扶贫/报告.txt.txt"]


def test_what_has_no_text_is_left_alone_in_a_folder_and_a_failure_where_it_is_named(tmp_path: Path):
    path = write(tmp_path / "dump", "index.csv", "file,words\na.txt,3\n")
    write(tmp_path / "dump", "facts.parquet", parquet([{"value": 1}]))
    found = read_all(tmp_path / "dump")
    assert not found.failures
    assert found.tally.left_alone == {".csv without a text": 1, ".parquet without a text": 1}
    assert "its columns: 'file', 'words'; name one by --text-column" in read_all(path).failures["index.csv"]
    asked = read_all(path, columns=ColumnNames(text="story"))
    assert asked.failures["index.csv"].startswith("no column 'story'; its columns: 'file'")


def test_columns_are_those_that_the_user_names(tmp_path: Path):
    rows = [
        {
            "text": "short",
            "story": {"full": ["One 5 km.", "Two 6 km."]},
            "who": ["Li", {"name": "Wu"}],
            "key": 7,
        }
    ]
    path = write(tmp_path, "a.jsonl", json_lines(rows))
    found = read_all(path, columns=ColumnNames(text="story.full", author="who", id="key"))
    article = found.articles["a.jsonl#7"]
    assert (article.text, article.author) == ("One 5 km.\n\nTwo 6 km.", "Li, Wu")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2020-10-23T08:00:00Z", date(2020, 10, 23)),
        ("Fri, 23 Oct 2020 08:00:00 GMT", date(2020, 10, 23)),
        ("October 23, 2020", date(2020, 10, 23)),
        (1603440000, date(2020, 10, 23)),
        (1603440000000, date(2020, 10, 23)),
        (20201023, date(2020, 10, 23)),
        (datetime(2020, 10, 23, 8), date(2020, 10, 23)),  # noqa: DTZ001
        (date(2020, 10, 23), date(2020, 10, 23)),
        (None, None),
        ("", None),
        ("soon", None),
        (2020, None),
        (True, None),
        (float("nan"), None),
        (1e300, None),
        ([1], None),
    ],
)
def test_dates_of_all_kinds(value: object, expected: date | None, tmp_path: Path):
    row = {"text": "5 km", "published": value}
    plain = isinstance(value, (str, int, float, list)) or value is None
    path = write(
        tmp_path, "a.jsonl" if plain else "a.parquet", json_lines([row]) if plain else parquet([row])
    )
    (article,) = read_all(path).articles.values()
    assert article.published == expected
    problems = read_all(path, columns=ColumnNames(published="published")).failures
    assert bool(problems) == (expected is None and value not in (None, ""))


def test_a_date_in_the_url_is_better_than_none(tmp_path: Path):
    path = write(
        tmp_path, "a.jsonl", json_lines([{"text": "5 km", "url": "https://x.cn/2020-10/23/c_1.htm"}])
    )
    (article,) = read_all(path, published=date(2000, 1, 1)).articles.values()
    assert (article.source, article.published) == (
        "a.jsonl#https://x.cn/2020-10/23/c_1.htm",
        date(2020, 10, 23),
    )


def test_an_id_that_comes_again_gets_a_number(tmp_path: Path):
    rows = [{"id": key, "text": f"{n} km"} for n, key in enumerate(["x", "x", "x~2", "x", 5, 5.0, None])]
    found = read_all(write(tmp_path, "a.jsonl", json_lines(rows)))
    assert list(found.texts) == [f"a.jsonl#{key}" for key in ("x", "x~2", "x~2~2", "x~3", "5", "5~2", "7")]


def test_a_hash_in_a_file_name_is_no_container(tmp_path: Path):
    write(tmp_path / "dump", "a#1.txt", "5 km")
    write(tmp_path / "dump", "a#b.jsonl", json_lines([{"id": "p#2", "text": "6 km"}]))
    assert list(read_all(tmp_path / "dump").texts) == ["a%231.txt", "a%23b.jsonl#p#2"]


def test_a_page_in_a_column_is_read_as_a_page(tmp_path: Path):
    page = "<html><body><p>The county spent 12.5 million yuan on roads in 2019.</p></body></html>"
    found = read_all(write(tmp_path, "a.jsonl", json_lines([{"url": "https://x.cn/1", "html": page}])))
    assert list(found.texts.values()) == ["The county spent 12.5 million yuan on roads in 2019."]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"plain 5 km", {"stdin": "plain 5 km"}),
        (LINES, {f"stdin{inside}": text for inside, text in TEXTS.items()}),
        (gz(LINES), {f"stdin{inside}": text for inside, text in TEXTS.items()}),
        (FORMATS["array.json"], {f"stdin{inside}": text for inside, text in TEXTS.items()}),
        (FORMATS["a.parquet"], {f"stdin{inside}": text for inside, text in TEXTS.items()}),
        (make_zip({"a.txt": b"5 km"}), {"stdin#a.txt": "5 km"}),
        (gz(make_tar({"a.txt": b"5 km"})), {"stdin#a.txt": "5 km"}),
    ],
    ids=["text", "lines", "gz", "json", "parquet", "zip", "tar.gz"],
)
def test_standard_input_is_told_by_its_bytes(
    data: bytes, expected: dict[str, str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(data)))
    assert read_all("-").texts == expected


def test_standard_input_of_a_kind_that_bytes_do_not_tell(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(gz(b"id\ttext\n1\t5 km\n"))))
    assert read_all("-", kind="tsv").texts == {"stdin#1": "5 km"}


def test_empty_standard_input_is_a_failure(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(b"")))
    assert read_all("-").failures == {"stdin": "the file is empty"}


def test_globs_name_files_below_their_fixed_part(tmp_path: Path):
    for name in ("2020-01/a.txt", "2020-02/b.txt", "2021-01/c.txt", "2020-01/x.dat", "2020-01/a.gold.json"):
        write(tmp_path / "dumps", name, "5 km")
    dumps = tmp_path / "dumps"
    assert list(read_all(dumps / "2020-*").texts) == ["2020-01/a.txt", "2020-02/b.txt"]
    assert list(read_all(dumps / "**/*.txt").texts) == ["2020-01/a.txt", "2020-02/b.txt", "2021-01/c.txt"]
    found = read_all(dumps / "2020-*/*.dat")
    assert [(a.collection, a.source) for a in found.articles.values()] == [("dumps", "2020-01/x.dat")]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\r\t")).map(
            lambda t: f"5{t}"
        ),
        min_size=1,
    ),
    st.sampled_from(["a.jsonl", "a.csv", "a.json", "a.parquet"]),
)
def test_every_text_comes_out_as_it_went_in(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str], name: str
):
    rows = [{"text": text} for text in texts]
    target = io.StringIO()
    writer = csv.DictWriter(target, ["text"], quoting=csv.QUOTE_ALL)
    writer.writeheader()
    writer.writerows(rows)
    data = {
        "a.jsonl": json_lines(rows),
        "a.csv": target.getvalue().encode(),
        "a.json": json.dumps(rows, ensure_ascii=False).encode(),
        "a.parquet": parquet(rows),
    }[name]
    found = read_all(write(tmp_path_factory.mktemp("w"), name, data))
    assert list(found.texts.values()) == texts


def test_a_table_may_begin_in_ascii_and_go_on_in_another_encoding(tmp_path: Path):
    rows = [f"{number},{number} km of road\n" for number in range(9_000)]
    data = ("id,text\n" + "".join(rows) + "x,It cost £5 at the café\n").encode("cp1252")
    assert read_all(write(tmp_path, "a.csv", data)).texts["a.csv#x"] == "It cost £5 at the café"
