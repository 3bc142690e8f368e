"""`kg verify`: all checks of a store in one list."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from kg.config import Settings
from kg.model.document import Span
from kg.pipeline import load_pipeline
from kg.rdf.iris import article_iri
from kg.rdf.namespaces import NG
from kg.store import View, open_store
from kg.store.extractions import ExtractionCache
from kg.verify.derivation import check_cache, check_graphs, open_extractions, read_extraction
from kg.verify.evidence import check_dates, check_evidence
from kg.verify.findings import DERIVE, MERGED, RELOAD, Finding, rows
from kg.verify.references import check_references, merge_findings

ARTICLES = f"SELECT DISTINCT ?article WHERE {{ GRAPH ?article {{ ?article a <{NG['Article']}> }} }} ORDER BY ?article"


class Check(StrEnum):
    """The parts of `kg verify`."""

    EVIDENCE = "evidence"
    REFERENCES = "references"
    MERGE = "merge"
    EXTRACTIONS = "extractions"


def verify_store(settings: Settings, *, checks: frozenset[Check] = frozenset(Check)) -> list[Finding]:
    """What is not proven in the store, sorted; an empty list if all is well.

    Args:
        settings: Which store.
        checks: Which parts to do. Only EXTRACTIONS takes long: it makes every graph anew from what was extracted.
    """
    with open_store(settings.target, read_only=True) as view, open_extractions(settings.store) as cache:
        found = list(_checked(view, cache, settings, checks))
        built = {f"{settings.base_iri}{path}" for path in cache.built()}
    return sorted({finding.with_remedy(remedy_for(finding.graph, built)) for finding in found})


def remedy_for(graph: str, built: set[str]) -> str:
    """What to do about a fault in a graph: builds can make theirs anew, what was loaded is its owner's to mend."""
    return DERIVE if graph in built or graph == MERGED else RELOAD


def _checked(view: View, cache: ExtractionCache, settings: Settings, checks: frozenset[Check]) -> Iterator[Finding]:
    if Check.EVIDENCE in checks:
        articles = [article for (article,) in rows(view, ARTICLES, "article")]
        yield from check_evidence(view, articles, _bodies(cache, settings.base_iri))
        yield from check_dates(view)
    if Check.REFERENCES in checks:
        yield from check_references(view, settings.base_iri)
    if Check.MERGE in checks:
        yield from merge_findings(view.verify_merge())
    if Check.EXTRACTIONS in checks:
        damaged = list(check_cache(cache, settings.base_iri))
        yield from damaged
        if not damaged and len(cache):
            yield from check_graphs(view, cache, load_pipeline(settings))


def _bodies(cache: ExtractionCache, base: str) -> dict[str, tuple[Span, ...]]:
    """The body of each article whose extraction can be read, by the article's IRI."""
    found = ((article, read_extraction(cache, article)) for article in cache.ids())
    return {article_iri(base, article): extraction.article.body for article, extraction in found if extraction}
