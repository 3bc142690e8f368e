"""Time of the whole pipeline beside the bare spaCy pipeline on the same text, step by step.

    python bench/pipeline.py [FOLDER] [--rounds N]

Prints processor seconds and the ratio to the bare pipeline, which parses the same paragraphs. Loading is not counted.
FOLDER holds text or HTML articles; the samples without it.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from kg.annotate.dates import find_times
from kg.annotate.nlp import ONE_FOR_ONE, paragraph_spans
from kg.annotate.quotes import find_quotes
from kg.config import Settings
from kg.model.document import Article
from kg.pipeline import Pipeline
from kg.read import find_inputs, read_articles


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("folder", nargs="?", type=Path, default=Settings().data_dir / "samples")
    arguments.add_argument("--rounds", type=int, default=3)
    options = arguments.parse_args()
    pipeline = Pipeline(Settings())
    articles = [article for path in find_inputs([str(options.folder)]) for article in read_articles(path)]
    extractions = [pipeline.extract(article) for article in articles]  # warms every cache
    for extraction in extractions:
        pipeline.link(extraction)
    words = sum(len(article.slice(span).split()) for article in articles for span in article.body)
    rounds = [measure(pipeline, articles) for _ in range(options.rounds)]
    times = {name: median(each[name] for each in rounds) for name in rounds[0]}
    bare = times.pop("bare spaCy")
    print(f"{len(articles)} articles, {words:,} words, median of {options.rounds} rounds\n")
    print(f"{'bare spaCy':<12} {bare:7.2f} s  {words / bare:9,.0f} words/s")
    for name, seconds in times.items():
        print(f"{name:<12} {seconds:7.2f} s  {seconds / bare:6.2f} x")
    total = sum(times.values())
    print(f"{'all':<12} {total:7.2f} s  {total / bare:6.2f} x  {len(articles) / total:.1f} articles/s")


def measure(pipeline: Pipeline, articles: list[Article]) -> dict[str, float]:
    """Processor seconds by step over all articles."""
    times: dict[str, float] = {}

    def timed(name: str, function: Callable[..., Any], *arguments: Any) -> Any:
        start = time.process_time()
        result = function(*arguments)
        times[name] = times.get(name, 0.0) + time.process_time() - start
        return result

    nlp = pipeline.parser._nlp
    for article in articles:
        texts = [article.slice(span).translate(ONE_FOR_ONE) for span in paragraph_spans(article)]
        timed("bare spaCy", lambda texts=texts: list(nlp.pipe(texts, batch_size=64)))
        doc = timed("parse", lambda article=article: next(iter(pipeline.parser.parse([article]))))
        doc = timed("quotes", find_quotes, doc)
        doc = timed("names", pipeline.find_names, doc)
        doc = timed("times", find_times, doc)
        doc = timed("references", pipeline.resolve_references, doc)
        timed("meetings", pipeline.extract_meetings, doc)
        timed("policies", pipeline.extract_policies, doc)
        timed("statements", pipeline.extract_statements, doc)
    for extraction in [pipeline.extract(article) for article in articles]:
        timed("link", pipeline.link, extraction)
    return times


if __name__ == "__main__":
    main()
