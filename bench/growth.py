"""How time, memory and the size of the store grow with the number of articles.

    python bench/growth.py [--sizes 1000 10000 100000] [--extraction replaced|real] [--workers N] [--out FOLDER]

Each size is built in a process of its own, as `kg build` does it, into an empty store, of articles that are generated
from templates with a fixed seed. With `--extraction replaced` the language model is left out and the facts come from
the templates: what then grows is reading, keeping extractions, linking, resolving, mapping and writing. Measured are

    extract   processor seconds until the last extraction is kept, workers and all
    graphs    processor seconds of linking, resolving, mapping and writing after that
    again     processor seconds of the same build once more: nothing is new
    one more  processor seconds of a build with one article more
    memory    peak of the process, its workers' not counted
    store     bytes on disk: the database and the extractions

`--out` is given a JSON file with all figures and an SVG plot of each.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from bench_plots import Series, line_plot
from growth_articles import Templates, records

from kg.build import build_graph
from kg.config import Settings
from kg.executors import make_executor
from kg.model.document import Article
from kg.pipeline import load_pipeline
from kg.reports import BuildReport
from kg.store import open_store

COLUMNS = ("articles", "quads", "extract", "graphs", "again", "one_more", "memory", "store")
PLOTS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "time": ("processor seconds", ("extract", "graphs", "again", "one_more")),
    "memory": ("MiB", ("memory",)),
    "store": ("MiB on disk", ("store",)),
}
MIB = 1 << 20


class Replaced:
    """An executor that gives the templates' own facts in place of extraction."""

    def __init__(self, templates: Templates) -> None:
        self._templates = templates

    def map(self, function: Callable[[Article], Any], items: Iterable[Article]) -> Iterator[Any]:
        return map(self._templates.extraction, items)


class Timed:
    """An executor that notes when it was done."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner
        self.end = 0.0

    def map(self, function: Callable[[Any], Any], items: Iterable[Any]) -> Iterator[Any]:
        yield from self._inner.map(function, items)
        self.end = processor_seconds()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument("--extraction", choices=["replaced", "real"], default="replaced")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--out", type=Path, help="folder for the figures and the plots")
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(measure(options.one, real=options.extraction == "real", workers=options.workers)))
        return
    rows = [in_a_process(size, options) for size in options.sizes]
    if options.out:
        write_out(rows, options.out, options.extraction)


def in_a_process(size: int, options: argparse.Namespace) -> dict[str, float]:
    """The figures of one size, printed as they come; the process has no other's memory."""
    arguments = ["--one", str(size), "--extraction", options.extraction, "--workers", str(options.workers)]
    done = subprocess.run([sys.executable, __file__, *arguments], check=True, stdout=subprocess.PIPE, text=True)
    row: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    if size == options.sizes[0]:
        print("".join(f"{name:>12}" for name in COLUMNS))
    print("".join(f"{row[name]:>12,.1f}" if row[name] % 1 else f"{row[name]:>12,.0f}" for name in COLUMNS), flush=True)
    return row


def measure(size: int, *, real: bool, workers: int) -> dict[str, float]:
    """Build an empty store of so many articles, then once more, then with one more."""
    with tempfile.TemporaryDirectory(prefix="kg-growth-") as folder:
        settings = Settings(store=Path(folder) / "store", workers=workers)
        templates = Templates(load_pipeline(settings).authority)
        articles = Path(folder) / "articles.jsonl"
        write_articles(articles, templates, size)
        extract, graphs, report = timed_build(articles, settings, templates, real=real)
        assert report.extracted == size, report.failures[:3]
        figures = {"articles": size, "extract": extract, "graphs": graphs}
        figures["quads"] = count_quads(settings)
        figures["again"] = sum(timed_build(articles, settings, templates, real=real)[:2])
        more = Path(folder) / "more.jsonl"
        with more.open("w", encoding="utf-8") as stream:
            stream.write(json.dumps(templates.record(size)) + "\n")
        figures["one_more"] = sum(timed_build(more, settings, templates, real=real)[:2])
        figures["memory"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        figures["store"] = size_of(settings.store) / MIB
        return figures


def write_articles(path: Path, templates: Templates, size: int) -> None:
    with path.open("w", encoding="utf-8") as stream:
        for record in records(templates, size):
            stream.write(json.dumps(record) + "\n")


def timed_build(
    articles: Path, settings: Settings, templates: Templates, *, real: bool
) -> tuple[float, float, BuildReport]:
    """Processor seconds until everything was extracted, those after that, and what the build tells."""
    executor = Timed(make_executor(None, workers=settings.workers) if real else Replaced(templates))
    start = processor_seconds()
    report = build_graph([str(articles)], settings, executor=executor)
    return executor.end - start, processor_seconds() - executor.end, report


def processor_seconds() -> float:
    """Of this process and of those that it has ended: the clock on the wall would tell of the machine's other work."""
    return sum(
        use.ru_utime + use.ru_stime for use in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )


def count_quads(settings: Settings) -> int:
    with open_store(settings.target, read_only=True) as view:
        found: int = view.stats().quads
        return found


def size_of(folder: Path) -> int:
    """Bytes of the files below a folder; those with several names, as snapshots have them, count once."""
    states = {(state.st_dev, state.st_ino): state.st_size for path in folder.rglob("*") if (state := path.stat())}
    return sum(states.values())


def write_out(rows: Sequence[Mapping[str, float]], folder: Path, extraction: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"growth-{extraction}.json").write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    for name, (unit, columns) in PLOTS.items():
        series = [
            Series(column.replace("_", " "), [(row["articles"], row[column]) for row in rows]) for column in columns
        ]
        title = f"{name} by number of articles, extraction {extraction}"
        (folder / f"growth-{extraction}-{name}.svg").write_text(
            line_plot(series, title=title, x_label="articles", y_label=unit), encoding="utf-8"
        )


if __name__ == "__main__":
    main()
