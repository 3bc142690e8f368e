"""What comes in: inputs → the articles that a graph can be built of. What is left out is counted in the report."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from kg.errors import ReadError
from kg.model.document import Article
from kg.read import find_inputs, read_articles, read_stream
from kg.reports import BuildReport

Progress = Callable[[int, int | None, str], None]
STDIN = "-"

log = logging.getLogger(__name__)


def read_inputs(
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


def until_stopped(
    stop: Callable[[], bool] | None, articles: Iterator[Article], report: BuildReport
) -> Iterator[Article]:
    """The articles until somebody wants to stop."""
    for article in articles:
        if stop is not None and stop():
            report.stopped = True
            return
        yield article


def wanted_articles(articles: Iterator[Article], report: BuildReport) -> Iterator[Article]:
    """The articles that a graph can be built of; the others are counted."""
    for article in articles:
        if not article.body:
            name = f"{article.source}: {article.headline}" if article.headline else article.source
            report.failures.append(f"{name}: no article found in it, only menus, links or headings")
        elif not is_english(article):
            log.info("%s: in language %s, skipped", article.source, article.language)
            report.foreign += 1
        else:
            yield article


def is_english(article: Article) -> bool:
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
