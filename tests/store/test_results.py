"""Answers with limits, and the engine's errors in our words."""

from io import BytesIO

import pytest

from kg.errors import QueryError
from kg.store import open_store
from kg.store.results import RowCounter

JSON = "application/sparql-results+json"
XML = "application/sparql-results+xml"
CSV = "text/csv"
TSV = "text/tab-separated-values"
# Values that hold, as far as each format allows, what stands between its rows.
ROWS = 'VALUES (?a ?b) { ("x\\r\\ny" "}},{\\"") ("<result>" "a\\tb\\nc") ("\\"" "\\"\\n\\"") ("" 1) }'


@pytest.fixture(scope="module")
def view():
    return open_store(None, prefixes={"ex": "http://example.org/"})


@pytest.mark.parametrize("media_type", [JSON, XML, CSV, TSV])
@pytest.mark.parametrize(("limit", "fits"), [(3, False), (4, True), (5, True)])
def test_row_limit_counts_rows_in_every_format(view, media_type, limit, fits):
    result = view.query(f"SELECT * {{ {ROWS} }}")
    if fits:
        result.write(BytesIO(), media_type, max_rows=limit)
    else:
        with pytest.raises(QueryError, match="more than 3 rows"):
            result.write(BytesIO(), media_type, max_rows=limit)


@pytest.mark.parametrize("media_type", [JSON, XML, CSV, TSV])
@pytest.mark.parametrize("size", [1, 3, 1000])
def test_row_counter_does_not_depend_on_how_the_answer_is_cut(view, media_type, size):
    whole = BytesIO()
    view.query(f"SELECT * {{ {ROWS} }}").write(whole, media_type)
    for limit, fits in ((4, True), (3, False)):
        counter = RowCounter(BytesIO(), media_type, limit)
        pieces = [whole.getvalue()[i : i + size] for i in range(0, len(whole.getvalue()), size)]
        if fits:
            for piece in pieces:
                counter.write(piece)
        else:
            with pytest.raises(QueryError):
                list(map(counter.write, pieces))


def test_triple_limit_stops_a_graph(view):
    text = "CONSTRUCT { ex:s ex:p ?v } WHERE { VALUES ?v { 1 2 3 } }"
    view.query(text).write(BytesIO(), "text/turtle", max_rows=3)
    with pytest.raises(QueryError, match="more than 2 triples"):
        view.query(text).write(BytesIO(), "text/turtle", max_rows=2)


@pytest.mark.parametrize(
    ("text", "line", "column", "message"),
    [
        ("SELECT * WHERE { ?s ?p ", 1, 24, r"syntax error after '\?p': expected FILTER, SELECT, VALUES"),
        ("SELECT * WHERE {\n  ?s foo:bar ?o }", 2, 13, "prefix of 'foo:bar' is not declared"),
        ("SELECT ?s (COUNT(?x) AS ?n) { ?s ?p ?x }", 1, 41, "unbound"),
        ("nonsense", 1, 9, "syntax error after 'nonsense'"),
        ("ASK { BIND(<http://example.org/f>(1) AS ?x) }", None, None, "not supported"),
    ],
)
def test_query_error_says_where_and_what(view, text, line, column, message):
    with pytest.raises(QueryError, match=message) as caught:
        view.query(text)
    assert (caught.value.line, caught.value.column) == (line, column)
    assert "\n" not in str(caught.value)


def test_result_says_its_form_and_rows(view):
    assert view.query("ASK {}").form == "ask"
    assert bool(view.query("ASK {}")) is True
    assert view.query("CONSTRUCT WHERE { ?s ?p ?o }").form == "graph"
    result = view.query("SELECT ?a ?b { VALUES (?a ?b) { (1 UNDEF) } }")
    assert (result.form, result.variables, list(result.rows())) == ("select", ("a", "b"), [("1", None)])


def test_answer_cannot_be_written_in_a_format_of_the_other_kind(view):
    with pytest.raises(QueryError, match="table cannot"):
        view.query("SELECT * {}").write(BytesIO(), "text/turtle")
    with pytest.raises(QueryError, match="graph cannot"):
        view.query("CONSTRUCT WHERE { ?s ?p ?o }").write(BytesIO(), "text/csv")
