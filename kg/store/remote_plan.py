"""A plan of changes → updates of bounded size.

A triple goes into or out of all its graphs, the default graph with them, in one update: where an update is one
transaction, the default graph is the merge after each of them, and a plan that was cut short is taken up by the next
one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set

from kg.store.dialects import Dialect
from kg.store.merge import Plan

_DEFAULT = ""
# What an update has besides its triples, for each graph that it names.
_FRAME = 200

# By line, the graphs that it goes into or out of; "" is the default graph.
Places = Mapping[str, Set[str]]


def to_updates(plan: Plan, dialect: Dialect) -> Iterator[str]:
    """The updates that carry out a plan, in their order; one if it is small enough."""
    removals = _places({graph: lines for graph, lines in plan.removed.items() if graph not in plan.dropped})
    for line in plan.default_removed:
        removals.setdefault(line, set()).add(_DEFAULT)
    additions = _places(plan.added)
    for line in plan.default_added:
        additions.setdefault(line, set()).add(_DEFAULT)
    parts = [
        *(_data("DELETE DATA", piece, dialect) for piece in _pieces(removals, dialect)),
        *(f"DROP SILENT GRAPH <{graph}>" for graph in sorted(plan.dropped)),
        *(_data("INSERT DATA", piece, dialect) for piece in _pieces(additions, dialect)),
    ]
    if _is_small(removals, additions, dialect):
        parts = [" ;\n".join(parts)] if parts else []
    yield from parts


def _places(named: Mapping[str, Iterable[str]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for graph, lines in named.items():
        for line in lines:
            found.setdefault(line, set()).add(graph)
    return found


def _is_small(removals: Places, additions: Places, dialect: Dialect) -> bool:
    triples = sum(len(graphs) for places in (removals, additions) for graphs in places.values())
    size = sum(_size(line) * len(graphs) for places in (removals, additions) for line, graphs in places.items())
    return triples <= dialect.most_triples and size <= dialect.most_bytes


def _pieces(places: Places, dialect: Dialect) -> Iterator[dict[str, list[str]]]:
    """The triples by graph in portions; a triple's graphs are never in two of them."""
    piece: dict[str, list[str]] = {}
    triples = size = 0
    for line in sorted(places):
        graphs = sorted(places[line])
        more = _size(line) * len(graphs)
        if piece and (triples + len(graphs) > dialect.most_triples or size + more > dialect.most_bytes):
            yield piece
            piece, triples, size = {}, 0, 0
        for graph in graphs:
            size += _FRAME if graph not in piece else 0
            piece.setdefault(graph, []).append(line)
        triples += len(graphs)
        size += more
    if piece:
        yield piece


def _size(line: str) -> int:
    """Bytes of a line in an update, its end with it; an estimate that is never too low for what is not ASCII."""
    return (len(line) if line.isascii() else len(line.encode())) + 3


def _data(verb: str, piece: Mapping[str, Iterable[str]], dialect: Dialect) -> str:
    blocks = [_block(graph or dialect.default_graph, piece[graph]) for graph in sorted(piece)]
    if verb.startswith("DELETE") and not dialect.deletes_across:
        return " ;\n".join(f"{verb} {{\n{block}}}" for block in blocks)
    return f"{verb} {{\n{''.join(blocks)}}}"


def _block(graph: str, lines: Iterable[str]) -> str:
    triples = "".join(f"{line} .\n" for line in lines)
    return f"GRAPH <{graph}> {{\n{triples}}}\n" if graph else triples
