"""Part of a store as a store of its own, so that every format can write it.

What is selected goes into a database in a temporary folder: the kept parts of articles' graphs under their own names,
what the shared graphs say of the entities that they point to, and the default graph as the merge of both. No IRI of the
selection dangles: a property that points to a fact that was left out is left out as well.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import TypeAlias
from urllib.parse import quote

import pyoxigraph as ox

from kg.errors import NotFoundError
from kg.export.graph import AGENTS, FACTS, OF_ARTICLE, REFERENCES, SPANS, Node, Reader, Source, Term, plain
from kg.export.selection import Selection
from kg.rdf.edtf import bounds
from kg.rdf.namespaces import ITSRDF, NG, PREFIXES, RDFS, SCHEMA, SKOS, WIKIDATA
from kg.store.view import OxigraphView

Subject: TypeAlias = "ox.NamedNode | ox.BlankNode | ox.Triple"

_CONFIDENCE = NG["confidence"]
_DEFAULT = ox.DefaultGraph()


@contextmanager
def select(view: OxigraphView, selection: Selection | None) -> Iterator[OxigraphView]:
    """The selected part of a store as a view of its own; the store itself if nothing is selected.

    Raises:
        NotFoundError: The store has no such article or entity.
        QueryError: The CONSTRUCT query fails.
    """
    if not selection:
        yield view
        return
    with tempfile.TemporaryDirectory(prefix="newsgraph-selection-") as folder:
        if not selection.narrows:
            yield _filled(f"{folder}/made", _construct(view, selection.construct))
            return
        part = _filled(f"{folder}/part", _Selector(view, selection).quads())
        yield part if selection.construct is None else _filled(f"{folder}/made", _construct(part, selection.construct))


def _filled(folder: str, quads: Iterable[ox.Quad]) -> OxigraphView:
    store = ox.Store(folder)
    store.bulk_extend(quads)
    return OxigraphView(store, prefixes={prefix: str(iri) for prefix, iri in PREFIXES.items()})


def _construct(view: OxigraphView, text: str | None) -> Iterator[ox.Quad]:
    """The answer of the query, in the default graph."""
    with tempfile.TemporaryFile() as lines:
        view.query(text or "").write(lines, "application/n-triples")
        lines.seek(0)
        yield from ox.parse(lines, format=ox.RdfFormat.N_TRIPLES)


class _Selector:
    """One selection over one store."""

    def __init__(self, view: OxigraphView, selection: Selection) -> None:
        self._inner = view.inner
        self._reader = Reader(view)
        self._selection = selection
        self._graphs = self._reader.graphs()
        self._named = set(self._graphs)
        self._articles = {graph for name in selection.articles for graph in self._find_article(name)}
        self._entities = {iri for name in selection.entities for iri in self._find_entity(name)}

    def quads(self) -> Iterator[ox.Quad]:
        """All quads of the selection, those of the default graph among them."""
        referents: set[str] = set()
        for graph in self._graphs:
            if self._articles and graph not in self._articles:
                continue
            source = self._reader.source(graph)
            if not self._in_time(source):
                continue
            part = self._part_of(source)
            referents |= part.referents() | {iri for iri, node in part.nodes.items() if _has(node, OF_ARTICLE)}
            yield from _quads(part)
        for iri in sorted(referents):
            yield from self._shared(iri)

    def _find_article(self, name: str) -> list[str]:
        addressed = []
        if page := _named(name):
            pages = self._inner.quads_for_pattern(None, ox.NamedNode(SCHEMA["url"]), page, None)
            addressed = [quad.graph_name.value for quad in pages if isinstance(quad.graph_name, ox.NamedNode)]
        end = f"/{quote(name, safe='', errors='surrogatepass')}"
        found = [graph for graph in self._graphs if graph == name or graph.endswith(end) or graph in addressed]
        if not found:
            raise NotFoundError(f"the store has no article {name!r}: give its id, IRI or web address")
        return found

    def _find_entity(self, name: str) -> list[str]:
        """By IRI or Wikidata item, else by the label, else by another name."""
        found: list[str] = []
        if node := _named(name):
            found = [name] if self._is_agent(name) else self._bearers(SCHEMA["sameAs"], node)
        elif name[:1] == "Q" and name[1:].isdecimal():
            found = self._bearers(SCHEMA["sameAs"], ox.NamedNode(WIKIDATA + name))
        found = (
            found or self._bearers(RDFS["label"], ox.Literal(name)) or self._bearers(SKOS["altLabel"], ox.Literal(name))
        )
        if not found:
            raise NotFoundError(f"the store has no entity {name!r}: give its name, IRI or Wikidata item")
        return found

    def _bearers(self, predicate: str, value: ox.NamedNode | ox.Literal) -> list[str]:
        quads = self._inner.quads_for_pattern(None, ox.NamedNode(predicate), value, _DEFAULT)
        iris = {quad.subject.value for quad in quads if isinstance(quad.subject, ox.NamedNode)}
        return sorted(iri for iri in iris if self._is_agent(iri))

    def _is_agent(self, iri: str) -> bool:
        return self._reader.entity(iri).is_a(*AGENTS)

    def _in_time(self, source: Source) -> bool:
        """Whether the article came out between the two days; one that bears no date did not."""
        first, last = self._selection.since, self._selection.until
        if not first and not last:
            return True
        article = source.nodes.get(source.graph)
        day = bounds(article.one(SCHEMA["datePublished"])) if article else None
        if day is None:
            return False
        start = _day(first, 0) or date.min
        end = _day(last, 1) or date.max
        return start <= day.start and day.end <= end

    def _part_of(self, source: Source) -> Source:
        """The kept nodes of an article's graph; none of them if nothing in it is asked for."""
        chosen, narrow = self._selection, bool(self._selection.classes or self._entities)
        if not narrow and not chosen.min_confidence:
            return source
        roots = {node.iri for node in source.nodes.values() if self._is_root(node)}
        if narrow:
            roots |= {iri for iri in source.referents() if self._is_root_agent(iri)}
            if not roots:
                return Source(source.graph, {})
        kept = roots | set(_reached(source, roots))
        dropped = {fact.iri for fact in source.facts(*FACTS)} - kept
        every = (node for node in source.nodes.values() if node.iri in kept or _is_frame(node))
        return Source(source.graph, {node.iri: _without(node, dropped) for node in every})

    def _is_root(self, node: Node) -> bool:
        """Whether a node of an article's graph is kept for its own sake."""
        classes, entities = self._selection.classes, self._entities
        if node.is_a(*FACTS):
            sure = float(node.one(_CONFIDENCE) or 1.0) >= self._selection.min_confidence
            return sure and (not classes or node.is_a(*classes)) and _refers(node, REFERENCES, entities)
        if node.is_a("Mention"):
            named = bool(node.all(ITSRDF["taIdentRef"])) and _refers(node, (ITSRDF["taIdentRef"],), entities)
            return named and (not classes or "Mention" in classes)
        if node.is_a("Article"):
            return "Article" in classes and not entities
        return not classes and not entities

    def _is_root_agent(self, iri: str) -> bool:
        classes, entities = self._selection.classes, self._entities
        wanted = self._reader.entity(iri).is_a(*classes) if classes else iri in entities
        return wanted and (not entities or iri in entities)

    def _shared(self, iri: str) -> Iterator[ox.Quad]:
        """What graphs that are no article's say of an entity, with the link and its candidates."""
        if not self._is_agent(iri):
            return
        entity = ox.NamedNode(iri)
        links = [quad.subject for quad in self._outside(None, ox.NamedNode(NG["entity"]), entity)]
        candidates = [
            quad.object
            for link in links
            for quad in self._outside(link, ox.NamedNode(NG["candidate"]), None)
            if isinstance(quad.object, ox.NamedNode)
        ]
        for subject in dict.fromkeys([entity, *links, *candidates]):
            for quad in self._outside(subject, None, None):
                yield quad
                yield ox.Quad(quad.subject, quad.predicate, quad.object)

    def _outside(self, subject: Subject | None, predicate: ox.NamedNode | None, value: Term | None) -> list[ox.Quad]:
        """The quads of graphs that are no article's."""
        shared = self._inner.quads_for_pattern(subject, predicate, value, None)
        return [q for q in shared if isinstance(q.graph_name, ox.NamedNode) and q.graph_name.value not in self._named]


def _named(name: str) -> ox.NamedNode | None:
    """What a user gave as an IRI; None if it is none."""
    try:
        return ox.NamedNode(name) if "://" in name else None
    except ValueError:
        return None


def _reached(source: Source, roots: set[str]) -> Iterator[str]:
    """The mentions that prove the facts among the roots, and the persons that roots and mentions speak of."""
    chosen = [source.nodes[iri] for iri in roots if iri in source.nodes]
    spans = {iri for node in chosen for predicate in SPANS for iri in node.all(predicate)}
    yield from spans
    spoken = [*chosen, *(source.nodes[iri] for iri in spans if iri in source.nodes)]
    for predicate in (*REFERENCES, ITSRDF["taIdentRef"]):
        for node in spoken:
            yield from (iri for iri in node.all(predicate) if not _is_fact(source, iri))


def _is_fact(source: Source, iri: str) -> bool:
    return iri in source.nodes and source.nodes[iri].is_a(*FACTS)


def _is_frame(node: Node) -> bool:
    """Whether a node stands for the article as a whole or for how it was read."""
    return node.is_a("Article", "Extraction")


def _without(node: Node, dropped: set[str]) -> Node:
    """The node without the values that were left out."""
    if not dropped.intersection(plain(term) for terms in node.values.values() for term in terms):
        return node
    kept = {key: tuple(t for t in terms if plain(t) not in dropped) for key, terms in node.values.items()}
    return Node(node.iri, {key: terms for key, terms in kept.items() if terms})


def _refers(node: Node, predicates: Iterable[str], entities: set[str]) -> bool:
    """Whether a node points to one of the entities; any does where none are asked for."""
    return not entities or any(iri in entities for predicate in predicates for iri in node.all(predicate))


def _has(node: Node, predicates: Iterable[str]) -> bool:
    return any(predicate in node.values for predicate in predicates)


def _quads(source: Source) -> Iterator[ox.Quad]:
    """The quads of an article's graph and of the default graph."""
    graphs: list[ox.NamedNode | ox.DefaultGraph] = [_DEFAULT]
    if source.graph:
        graphs.append(ox.NamedNode(source.graph))
    for node in source.nodes.values():
        subject = ox.BlankNode(node.iri[2:]) if node.iri.startswith("_:") else ox.NamedNode(node.iri)
        for predicate, terms in node.values.items():
            property_ = ox.NamedNode(predicate)
            yield from (ox.Quad(subject, property_, term, graph) for term in terms for graph in graphs)


def _day(value: str | None, end: int) -> date | None:
    limits = bounds(value) if value else None
    return limits[end] if limits else None
