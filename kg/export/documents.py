"""A store → one JSON-LD document for each article, or for each entity, that a person can read.

An article's document begins with the article, then come its meetings, policies and statements, each with the words
that prove it in place, then who is spoken of, then the other mentions: all that the article's graph says, and the names
of the entities. An entity's document begins with the entity, then what linking decided, then the facts that speak of
it.

For consumers of schema.org the types and properties of schema.org that the ontology's alignments imply are written out.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pyoxigraph as ox

from kg.errors import ResourceError
from kg.export.compaction import Compactor, Context, Json
from kg.export.graph import AGENTS, FACTS, OF_ARTICLE, REFERENCES, SPANS, Node, Reader, Source, Term
from kg.rdf.namespaces import NG, NIF, RDF, RDFS, SCHEMA

# File systems allow 255 bytes; the extension and a digest have to fit as well.
_NAME_LENGTH = 180
_SHORT = (RDF["type"], RDFS["label"], SCHEMA["headline"], SCHEMA["datePublished"], SCHEMA["url"], SCHEMA["sameAs"])
"""What a document says of a node that it only points to."""


@dataclass(frozen=True, slots=True)
class Framing:
    """What is needed to write documents: the context, and superclasses and superproperties in schema.org by IRI."""

    context: Context
    aligned: Mapping[str, tuple[str, ...]]

    @classmethod
    def load(cls, ontology_dir: Path) -> Framing:
        """From `kg.ttl` and `context.jsonld` of a folder."""
        return cls(Context.load(ontology_dir / "context.jsonld"), _alignments(ontology_dir / "kg.ttl"))


def _alignments(path: Path) -> dict[str, tuple[str, ...]]:
    """Every term of the ontology with the terms of schema.org above it, at whatever height."""
    above: dict[str, set[str]] = {}
    wanted = (f"{RDFS.iri}subClassOf", f"{RDFS.iri}subPropertyOf")
    try:
        triples = list(ox.parse(path=path, format=ox.RdfFormat.TURTLE))
    except (OSError, SyntaxError) as error:
        raise ResourceError(f"{path}: cannot read the ontology: {error}") from error
    for triple in triples:
        if triple.predicate.value in wanted:
            above.setdefault(triple.subject.value, set()).add(triple.object.value)
    return {term: _schema_terms(term, above) for term in above}


def _schema_terms(term: str, above: Mapping[str, set[str]]) -> tuple[str, ...]:
    found: set[str] = set()
    waiting = [term]
    while waiting:
        fresh = above.get(waiting.pop(), set()) - found
        found |= fresh
        waiting += fresh
    return tuple(sorted(iri for iri in found if iri.startswith(SCHEMA.iri)))


def write_article_documents(reader: Reader, folder: Path, framing: Framing) -> None:
    """One file for each article's graph, named after its id."""
    for graph in reader.graphs():
        document = article_document(reader, reader.source(graph), framing)
        _write(folder / f"{file_name(graph or 'default')}.jsonld", document)


def write_entity_documents(reader: Reader, folder: Path, framing: Framing) -> None:
    """One file for each entity, in a folder for each class."""
    for kind in AGENTS:
        for node in reader.agents(kind):
            place = folder / kind.lower()
            place.mkdir(exist_ok=True)
            _write(place / f"{file_name(node.iri)}.jsonld", entity_document(reader, node.iri, framing))


def article_document(reader: Reader, source: Source, framing: Framing) -> Json:
    """All that one article says, with the names of the entities that it points to."""
    nodes = dict(source.nodes)
    for iri in sorted(source.referents()):
        own = reader.entity(iri)
        if own.is_a(*AGENTS):
            said = source.nodes.get(iri, Node(iri, {})).values
            shared = {key: terms for key, terms in own.values.items() if key not in OF_ARTICLE}
            nodes[iri] = Node(iri, {**shared, **said})
    return _document(_in_order(nodes.values(), ("Article", *FACTS, *AGENTS, "Extraction", "Mention")), framing)


def entity_document(reader: Reader, iri: str, framing: Framing) -> Json:
    """All that the store says of one entity, and the facts that speak of it with the words that prove them."""
    links = [reader.entity(link) for link in reader.mentioning(iri, [NG["entity"]])]
    facts = [node for node in map(reader.entity, reader.mentioning(iri, REFERENCES)) if node.is_a(*FACTS)]
    candidates = [reader.entity(one) for link in links for one in link.all(NG["candidate"])]
    spans = [reader.entity(one) for fact in facts for key in SPANS for one in fact.all(key)]
    told = {node.iri: node for node in (reader.entity(iri), *links, *candidates, *facts, *spans)}
    pointed = {one for node in told.values() for key in (*REFERENCES, NG["represents"]) for one in node.all(key)}
    pointed |= {span.one(NIF["referenceContext"]) for span in spans}
    others = (_short(reader.entity(one)) for one in sorted(pointed - told.keys() - {""}))
    first, *rest = told.values()
    ordered = _in_order([*rest, *others], ("Link", "Candidate", *FACTS, *AGENTS, "Article", "Mention"))
    return _document([first, *ordered], framing)


def _short(node: Node) -> Node:
    return Node(node.iri, {key: terms for key, terms in node.values.items() if key in _SHORT})


def _in_order(nodes: Iterable[Node], classes: tuple[str, ...]) -> list[Node]:
    """By class, those of no class last; mentions as in the text, the rest by IRI. Empty nodes are left out."""

    def rank(node: Node) -> tuple[int, int, str]:
        place = min((classes.index(name) for name in node.classes if name in classes), default=len(classes))
        return place, int(node.one(NIF["beginIndex"]) or 0), node.iri

    return sorted((node for node in nodes if node.values), key=rank)


def _document(nodes: list[Node], framing: Framing) -> Json:
    """The nodes as one document; a mention that proves a fact stands inside the first fact that it proves."""
    compactor = Compactor(framing.context)
    mentions = {node.iri: node for node in nodes if node.is_a("Mention")}
    objects: list[Json] = []
    placed: set[str] = set()
    for node in nodes:
        if node.iri in placed:
            continue
        wanted = dict.fromkeys(iri for key in SPANS for iri in node.all(key) if iri in mentions and iri not in placed)
        objects.append(_with_spans(compactor, _aligned(node, framing), [mentions[iri] for iri in wanted]))
        placed.update(wanted)
    return compactor.document(objects)


def _with_spans(compactor: Compactor, node: Node, spans: list[Node]) -> Json:
    """A fact with its mentions in place: each whole where it comes first, by its IRI elsewhere."""
    whole = {span.iri: span for span in spans}
    made = compactor.node(node)
    for key in SPANS:
        if key in node.values:
            term = compactor.term(key)
            cells = [compactor.node(whole.pop(iri)) if iri in whole else compactor.name(iri) for iri in node.all(key)]
            made[term] = cells if isinstance(made[term], list) else cells[0]
    return made


def _aligned(node: Node, framing: Framing) -> Node:
    """The node with the types and properties of schema.org that its own imply."""
    values: dict[str, tuple[Term, ...]] = dict(node.values)
    types = values.get(RDF["type"], ())
    above = [iri for term in node.all(RDF["type"]) for iri in framing.aligned.get(term, ())]
    if above:
        values[RDF["type"]] = tuple(dict.fromkeys((*types, *map(ox.NamedNode, above))))
    for predicate, terms in node.values.items():
        for iri in framing.aligned.get(predicate, ()):
            values[iri] = tuple(dict.fromkeys((*values.get(iri, ()), *terms)))
    return Node(node.iri, values)


def file_name(iri: str) -> str:
    """The last part of an IRI as the name of a file, cut with a digest where it is too long."""
    name = quote(iri.rstrip("/").rpartition("/")[2], safe="%,=+@-._~")
    if len(name) <= _NAME_LENGTH:
        return name
    return f"{name[:_NAME_LENGTH]}-{hashlib.sha256(iri.encode()).hexdigest()[:8]}"


def _write(path: Path, document: Json) -> None:
    text = json.dumps(document, ensure_ascii=False, indent=1)
    path.write_text(f"{text}\n", encoding="utf-8", newline="\n")


__all__ = [
    "Framing",
    "article_document",
    "entity_document",
    "file_name",
    "write_article_documents",
    "write_entity_documents",
]
