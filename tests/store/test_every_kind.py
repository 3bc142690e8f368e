"""What holds for a store of every kind: in memory, in a folder, and of three other servers.

Whole graphs in one change, the default graph their merge.
"""

import pytest

from kg.errors import NotFoundError, QueryError, StoreError
from kg.store import Change
from tests.store.quads import BLANK, G1, G2, G3, ODD, VALUES, A, B, C, ask


def test_replace_puts_triples_in_the_graph_and_in_the_merge(store):
    assert store.replace(G1, [A, B]) == Change(added=2, removed=0, graphs=1)
    assert store.graphs() == [G1]
    assert ask(store, "ex:a ex:p ex:b")
    assert ask(store, "GRAPH ex:g1 { ex:a ex:p ex:b, 'b'@en }")
    assert not store.verify_merge()


@pytest.mark.parametrize("lines", [[A, B], [ODD], VALUES, BLANK])
def test_replace_twice_changes_nothing(store, lines):
    assert store.replace(G1, lines)
    assert not store.replace(G1, lines)
    assert not store.verify_merge()


def test_replace_keeps_in_the_merge_what_another_graph_says(store):
    store.replace_many({G1: [A, B], G2: [A]})
    assert store.stats().triples == 2
    assert store.replace(G1, [C]) == Change(added=1, removed=2, graphs=1)
    assert ask(store, "ex:a ex:p ex:b")
    assert not ask(store, "ex:a ex:p 'b'@en")
    store.delete(G2)
    assert not ask(store, "ex:a ex:p ex:b")
    assert store.graphs() == [G1]
    assert not store.verify_merge()


def test_replace_many_moves_a_triple_between_graphs(store):
    store.replace(G1, [A])
    store.replace_many({G1: [B], G2: [A]})
    assert ask(store, "ex:a ex:p ex:b . GRAPH ex:g2 { ex:a ex:p ex:b }")
    assert not ask(store, "GRAPH ex:g1 { ex:a ex:p ex:b }")
    assert not store.verify_merge()


@pytest.mark.parametrize("bad", [["nonsense"], [f"{A[:-2]} <{G2}> ."]])
def test_replace_many_with_a_bad_line_changes_nothing(store, bad):
    store.replace(G1, [A])
    with pytest.raises(StoreError):
        store.replace_many({G1: [B], G3: bad})
    assert ask(store, "GRAPH ex:g1 { ex:a ex:p ex:b }")
    assert store.graphs() == [G1]
    assert store.stats().quads == 1


def test_writer_commits_at_the_end_of_its_block(store):
    with store.writer() as writer:
        writer.replace(G1, [A])
        writer.replace(G2, [B])
        assert store.graphs() == []
    assert writer.change == Change(added=2, removed=0, graphs=2)
    with store.writer() as writer:
        writer.delete(G1)
    assert store.graphs() == [G2]


def test_writer_drops_everything_when_its_block_fails(store):
    def write():
        with store.writer() as writer:
            writer.replace(G1, [A])
            raise RuntimeError

    with pytest.raises(RuntimeError):
        write()
    assert store.graphs() == []


def test_delete_of_an_unknown_graph_is_not_found(store):
    with pytest.raises(NotFoundError, match="g1"):
        store.delete(G1)


def test_update_changes_just_what_it_says(store):
    store.replace(G1, [A])
    store.update("INSERT DATA { GRAPH ex:g2 { ex:n ex:p 1 } }")
    difference = store.verify_merge()
    assert [line.split()[0] for line in difference.missing] == ["<http://example.org/n>"]
    assert difference.extra == ()
    store.update("INSERT DATA { ex:m ex:p 1 }")
    assert [line.split()[0] for line in store.verify_merge().extra] == ["<http://example.org/m>"]


def test_update_that_fails_changes_nothing(store):
    with pytest.raises(QueryError):
        store.update("INSERT DATA { ex:n ex:p 1 } ; INSERT DATA { nonsense }")
    assert store.stats().triples == 0


def test_load_graph_changes_that_graph_alone(store):
    store.replace(G1, [A])
    assert store.load_graph(G2, b"<x:a> <x:p> 1 .", "text/turtle") is True
    assert store.load_graph(G2, b"<x:b> <x:p> 1 .", "text/turtle") is False
    assert ask(store, "GRAPH ex:g2 { <x:a> ?p 1 . <x:b> ?p 1 }")
    assert not ask(store, "<x:a> ?p ?o")
    store.load_graph(G2, b"<x:c> <x:p> [] .", "text/turtle", replace=True)
    assert not ask(store, "GRAPH ex:g2 { <x:a> ?p ?o }")
    assert store.load_graph("", b"<> <x:p> 1 .", "text/turtle", base_iri="x:base", replace=True) is False
    assert ask(store, "<x:base> <x:p> 1")
    assert not ask(store, "ex:a ex:p ex:b")


def test_load_graph_keeps_an_empty_graph_where_the_store_has_such(store, kind):
    assert store.load_graph(G3, b"", "text/turtle") is True
    assert store.has_graph(G3) == (kind in ("memory", "disk", "kg"))


@pytest.mark.parametrize(
    ("document", "media_type", "error"),
    [
        (b"<x:a", "text/turtle", QueryError),
        (b"", "text/csv", StoreError),
        (b"<x:a> <x:p> 1 <x:g> .", "text/turtle", QueryError),
    ],
)
def test_load_graph_refuses_a_bad_document(store, document, media_type, error):
    with pytest.raises(error):
        store.load_graph(G1, document, media_type)
    assert store.graphs() == []


def test_drop_graph_removes_that_graph_alone(store):
    store.replace(G1, [A])
    store.drop_graph(G1)
    assert store.graphs() == []
    assert ask(store, "ex:a ex:p ex:b")
    store.drop_graph("")
    assert store.stats().triples == 0
    with pytest.raises(NotFoundError):
        store.drop_graph(G1)


def test_replace_removes_blank_nodes_that_came_another_way(store, kind):
    if kind == "virtuoso":  # refuses blank nodes in an update
        store.load_graph(G1, b"_:x <http://example.org/p> 1 .", "text/turtle")
        store.merge_anew()
    else:
        store.update("INSERT DATA { _:x ex:p 1 . GRAPH ex:g1 { _:x ex:p 1 } }")
    assert store.stats().triples == 1
    store.replace(G1, [A])
    assert store.stats().triples == 1
    assert not store.verify_merge()


def test_bulk_load_gives_what_replace_gives(store):
    lines = [f"{line[:-2]} <{graph}> ." for graph in (G1, G2) for line in (A, B, ODD)]
    assert store.bulk_load(lines) == 6
    assert not store.verify_merge()
    assert (store.stats().triples, store.stats().quads) == (3, 6)
    assert not store.replace_many({G1: [A, B, ODD], G2: [A, B, ODD]})


def test_bulk_load_needs_an_empty_store_and_good_lines(store):
    with pytest.raises(StoreError, match="not N-Quads"):
        store.bulk_load([f"{A[:-2]} <{G1}> .", "<http://example.org/a> nonsense ."])
    assert store.stats().quads == 0
    store.replace(G1, [A])
    with pytest.raises(StoreError, match="empty"):
        store.bulk_load([f"{A[:-2]} <{G1}> ."])


def test_stats_count_instances_by_class(store):
    store.replace_many({G1: [A, C], G2: [C]})
    stats = store.stats()
    assert (stats.triples, stats.quads, stats.graphs) == (2, 3, 2)
    assert stats.classes == {"http://example.org/C": 1}


# rdflib's own query path uses a name that rdflib deprecates.
@pytest.mark.filterwarnings("ignore:Dataset.default_context:DeprecationWarning")
def test_dataset_is_rdflib_over_the_same_store(store, kind):
    if kind == "virtuoso":
        pytest.skip("Virtuoso takes updates with digest credentials, which rdflib does not know")
    store.replace(G1, [A])
    dataset = store.dataset()
    assert [str(row.o) for row in dataset.query("SELECT ?o { ex:a ex:p ?o }")] == ["http://example.org/b"]
    assert ("ex", "http://example.org/") in [(prefix, str(name)) for prefix, name in dataset.namespaces()]
    dataset.update("INSERT DATA { ex:n ex:p 1 }")
    assert ask(store, "ex:n ex:p 1")


def test_query_over_named_graphs_replaces_the_dataset(store, kind):
    store.replace_many({G1: [A], G2: [B]})
    rows = list(store.query("SELECT ?o { ?s ?p ?o }", default_graphs=[G2]).rows())
    assert rows == [("b",)]
    # Virtuoso gives its own graphs here.
    rows = list(store.query("SELECT ?g { GRAPH ?g { ?s ?p ?o } }", default_graphs=[G2], named_graphs=[]).rows())
    assert rows == [] or kind == "virtuoso"
    with pytest.raises(QueryError, match="not the IRI"):
        store.query("ASK {}", default_graphs=["no iri"])


def test_replace_all_takes_together_what_belongs_together(store, monkeypatch):
    monkeypatch.setattr("kg.store.engine.TRANSACTION_LINES", 1)
    store.replace(G1, [A])
    batches = []
    replace_many = type(store).replace_many
    monkeypatch.setattr(
        type(store), "replace_many", lambda self, given: batches.append(list(given)) or replace_many(self, given)
    )
    store.replace_all([(G3, [A])], together={G1: [B], G2: [C]})
    assert batches == [[G1, G2, G3]]
    batches.clear()
    store.replace_all([(graph, [A, B]) for graph in (G1, G2, G3)])
    assert batches == [[G1], [G2], [G3]]
