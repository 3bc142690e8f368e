"""Checks of a whole store: evidence, merge and shapes. Each gives its findings as lines; none means all is well."""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import BytesIO

from kg.config import Settings
from kg.query import query_text
from kg.rdf.shapes import validate
from kg.store import View, open_store

MENTIONS = """
SELECT ?mention ?begin ?end ?words ?text WHERE {
  GRAPH ?article {
    ?mention a ng:Mention ; nif:beginIndex ?begin ; nif:endIndex ?end ; nif:anchorOf ?words .
    ?mention nif:referenceContext ?article .
    ?article nif:isString ?text .
  }
}
"""

# A fact without evidence, or one whose evidence is no mention of the same article.
UNPROVEN = """
SELECT ?fact ?article WHERE {
  VALUES ?class { ng:Meeting ng:Policy ng:Statement }
  GRAPH ?article { ?fact a ?class }
  FILTER NOT EXISTS {
    GRAPH ?article { ?fact ng:evidence ?mention . ?mention a ng:Mention ; nif:referenceContext ?article }
  }
}
"""

LOST = """
SELECT ?fact ?property ?mention WHERE {
  VALUES ?property { ng:evidence ng:contentSpan ng:cueSpan }
  GRAPH ?article { ?fact ?property ?mention FILTER NOT EXISTS { ?mention a ng:Mention } }
}
"""


def verify_store(settings: Settings) -> list[str]:
    """What is not proven in the store: mentions whose words are not in the text at their offsets, facts without
    evidence, and triples by which the default graph differs from the merge of the named graphs."""
    with open_store(settings.store, read_only=True) as view:
        found = [*_wrong_words(view), *_unproven(view)]
        difference = view.verify_merge()
    found += [f"missing from the merged graph: {line.strip()}" for line in difference.missing]
    found += [f"in the merged graph and in no other: {line.strip()}" for line in difference.extra]
    return found


def validate_store(settings: Settings) -> list[str]:
    """Where the merged graph breaks the SHACL shapes of the ontology, one line a violation."""
    merged = BytesIO()
    with open_store(settings.store, read_only=True) as view:
        view.dump(merged, "application/n-triples", graph="")
    shapes = settings.ontology_dir / "shapes.ttl"
    return [str(violation) for violation in validate(merged.getvalue().decode("utf-8"), shapes)]


def _rows(view: View, query: str, *names: str) -> Iterator[list[str]]:
    """The bindings of the names, row by row."""
    answer = json.loads(query_text(view, query, format="json"))
    for row in answer["results"]["bindings"]:
        yield [row[name]["value"] for name in names]


def _wrong_words(view: View) -> Iterator[str]:
    for mention, begin, end, words, text in _rows(view, MENTIONS, "mention", "begin", "end", "words", "text"):
        there = text[int(begin) : int(end)]
        if there != words:
            yield f"{mention}: the text has {there!r} there, not {words!r}"


def _unproven(view: View) -> Iterator[str]:
    for fact, article in _rows(view, UNPROVEN, "fact", "article"):
        yield f"{fact}: no evidence in {article}"
    for fact, predicate, mention in _rows(view, LOST, "fact", "property", "mention"):
        yield f"{fact}: {predicate} points to {mention}, which is not in the article's graph"
