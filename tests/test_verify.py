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


def test_check_makes_no_file_of_extractions(settings: Settings) -> None:
    before = sorted(path.name for path in settings.store.iterdir())
    verify_store(settings)
    assert sorted(path.name for path in settings.store.iterdir()) == before
