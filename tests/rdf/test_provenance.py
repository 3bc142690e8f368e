"""The extraction activity."""

from __future__ import annotations

from kg.rdf.iris import article_iri
from kg.rdf.namespaces import NG
from kg.rdf.provenance import Provenance, map_provenance

ARTICLE = article_iri("https://news.example/id/", "a")


def test_empty_values_are_left_out() -> None:
    predicates = {quad.predicate for quad in map_provenance(ARTICLE, Provenance("newsgraph", "1"))}
    assert NG["extractor"] in predicates
    assert not predicates & {NG["model"], NG["settingsDigest"]}


def test_activity_is_the_same_on_every_call() -> None:
    provenance = Provenance("newsgraph", "1", "m", "d")
    assert map_provenance(ARTICLE, provenance) == map_provenance(ARTICLE, provenance)
