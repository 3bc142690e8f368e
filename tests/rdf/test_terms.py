"""N-Quads lines: exact form, and the same terms when read back."""

import pyoxigraph
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st

from kg.rdf.namespaces import XSD
from kg.rdf.terms import Iri, Literal, Quad, to_nquads, to_ntriples

NODE = Iri("https://news.example/id/a")
GRAPH = Iri("https://news.example/id/g")
TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
DATATYPES = st.sampled_from([None, Iri("http://id.loc.gov/datatypes/edtf/EDTF"), XSD["date"]])


def line(value: Literal) -> str:
    return "".join(to_nquads([Quad(NODE, NODE, value, GRAPH)]))


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        (NODE, "<https://news.example/id/a>"),
        (Literal("plain"), '"plain"'),
        (Literal(""), '""'),
        (Literal("a\tb\nc\rd\be\ff"), '"a\\tb\\nc\\rd\\be\\ff"'),
        (Literal('say "no" \\ yes'), '"say \\"no\\" \\\\ yes"'),
        (Literal("\x00\x0b\x1f\x7f\uffff"), '"\\u0000\\u000B\\u001F\\u007F\\uFFFF"'),
        (Literal("“Łódź” 𝕏"), '"“Łódź” 𝕏"'),
        (Literal("Ruhe", None, "de"), '"Ruhe"@de'),
        (Literal("1", XSD["integer"]), '"1"^^<http://www.w3.org/2001/XMLSchema#integer>'),
    ],
)
def test_term_has_canonical_form(term: Iri | Literal, expected: str) -> None:
    assert to_ntriples(term) == expected


def test_quad_is_one_line() -> None:
    assert line(Literal("a\nb")) == f'<{NODE}> <{NODE}> "a\\nb" <{GRAPH}> .\n'


def test_lone_surrogate_becomes_one_replacement_character() -> None:
    assert to_ntriples(Literal("a\ud800b")) == '"a\ufffdb"'


@given(TEXTS, DATATYPES)
def test_literal_is_read_back_by_pyoxigraph(value: str, datatype: Iri | None) -> None:
    [quad] = pyoxigraph.parse(line(Literal(value, datatype)), format=pyoxigraph.RdfFormat.N_QUADS)
    expected = pyoxigraph.Literal(value, datatype=pyoxigraph.NamedNode(datatype or XSD["string"]))
    assert quad.object == expected
    assert quad.graph_name == pyoxigraph.NamedNode(GRAPH)


@given(TEXTS)
def test_literal_is_read_back_by_rdflib(value: str) -> None:
    triple = f"<{NODE}> <{NODE}> {to_ntriples(Literal(value))} ."
    [(_, _, object_)] = rdflib.Graph().parse(data=triple, format="nt")
    assert object_ == rdflib.Literal(value)


@given(TEXTS)
def test_line_is_the_one_that_oxigraph_dumps(value: str) -> None:
    store = pyoxigraph.Store()
    store.load(line(Literal(value)).encode(), format=pyoxigraph.RdfFormat.N_QUADS)
    dumped = store.dump(format=pyoxigraph.RdfFormat.N_QUADS)
    assert dumped is not None
    assert dumped.decode() == line(Literal(value))
