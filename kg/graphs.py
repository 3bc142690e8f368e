"""Extractions → graphs in the store: link, resolve, map, and write what changed.

The graphs are a deterministic function of the extractions, the authority and the decisions on links; nothing here looks
at a clock, an order of arrival or the store's history, except that an IRI which linking has replaced stays known.

Only graphs that a build has made are ever removed. One that came another way (`kg load`, the Graph Store Protocol, an
update) stays, and where it has the name of a graph that all articles share, it is set aside under `<name>/loaded`.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from kg import __version__
from kg.authority import Authority
from kg.link.verdicts import METHOD as DECIDED
from kg.linking import LinkedArticle, link_store, stored_decisions
from kg.model.entities import Candidate, Entity, Kind, Link, Outcome
from kg.pipeline import Pipeline
from kg.rdf.entities import map_entities, map_links
from kg.rdf.iris import article_iri, entity_iri, graph_iri
from kg.rdf.mapping import map_article
from kg.rdf.ontology import ontology_quads
from kg.rdf.provenance import Provenance
from kg.rdf.terms import to_nquads
from kg.resolve.events import EventResolution
from kg.resolve.resolver import Resolution
from kg.store import Store, loaded_graph, read_lines
from kg.store.extractions import ExtractionCache


@dataclass(slots=True)
class GraphChange:
    """What `update_graphs` did.

    Attributes:
        graphs: Named graphs written or removed.
        links: Entities by the outcome of linking.
        events: Meetings and statements that more than one article tells of.
        problems: Human decisions that were not applied.
        unmatched: Human decisions on entities that the store does not have.
        taken_over: Loaded graphs of articles that are now made from the articles themselves.
        set_aside: Loaded graphs that have another name now, because builds write under theirs.
        written: Named graphs that may say something new, sorted: of articles, or the shared ones if no article's does.
    """

    graphs: int = 0
    links: Counter[str] = field(default_factory=Counter)
    events: int = 0
    problems: list[str] = field(default_factory=list)
    unmatched: list[str] = field(default_factory=list)
    taken_over: list[str] = field(default_factory=list)
    set_aside: list[str] = field(default_factory=list)
    written: list[str] = field(default_factory=list)


def update_graphs(store: Store, cache: ExtractionCache, pipeline: Pipeline) -> GraphChange:
    """Make the store hold just what the extractions and the human decisions say. What does not change is not written.

    Raises:
        LinkError: The file of decisions cannot be read.
    """
    linking = link_store(cache, pipeline, stored_decisions(pipeline.settings))
    work = _Work(
        store, cache, pipeline, linking.articles, linking.resolution, linking.events.resolution, cache.copies()
    )
    change = work.run()
    cache.set_stamps(stage_stamps(pipeline))
    change.problems += [*linking.verdict.problems, *linking.events.problems]
    change.unmatched += [*linking.verdict.unmatched, *linking.events.unmatched]
    return change


def stage_stamps(pipeline: Pipeline) -> dict[str, str]:
    """What linking and mapping depend on apart from the extractions, each by `stage: what it is`, as a digest."""
    settings = pipeline.settings
    ontology = settings.ontology_dir / "kg.ttl"
    decided = stored_decisions(settings)
    parts = {
        "link: the authority": pipeline.linking_authority.version,
        "link: the human decisions": repr((decided.digest, sorted(map(str, decided.events)))),
        "link: the service asked": settings.online,
        "map: the program's version": __version__,
        "map: the ontology": ontology.read_text(encoding="utf-8"),
        "map: the base IRI": settings.base_iri,
    }
    return {name: hashlib.sha256(part.encode()).hexdigest()[:16] for name, part in parts.items()}


@dataclass(slots=True)
class _Work:
    """One pass over the extractions of a store."""

    store: Store
    cache: ExtractionCache
    pipeline: Pipeline
    linked: Mapping[str, LinkedArticle]
    resolution: Resolution
    events: EventResolution
    copies: Mapping[str, str]
    change: GraphChange = field(default_factory=GraphChange)

    @property
    def base(self) -> str:
        return self.pipeline.settings.base_iri

    def run(self) -> GraphChange:
        iris = {article: self._iris(article) for article in self.linked}
        links = _links_by_iri(self.linked, iris)
        states = self._states()
        self.change.links.update(link.outcome.value for link in links.values())
        self.change.events = len(self.events.events)
        self.cache.note_replaced(_newly_linked(self.cache.iris(), iris))
        # A state is linked by its own record, unless a human has decided otherwise.
        records = _state_links(states, self.pipeline.authority)
        decided = {iri: link for iri, link in links.items() if link.method == DECIDED}
        shared = self._shared_graphs(iris, links | records | decided, states)
        digests = {article: self._digest(article, iris[article]) for article in self.linked}
        known = self.cache.graph_digests()
        stale = [article for article in sorted(digests) if known.get(article) != digests[article]]
        wanted = {article_iri(self.base, article) for article in self.linked} | set(shared)
        present, built = set(self.store.graphs()), self._built()
        gone = sorted(present & built - wanted)
        self.change.taken_over = sorted((present & wanted) - built - set(shared))
        # Loaded articles need the entities that were loaded with them.
        needed = any(graph.startswith(article_iri(self.base, "")) for graph in present - built - wanted)
        aside = self._set_aside({graph: shared[graph] for graph in sorted(present & set(shared) - built)}, needed)
        self._note_built(wanted)
        contents = ((article_iri(self.base, a), self._lines(a, iris[a], states)) for a in stale)
        together: dict[str, list[str]] = {**{graph: [] for graph in gone}, **aside, **shared}
        self.change.graphs += self.store.replace_all(contents, together=together).graphs
        if self.change.graphs:
            own = {article_iri(self.base, article) for article in stale} | set(aside)
            self.change.written = sorted(own or set(shared))
        # Noted only once it is published, so that a copy of this file never promises more than a snapshot holds.
        self.store.publish()
        self.cache.set_graphs({article: (digests[article], iris[article]) for article in stale})
        self.cache.forget_built(self._path(graph) for graph in built - wanted)
        return self.change

    def _built(self) -> set[str]:
        """The graphs that builds of this store have made."""
        return {f"{self.base}{path}" for path in self.cache.built()}

    def _note_built(self, graphs: Iterable[str]) -> None:
        self.cache.note_built(sorted(self._path(graph) for graph in graphs))

    def _path(self, graph: str) -> str:
        return graph.removeprefix(self.base)

    def _set_aside(self, derived: Mapping[str, list[str]], needed: bool) -> dict[str, list[str]]:
        """Loaded graphs that stand where the build writes, under a name of their own, with what that has already.

        Where the build says all the same, nothing is kept, unless it is `needed` whatever later builds say.
        """
        aside: dict[str, list[str]] = {}
        for graph, lines in derived.items():
            loaded = self.store.graph_lines(graph) or frozenset()
            if loaded <= read_lines(graph, lines) and not needed:
                continue
            name = loaded_graph(graph)
            aside[name] = [f"{line} ." for line in sorted(loaded | (self.store.graph_lines(name) or frozenset()))]
            self.change.set_aside.append(graph)
        return aside

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
            "links": map_links(links, base_iri=self.base, replaced=self.cache.replaced() | self.events.replaced()),
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
        described = [__version__, self.base, self.cache.key(article), iris, scores, countries, *self._shared(article)]
        described += [{"copy": self.copies[article]}] if article in self.copies else []
        return hashlib.sha256(json.dumps(described, sort_keys=True).encode()).hexdigest()

    def _shared(self, article: str) -> list[dict[str, str]]:
        """The IRIs of the events that other articles tell of too, by the id of the fact; nothing if there are none."""
        facts = (claim.fact for claim in self.linked[article].claims)
        shared = {fact: iri for fact in facts if (iri := self.events.node(article, fact)) is not None}
        return [shared] if shared else []

    def _lines(self, article: str, iris: Mapping[str, str], states: Mapping[str, str]) -> list[str]:
        extraction = self.cache.get(article)
        assert extraction is not None
        linked = replace(extraction, entities=self.linked[article].entities)
        maker = self.cache.maker(article) or self.pipeline.maker
        provenance = Provenance(maker.name, maker.version, maker.model, maker.settings)
        events = next(iter(self._shared(article)), {})
        quads = map_article(
            linked,
            iris,
            base_iri=self.base,
            countries=states,
            provenance=provenance,
            events=events,
            copy_of=self.copies.get(article),
        )
        return list(to_nquads(quads))


def _links_by_iri(linked: Mapping[str, LinkedArticle], iris: Mapping[str, dict[str, str]]) -> dict[str, Link]:
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
