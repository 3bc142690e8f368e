"""A whole store → one file. Turtle, JSON-LD, N-Triples and RDF/XML hold the default graph, TriG and N-Quads all graphs.

The engine writes; `sort` gives N-Triples and N-Quads an order that does not depend on how the store came about.
"""

from __future__ import annotations

import heapq
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from typing import IO

from kg.errors import QueryError, StoreError
from kg.store.base import Output, View
from kg.store.formats import FORMATS, Format

# Lines that are sorted in memory; more go through files. About 100 MB.
_SORT_LINES = 500_000
_DEFAULT_GRAPH = ""

EXPORT_FORMATS: tuple[Format, ...] = tuple(entry for entry in FORMATS if entry.shape != "table")


def find_export_format(name: str) -> Format:
    """The export format of that name, extension or media type; QueryError if there is none."""
    wanted = name.strip().lower().lstrip(".")
    for entry in EXPORT_FORMATS:
        if wanted in (entry.name, entry.extension, entry.media_type):
            return entry
    names = ", ".join(entry.name for entry in EXPORT_FORMATS)
    raise QueryError(f"there is no export format {name!r}: the formats are {names}")


def export_graph(view: View, output: Output, *, format: str = "turtle", sort: bool = False) -> Format:
    """Write the store; gives the format that was used.

    Args:
        format: Name, extension or media type.
        sort: Sort the lines by their bytes; only for N-Triples and N-Quads.

    Raises:
        QueryError: There is no such format.
        StoreError: The format has no lines to sort.
    """
    chosen = find_export_format(format)
    graph = None if chosen.shape == "dataset" else _DEFAULT_GRAPH
    if not sort:
        view.dump(output, chosen.media_type, graph=graph)
        return chosen
    if chosen.name not in ("ntriples", "nquads"):
        raise StoreError(f"{chosen.name} cannot be sorted: use ntriples or nquads")
    with ExitStack() as stack:
        sorter = _LineSorter(stack)
        view.dump(sorter, chosen.media_type, graph=graph)
        for line in sorter.lines():
            output.write(line)
    return chosen


class _LineSorter:
    """A stream that takes lines and gives them back sorted, in sorted runs on disk where there are many."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack
        self._rest = b""
        self._lines: list[bytes] = []
        self._runs: list[IO[bytes]] = []

    def write(self, data: bytes) -> int:
        *whole, self._rest = (self._rest + data).split(b"\n")
        self._lines.extend(whole)
        if len(self._lines) >= _SORT_LINES:
            self._spill()
        return len(data)

    def flush(self) -> None:
        """Nothing to do: the lines are given back at the end."""

    def lines(self) -> Iterator[bytes]:
        """All lines in order, each with its end."""
        parts: list[Iterable[bytes]] = [(line.rstrip(b"\n") for line in run) for run in self._runs]
        for run in self._runs:
            run.seek(0)
        for line in heapq.merge(*parts, sorted(self._lines)):
            yield line + b"\n"

    def _spill(self) -> None:
        run: IO[bytes] = self._stack.enter_context(tempfile.TemporaryFile())  # noqa: SIM115 (the stack closes it)
        run.writelines(line + b"\n" for line in sorted(self._lines))
        self._runs.append(run)
        self._lines = []
