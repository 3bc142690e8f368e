"""Entity, Link → Quad: what holds of an entity whoever reports it, and what linking says of it.

The first stands in `<base>graph/entities`, the second in `<base>graph/links`. Both take entities of any number of
articles in any order.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from kg.model.entities import Candidate, Entity, Kind, Link, Outcome
from kg.rdf.iris import candidate_iri, graph_iri, link_iri, wikidata_iri
from kg.rdf.literals import decimal, integer, string
from kg.rdf.namespaces import DCT, NG, RDF, RDFS, SCHEMA, SKOS
from kg.rdf.terms import Iri, Quad, Term

Pairs = Iterable[tuple[Iri, Term | None]]

_CLASSES = {Kind.PERSON: NG["Person"], Kind.COUNTRY: NG["Country"], Kind.ORGANIZATION: NG["Organization"]}
_OUTCOMES = {Outcome.LINK: NG["accepted"], Outcome.CANDIDATE: NG["undecided"], Outcome.NIL: NG["nil"]}


def map_entities(
    entities: Iterable[tuple[str, Entity]], *, base_iri: str, alpha3: Mapping[str, str] | None = None
) -> list[Quad]:
    """Type, label, other names and codes of entities.

    Where the entities of one IRI have different names, the label is the most frequent, then the longest, then the first
    in code point order; the others are alternative labels. So a label depends on all that is given at once: give every
    entity of the store, not only those of the last article.

    Args:
        entities: Pairs of IRI and entity; an IRI may come many times. Places are left out.
        base_iri: What all IRIs of instances begin with.
        alpha3: ISO alpha-3 codes by alpha-2 code.
    """
    groups: dict[str, list[Entity]] = {}
    for iri, entity in entities:
        if entity.kind is not Kind.PLACE:
            groups.setdefault(iri, []).append(entity)
    graph = graph_iri(base_iri, "entities")
    return [
        Quad(Iri(iri), predicate, object_, graph)
        for iri in sorted(groups)
        for predicate, object_ in _entity_pairs(groups[iri], alpha3 or {})
        if object_ is not None
    ]


def _entity_pairs(group: list[Entity], alpha3: Mapping[str, str]) -> Pairs:
    label = _label(entity.name for entity in group)
    others = {name for entity in group for name in (entity.name, *entity.aliases)} - {label}
    yield from ((RDF["type"], _CLASSES[kind]) for kind in sorted({entity.kind for entity in group}))
    yield RDFS["label"], string(label)
    yield from ((SKOS["altLabel"], string(name)) for name in sorted(others))
    for code in sorted({entity.country for entity in group if entity.kind is Kind.COUNTRY and entity.country}):
        yield NG["isoAlpha2"], string(code)
        yield NG["isoAlpha3"], string(alpha3.get(code))


def _label(names: Iterable[str]) -> str:
    counts = Counter(names)
    return min(counts, key=lambda name: (-counts[name], -len(name), name))


def map_links(links: Mapping[str, Link], *, base_iri: str, replaced: Mapping[str, str] | None = None) -> list[Quad]:
    """What linking decided: schema:sameAs for accepted links, and for every entity a node with all that bears on it.

    Args:
        links: The decision on each entity, by the entity's IRI.
        base_iri: What all IRIs of instances begin with.
        replaced: The IRI that an entity has now, by the one that it had before it was linked.
    """
    graph = graph_iri(base_iri, "links")
    quads = [Quad(*triple, graph) for entity in sorted(links) for triple in _link(base_iri, entity, links[entity])]
    for old, new in sorted((replaced or {}).items()):
        quads.append(Quad(Iri(old), DCT["isReplacedBy"], Iri(new), graph))
    return quads


def _link(base: str, entity: str, link: Link) -> Iterator[tuple[Iri, Iri, Term]]:
    node = link_iri(base, entity)
    for predicate, object_ in _link_pairs(Iri(entity), node, link):
        if object_ is not None:
            yield node, predicate, object_
    if link.qid:
        yield Iri(entity), SCHEMA["sameAs"], wikidata_iri(link.qid)
    for rank, candidate in _ranked(link):
        for predicate, object_ in _candidate_pairs(rank, candidate):
            if object_ is not None:
                yield candidate_iri(node, candidate.qid), predicate, object_


def _ranked(link: Link) -> list[tuple[int, Candidate]]:
    """The candidates with their ranks; of two entries for one item the better counts."""
    best: dict[str, Candidate] = {}
    for candidate in link.candidates:
        best.setdefault(candidate.qid, candidate)
    return list(enumerate(best.values(), 1))


def _link_pairs(entity: Iri, node: Iri, link: Link) -> Pairs:
    yield RDF["type"], NG["Link"]
    yield NG["entity"], entity
    yield NG["outcome"], _OUTCOMES[link.outcome]
    yield NG["linkTarget"], wikidata_iri(link.qid) if link.qid else None
    yield NG["score"], decimal(link.score)
    yield NG["margin"], decimal(link.margin)
    yield NG["method"], string(link.method)
    yield NG["authority"], string(link.authority)
    yield from ((NG["candidate"], candidate_iri(node, candidate.qid)) for _, candidate in _ranked(link))


def _candidate_pairs(rank: int, candidate: Candidate) -> Pairs:
    yield RDF["type"], NG["Candidate"]
    yield NG["candidateItem"], wikidata_iri(candidate.qid)
    yield RDFS["label"], string(candidate.label)
    yield NG["rank"], integer(rank)
    yield NG["score"], decimal(candidate.score)
    yield NG["features"], string(" ".join(f"{name}={_points(value)}" for name, value in sorted(candidate.features)))


def _points(value: float) -> str:
    literal = decimal(value)
    return literal.value if literal else str(value)
