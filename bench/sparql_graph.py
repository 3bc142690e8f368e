"""A generated graph shaped like the builder's, and the queries that the SPARQL bench asks of it.

Articles of about 180 triples each in named graphs of their own (mentions, statements, meetings, policies with their
evidence), entities in a graph beside them. Everything follows from the seed.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

BASE = "https://w3id.org/newsgraph/id/"
NG = "https://w3id.org/newsgraph/ontology#"
PREFIXES = {
    "ng": NG,
    "schema": "https://schema.org/",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "nif": "http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#",
    "itsrdf": "http://www.w3.org/2005/11/its/rdf#",
}
PROLOGUE = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())
SEED = 20260
TRIPLES_PER_ARTICLE = 184
COUNTRIES = 60
STATEMENTS, MEETINGS, POLICIES, MENTIONS = 7, 3, 2, 10
SYLLABLES = ("ba", "den", "fo", "gar", "hel", "jo", "kas", "lin", "mor", "nev", "ol", "per", "ros", "sel", "tam", "vik")
TEXT = "the talks treaty border minister will agree sign oppose before summit trade plan peace force vote law"


@dataclass(frozen=True, slots=True)
class Shape:
    """How many of each thing a graph of some size has."""

    articles: int

    @property
    def persons(self) -> int:
        return max(50, self.articles)

    @classmethod
    def of(cls, triples: int) -> Shape:
        return cls(max(20, triples // TRIPLES_PER_ARTICLE))


def person(at: int) -> str:
    return f"<{BASE}person/{_name(at).lower().replace(' ', '-')}-{at}>"


def article(at: int) -> str:
    return f"<{BASE}article/story-{at:06d}>"


def fact(kind: str, at: int, number: int) -> str:
    return f"<{BASE}{kind}/{at:06d}-{number}>"


def country(at: int) -> str:
    return f"<{BASE}country/land-{at}>"


def iter_quads(shape: Shape, seed: int = SEED) -> Iterator[tuple[str, str]]:
    """Triples as N-Triples without the dot, each with the graph that says it."""
    entities = f"<{BASE}graph/entities>"
    chance = random.Random(seed)
    for at in range(COUNTRIES):
        yield from ((line, entities) for line in _country_lines(at))
    for at in range(shape.persons):
        yield from ((line, entities) for line in _person_lines(at))
    for at in range(shape.articles):
        graph = article(at)
        yield from ((line, graph) for line in _article_lines(at, shape, chance))


def _country_lines(at: int) -> Iterator[str]:
    this = country(at)
    yield f"{this} {_a('Country')}"
    yield f'{this} {_p("rdfs:label")} "{_name(at + 7).split()[0]}land"@en'
    yield f'{this} {_p("ng:isoAlpha2")} "{chr(65 + at // 26)}{chr(65 + at % 26)}"'


def _person_lines(at: int) -> Iterator[str]:
    this = person(at)
    yield f"{this} {_a('Person')}"
    yield f'{this} {_p("rdfs:label")} "{_name(at)}"@en'
    yield f"{this} {_p('ng:represents')} {country(at % COUNTRIES)}"
    yield f"{this} {_p('schema:sameAs')} <http://example.org/item/{at}>"


def _article_lines(at: int, shape: Shape, chance: random.Random) -> Iterator[str]:
    this, day = article(at), _day(chance)
    yield f"{this} {_a('Article')}"
    yield f'{this} {_p("schema:headline")} "{_words(chance, 8).capitalize()}"@en'
    yield f'{this} {_p("schema:datePublished")} "{day}"^^<{PREFIXES["xsd"]}date>'
    yield f'{this} {_p("nif:isString")} "{_words(chance, 200)}"'
    # A few persons are in most of the news.
    cast = [person(int(shape.persons * chance.random() ** 2)) for _ in range(6)]
    for number in range(MENTIONS):
        yield from _mention_lines(at, number, chance.choice(cast), chance)
    for number in range(STATEMENTS):
        yield from _statement_lines(at, number, cast, chance)
    for number in range(MEETINGS):
        yield from _meeting_lines(at, number, cast, chance)
    for number in range(POLICIES):
        yield from _policy_lines(at, number, chance)


def _mention(at: int, number: int) -> str:
    return f"{article(at)[:-1]}#char={number * 90},{number * 90 + 12}>"


def _mention_lines(at: int, number: int, whom: str, chance: random.Random) -> Iterator[str]:
    this = _mention(at, number)
    yield f"{this} {_a('Mention')}"
    yield f"{this} {_p('nif:referenceContext')} {article(at)}"
    yield f'{this} {_p("nif:beginIndex")} "{number * 90}"^^<{PREFIXES["xsd"]}nonNegativeInteger>'
    yield f'{this} {_p("nif:endIndex")} "{number * 90 + 12}"^^<{PREFIXES["xsd"]}nonNegativeInteger>'
    yield f'{this} {_p("nif:anchorOf")} "{_words(chance, 2)}"'
    yield f"{this} {_p('itsrdf:taIdentRef')} {whom}"


def _fact_lines(this: str, kind: str, at: int, chance: random.Random) -> Iterator[str]:
    yield f"{this} {_a(kind)}"
    yield f"{this} {_p('prov:wasGeneratedBy')} {article(at)[:-1]}/extraction>"
    yield f'{this} {_p("ng:confidence")} "0.{chance.randrange(50, 99)}"^^<{PREFIXES["xsd"]}decimal>'
    yield f"{this} {_p('ng:evidence')} {_mention(at, chance.randrange(MENTIONS))}"
    yield f'{this} {_p("schema:startDate")} "{_day(chance)}"^^<{PREFIXES["xsd"]}date>'


def _statement_lines(at: int, number: int, cast: list[str], chance: random.Random) -> Iterator[str]:
    this = fact("statement", at, number)
    yield from _fact_lines(this, "Statement", at, chance)
    yield f"{this} {_p('ng:speaker')} {chance.choice(cast)}"
    yield f'{this} {_p("ng:text")} "{_words(chance, 15)}"'
    yield f"{this} {_p('ng:quoteType')} {_p('ng:' + chance.choice(('direct', 'indirect', 'mixed')))}"
    yield f'{this} {_p("ng:cue")} "{chance.choice(("say", "tell", "announce", "warn"))}"'
    yield f"{this} {_p('ng:about')} {fact('policy', at, chance.randrange(POLICIES))}"
    if number % 3 == 0:
        yield f"{this} {_p('ng:stance')} {_p('ng:' + chance.choice(('supports', 'opposes', 'neutral')))}"


def _meeting_lines(at: int, number: int, cast: list[str], chance: random.Random) -> Iterator[str]:
    this = fact("meeting", at, number)
    yield from _fact_lines(this, "Meeting", at, chance)
    for whom in sorted(set(chance.sample(cast, 2))):
        yield f"{this} {_p('ng:participant')} {whom}"
    yield f"{this} {_p('ng:status')} {_p('ng:' + chance.choice(('held', 'planned', 'cancelled')))}"
    yield f"{this} {_p('ng:country')} {country(chance.randrange(COUNTRIES))}"


def _policy_lines(at: int, number: int, chance: random.Random) -> Iterator[str]:
    this = fact("policy", at, number)
    yield from _fact_lines(this, "Policy", at, chance)
    yield f'{this} {_p("rdfs:label")} "{_words(chance, 3)}"@en'
    yield f"{this} {_p('ng:actor')} {country(chance.randrange(COUNTRIES))}"
    yield f"{this} {_p('ng:policyKind')} {_p('ng:' + chance.choice(('treaty', 'law', 'sanction', 'trade')))}"


def _a(kind: str) -> str:
    return f"<{PREFIXES['rdf']}type> <{NG}{kind}>"


def _p(name: str) -> str:
    prefix, _, local = name.partition(":")
    return f"<{PREFIXES[prefix]}{local}>"


def _name(at: int) -> str:
    syllable = [SYLLABLES[(at * step + step) % len(SYLLABLES)] for step in (1, 3, 5, 7)]
    return f"{(syllable[0] + syllable[1]).capitalize()} {(syllable[2] + syllable[3]).capitalize()}{at % 97}"


def _words(chance: random.Random, count: int) -> str:
    return " ".join(chance.choices(TEXT.split(), k=count))


def _day(chance: random.Random) -> str:
    return f"{chance.randrange(1990, 2024)}-{chance.randrange(1, 13):02d}-{chance.randrange(1, 29):02d}"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of query: its name, what it asks of the nth thing, and the form of its answer."""

    name: str
    text: Callable[[int], str]
    graph: bool = False

    def query(self, at: int) -> str:
        """The nth query of this kind; no two texts are alike, so no cache of whole answers helps."""
        return f"{PROLOGUE}{self.text(at)}\n# {at}"


def kinds(shape: Shape) -> tuple[Kind, ...]:
    """The twelve kinds; `at` runs over things in an order that is the same for every peer."""

    def someone(at: int) -> str:
        return person((at * 7919 + 13) % shape.persons)

    def story(at: int) -> int:
        return (at * 104729 + 5) % shape.articles

    big = max(1000, min(100_000, shape.articles * 14))
    return (
        Kind("point", lambda at: f"SELECT ?name {{ {someone(at)} rdfs:label ?name }}"),
        Kind(
            "star",
            lambda at: (
                f"SELECT * {{ {fact('statement', story(at), at % STATEMENTS)} ng:speaker ?who ; ng:text ?text ;"
                " ng:quoteType ?type ; ng:cue ?cue ; ng:confidence ?sure ; schema:startDate ?day ; ng:evidence ?span }"
            ),
        ),
        Kind(
            "join",
            lambda at: (
                f"SELECT ?text ?label ?country {{ ?s ng:speaker {someone(at)} ; ng:text ?text ; ng:about ?policy ."
                " ?policy rdfs:label ?label ; ng:actor/rdfs:label ?country }"
            ),
        ),
        Kind(
            "path",
            lambda at: (
                f"SELECT DISTINCT ?land {{ {someone(at)} ^ng:participant/ng:participant/^ng:participant/ng:participant"
                "/ng:represents/rdfs:label ?land }"
            ),
        ),
        Kind(
            "aggregate", lambda at: "SELECT (COUNT(*) AS ?n) (AVG(?c) AS ?mean) { ?s ng:stance ?t ; ng:confidence ?c }"
        ),
        Kind(
            "group+order",
            lambda at: (
                "SELECT ?country (COUNT(?m) AS ?n) { ?m ng:country ?country ; ng:status ng:held }"
                " GROUP BY ?country ORDER BY DESC(?n) ?country LIMIT 20"
            ),
        ),
        Kind(
            "regex",
            lambda at: (
                "SELECT ?who ?name { ?who a ng:Person ; rdfs:label ?name"
                f' FILTER REGEX(?name, "^{SYLLABLES[at % 16]}.*{at % 10}$", "i") }}'
            ),
        ),
        Kind(
            "optional",
            lambda at: (
                f"SELECT ?s ?text ?stance ?day {{ ?s ng:speaker {someone(at)} ; ng:text ?text"
                " OPTIONAL { ?s ng:stance ?stance } OPTIONAL { ?s schema:startDate ?day } }"
            ),
        ),
        Kind(
            "union",
            lambda at: (
                f"SELECT ?thing {{ {{ ?thing ng:speaker {someone(at)} }}"
                f" UNION {{ ?thing ng:participant {someone(at)} }}"
                f" UNION {{ ?thing itsrdf:taIdentRef {someone(at)} }} }}"
            ),
        ),
        Kind("describe", lambda at: f"DESCRIBE {fact('meeting', story(at), at % MEETINGS)}", graph=True),
        Kind("big select", lambda at: f"SELECT ?s ?who ?text {{ ?s ng:speaker ?who ; ng:text ?text }} LIMIT {big}"),
        Kind(
            "big construct",
            lambda at: f"CONSTRUCT {{ ?s ng:said ?text }} {{ ?s ng:text ?text }} LIMIT {big}",
            graph=True,
        ),
    )


def insertion(at: int) -> str:
    """The nth update of the mixed load."""
    return f'INSERT DATA {{ <{BASE}written/{at}> <{PREFIXES["rdfs"]}label> "written {at}" }}'
