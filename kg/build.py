"""Drives a build: inputs → extractions beside the store → graphs in the store.

Extractions are kept by a digest of the article, the extractor and its settings, so an unchanged article costs nothing
and a build that is killed resumes. `kg.graphs` then makes the store hold what the extractions say.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import astuple
from functools import partial

from kg.config import Settings
from kg.errors import AnnotateError, KgError, NotFoundError, ReadError
from kg.executors import Executor, make_executor
from kg.graphs import update_graphs
from kg.intake import Progress, is_english, read_inputs, until_stopped, wanted_articles
from kg.model.document import Article
from kg.model.extraction import Extraction
from kg.pipeline import Pipeline, load_pipeline
from kg.rdf.iris import article_iri
from kg.reports import BuildReport, finish_report
from kg.store import OxigraphStore, open_store
from kg.store.extractions import ExtractionCache

log = logging.getLogger(__name__)


def build_graph(
    inputs: Sequence[str],
    settings: Settings,
    *,
    executor: Executor | None = None,
    progress: Progress | None = None,
    stop: Callable[[], bool] | None = None,
) -> BuildReport:
    """Build the store named by the settings from files, folders, globs or `-` (standard input).

    Each article's graph is replaced as a whole, in one transaction with the default graph. An input that cannot be read
    is named in the report and the others are built.

    Args:
        inputs: What to read.
        settings: Which store, which model.
        executor: Where extraction runs.
        progress: Told of inputs done.
        stop: Asked before each article; once it is true, the articles at work are finished and the store is published.
            The same build goes on there later.

    Raises:
        StoreError: The store cannot be opened or written.
        AnnotateError: The language model cannot be loaded.
    """
    report = BuildReport()
    pipeline = load_pipeline(settings)
    with open_store(settings.store, base_iri=settings.base_iri) as store, ExtractionCache(settings.store) as cache:
        read = read_inputs(inputs, report, progress, apart=settings.store)
        articles = _new_articles(wanted_articles(until_stopped(stop, read, report), report), pipeline, cache, report)
        runner = executor or make_executor(None, workers=settings.workers)
        for result in runner.map(partial(extract_article, settings), articles):
            if isinstance(result, KgError):
                report.failures.append(str(result))
            else:
                cache.put(result, extraction_key(pipeline, result.article), pipeline.maker)
                report.extracted += 1
        finish_report(report, update_graphs(store, cache, pipeline), store, cache)
    return report


def delete_articles(names: Iterable[str], settings: Settings) -> BuildReport:
    """Remove articles, named by id, IRI or source file, and all that only they say.

    Raises:
        NotFoundError: The store has none of that name; nothing is removed then.
    """
    report = BuildReport()
    pipeline = load_pipeline(settings)
    with _existing(settings) as store, ExtractionCache(settings.store) as cache:
        ids: dict[str, None] = {}
        loaded: dict[str, None] = {}
        for name in names:
            graph = _loaded_graph(name, store, cache, settings.base_iri)
            if graph is None:
                ids.update(dict.fromkeys(_ids_of(name, cache, settings.base_iri)))
            else:
                loaded[graph] = None
        for article_id in ids:
            cache.remove(article_id)
        for graph in loaded:
            store.delete(graph)
        report.deleted = len(ids) + len(loaded)
        finish_report(report, update_graphs(store, cache, pipeline), store, cache)
    return report


def extract_articles(inputs: Sequence[str], settings: Settings, *, link: bool = True) -> Iterator[Extraction | KgError]:
    """The extraction of each article in the order of the inputs; an error in place of what could not be extracted.

    An article in another language, or one of which only menus and headings were found, has an extraction without facts.
    """
    pipeline = load_pipeline(settings)
    report = BuildReport()
    executor = make_executor(None, workers=settings.workers)
    for result in executor.map(partial(extract_article, settings), read_inputs(inputs, report)):
        yield from _drain(report)
        yield pipeline.link(result)[0] if link and isinstance(result, Extraction) else result
    yield from _drain(report)


def extract_article(settings: Settings, article: Article) -> Extraction:
    """The facts of one article; what an executor's workers call.

    Raises:
        AnnotateError: The model or a rule failed on this article, in whatever way: the others are not to suffer by it.
    """
    pipeline = load_pipeline(settings)
    try:
        return pipeline.extract(article) if is_english(article) else Extraction(article)
    except KgError:
        raise
    except Exception as error:  # one article's odd text must not end a build of thousands; --verbose shows where
        log.debug("%s: extraction failed", article.source, exc_info=True)
        raise AnnotateError(
            f"{article.source}: extraction failed ({type(error).__name__}: {error}): please report it"
        ) from error


def extraction_key(pipeline: Pipeline, article: Article) -> str:
    """Digest of all that an extraction depends on: the article as read and what extracts from it."""
    described = [
        *(article.id, article.url, article.headline, article.date, article.dateline),
        *(article.publisher, article.author, article.language),
        [[span.start, span.end] for span in article.body],
        article.digest,
        astuple(pipeline.maker),
    ]
    return hashlib.sha256(json.dumps(described).encode()).hexdigest()


def _new_articles(
    articles: Iterator[Article], pipeline: Pipeline, cache: ExtractionCache, report: BuildReport
) -> Iterator[Article]:
    """The articles that the cache does not hold as they are now; an article replaces an older one of its source."""
    seen: set[str] = set()
    sources: dict[str, set[str]] = {}
    for article in articles:
        if article.id in seen:
            log.info("%s: the same article as one before (%s)", article.source, article.id)
            report.duplicates += 1
            continue
        seen.add(article.id)
        sources.setdefault(article.source, set()).add(article.id)
        if cache.key(article.id) == extraction_key(pipeline, article):
            report.unchanged += 1
        else:
            yield article
    if report.stopped:
        return  # what was not read is not gone
    for source, kept in sources.items():
        if source in report.damaged:
            continue  # what could not be read is not gone
        for article_id in cache.ids_from(source):
            if article_id not in kept and article_id not in seen:
                cache.remove(article_id)
                report.deleted += 1


def _existing(settings: Settings) -> OxigraphStore:
    """The store of the settings, which must be there already."""
    return open_store(settings.store, base_iri=settings.base_iri, create=False)


def _ids_of(name: str, cache: ExtractionCache, base_iri: str) -> list[str]:
    """The ids of the articles that go by that name."""
    prefix = article_iri(base_iri, "")
    article_id = name.removeprefix(prefix)
    found = [article_id] if cache.key(article_id) is not None else cache.ids_from(name)
    if not found:
        raise NotFoundError(f"{name}: the store has no article of that id, IRI or source file")
    return found


def _loaded_graph(name: str, store: OxigraphStore, cache: ExtractionCache, base_iri: str) -> str | None:
    """The graph of a loaded article, named by id or IRI; None if a build has made it, or if there is none."""
    prefix = article_iri(base_iri, "")
    graph = name if name.startswith(prefix) else article_iri(base_iri, name)
    return graph if store.has_graph(graph) and graph.removeprefix(base_iri) not in cache.built() else None


def _drain(report: BuildReport) -> Iterator[KgError]:
    """The failures noted since the last call, as errors."""
    while report.failures:
        yield ReadError(report.failures.pop(0))
