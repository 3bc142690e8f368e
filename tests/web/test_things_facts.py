"""Names of what has none: meetings, articles without a headline; and JSON-LD."""

import json

import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st

from kg.web.article_view import Mark
from kg.web.article_view_html import excerpt
from kg.web.things_events import compare
from kg.web.things_facts import Fact, Value, meeting_title, opening_of, span_of
from kg.web.things_json import embed, to_jsonld


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("GENEVA, Nov. 21 (Overland Press) -- President Hay spoke.", "President Hay spoke."),
        ("ADDIS ABABA, June 20, 2011 (Sahel Bureau) - The Sudanese left.", "The Sudanese left."),
        ("PARIS — It rained.", "It rained."),
        ("NATO leaders met - at last.", "NATO leaders met - at last."),
        ("U.S. and Cuba - old foes", "U.S. and Cuba - old foes"),
        ("  One\n\ntwo  ", "One two"),
        ("", ""),
        ("word " * 40, "word " * 15 + "word …"),
        ("x" * 200, "x" * 80 + " …"),
    ],
)
def test_opening_names_an_article_by_its_first_words(text, expected):
    assert opening_of(text) == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, "Meeting"),
        ({"meetingType": ["summit"]}, "Summit"),
        ({"participant": ["Ann"], "meetingType": ["other"]}, "Meeting of Ann"),
        (
            {"participant": ["Ann", "Bo"], "meetingType": ["talks"], "place": ["Rome"], "date": ["2001-05-03"]},
            "Talks of Ann and Bo, Rome, 3 May 2001",
        ),
        ({"participant": list("ABCDE"), "meetingType": ["call"]}, "Call of A, B, C and 2 others"),
        ({"participant": list("ABCD")}, "Meeting of A, B, C and D"),
    ],
)
def test_meeting_title_tells_who_where_and_when(values, expected):
    assert meeting_title({name: tuple(Value(text) for text in texts) for name, texts in values.items()}) == expected


@pytest.mark.parametrize(
    ("iri", "expected"),
    [
        ("https://x/id/article/a#char=3,14", ("https://x/id/article/a", 3, 14)),
        ("https://x#/article/a/char=0,1", ("https://x#/article/a", 0, 1)),
        ("https://x/id/article/a", None),
        ("https://x/id/article/a#char=3", None),
    ],
)
def test_span_of_reads_the_iri_of_a_mention(iri, expected):
    assert span_of(iri) == expected


def test_compare_tells_where_accounts_differ_and_not_where_one_is_silent():
    facts = [
        Fact("a", "meeting", {"status": (Value("held"),), "place": (Value("Rome"),), "date": (Value("2001"),)}),
        Fact("b", "meeting", {"status": (Value("planned"),), "place": (Value("Rome"),)}),
    ]
    rows = {row.name: row for row in compare(facts, ("status", "place", "date", "country"))}
    assert {name: row.disagree for name, row in rows.items()} == {"status": True, "place": False, "date": False}
    assert rows["date"].cells == [(Value("2001"),), ()]


def test_excerpt_marks_the_words_within_their_paragraph():
    text = "First paragraph.\n\nHe said that “it <is> so”. Yes.\n\nLast."
    start = text.index("it <is> so")
    found = excerpt(text, [Mark(start, start + 10, False, "quote")])
    assert found == '<p>He said that “<span class="m m-quote">it &lt;is&gt; so</span>”. Yes.</p>'


@given(
    st.text(alphabet="ab <&\n", max_size=80),
    st.lists(st.tuples(st.integers(-2, 90), st.integers(-2, 90)), max_size=5),
)
def test_excerpt_of_any_spans_is_balanced_markup(text, spans):
    found = str(excerpt(text, [Mark(start, end, False, "cue") for start, end in spans]))
    assert found.count("<span") == found.count("</span>")
    assert found.count("<p>") == found.count("</p>")


TERMS = [
    (
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#type",
        {"type": "uri", "value": "https://w3id.org/newsgraph/ontology#Person"},
    ),
    (
        "http://www.w3.org/2000/01/rdf-schema#label",
        {"type": "literal", "value": "</script><script>alert(1)</script> & é"},
    ),
    ("https://schema.org/jobTitle", {"type": "literal", "value": "ministre", "xml:lang": "fr"}),
    ("https://schema.org/sameAs", {"type": "uri", "value": "http://www.wikidata.org/entity/Q1"}),
    (
        "https://schema.org/startDate",
        {"type": "literal", "value": "2001-05-03", "datatype": "http://www.w3.org/2001/XMLSchema#date"},
    ),
    ("urn:x:other", {"type": "literal", "value": "whole"}),
]


def test_jsonld_has_the_names_of_schema_org_beside_its_own():
    value = to_jsonld("https://x/id/person/a", TERMS)
    assert value["@type"] == ["ng:Person", "schema:Person"]
    assert value["schema:name"] == value["rdfs:label"]
    assert value["schema:jobTitle"] == {"@value": "ministre", "@language": "fr"}
    assert set(value["@context"]) == {"ng", "rdfs", "schema", "xsd"}


# rdflib's own reader of JSON-LD uses what rdflib deprecates.
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
def test_jsonld_says_what_the_terms_say():
    graph = rdflib.Graph().parse(data=json.dumps(to_jsonld("https://x/id/person/a", TERMS)), format="json-ld")
    said = {(str(predicate), str(value)) for _, predicate, value in graph}
    assert {(predicate, term["value"]) for predicate, term in TERMS} <= said


def test_embedded_jsonld_cannot_be_ended_by_what_it_holds():
    block = str(embed("https://x/id/person/a", TERMS))
    inner = block.removeprefix('<script type="application/ld+json">').removesuffix("</script>")
    assert "<" not in inner
    assert json.loads(inner)["rdfs:label"] == TERMS[1][1]["value"]
