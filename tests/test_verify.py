"""Findings say where, what and what to do; the parts of `kg verify` can be done apart. The rules: test_mutations.py."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.config import Settings
from kg.rdf.namespaces import PREFIXES
from kg.store import open_store
from kg.verify import Check, Finding, validate_store, verify_store

GRAPH = "https://news.example/g"
NG = PREFIXES["ng"]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A store with one loaded graph, which is neither proven nor valid."""
    settings = Settings(store=tmp_path / "store")
    with open_store(settings.store) as store:
        store.replace(
            GRAPH, [f"<{GRAPH}/m> <{PREFIXES['rdf']}type> <{NG}Meeting> .", f"<{GRAPH}/m> <{NG}stauts> <{NG}held> ."]
        )
        store.update(f"INSERT DATA {{ <{GRAPH}/m> <{NG}place> 'Lima' }}")
    return settings


def test_finding_names_graph_node_rule_and_remedy() -> None:
    finding = Finding("g", "n", "words", "the text has 'a' there, not 'b'", "build it again")
    assert str(finding) == "Violation: g: n: words: the text has 'a' there, not 'b' -> build it again"
    assert str(Finding("g", "", "text", "none", severity="Warning")) == "Warning: g: text: none"


def test_parts_are_done_apart(settings: Settings) -> None:
    found = {check: {finding.rule for finding in verify_store(settings, checks=frozenset({check}))} for check in Check}
    assert found == {
        Check.EVIDENCE: {"evidence"},
        Check.REFERENCES: {"term"},
        Check.MERGE: {"merge-extra"},
        Check.EXTRACTIONS: set(),
    }


def test_findings_are_sorted_and_say_what_to_do(settings: Settings) -> None:
    found = verify_store(settings)
    assert found == sorted(found)
    assert all(finding.remedy for finding in found)


def test_violations_and_warnings_of_the_shapes_are_told_apart(settings: Settings) -> None:
    found = validate_store(settings)
    assert {finding.rule for finding in found if finding.severity == "Warning"} == {"Meeting/participant/minCount"}
    assert "Fact/evidence/minCount" in {finding.rule for finding in found if finding.severity == "Violation"}
    assert {finding.graph for finding in found} == {GRAPH}


def test_only_what_graphs_speak_of_is_checked(settings: Settings) -> None:
    """Many graphs beside the one at fault, so that naming it is not naming most of the store."""
    others = [f"https://news.example/g{n}" for n in range(4)]
    with open_store(settings.store) as store:
        for graph in others:
            store.replace(graph, [f"<{graph}/a> <{PREFIXES['rdf']}type> <{NG}Article> ."])
    everything = validate_store(settings)
    assert {finding.graph for finding in everything} == {GRAPH, *others}
    for graph in (GRAPH, *others):
        found = validate_store(settings, graphs=[graph])
        assert found == [finding for finding in everything if finding.graph == graph]
    assert validate_store(settings, graphs=others) == everything  # most of the store: all is checked
    assert validate_store(settings, graphs=[]) == []


def test_entity_that_a_graph_speaks_of_is_checked_with_its_link(settings: Settings) -> None:
    """What an article points to is told in graphs that it shares with others."""
    person, link, article = (f"https://news.example/{name}" for name in ("person", "link", "article"))
    with open_store(settings.store) as store:
        store.replace(f"{article}s", [f"<{person}> <{PREFIXES['rdf']}type> <{NG}Person> ."])
        store.replace(
            f"{link}s",
            [f"<{link}> <{PREFIXES['rdf']}type> <{NG}Link> .", f"<{link}> <{NG}entity> <{person}> ."],
        )
        store.replace(article, [f"<{article}#m> <{PREFIXES['itsrdf']}taIdentRef> <{person}> ."])
    found = {finding.node: finding.rule for finding in validate_store(settings, graphs=[article])}
    assert found.keys() == {person, link}
    assert found[person] == "Agent/label/minCount"


def test_check_makes_no_file_of_extractions(settings: Settings) -> None:
    before = sorted(path.name for path in settings.store.iterdir())
    verify_store(settings)
    assert sorted(path.name for path in settings.store.iterdir()) == before
