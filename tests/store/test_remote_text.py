"""Texts for other servers: what is written out, what is left as it is, and updates of bounded size."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kg.store.dialects import STANDARD, VIRTUOSO, dialect_of
from kg.store.merge import Plan
from kg.store.remote_plan import to_updates
from kg.store.remote_text import for_query, for_update, with_prologue

PREFIXES = {"ex": "http://e/", "ng": "http://n/"}
DEFAULT = (("default-graph-uri", "urn:newsgraph:default"),)


@pytest.mark.parametrize(
    ("text", "base", "expected"),
    [
        ("ASK { ?s ex:p 1 }", None, "PREFIX ex: <http://e/> ASK { ?s ex:p 1 }"),
        (
            "PREFIX ex: <http://mine/> ASK { ?s ex:p ng:q }",
            None,
            "PREFIX ng: <http://n/> PREFIX ex: <http://mine/> ASK { ?s ex:p ng:q }",
        ),
        ("ASK { ?s other:p 'ex:p' } # ng:x", None, "ASK { ?s other:p 'ex:p' } # ng:x"),
        ("ASK { <a> ?p 1 }", "http://b/", "BASE <http://b/> ASK { <a> ?p 1 }"),
        ("ASK { <http://a> ?p 1 }", "http://b/", "ASK { <http://a> ?p 1 }"),
    ],
)
def test_prologue_declares_what_is_used(text: str, base: str | None, expected: str) -> None:
    assert with_prologue(text, PREFIXES, base) == expected


def test_dataset_is_left_to_a_standard_server() -> None:
    assert for_query("ASK { GRAPH <x:g> {} }", STANDARD).parameters == ()
    given = for_query("ASK {}", STANDARD, default_graphs=["x:a", "x:b"], named_graphs=["x:c"])
    assert given.parameters == (
        ("default-graph-uri", "x:a"),
        ("default-graph-uri", "x:b"),
        ("named-graph-uri", "x:c"),
    )
    assert for_update("DELETE WHERE { ?s ?p ?o }", STANDARD).text == "DELETE WHERE { ?s ?p ?o }"


@pytest.mark.parametrize(
    ("text", "expected", "parameters"),
    [
        ("ASK { ?s ?p ?o }", None, DEFAULT),
        ("ASK { GRAPH ?g { ?s ?p 'GRAPH <x:a>' } }", None, DEFAULT),
        (
            "ASK { GRAPH <x:a> { ?s ?p ?o } GRAPH ex:b { ?s ?p 1 } }",
            "ASK { VALUES ?newsgraph_2 { <x:a> } GRAPH ?newsgraph_2 { ?s ?p ?o } "
            "VALUES ?newsgraph_9 { ex:b } GRAPH ?newsgraph_9 { ?s ?p 1 } }",
            DEFAULT,
        ),
        ("SELECT * FROM <x:a> { GRAPH <x:b> { ?s ?p ?o } }", None, ()),
    ],
)
def test_virtuoso_gets_its_default_graph_by_name(
    text: str, expected: str | None, parameters: tuple[object, ...]
) -> None:
    prepared = for_query(text, VIRTUOSO)
    assert prepared.text == (expected or text)
    assert prepared.parameters == parameters


def test_virtuoso_updates_mean_its_default_graph() -> None:
    assert for_update("INSERT DATA { <x:a> <x:p> 1 }", VIRTUOSO).text.startswith("DEFINE input:default-graph-uri <urn:")
    for text in (
        "WITH <x:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
        "DELETE { ?s ?p 1 } USING <x:g> WHERE { ?s ?p 1 }",
    ):
        assert for_update(text, VIRTUOSO).text == text


def test_dialect_is_told_by_the_servers_name() -> None:
    assert dialect_of("Virtuoso/07.20.3229 (Linux) x86_64-pc-linux-gnu") is VIRTUOSO
    assert dialect_of("Oxigraph/0.5.13") is dialect_of("") is STANDARD


def plan() -> Plan:
    made = Plan()
    made.removed = {"x:g": {"<x:a> <x:p> 1"}, "x:h": {"<x:a> <x:p> 1", "<x:b> <x:p> 1"}}
    made.default_removed = {"<x:a> <x:p> 1"}
    made.added = {"x:g": {"<x:c> <x:p> 1", "<x:d> <x:p> 1"}}
    made.default_added = {"<x:c> <x:p> 1", "<x:d> <x:p> 1"}
    made.dropped = ["x:i"]
    return made


def test_small_plan_is_one_update() -> None:
    (text,) = to_updates(plan(), STANDARD)
    assert [text.count(word) for word in ("DELETE DATA", "DROP SILENT GRAPH <x:i>", "INSERT DATA")] == [1, 1, 1]
    assert not list(to_updates(Plan(), STANDARD))


def test_large_plan_keeps_the_graphs_of_a_triple_together() -> None:
    texts = list(to_updates(plan(), replace(STANDARD, most_triples=3)))
    assert len(texts) == 5
    removing = [text for text in texts if text.startswith("DELETE DATA") and "<x:a>" in text]
    assert len(removing) == 1
    assert removing[0].count("<x:a> <x:p> 1") == 3
    assert all(text.count("<x:c> <x:p> 1") in (0, 2) for text in texts)


def test_virtuoso_deletes_graph_by_graph_into_its_own_default_graph() -> None:
    (text,) = to_updates(plan(), VIRTUOSO)
    assert text.count("DELETE DATA") == 3
    assert "GRAPH <urn:newsgraph:default> {\n<x:a> <x:p> 1 .\n}" in text
