"""Which code makes the facts: an article is processed again when it changes."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from extract.storing.columns import SCHEMA_VERSION
from extract.storing.signing import SIGNATURE_VERSION


@cache
def code_version() -> str:
    """Version of the package and a digest of its sources, such as ``0.1.0+3f2a91c07b44``.

    The digest makes sure that facts of edited code are never taken for those of the release.
    """
    root = Path(__file__).resolve().parents[1]
    # Articles are told to be copies by signatures, which must all be of one kind.
    total = hashlib.sha256(str(SIGNATURE_VERSION).encode())
    for file in sorted(root.rglob("*.py")):
        total.update(str(file.relative_to(root)).encode() + b"\0" + file.read_bytes())
    return f"{version('extract')}+{total.hexdigest()[:12]}"


def make_version(rules_digest: str, model: str | None, *, no_text: bool) -> dict[str, Any]:
    """What the rows of an article depend on beside its content, as columns of the table of runs.

    Args:
        rules_digest: digest of all rules.
        model: the spaCy model, where the user named one.
        no_text: whether texts are left out.
    """
    return {
        "code_version": code_version(),
        "schema_version": SCHEMA_VERSION,
        "rules_digest": rules_digest,
        "model": model,
        "text": "left_out" if no_text else "kept",
    }
