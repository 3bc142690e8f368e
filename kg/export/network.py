"""A store → a network of persons, states and organizations, for Gephi and whatever else reads GraphML or GEXF.

Nodes are agents. An edge sums up all facts of one kind between two of them: `weight` counts the facts, `first` and
`last` are the days that bound them, `confidence` is that of the surest. Edges are kept in memory, facts are not.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations
from typing import NamedTuple

from kg.export.graph import AGENTS, Node, Reader, Source
from kg.rdf.namespaces import NG, SCHEMA


class EdgeKey(NamedTuple):
    """What tells one edge from another.

    `relation` is met, spoke_about, spoke_to or policy; `kind` a meeting's type, a statement's stance or a policy's
    kind; `status` that of the meeting or policy. A met edge has no direction: its source is the first IRI of the two.
    """

    source: str
    target: str
    relation: str
    kind: str
    status: str


@dataclass(slots=True)
class Edge:
    """What all facts behind an edge have in common; `days` are the first and last days of those that have a date."""

    weight: int = 0
    confidence: float = 0.0
    articles: set[str] = field(default_factory=set)
    days: set[tuple[str, str]] = field(default_factory=set)

    @property
    def first(self) -> str:
        return min((start for start, _ in self.days), default="")

    @property
    def last(self) -> str:
        return max((end for _, end in self.days), default="")


class Vertex(NamedTuple):
    """One agent."""

    iri: str
    label: str
    kind: str
    iso3: str
    wikidata: str


def vertices(reader: Reader) -> Iterator[Vertex]:
    """Persons, countries and organizations, each class in the order of IRIs.

    `iso3` of a person is that of the state that the articles say the person represents, if they agree.
    """
    for kind in AGENTS:
        for node in reader.agents(kind):
            yield Vertex(node.iri, reader.label(node.iri), kind.lower(), _code(reader, node), reader.wikidata(node.iri))


def edges(reader: Reader) -> list[tuple[EdgeKey, Edge]]:
    """The edges in the order of their keys."""
    found: dict[EdgeKey, Edge] = {}
    known = {vertex.iri for vertex in vertices(reader)}
    for source in reader.sources():
        for fact in source.facts("Meeting", "Policy", "Statement"):
            for key in _keys(fact):
                if {key.source, key.target} <= known:
                    _count(found.setdefault(key, Edge()), source, fact)
    return sorted(found.items())


def _keys(fact: Node) -> Iterator[EdgeKey]:
    status = fact.name(NG["status"])
    if fact.is_a("Meeting"):
        kind = fact.name(NG["meetingType"])
        for one, other in combinations(sorted(fact.all(NG["participant"])), 2):
            yield EdgeKey(one, other, "met", kind, status)
    elif fact.is_a("Policy"):
        kind = fact.name(NG["policyKind"])
        for actor in fact.all(NG["actor"]):
            yield from (EdgeKey(actor, one, "policy", kind, status) for one in fact.all(NG["target"]) if one != actor)
    else:
        yield from _spoken(fact)


def _spoken(statement: Node) -> Iterator[EdgeKey]:
    stance = statement.name(NG["stance"])
    for speaker in statement.all(NG["speaker"]):
        for one in statement.all(NG["about"]):
            yield EdgeKey(speaker, one, "spoke_about", stance, "")
        for one in statement.all(NG["addressee"]):
            yield EdgeKey(speaker, one, "spoke_to", stance, "")


def _count(edge: Edge, source: Source, fact: Node) -> None:
    edge.weight += 1
    edge.confidence = max(edge.confidence, float(fact.one(NG["confidence"]) or 0))
    edge.articles.add(source.article_of(fact).iri)
    start, end = fact.one(SCHEMA["startDate"]), fact.one(SCHEMA["endDate"])
    if start and end:
        edge.days.add((start, end))


def _code(reader: Reader, node: Node) -> str:
    states = [node.iri] if node.is_a("Country") else node.all(NG["represents"])
    return reader.entity(states[0]).one(NG["isoAlpha3"]) if len(states) == 1 else ""
