"""What a stream holds: told by its name, else by its first bytes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from extract.reading.options import Kind

Codec = Literal["gz", "bz2", "xz", "zst"]

HEAD_BYTES = 4096
"""How much of a stream is looked at where its name does not tell what it holds."""

ARCHIVES: frozenset[Kind] = frozenset({"zip", "tar"})
TABLES: frozenset[Kind] = frozenset({"jsonl", "json", "csv", "tsv", "parquet", "warc"})
CONTAINERS = ARCHIVES | TABLES
"""Kinds that hold many articles."""

_CODECS: Mapping[str, Codec] = {
    ".gz": "gz",
    ".gzip": "gz",
    ".bz2": "bz2",
    ".xz": "xz",
    ".lzma": "xz",
    ".zst": "zst",
    ".zstd": "zst",
}
_KINDS: Mapping[str, Kind] = {
    ".txt": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".pdf": "pdf",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "json",
    ".csv": "csv",
    ".tsv": "tsv",
    ".tab": "tsv",
    ".parquet": "parquet",
    ".pq": "parquet",
    ".warc": "warc",
    ".wet": "warc",
    ".zip": "zip",
    ".tar": "tar",
}
_TAR_SHORT: Mapping[str, Codec] = {
    ".tgz": "gz",
    ".tbz": "bz2",
    ".tbz2": "bz2",
    ".txz": "xz",
    ".tzst": "zst",
}
_MAGIC: tuple[tuple[bytes, Codec], ...] = (
    (b"\x1f\x8b", "gz"),
    (b"BZh", "bz2"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"\x28\xb5\x2f\xfd", "zst"),
)
_KIND_MAGIC: tuple[tuple[bytes, Kind], ...] = (
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"PAR1", "parquet"),
    (b"%PDF-", "pdf"),
    (b"WARC/", "warc"),
)
_HTML_START = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)\b",
    re.IGNORECASE | re.DOTALL,
)
_JSON_OBJECT = re.compile(rb'(?:\xef\xbb\xbf)?\s*\{\s*(?:"|\})')
_JSON_ARRAY = re.compile(rb"(?:\xef\xbb\xbf)?\s*\[\s*\{")
_TAR_MAGIC = slice(257, 262)


@dataclass(frozen=True, slots=True)
class Shape:
    """What a name says of a stream.

    Attributes:
        kind: what it holds without its compression; None where the name does not tell.
        codecs: how it is compressed, outermost first.
        stem: the name without the suffixes that said so.
    """

    kind: Kind | None
    codecs: tuple[Codec, ...]
    stem: str


def shape_of(name: str) -> Shape:
    """What a file name says: ``a.jsonl.gz`` holds JSON lines, compressed by gzip."""
    codecs: list[Codec] = []
    stem = name
    while True:
        bare, suffix = _cut(stem)
        if suffix in _TAR_SHORT:
            return Shape("tar", (*codecs, _TAR_SHORT[suffix]), bare)
        if suffix not in _CODECS:
            return Shape(_KINDS.get(suffix), tuple(codecs), bare if suffix in _KINDS else stem)
        codecs.append(_CODECS[suffix])
        stem = bare


def _cut(name: str) -> tuple[str, str]:
    bare, dot, suffix = name.rpartition(".")
    return (bare, f".{suffix.lower()}") if dot and bare else (name, "")


def sniff_codec(head: bytes) -> Codec | None:
    """How a stream is compressed, by its first bytes."""
    return next((codec for magic, codec in _MAGIC if head.startswith(magic)), None)


def sniff_kind(head: bytes) -> Kind:
    """What an uncompressed stream holds, by its first bytes; text where nothing else shows."""
    for magic, kind in _KIND_MAGIC:
        if head.startswith(magic):
            return kind
    if head[_TAR_MAGIC] == b"ustar":
        return "tar"
    if looks_like_html(head):
        return "html"
    if _JSON_OBJECT.match(head):
        return "jsonl"
    return "json" if _JSON_ARRAY.match(head) else "text"


def looks_like_html(head: bytes) -> bool:
    """Whether a document begins like a web page."""
    return _HTML_START.match(head[:HEAD_BYTES]) is not None
