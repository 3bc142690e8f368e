"""SPARQL text with limits and formats."""

from io import BytesIO

import pytest

from kg.errors import QueryError
from kg.query import QueryForbiddenError, find_format, formats_for, query_text, run_query
from kg.store import open_store

GRAPH = "http://example.org/g"


@pytest.fixture(scope="module")
def view():
    store = open_store(None, prefixes={"ex": "http://example.org/"})
    store.replace(GRAPH, [f'<http://example.org/s{i}> <http://example.org/p> "{i}" .' for i in range(3)])
    return store


@pytest.mark.parametrize(
    ("text", "format", "expected"),
    [
        (
            "SELECT ?o { ex:s1 ex:p ?o }",
            None,
            '{"head":{"vars":["o"]},"results":{"bindings":[{"o":{"type":"literal","value":"1"}}]}}',
        ),
        ("SELECT ?o { ex:s1 ex:p ?o }", "csv", "o\r\n1\r\n"),
        ("SELECT ?o { ex:s1 ex:p ?o }", "text/tab-separated-values", '?o\n"1"\n'),
        ("ASK { ex:s1 ex:p ?o }", "json", '{"head":{},"boolean":true}'),
        ("CONSTRUCT WHERE { ex:s1 ex:p ?o }", "nt", '<http://example.org/s1> <http://example.org/p> "1" .\n'),
        ("CONSTRUCT WHERE { ex:s1 ex:p ?o }", None, '@prefix ex: <http://example.org/> .\nex:s1 ex:p "1" .\n'),
        ("DESCRIBE ex:s1", "nquads", '<http://example.org/s1> <http://example.org/p> "1" .\n'),
    ],
)
def test_query_text_writes_the_answer(view, text, format, expected):
    assert query_text(view, text, format=format) == expected


def test_query_may_declare_a_known_prefix_itself(view):
    assert '"1"' in query_text(view, "PREFIX ex: <http://example.org/s> SELECT ?o { ex:1 ?p ?o }", format="tsv")


def test_run_query_gives_the_format_used(view):
    assert run_query(view, "ASK {}", BytesIO()).name == "json"
    assert (
        run_query(view, "CONSTRUCT WHERE { ?s ?p ?o }", BytesIO(), format="jsonld").media_type == "application/ld+json"
    )


@pytest.mark.parametrize(
    ("text", "error", "message"),
    [
        ("SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }", QueryForbiddenError, "SERVICE is not allowed"),
        ("INSERT DATA { ex:a ex:p 1 }", QueryError, "an update, not a query"),
        ("SELECT", QueryError, "syntax error"),
    ],
)
def test_query_is_refused_with_the_reason(view, text, error, message):
    with pytest.raises(error, match=message):
        query_text(view, text)


def test_query_over_the_row_limit_is_an_error_not_a_short_answer(view):
    with pytest.raises(QueryError, match="more than 2 rows"):
        query_text(view, "SELECT * { ?s ?p ?o }", max_rows=2)
    assert query_text(view, "SELECT ?s { ?s ?p ?o }", max_rows=3, format="csv").count("\n") == 4


@pytest.mark.parametrize(
    ("name", "form", "expected"),
    [
        ("JSON", "select", "json"),
        ("json", "graph", "jsonld"),
        ("ttl", "graph", "turtle"),
        ("rdf", "graph", "rdfxml"),
        ("xml", "graph", "rdfxml"),
        ("xml", "ask", "xml"),
        ("application/n-quads", "graph", "nquads"),
    ],
)
def test_find_format_knows_names_extensions_and_media_types(name, form, expected):
    assert find_format(name, form).name == expected


@pytest.mark.parametrize(("name", "form"), [("turtle", "select"), ("csv", "graph"), ("docx", "select")])
def test_find_format_refuses_what_the_answer_cannot_be(name, form):
    with pytest.raises(QueryError, match="the formats are"):
        find_format(name, form)


def test_formats_are_tables_for_tables_and_graphs_for_graphs():
    assert [entry.name for entry in formats_for("ask")] == ["json", "xml", "csv", "tsv"]
    assert [entry.name for entry in formats_for("graph")] == [
        "turtle",
        "ntriples",
        "rdfxml",
        "jsonld",
        "trig",
        "nquads",
    ]
