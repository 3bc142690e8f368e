"""Processor time per 1,000 words of articles of growing length, step by step: what grows is worse than linear.

    python bench/scaling.py [--words 1000 10000 100000] [--profile STEP]
    python bench/scaling.py --build 1000

The articles are paragraphs of the samples over and over, with other persons each time, so that entities, mentions and
facts grow with the text. `--profile` prints the functions in which one step spends its time on the longest article.

`--build` writes so many articles of about 400 words, no two alike, runs `kg build` over them as a user would, and tells
its time and peak memory, and the time of `kg --help`.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

from kg.annotate.dates import find_times
from kg.annotate.quotes import find_quotes
from kg.config import Settings
from kg.extract.topics import attach_topics
from kg.model.document import Article, Span
from kg.model.entities import Kind
from kg.model.extraction import Extraction
from kg.pipeline import Pipeline
from kg.rdf.iris import entity_iri
from kg.rdf.mapping import map_article, referenced_countries
from kg.rdf.provenance import Provenance
from kg.rdf.terms import Quad, to_nquads
from kg.read import find_inputs, read_articles
from kg.resolve.resolver import resolve

BASE = "https://example.org/"
DATE = "2010-05-12"
SYLLABLES = ("ba", "den", "fo", "gar", "hel", "jo", "kas", "lin", "mor", "nev", "ol", "per", "ros", "sel", "tam", "vik")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--words", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    arguments.add_argument("--profile", metavar="STEP", help="print the functions that one step spends its time in")
    arguments.add_argument("--build", type=int, metavar="N", help="time `kg build` over N articles instead")
    options = arguments.parse_args()
    pipeline = Pipeline(Settings())
    sources = [
        article for path in find_inputs([str(Settings().data_dir / "samples")]) for article in read_articles(path)
    ]
    bricks = Bricks(pipeline, sources)
    if options.build:
        build(bricks, options.build)
        return
    measure(pipeline, make_article(bricks, 500), {})  # warms every cache
    columns: list[dict[str, float]] = []
    sizes: list[str] = []
    for words in options.words:
        article = make_article(bricks, words)
        times: dict[str, float] = {}
        profile = options.profile if words == max(options.words) else None
        extraction, quads = measure(pipeline, article, times, profile=profile)
        length = len(article.text.split())
        columns.append({name: seconds * 1000 / length for name, seconds in times.items()})
        facts = len(extraction.meetings) + len(extraction.policies) + len(extraction.statements)
        sizes.append(f"{length:,} words, {len(extraction.entities):,} entities, {facts:,} facts, {quads:,} quads")
    print_table(options.words, columns, sizes)


def print_table(words: list[int], columns: list[dict[str, float]], sizes: list[str]) -> None:
    print("\n".join(sizes))
    print("\nprocessor milliseconds per 1,000 words; the last column is the growth from the first size to the last\n")
    print(f"{'step':<12}" + "".join(f"{size:>12,}" for size in words) + f"{'growth':>10}")
    rows = [*columns[0], "all"]
    for column in columns:
        column["all"] = sum(column.values())
    for name in rows:
        growth = columns[-1][name] / max(columns[0][name], 1e-6)
        print(f"{name:<12}" + "".join(f"{column[name] * 1000:12.1f}" for column in columns) + f"{growth:9.1f}x")


class Bricks:
    """Paragraphs without end: those of some articles over and over, with other persons in each round."""

    def __init__(self, pipeline: Pipeline, articles: list[Article]) -> None:
        self._paragraphs = [text for article in articles for text in paragraphs_of(article)]
        persons = [e for a in articles for e in pipeline.extract(a).entities if e.kind is Kind.PERSON]
        words = sorted({word for person in persons for word in person.name.split() if len(word) > 2 and word.isalpha()})
        self._words = {word: at for at, word in enumerate(words)}
        self._pattern = re.compile(r"\b(?:" + "|".join(map(re.escape, words)) + r")\b")

    def __iter__(self) -> Iterator[str]:
        for cycle in count():
            for paragraph in self._paragraphs:
                yield self._pattern.sub(lambda match, cycle=cycle: self._renamed(match[0], cycle), paragraph)

    def _renamed(self, word: str, cycle: int) -> str:
        """The word itself in the first round, then another for each round."""
        return word if cycle == 0 else invented(self._words[word] + cycle * len(self._words))


def invented(number: int) -> str:
    """A name of its own for each number."""
    parts = [SYLLABLES[number % 16], SYLLABLES[number // 16 % 16], SYLLABLES[number // 256 % 16]]
    return "".join([*parts, SYLLABLES[number // 4096 % 16] if number > 4095 else ""]).capitalize()


def paragraphs_of(article: Article) -> Iterator[str]:
    for span in article.body:
        for part in re.split(r"\n\s*\n", article.slice(span)):
            if len(part.split()) > 5:
                yield part.strip()


def make_article(bricks: Bricks, words: int) -> Article:
    """An article of so many words, to the end of the paragraph."""
    parts: list[str] = []
    total = 0
    for paragraph in bricks:
        parts.append(paragraph)
        total += len(paragraph.split())
        if total >= words:
            break
    text = "\n\n".join(parts) + "\n"
    return Article(id=f"long-{words}", text=text, body=(Span(0, len(text)),), date=DATE, source="long.txt")


def build(bricks: Bricks, number: int) -> None:
    """Build a store from generated articles in a process of its own."""
    kg = [sys.executable, "-m", "kg"]
    helps = sorted(wall([*kg, "--help"]) for _ in range(9))
    print(f"kg --help: {helps[4]:.3f} s (median of 9; {helps[0]:.3f} to {helps[-1]:.3f})")
    with tempfile.TemporaryDirectory() as name:
        words = write_articles(Path(name, "articles"), bricks, number)
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        taken = wall([*kg, "build", str(Path(name, "articles")), "--store", str(Path(name, "store"))])
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        again = wall([*kg, "build", str(Path(name, "articles")), "--store", str(Path(name, "store"))])
        size = sum(path.stat().st_size for path in Path(name, "store").rglob("*") if path.is_file())
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(f"kg build: {number:,} articles, {words:,} words, {number / taken:.1f} articles/s")
    print(f"          {taken:.1f} s by the clock, {used:.1f} s of processor; unchanged, again: {again:.1f} s")
    print(f"          peak memory {after.ru_maxrss / 1024:.0f} MiB, store {size / 2**20:.0f} MiB")


def wall(command: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - start


def write_articles(folder: Path, bricks: Bricks, number: int) -> int:
    """Write articles with a dateline; the number of their words."""
    folder.mkdir()
    paragraphs = iter(bricks)
    total = 0
    for n in range(number):
        parts = [f"Talks number {n} end with a pact", f"VIENNA, May {n % 28 + 1}, 2010 - The talks ended."]
        while sum(len(part.split()) for part in parts) < 400:
            parts.append(next(paragraphs))
        total += sum(len(part.split()) for part in parts)
        Path(folder, f"article-{n:05d}.txt").write_text("\n\n".join(parts) + "\n", encoding="utf-8")
    return total


def measure(
    pipeline: Pipeline, article: Article, times: dict[str, float], *, profile: str | None = None
) -> tuple[Extraction, int]:
    """Processor seconds by step, added to `times`; the extraction and the number of its quads."""

    def timed(name: str, function: Callable[..., Any], *arguments: Any) -> Any:
        profiler = cProfile.Profile() if name == profile else None
        start = time.process_time()
        result = profiler.runcall(function, *arguments) if profiler else function(*arguments)
        times[name] = time.process_time() - start
        if profiler:
            pstats.Stats(profiler).sort_stats("tottime").print_stats(25)
        return result

    doc = timed("parse", lambda: next(iter(pipeline.parser.parse([article]))))
    doc = timed("quotes", find_quotes, doc)
    doc = timed("names", pipeline.find_names, doc)
    doc = timed("times", find_times, doc)
    doc = timed("references", pipeline.resolve_references, doc)
    meetings = timed("meetings", lambda: numbered(pipeline.extract_meetings(doc), "m"))
    policies = timed("policies", lambda: numbered(pipeline.extract_policies(doc), "p"))
    statements = timed("statements", lambda: numbered(pipeline.extract_statements(doc), "s"))
    statements = timed("topics", attach_topics, statements, policies, meetings, doc)
    facts = (tuple(meetings), tuple(policies), tuple(statements))
    extraction = Extraction(article, doc.entities, doc.mentions, *facts)
    linked = timed("link", lambda: pipeline.link(extraction)[0])
    iris = timed("resolve", entity_iris, pipeline, linked)
    quads = timed("map", map_quads, linked, iris)
    lines = timed("N-Quads", lambda: list(to_nquads(quads)))
    return linked, len(lines)


def numbered(facts: Iterable[Any], letter: str) -> list[Any]:
    """The facts with their ids, as the pipeline numbers them."""
    return [replace(fact, id=f"{letter}{n}") for n, fact in enumerate(facts, 1)]


def entity_iris(pipeline: Pipeline, extraction: Extraction) -> dict[str, str]:
    """The IRI of each entity that has a node, as `kg.graphs` gives them."""
    resolution = resolve([(extraction.article.id, extraction.entities)], pipeline.authority)
    found = {}
    for entity in extraction.entities:
        if entity.kind is not Kind.PLACE:
            one = resolution[extraction.article.id, entity.id]
            found[entity.id] = entity_iri(BASE, one.kind, one.name, country=one.country, qid=one.qid)
    return found


def map_quads(extraction: Extraction, iris: dict[str, str]) -> list[Quad]:
    states = {code: f"{BASE}state/{code}" for code in referenced_countries(extraction)}
    maker = Provenance("newsgraph", "0")
    return map_article(extraction, iris, base_iri=BASE, countries=states, provenance=maker)


if __name__ == "__main__":
    main()
