"""What is asked of the engine beyond one call: a database opened, filled in bulk, changed in portions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, islice
from pathlib import Path

import pyoxigraph as ox

from kg.errors import StoreError, StoreLockedError
from kg.store.bulk import MergedStream
from kg.store.failures import telling

# Lines of one transaction. The engine's update takes some 5 KiB of memory a line, so this is about 120 MiB; larger
# transactions are no quicker.
TRANSACTION_LINES = 20_000
# Lines that are loaded in bulk at a time: some 270 MiB. Fewer take more time, more are no quicker.
BULK_LINES = 100_000


def open_database(path: Path | None) -> ox.Store:
    try:
        return ox.Store(path) if path else ox.Store()
    except OSError as error:
        if "lock" in str(error).lower():
            raise StoreLockedError(f"{path} is held by another process: wait until it has ended") from error
        raise StoreError(f"cannot open the database {path}: {error}") from error
    except RuntimeError as error:
        raise StoreError(f"the database {path} is damaged: restore it from a backup ({error})") from error


def fill(inner: ox.Store, lines: Iterable[str]) -> int:
    """Load lines slice by slice, as the engine keeps what it loads at once in memory; gives the number of quads."""
    source, total = iter(lines), 0
    try:
        with telling("cannot write the database"):
            for first in source:
                stream = MergedStream(chain((first,), islice(source, BULK_LINES - 1)))
                inner.bulk_load(stream, ox.RdfFormat.N_QUADS)  # type: ignore[arg-type]
                total += stream.quads
            # Each slice left files of its own; merged, queries take half the time.
            inner.optimize()
            inner.flush()
    except (SyntaxError, ValueError) as error:
        raise StoreError(f"not N-Quads: {error}") from error
    return total


def batches(
    first: dict[str, Iterable[str]], contents: Iterable[tuple[str, Iterable[str]]]
) -> Iterator[dict[str, Iterable[str]]]:
    """The graphs in portions of at most TRANSACTION_LINES lines, or of one graph that has more."""
    batch, size = first, 0
    for graph, given in contents:
        lines = tuple(given)
        if size and size + len(lines) > TRANSACTION_LINES:
            yield batch
            batch, size = {}, 0
        batch[graph] = lines
        size += len(lines)
    if batch:
        yield batch


def parse_lines(lines: Iterable[str]) -> Iterator[tuple[str, ox.Quad]]:
    """The lines with their triples as terms."""
    ordered = list(lines)
    text = "".join(f"{line} .\n" for line in ordered)
    return zip(ordered, ox.parse(text, format=ox.RdfFormat.N_TRIPLES), strict=True)
