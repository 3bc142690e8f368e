"""IRIs: valid, readable, stable, and different for what is different."""

import re

import pyoxigraph
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.model.document import Span
from kg.model.entities import Kind
from kg.rdf.iris import (
    SLUG_LENGTH,
    article_iri,
    candidate_iri,
    entity_iri,
    extraction_iri,
    graph_iri,
    link_iri,
    meeting_iri,
    mention_iri,
    policy_iri,
    short_name,
    slugify,
    statement_iri,
    url_iri,
    wikidata_iri,
)

BASE = "https://news.example/id/"
KINDS = st.sampled_from([Kind.PERSON, Kind.COUNTRY, Kind.ORGANIZATION])
SLUG = re.compile("[a-z0-9]+(-[a-z0-9]+)*")


def is_valid(iri: str) -> bool:
    """Whether a strict parser takes it."""
    line = f"<{iri}> <{iri}> <{iri}> <{iri}> .\n"
    return len(list(pyoxigraph.parse(line, format=pyoxigraph.RdfFormat.N_QUADS))) == 1


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Ann Okafor", "ann-okafor"),
        ("Jun'ichirō Koizumi", "junichiro-koizumi"),
        ("O’Neill", "oneill"),
        ("Łukasz Żółć", "lukasz-zolc"),
        ("Strauß", "strauss"),
        ("İsmail Ağaoğlu", "ismail-agaoglu"),
        ("  U.S. -- Peru  accord ", "u-s-peru-accord"),
        ("G20", "g20"),
        ("Ｗｉｄｅ", "wide"),
    ],
)
def test_slug_is_readable(name: str, expected: str) -> None:
    assert slugify(name) == expected


@pytest.mark.parametrize("name", ["习近平", "Путин", "محمد", "!", ""])
def test_slug_of_another_script_is_a_digest(name: str) -> None:
    assert re.fullmatch("[0-9a-f]{8}", slugify(name))


def test_slug_of_mixed_scripts_keeps_what_is_readable() -> None:
    assert re.fullmatch("lake-[0-9a-f]{8}", slugify("Lake Чудское"))
    assert slugify("Lake Чудское") != slugify("Lake Псковское")


def test_slug_of_long_name_is_cut_and_still_unique() -> None:
    long = "word " * 40
    assert len(slugify(long)) <= SLUG_LENGTH + 9
    assert slugify(long) != slugify(long + "end")
    assert len(slugify("x" * 500)) == SLUG_LENGTH + 9


@given(st.text(max_size=200))
def test_slug_is_always_a_slug(name: str) -> None:
    assert SLUG.fullmatch(slugify(name))
    assert slugify(name) == slugify(name)


@pytest.mark.parametrize(
    ("kind", "name", "country", "qid", "expected"),
    [
        (Kind.PERSON, "Ann Okafor", "KE", "Q1234", "person/ann-okafor-Q1234"),
        (Kind.PERSON, "Ann Okafor", "KE", None, "person/ann-okafor-KE"),
        (Kind.PERSON, "Ann Okafor", "ke", None, "person/ann-okafor-KE"),
        (Kind.PERSON, "Ann Okafor", None, None, "person/ann-okafor"),
        (Kind.ORGANIZATION, "Union of Lake States", None, "Q9", "organization/union-of-lake-states-Q9"),
        (Kind.ORGANIZATION, "Lake Party", "PE", None, "organization/lake-party-PE"),
        (Kind.COUNTRY, "Côte d'Ivoire", "CI", "Q1", "country/cote-divoire"),
        (Kind.COUNTRY, "Peru", None, None, "country/peru"),
    ],
)
def test_entity_iri_by_kind(kind: Kind, name: str, country: str | None, qid: str | None, expected: str) -> None:
    assert entity_iri(BASE, kind, name, country=country, qid=qid) == BASE + expected


def test_entity_iri_tells_country_item_and_name_apart() -> None:
    iris = {
        entity_iri(BASE, Kind.PERSON, "Ann Li"),
        entity_iri(BASE, Kind.PERSON, "Ann", country="LI"),
        entity_iri(BASE, Kind.PERSON, "Ann", qid="Q1"),
        entity_iri(BASE, Kind.PERSON, "Ann Q1"),
    }
    assert len(iris) == 4


def test_place_has_no_iri() -> None:
    with pytest.raises(ValueError, match="Lima"):
        entity_iri(BASE, Kind.PLACE, "Lima")


@pytest.mark.parametrize("qid", ["", "Q", "Q0", "q1", "P31", "Q1 ", "Q1>"])
def test_what_is_no_wikidata_item_is_refused(qid: str) -> None:
    with pytest.raises(ValueError, match="no Wikidata item"):
        wikidata_iri(qid)


def test_iris_of_an_article() -> None:
    article = article_iri(BASE, "a1b2")
    assert article == f"{BASE}article/a1b2"
    assert mention_iri(article, Span(3, 9)) == f"{BASE}article/a1b2#char=3,9"
    assert extraction_iri(article) == f"{BASE}article/a1b2/extraction"
    assert graph_iri(BASE, "links") == f"{BASE}graph/links"


def test_hash_base_has_one_hash_only() -> None:
    mention = mention_iri(article_iri("https://news.example/id#", "a"), Span(0, 1))
    assert mention == "https://news.example/id#article/a/char=0,1"
    assert is_valid(mention)


def test_link_and_candidate_stand_under_the_entity() -> None:
    link = link_iri(BASE, f"{BASE}person/ann-okafor-KE")
    assert link == f"{BASE}link/person/ann-okafor-KE"
    assert candidate_iri(link, "Q7") == f"{BASE}link/person/ann-okafor-KE/Q7"


@pytest.mark.parametrize("entity", [BASE, "https://other.example/id/person/x", ""])
def test_link_of_foreign_entity_is_refused(entity: str) -> None:
    with pytest.raises(ValueError, match="does not stand under"):
        link_iri(BASE, entity)


def test_fact_iris_are_readable() -> None:
    meeting = meeting_iri(BASE, "2010-05-12", ["Quispe", "Okafor", "Zed", "Young"], ["a"])
    assert re.fullmatch(re.escape(BASE) + "meeting/2010-05-12-okafor-quispe-young-[0-9a-f]{8}", meeting)
    assert re.fullmatch(re.escape(BASE) + "meeting/undated-[0-9a-f]{8}", meeting_iri(BASE, None, [], ["a"]))
    assert re.fullmatch(re.escape(BASE) + "policy/tin-embargo-[0-9a-f]{8}", policy_iri(BASE, "Tin embargo", ["a"]))
    assert re.fullmatch(re.escape(BASE) + "statement/unnamed-[0-9a-f]{8}", statement_iri(BASE, None, ["a"]))


def test_interval_of_a_meeting_makes_one_path_segment() -> None:
    iri = meeting_iri(BASE, "2010-05-03/2010-05-09", ["Okafor"], ["a"])
    assert iri.startswith(f"{BASE}meeting/2010-05-03_2010-05-09-okafor-")


def test_key_parts_do_not_run_together() -> None:
    assert policy_iri(BASE, "x", ["ab", "c"]) != policy_iri(BASE, "x", ["a", "bc"])


@pytest.mark.parametrize(
    ("kind", "name", "expected"),
    [
        (Kind.PERSON, "Ann Okafor", "Okafor"),
        (Kind.PERSON, "Sam Young Jr.", "Young"),
        (Kind.PERSON, "John III", "John"),
        (Kind.PERSON, "Madonna", "Madonna"),
        (Kind.COUNTRY, "New Zealand", "New Zealand"),
        (Kind.PERSON, "", ""),
    ],
)
def test_short_name(kind: Kind, name: str, expected: str) -> None:
    assert short_name(kind, name) == expected


@given(KINDS, st.text(max_size=80), st.none() | st.text(max_size=3), st.none() | st.integers(1, 10**9))
def test_entity_iris_are_valid(kind: Kind, name: str, country: str | None, number: int | None) -> None:
    qid = None if number is None else f"Q{number}"
    assert is_valid(entity_iri(BASE, kind, name, country=country, qid=qid))


@given(st.text(max_size=40), st.text(max_size=20), st.lists(st.text(max_size=20), max_size=4))
def test_fact_iris_are_valid_and_know_no_order(text: str, date: str, names: list[str]) -> None:
    iri = meeting_iri(BASE, date, names, [text])
    assert is_valid(iri)
    assert iri == meeting_iri(BASE, date, reversed(names), [text])
    assert is_valid(policy_iri(BASE, text, names))
    assert is_valid(statement_iri(BASE, text, names))


@given(st.text(min_size=1, max_size=40), st.text(min_size=1, max_size=40))
def test_article_iris_are_valid_and_injective(one: str, other: str) -> None:
    assert is_valid(mention_iri(article_iri(BASE, one), Span(0, 5)))
    assert (article_iri(BASE, one) == article_iri(BASE, other)) == (one == other)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://a.example/x?y=1&z=%20#top", "https://a.example/x?y=1&z=%20#top"),
        ("HTTP://A.example:80/", "http://A.example:80/"),
        ("http://h", "http://h"),
        ("https://a.example/ü [1]|x", "https://a.example/%C3%BC%20%5B1%5D%7Cx"),
        ("https://a.example/100%", "https://a.example/100%25"),
        ("https://a.example/#a#b", "https://a.example/#a%23b"),
        ("file:///etc/x", None),
        ("a.example/x", None),
        ("https://", None),
        ("https://a b.example/", None),
        ("", None),
    ],
)
def test_url_iri_is_escaped(url: str, expected: str | None) -> None:
    assert url_iri(url) == expected
    assert expected is None or is_valid(expected)


@given(st.text(max_size=60), st.text(max_size=20))
def test_url_iris_are_valid(path: str, host: str) -> None:
    for url in (f"https://a.example/{path}", f"http://{host}/", path):
        iri = url_iri(url)
        assert iri is None or is_valid(iri)
