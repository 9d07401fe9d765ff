"""The border to fsspec: inputs that are URLs (s3://, gs://, https:// ...)."""

from __future__ import annotations

import re
from typing import Any

from extract.errors import UsageError

_URL = re.compile(r"[a-z][a-z0-9+.-]+://", re.IGNORECASE)
_EXTRAS = {"s3": "s3", "s3a": "s3", "gs": "gcs", "gcs": "gcs"}


def is_url(given: str) -> bool:
    """Whether an input names something remote."""
    return _URL.match(given) is not None


def open_store(url: str) -> tuple[Any, str]:
    """The file system of a URL, and the path in it.

    Args:
        url: such as ``s3://bucket/folder``.

    Raises:
        UsageError: fsspec or its package for this protocol is not installed, or no such protocol.
    """
    protocol = url.partition("://")[0].lower()
    remedy = f"pip install 'extract[{_EXTRAS.get(protocol, 'remote')}]'"
    try:
        from fsspec.core import url_to_fs  # noqa: PLC0415 - for URLs only
    except ModuleNotFoundError:
        raise UsageError(f"{url}: needs the package fsspec, which is not installed: {remedy}") from None
    try:
        store, path = url_to_fs(url)
    except ImportError as error:
        raise UsageError(f"{url}: {' '.join(str(error).split())}: {remedy}") from None
    except ValueError as error:
        raise UsageError(f"{url}: {error}; give s3://, gs:// or https://") from None
    return store, str(path)


def about(url: str) -> dict[str, Any]:
    """What a store knows of a path: its type, size, digest.

    Raises:
        UsageError: nothing is there, or it cannot be reached.
    """
    store, path = open_store(url)
    try:
        found: dict[str, Any] = store.info(path)
    except FileNotFoundError:
        raise UsageError(f"no such input {url!r}; see that the URL is right") from None
    except Exception as error:  # noqa: BLE001 - each protocol has errors of its own
        reason = " ".join(str(error).split()) or type(error).__name__
        raise UsageError(
            f"{url}: cannot be reached ({reason}); see the URL, the network and the keys"
        ) from None
    return found
