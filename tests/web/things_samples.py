"""Two invented articles about one meeting and one treaty, with names that try to break pages, as a store on disk."""

from __future__ import annotations

from pathlib import Path

from kg.model.document import Article, Form, Mention, Span
from kg.model.entities import Candidate, Entity, Kind, Link, Outcome
from kg.model.extraction import Extraction, Maker
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
from kg.rdf.iris import article_iri, entity_iri, graph_iri
from kg.rdf.mapping import map_article
from kg.rdf.provenance import Provenance
from kg.rdf.terms import to_nquads
from kg.store import open_store
from kg.store.extractions import ExtractionCache

BASE = "https://w3id.org/newsgraph/id/"
EVIL = 'Ann <script>alert("x")</script> O’Neil'
RTL = "דנה כהן"
COUNTRIES = {"KE": f"{BASE}country/kenya", "PE": f"{BASE}country/peru"}
HEAD = "MENU | Sport | </script><b>Ads</b>\n\n"
FIRST = (
    HEAD + "Ann O'Neil of Kenya met Dana in Lima 🕊 on Wednesday.\n\n"
    "She told her Peruvian counterpart that the Lima Treaty was “a </p> & gift”. “We are content,” a diplomat said.\n\n"
    "More stories"
)
SECOND = "The talks of O'Neil and Dana were called off.\n\nDana said the Lima Treaty was dead. Dana says so in 2011."

ANN = Entity("e1", Kind.PERSON, EVIL, "KE", roles=("Minister of <b>Ads</b>",), qid="Q1234567", link_score=0.93)
DANA = Entity("e2", Kind.PERSON, RTL, "PE", aliases=("Dana",))
KENYA = Entity("e3", Kind.COUNTRY, "Kenya", "KE")
PERU = Entity("e4", Kind.COUNTRY, "Peru", "PE")
ENTITIES = (ANN, DANA, KENYA, PERU)
OLD, LOST, CIRCLE = f"{BASE}person/ann-oneil-KE", f"{BASE}person/lost", f"{BASE}person/circle"


def span(text: str, words: str) -> Span:
    """Where the words stand first."""
    at = text.index(words)
    return Span(at, at + len(words))


def iri_of(entity: Entity) -> str:
    """The IRI of a person or a country."""
    return entity_iri(BASE, entity.kind, entity.name, country=entity.country, qid=entity.qid)


def _mention(text: str, words: str, entity: str) -> Mention:
    return Mention(span(text, words), words, entity, Form.NAME, 0)


def _first() -> Extraction:
    article = Article(
        id="first",
        text=FIRST,
        body=(Span(len(HEAD), FIRST.index("More stories")),),
        headline='Treaty "holds" <img src=x onerror=alert(1)> 🕊',
        date="2010-05-13",
        url="https://news.example/2010?x=1&y=2",
        publisher="The <i>Example</i>",
    )
    told = "She told her Peruvian counterpart that the Lima Treaty was “a </p> & gift”"
    return Extraction(
        article=article,
        entities=ENTITIES,
        mentions=(
            _mention(FIRST, "Ann O'Neil", "e1"),
            _mention(FIRST, "Kenya", "e3"),
            _mention(FIRST, "Dana", "e2"),
            _mention(FIRST, "her Peruvian counterpart", "e2"),
            _mention(FIRST, "Peruvian", "e4"),
        ),
        meetings=(
            Meeting(
                id="m1",
                participants=("e1", "e2"),
                status=MeetingStatus.HELD,
                type=MeetingType.TALKS,
                evidence=(span(FIRST, "Ann O'Neil of Kenya met Dana in Lima 🕊 on Wednesday"),),
                confidence=0.9,
                date="2010-05-12",
                place="Lima",
                country="PE",
            ),
        ),
        policies=(
            Policy(
                id="p1",
                label="Lima Treaty",
                kind=PolicyKind.TREATY,
                evidence=(span(FIRST, "the Lima Treaty"),),
                confidence=0.8,
                actors=("e3", "e4"),
                status=PolicyStatus.ADOPTED,
            ),
        ),
        statements=(
            Statement(
                id="s1",
                speaker_text="She",
                speaker="e1",
                content=(span(FIRST, "the Lima Treaty was “a </p> & gift”"),),
                text="the Lima Treaty was “a </p> & gift”",
                type=QuoteType.MIXED,
                cue="tell",
                cue_span=span(FIRST, "told"),
                addressee="e2",
                about=("p1", "e2"),
                stance=Stance.SUPPORTS,
                evidence=(span(FIRST, told),),
                confidence=0.95,
                date="2010-05-12",
                occasion="m1",
            ),
            Statement(
                id="s2",
                speaker_text="a diplomat",
                content=(span(FIRST, "We are content"),),
                text="We are content",
                type=QuoteType.DIRECT,
                cue="say",
                cue_span=span(FIRST, "said"),
                evidence=(span(FIRST, "“We are content,” a diplomat said"),),
                confidence=0.7,
            ),
        ),
    )


def _second() -> Extraction:
    article = Article(id="second", text=SECOND, body=(Span(0, len(SECOND)),))
    return Extraction(
        article=article,
        entities=ENTITIES,
        mentions=(_mention(SECOND, "O'Neil", "e1"), _mention(SECOND, "Dana", "e2")),
        meetings=(
            Meeting(
                id="m1",
                participants=("e1", "e2"),
                status=MeetingStatus.CANCELLED,
                type=MeetingType.TALKS,
                evidence=(span(SECOND, "The talks of O'Neil and Dana were called off"),),
                confidence=0.9,
                date="2010-05",
            ),
            Meeting(
                id="m2",
                participants=("e2",),
                status=MeetingStatus.PLANNED,
                type=MeetingType.OTHER,
                evidence=(span(SECOND, "so in 2011"),),
                confidence=0.5,
            ),
        ),
        policies=(
            Policy(
                id="p1",
                label="Lima Treaty",
                kind=PolicyKind.TREATY,
                evidence=(span(SECOND, "the Lima Treaty"),),
                confidence=0.8,
                actors=("e3",),
            ),
        ),
        statements=(
            Statement(
                id="s1",
                speaker_text="Dana",
                speaker="e2",
                content=(span(SECOND, "the Lima Treaty was dead"),),
                text="the Lima Treaty was dead",
                type=QuoteType.INDIRECT,
                cue="say",
                cue_span=span(SECOND, "said"),
                about=("p1", "e1"),
                stance=Stance.OPPOSES,
                evidence=(span(SECOND, "Dana said the Lima Treaty was dead"),),
                confidence=0.9,
            ),
        ),
    )


def make_things(path: Path) -> Path:
    """A store of the two articles, their entities and links, with what was kept beside it."""
    iris = {entity.id: iri_of(entity) for entity in ENTITIES}
    graphs = {}
    extractions = (_first(), _second())
    for extraction in extractions:
        quads = map_article(
            extraction, iris, base_iri=BASE, countries=COUNTRIES, provenance=Provenance("newsgraph", "0.1.0")
        )
        graphs[article_iri(BASE, extraction.article.id)] = quads
    graphs[graph_iri(BASE, "entities")] = map_entities([(iris[one.id], one) for one in ENTITIES], base_iri=BASE)
    link = Link(Outcome.LINK, (Candidate("Q1234567", "A <b>", 5.0), Candidate("Q99", "B", 1.0)), 0.93, 4.0, "offline")
    replaced = {OLD: iris["e1"], LOST: f"{BASE}person/nobody-Q5", CIRCLE: CIRCLE}
    graphs[graph_iri(BASE, "links")] = map_links({iris["e1"]: link}, base_iri=BASE, replaced=replaced)
    with open_store(path, base_iri=BASE) as store:
        store.replace_many({graph: list(to_nquads(quads)) for graph, quads in graphs.items()})
    with ExtractionCache(path) as cache:
        for number, extraction in enumerate(extractions):
            cache.put(extraction, str(number), Maker("newsgraph", "0.1.0"))
        gone = Extraction(Article(id="gone", text="Gone.", body=(Span(0, 5),)))
        cache.put(gone, "x", Maker("newsgraph", "0.1.0"))
        cache.remove("gone")
    return path
