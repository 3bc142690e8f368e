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
from kg.duplicates import settle_store
from kg.duplicates_signing import version_rank
from kg.errors import AnnotateError, KgError, NotFoundError, ReadError, WorkerLostError
from kg.executors import Executor, make_executor
from kg.graphs import update_graphs
from kg.intake import Intake, Progress, is_english, read_inputs, until_stopped, wanted_articles
from kg.model.document import Article
from kg.model.extraction import Extraction
from kg.pipeline import Pipeline, load_pipeline
from kg.rdf.iris import article_iri
from kg.reports import BuildReport, finish_report
from kg.store import Store, open_store
from kg.store.extractions import ExtractionCache
from kg.vanished import settle_vanished

# The rank of a version that no article has.
BELOW_ALL = ("", -1, "")

log = logging.getLogger(__name__)

TRY_AGAIN = "kg build INPUT --refresh extract tries it again"


def build_graph(
    inputs: Sequence[str],
    settings: Settings,
    *,
    executor: Executor | None = None,
    progress: Progress | None = None,
    stop: Callable[[], bool] | None = None,
    intake: Intake | None = None,
    anew: bool = False,
    prune: bool = False,
) -> BuildReport:
    """Build the store named by the settings from files, folders, globs, addresses or `-` (standard input).

    Each article's graph is replaced as a whole, in one transaction with the default graph. An input that cannot be read
    is named in the report and the others are built.

    Args:
        inputs: What to read.
        settings: Which store, which model.
        executor: Where extraction runs.
        progress: Told how far the reading has come.
        stop: Asked before each article; once it is true, the articles at work are finished and the store is published.
            The same build goes on there later.
        intake: What of the inputs is read, and how; all of it if None.
        anew: Extract again what is unchanged, and what was set aside.
        prune: Remove articles that their sources hold no more.

    Raises:
        StoreError: The store cannot be opened or written.
        AnnotateError: The language model cannot be loaded.
    """
    report = BuildReport()
    pipeline = load_pipeline(settings)
    with open_store(settings.target, base_iri=settings.base_iri) as store, ExtractionCache(settings.store) as cache:
        read = until_stopped(stop, read_inputs(inputs, report, progress, settings=settings, intake=intake), report)
        wanted = wanted_articles(read, report, all_languages=settings.all_languages)
        articles = _new_articles(wanted, pipeline, cache, report, anew=anew)
        runner = executor or make_executor(None, workers=settings.workers)
        take_results(runner.map(partial(extract_article, settings), articles), pipeline, cache, report)
        settle_vanished(inputs, cache, report, prune=prune)
        settle_duplicates(cache, settings, report)
        finish_report(report, update_graphs(store, cache, pipeline), store, cache, settings)
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
        settle_duplicates(cache, settings, report)
        finish_report(report, update_graphs(store, cache, pipeline), store, cache, settings)
    return report


def settle_duplicates(cache: ExtractionCache, settings: Settings, report: BuildReport) -> None:
    """Which articles stand for others, now that all are there."""
    settled = settle_store(cache, keep=settings.keep_duplicates)
    report.older, report.copies = len(settled.older), len(settled.copies)


def extract_articles(
    inputs: Sequence[str],
    settings: Settings,
    *,
    link: bool = True,
    intake: Intake | None = None,
    report: BuildReport | None = None,
) -> Iterator[Extraction | KgError]:
    """The extraction of each article in the order of the inputs; an error in place of what could not be extracted.

    An article in another language, or one of which only menus and headings were found, has an extraction without facts.
    """
    pipeline = load_pipeline(settings)
    report = report or BuildReport()
    executor = make_executor(None, workers=settings.workers)
    for result in executor.map(
        partial(extract_article, settings), read_inputs(inputs, report, settings=settings, intake=intake)
    ):
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
        wanted = settings.all_languages or is_english(article)
        return pipeline.extract(article) if wanted else Extraction(article)
    except KgError:
        raise
    except MemoryError as error:
        raise WorkerLostError("the memory did not suffice", item=article) from error
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
        *(article.published, article.date_source, article.modified, article.section),
        [[span.start, span.end] for span in article.body],
        article.digest,
        astuple(pipeline.maker),
    ]
    return hashlib.sha256(json.dumps(described).encode()).hexdigest()


def take_results(
    results: Iterable[Extraction | KgError], pipeline: Pipeline, cache: ExtractionCache, report: BuildReport
) -> None:
    """Keep what was extracted, each in a transaction of its own, and name what was not."""
    for result in results:
        if isinstance(result, Extraction):
            cache.put(result, extraction_key(pipeline, result.article), pipeline.maker)
            report.extracted += 1
        elif isinstance(result, WorkerLostError) and isinstance(result.item, Article):
            article = result.item
            cache.put_aside(article.id, extraction_key(pipeline, article), str(result))
            report.failures.append(f"{article.source}: {result}: set aside, the others go on")
        else:
            report.failures.append(str(result))


def _new_articles(
    articles: Iterator[Article], pipeline: Pipeline, cache: ExtractionCache, report: BuildReport, *, anew: bool
) -> Iterator[Article]:
    """The articles to extract: those that the cache does not hold as they are now, or all that are read."""
    seen: dict[str, tuple[str, int, str]] = {}
    for article in articles:
        report.held.setdefault(article.source, set()).add(article.id)
        rank, unchanged = version_rank(article), cache.key(article.id) == extraction_key(pipeline, article)
        if rank <= (seen.get(article.id) or (BELOW_ALL if unchanged else _rank_elsewhere(article, cache))):
            log.info("%s: the same article as one before, or older (%s)", article.source, article.id)
            report.duplicates += 1
            continue
        seen[article.id] = rank
        aside = cache.aside(article.id, extraction_key(pipeline, article))
        if unchanged and not anew:
            report.unchanged += 1
        elif aside is not None and not anew:
            report.failures.append(f"{article.source}: set aside by an earlier build ({aside}): {TRY_AGAIN}")
        else:
            yield article


def _rank_elsewhere(article: Article, cache: ExtractionCache) -> tuple[str, int, str]:
    """The rank of the version that an earlier build has read elsewhere; one below all where there is none.

    What comes from the same source replaces whatever that held.
    """
    known = cache.get(article.id)
    if known is None or known.article.source == article.source or known.article.digest == article.digest:
        return BELOW_ALL
    return version_rank(known.article)


def _existing(settings: Settings) -> Store:
    """The store of the settings, which must be there already."""
    return open_store(settings.target, base_iri=settings.base_iri, create=False)


def _ids_of(name: str, cache: ExtractionCache, base_iri: str) -> list[str]:
    """The ids of the articles that go by that name."""
    prefix = article_iri(base_iri, "")
    article_id = name.removeprefix(prefix)
    found = [article_id] if cache.key(article_id) is not None else cache.ids_from(name)
    if not found:
        raise NotFoundError(f"{name}: the store has no article of that id, IRI or source file")
    return found


def _loaded_graph(name: str, store: Store, cache: ExtractionCache, base_iri: str) -> str | None:
    """The graph of a loaded article, named by id or IRI; None if a build has made it, or if there is none."""
    prefix = article_iri(base_iri, "")
    graph = name if name.startswith(prefix) else article_iri(base_iri, name)
    return graph if store.has_graph(graph) and graph.removeprefix(base_iri) not in cache.built() else None


def _drain(report: BuildReport) -> Iterator[KgError]:
    """The failures noted since the last call, as errors."""
    while report.failures:
        yield ReadError(report.failures.pop(0))
