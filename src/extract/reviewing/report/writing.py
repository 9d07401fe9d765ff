"""From an output to a page on disk: one file, or a folder."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from extract.errors import UsageError
from extract.reviewing.report.contents import META, Shard, iter_shards
from extract.reviewing.report.page import MARK, render_page
from extract.storing.reading_back import Output

_PAGE = "index.html"
_DATA = "data"
_FILES = (".html", ".htm")
_HEAD = 4_096


def report(
    output: Output | str | Path,
    out: str | Path = "report.html",
    *,
    against: Output | str | Path | None = None,
) -> Path:
    """Write an output as a page that opens from disk, without a network; published as ``extract.report``.

    Args:
        output: an output folder, or an open one.
        out: a file (``.html``) that holds all, or a folder, with ``index.html`` and beside it the data,
            read as they are looked at. What an earlier report left there is replaced.
        against: an earlier output, to show what changed since.

    Returns:
        The file to open in a browser.

    Raises:
        UsageError: no output, or something else stands where the report should go.

    Example:
        >>> extract.report("output", "report.html", against="output-before")
    """
    target = Path(out)
    check_target(target)
    write = _write_file if target.suffix.lower() in _FILES else _write_folder
    with ExitStack() as stack:
        new = _open(output, stack)
        old = None if against is None else _open(against, stack)
        title = f"{new.folder.name} - extract report"
        return write(target, title, iter_shards(new, title, old))


def _open(output: Output | str | Path, stack: ExitStack) -> Output:
    return output if isinstance(output, Output) else stack.enter_context(Output(output))


def check_target(target: Path) -> None:
    """Refuse to write over anything but an earlier report.

    Raises:
        UsageError: something else stands there.
    """
    is_file = target.suffix.lower() in _FILES
    if not target.exists() or (target.is_dir() and not is_file and not any(target.iterdir())):
        return
    page = target if is_file else target / _PAGE
    if not page.is_file() or MARK.encode() not in page.open("rb").read(_HEAD):
        raise UsageError(
            f"{str(target)!r} is there and is no report; name a new file (.html) or folder with --out"
        )


def _write_file(target: Path, title: str, shards: Iterable[Shard]) -> Path:
    target.parent.mkdir(parents=True, exist_ok=True)
    with _temporary(target) as temporary:
        _write_page(temporary, title, shards, in_folder=False)
        return temporary.replace(target)


def _write_folder(target: Path, title: str, shards: Iterable[Shard]) -> Path:
    target.parent.mkdir(parents=True, exist_ok=True)
    with _temporary(target) as temporary:
        (temporary / _DATA).mkdir(parents=True)
        _write_page(temporary / _PAGE, title, _lay_beside(temporary / _DATA, shards), in_folder=True)
        target.mkdir(exist_ok=True)
        # What else somebody keeps there stays.
        shutil.rmtree(target / _DATA, ignore_errors=True)
        for name in (_DATA, _PAGE):
            (temporary / name).replace(target / name)
    return target / _PAGE


@contextmanager
def _temporary(target: Path) -> Iterator[Path]:
    """A path beside the target; nothing is left of it in the end, whatever happens."""
    temporary = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        yield temporary
    finally:
        if temporary.is_file():
            temporary.unlink()
        shutil.rmtree(temporary, ignore_errors=True)


def _write_page(page: Path, title: str, shards: Iterable[Shard], *, in_folder: bool) -> None:
    with page.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(render_page(title, shards, in_folder=in_folder))


def _lay_beside(folder: Path, shards: Iterable[Shard]) -> Iterator[Shard]:
    """Write each shard to a file of its own; what is left over stands in the page."""
    for name, content in shards:
        if name == META:
            yield name, content
        else:
            # A script, since a page from disk may load scripts but fetch nothing.
            call = f'extractShard("{name}","{content}");\n'
            (folder / f"{name}.js").write_text(call, encoding="ascii")
