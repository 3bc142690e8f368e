"""oxrdflib with plain literals as rdflib's parsers give them.

RDF 1.1 has one literal for "a" and "a"^^xsd:string, rdflib has two that are not equal; oxrdflib hands out the typed
one, the parsers of Turtle, N-Triples, RDF/XML and JSON-LD the plain one. Here a store's graph equals what its exports
parse to.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import Any

from oxrdflib import OxigraphStore
from rdflib import XSD, Literal
from rdflib.query import Result


class PlainLiteralStore(OxigraphStore):
    """The rdflib store over Oxigraph that gives `Literal("a")` for a string."""

    def triples(self, triple_pattern: Any, context: Any = None) -> Iterator[Any]:
        for triple, contexts in super().triples(triple_pattern, context):
            yield tuple(map(_plain, triple)), contexts

    def query(self, *args: Any, **kwargs: Any) -> Result:
        result = super().query(*args, **kwargs)
        if result.type == "SELECT":
            result.bindings = _plain_rows(result.bindings)
        elif result.graph is not None:
            typed = [triple for triple in result.graph if _plain(triple[2]) is not triple[2]]
            for subject, predicate, object_ in typed:
                result.graph.remove((subject, predicate, object_))
                result.graph.add((subject, predicate, _plain(object_)))
        return result


def _plain_rows(rows: Any) -> Generator[dict[Any, Any], None, None]:
    return ({name: _plain(term) for name, term in row.items()} for row in rows)


def _plain(term: Any) -> Any:
    if isinstance(term, Literal) and term.datatype == XSD.string:
        return Literal(str(term))
    return term
