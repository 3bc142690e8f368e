"""Drives a build: inputs → extractions beside the store → graphs in the store. Also the passes that need no parsing.

Extractions are kept by a digest of the article, the extractor and its settings, so an unchanged article costs nothing
and a build that is killed resumes. `kg.graphs` then makes the store hold what the extractions say.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import astuple, dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from kg.config import Settings
from kg.errors import AnnotateError, KgError, NotFoundError, ReadError
from kg.executors import Executor, make_executor
from kg.graphs import GraphChange, update_graphs
from kg.link.explain import explanation_json, explanation_text
from kg.link.review import review_lines
from kg.linking import explain_entity, link_store, linked_entities, stored_decisions
from kg.model.document import Article
from kg.model.extraction import Extraction
from kg.pipeline import Pipeline, load_pipeline
from kg.rdf.iris import article_iri
from kg.rdf.namespaces import NG
from kg.read import find_inputs, read_articles, read_stream
from kg.store import OxigraphStore, View, loaded_graph, open_store
from kg.store.extractions import ExtractionCache

if TYPE_CHECKING:
    from kg.link.online import OnlineReport

Progress = Callable[[int, int | None, str], None]
STDIN = "-"
# What a report counts, by the name that it has there.
COUNTED = {
    "articles": "Article",
    "persons": "Person",
    "countries": "Country",
    "organizations": "Organization",
    "meetings": "Meeting",
    "policies": "Policy",
    "statements": "Statement",
}

log = logging.getLogger(__name__)


@dataclass(slots=True)
class BuildReport:
    """What a build did; nothing that was left out is missing here.

    Attributes:
        articles: Articles in the store afterwards.
        extracted: Articles that were parsed in this build.
        unchanged: Articles whose extraction was there already.
        duplicates: Articles with the same URL or text as another of this build.
        foreign: Articles in another language, skipped.
        failures: One line for each input or article that could not be read or extracted.
        counts: Entities, facts and triples in the store afterwards, by name.
        links: Entities by the outcome of linking: link, candidate, nil.
        graphs_changed: Named graphs that were written or removed.
        deleted: Articles removed.
        asked: Entities that a service was asked about.
        unanswered: Those of them that it could not be asked about in the end.
        damaged: Inputs of which a part could not be read; the articles they gave before are kept.
        taken_over: Loaded graphs of articles that are now made from the articles themselves.
        set_aside: Loaded graphs that have another name now, because builds write under theirs.
        stopped: Whether the build was asked to stop before it had seen all inputs.
    """

    articles: int = 0
    extracted: int = 0
    unchanged: int = 0
    duplicates: int = 0
    foreign: int = 0
    failures: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    links: Counter[str] = field(default_factory=Counter)
    graphs_changed: int = 0
    deleted: int = 0
    asked: int = 0
    unanswered: int = 0
    damaged: set[str] = field(default_factory=set)
    taken_over: list[str] = field(default_factory=list)
    set_aside: list[str] = field(default_factory=list)
    stopped: bool = False

    @property
    def skipped(self) -> int:
        """Articles that were read and are not in the store."""
        return self.foreign + len(self.failures)

    def lines(self) -> list[str]:
        """The report for people, one line a fact."""
        width = max((len(name) for name in self.counts), default=0)
        found = [f"{name:<{width}}  {number:>9,}" for name, number in self.counts.items()]
        read = f"read: {self.extracted} extracted, {self.unchanged} unchanged, {self.duplicates} duplicates"
        left_out = f"left out: {self.foreign} not in English, {len(self.failures)} failed"
        outcomes = [self.links[outcome] for outcome in ("link", "candidate", "nil")]
        links = "entities: {} linked to Wikidata, {} uncertain, {} not known".format(*outcomes)
        asked = f"service: asked about {self.asked} entities, no answer on {self.unanswered}"
        service = [asked] if self.asked else []
        written = f"graphs written: {self.graphs_changed}"
        return [*found, read, left_out, links, *service, *self._loaded_lines(), written]

    def _loaded_lines(self) -> list[str]:
        """What became of graphs that were loaded."""
        replaced = f"loaded graphs replaced by their articles: {len(self.taken_over)}"
        kept = [f"loaded graph kept under another name: {loaded_graph(graph)}" for graph in self.set_aside]
        return [*([replaced] if self.taken_over else []), *kept]


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
        read = _read(inputs, report, progress, apart=settings.store)
        articles = _new_articles(_wanted(_until(stop, read, report), report), pipeline, cache, report)
        runner = executor or make_executor(None, workers=settings.workers)
        for result in runner.map(partial(extract_article, settings), articles):
            if isinstance(result, KgError):
                report.failures.append(str(result))
            else:
                cache.put(result, extraction_key(pipeline, result.article), pipeline.maker)
                report.extracted += 1
        _finish(report, update_graphs(store, cache, pipeline), store, cache)
    return report


def relink(settings: Settings, *, online: bool = False) -> BuildReport:
    """Link, resolve and map all extractions of the store anew, without the language model.

    Args:
        settings: Which store, which authorities, which decisions, which service.
        online: Ask the service of the settings about whom the authorities leave open.

    Raises:
        ConfigError: `online` is wanted and the settings name no service or no contact.
    """
    report = BuildReport()
    pipeline = load_pipeline(settings)
    with _existing(settings) as store, ExtractionCache(settings.store) as cache:
        with pipeline.asking() if online else nullcontext() as asker:
            change = update_graphs(store, cache, pipeline)
        if asker is not None:
            _tell_asked(report, asker.report)
        _finish(report, change, store, cache)
    return report


def _tell_asked(report: BuildReport, asked: OnlineReport) -> None:
    """Put what a service was asked into the report of the run."""
    report.asked, report.unanswered = asked.asked, asked.failed
    if asked.unavailable:
        report.failures.append(f"linking went on without the service: {asked.unavailable}")


def explain_link(name: str, settings: Settings, *, as_json: bool = False) -> str:
    """Why an entity of the store, named by IRI or name, is linked as it is, in every article that speaks of it.

    Raises:
        NotFoundError: The store has no such entity.
    """
    pipeline = load_pipeline(settings)
    with open_store(settings.store, read_only=True), ExtractionCache(settings.store) as cache:
        linking = link_store(cache, pipeline, stored_decisions(settings))
        found = explain_entity(name, linking, cache, pipeline)
    return json.dumps(explanation_json(found), ensure_ascii=False) if as_json else explanation_text(found)


def review_links(settings: Settings, *, limit: int | None = None) -> list[str]:
    """The uncertain links of the store as the lines of a file of decisions."""
    pipeline = load_pipeline(settings)
    with open_store(settings.store, read_only=True), ExtractionCache(settings.store) as cache:
        linking = link_store(cache, pipeline, stored_decisions(settings))
    return list(review_lines(linked_entities(linking, settings.base_iri), limit=limit))


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
        _finish(report, update_graphs(store, cache, pipeline), store, cache)
    return report


def extract_articles(inputs: Sequence[str], settings: Settings, *, link: bool = True) -> Iterator[Extraction | KgError]:
    """The extraction of each article in the order of the inputs; an error in place of what could not be extracted.

    An article in another language, or one of which only menus and headings were found, has an extraction without facts.
    """
    pipeline = load_pipeline(settings)
    report = BuildReport()
    executor = make_executor(None, workers=settings.workers)
    for result in executor.map(partial(extract_article, settings), _read(inputs, report)):
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
        return pipeline.extract(article) if _is_english(article) else Extraction(article)
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


def count_store(settings: Settings) -> dict[str, int]:
    """Articles, entities, facts and triples of the store, by name."""
    with open_store(settings.store, read_only=True) as view:
        return _counts(view)


def _read(
    inputs: Sequence[str], report: BuildReport, progress: Progress | None = None, *, apart: Path | None = None
) -> Iterator[Article]:
    """The articles of the inputs; what cannot be read goes into the report. `apart` is a folder passed over."""
    paths = [path for path in _paths(inputs, report) if apart is None or not _is_inside(path, apart)]
    for done, path in enumerate(paths, 1):
        if progress is not None:
            progress(done - 1, len(paths), str(path))
        for found in _articles_of(path):
            if isinstance(found, ReadError):
                report.failures.append(str(found))
                report.damaged.add(str(path))
            else:
                yield found
    if progress is not None and paths:
        progress(len(paths), len(paths), str(paths[-1]))


def _until(stop: Callable[[], bool] | None, articles: Iterator[Article], report: BuildReport) -> Iterator[Article]:
    """The articles until somebody wants to stop."""
    for article in articles:
        if stop is not None and stop():
            report.stopped = True
            return
        yield article


def _wanted(articles: Iterator[Article], report: BuildReport) -> Iterator[Article]:
    """The articles that a graph can be built of; the others are counted."""
    for article in articles:
        if not article.body:
            name = f"{article.source}: {article.headline}" if article.headline else article.source
            report.failures.append(f"{name}: no article found in it, only menus, links or headings")
        elif not _is_english(article):
            log.info("%s: in language %s, skipped", article.source, article.language)
            report.foreign += 1
        else:
            yield article


def _is_english(article: Article) -> bool:
    return article.language is None or article.language.lower().split("-")[0] == "en"


def _paths(inputs: Sequence[str], report: BuildReport) -> Iterator[Path | str]:
    for name in inputs:
        if name == STDIN:
            yield STDIN
            continue
        try:
            yield from find_inputs([name])
        except ReadError as error:
            report.failures.append(str(error))


def _is_inside(path: Path | str, folder: Path) -> bool:
    return path != STDIN and folder.resolve() in Path(path).resolve().parents


def _articles_of(path: Path | str) -> Iterator[Article | ReadError]:
    if path == STDIN:
        import sys

        return read_stream(sys.stdin.buffer, "stdin")
    return read_articles(Path(path))


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


def _finish(report: BuildReport, change: GraphChange, store: OxigraphStore, cache: ExtractionCache) -> None:
    report.links = change.links
    report.failures += change.problems
    for line in change.unmatched:
        log.info("%s", line)
    report.graphs_changed = change.graphs
    report.taken_over, report.set_aside = change.taken_over, change.set_aside
    report.articles = len(cache)
    report.counts = _counts(store)


def _counts(view: View) -> dict[str, int]:
    found = view.stats()
    classes = {name: found.classes.get(NG[term], 0) for name, term in COUNTED.items()}
    return {**classes, "triples": found.triples}


def _drain(report: BuildReport) -> Iterator[KgError]:
    """The failures noted since the last call, as errors."""
    while report.failures:
        yield ReadError(report.failures.pop(0))
