"""A store → NIF 2.1 for GERBIL and other tools of entity linking: each article's text with the mentions in it.

A mention refers to the Wikidata item of its entity, or to the entity's own IRI where that is not linked (GERBIL takes
an IRI outside its knowledge bases for an emerging entity). A mention of a group refers to several entities at once,
which NIF's readers would take for several names of one: it is left out, as are spans that only prove a fact.
"""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from kg.export.graph import Node, Reader, Source
from kg.rdf.namespaces import ITSRDF, NIF, PREFIXES, RDF, WIKIDATA, XSD
from kg.store.base import Output

_OFFSET = ox.NamedNode(f"{XSD.iri}nonNegativeInteger")
_TYPE = ox.NamedNode(RDF["type"])


def write_nif(reader: Reader, output: Output) -> None:
    """The texts and mentions as NIF in Turtle, article by article."""
    prefixes = {name: PREFIXES[name] for name in ("nif", "itsrdf", "wd", "xsd")}
    ox.serialize(nif_triples(reader), output, ox.RdfFormat.TURTLE, prefixes=prefixes)  # type: ignore[arg-type]


def nif_triples(reader: Reader) -> Iterator[ox.Triple]:
    """The triples: a nif:Context for each article that has a text, then its mentions in the order of the text."""
    for source in reader.sources():
        for article in source.facts("Article"):
            text = article.one(NIF["isString"])
            if text:
                yield from _article(reader, source, article, text)


def _article(reader: Reader, source: Source, article: Node, text: str) -> Iterator[ox.Triple]:
    context = ox.NamedNode(f"{article.iri}#char=0,{len(text)}")
    yield from _string(context, "Context", 0, len(text))
    yield ox.Triple(context, ox.NamedNode(NIF["isString"]), ox.Literal(text))
    mentions = [node for node in source.facts("Mention") if node.one(NIF["referenceContext"]) == article.iri]
    for mention in sorted(mentions, key=_offsets):
        referents = mention.all(ITSRDF["taIdentRef"])
        if len(referents) == 1:
            yield from _mention(context, mention, _reference(reader, referents[0]))


def _mention(context: ox.NamedNode, mention: Node, reference: str) -> Iterator[ox.Triple]:
    # A mention of the whole text would have the IRI of the context.
    begin, end = _offsets(mention)
    subject = ox.NamedNode(f"{context.value.rpartition('#')[0]}#char={begin},{end}")
    if subject == context:
        return
    yield from _string(subject, "Phrase", begin, end)
    yield ox.Triple(subject, ox.NamedNode(NIF["referenceContext"]), context)
    yield ox.Triple(subject, ox.NamedNode(NIF["anchorOf"]), ox.Literal(mention.one(NIF["anchorOf"])))
    yield ox.Triple(subject, ox.NamedNode(ITSRDF["taIdentRef"]), ox.NamedNode(reference))
    for score in mention.values.get(ITSRDF["taConfidence"], ()):
        yield ox.Triple(subject, ox.NamedNode(ITSRDF["taConfidence"]), score)


def _string(subject: ox.NamedNode, kind: str, begin: int, end: int) -> Iterator[ox.Triple]:
    for name in (kind, "RFC5147String"):
        yield ox.Triple(subject, _TYPE, ox.NamedNode(NIF.iri + name))
    yield ox.Triple(subject, ox.NamedNode(NIF["beginIndex"]), ox.Literal(str(begin), datatype=_OFFSET))
    yield ox.Triple(subject, ox.NamedNode(NIF["endIndex"]), ox.Literal(str(end), datatype=_OFFSET))


def _offsets(mention: Node) -> tuple[int, int]:
    return int(mention.one(NIF["beginIndex"])), int(mention.one(NIF["endIndex"]))


def _reference(reader: Reader, entity: str) -> str:
    item = reader.wikidata(entity)
    return WIKIDATA + item if item else entity
