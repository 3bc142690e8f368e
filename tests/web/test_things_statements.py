"""Statements by the page, stances over time and the network, of somebody who says much."""

import pytest

from kg.store import open_store
from kg.web.things_network import LARGEST, describe_network, find_ties
from kg.web.things_stances import load_histories
from kg.web.things_statements import PAGE, find_statements
from tests.web.conftest import BASE, NG, RDF_TYPE, RDFS_LABEL, make_app

SPEAKER = f"{BASE}person/busy"
SCHEMA = "https://schema.org/"
XSD_DATE = "<http://www.w3.org/2001/XMLSchema#date>"
SIZES = (1, 45, 0, 20, 7)


def _article(number):
    """Statements number 0 … of an article; the article of number 3 has no date."""
    article = f"{BASE}article/a{number}"
    yield f"<{article}> {RDF_TYPE} <{NG}Article> ."
    if number != 3:
        yield f'<{article}> <{SCHEMA}datePublished> "200{number}-01-01"^^{XSD_DATE} .'
    yield f'<{article}> <{SCHEMA}publisher> "Paper {number % 2}" .'
    policy = f"{BASE}policy/plan-{number}"
    yield f"<{policy}> {RDF_TYPE} <{NG}Policy> ."
    yield f'<{policy}> {RDFS_LABEL} "Plan" .'
    for place in range(SIZES[number]):
        iri = f"{BASE}statement/s-{number}-{place:02}"
        yield f"<{iri}> {RDF_TYPE} <{NG}Statement> ."
        yield f"<{iri}> <{NG}speaker> <{SPEAKER}> ."
        yield f'<{iri}> <{NG}text> "words {number} {place}" .'
        yield f"<{iri}> <{NG}about> <{BASE}person/p{place}> ."
        if place % 3:
            yield f"<{iri}> <{NG}about> <{policy}> ."
            yield f"<{iri}> <{NG}stance> <{NG}{'supports' if number else 'opposes'}> ."


@pytest.fixture(scope="module")
def context(tmp_path_factory):
    people = [f"{BASE}person/p{place}" for place in range(max(SIZES))]
    entities = [line for iri in (SPEAKER, *people) for line in (f"<{iri}> {RDF_TYPE} <{NG}Person> .",)]
    entities += [f'<{iri}> {RDFS_LABEL} "Name {iri[-3:]}" .' for iri in (SPEAKER, *people)]
    contents = {f"{BASE}article/a{number}": list(_article(number)) for number in range(len(SIZES))}
    path = tmp_path_factory.mktemp("busy") / "store"
    with open_store(path, base_iri=BASE) as store:
        store.replace_many({**contents, f"{BASE}graph/entities": entities})
    app = make_app(path)
    with app.test_request_context("/"):
        yield app
    app.extensions["newsgraph"].close()


def _names(page):
    return [iri.removeprefix(f"{BASE}statement/") for iri in page.iris]


def test_pages_hold_every_statement_once_the_newest_article_first(context):
    first = find_statements(SPEAKER, {})
    seen = [
        name for number in range(1, first.last + 1) for name in _names(find_statements(SPEAKER, {"page": str(number)}))
    ]
    expected = [f"s-{number}-{place:02}" for number in (4, 1, 0, 3) for place in range(SIZES[number])]
    assert seen == expected
    assert (first.count, first.last) == (sum(SIZES), -(-sum(SIZES) // PAGE))


@pytest.mark.parametrize(
    ("given", "count"),
    [
        ({"publisher": "Paper 1"}, 65),
        ({"from": "2001", "to": "2001-06"}, 45),
        ({"from": "2004-01-02"}, 0),
        ({"stance": "supports"}, 47),
        ({"stance": "none"}, 26),
        ({"topic": "Plan"}, 47),
        ({"topic": "Name /p1"}, 3),
        ({"topic": "Plan", "stance": "opposes"}, 0),
    ],
)
def test_filters_are_counted_and_paged(context, given, count):
    page = find_statements(SPEAKER, given)
    assert page.count == count
    assert len(page.iris) == min(count, PAGE)


def test_choices_count_the_whole_side_whatever_is_chosen(context):
    choices = find_statements(SPEAKER, {"publisher": "Paper 1"}).choices
    assert choices.total == sum(SIZES)
    assert choices.stances == {"supports": 47, "none": 26}
    assert choices.publishers == [("Paper 1", 65), ("Paper 0", 8)]
    assert choices.years == ["2000", "2001", "2004"]
    assert choices.topics[0] == ("Plan", 47)


def test_nobody_says_nothing(context):
    page = find_statements(f"{BASE}person/p1", {"page": "3"})
    assert (page.count, page.number, page.iris) == (0, 1, [])
    assert find_statements(f"{BASE}person/p1", {"side": "about"}).count == 3


def test_histories_join_the_policies_of_one_name_and_keep_the_last(context):
    histories = load_histories(SPEAKER, "person", "Plan")
    (plan,) = histories.topics
    assert not histories.partial
    assert not plan.changed
    assert len(plan.turns) + plan.earlier == 47
    assert [turn.start for turn in plan.turns] == sorted(turn.start for turn in plan.turns)
    assert plan.turns[-1].words.startswith("words 4")
    assert len(load_histories(SPEAKER, "person", "").topics) == 10


def test_network_shows_those_with_most_in_common(context):
    ties = find_ties(SPEAKER)
    assert len(ties) == LARGEST
    assert [tie.spoke_of for tie in ties[:2]] == [4, 3]
    network = describe_network(SPEAKER, "Busy", "person")
    assert len(network["nodes"]) == LARGEST + 1
    assert {edge["kind"] for edge in network["edges"]} == {"spoke"}
