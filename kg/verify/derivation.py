"""Graphs against extractions: what a build would make of the kept extractions now, and how the store differs."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from kg.graphs import update_graphs
from kg.model.extraction import Extraction
from kg.pipeline import Pipeline
from kg.rdf.iris import article_iri
from kg.store import View, open_store
from kg.store.extractions import FILE_NAME, ExtractionCache
from kg.verify.findings import DERIVE, REBUILD, Finding

SHOWN = 10
"""Nodes of one graph that are named; of the others only the number is told."""

# What a damaged entry raises when it is read.
DAMAGE = (zlib.error, ValueError, KeyError, TypeError, IndexError, AttributeError)


def open_extractions(folder: Path) -> ExtractionCache:
    """The extractions of a store; none, and no new file, where the store has none."""
    return ExtractionCache(folder if (folder / FILE_NAME).exists() else None)


def read_extraction(cache: ExtractionCache, article: str) -> Extraction | None:
    """The extraction of an article; None if there is none or it cannot be read."""
    try:
        return cache.get(article)
    except DAMAGE:
        return None


def check_cache(cache: ExtractionCache, base: str) -> Iterator[Finding]:
    """Extractions that are damaged, are not in the graph yet, or are missing for a graph that a build has made."""
    known = set()
    digests = cache.graph_digests()
    for article in cache.ids():
        graph = article_iri(base, article)
        known.add(graph)
        extraction = read_extraction(cache, article)
        if extraction is None or extraction.article.id != article:
            yield Finding(graph, "", "extraction-damaged", "the kept extraction cannot be read", REBUILD)
        elif not digests.get(article):
            yield Finding(
                graph, "", "extraction-new", "the extraction is not in the graph yet", "kg build ends it, or kg link"
            )
    for path in sorted(cache.built()):
        if f"{base}{path}".startswith(article_iri(base, "")) and f"{base}{path}" not in known:
            remedy = f"{REBUILD}; the next build removes the graph otherwise"
            yield Finding(f"{base}{path}", "", "extraction-missing", "the graph's extraction is missing", remedy)


def check_graphs(view: View, cache: ExtractionCache, pipeline: Pipeline) -> Iterator[Finding]:
    """How the graphs differ from what is made of the extractions. All extractions must be readable.

    The graphs are made anew in a store beside this one, so the check is as sure as a build is deterministic.
    """
    base = pipeline.settings.base_iri
    with TemporaryDirectory(prefix="kg-verify-") as folder, ExtractionCache(None) as copy:
        for article in cache.ids():
            extraction = cache.get(article)
            if extraction is not None:
                copy.put(extraction, cache.key(article) or "", cache.maker(article) or pipeline.maker)
        copy.note_replaced(cache.replaced())
        copy.settle({}, cache.copies())
        with open_store(Path(folder) / "store", base_iri=base) as fresh:
            update_graphs(fresh, copy, pipeline)
            present = set(view.graphs())
            for graph in fresh.graphs():
                yield from _differences(graph, _lines(fresh, graph), _lines(view, graph) if graph in present else None)


def _lines(view: View, graph: str) -> set[str]:
    buffer = BytesIO()
    view.dump(buffer, "application/n-triples", graph=graph)
    return set(buffer.getvalue().decode("utf-8").split("\n")) - {""}


def _differences(graph: str, derived: set[str], present: set[str] | None) -> Iterator[Finding]:
    if not present:
        yield Finding(graph, "", "graph-missing", "the graph of the extraction is missing", DERIVE)
        return
    missing, extra = _by_node(derived - present), _by_node(present - derived)
    nodes = sorted(missing.keys() | extra.keys())
    for node in nodes[:SHOWN]:
        parts = [f"lacks {line}" for line in missing.get(node, [])[:2]] + [
            f"has {line}" for line in extra.get(node, [])[:2]
        ]
        number = len(missing.get(node, [])) + len(extra.get(node, []))
        yield Finding(
            graph, node, "derivation", f"{number} triples differ from the extraction: {'; '.join(parts)}", DERIVE
        )
    if len(nodes) > SHOWN:
        yield Finding(graph, "", "derivation", f"{len(nodes) - SHOWN} more nodes differ from the extraction", DERIVE)


def _by_node(lines: set[str]) -> dict[str, list[str]]:
    nodes: dict[str, list[str]] = {}
    for line in sorted(lines):
        nodes.setdefault(line.split(" ", 1)[0].strip("<>"), []).append(_shortened(line))
    return nodes


def _shortened(line: str, length: int = 200) -> str:
    return line if len(line) <= length else f"{line[:length]}…"
