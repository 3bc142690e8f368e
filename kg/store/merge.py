"""New contents of named graphs → the smallest update that makes them so and keeps the default graph their merge.

Works on N-Triples lines in the engine's own form, so what is compared are strings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import dataclass, field

import pyoxigraph as ox

from kg.errors import StoreError

Lines = frozenset[str]


@dataclass(slots=True)
class Plan:
    """What has to change: triples by graph, and in the default graph."""

    removed: dict[str, set[str]] = field(default_factory=dict)
    added: dict[str, set[str]] = field(default_factory=dict)
    dropped: list[str] = field(default_factory=list)
    default_removed: set[str] = field(default_factory=set)
    default_added: set[str] = field(default_factory=set)

    def __bool__(self) -> bool:
        return bool(self.removed or self.added or self.dropped)


def check_iri(iri: str) -> ox.NamedNode:
    """The IRI as a term; StoreError if it is none."""
    try:
        return ox.NamedNode(iri)
    except ValueError as error:
        raise StoreError(f"{iri!r} is not the IRI of a graph: {error}") from error


def loaded_graph(graph_iri: str) -> str:
    """The graph that keeps what was loaded under the name of a graph that builds write."""
    return f"{graph_iri}/loaded"


def read_lines(graph_iri: str, lines: Iterable[str]) -> Lines:
    """The triples of one graph as N-Triples lines without the final dot, in the form in which the engine keeps them.

    Blank nodes become IRIs below the graph's (RDF 1.1, section 3.5), the same for the same graph: a blank node could
    neither be found again for deletion nor be compared with the last build.

    Raises:
        StoreError: A line is not N-Quads, or belongs to another graph; the message says which.
    """
    text = "\n".join(line.rstrip("\n") for line in lines)
    graph = check_iri(graph_iri)
    try:
        quads = list(ox.parse(text, format=ox.RdfFormat.N_QUADS))
    except SyntaxError as error:
        raise StoreError(f"graph <{graph_iri}>: line {error.lineno or '?'} is not N-Quads: {error.msg}") from error
    for quad in quads:
        if quad.graph_name not in (graph, ox.DefaultGraph()):
            raise StoreError(f"graph <{graph_iri}>: a line belongs to the graph {quad.graph_name}")
    if "_:" in text:
        quads = _without_blank_nodes(graph_iri, quads)
    return stored_lines(quads)


def stored_lines(quads: Iterable[ox.Quad]) -> Lines:
    """The triples as a database would give them back: it keeps numbers, dates and language tags by value, so that
    `"0.90"` becomes `"0.9"` and `@en-GB` becomes `@en-gb`."""
    lines: set[str] = set()
    scratch: list[ox.Quad] = []
    for quad in quads:
        line = str(quad.triple)
        if '"^^<' in line or '"@' in line:
            scratch.append(ox.Quad(quad.subject, quad.predicate, quad.object))
        else:
            lines.add(line)
    if scratch:
        store = ox.Store()
        store.extend(scratch)
        lines |= dump_lines(store, ox.DefaultGraph())
    return frozenset(lines)


def dump_lines(store: ox.Store, graph: ox.NamedNode | ox.DefaultGraph) -> Lines:
    """The triples of one graph as N-Triples lines without the final dot."""
    text = (store.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=graph) or b"").decode()
    # str.splitlines would also cut at U+2028 and its like, which literals may hold.
    return frozenset(line[:-2] for line in text.split("\n") if line)


def _without_blank_nodes(graph_iri: str, quads: list[ox.Quad]) -> list[ox.Quad]:
    dataset = ox.Dataset(ox.Quad(quad.subject, quad.predicate, quad.object) for quad in quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)

    def named(term: object) -> object:
        if isinstance(term, ox.BlankNode):
            return ox.NamedNode(f"{graph_iri}/.well-known/genid/{term.value}")
        return term

    return [ox.Quad(named(quad.subject), quad.predicate, named(quad.object)) for quad in dataset]  # type: ignore[arg-type]


def plan_changes(
    new: Mapping[str, Lines],
    old: Mapping[str, Lines],
    said_elsewhere: Callable[[set[str], Set[str]], set[str]],
) -> Plan:
    """Compare.

    Args:
        new: Wanted contents by graph; an empty set drops the graph.
        old: Present contents of the same graphs; a missing key is a graph that does not exist.
        said_elsewhere: Which of some triples a named graph other than those given holds now.
    """
    plan = Plan()
    for graph, wanted in new.items():
        present = old.get(graph)
        if removed := set((present or frozenset()) - wanted):
            plan.removed[graph] = removed
        if added := set(wanted - (present or frozenset())):
            plan.added[graph] = added
        if present is not None and not wanted:
            plan.dropped.append(graph)
    plan.default_added = set().union(*plan.added.values())
    said = set().union(*new.values())
    gone = set().union(*plan.removed.values()) - said
    plan.default_removed = gone - said_elsewhere(gone, new.keys())
    return plan


def to_update(plan: Plan) -> str:
    """The plan as one SPARQL update, hence one transaction."""
    parts: list[str] = []
    dropped = set(plan.dropped)
    removed = {graph: lines for graph, lines in plan.removed.items() if graph not in dropped}
    if removed or plan.default_removed:
        parts.append(_data("DELETE DATA", plan.default_removed, removed))
    parts.extend(f"DROP SILENT GRAPH <{graph}>" for graph in sorted(dropped))
    if plan.added:
        parts.append(_data("INSERT DATA", plan.default_added, plan.added))
    return " ;\n".join(parts)


def to_graph_update(graph_iri: str, lines: Iterable[str], *, replace: bool) -> str:
    """An update that puts triples into one graph ("" is the default graph), in place of what it has or besides."""
    named = f"GRAPH <{graph_iri}>"
    parts = []
    if replace:
        parts.append(f"DROP SILENT {named}" if graph_iri else "DROP SILENT DEFAULT")
    if graph_iri:
        parts.append(f"CREATE SILENT {named}")
    block = "".join(f"{line} .\n" for line in lines)
    if block:
        parts.append(f"INSERT DATA {{ {named} {{\n{block}}} }}" if graph_iri else f"INSERT DATA {{\n{block}}}")
    return " ;\n".join(parts)


def _data(verb: str, default: set[str], named: Mapping[str, set[str]]) -> str:
    blocks = [_triples(default)]
    blocks.extend(f"GRAPH <{graph}> {{\n{_triples(lines)}}}\n" for graph, lines in sorted(named.items()))
    return f"{verb} {{\n{''.join(blocks)}}}"


def _triples(lines: set[str]) -> str:
    return "".join(f"{line} .\n" for line in sorted(lines))
