"""A whole store → one file. Turtle, JSON-LD, N-Triples and RDF/XML hold the default graph, TriG and N-Quads all graphs.

The engine writes; `sort` gives N-Triples and N-Quads an order that does not depend on how the store came about.
"""

from __future__ import annotations

from contextlib import ExitStack

from kg.errors import QueryError, StoreError
from kg.export.sorting import LineSorter
from kg.store.base import Output, View
from kg.store.formats import FORMATS, Format

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
        sorter = LineSorter(stack)
        view.dump(sorter, chosen.media_type, graph=graph)
        for line in sorter.lines():
            output.write(line)
    return chosen
