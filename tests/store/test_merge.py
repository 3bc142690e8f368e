"""What changes between old and new contents of graphs, and the update that says so."""

import pytest

from kg.errors import StoreError
from kg.store.merge import plan_changes, read_lines, to_update

G1, G2 = "http://example.org/g1", "http://example.org/g2"
A = "<http://example.org/a> <http://example.org/p> <http://example.org/b>"
B = '<http://example.org/a> <http://example.org/p> "b"'


def nowhere(lines, graphs):
    return set()


def everywhere(lines, graphs):
    return set(lines)


@pytest.mark.parametrize(
    "line",
    [
        f"{B} <{G1}> .",
        f"{B} .",
        f"{B} <{G1}> .\n",
        f"{B}   <{G1}>. # a comment",
        '<http://example.org/a> <http://example.org/p> "\\u0062" .',
        f'<http://example.org/a>\t<http://example.org/p>\t"b"^^<http://www.w3.org/2001/XMLSchema#string>\t<{G1}>\t.',
    ],
)
def test_read_lines_gives_the_canonical_triple(line):
    assert read_lines(G1, [line]) == {B}


@pytest.mark.parametrize(
    ("graph", "lines", "message"),
    [
        (G1, ["<http://example.org/a"], "line 1 is not N-Quads"),
        (G1, [f"{A} .", "nonsense ."], "line 2 is not N-Quads"),
        (G1, [f"{A} <{G2}> ."], G2),
        ("no iri", [f"{A} ."], "not the IRI of a graph"),
    ],
)
def test_read_lines_refuses_what_is_not_of_the_graph(graph, lines, message):
    with pytest.raises(StoreError, match=message):
        read_lines(graph, lines)


def test_read_lines_names_blank_nodes_the_same_whatever_their_labels():
    first = read_lines(G1, ["_:x <http://example.org/p> _:y .", '_:y <http://example.org/p> "1" .'])
    second = read_lines(G1, ['_:q <http://example.org/p> "1" .', "_:r <http://example.org/p> _:q ."])
    assert first == second
    assert all(f"<{G1}/.well-known/genid/" in line for line in first)
    assert not any("_:" in line for line in first)


def test_plan_is_empty_when_nothing_changes():
    assert not plan_changes({G1: frozenset({A})}, {G1: frozenset({A})}, nowhere)


def test_plan_touches_only_what_changes():
    plan = plan_changes({G1: frozenset({A})}, {G1: frozenset({A, B})}, nowhere)
    assert (plan.added, plan.removed, plan.default_removed, plan.dropped) == ({}, {G1: {B}}, {B}, [])


def test_plan_keeps_in_the_default_graph_what_another_graph_says():
    plan = plan_changes({G1: frozenset()}, {G1: frozenset({A})}, everywhere)
    assert plan.default_removed == set()
    assert plan.dropped == [G1]


def test_plan_keeps_in_the_default_graph_what_moves_between_graphs():
    plan = plan_changes({G1: frozenset(), G2: frozenset({A})}, {G1: frozenset({A})}, nowhere)
    assert plan.default_removed == set()
    assert plan.added == {G2: {A}}


def test_update_drops_emptied_graphs_and_deletes_before_it_inserts():
    plan = plan_changes({G1: frozenset({A}), G2: frozenset()}, {G1: frozenset({B}), G2: frozenset({B})}, nowhere)
    assert to_update(plan).split(" ;\n") == [
        f"DELETE DATA {{\n{B} .\nGRAPH <{G1}> {{\n{B} .\n}}\n}}",
        f"DROP SILENT GRAPH <{G2}>",
        f"INSERT DATA {{\n{A} .\nGRAPH <{G1}> {{\n{A} .\n}}\n}}",
    ]
