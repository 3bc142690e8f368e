"""JSON-LD documents: what rdflib and Oxigraph read from them is what the store says and the alignments imply."""

from __future__ import annotations

import io
import json
import zipfile

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib.compare import to_canonical_graph

from kg.export.compaction import Compactor, Context
from kg.export.documents import Framing, article_document, file_name
from kg.export.graph import OF_ARTICLE, Reader, collect
from kg.rdf.namespaces import NG, PREFIXES, SCHEMA
from kg.resources import resource_dir
from tests.export.samples import BASE, FIRST, exported, make_store

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")


@pytest.fixture(scope="module")
def view():
    return make_store()


@pytest.fixture(scope="module")
def framing():
    return Framing.load(resource_dir("ontology"))


def documents(view, form):
    with zipfile.ZipFile(io.BytesIO(exported(view, form))) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def triples(document):
    return {str(quad.triple) for quad in ox.parse(document, format=ox.RdfFormat.JSON_LD)}


def implied(found, framing):
    """What the alignments add to some triples."""
    added = set()
    for triple in ox.parse("".join(f"{line} .\n" for line in found), format=ox.RdfFormat.N_TRIPLES):
        if triple.predicate.value.endswith("#type"):
            above = framing.aligned.get(triple.object.value, ())
            added |= {str(ox.Triple(triple.subject, triple.predicate, ox.NamedNode(iri))) for iri in above}
        for iri in framing.aligned.get(triple.predicate.value, ()):
            added.add(str(ox.Triple(triple.subject, ox.NamedNode(iri), triple.object)))
    return added


def test_article_documents_hold_the_article_and_its_entities(view, framing):
    found = documents(view, "jsonld-articles")
    assert sorted(found) == ["a1.jsonld", "a2.jsonld"]
    said = {str(q.triple) for q in view.inner.quads_for_pattern(None, None, None, ox.NamedNode(FIRST))}
    graph = Reader(view).source(FIRST)
    for iri in graph.referents():
        if "/person/" in iri or "/country/" in iri:
            own = view.inner.quads_for_pattern(ox.NamedNode(iri), None, None, ox.DefaultGraph())
            said |= {str(q.triple) for q in own if q.predicate.value not in OF_ARTICLE}
    assert triples(found["a1.jsonld"]) == said | implied(said, framing)


@pytest.mark.parametrize("form", ["jsonld-articles", "jsonld-entities"])
def test_rdflib_and_oxigraph_read_the_same(view, form):
    for text in documents(view, form).values():
        one = rdflib.Graph().parse(data=text, format="json-ld")
        other = rdflib.Graph().parse(data="".join(f"{line} .\n" for line in triples(text)), format="nt")
        assert set(to_canonical_graph(one)) == set(to_canonical_graph(other))


def test_documents_are_readable(view):
    document = json.loads(documents(view, "jsonld-articles")["a1.jsonld"])
    article, meeting, policy, statement, *rest = document["@graph"]
    assert article["type"] == ["Article", "schema:NewsArticle"]
    assert meeting["type"] == ["Meeting", "schema:Event"]
    assert (meeting["status"], meeting["meetingType"], meeting["date"]) == ("held", "visit", "2010-05-12")
    assert meeting["evidence"][0]["anchorOf"].startswith("Ann Okafor met")
    assert policy["type"] == ["Legislation", "Policy"]
    assert statement["contentSpan"] == [f"{FIRST}#char=52,60"]
    assert statement["schema:text"] == "“A gift”"
    assert rest[0]["sameAs"] == "wd:Q9"
    used = document["@context"]
    assert "wd" in used
    assert "rejected" not in used


def test_entity_documents_tell_the_facts_of_an_entity(view):
    found = documents(view, "jsonld-entities")
    assert sorted(found) == [
        "country/kenya.jsonld",
        "country/peru.jsonld",
        "person/ann-okafor-Q9.jsonld",
        "person/luis-quispe-PE.jsonld",
    ]
    first, *rest = json.loads(found["person/ann-okafor-Q9.jsonld"])["@graph"]
    assert (first["label"], first["jobTitle"], first["altLabel"]) == (
        "Ann Okafor",
        ["foreign minister"],
        ["=cmd", "Okafor"],
    )
    assert {BASE + "meeting/m1", BASE + "statement/s1", FIRST} <= {node["id"] for node in rest}
    assert rest[0]["outcome"] == "accepted"


LITERALS = st.one_of(
    st.text(st.characters(codec="utf-8"), max_size=8).map(ox.Literal),
    st.builds(lambda text: ox.Literal(text, language="en"), st.text("ab", max_size=3)),
    st.integers().map(lambda n: ox.Literal(str(n), datatype=ox.NamedNode(PREFIXES["xsd"] + "integer"))),
    st.sampled_from(["0.90", "1", "007", "abc"]).flatmap(
        lambda text: st.sampled_from(["decimal", "integer", "date", "gYear", "boolean"]).map(
            lambda kind: ox.Literal(text, datatype=ox.NamedNode(PREFIXES["xsd"] + kind))
        )
    ),
)
NODES = st.sampled_from(
    [NG["held"], NG["Meeting"], BASE + "x", "http://www.wikidata.org/entity/Q1", "urn:a:b", SCHEMA.iri, "http://x/?a#b"]
).map(ox.NamedNode)
PROPERTIES = st.sampled_from(
    [*(NG[name] for name in ("status", "about", "country", "place", "confidence", "date", "rank", "held")),
     SCHEMA["datePublished"], SCHEMA["jobTitle"], "http://other/p", "urn:p:q"]
).map(ox.NamedNode)  # fmt: skip


@given(st.lists(st.tuples(NODES, PROPERTIES, NODES | LITERALS), min_size=1, max_size=6))
@settings(max_examples=150, deadline=None)
def test_compaction_loses_nothing(rows):
    """Whatever stands under a property, in the form that the context expects or not, comes back as it was."""
    context = Context.load(resource_dir("ontology") / "context.jsonld")
    quads = {ox.Quad(*row) for row in rows}
    compactor = Compactor(context)
    objects = [compactor.node(node) for node in collect(quads).values()]
    text = json.dumps(compactor.document(objects))
    assert triples(text) == {str(quad.triple) for quad in quads}


@pytest.mark.parametrize(
    ("iri", "name"),
    [
        (f"{BASE}article/a1", "a1"),
        (f"{BASE}article/a%2Fb", "a%2Fb"),
        ("http://x/..", ".."),
        ("http://x/a:b?c", "a%3Ab%3Fc"),
    ],
)
def test_file_names_are_the_last_part(iri, name):
    assert file_name(iri) == name


def test_long_file_names_are_cut_and_told_apart():
    one, other = (file_name(f"http://x/{'a' * 300}{end}") for end in "12")
    assert len(one) < 200
    assert one != other


def test_document_of_an_article_without_facts(framing):
    store = make_store()
    reader = Reader(store)
    assert article_document(reader, reader.source("http://example.org/none"), framing)["@graph"] == []
