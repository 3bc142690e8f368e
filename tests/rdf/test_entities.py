"""The graphs of entities and links."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.model.entities import Candidate, Entity, Kind, Link, Outcome
from kg.rdf.entities import map_entities, map_links
from kg.rdf.namespaces import DCT, NG, RDF, RDFS, SCHEMA, SKOS
from kg.rdf.terms import Literal, Quad, to_nquads
from tests.rdf.samples import BASE, LINKS

PERSON = f"{BASE}person/ann-okafor-KE"
LINK = f"{BASE}link/person/ann-okafor-KE"


def person(name: str, *aliases: str) -> tuple[str, Entity]:
    return PERSON, Entity("e1", Kind.PERSON, name, "KE", aliases=aliases)


def values(quads: list[Quad], predicate: str) -> list[str]:
    return [quad.object.value for quad in quads if quad.predicate == predicate and isinstance(quad.object, Literal)]


def pairs(quads: list[Quad], subject: str) -> set[tuple[str, object]]:
    return {(quad.predicate, quad.object) for quad in quads if quad.subject == subject}


@pytest.mark.parametrize(
    ("kind", "name"),
    [(Kind.PERSON, "Person"), (Kind.COUNTRY, "Country"), (Kind.ORGANIZATION, "Organization")],
)
def test_entity_has_the_class_of_its_kind(kind: Kind, name: str) -> None:
    quads = map_entities([(f"{BASE}x", Entity("e1", kind, "X"))], base_iri=BASE)
    assert pairs(quads, f"{BASE}x") == {(RDF["type"], NG[name]), (RDFS["label"], Literal("X"))}
    assert {quad.graph for quad in quads} == {f"{BASE}graph/entities"}


def test_place_is_left_out() -> None:
    assert map_entities([(f"{BASE}x", Entity("e1", Kind.PLACE, "Lima"))], base_iri=BASE) == []


def test_country_has_its_codes() -> None:
    kenya = Entity("e1", Kind.COUNTRY, "Kenya", "KE")
    quads = map_entities([(f"{BASE}country/kenya", kenya)], base_iri=BASE, alpha3={"KE": "KEN"})
    assert values(quads, NG["isoAlpha2"]) == ["KE"]
    assert values(quads, NG["isoAlpha3"]) == ["KEN"]
    assert values(map_entities([(f"{BASE}country/kenya", kenya)], base_iri=BASE), NG["isoAlpha3"]) == []


def test_person_has_no_country_code() -> None:
    assert values(map_entities([person("Ann Okafor")], base_iri=BASE, alpha3={"KE": "KEN"}), NG["isoAlpha2"]) == []


@pytest.mark.parametrize(
    ("given_entities", "label", "others"),
    [
        ([person("Ann Okafor", "Okafor")], "Ann Okafor", ["Okafor"]),
        ([person("Ann OKAFOR"), person("Ann Okafor"), person("Ann Okafor")], "Ann Okafor", ["Ann OKAFOR"]),
        ([person("Okafor"), person("Ann Okafor")], "Ann Okafor", ["Okafor"]),
        ([person("Ann Okafor", "Ann Okafor")], "Ann Okafor", []),
    ],
)
def test_label_is_the_most_frequent_then_longest_name(
    given_entities: list[tuple[str, Entity]], label: str, others: list[str]
) -> None:
    quads = map_entities(given_entities, base_iri=BASE)
    assert values(quads, RDFS["label"]) == [label]
    assert values(quads, SKOS["altLabel"]) == others


@given(st.lists(st.sampled_from(["Ann", "ANN", "Ann Okafor", "A. Okafor"]), min_size=1))
def test_entities_know_no_order(names: list[str]) -> None:
    entities = [person(name) for name in names]
    shuffled = entities[::-1]
    assert map_entities(entities, base_iri=BASE) == map_entities(shuffled, base_iri=BASE)


def test_accepted_link_is_same_as_and_has_a_target() -> None:
    quads = map_links(LINKS, base_iri=BASE)
    entity = f"{BASE}person/ann-okafor-Q1234567"
    item = "http://www.wikidata.org/entity/Q1234567"
    assert pairs(quads, entity) == {(SCHEMA["sameAs"], item)}
    assert (NG["linkTarget"], item) in pairs(quads, f"{BASE}link/person/ann-okafor-Q1234567")
    assert {quad.graph for quad in quads} == {f"{BASE}graph/links"}


@pytest.mark.parametrize(("outcome", "word"), [(Outcome.CANDIDATE, "undecided"), (Outcome.NIL, "nil")])
def test_link_that_is_not_accepted_keeps_candidates_without_same_as(outcome: Outcome, word: str) -> None:
    link = Link(outcome, (Candidate("Q7", "Ann Okafor", 2.5, (("b", 1.0), ("a", -0.5))),), score=0.4, margin=0.25)
    quads = map_links({PERSON: link}, base_iri=BASE)
    assert pairs(quads, PERSON) == set()
    assert (NG["outcome"], NG[word]) in pairs(quads, LINK)
    assert not values(quads, NG["linkTarget"])
    assert pairs(quads, f"{LINK}/Q7") == {
        (RDF["type"], NG["Candidate"]),
        (NG["candidateItem"], "http://www.wikidata.org/entity/Q7"),
        (RDFS["label"], Literal("Ann Okafor")),
        (NG["rank"], Literal("1", "http://www.w3.org/2001/XMLSchema#integer")),
        (NG["score"], Literal("2.5", "http://www.w3.org/2001/XMLSchema#decimal")),
        (NG["features"], Literal("a=-0.5 b=1")),
    }


def test_item_that_is_listed_twice_is_one_candidate() -> None:
    link = Link(Outcome.CANDIDATE, (Candidate("Q7", "A", 2.0), Candidate("Q7", "A", 1.0), Candidate("Q8", "B", 0.5)))
    quads = map_links({PERSON: link}, base_iri=BASE)
    assert values(quads, NG["rank"]) == ["1", "2"]
    assert len(quads) == len(set(quads))


def test_margin_over_nothing_is_left_out() -> None:
    quads = map_links({PERSON: Link(Outcome.NIL, margin=float("inf"))}, base_iri=BASE)
    assert values(quads, NG["margin"]) == []


def test_replaced_iri_leads_to_the_new_one() -> None:
    new = f"{BASE}person/ann-okafor-Q7"
    [quad] = map_links({}, base_iri=BASE, replaced={PERSON: new})
    assert quad == (PERSON, DCT["isReplacedBy"], new, f"{BASE}graph/links")


def test_links_know_no_order() -> None:
    backwards = dict(reversed(LINKS.items()))
    assert list(to_nquads(map_links(LINKS, base_iri=BASE))) == list(to_nquads(map_links(backwards, base_iri=BASE)))
