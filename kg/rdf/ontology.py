"""The ontology file as quads of the store, and as an rdflib graph for what reads it.

rdflib is imported when it is needed: building a graph is not to wait for it.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import ResourceError
from kg.rdf.iris import graph_iri
from kg.rdf.terms import Iri, Literal, Quad, Term, to_ntriples

if TYPE_CHECKING:
    from rdflib import Graph

ONTOLOGY_FILE = "kg.ttl"
SHAPES_FILE = "shapes.ttl"
CONTEXT_FILE = "context.jsonld"


def load_turtle(path: Path) -> Graph:
    """A Turtle file as a graph; ResourceError if it is missing or broken."""
    from rdflib import Graph
    from rdflib.exceptions import ParserError

    try:
        return Graph().parse(data=path.read_text(encoding="utf-8"), format="turtle")
    except (OSError, UnicodeDecodeError, ParserError, SyntaxError) as error:
        # rdflib's Turtle errors are SyntaxErrors.
        raise ResourceError(f"{path}: cannot read the Turtle file: {error}") from error


def ontology_quads(path: Path, *, base_iri: str) -> list[Quad]:
    """The ontology file as the graph `<base>graph/ontology`, sorted.

    ResourceError if it holds a blank node: its label would differ from dump to dump.
    """
    graph = graph_iri(base_iri, "ontology")
    triples = ([_term(term, path) for term in triple] for triple in load_turtle(path))
    quads = (Quad(Iri(str(s)), Iri(str(p)), o, graph) for s, p, o in triples)
    return sorted(quads, key=lambda quad: (quad.subject, quad.predicate, to_ntriples(quad.object)))


def _term(term: object, path: Path) -> Term:
    from rdflib import Literal as RdfLiteral
    from rdflib import URIRef

    if isinstance(term, URIRef):
        return Iri(str(term))
    if isinstance(term, RdfLiteral):
        return Literal(str(term), Iri(str(term.datatype)) if term.datatype else None, term.language)
    raise ResourceError(f"{path}: a blank node stands in the ontology: {term!r}")
