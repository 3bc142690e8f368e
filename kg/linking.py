"""Linking and resolving of a whole store, with human decisions over both: for graphs, reviews and explanations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from kg.config import Settings
from kg.errors import NotFoundError
from kg.link.decisions import Decisions, read_decisions
from kg.link.explain import Explanation, explain
from kg.link.offline import apply_links
from kg.link.review import Linked
from kg.link.verdicts import Member, Verdict, judge
from kg.merging import Events, claims_of, merge_claims, towns_of
from kg.model.entities import Entity, Kind, Link
from kg.model.extraction import Extraction
from kg.pipeline import Pipeline
from kg.rdf.iris import entity_iri
from kg.rdf.mapping import referenced_countries
from kg.resolve.claims import Claim
from kg.resolve.events import EventResolution
from kg.resolve.resolver import ClusterEntity, Resolution, resolve
from kg.store.extractions import ExtractionCache


@dataclass(frozen=True, slots=True)
class LinkedArticle:
    """The entities of an article as linked, the decision on each, and the codes of the states it points to.

    `machine` has the linker's own decision where a human has overruled it, `claims` what the article tells of events.
    """

    entities: tuple[Entity, ...]
    links: Mapping[str, Link]
    states: tuple[str, ...]
    machine: Mapping[str, Link]
    claims: tuple[Claim, ...] = ()


@dataclass(frozen=True, slots=True)
class Linking:
    """All articles of a store, linked and resolved, and the events that several of them tell of."""

    articles: Mapping[str, LinkedArticle]
    resolution: Resolution
    verdict: Verdict
    events: Events = field(default_factory=lambda: Events(EventResolution()))

    def iri(self, base: str, article: str, entity: str) -> str | None:
        """The IRI of an entity; None for a place, which has no node."""
        one = self.resolution[article, entity]
        return None if one.kind is Kind.PLACE else iri_of(base, one)


def iri_of(base: str, one: ClusterEntity) -> str:
    """The IRI of an entity of the store."""
    return entity_iri(base, one.kind, one.name, country=one.country, qid=one.qid)


def stored_decisions(settings: Settings) -> Decisions:
    """The decisions of the settings; none if no file is set.

    Raises:
        LinkError: The file cannot be read.
    """
    if not settings.decisions:
        return Decisions()
    return read_decisions(Path(settings.decisions), base_iri=settings.base_iri)


def link_store(cache: ExtractionCache, pipeline: Pipeline, decisions: Decisions) -> Linking:
    """Link and resolve every article of a store, apply the decisions, then find the events."""
    linking = _link_entities(cache, pipeline, decisions)
    claims = [claim for each in linking.articles.values() for claim in each.claims]
    towns = towns_of(pipeline.lexicon, pipeline.authority)
    return replace(linking, events=merge_claims(claims, linking.resolution, decisions, towns=towns))


def _link_entities(cache: ExtractionCache, pipeline: Pipeline, decisions: Decisions) -> Linking:
    articles = {extraction.article.id: _link(pipeline, extraction) for extraction in cache}
    resolution = _resolve(articles, pipeline, {})
    if not decisions.rows:
        return Linking(articles, resolution, Verdict(problems=decisions.problems))
    base = pipeline.settings.base_iri
    verdict = judge(
        decisions,
        resolution.clusters,
        {(article, entity): link for article, each in articles.items() for entity, link in each.links.items()},
        {(article, entity.id): entity for article, each in articles.items() for entity in each.entities},
        iri_of=lambda kind, name, country, qid: entity_iri(base, kind, name, country=country, qid=qid),
        label_of=pipeline.linking_authority.label_of,
        base_iri=base,
    )
    for article in sorted({article for article, _ in verdict.links}):
        articles[article] = _decided(articles[article], cache, article, verdict, base)
    return Linking(articles, _resolve(articles, pipeline, verdict.groups), verdict)


def _resolve(articles: Mapping[str, LinkedArticle], pipeline: Pipeline, groups: Mapping[Member, str]) -> Resolution:
    views = ((article, each.entities) for article, each in sorted(articles.items()))
    return resolve(views, pipeline.linking_authority, groups=groups)


def _link(pipeline: Pipeline, extraction: Extraction) -> LinkedArticle:
    linked, links = pipeline.link(extraction)
    return _linked_article(linked, links, {}, pipeline.settings.base_iri)


def _linked_article(
    linked: Extraction, links: Mapping[str, Link], machine: Mapping[str, Link], base: str
) -> LinkedArticle:
    states = tuple(referenced_countries(linked))
    return LinkedArticle(linked.entities, links, states, machine, claims_of(linked, base))


def _decided(each: LinkedArticle, cache: ExtractionCache, article: str, verdict: Verdict, base: str) -> LinkedArticle:
    """An article with the links that decisions give it."""
    extraction = cache.get(article)
    assert extraction is not None
    made = {entity: link for (of, entity), link in verdict.links.items() if of == article}
    links = {**each.links, **made}
    linked = replace(extraction, entities=apply_links(extraction.entities, links))
    machine = {entity: each.links[entity] for entity in made if entity in each.links}
    return _linked_article(linked, links, machine, base)


def linked_entities(linking: Linking, base: str) -> Iterator[Linked]:
    """The entities of the store for a review: the surest decision on each, and how many articles speak of it."""
    clusters = [cluster for cluster in linking.resolution.clusters if cluster.kind is not Kind.PLACE]
    for cluster in clusters:
        links = [linking.articles[article].links.get(entity) for article, entity in cluster.members]
        known = [link for link in links if link is not None]
        if known:
            best = max(known, key=lambda link: (str(link.outcome) == "link", len(link.candidates), link.score))
            yield Linked(iri_of(base, cluster), cluster.name, cluster.kind, cluster.country, best, _articles(cluster))


def _articles(cluster: ClusterEntity) -> int:
    return len(Counter(article for article, _ in cluster.members))


def explain_entity(name: str, linking: Linking, cache: ExtractionCache, pipeline: Pipeline) -> list[Explanation]:
    """Why an entity is linked as it is, for every article that speaks of it.

    Args:
        name: Its IRI, whole or without the base, or its name.

    Raises:
        NotFoundError: The store has no such entity.
    """
    base = pipeline.settings.base_iri
    found = []
    for cluster in linking.resolution.clusters:
        if cluster.kind is Kind.PLACE or name not in _ways_to_name(cluster, base):
            continue
        for article, entity_id in cluster.members:
            extraction, each = cache.get(article), linking.articles[article]
            if extraction is not None and entity_id in each.links:
                entity = next(entity for entity in extraction.entities if entity.id == entity_id)
                machine = each.machine.get(entity_id)
                link = each.links[entity_id]
                found.append(explain(extraction, entity, link, pipeline.linking_authority, machine=machine))
    if not found:
        raise NotFoundError(f"{name}: the store has no entity of that IRI or name")
    return found


def _ways_to_name(cluster: ClusterEntity, base: str) -> set[str]:
    iri = iri_of(base, cluster)
    return {iri, iri.removeprefix(base), cluster.name, *cluster.aliases}
