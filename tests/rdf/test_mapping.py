"""The graph of an article: exactly the properties of the contract, no more quads than needed, whatever the order."""

from __future__ import annotations

import logging
from dataclasses import replace

import pyoxigraph
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.model.document import Form, Mention, Span
from kg.model.extraction import Extraction
from kg.model.facts import PolicyKind
from kg.rdf.mapping import map_article, referenced_countries
from kg.rdf.namespaces import PREFIXES
from kg.rdf.terms import Literal, Quad, to_nquads, to_ntriples
from tests.rdf.samples import (
    BASE,
    EXTRACTION,
    MEETING,
    MIXED,
    POLICY,
    PROVENANCE,
    TEXT,
    UNNAMED,
    article_quads,
    entity_iris,
    span,
    with_meeting,
)

ARTICLE = f"{BASE}article/a1b2"
OKAFOR = "base:person/ann-okafor-Q1234567"


def short(term: str | Literal) -> str:
    """A term with the prefixes of the project, numbers and dates bare."""
    if isinstance(term, Literal):
        return term.value if term.datatype else f'"{term.value}"'
    for prefix, namespace in {**PREFIXES, "base": BASE}.items():
        if term.startswith(namespace):
            return f"{prefix}:{term.removeprefix(namespace)}"
    return to_ntriples(term)


def describe(quads: list[Quad], subject_part: str) -> dict[str, set[str]]:
    """Predicates and objects of the one subject whose IRI holds `subject_part`."""
    assert len({quad.subject for quad in quads if subject_part in quad.subject}) == 1
    found: dict[str, set[str]] = {}
    for quad in quads:
        if subject_part in quad.subject:
            found.setdefault(short(quad.predicate), set()).add(short(quad.object))
    return found


def iri_of(quads: list[Quad], kind: str) -> str:
    [iri] = {quad.subject for quad in quads if quad.subject.startswith(f"{BASE}{kind}")}
    return short(iri)


def at(words: str) -> str:
    where = span(words)
    return f"base:article/a1b2#char={where.start},{where.end}"


def lines(quads: list[Quad]) -> list[str]:
    return sorted(to_nquads(quads))


def test_article_has_its_properties() -> None:
    found = {short(quad.predicate): short(quad.object) for quad in article_quads() if quad.subject == ARTICLE}
    assert found == {
        "rdf:type": "ng:Article",
        "schema:headline": '"Kenya, Peru sign "accord""',
        "schema:datePublished": "2010-05-13",
        "schema:url": "<https://news.example/2010/accord?x=%5B1%5D>",
        "schema:publisher": '"The Example"',
        "schema:inLanguage": '"en"',
        "nif:isString": f'"{TEXT}"',
        "ng:contentDigest": f'"{EXTRACTION.article.digest}"',
    }


def test_meeting_has_its_properties() -> None:
    quads = article_quads()
    assert describe(quads, "/meeting/2010-05-12-okafor-quispe-") == {
        "rdf:type": {"ng:Meeting"},
        "ng:participant": {OKAFOR, "base:person/luis-quispe-PE"},
        "ng:place": {'"Lima"'},
        "ng:country": {"base:country/peru"},
        "ng:status": {"ng:held"},
        "ng:meetingType": {"ng:talks"},
        "ng:about": {iri_of(quads, "policy/")},
        "ng:date": {"2010-05-12"},
        "schema:startDate": {"2010-05-12"},
        "schema:endDate": {"2010-05-12"},
        "ng:evidence": {at("met Peru's Luis Quispe in Lima on Wednesday")},
        "ng:confidence": {"0.9"},
        "prov:wasGeneratedBy": {"base:article/a1b2/extraction"},
    }


def test_policy_has_its_properties() -> None:
    assert describe(article_quads(), "/policy/trade-accord-") == {
        "rdf:type": {"ng:Policy", "schema:Legislation"},
        "rdfs:label": {'"trade accord"'},
        "skos:altLabel": {'"the accord"'},
        "ng:actor": {"base:country/kenya", "base:country/peru"},
        "ng:policyKind": {"ng:treaty"},
        "ng:status": {"ng:adopted"},
        "ng:evidence": {at("the trade accord")},
        "ng:confidence": {"0.8"},
        "prov:wasGeneratedBy": {"base:article/a1b2/extraction"},
    }


def test_statement_has_its_properties() -> None:
    quads = article_quads()
    assert describe(quads, "/statement/ann-okafor-") == {
        "rdf:type": {"ng:Statement"},
        "ng:speaker": {OKAFOR},
        "ng:speakerText": {'"She"'},
        "ng:text": {'"the trade accord was “a gift”"'},
        "ng:quoteType": {"ng:mixed"},
        "ng:cue": {'"tell"'},
        "ng:contentSpan": {at("the trade accord was “a gift”")},
        "ng:cueSpan": {at("told")},
        "ng:addressee": {"base:person/luis-quispe-PE"},
        "ng:about": {iri_of(quads, "policy/")},
        "ng:stance": {"ng:supports"},
        "ng:occasion": {iri_of(quads, "meeting/")},
        "ng:date": {"2010-05-12"},
        "schema:startDate": {"2010-05-12"},
        "schema:endDate": {"2010-05-12"},
        "ng:evidence": {at("She told him that the trade accord was “a gift”")},
        "ng:confidence": {"0.95"},
        "prov:wasGeneratedBy": {"base:article/a1b2/extraction"},
    }


def test_unnamed_statement_has_no_speaker_but_its_words() -> None:
    found = describe(article_quads(), "/statement/unnamed-")
    assert "ng:speaker" not in found
    assert found["ng:speakerText"] == {'"a diplomat"'}
    assert "ng:date" not in found


def test_mention_has_its_properties() -> None:
    where = span("Ann Okafor")
    assert describe(article_quads(), f"#char={where.start},{where.end}") == {
        "rdf:type": {"ng:Mention"},
        "nif:beginIndex": {str(where.start)},
        "nif:endIndex": {str(where.end)},
        "nif:anchorOf": {'"Ann Okafor"'},
        "nif:referenceContext": {"base:article/a1b2"},
        "itsrdf:taIdentRef": {OKAFOR},
        "itsrdf:taConfidence": {"0.93"},
    }


def test_group_mention_is_one_node_with_all_members() -> None:
    where = span("We")
    found = describe(article_quads(), f"#char={where.start},{where.end}")
    assert found["itsrdf:taIdentRef"] == {OKAFOR, "base:person/luis-quispe-PE"}
    assert found["nif:anchorOf"] == {'"We"'}


def test_mention_that_also_proves_a_fact_is_one_node() -> None:
    policy_span = POLICY.evidence[0]
    mention = Mention(policy_span, "the trade accord", "e2", Form.NOMINAL, 0)
    quads = article_quads(replace(EXTRACTION, mentions=(*EXTRACTION.mentions, mention)))
    found = describe(quads, f"#char={policy_span.start},{policy_span.end}")
    assert len(found["rdf:type"]) == 1
    assert found["itsrdf:taIdentRef"] == {"base:country/kenya"}


def test_place_has_neither_node_nor_mention() -> None:
    where = span("Lima")
    assert not [quad for quad in article_quads() if quad.subject.endswith(f"#char={where.start},{where.end}")]
    assert not [quad for quad in article_quads() if "place/" in str(quad.object)]


def test_person_has_roles_and_country_in_the_articles_graph() -> None:
    assert describe(article_quads(), "/person/ann-okafor-") == {
        "schema:jobTitle": {'"Foreign Minister"'},
        "ng:represents": {"base:country/kenya"},
    }


def test_kinship_is_no_job_title() -> None:
    kin = replace(EXTRACTION.entities[0], roles=("younger brother", "Foreign Minister", "widow of the president"))
    quads = article_quads(replace(EXTRACTION, entities=(kin, *EXTRACTION.entities[1:])))
    assert describe(quads, "/person/ann-okafor-")["schema:jobTitle"] == {'"Foreign Minister"'}


def test_extraction_activity_names_its_tools_and_no_time() -> None:
    assert describe(article_quads(), "/extraction") == {
        "rdf:type": {"ng:Extraction"},
        "prov:used": {"base:article/a1b2"},
        "ng:extractor": {'"newsgraph"'},
        "ng:extractorVersion": {'"0.1.0"'},
        "ng:model": {'"small 1.0"'},
        "ng:settingsDigest": {f'"{"0" * 64}"'},
    }


def test_all_quads_stand_in_the_articles_graph_once() -> None:
    quads = article_quads()
    assert {quad.graph for quad in quads} == {ARTICLE}
    assert len(quads) == len(set(quads))


@pytest.mark.parametrize("kind", list(PolicyKind))
def test_only_treaties_and_laws_are_legislation(kind: PolicyKind) -> None:
    quads = article_quads(replace(EXTRACTION, policies=(replace(POLICY, kind=kind),)))
    types = describe(quads, "/policy/")["rdf:type"]
    assert ("schema:Legislation" in types) == (kind in {PolicyKind.TREATY, PolicyKind.LAW})


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("2010-05", ({"2010-05"}, {"2010-05-01"}, {"2010-05-31"})),
        ("2010-05-03/2010-05-09", ({"2010-05-03/2010-05-09"}, {"2010-05-03"}, {"2010-05-09"})),
        ("2010-05-03/..", ({"2010-05-03/.."}, None, None)),
        ("next week", (None, None, None)),
        (None, (None, None, None)),
    ],
)
def test_date_has_bounds_where_it_is_closed(date: str | None, expected: tuple[set[str] | None, ...]) -> None:
    found = describe(article_quads(with_meeting(date=date)), "/meeting/")
    assert (found.get("ng:date"), found.get("schema:startDate"), found.get("schema:endDate")) == expected


def test_date_that_is_no_edtf_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        article_quads(with_meeting(date="next week"))
    assert "next week" in caplog.text


def test_fact_that_stands_twice_is_one_node_and_logged(caplog: pytest.LogCaptureFixture) -> None:
    twice = replace(EXTRACTION, meetings=(MEETING, replace(MEETING, id="m2", confidence=0.1)))
    assert lines(article_quads(twice)) == lines(article_quads())
    assert "stands twice" in caplog.text


def test_two_meetings_over_the_same_words_are_two_nodes() -> None:
    both = replace(
        EXTRACTION,
        meetings=(replace(MEETING, participants=("e1", "e2")), replace(MEETING, id="m2", participants=("e1", "e3"))),
    )
    subjects = {quad.subject for quad in article_quads(both) if "/meeting/" in quad.subject}
    assert len(subjects) == 2


@pytest.mark.parametrize("change", [{"confidence": 0.5}, {"about": ()}])
def test_better_reading_of_the_same_words_keeps_the_iri(change: dict[str, object]) -> None:
    assert iri_of(article_quads(with_meeting(**change)), "meeting/") == iri_of(article_quads(), "meeting/")


def test_iris_of_facts_do_not_depend_on_linking() -> None:
    unlinked = replace(
        EXTRACTION, entities=tuple(replace(entity, qid=None, link_score=None) for entity in EXTRACTION.entities)
    )
    facts = ("/meeting/", "/policy/", "/statement/")
    of = [
        {quad.subject for quad in article_quads(extraction) if any(part in quad.subject for part in facts)}
        for extraction in (EXTRACTION, unlinked)
    ]
    assert of[0] == of[1]


def test_article_without_anything_is_mapped() -> None:
    bare = Extraction(replace(EXTRACTION.article, headline=None, date=None, url=None, publisher=None, language=None))
    assert {short(quad.predicate) for quad in article_quads(bare) if quad.subject == ARTICLE} == {
        "rdf:type",
        "nif:isString",
        "ng:contentDigest",
    }


def test_referenced_countries_are_those_that_quads_point_to() -> None:
    assert referenced_countries(EXTRACTION) == ["KE", "PE"]
    assert referenced_countries(with_meeting(country="FR")) == ["FR", "KE", "PE"]


def test_person_of_unknown_country_represents_nobody() -> None:
    iris = entity_iris()
    quads = map_article(EXTRACTION, iris, base_iri=BASE, countries={}, provenance=PROVENANCE)
    assert not [quad for quad in quads if quad.predicate.endswith("represents")]


def test_quads_are_read_back_alike_and_dumped_alike() -> None:
    text = "".join(to_nquads(article_quads()))
    store = pyoxigraph.Store()
    store.load(text.encode(), format=pyoxigraph.RdfFormat.N_QUADS)
    dumped = (store.dump(format=pyoxigraph.RdfFormat.N_QUADS) or b"").decode()
    assert sorted(dumped.splitlines()) == sorted(text.splitlines())


@pytest.mark.parametrize(
    ("part", "most"),
    [
        ("/meeting/", 14),
        ("/policy/", 11),
        ("/statement/ann-okafor-", 18),
        ("/statement/unnamed-", 10),
        ("#char=17,27", 7),
    ],
)
def test_nodes_stay_small(part: str, most: int) -> None:
    """All facts but the unnamed statement have every property filled."""
    assert sum(part in quad.subject for quad in article_quads()) <= most


@st.composite
def extractions(draw: st.DrawFn) -> Extraction:
    """The sample with some text before it, and its parts in any order."""
    text = draw(st.text(max_size=30)) + TEXT
    spans = st.tuples(st.integers(0, len(text) - 1), st.integers(1, 9)).map(lambda pair: Span(pair[0], sum(pair)))
    facts = [
        replace(
            MEETING, evidence=tuple(draw(st.lists(spans, min_size=1, max_size=3))), place=draw(st.text(max_size=9))
        ),
        replace(MEETING, id="m2", evidence=(draw(spans),), participants=("e4",)),
    ]
    policies = (replace(POLICY, label=draw(st.text(min_size=1, max_size=9)), evidence=(draw(spans),)),)
    statements = [MIXED, replace(UNNAMED, text=draw(st.text(min_size=1, max_size=30)))]
    names = draw(st.lists(st.text(min_size=1, max_size=12), min_size=5, max_size=5))
    return replace(
        EXTRACTION,
        article=replace(EXTRACTION.article, text=text, id=draw(st.text(min_size=1, max_size=9))),
        entities=tuple(replace(entity, name=name) for entity, name in zip(EXTRACTION.entities, names, strict=True)),
        meetings=tuple(facts),
        policies=policies,
        statements=tuple(statements),
    )


@settings(max_examples=60)
@given(extractions())
def test_mapping_is_valid_and_knows_no_order(extraction: Extraction) -> None:
    shuffled = replace(
        extraction,
        entities=extraction.entities[::-1],
        mentions=extraction.mentions[::-1],
        meetings=tuple(
            replace(fact, participants=fact.participants[::-1], evidence=fact.evidence[::-1])
            for fact in extraction.meetings[::-1]
        ),
        statements=extraction.statements[::-1],
    )
    assert lines(article_quads(extraction)) == lines(article_quads(shuffled))
    text = "".join(lines(article_quads(extraction)))
    assert len(list(pyoxigraph.parse(text, format=pyoxigraph.RdfFormat.N_QUADS))) == text.count(" .\n")
