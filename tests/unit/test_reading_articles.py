"""Folders of files: which are articles, in which order, and what fails."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

import pytest

from extract.errors import UsageError
from extract.reading.articles import iter_articles, iter_candidates, read_one
from extract.reading.candidates import Candidate
from extract.reading.inputs import Tally, count_files, resolve_inputs, walk_inputs
from extract.reading.options import InputLimits, ReadOptions
from extract.records import Failure, RawArticle


@pytest.fixture
def dump(tmp_path: Path):
    folder = tmp_path / "dump"
    folder.mkdir()
    return folder


def write(folder: Path, name: str, content: str | bytes = "5 km of road") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def read(*inputs: Path, **options: Any) -> list[RawArticle | Failure]:  # noqa: ANN401
    return list(iter_articles(inputs, ReadOptions(**options)))


def test_articles_come_in_the_order_of_their_sources(dump: Path):
    for name in ("b.txt", "a/x.txt", "a-b/x.txt", "a.txt", "a/b/c.txt", "B.TXT"):
        write(dump, name)
    sources = [article.source for article in read(dump)]
    assert sources == sorted(sources)
    assert len(sources) == 6


def test_files_that_are_no_articles_are_left_alone_and_counted(dump: Path):
    for name in ("a.txt", "a.gold.json", ".hidden.txt", ".git/x.txt", "photo.jpg", "README"):
        write(dump, name, "{}")
    write(dump, "a.meta.json", "{}")
    write(dump, "index.csv", "file,n_words\na.txt,3\n")
    write(dump, "index.json", '{"files": ["a.txt"]}')
    tally = Tally()
    assert [item.source for item in iter_articles([dump], tally=tally)] == ["a.txt"]
    assert tally.left_alone == {
        ".gold.json": 1,
        ".meta.json": 1,
        "hidden": 2,
        ".jpg": 1,
        "no suffix": 1,
        ".csv without a text": 1,
        ".json without a text": 1,
    }


def test_a_file_that_is_named_is_read_whatever_its_suffix(dump: Path):
    path = write(dump, "page.text")
    (article,) = read(path)
    assert (article.collection, article.source) == ("page.text", "page.text")


def test_collection_is_the_name_of_the_folder_or_the_one_given(dump: Path):
    write(dump, "a/b.txt")
    assert [a.collection for a in read(dump)] == ["dump"]
    assert [a.collection for a in read(dump / "a" / "..", collection="mine")] == ["mine"]


def test_sidecar_completes_the_article(dump: Path):
    write(dump, "x/a.txt")
    write(dump, "x/a.meta.json", '{"title": "T", "author": "A", "published": "2020-10-23"}')
    (article,) = read(dump)
    assert (article.title, article.author, article.published) == ("T", "A", date(2020, 10, 23))


def test_broken_sidecar_is_a_failure_and_the_article_is_read(dump: Path):
    write(dump, "x/a.txt")
    write(dump, "x/a.meta.json", "{")
    failure, article = read(dump)
    assert isinstance(failure, Failure)
    assert failure.source == "x/a.meta.json"
    assert "line 1" in failure.error
    assert article.text == "5 km of road"


def test_date_comes_from_the_path_else_from_the_option(tmp_path: Path):
    dump = tmp_path / "dump-2019-05-01"
    write(dump, "2020-10-23/a.txt")
    write(dump, "b.txt")
    other = tmp_path / "other"
    write(other, "c.txt")
    found = {a.source: a.published for a in read(dump, other, published=date(2001, 1, 1))}
    assert found == {
        "2020-10-23/a.txt": date(2020, 10, 23),
        "b.txt": date(2019, 5, 1),
        "c.txt": date(2001, 1, 1),
    }


def test_each_bad_file_is_a_failure_and_the_rest_is_read(dump: Path):
    write(dump, "empty.txt", "")
    write(dump, "png.txt", b"\x89PNG\r\n\x1a\n...")
    write(dump, "ok.txt")
    os.mkfifo(dump / "pipe.txt")
    (dump / "dangling.txt").symlink_to(dump / "nowhere.txt")
    (dump / "loop.txt").symlink_to(dump / "loop.txt")
    write(dump, "large.txt", "5 km " * 10)
    found = {item.source: item for item in read(dump, limits=InputLimits(max_bytes=20))}
    errors = {source: item.error for source, item in found.items() if isinstance(item, Failure)}
    assert isinstance(found["ok.txt"], RawArticle)
    assert errors["empty.txt"] == "the file is empty"
    assert "PNG image" in errors["png.txt"]
    assert "no regular file" in errors["pipe.txt"]
    assert "does not exist" in errors["dangling.txt"]
    assert "loop.txt" in errors
    assert "50 bytes, more than the limit of 20" in errors["large.txt"]


def test_a_file_without_permission_is_a_failure(dump: Path, monkeypatch: pytest.MonkeyPatch):
    write(dump, "secret.txt")

    def refuse(self: Path, *_: object) -> NoReturn:
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "open", refuse)
    (failure,) = read(dump)
    assert failure == Failure("secret.txt", "dump", "read", "Permission denied")


def test_a_folder_without_permission_is_a_failure(dump: Path, monkeypatch: pytest.MonkeyPatch):
    write(dump, "in/a.txt")
    write(dump, "b.txt")
    real = os.scandir

    def refuse(path: str) -> Iterator[os.DirEntry[str]]:
        if str(path).endswith("in"):
            raise PermissionError(13, "Permission denied", str(path))
        return real(path)

    monkeypatch.setattr(os, "scandir", refuse)
    article, failure = sorted(read(dump), key=lambda item: item.source)
    assert article.source == "b.txt"
    assert failure == Failure("in/", "dump", "read", "folder: Permission denied")


def test_links_in_a_circle_end(dump: Path):
    write(dump, "a/x.txt")
    (dump / "a" / "again").symlink_to(dump)
    (dump / "b").symlink_to(dump / "a")
    assert [a.source for a in read(dump)] == ["a/x.txt"]


def test_deep_folders_are_read(dump: Path):
    deep = "/".join(["d"] * 400)
    write(dump, f"{deep}/x.txt")
    assert [a.source for a in read(dump)] == [f"{deep}/x.txt"]


def test_a_name_that_is_no_utf8_can_be_stored(dump: Path):
    (dump / os.fsdecode(b"caf\xe9.txt")).write_bytes(b"5 km")
    (article,) = read(dump)
    assert article.source == r"caf\xe9.txt"


def test_two_inputs_in_one_collection_may_not_give_one_source(tmp_path: Path):
    write(tmp_path / "one", "a.txt")
    write(tmp_path / "two", "a.txt")
    write(tmp_path / "two", "b.txt")
    first, second, third = read(tmp_path / "one", tmp_path / "two", collection="all")
    assert isinstance(first, RawArticle)
    assert "two inputs give this source" in second.error
    assert third.source == "b.txt"


def test_order_of_inputs_does_not_matter(tmp_path: Path):
    for name in ("one", "two"):
        write(tmp_path / name, "a.txt", f"{name} 5 km")
    assert read(tmp_path / "one", tmp_path / "two") == read(tmp_path / "two", tmp_path / "one")


@pytest.mark.parametrize(
    ("names", "found"),
    [
        ([], "no input given"),
        (["nowhere"], "no such input 'nowhere'"),
        (["x/dump", "y/dump"], "2 inputs are called 'dump'"),
        (["x/dump", "x/../x/dump"], "given twice"),
    ],
)
def test_inputs_that_cannot_be_used(
    names: list[str], found: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    for name in ("x/dump", "y/dump"):
        write(tmp_path, f"{name}/a.txt")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError, match=found):
        resolve_inputs(names)


def test_input_digest_changes_with_content_sidecar_and_date(dump: Path):
    def digest(**options: Any) -> str:  # noqa: ANN401
        walk = walk_inputs(resolve_inputs([dump]), Tally())
        (candidate,) = iter_candidates(walk, ReadOptions(**options))
        assert isinstance(candidate, Candidate)
        return candidate.input_digest

    write(dump, "a.txt")
    digests = [digest(), digest(published=date(2020, 1, 1))]
    write(dump, "a.meta.json", '{"title": "T"}')
    digests.append(digest())
    write(dump, "a.txt", "6 km")
    digests.append(digest())
    assert len(set(digests)) == 4
    assert digest() == digests[-1]


def test_count_files(dump: Path):
    for name in ("a.txt", "b/c.txt", "d.jpg"):
        write(dump, name)
    assert count_files([dump]) == 2
    write(dump, "d.jsonl")
    assert count_files([dump]) == 0
    assert count_files([dump / "nowhere"]) == 0


def test_read_one_reads_bytes_and_refuses_what_is_no_text(dump: Path):
    assert read_one("-", b"5 km").text == "5 km"
    path = write(dump, "a.txt", "")
    with pytest.raises(UsageError, match="the file is empty"):
        read_one(str(path))


def test_50_megabytes_are_one_article(dump: Path):
    write(dump, "big.txt", b"Some 12.5 million yuan was spent.\n" * 1_500_000)
    (article,) = read(dump)
    assert len(article.text) == 34 * 1_500_000
