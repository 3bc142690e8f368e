"""Articles per second of the whole pipeline, of textacy's `direct_quotations` and of the bare spaCy pipeline.

    python bench/quotations.py [FOLDER] [--rounds N]

All three read the same articles in turn, in one process, with the same spaCy model; loading is not counted. textacy
finds quotations with their speakers and nothing else; the pipeline finds all that `kg extract` prints, and links it.
textacy is no dependency of this project. In an environment of its own:

    python -m venv bench-env
    bench-env/bin/pip install -e . textacy
    bench-env/bin/python bench/quotations.py

Without textacy its line is left out. FOLDER holds text or HTML articles; the samples without it.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterable
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from typing import Any

from kg.annotate.nlp import ONE_FOR_ONE, paragraph_spans
from kg.config import Settings
from kg.model.document import Article
from kg.model.facts import QuoteType
from kg.pipeline import Pipeline
from kg.read import find_inputs, read_articles

INSTALL = "textacy is not installed: pip install textacy (in an environment of its own, see the head of this file)"


class Textacy:
    """Articles → quotations by textacy; an article on which it fails is counted."""

    def __init__(self, nlp: Any) -> None:
        from textacy.extract.triples import direct_quotations

        self._nlp = nlp
        self._quotations = direct_quotations
        self.failed: set[str] = set()

    def __call__(self, article: Article) -> int:
        """The number of its quotations."""
        text = "\n\n".join(article.slice(span) for span in article.body)
        try:
            return len(list(self._quotations(self._nlp(text))))
        except ValueError:  # quotation marks that do not pair
            self.failed.add(article.source)
            return 0


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("folder", nargs="?", type=Path, default=Settings().data_dir / "samples")
    arguments.add_argument("--rounds", type=int, default=5)
    options = arguments.parse_args()
    pipeline = Pipeline(Settings())
    articles = [article for path in find_inputs([str(options.folder)]) for article in read_articles(path)]
    nlp = pipeline.parser._nlp
    runners: dict[str, Callable[[Article], int]] = {
        "bare spaCy": lambda article: bare(nlp, article),
        "newsgraph": lambda article: quotations(pipeline, article),
    }
    textacy = None
    if find_spec("textacy") is None:
        print(INSTALL, file=sys.stderr)
    else:
        textacy = Textacy(nlp)
        runners[f"textacy {metadata.version('textacy')}"] = textacy
    print_table(runners, articles, options.rounds)
    if textacy is not None and textacy.failed:
        print(f"\ntextacy gave up on {len(textacy.failed)} of {len(articles)} articles (quotation marks do not pair)")


def bare(nlp: Any, article: Article) -> int:
    texts = [article.slice(span).translate(ONE_FOR_ONE) for span in paragraph_spans(article)]
    list(nlp.pipe(texts, batch_size=64))
    return 0


def quotations(pipeline: Pipeline, article: Article) -> int:
    """The number of statements with quoted words; all else is found and linked as well."""
    extraction, _ = pipeline.link(pipeline.extract(article))
    return sum(statement.type is not QuoteType.INDIRECT for statement in extraction.statements)


def print_table(runners: dict[str, Callable[[Article], int]], articles: list[Article], rounds: int) -> None:
    """One line for each: processor seconds, articles per second, and how many times the pipeline's that is."""
    found = {name: sum(map(run, articles)) for name, run in runners.items()}  # warms every cache
    times: dict[str, list[float]] = {name: [] for name in runners}
    for _ in range(rounds):
        for name, run in runners.items():
            times[name].append(seconds(run, articles))
    ours = median(times["newsgraph"])
    words = sum(len(article.slice(span).split()) for article in articles for span in article.body)
    print(f"{len(articles)} articles, {words:,} words, median of {rounds} rounds of processor time\n")
    print(f"{'':<16}{'seconds':>9}{'articles/s':>12}{'times ours':>12}{'quotations':>12}")
    for name, each in times.items():
        one = median(each)
        count = f"{found[name]:12d}" if name != "bare spaCy" else f"{'':>12}"
        print(f"{name:<16}{one:9.2f}{len(articles) / one:12.1f}{ours / one:12.2f}{count}")


def seconds(run: Callable[[Article], int], articles: Iterable[Article]) -> float:
    start = time.process_time()
    for article in articles:
        run(article)
    return time.process_time() - start


if __name__ == "__main__":
    main()
