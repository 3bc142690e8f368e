"""Extractions → graphs in the store: link, resolve, map, and write what changed.

The graphs are a deterministic function of the extractions, the authority and the decisions on links; nothing here looks
at a clock, an order of arrival or the store's history, except that an IRI which linking has replaced stays known.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from kg import __version__
from kg.authority import Authority
from kg.model.entities import Candidate, Entity, Kind, Link, Outcome
from kg.model.extraction import Extraction
from kg.pipeline import Pipeline
from kg.rdf.entities import map_entities, map_links
from kg.rdf.iris import article_iri, entity_iri, graph_iri
from kg.rdf.mapping import map_article, referenced_countries
from kg.rdf.ontology import ontology_quads
from kg.rdf.provenance import Provenance
from kg.rdf.terms import to_nquads
from kg.resolve.resolver import Resolution, resolve
from kg.store import OxigraphStore
from kg.store.extractions import ExtractionCache

# Articles whose graphs change in one transaction: bounds the memory of a first build of a large store.
BATCH = 200


@dataclass(slots=True)
class GraphChange:
    """What `update_graphs` did: named graphs written or removed, and entities by the outcome of linking."""

    graphs: int = 0
    links: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class _Linked:
    """What mapping needs to know of one article beyond its extraction."""

    entities: tuple[Entity, ...]
    links: Mapping[str, Link]
    states: tuple[str, ...]


def update_graphs(store: OxigraphStore, cache: ExtractionCache, pipeline: Pipeline) -> GraphChange:
    """Make the store hold just what the extractions say. What does not change is not written."""
    linked = {extraction.article.id: _link(pipeline, extraction) for extraction in cache}
    resolution = resolve(((article, each.entities) for article, each in sorted(linked.items())), pipeline.authority)
    work = _Work(store, cache, pipeline, linked, resolution)
    return work.run()


def _link(pipeline: Pipeline, extraction: Extraction) -> _Linked:
    linked, links = pipeline.link(extraction)
    return _Linked(linked.entities, links, tuple(referenced_countries(linked)))


@dataclass(slots=True)
class _Work:
    """One pass over the extractions of a store."""

    store: OxigraphStore
    cache: ExtractionCache
    pipeline: Pipeline
    linked: Mapping[str, _Linked]
    resolution: Resolution
    change: GraphChange = field(default_factory=GraphChange)

    @property
    def base(self) -> str:
        return self.pipeline.settings.base_iri

    def run(self) -> GraphChange:
        iris = {article: self._iris(article) for article in self.linked}
        links = _links_by_iri(self.linked, iris)
        states = self._states()
        self.change.links.update(link.outcome.value for link in links.values())
        self.cache.note_replaced(_newly_linked(self.cache.iris(), iris))
        shared = self._shared_graphs(iris, links | _state_links(states, self.pipeline.authority), states)
        digests = {article: self._digest(article, iris[article]) for article in self.linked}
        known = self.cache.graph_digests()
        stale = [article for article in sorted(digests) if known.get(article) != digests[article]]
        gone = sorted(
            set(self.store.graphs()) - {article_iri(self.base, article) for article in self.linked} - set(shared)
        )
        self._write(shared, gone, stale[:BATCH], iris, states)
        for start in range(BATCH, len(stale), BATCH):
            self._write({}, [], stale[start : start + BATCH], iris, states)
        self.cache.set_graphs({article: (digests[article], iris[article]) for article in stale})
        self.store.publish()
        return self.change

    def _iris(self, article: str) -> dict[str, str]:
        """The IRI of each entity of an article that has a node."""
        found: dict[str, str] = {}
        for entity in self.linked[article].entities:
            if entity.kind is Kind.PLACE:
                continue
            one = self.resolution[article, entity.id]
            found[entity.id] = entity_iri(self.base, one.kind, one.name, country=one.country, qid=one.qid)
        return found

    def _states(self) -> dict[str, str]:
        """The IRI of every state that an article points to, by its ISO code."""
        authority = self.pipeline.authority
        codes = sorted({code for each in self.linked.values() for code in each.states})
        records = [(code, authority.country(code)) for code in codes]
        return {code: entity_iri(self.base, Kind.COUNTRY, record.label) for code, record in records if record}

    def _shared_graphs(
        self, iris: Mapping[str, dict[str, str]], links: Mapping[str, Link], states: Mapping[str, str]
    ) -> dict[str, list[str]]:
        """The graphs of entities, links and ontology as lines."""
        authority = self.pipeline.authority
        entities = [*self._named_entities(iris), *_state_entities(states, authority)]
        alpha3 = {record.iso2: record.iso3 for record in authority.countries if record.iso3}
        quads = {
            "entities": map_entities(entities, base_iri=self.base, alpha3=alpha3),
            "links": map_links(links, base_iri=self.base, replaced=self.cache.replaced()),
            "ontology": ontology_quads(self.pipeline.settings.ontology_dir / "kg.ttl", base_iri=self.base),
        }
        return {graph_iri(self.base, name): list(to_nquads(found)) for name, found in quads.items()}

    def _named_entities(self, iris: Mapping[str, dict[str, str]]) -> Iterator[tuple[str, Entity]]:
        """Each article's entities under the name of the cluster; the name that the article uses is an alias."""
        for article, each in self.linked.items():
            for entity in each.entities:
                if entity.id in iris[article]:
                    one = self.resolution[article, entity.id]
                    yield (
                        iris[article][entity.id],
                        replace(entity, name=one.name, aliases=(entity.name, *entity.aliases)),
                    )

    def _digest(self, article: str, iris: Mapping[str, str]) -> str:
        """Digest of all that decides an article's graph."""
        scores = {entity.id: entity.link_score for entity in self.linked[article].entities}
        countries = {entity.id: entity.country for entity in self.linked[article].entities}
        described = [__version__, self.base, self.cache.key(article), iris, scores, countries]
        return hashlib.sha256(json.dumps(described, sort_keys=True).encode()).hexdigest()

    def _write(
        self,
        shared: Mapping[str, list[str]],
        gone: list[str],
        articles: list[str],
        iris: Mapping[str, dict[str, str]],
        states: Mapping[str, str],
    ) -> None:
        """One transaction."""
        contents: dict[str, list[str]] = {**{graph: [] for graph in gone}, **shared}
        for article in articles:
            contents[article_iri(self.base, article)] = self._lines(article, iris[article], states)
        self.change.graphs += self.store.replace_many(contents).graphs

    def _lines(self, article: str, iris: Mapping[str, str], states: Mapping[str, str]) -> list[str]:
        extraction = self.cache.get(article)
        assert extraction is not None
        linked = replace(extraction, entities=self.linked[article].entities)
        maker = self.cache.maker(article) or self.pipeline.maker
        provenance = Provenance(maker.name, maker.version, maker.model, maker.settings)
        quads = map_article(linked, iris, base_iri=self.base, countries=states, provenance=provenance)
        return list(to_nquads(quads))


def _links_by_iri(linked: Mapping[str, _Linked], iris: Mapping[str, dict[str, str]]) -> dict[str, Link]:
    """The decision on each node: of several articles' decisions the surest."""
    found: dict[str, Link] = {}
    for article in sorted(linked):
        for entity_id, link in linked[article].links.items():
            iri = iris[article].get(entity_id)
            if iri is not None and (iri not in found or _rank(link) > _rank(found[iri])):
                found[iri] = link
    return found


def _rank(link: Link) -> tuple[int, float, float, str]:
    order = {Outcome.NIL: 0, Outcome.CANDIDATE: 1, Outcome.LINK: 2}
    return order[link.outcome], link.score, link.margin, repr(link.candidates)


def _newly_linked(before: Mapping[str, Mapping[str, str]], now: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """IRIs that no node bears any more because what bore them became linked: old IRI → new IRI."""
    used = {iri for iris in now.values() for iri in iris.values()}
    return {
        old: now[article][entity]
        for article, iris in sorted(before.items())
        for entity, old in sorted(iris.items())
        if old not in used
        and entity in now.get(article, {})
        and _names_item(now[article][entity])
        and not _names_item(old)
    }


def _names_item(iri: str) -> bool:
    """Whether an entity's IRI is that of a linked entity."""
    return re.search(r"-Q\d+$", iri) is not None


def _state_entities(states: Mapping[str, str], authority: Authority) -> Iterator[tuple[str, Entity]]:
    for code, iri in states.items():
        record = authority.country(code)
        if record is not None:
            yield iri, Entity(id=code, kind=Kind.COUNTRY, name=record.label, country=code)


def _state_links(states: Mapping[str, str], authority: Authority) -> dict[str, Link]:
    """States are linked by the authority's own record."""
    found = {}
    for code, iri in states.items():
        record = authority.country(code)
        if record is not None and record.qid:
            found[iri] = Link(
                outcome=Outcome.LINK,
                candidates=(Candidate(record.qid, record.label, 1.0),),
                score=1.0,
                margin=1.0,
                method="record",
                authority=authority.version,
            )
    return found
