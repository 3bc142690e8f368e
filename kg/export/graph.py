"""A store → its articles one by one, each as nodes with their values, and the entities that they refer to.

Every export that is not RDF as it stands reads through here: one article is in memory at a time, in the order of IRIs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

import pyoxigraph as ox

from kg.rdf.namespaces import ITSRDF, NG, NIF, RDF, RDFS, SCHEMA, WIKIDATA
from kg.store.view import OxigraphView

Term: TypeAlias = "ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple"

AGENTS = ("Person", "Country", "Organization")
FACTS = ("Meeting", "Policy", "Statement")
SPANS = tuple(NG[name] for name in ("evidence", "contentSpan", "cueSpan"))
"""The properties that lead from a fact to the words that prove it."""
REFERENCES = tuple(NG[n] for n in ("participant", "actor", "target", "speaker", "addressee", "about", "country"))
"""The properties that lead from a fact to an entity."""
OF_ARTICLE = (SCHEMA["jobTitle"], NG["represents"])
"""What an article says of a person at its date."""

# Entities kept in memory; more are read again when they are needed.
_CACHED = 20_000
_DEFAULT = ox.DefaultGraph()


@dataclass(frozen=True, slots=True)
class Node:
    """A subject with its values by the IRI of the property, values in the order of their N-Triples form."""

    iri: str
    values: Mapping[str, tuple[Term, ...]]

    def all(self, predicate: str) -> list[str]:
        """The values as plain text."""
        return [plain(term) for term in self.values.get(predicate, ())]

    def one(self, predicate: str) -> str:
        """The first value as plain text; empty if there is none."""
        return next(iter(self.all(predicate)), "")

    def name(self, predicate: str) -> str:
        """The first value, one of the ontology's individuals, by its local name; empty if there is none."""
        return self.one(predicate).removeprefix(NG.iri)

    @property
    def classes(self) -> list[str]:
        """Local names of the ontology's classes that it has."""
        return [iri.removeprefix(NG.iri) for iri in self.all(RDF["type"]) if iri.startswith(NG.iri)]

    def is_a(self, *names: str) -> bool:
        """Whether it has one of these classes."""
        return any(name in names for name in self.classes)


@dataclass(frozen=True, slots=True)
class Source:
    """One article's graph. `graph` is empty where a store has a default graph only, which then is the one source."""

    graph: str
    nodes: Mapping[str, Node]

    def facts(self, *names: str) -> Iterator[Node]:
        """The nodes of these classes, in the order of their IRIs."""
        return (node for node in self.nodes.values() if node.is_a(*names))

    def article_of(self, fact: Node) -> Node:
        """The article that a fact stands in; a node without values if the graph does not tell of it."""
        mention = self.nodes.get(fact.one(NG["evidence"]))
        iri = (mention.one(NIF["referenceContext"]) if mention else "") or self.graph
        return self.nodes.get(iri) or Node(iri, {})

    def words(self, fact: Node, predicate: str = NG["evidence"]) -> str:
        """The words of a fact's spans in text order, one line each."""
        mentions = [self.nodes[iri] for iri in fact.all(predicate) if iri in self.nodes]
        mentions.sort(key=lambda mention: int(mention.one(NIF["beginIndex"]) or 0))
        return "\n".join(mention.one(NIF["anchorOf"]) for mention in mentions)

    def referents(self) -> set[str]:
        """The IRIs that facts, mentions and persons of this graph point to."""
        wanted = {*REFERENCES, ITSRDF["taIdentRef"], NG["represents"]}
        return {iri for node in self.nodes.values() for key in wanted for iri in node.all(key)}


class Reader:
    """Reads a store article by article. The answers belong to the snapshot that the view has open."""

    def __init__(self, view: OxigraphView) -> None:
        self._inner = view.inner
        self._entities: dict[str, Node] = {}

    def graphs(self) -> list[str]:
        """The named graphs that hold an article or a fact, sorted; [""] if only the default graph does."""
        found: set[str] = set()
        for name in ("Article", *FACTS):
            for quad in self._inner.quads_for_pattern(None, _iri(RDF["type"]), _iri(NG[name]), None):
                found.add("" if isinstance(quad.graph_name, ox.DefaultGraph) else quad.graph_name.value)
        return sorted(found - {""}) or sorted(found)

    def sources(self) -> Iterator[Source]:
        """The articles' graphs, in the order of their IRIs."""
        for graph in self.graphs():
            yield self.source(graph)

    def source(self, graph: str) -> Source:
        """One article's graph."""
        name = _iri(graph) if graph else _DEFAULT
        return Source(graph, collect(self._inner.quads_for_pattern(None, None, None, name)))

    def agents(self, kind: str) -> Iterator[Node]:
        """The persons, countries or organizations, in the order of their IRIs."""
        quads = self._inner.quads_for_pattern(None, _iri(RDF["type"]), _iri(NG[kind]), _DEFAULT)
        for iri in sorted(plain(quad.subject) for quad in quads if isinstance(quad.subject, ox.NamedNode)):
            yield self.entity(iri)

    def entity(self, iri: str) -> Node:
        """All that the default graph says of an IRI; a node without values if that is nothing."""
        if iri not in self._entities:
            if len(self._entities) >= _CACHED:
                self._entities.clear()
            quads = self._inner.quads_for_pattern(_iri(iri), None, None, _DEFAULT) if _is_iri(iri) else ()
            self._entities[iri] = collect(quads).get(iri) or Node(iri, {})
        return self._entities[iri]

    def mentioning(self, iri: str, predicates: Iterable[str]) -> list[str]:
        """The subjects of the default graph that point to an IRI by one of the properties, sorted."""
        found: set[str] = set()
        for predicate in predicates:
            quads = self._inner.quads_for_pattern(None, _iri(predicate), _iri(iri), _DEFAULT)
            found.update(quad.subject.value for quad in quads if isinstance(quad.subject, ox.NamedNode))
        return sorted(found)

    def label(self, iri: str) -> str:
        """The name of an entity or a policy; the IRI's last part where it has none."""
        return self.entity(iri).one(RDFS["label"]) or iri.rstrip("/").rpartition("/")[2]

    def kind(self, iri: str) -> str:
        """The class of an entity or fact in lower case; empty if it has none."""
        return next(iter(self.entity(iri).classes), "").lower()

    def wikidata(self, iri: str) -> str:
        """The Wikidata item that an entity is linked to; empty if there is none."""
        items = self.entity(iri).all(SCHEMA["sameAs"])
        return next((item.removeprefix(WIKIDATA) for item in items if item.startswith(WIKIDATA)), "")

    def code(self, iri: str, source: Source) -> str:
        """ISO alpha-3 of a state, or of the one state that a person represents in this article; else empty."""
        own = self.entity(iri).one(NG["isoAlpha3"])
        person = source.nodes.get(iri)
        states = person.all(NG["represents"]) if person and not own else []
        return own or (self.entity(states[0]).one(NG["isoAlpha3"]) if len(states) == 1 else "")


def collect(quads: Iterable[ox.Quad]) -> dict[str, Node]:
    """The quads as nodes by IRI, in the order of IRIs."""
    found: dict[str, dict[str, list[Term]]] = {}
    for quad in quads:
        found.setdefault(plain(quad.subject), {}).setdefault(quad.predicate.value, []).append(quad.object)
    return {
        subject: Node(subject, {name: _ordered(terms) for name, terms in sorted(values.items())})
        for subject, values in sorted(found.items())
    }


def _ordered(terms: list[Term]) -> tuple[Term, ...]:
    """The values by their N-Triples form, which is made only where there are several: a text is long."""
    return tuple(sorted(terms, key=str)) if len(terms) > 1 else tuple(terms)


def plain(term: Term) -> str:
    """An IRI or the value of a literal; a blank node with its `_:`."""
    return term.value if isinstance(term, ox.NamedNode | ox.Literal) else str(term)


def _iri(value: str) -> ox.NamedNode:
    return ox.NamedNode(value)


def _is_iri(value: str) -> bool:
    return not value.startswith(("_:", "<<"))
