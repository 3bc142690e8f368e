"""How servers differ from the standard where it matters here, and which is which.

The standard is what `oxigraph serve`, Jena Fuseki, RDF4J, GraphDB and `kg serve` keep to. Virtuoso has no default graph
of its own, so one of its graphs stands for it; it has graphs of its own, compiles every update into code of limited
length, and makes an answer whole before it sends it.
"""

from __future__ import annotations

from dataclasses import dataclass

# Graphs that a Virtuoso server makes for itself.
_VIRTUOSO_GRAPHS = (
    "http://localuriqaserver/sparql",
    "http://localhost:8890/sparql",
    "http://localhost:8890/DAV/",
    "http://www.openlinksw.com/schemas/virtrdf#",
    "http://www.w3.org/2002/07/owl#",
    "http://www.w3.org/ns/ldp#",
    "urn:activitystreams-owl:map",
    "urn:core:services:sparql",
)


@dataclass(frozen=True, slots=True)
class Dialect:
    """One way to be a SPARQL server.

    Attributes:
        name: For people.
        default_graph: IRI of the graph that stands for the default graph; empty where the server has a real one.
        own_graphs: Graphs of the server itself, which are nobody's facts.
        lists_graphs: Whether `GRAPH ?g {}` gives the graphs without going through all quads.
        streams: Whether large tables come while they are made.
        most_triples: Triples that one update may name.
        most_bytes: Bytes that one update may have.
        atomic: Whether one request is one transaction.
        deletes_across: Whether one DELETE DATA may name several graphs.
    """

    name: str
    default_graph: str = ""
    own_graphs: tuple[str, ...] = ()
    lists_graphs: bool = True
    streams: bool = True
    most_triples: int = 100_000
    most_bytes: int = 8 << 20
    atomic: bool = True
    deletes_across: bool = True


STANDARD = Dialect("a SPARQL 1.1 server")
# 4,990 triples in one INSERT DATA are its compiler's limit ("memory exhausted"); measured on 7.2.5.
VIRTUOSO = Dialect(
    "Virtuoso",
    default_graph="urn:newsgraph:default",
    own_graphs=_VIRTUOSO_GRAPHS,
    lists_graphs=False,
    streams=False,
    most_triples=4_000,
    most_bytes=2 << 20,
    atomic=False,
    # A literal with a language tag stays, without an error, where one DELETE DATA names two graphs; seen on 7.2.5.
    deletes_across=False,
)


def dialect_of(server: str) -> Dialect:
    """The dialect of a server by what it calls itself."""
    return VIRTUOSO if server.lower().startswith("virtuoso") else STANDARD
