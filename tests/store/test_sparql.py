"""What a SPARQL text says of itself."""

import pytest

from kg.errors import QueryError
from kg.store.sparql import is_update, iter_tokens, network_word, query_form, with_using


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("SELECT * {}", "select"),
        ("select*{}", "select"),
        ("# SELECT\nASK {}", "ask"),
        ("PREFIX select: <http://example.org/ASK> CONSTRUCT WHERE { ?s ?p ?o }", "graph"),
        ("BASE <http://example.org/> DESCRIBE <x>", "graph"),
        ("PREFIX : <http://example.org/#> SELECT * {}", "select"),
        ("INSERT DATA {}", None),
        ("", None),
        ("?select", None),
    ],
)
def test_query_form_reads_the_first_keyword(text, form):
    assert query_form(text) == form


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("INSERT DATA {}", True),
        ("PREFIX a: <http://example.org/> delete where {}", True),
        ("WITH <http://example.org/g> DELETE {} WHERE {}", True),
        ("SELECT ?insert {}", False),
        ("# DROP ALL\nASK {}", False),
    ],
)
def test_is_update_reads_the_first_keyword(text, expected):
    assert is_update(text) is expected


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }",
        "SELECT * { service SILENT ?x { ?s ?p ?o } }",
        "SELECT*{SERVICE<http://example.org/>{?s ?p ?o}}",
        "SELECT * { ?s ?p 'SERVICE' . #\nSERVICE ?x { ?s ?p ?o } }",
        "SELECT * { FILTER(1<2)SERVICE#>\n?x { ?s ?p ?o } }",
        "LOAD <http://example.org/>",
        "CLEAR ALL ; load silent <http://example.org/> INTO GRAPH <http://example.org/g>",
    ],
)
def test_network_word_finds_calls_to_other_servers(text):
    assert network_word(text) in ("SERVICE", "LOAD")


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?service { ?service a 'LOAD' }",
        'ASK { ?s ?p "SERVICE <http://example.org/>" }',
        'ASK { ?s ?p """a "quoted" SERVICE """ }',
        "ASK { ?s ?p '''it's a SERVICE''' }",
        "ASK { ?s ?p 'an escaped \\' SERVICE' }",
        "ASK { <http://example.org/SERVICE#load> ?p ?o }",
        "ASK { <http://example.org/a(b)/service> ?p ?o }",
        "PREFIX service: <http://example.org/> ASK { service:load a service:SERVICE }",
        "ASK { ?s ?p ?o } # SERVICE",
        "ASK { _:service ?p 'x'@service }",
    ],
)
def test_network_word_ignores_the_word_elsewhere(text):
    assert network_word(text) == ""


def test_tokens_cover_every_character_that_is_not_space_or_comment():
    text = 'SELECT ?x { ?x :p-1.2 "a\\"b"@en-GB , 1.5e3 ; ^<http://e/é>/:b%20c\\,d _:b.1 # end\n }'
    assert "".join(token.text for token in iter_tokens(text)) == "".join(text.replace("# end", "").split())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "INSERT { ?s ?p 1 } WHERE { ?s ?p ?o }",
            "INSERT { ?s ?p 1 }  USING <http://e/d> USING NAMED <http://e/n> WHERE { ?s ?p ?o }",
        ),
        (
            "DELETE WHERE { ?s ?p ?o }",
            "DELETE { ?s ?p ?o } USING <http://e/d> USING NAMED <http://e/n> WHERE { ?s ?p ?o }",
        ),
        (
            "INSERT DATA { <http://e/s> <http://e/where> 'WHERE' }",
            "INSERT DATA { <http://e/s> <http://e/where> 'WHERE' }",
        ),
    ],
)
def test_with_using_adds_the_dataset_to_each_pattern(text, expected):
    assert with_using(text, ("http://e/d",), ("http://e/n",)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "INSERT { ?s ?p 1 } USING <http://e/g> WHERE { ?s ?p ?o }",
        "WITH <http://e/g> DELETE { ?s ?p 1 } WHERE { ?s ?p ?o }",
    ],
)
def test_with_using_refuses_two_datasets(text):
    with pytest.raises(QueryError, match="dataset"):
        with_using(text, ("http://e/d",), ())
