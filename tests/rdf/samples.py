"""An invented article with every kind of fact, and what the mapping needs beside it."""

from __future__ import annotations

from dataclasses import replace

from kg.model.document import Article, Form, Mention, Span
from kg.model.entities import Candidate, Entity, Kind, Link, Outcome
from kg.model.extraction import Extraction
from kg.model.facts import (
    Meeting,
    MeetingStatus,
    MeetingType,
    Policy,
    PolicyKind,
    PolicyStatus,
    QuoteType,
    Stance,
    Statement,
)
from kg.rdf.entities import map_entities, map_links
from kg.rdf.iris import entity_iri
from kg.rdf.mapping import map_article
from kg.rdf.provenance import Provenance
from kg.rdf.terms import Quad

BASE = "https://news.example/id/"
TEXT = (
    "Foreign Minister Ann Okafor of Kenya met Peru's Luis Quispe in Lima on Wednesday.\n\n"
    "She told him that the trade accord was “a gift”. “We are content,” a diplomat said."
)
COUNTRIES = {"KE": f"{BASE}country/kenya", "PE": f"{BASE}country/peru"}
ALPHA3 = {"KE": "KEN", "PE": "PER"}
PROVENANCE = Provenance(extractor="newsgraph", version="0.1.0", model="small 1.0", settings_digest="0" * 64)

ENTITIES = (
    Entity("e1", Kind.PERSON, "Ann Okafor", "KE", roles=("Foreign Minister",), qid="Q1234567", link_score=0.93),
    Entity("e2", Kind.COUNTRY, "Kenya", "KE", qid="Q114", link_score=1.0),
    Entity("e3", Kind.COUNTRY, "Peru", "PE"),
    Entity("e4", Kind.PERSON, "Luis Quispe", "PE", aliases=("Quispe",)),
    Entity("e5", Kind.PLACE, "Lima", "PE"),
)


def span(words: str, start: int = 0) -> Span:
    """Where the words stand in the text, at or after `start`."""
    at = TEXT.index(words, start)
    return Span(at, at + len(words))


def _mention(words: str, entity: str, form: Form = Form.NAME) -> Mention:
    return Mention(span(words), words, entity, form, 0)


ARTICLE = Article(
    id="a1b2",
    text=TEXT,
    body=(Span(0, len(TEXT)),),
    headline='Kenya, Peru sign "accord"',
    date="2010-05-13",
    url="https://news.example/2010/accord?x=[1]",
    publisher="The Example",
    source="a1.txt",
)
MEETING = Meeting(
    id="m1",
    participants=("e1", "e4"),
    status=MeetingStatus.HELD,
    type=MeetingType.TALKS,
    evidence=(span("met Peru's Luis Quispe in Lima on Wednesday"),),
    confidence=0.9,
    date="2010-05-12",
    place="Lima",
    country="PE",
    about=("p1",),
)
POLICY = Policy(
    id="p1",
    label="trade accord",
    kind=PolicyKind.TREATY,
    evidence=(span("the trade accord"),),
    confidence=0.8,
    aliases=("the accord",),
    actors=("e2", "e3"),
    status=PolicyStatus.ADOPTED,
)
MIXED = Statement(
    id="s1",
    speaker_text="She",
    speaker="e1",
    content=(span("the trade accord was “a gift”"),),
    text="the trade accord was “a gift”",
    type=QuoteType.MIXED,
    cue="tell",
    cue_span=span("told"),
    addressee="e4",
    about=("p1", "e5"),
    stance=Stance.SUPPORTS,
    evidence=(span("She told him that the trade accord was “a gift”"),),
    confidence=0.95,
    date="2010-05-12",
    occasion="m1",
)
UNNAMED = Statement(
    id="s2",
    speaker_text="a diplomat",
    content=(span("We are content"),),
    text="We are content",
    type=QuoteType.DIRECT,
    cue="say",
    cue_span=span("said"),
    evidence=(span("“We are content,” a diplomat said"),),
    confidence=0.7,
)
EXTRACTION = Extraction(
    article=ARTICLE,
    entities=ENTITIES,
    mentions=(
        _mention("Ann Okafor", "e1"),
        _mention("Kenya", "e2"),
        _mention("Peru's", "e3"),
        _mention("Luis Quispe", "e4"),
        _mention("Lima", "e5"),
        _mention("She", "e1", Form.PRONOUN),
        _mention("We", "e1", Form.PRONOUN),
        _mention("We", "e4", Form.PRONOUN),
    ),
    meetings=(MEETING,),
    policies=(POLICY,),
    statements=(MIXED, UNNAMED),
)

LINKS = {
    f"{BASE}person/ann-okafor-Q1234567": Link(
        Outcome.LINK,
        (
            Candidate("Q1234567", "Ann Okafor", 5.25, (("time", 2.0), ("country", 1.5))),
            Candidate("Q76543", "A. Okafor", 1.0),
        ),
        score=0.93,
        margin=4.25,
        method="offline",
        authority="test 1",
    ),
    f"{BASE}person/luis-quispe-PE": Link(Outcome.CANDIDATE, (Candidate("Q99", "L. Quispe", 2.0),), score=0.4),
    f"{BASE}country/peru": Link(Outcome.NIL),
}


def entity_iris(entities: tuple[Entity, ...] = ENTITIES) -> dict[str, str]:
    """The IRI of each entity that has a node."""
    return {
        entity.id: entity_iri(BASE, entity.kind, entity.name, country=entity.country, qid=entity.qid)
        for entity in entities
        if entity.kind is not Kind.PLACE
    }


def article_quads(extraction: Extraction = EXTRACTION) -> list[Quad]:
    """The graph of the article."""
    iris = entity_iris(extraction.entities)
    return map_article(extraction, iris, base_iri=BASE, countries=COUNTRIES, provenance=PROVENANCE)


def all_quads(extraction: Extraction = EXTRACTION) -> list[Quad]:
    """The graphs of the article, its entities and their links."""
    iris = entity_iris(extraction.entities)
    pairs = [(iris[entity.id], entity) for entity in extraction.entities if entity.id in iris]
    return [
        *article_quads(extraction),
        *map_entities(pairs, base_iri=BASE, alpha3=ALPHA3),
        *map_links(LINKS, base_iri=BASE),
    ]


def with_meeting(**changes: object) -> Extraction:
    """The extraction with its meeting changed."""
    return replace(EXTRACTION, meetings=(replace(MEETING, **changes),))
