"""Extraction → Quad: all that one article says, in the named graph with the article's IRI.

Quads are kept few. A node has one type (superclasses are the ontology's to tell), one mention node serves every use of
its span, and what holds of an entity whoever reports it is in other graphs (`kg.rdf.entities`). The result depends on
the arguments alone; sorted lines are the same whatever the order of the facts.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from kg.authority import is_kinship
from kg.model.document import Article, Span
from kg.model.entities import Entity, Kind
from kg.model.extraction import Extraction
from kg.model.facts import Fact, Meeting, Policy, PolicyKind, Statement
from kg.rdf.edtf import bounds
from kg.rdf.iris import (
    article_iri,
    extraction_iri,
    meeting_iri,
    mention_iri,
    policy_iri,
    short_name,
    statement_iri,
    url_iri,
)
from kg.rdf.literals import day, decimal, edtf, integer, published, string
from kg.rdf.namespaces import ITSRDF, NG, NIF, PROV, RDF, RDFS, SCHEMA, SKOS
from kg.rdf.provenance import Provenance, map_provenance
from kg.rdf.terms import Iri, Quad, Term

log = logging.getLogger(__name__)

LEGISLATION = frozenset({PolicyKind.TREATY, PolicyKind.LAW})
"""Kinds of policy that are legal acts, and so schema:Legislation too."""

Pairs = Iterable[tuple[Iri, Term | None]]


@dataclass(frozen=True, slots=True)
class _Scope:
    """What the parts of one article's graph share."""

    article: Article
    graph: Iri
    entities: Mapping[str, Entity]
    iris: Mapping[str, Iri]
    countries: Mapping[str, Iri]

    def refer(self, predicate: Iri, ids: Iterable[str]) -> Iterator[tuple[Iri, Iri]]:
        """A pair for each id that has a node. Places have none."""
        return ((predicate, self.iris[id_]) for id_ in ids if id_ in self.iris)

    def spans(self, predicate: Iri, spans: Iterable[Span]) -> Iterator[tuple[Iri, Iri]]:
        return ((predicate, mention_iri(self.graph, span)) for span in spans)

    def describe(self, subject: Iri, pairs: Pairs) -> list[Quad]:
        """The pairs as quads of the article's graph, those without a value left out."""
        return [Quad(subject, predicate, object_, self.graph) for predicate, object_ in pairs if object_ is not None]


def map_article(
    extraction: Extraction,
    entity_iris: Mapping[str, str],
    *,
    base_iri: str,
    countries: Mapping[str, str],
    provenance: Provenance,
    events: Mapping[str, str] | None = None,
    copy_of: str | None = None,
) -> list[Quad]:
    """The graph of one article.

    Args:
        extraction: What was extracted from it.
        entity_iris: The IRI of each of its entities by the entity's id; one that is missing (a place) has no node.
        base_iri: What all IRIs of instances begin with.
        countries: The IRI of each country by its ISO alpha-2 code.
        provenance: By what the extraction was made.
        events: The IRIs of facts that other articles tell of too, by the fact's id, in place of their own.
        copy_of: The id of the first article with the same words, if this is a copy of it.
    """
    article = extraction.article
    shared = events or {}
    facts = [(Iri(shared.get(fact.id, iri)), fact) for iri, fact in mint_facts(extraction, base_iri)]
    scope = _Scope(
        article=article,
        graph=article_iri(base_iri, article.id),
        entities={entity.id: entity for entity in extraction.entities},
        iris={id_: Iri(iri) for id_, iri in entity_iris.items()} | {fact.id: iri for iri, fact in facts},
        countries={code: Iri(iri) for code, iri in countries.items()},
    )
    quads = [
        *_map_text(scope),
        *_map_copy(scope, base_iri, copy_of),
        *map_provenance(scope.graph, provenance),
        *_map_persons(scope),
    ]
    for iri, fact in _first_of_each(facts, article):
        quads += scope.describe(iri, _pairs(scope, fact))
    quads += _map_mentions(scope, extraction)
    return list(dict.fromkeys(quads))


def referenced_countries(extraction: Extraction) -> list[str]:
    """The ISO codes of all countries that the graph of the article points to, in alphabetical order."""
    persons = (entity.country for entity in extraction.entities if entity.kind is Kind.PERSON)
    states = (entity.country for entity in extraction.entities if entity.kind is Kind.COUNTRY)
    hosts = (meeting.country for meeting in extraction.meetings)
    return sorted({code for code in (*persons, *states, *hosts) if code})


def mint_facts(extraction: Extraction, base: str) -> list[tuple[Iri, Fact]]:
    """Every fact with the IRI that it has by itself."""
    article = extraction.article
    entities = {entity.id: entity for entity in extraction.entities}
    return [
        *((_meeting_iri(base, article, meeting, entities), meeting) for meeting in extraction.meetings),
        *((policy_iri(base, policy.label, _policy_key(article, policy)), policy) for policy in extraction.policies),
        *((_statement_iri(base, article, statement, entities), statement) for statement in extraction.statements),
    ]


def _first_of_each(facts: Iterable[tuple[Iri, Fact]], article: Article) -> Iterator[tuple[Iri, Fact]]:
    """Facts without those that repeat another's words in the same role: two of them would run into one node."""
    seen: set[Iri] = set()
    for iri, fact in facts:
        if iri in seen:
            log.warning("article %s: a fact stands twice and is mapped once: %s", article.id, iri)
            continue
        seen.add(iri)
        yield iri, fact


# The keys hold what tells a fact from the others of its article, and nothing that a better reading of the same words
# may change: neither status nor stance nor confidence.


def _offsets(spans: Iterable[Span]) -> list[str]:
    return [f"{span.start},{span.end}" for span in sorted(spans)]


def _meeting_iri(base: str, article: Article, meeting: Meeting, entities: Mapping[str, Entity]) -> Iri:
    who = [entities[id_] for id_ in meeting.participants if id_ in entities]
    names = sorted({f"{entity.kind}:{entity.name}:{entity.country or ''}" for entity in who})
    key = [article.id, meeting.type, meeting.date or "", meeting.place or "", *_offsets(meeting.evidence), *names]
    shown = [short_name(entity.kind, entity.name) for entity in who if entity.kind is not Kind.PLACE]
    return meeting_iri(base, meeting.date, shown, key)


def _policy_key(article: Article, policy: Policy) -> list[str]:
    return [article.id, policy.kind, policy.label, *_offsets(policy.evidence)]


def _statement_iri(base: str, article: Article, statement: Statement, entities: Mapping[str, Entity]) -> Iri:
    speaker = entities.get(statement.speaker or "")
    cue = [statement.cue_span] if statement.cue_span else []
    key = [article.id, statement.speaker_text, *_offsets(statement.content), "cue", *_offsets(cue)]
    key += ["evidence", *_offsets(statement.evidence)]
    return statement_iri(base, speaker.name if speaker else None, key)


def _map_text(scope: _Scope) -> list[Quad]:
    article = scope.article
    pairs = (
        (RDF["type"], NG["Article"]),
        (SCHEMA["headline"], string(article.headline)),
        (SCHEMA["datePublished"], published(article.date or article.published)),
        (SCHEMA["dateModified"], published((article.modified or "")[:10])),
        (SCHEMA["articleSection"], string(article.section)),
        (SCHEMA["url"], url_iri(article.url) if article.url else None),
        (SCHEMA["publisher"], string(article.publisher)),
        (SCHEMA["author"], string(article.author)),
        (SCHEMA["inLanguage"], string(article.language)),
        (NIF["isString"], string(article.text)),
        (NG["contentDigest"], string(article.digest)),
    )
    return scope.describe(scope.graph, pairs)


def _map_copy(scope: _Scope, base: str, copy_of: str | None) -> list[Quad]:
    """What a copy has to do with the first article of its words: nobody tells which was made of which."""
    return scope.describe(scope.graph, [(PROV["alternateOf"], article_iri(base, copy_of) if copy_of else None)])


def _map_persons(scope: _Scope) -> Iterator[Quad]:
    """Offices and what is represented: true at the article's date, so said in its graph. To be kin is no office."""
    for id_, entity in scope.entities.items():
        if entity.kind is Kind.PERSON and id_ in scope.iris:
            yield from scope.describe(
                scope.iris[id_],
                [
                    *((SCHEMA["jobTitle"], string(role)) for role in entity.roles if not is_kinship(role)),
                    (NG["represents"], scope.countries.get(entity.country or "")),
                ],
            )


def _pairs(scope: _Scope, fact: Fact) -> Pairs:
    if isinstance(fact, Meeting):
        return _meeting_pairs(scope, fact)
    return _policy_pairs(scope, fact) if isinstance(fact, Policy) else _statement_pairs(scope, fact)


def _fact_pairs(scope: _Scope, fact: Fact) -> Pairs:
    """What every fact has: evidence, confidence, origin; and its date, where it has one."""
    yield from scope.spans(NG["evidence"], fact.evidence)
    yield NG["confidence"], decimal(fact.confidence)
    yield PROV["wasGeneratedBy"], extraction_iri(scope.graph)
    date = edtf(fact.date)
    if fact.date and date is None:
        log.warning("article %s: %s: no EDTF date: %r", scope.article.id, fact.id, fact.date)
    yield NG["date"], date
    limits = bounds(fact.date or "")
    if limits is not None:
        yield SCHEMA["startDate"], day(limits.start)
        yield SCHEMA["endDate"], day(limits.end)


def _meeting_pairs(scope: _Scope, meeting: Meeting) -> Pairs:
    yield RDF["type"], NG["Meeting"]
    yield from scope.refer(NG["participant"], meeting.participants)
    yield NG["place"], string(meeting.place)
    yield NG["country"], scope.countries.get(meeting.country or "")
    yield NG["status"], NG[meeting.status]
    yield NG["meetingType"], NG[meeting.type]
    yield from scope.refer(NG["about"], meeting.about)
    yield from _fact_pairs(scope, meeting)


def _policy_pairs(scope: _Scope, policy: Policy) -> Pairs:
    yield RDF["type"], NG["Policy"]
    yield RDF["type"], SCHEMA["Legislation"] if policy.kind in LEGISLATION else None
    yield RDFS["label"], string(policy.label)
    yield from ((SKOS["altLabel"], string(alias)) for alias in policy.aliases if alias != policy.label)
    yield from scope.refer(NG["actor"], policy.actors)
    yield from scope.refer(NG["target"], policy.targets)
    yield NG["policyKind"], NG[policy.kind]
    yield NG["status"], NG[policy.status] if policy.status else None
    yield from _fact_pairs(scope, policy)


def _statement_pairs(scope: _Scope, statement: Statement) -> Pairs:
    yield RDF["type"], NG["Statement"]
    yield from scope.refer(NG["speaker"], [statement.speaker] if statement.speaker else [])
    yield NG["speakerText"], string(statement.speaker_text)
    yield NG["text"], string(statement.text)
    yield NG["quoteType"], NG[statement.type]
    yield NG["cue"], string(statement.cue)
    yield from scope.spans(NG["contentSpan"], statement.content)
    yield from scope.spans(NG["cueSpan"], [statement.cue_span] if statement.cue_span else [])
    yield from scope.refer(NG["addressee"], [statement.addressee] if statement.addressee else [])
    yield from scope.refer(NG["about"], statement.about)
    yield NG["stance"], NG[statement.stance] if statement.stance else None
    yield from scope.refer(NG["occasion"], [statement.occasion] if statement.occasion else [])
    yield from _fact_pairs(scope, statement)


def _map_mentions(scope: _Scope, extraction: Extraction) -> Iterator[Quad]:
    """One node for each span that refers to an entity or that a fact rests on."""
    referents: dict[Span, list[str]] = {span: [] for span in _fact_spans(extraction)}
    for mention in extraction.mentions:
        if mention.entity in scope.iris:
            referents.setdefault(mention.span, []).append(mention.entity)
    for span in sorted(referents):
        yield from scope.describe(mention_iri(scope.graph, span), _mention_pairs(scope, span, referents[span]))


def _fact_spans(extraction: Extraction) -> Iterator[Span]:
    facts: tuple[Fact, ...] = (*extraction.meetings, *extraction.policies, *extraction.statements)
    for fact in facts:
        yield from fact.evidence
    for statement in extraction.statements:
        yield from statement.content
        if statement.cue_span:
            yield statement.cue_span


def _mention_pairs(scope: _Scope, span: Span, ids: list[str]) -> Pairs:
    yield RDF["type"], NG["Mention"]
    yield NIF["beginIndex"], integer(span.start)
    yield NIF["endIndex"], integer(span.end)
    yield NIF["anchorOf"], string(scope.article.slice(span))
    yield NIF["referenceContext"], scope.graph
    yield from scope.refer(ITSRDF["taIdentRef"], ids)
    linked = (scope.entities[id_] for id_ in ids if id_ in scope.entities)
    scores = [entity.link_score for entity in linked if entity.qid and entity.link_score is not None]
    yield ITSRDF["taConfidence"], decimal(min(scores, default=None))
