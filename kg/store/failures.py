"""The system's errors of writing (no room is left, a file system is read-only) as the store's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from kg.errors import StoreError


@contextmanager
def telling(what: str) -> Iterator[None]:
    """Turn an OSError within the block into a StoreError of one line, which begins with `what`."""
    try:
        yield
    except OSError as error:
        raise StoreError(f"{what}: {error.strerror or ' '.join(str(error).split())}") from error
