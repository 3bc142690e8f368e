"""RDF terms as small plain values, and their N-Quads form.

Building an article's graph makes thousands of terms, so they are a string and two tuples here and no objects of an RDF
library; the store reads the lines that `to_nquads` writes. There are no blank nodes: everything has an IRI.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple, NewType, TypeAlias

Iri = NewType("Iri", str)
"""An absolute IRI. Whoever makes one answers for it: `kg.rdf.iris` mints only valid ones."""


class Literal(NamedTuple):
    """A literal: with neither datatype nor language it is an xsd:string, which is never spelt out."""

    value: str
    datatype: Iri | None = None
    language: str | None = None


Term: TypeAlias = Iri | Literal


class Quad(NamedTuple):
    """A triple in a named graph."""

    subject: Iri
    predicate: Iri
    object: Term
    graph: Iri


_SHORT = {"\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r", '"': '\\"', "\\": "\\\\"}

# What canonical N-Quads escapes, and the surrogates, which no encoding of a file can hold.
_ESCAPED = re.compile('[\x00-\x1f\x7f"\\\\\ud800-\udfff\ufffe\uffff]')


def to_nquads(quads: Iterable[Quad]) -> Iterator[str]:
    """Each quad as one line of canonical N-Quads, line feed included, in the order given."""
    for subject, predicate, object_, graph in quads:
        yield f"<{subject}> <{predicate}> {to_ntriples(object_)} <{graph}> .\n"


def to_ntriples(term: Term) -> str:
    """One term as N-Triples writes it."""
    if isinstance(term, str):
        return f"<{term}>"
    text = f'"{_ESCAPED.sub(_escape, term.value)}"'
    if term.language is not None:
        return f"{text}@{term.language}"
    return text if term.datatype is None else f"{text}^^<{term.datatype}>"


def _escape(match: re.Match[str]) -> str:
    character = match[0]
    if "\ud800" <= character <= "\udfff":
        # One code point for another, so that offsets into the text still hold.
        return "\ufffd"
    return _SHORT.get(character) or f"\\u{ord(character):04X}"
